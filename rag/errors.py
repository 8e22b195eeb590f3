"""The one tree of errors; every message names what failed and ends with what to do.

AnwenError                exit 1
├── UsageError            exit 2: an empty or over-long question, top < 1, a bad setting
├── CorpusError           the corpus folder is missing, empty or holds nothing readable
├── DocumentError         one file cannot be read: binary, too large, undecodable, not permitted
├── IndexStoreError       the index is missing, damaged, of an older schema or another model, or not writable
├── BuildLockedError      another process is building this index
├── ModelError            the encoder cannot be loaded or converted
├── LanguageModelError    the language model behind a URL gave no usable answer
├── AnswerFileError       an exported answer cannot be read
├── EvaluationError       a question set, run, experiment or baseline cannot be read or does not fit
└── ServeError            the page cannot be served: port in use, unsafe host
"""

from __future__ import annotations

from typing import ClassVar

from rag.messages import DEFAULT_LANGUAGE, render

__all__ = [
    "AnswerFileError",
    "AnwenError",
    "BuildLockedError",
    "CorpusError",
    "DocumentError",
    "EvaluationError",
    "IndexStoreError",
    "LanguageModelError",
    "ModelError",
    "ServeError",
    "UsageError",
]


class AnwenError(Exception):
    """A failure with a message for the user, kept as a key of `rag.messages` and its values."""

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self, language: str = DEFAULT_LANGUAGE) -> str:
        """The message in `language` ("zh-Hant", "zh-Hans" or "en"), ending with what to do."""
        return render(self.key, language, **self.values)

    def __str__(self) -> str:
        return self.text()


class UsageError(AnwenError):
    """What was asked for cannot be meant."""

    exit_code = 2


class CorpusError(AnwenError):
    """The corpus as a whole cannot be read."""


class DocumentError(AnwenError):
    """One file cannot be read; the others can."""


class IndexStoreError(AnwenError):
    """The index on disk cannot be used or written."""


class BuildLockedError(AnwenError):
    """Another process is building this index."""


class ModelError(AnwenError):
    """The encoder cannot be loaded or converted."""


class LanguageModelError(AnwenError):
    """The language model behind a URL gave no usable answer."""


class AnswerFileError(AnwenError):
    """An exported answer cannot be read."""


class EvaluationError(AnwenError):
    """A question set, run, experiment or baseline cannot be read or does not fit."""


class ServeError(AnwenError):
    """The page cannot be served."""
