"""The library that is served: the newest index, taken over while questions go on being answered from the one before."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.answer.library import Library
from rag.corpus.folder import Folder
from rag.draft.drafting import Drafter
from rag.draft.language_model import LanguageModel
from rag.errors import AnwenError
from rag.index.builder import BuildReport
from rag.index.store import read_manifest
from rag.ui.evaluate.runner import Runner
from rag.ui.library.builds import Builds

__all__ = ["Shelf"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Served:
    """A library with what drafts answers from it, as far as it was asked for: they are replaced together."""

    library: Library
    drafters: dict[LanguageModel, Drafter] = field(default_factory=dict)


class Shelf:
    """Holds one library for all readers; whoever answers a question takes `library` once and keeps it to the end.

    Attributes:
        folder: the documents as they lie in the corpus folder.
        builds: brings the index in line with them.
        runner: runs question sets.

    A build, of the page or of `anwen build` beside it, changes the index's pointer. Who asks for the library next is
    given the old one at once, and the new one is opened behind.
    """

    def __init__(self, library: Library) -> None:
        self._served = _Served(library)
        self._seen = _pointer(library.settings.index_dir)
        self._opening = threading.Lock()
        settings = library.settings
        self.folder = Folder(settings.corpus_dir, max_file_bytes=settings.max_file_bytes)
        self.builds = Builds(self._build, after=self.refresh)
        self.runner = Runner()

    @property
    def library(self) -> Library:
        """The library to use for one request, from its first step to its last."""
        library = self._served.library
        if _pointer(library.settings.index_dir) != self._seen and not self._opening.locked():
            threading.Thread(target=self.refresh, daemon=True).start()
        return library

    @property
    def index_gone(self) -> bool:
        """Whether the index is on disk no more; what was loaded goes on answering."""
        return _pointer(self._served.library.settings.index_dir) is None

    def drafter(self, library: Library, model: LanguageModel) -> Drafter:
        """What drafts answers from `library`; kept for as long as that is the one that serves."""
        served = self._served
        if served.library is not library:
            return Drafter(library, model)
        if model not in served.drafters:
            served.drafters[model] = Drafter(library, model)
        return served.drafters[model]

    def _build(self, **hooks: Any) -> BuildReport:
        return self._served.library.build_again(**hooks)

    def refresh(self) -> bool:
        """Whether a newer index was there and now serves; one that cannot be opened is left, with a warning."""
        with self._opening:
            library = self._served.library
            index_dir = library.settings.index_dir
            self._seen = _pointer(index_dir)
            try:
                if read_manifest(index_dir)["generation"] == library.generation_name:
                    return False
                self._served = _Served(library.reopened())
            except AnwenError as error:
                _log.warning("%s", error.text(library.settings.language))
                return False
        return True


def _pointer(index_dir: Path) -> tuple[int, int] | None:
    """What changes when another generation begins to serve."""
    try:
        status = (index_dir / "current").stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
