"""The documents on the shelf, as HTML: totals, the state of the index, the list, what was removed, questions back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo

from rag.corpus.folder import RemovedFile
from rag.messages import render
from rag.ui.library.builds import Build, Outcome
from rag.ui.library.catalogue import PENDING, Entry
from rag.ui.markup import Html, act_button, element, join
from rag.ui.source.places import Place
from rag.ui.views import notice_html

__all__ = [
    "PER_PAGE",
    "confirm_html",
    "facts_html",
    "find_html",
    "list_html",
    "removed_html",
    "state_html",
]

PER_PAGE = 50
"""Documents that the list shows at a time."""

_NAMES_SHOWN = 5
_STEPS = 4
"""How often a screen reader hears of texts being encoded."""


def facts_html(facts: Iterable[str], *, classes: str = "facts") -> Html:
    """Facts beside each other, none of them broken between lines."""
    return element("span", *(element("span", fact) for fact in facts), class_=classes)


def state_html(
    entries: Sequence[Entry],
    build: Build | None,
    language: str,
    *,
    version: str,
    problem: str,
    index_gone: bool,
    may_change: bool,
) -> str:
    """How much there is, whether the index holds all of it, and the build that goes on or was the last.

    Args:
        entries: all of the shelf.
        build: the one to tell of, or None.
        language: of the labels.
        version: what the page reports to learn whether anything is different.
        problem: with the corpus folder, or nothing.
        index_gone: whether the index is there no more, and answers come from what was loaded.
        may_change: whether the reader may have the index built.
    """
    going_on = build is not None and build.going_on
    pending: dict[str, list[str]] = {
        state: [entry.name for entry in entries if entry.state == state] for state in PENDING
    }
    is_pending = index_gone or any(pending.values())
    lines: list[str] = [facts_html(_totals(entries, language), classes="totals")]
    if problem:
        lines.append(notice_html(problem))
    elif index_gone and not going_on:
        lines.append(element("p", render("library-index-gone", language), class_="pending"))
    elif is_pending and not going_on:
        lines.append(element("p", *_pending(pending, language), class_="pending"))
    elif build is None:
        lines.append(element("p", render("library-in-line", language)))
    if build is not None:
        lines.append(_progress(build, language) if going_on else _ended(build, language, is_pending=is_pending))
    button = Html()
    if may_change and not going_on and not problem:
        label = render("library-build", language)
        button = act_button(
            label, {"do": "build"}, class_="strong-button" if is_pending else "quiet-button", key="build"
        )
    return element(
        "section",
        element("div", *lines, class_="standing"),
        button,
        class_="state",
        tabindex="-1",
        aria_label=render("library-state", language),
        data_version=version,
        data_busy=going_on,
        data_say=_said(build, language) if build is not None and build.error is None else None,
        data_counts=_counts(entries, language),
    )


def find_html(language: str) -> str:
    """Where a reader types what to look for."""
    label = render("library-look-for", language)
    return element("input", type="search", placeholder=label, aria_label=label, autocomplete="off")


def list_html(entries: Sequence[Entry], language: str, *, query: str, page: int, may_change: bool) -> str:
    """One line for each document of the page `page` (from 0), whose name opens it.

    Args:
        entries: those that match `query`.
        language: of the labels.
        query: what the reader looks for, or nothing.
        page: of the list.
        may_change: whether documents can be removed.
    """
    if not entries:
        return element("p", render("library-nothing-found" if query else "library-empty", language), class_="none")
    pages = -(-len(entries) // PER_PAGE)
    page = max(0, min(page, pages - 1))
    shown = entries[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [element("li", *_line(entry, language, may_change=may_change), data_state=entry.state) for entry in shown]
    parts = [element("ul", *lines, class_="documents")]
    if pages > 1:
        turns = [
            act_button(render(key, language), {"do": "page", "page": to}, key=key) if 0 <= to < pages else Html()
            for key, to in (("page-page-before", page - 1), ("page-page-after", page + 1))
        ]
        where = render("library-page", language, page=page + 1, pages=pages, documents=len(entries))
        parts.append(element("nav", turns[0], element("span", where), turns[1], class_="paging", aria_label=where))
    return join(parts)


def removed_html(removed: Sequence[RemovedFile], language: str, *, zone: tzinfo | None) -> str:
    """What was removed and can be brought back, folded away; nothing when there is nothing."""
    if not removed:
        return ""
    lines = [
        element(
            "li",
            element("span", file.name, class_="name"),
            element("span", f"{file.removed_at.astimezone(zone):%Y-%m-%d %H:%M}", class_="facts"),
            act_button(
                render("library-restore", language),
                {"do": "restore", "key": file.key},
                aria_label=render("library-restore-name", language, name=file.name),
                key=f"restore {file.key}",
            ),
        )
        for file in removed
    ]
    label = render("library-removed", language, n=len(removed))
    note = element("p", render("library-removed-note", language), class_="hint")
    return element("details", element("summary", label), note, element("ul", *lines), class_="removed")


def confirm_html(entry: Entry, also: Iterable[str], language: str, *, names: Mapping[str, str]) -> str:
    """The question whether a document is to be removed, showing what goes.

    Args:
        entry: the document.
        also: names of other files with the same bytes, which go with it.
        language: of the labels.
        names: of all files that go, with their SHA-256 as they are now.
    """
    facts = list(_facts(entry, language))
    lines = [element("p", render("library-remove-ask", language, name=entry.name), id="confirm-what")]
    if facts:
        lines.append(facts_html(facts))
    others = "、".join(also)
    if others:
        lines.append(element("p", render("library-remove-also", language, names=others), class_="hint"))
    lines.append(element("p", render("library-remove-note", language), class_="hint"))
    buttons = element(
        "div",
        act_button(
            render("library-remove-do", language),
            {"do": "remove-now", "names": dict(names)},
            class_="strong-button",
            data_focus=True,
        ),
        act_button(render("library-cancel", language), {"do": "keep"}, class_="quiet-button"),
        class_="choices",
    )
    return element("div", *lines, buttons, class_="confirm", role="alertdialog", aria_labelledby="confirm-what")


def _totals(entries: Sequence[Entry], language: str) -> Iterator[str]:
    documents = [entry.document for entry in entries if entry.document is not None]
    counts = {
        "documents": len(documents),
        "cases": sum(len(document.cases) for document in documents),
        "characters": sum(len(document.text) for document in documents),
        "passages": sum(entry.passages for entry in entries),
    }
    return (render(f"library-{key}", language, n=f"{n:,}") for key, n in counts.items())


def _counts(entries: Sequence[Entry], language: str) -> str:
    """What the head of the page says of the collection."""
    documents = [entry.document for entry in entries if entry.document is not None]
    cases = sum(len(document.cases) for document in documents)
    return render("page-collection", language, documents=len(documents), cases=cases)


def _pending(pending: Mapping[str, list[str]], language: str) -> Iterator[str]:
    """What a build would change, by name where there are few."""
    yield render("library-pending", language)
    for state, names in pending.items():
        if names:
            shown = "、".join(names[:_NAMES_SHOWN]) + ("…" if len(names) > _NAMES_SHOWN else "")
            yield element("span", render(f"library-pending-{state}", language, n=len(names), names=shown))


def _progress(build: Build, language: str) -> Html:
    """A bar that is as full as texts are encoded; without a measure while there is none."""
    measured = build.stage == "encoding" and build.total > 0
    bar = element(
        "progress",
        max=build.total if measured else None,
        value=build.done if measured else None,
        aria_label=render("library-building", language),
    )
    return element("div", element("p", _stage(build, language)), bar, class_="progress")


def _stage(build: Build, language: str) -> str:
    return render(
        f"library-stage-{build.stage}", language, done=f"{build.done:,}", total=f"{build.total:,}", holder=build.holder
    )


def _ended(build: Build, language: str, *, is_pending: bool) -> str:
    if build.error is not None:
        return notice_html(f"{build.error.text(language)}\n{render('library-build-failed', language)}")
    if build.outcome is None:
        return Html()
    lines = [] if is_pending else [element("p", _built(build.outcome, language), class_="done")]
    if build.outcome.warnings:
        reasons = (element("li", warning.text(language).splitlines()[0]) for _, warning in build.outcome.warnings)
        label = render("library-left-out", language, n=len(build.outcome.warnings))
        lines.append(element("details", element("summary", label), element("ul", *reasons)))
    return element("div", *lines)


def _built(outcome: Outcome, language: str) -> str:
    return render("library-built" if outcome.changed else "library-built-same", language)


def _said(build: Build, language: str) -> str:
    """What a screen reader hears: each stage, and a few times that encoding goes on."""
    if build.outcome is not None:
        return _built(build.outcome, language)
    if build.stage != "encoding" or not build.total:
        return _stage(build, language)
    return render("library-encoding-said", language, share=build.done * _STEPS // build.total / _STEPS)


def _line(entry: Entry, language: str, *, may_change: bool) -> Iterator[Html]:
    if entry.document is None:
        yield element("span", entry.name, class_="name")
    else:
        place = Place(entry.document.name, 1 if entry.document.front else 0, None).to_json()  # at the first case
        yield element(
            "button", entry.name, type="button", class_="name", data_open=place, data_key=f"open {entry.name}"
        )
    yield facts_html(_facts(entry, language))
    if entry.document is not None and entry.document.aliases:
        names = "、".join(entry.document.aliases)
        yield element("span", render("library-aliases", language, names=names), class_="facts also")
    if entry.reason:
        yield element("span", entry.reason.splitlines()[0], class_="facts also")
    if entry.state != "indexed":
        yield element("span", render(f"library-state-{entry.state}", language), class_="badge")
    if may_change and entry.file is not None:
        yield act_button(
            render("library-remove", language),
            {"do": "remove", "name": entry.name},
            class_="remove",
            aria_label=render("library-remove-name", language, name=entry.name),
            key=f"remove {entry.name}",
        )


def _facts(entry: Entry, language: str) -> Iterator[str]:
    document = entry.document
    if document is None:
        if entry.file is not None:
            yield render("library-bytes", language, n=f"{entry.file.bytes:,}")
        return
    counts = {
        "cases": len(document.cases),
        "sections": entry.sections,
        "characters": len(document.text),
        "passages": entry.passages,
    }
    for key, n in counts.items():
        if n:
            yield render(f"library-{key}", language, n=f"{n:,}")
    yield document.encoding.name.upper().replace("-SIG", "")
