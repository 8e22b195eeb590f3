"""Questions to begin with, about the collection at hand."""

from __future__ import annotations

from collections.abc import Sequence

from rag.corpus.document import Document
from rag.messages import render

__all__ = ["example_questions"]

# (question, what a document says if it answers it); the last one no case answers: a refusal is worth seeing.
_FIVE_CASES = (
    ("三方會議由哪些人參加？", "召開“三方會議”"),
    ("“开放式党课”重点做到哪五个开放？", "“開放式黨課”"),
    ("How much money did the Mongolian colleague lose by cancelling the honeymoon trip?", "蜜月之旅"),
    ("旬陽縣有多少黨員幹部參加「亮曬作」？", "“亮曬作”"),
)
_UNANSWERABLE = "出差住酒店的報銷標準是每晚多少元？"
_DERIVED = 4
_HEADING_CHARS = range(6, 25)


def example_questions(documents: Sequence[Document], language: str) -> list[str]:
    """Questions about the five cases when the collection has them, otherwise a few made from its headings."""
    texts = [document.text for document in documents]
    known = [question for question, said in _FIVE_CASES if any(said in text for text in texts)]
    if len(known) == len(_FIVE_CASES):
        return [*known, _UNANSWERABLE]
    headings = [
        path[-1].heading
        for document in documents
        for path in document.walk()
        if path[-1].kind == "section" and not path[-1].sections and len(path[-1].heading) in _HEADING_CHARS
    ]
    step = max(1, len(headings) // _DERIVED)
    return [render("page-example", language, heading=heading) for heading in headings[::step][:_DERIVED]]
