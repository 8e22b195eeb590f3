r"""Layout ↔ Markdown: statements with footnotes, a table of sources, and the record in a comment.

Text of documents and questions is escaped, so that none of it is markup, and reading undoes that: a backslash before
ASCII punctuation, character references and `<br>`, whichever an editor likes better. A person may write around it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

from rag.export.layout import Layout, Line
from rag.export.visible import Paragraph, Visible

__all__ = ["markdown_record", "markdown_text", "markdown_visible"]

_MARK = "<!-- anwen"  # how the comment with the record begins

_COMMENT = re.compile(r"<!--\s*anwen\s+(?=\{)")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&^!@]|:(?=[/a-zA-Z])|(?<=www)\.|(?<=WWW)\.|==")
_LINE_START = re.compile(r"\A([ \t]*)([-+]|\d+[.)])")
_NEWLINES = re.compile("\\s*[\n\x85\u2028\u2029]\\s*")
_LABEL = r"[^\[\]\s]{1,99}"  # without an end, each of many opening brackets would be read to the end of the line
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<reference>&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);)|(?P<newline><br\s*/?>)"
    rf"|\[\^(?P<label>{_LABEL})\]|(?P<emphasis>\*+)"
)
_LINE_IN_CELL = re.compile(rf"(\[\^{_LABEL}\])<br\s*/?>")
_CELL = re.compile(r"(?:\\.|[^|\\])+")
_QUOTE_MARK = re.compile(r"^[ ]{0,3}>[ ]?", re.MULTILINE)
_LIST_MARK = r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+"
_BORDER = re.compile(rf"\n[ \t]*\n|\n(?=\||[ ]{{0,3}}\[\^{_LABEL}\]:|{_LIST_MARK})")
_DEFINITION = re.compile(rf"\[\^(?P<label>{_LABEL})\]:(?P<text>.*)")


def markdown_text(layout: Layout) -> str:
    """The whole file."""
    blocks = [f"# {_escaped(layout.title)}", *map(_line, layout.lines)]
    if layout.table is not None:
        blocks.append(
            _table(layout.table.head, (["<br>".join(map(_line, cell)) for cell in row] for row in layout.table.rows))
        )
    rows = ([_escaped(row.name), _escaped(row.encoding), f"`{row.sha256}`"] for row in layout.sources)
    blocks += [_escaped(layout.exported), f"## {_escaped(layout.sources_title)}", _table(layout.sources_head, rows)]
    blocks += (f"[^{note.n}]: {_escaped(note.text)}" for note in layout.notes.values())
    # ASCII in which nothing ends the comment, and nothing is found by who replaces words or footnotes in the text.
    record = layout.record
    for mark in ("<", ">", "--", "[^"):
        record = record.replace(mark, "".join(f"\\u{ord(character):04x}" for character in mark))
    return "\n\n".join([*blocks, f"{_MARK} {record} -->"]) + "\n"


def _line(line: Line) -> str:
    struck = _escaped(line.struck)
    return (f"~~{struck}~~" if struck else "") + _escaped(line.text) + "".join(f"[^{n}]" for n in line.notes)


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> str:
    head = [_escaped(cell) for cell in head]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _escaped(text: str) -> str:
    r"""`text` so that Markdown shows it as it is, on one line."""
    text = re.sub(r"[ \t]+", " ", _SPECIAL.sub(r"\\\g<0>", text)).strip()
    text = _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)
    return _NEWLINES.sub("<br>", text)


def markdown_record(text: str) -> str:
    """The JSON of the record in the Markdown file `text`.

    Raises:
        ValueError: there is none, it is damaged, or there are several.
    """
    found = list(_COMMENT.finditer(text))
    if len(found) != 1:
        raise ValueError(f"{len(found)} comments {_MARK} … -->, not 1")
    _, end = json.JSONDecoder().raw_decode(text, found[0].end())
    if not re.match(r"\s*-->", text[end:]):
        raise ValueError(f"{_MARK} … without -->")
    return text[found[0].end() : end]


def markdown_visible(text: str) -> Visible:
    """What a reader of the Markdown file `text` sees, but for its comment."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = _QUOTE_MARK.sub("", text)
    text = _LINE_IN_CELL.sub(r"\1\n\n", text)
    paragraphs: list[Paragraph] = []
    notes: list[tuple[str, str]] = []
    for block in _BORDER.split(text):
        definition = _DEFINITION.match(block.strip())
        if definition:
            notes.append((definition["label"], _plain(block.strip()[definition.start("text") :]).text))
        elif notes and block.startswith(("    ", "\t")):  # a further paragraph of the note above
            label, above = notes[-1]
            notes[-1] = (label, f"{above}\n{_plain(block).text}")
        elif "|" in (block[:1], block.rstrip()[-1:]):
            paragraphs += map(_plain, _CELL.findall(block))
        else:
            paragraphs.append(_plain(re.sub(rf"\A{_LIST_MARK}", "", block.lstrip("\n"))))
    first: dict[str, str] = {}  # of two notes with one label, readers are shown the first
    for label, note in notes:
        first.setdefault(label, note)
    return Visible(tuple(paragraphs), tuple(first.items()))


def _plain(block: str) -> Paragraph:
    labels: list[str] = []

    def shown(found: re.Match[str]) -> str:
        if found["label"]:
            labels.append(found["label"])
        if found["newline"]:
            return "\n"
        return found["escaped"] or html.unescape(found["reference"] or "")

    return Paragraph(_TOKEN.sub(shown, block), tuple(labels))
