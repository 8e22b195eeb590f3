"""Adding documents, as HTML: where files are dropped, and what was understood of them before they are added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.corpus.reader import SUFFIXES
from rag.messages import render
from rag.ui.library.shelf_view import facts_html
from rag.ui.library.uploads import MOST_FILES, SURE, Understood, Upload
from rag.ui.markup import Html, act_button, element

__all__ = ["drop_html", "preview_html", "reading_html"]

_BYTES_PER_MB = 1_000_000


def drop_html(language: str, *, max_file_bytes: int, most_bytes: int) -> str:
    """Where files are dropped or chosen; the page's script sends them.

    Args:
        language: of the labels.
        max_file_bytes: that a file may have.
        most_bytes: that may wait at a time.
    """
    return element(
        "section",
        element(
            "p",
            element("span", render("library-drop", language), class_="drag"),
            element("button", render("library-choose", language), type="button", class_="quiet-button choose"),
        ),
        element(
            "p",
            render("library-types", language, types=" ".join(SUFFIXES), mb=f"{max_file_bytes / _BYTES_PER_MB:g}"),
            class_="hint",
        ),
        element("input", type="file", multiple=True, hidden=True, aria_label=render("library-choose", language)),
        element("p", class_="sending", role="status", data_sending=render("library-sending", language)),
        class_="drop",
        aria_label=render("library-add", language),
        data_limit=max_file_bytes,
        data_most=MOST_FILES,
        data_most_bytes=most_bytes,
    )


def reading_html(done: int, total: int, language: str) -> str:
    """That files are being read."""
    label = render("library-reading-uploads", language, done=done, total=total)
    return element(
        "div",
        element("p", label, role="status"),
        element("progress", max=total, value=done, aria_label=label),
        class_="progress",
    )


def preview_html(uploads: Sequence[Upload], language: str, *, gone: int) -> str:
    """Each file with what was understood, and the choices; nothing when there is none.

    Args:
        uploads: the files that wait.
        language: of the labels.
        gone: how many documents of the index have no file any more and would leave it with the next build.
    """
    if not uploads:
        return ""
    n = sum(upload.error is None for upload in uploads)
    buttons = [act_button(render("library-cancel", language), {"do": "cancel"}, class_="quiet-button", key="cancel")]
    if n:
        buttons.insert(
            0, act_button(render("library-add-now", language), {"do": "add"}, class_="strong-button", data_focus=True)
        )
    said = render("library-preview-counts", language, n=n, refused=len(uploads) - n)
    notes = [element("p", render("library-preview-gone", language, n=gone), class_="hint")] if gone and n else []
    return element(
        "section",
        element("h2", render("library-preview", language)),
        element("p", said, class_="hint"),
        element("ol", *(_upload(position, upload, language) for position, upload in enumerate(uploads))),
        *notes,
        element("div", *buttons, class_="choices"),
        class_="preview",
        aria_label=render("library-preview", language),
        data_say=said,
    )


def _upload(position: int, upload: Upload, language: str) -> Html:
    if upload.error is not None or upload.understood is None:
        what, *hints = upload.error.text(language).splitlines() if upload.error else [""]
        lines = [element("p", what, class_="refusal"), *(element("p", hint, class_="hint") for hint in hints)]
        return element("li", *lines, class_="not-taken")
    understood = upload.understood
    choice = element("input", type="checkbox", checked=True, value=f"add {position}")
    lines = [element("label", choice, element("span", upload.name, class_="name"))]
    if upload.name != upload.given:
        lines.append(element("p", render("library-renamed", language, given=upload.given), class_="hint"))
    lines.append(facts_html(_facts(understood, language)))
    lines += [element("p", warning, class_="warning") for warning in _warnings(understood, language)]
    if understood.encoding.confidence < SURE:
        lines.append(element("blockquote", *(element("p", line) for line in understood.lines)))
    if upload.namesake is not None:
        lines.append(_collision(position, upload, language))
    if understood.headings:
        headings = (element("li", heading, class_=f"level-{level}") for level, heading in understood.headings)
        label = render("library-outline", language)
        lines.append(element("details", element("summary", label), element("ul", *headings), class_="headings"))
    return element("li", *lines)


def _collision(position: int, upload: Upload, language: str) -> Html:
    """The choice between both files and the new one."""
    choices = [
        element(
            "label",
            element("input", type="radio", name_=f"namesake-{position}", checked=checked, value=f"{do} {position}"),
            render(f"library-namesake-{do}", language),
        )
        for do, checked in (("both", True), ("replace", False))
    ]
    legend = element("legend", render("library-namesake", language, name=upload.name))
    return element("fieldset", legend, *choices)


def _facts(understood: Understood, language: str) -> Iterator[str]:
    counts = {"cases": understood.cases, "sections": understood.sections, "characters": understood.characters}
    for key, n in counts.items():
        if n:
            yield render(f"library-{key}", language, n=f"{n:,}")
    encoding = understood.encoding
    name = encoding.name.upper().replace("-SIG", "")
    sure = encoding.confidence == 1
    yield name if sure else render("library-encoding", language, encoding=name, confidence=encoding.confidence)


def _warnings(understood: Understood, language: str) -> Iterator[str]:
    if not understood.cases and not understood.sections:
        yield render("library-no-headings", language)
    elif not understood.cases:
        yield render("library-no-cases", language)
    if understood.encoding.confidence < SURE:
        yield render("library-unsure", language)
