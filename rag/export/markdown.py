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
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<reference>&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);)|(?P<newline><br\s*/?>)"
    r"|\[\^(?P<label>[^\]\s]+)\]|(?P<emphasis>\*+)"
)
_LINE_IN_CELL = re.compile(r"((?:\[\^[^\]\s]+\])+)<br\s*/?>")
_CELL = re.compile(r"(?:\\.|[^|\\])+")
_BORDER = re.compile(r"\n[ \t]*\n|\n(?=\|)|\n(?=[ ]{0,3}\[\^[^\]\s]+\]:)")
_DEFINITION = re.compile(r"\[\^(?P<label>[^\]\s]+)\]:(?P<text>.*)")


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
    return _escaped(line.text) + "".join(f"[^{n}]" for n in line.notes)


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
            paragraphs.append(_plain(block))
    return Visible(tuple(paragraphs), tuple(notes))


def _plain(block: str) -> Paragraph:
    labels: list[str] = []

    def shown(found: re.Match[str]) -> str:
        if found["label"]:
            labels.append(found["label"])
        if found["newline"]:
            return "\n"
        return found["escaped"] or html.unescape(found["reference"] or "")

    return Paragraph(_TOKEN.sub(shown, block), tuple(labels))
