"""The outline as others see it: the JSON of `anwen outline --json`, and the printed tree."""

from __future__ import annotations

from itertools import pairwise

from rag.corpus.document import Document, Section, Span

__all__ = ["coverage", "outline_dict", "outline_text"]

_INDENT = "  "
_UNNAMED = {"front": "〔前置〕", "tail": "〔頁尾〕"}
_MARKER_CHARS = 6  # a heading no longer than this is hardly more than its marker
_SNIPPET_CHARS = 20


def coverage(document: Document) -> float:
    """The share of characters that belong to exactly one heading or own body, front and tail included."""
    length = len(document.text)
    if not length:
        return 1.0
    edges: dict[int, int] = {0: 0, length: 0}  # offset → how many spans open there, less those that close
    for *_, section in document.walk():
        for span in (section.heading_span, *section.bodies):
            edges[span.start] = edges.get(span.start, 0) + 1
            edges[span.end] = edges.get(span.end, 0) - 1
    covered = depth = 0
    for start, end in pairwise(sorted(edges)):
        depth += edges[start]
        if depth == 1:
            covered += end - start
    return covered / length


def outline_dict(document: Document) -> dict[str, object]:
    """The JSON object that `anwen outline --json` prints."""
    return {
        "schema": 1,
        "document": document.name,
        "encoding": document.encoding.name,
        "confidence": document.encoding.confidence,
        "characters": len(document.text),
        "coverage": coverage(document),
        "front": _span_dict(document.front),
        "cases": [
            {
                "number": case.number,
                "heading": case.heading,
                "start": case.span.start,
                "end": case.span.end,
                "sections": [_section_dict(section) for section in case.sections],
            }
            for case in document.cases
        ],
        "tail": _span_dict(document.tail),
    }


def _span_dict(section: Section | None) -> dict[str, int] | None:
    return None if section is None else {"start": section.span.start, "end": section.span.end}


def _section_dict(section: Section) -> dict[str, object]:
    return {
        "number": section.number,
        "heading": section.heading,
        "level": section.level,
        "start": section.span.start,
        "end": section.span.end,
        "sections": [_section_dict(child) for child in section.sections],
    }


def outline_text(document: Document) -> str:
    """The section tree for a terminal: indented headings with their spans, one line each."""
    lines = [
        f"{document.name}  {document.encoding.name} ({document.encoding.confidence:.2f})  "
        f"{len(document.text)} 字  {coverage(document):.0%}"
    ]
    for *above, section in document.walk():
        lines.append(f"{_INDENT * len(above)}{_label(document.text, section)}  {_range(section.span)}")
    return "\n".join(lines)


def _label(text: str, section: Section) -> str:
    """The heading; numbered text without one shows how it begins, front and tail what they are."""
    if section.kind in _UNNAMED:
        return _UNNAMED[section.kind]
    if len(section.heading) > _MARKER_CHARS or not section.bodies or section.sections:
        return section.heading or "〔無標題〕"
    start = section.bodies[0].start
    beginning = text[start : start + _SNIPPET_CHARS].partition("\n")[0]
    return f"{section.heading} {beginning}…"


def _range(span: Span) -> str:
    return f"[{span.start}, {span.end})"
