"""The library: the documents with what they hold, to be read as books, added, removed and indexed anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.corpus.folder import RemovedFile, StoredFile
from rag.errors import AnwenError, UsageError
from rag.ui.context import AT_ONCE, QUIET, Context
from rag.ui.library.builds import Build
from rag.ui.library.catalogue import Entry, catalogue, matching
from rag.ui.library.shelf_view import confirm_html, find_html, list_html, removed_html, state_html
from rag.ui.library.upload_view import drop_html, preview_html, reading_html
from rag.ui.library.uploads import Arrival, Upload, add, arrivals, discard, most_bytes, read
from rag.ui.markup import join
from rag.ui.preferences import Preferences
from rag.ui.views import notice, notice_html, open_from, view

__all__ = ["add_library"]


def add_library(context: Context, preferences: Preferences) -> None:
    """The room of documents, into the tab that is open."""
    may_change = not context.settings.read_only
    librarian = _Librarian(context, may_change=may_change)
    with gr.Column(elem_id="library", elem_classes="panes"):
        said = notice("library-notice")
        with gr.Column(elem_classes="told"):
            asked = view("library-asked", scripts=("act",))
            state = view("library-state", scripts=("act", "shelf"))
            if may_change:
                limits = {"max_file_bytes": context.settings.max_file_bytes, "most_bytes": most_bytes(context.settings)}
                files = drop_html(context.language, **limits)
                drop = view("library-drop", files, scripts=("drop",))
                preview = view("library-preview", scripts=("act",))
            finder = view("library-find", find_html(context.language), scripts=("find",))
            listed = view("library-list", scripts=("pane", "act"))
            removed = view("library-removed", scripts=("act",))
        book = view("book", classes="source-pane", scripts=("pane", "act", "book"))
    words = gr.State("")
    page = gr.State(0)
    waiting = gr.State((), delete_callback=discard)
    shelf = [state, listed, removed]

    open_from(context, views=[listed], into=book, notices=said, script=preferences.script, book=True)
    book.act(lambda: "", None, book, **AT_ONCE)  # it has but one: to be closed
    state.look(librarian.look, [words, page], shelf, **AT_ONCE)
    finder.find(librarian.find, None, [listed, words, page], **{**AT_ONCE, "trigger_mode": "always_last"})
    for one in (listed, removed, asked, state):
        one.act(librarian.act, [words, page], [said, asked, page, *shelf], **AT_ONCE)
    if may_change:
        # One after the other: what arrives while others are read must be added to them.
        arriving: dict[str, Any] = {**QUIET, "concurrency_limit": 1, "trigger_mode": "multiple"}
        drop.arrive(librarian.arrive, waiting, [said, preview, waiting], **arriving)
        preview.act(librarian.decide, [waiting, words, page], [said, preview, waiting, *shelf], **AT_ONCE)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What there is at one moment.

    Attributes:
        entries: all of them.
        removed: what can be restored.
        problem: with the folder, or nothing.
        index_gone: whether the index is on disk no more.
        build: that goes on or was the last, or None.
        documents: the same while all of these but the build are.
    """

    entries: list[Entry]
    removed: list[RemovedFile]
    problem: str
    index_gone: bool
    build: Build | None
    documents: str

    @property
    def version(self) -> str:
        """The same for what looks the same."""
        return f"{self.documents}/{_moment(self.build)}"


class _Librarian:
    """What the room does, from what a reader asked for to what is shown, without the components."""

    def __init__(self, context: Context, *, may_change: bool) -> None:
        self._context = context
        self._language = context.language
        self._may_change = may_change
        self._folder = context.shelf.folder
        self._builds = context.shelf.builds

    def look(self, query: str, page: int, event: gr.EventData) -> tuple[Any, ...]:
        """State, list, removed: as far as they differ from what the page says it shows."""
        seen = self._see()
        shown = event._data if isinstance(event._data, str) else ""
        if shown == seen.version:
            return gr.skip(), gr.skip(), gr.skip()
        if shown.partition("/")[0] == seen.documents:
            return self._state(seen), gr.skip(), gr.skip()
        return self._shelf(seen, query, page)

    def find(self, event: gr.EventData) -> tuple[Any, str, int]:
        """List, words, page of the list: what a reader looks for."""
        words = event._data if isinstance(event._data, str) else ""
        return self._list(self._see(), words, 0), words, 0

    def act(self, query: str, page: int, event: gr.EventData) -> tuple[Any, ...]:
        """Notice, question back, page of the list, state, list, removed: what a button asked for."""
        said, asked = "", ""
        try:
            match event._data:
                case {"do": "page", "page": int(page)}:
                    pass
                case {"do": "build"} if self._may_change:
                    self._builds.request()
                case {"do": "remove", "name": str(name)} if self._may_change:
                    asked = self._ask_to_remove(name)
                case {"do": "remove-now", "names": dict(names)} if self._may_change:
                    self._folder.remove({str(name): str(sha256) for name, sha256 in names.items()})
                    said = self._note("library-removed-now", names="、".join(map(str, names)))
                    self._builds.request()
                case {"do": "restore", "key": str(key)} if self._may_change:
                    said = self._note("library-restored", name=self._folder.restore(key))
                    self._builds.request()
        except AnwenError as error:
            said = notice_html(error.text(self._language))
        return said, asked, page, *self._shelf(self._see(), query, page)

    def arrive(self, waiting: Sequence[Upload], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Notice, preview, files that wait: as the files that arrived are read."""
        arrived = arrivals(event._data, files=self._context.files)
        uploads = list(waiting)
        try:
            read_now = read(arrived, self._folder, self._context.settings, waiting=waiting)
            for done in range(len(arrived)):
                yield gr.skip(), reading_html(done, len(arrived), self._language), gr.skip()
                uploads.append(next(read_now))
            yield "", self._preview(uploads), tuple(uploads)
            arrived = []  # the page holds them now
        except AnwenError as error:
            told = notice_html(error.text(self._language))
            yield told, preview_html(waiting, self._language, gone=0), gr.skip()
        finally:
            discard(arrived)

    def decide(self, waiting: Sequence[Upload], query: str, page: int, event: gr.EventData) -> tuple[Any, ...]:
        """Notice, preview, files that wait, state, list, removed: the files are added, or left; what fails waits on."""
        told = event._data if isinstance(event._data, dict) else {}
        chosen = told.get("chosen", [])
        if told.get("do") != "add" or not self._may_change:
            discard(waiting)
            return "", "", (), gr.skip(), gr.skip(), gr.skip()
        added: list[str] = []
        failed: dict[str, list[Upload]] = {}
        for position, upload in enumerate(waiting):
            try:
                if upload.error is None and f"add {position}" in chosen:
                    added.append(add(upload, self._folder, replacing=f"replace {position}" in chosen))
                discard([upload])
            except AnwenError as error:
                failed.setdefault(error.text(self._language), []).append(upload)
        said = join(map(notice_html, failed))
        if added:
            self._builds.request()
            names = "、".join(added[:5]) + ("…" if len(added) > 5 else "")
            said = join([self._note("library-added", n=len(added), names=names), said])
        left = self._as_now([upload for uploads in failed.values() for upload in uploads])
        return said, self._preview(left), tuple(left), *self._shelf(self._see(), query, page)

    def _as_now(self, uploads: Sequence[Upload]) -> Sequence[Upload]:
        """Files that wait, as the folder would take them now; as they were where it cannot be listed."""
        arrived = [Arrival(upload.given, upload.path, "", upload.bytes) for upload in uploads]
        try:
            return list(read(arrived, self._folder, self._context.settings, waiting=()))
        except AnwenError:
            return uploads

    def _see(self) -> _Seen:
        build = self._builds.latest
        entries, problem = self._entries()
        removed = [] if problem or not self._may_change else self._folder.removed()
        gone = self._context.shelf.index_gone
        documents = _fingerprint(entries, self._context.library.generation_name, problem, gone, removed)
        return _Seen(entries, removed, problem, gone, build, documents)

    def _shelf(self, seen: _Seen, query: str, page: int) -> tuple[str, str, str]:
        """State, list, removed."""
        removed = removed_html(seen.removed, self._language, zone=None)
        return self._state(seen), self._list(seen, query, page), removed

    def _state(self, seen: _Seen) -> str:
        return state_html(
            seen.entries,
            seen.build,
            self._language,
            version=seen.version,
            problem=seen.problem,
            index_gone=seen.index_gone,
            may_change=self._may_change,
        )

    def _list(self, seen: _Seen, query: str, page: int) -> str:
        found = matching(seen.entries, query)
        return list_html(found, self._language, query=query, page=page, may_change=self._may_change)

    def _entries(self) -> tuple[list[Entry], str]:
        """All entries, and what is the matter with the folder."""
        files: dict[str, StoredFile] | None = None
        problem = ""
        try:
            files = self._folder.files()
        except AnwenError as error:
            problem = error.text(self._language)
        return catalogue(self._context.library, files, self._language), problem

    def _ask_to_remove(self, name: str) -> str:
        """The question, about the file as it is now.

        Raises:
            UsageError: there is no such file.
        """
        files = self._folder.files()
        entry = next((one for one in self._entries()[0] if one.name == name), None)
        if entry is None or name not in files:
            raise UsageError("document-unknown-here", name=name)
        sha256 = files[name].sha256
        same = {file.name: sha256 for file in files.values() if sha256 and file.sha256 == sha256} | {name: sha256}
        return confirm_html(entry, sorted(same.keys() - {name}), self._language, names=same)

    def _preview(self, uploads: Sequence[Upload]) -> str:
        entries, _ = self._entries()
        return preview_html(uploads, self._language, gone=sum(entry.state == "gone" for entry in entries))

    def _note(self, key: str, **values: object) -> str:
        return notice_html(self._context.text(key, **values), urgent=False)


def _fingerprint(entries: Sequence[Entry], *more: object) -> str:
    """The same for what looks the same; holds no "/"."""
    facts = [(entry.name, entry.state, entry.passages, entry.reason, entry.file) for entry in entries]
    return f"{hash((tuple(facts), str(more))):x}"


def _moment(build: Build | None) -> str:
    return f"{build.number}.{build.stage}.{build.done}" if build is not None else ""
