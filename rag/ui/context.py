"""What every part of the page is given: the library, the page's language, the language model, where files go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer.library import Library
from rag.draft.drafting import Drafter
from rag.draft.language_model import LanguageModel
from rag.messages import render
from rag.settings import Settings
from rag.ui.shelf import Shelf

__all__ = ["AT_ONCE", "QUIET", "Context"]

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""How every event of the page is registered: no veil over what is being read, no endpoint of its own."""

AT_ONCE: dict[str, Any] = {**QUIET, "concurrency_limit": 4}
"""The same for what takes no time: so many at once."""


@dataclass(frozen=True, slots=True)
class Context:
    """One page, in one language; readers share nothing but this.

    Attributes:
        shelf: the library that is served.
        settings: of the library, with this page's language.
        model: that may draft answers when a reader wishes, or None.
        files: folder for the downloads and uploads of all readers.
    """

    shelf: Shelf
    settings: Settings
    model: LanguageModel | None
    files: Path

    @property
    def language(self) -> str:
        """Of every label."""
        return self.settings.language

    @property
    def library(self) -> Library:
        """The library as it is now: take it once for each request."""
        return self.shelf.library

    def drafter(self, library: Library) -> Drafter | None:
        """What drafts answers from `library`, if a language model is configured."""
        return self.shelf.drafter(library, self.model) if self.model else None

    def text(self, key: str, **values: object) -> str:
        """The message in the page's language."""
        return render(key, self.language, **values)
