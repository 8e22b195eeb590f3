"""Hits, answers and comparisons as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.results import Answer, Citation, Comparison, Hit, Statement
from rag.messages import render

__all__ = ["answer_text", "comparison_text", "hits_text", "paragraph_text", "place_text"]


def place_text(cited: Citation | Hit, language: str) -> str:
    """Where it stands: document › case › section, paragraph, characters."""
    path = " › ".join((cited.document, *cited.breadcrumb))
    return f"{path} · {paragraph_text(cited, language)} [{cited.start}:{cited.end}]"


def paragraph_text(cited: Citation | Hit, language: str) -> str:
    """The number of its paragraph; a passage that opens with the heading goes on from there."""
    if cited.paragraph:
        return render("paragraph", language, n=cited.paragraph)
    return render("heading" if isinstance(cited, Citation) else "from-heading", language)


def hits_text(hits: Sequence[Hit], language: str) -> str:
    """One block per hit: rank, score, place, text."""
    if not hits:
        return render("no-hits", language)
    return "\n\n".join(f"{hit.rank}. ({hit.score:.3f}) {place_text(hit, language)}\n{hit.text}" for hit in hits)


def answer_text(answer: Answer, language: str) -> str:
    """The statements with their citation numbers, then the sources; of a refusal the nearest passages."""
    if answer.status == "refused":
        return f"{render('refused', language)}\n\n{hits_text(answer.nearest, language)}"
    return "\n".join(
        [
            *_statement_lines(answer.statements),
            "",
            render("sources", language),
            *(f"[{citation.n}] {place_text(citation, language)}" for citation in answer.citations),
        ]
    )


def comparison_text(comparison: Comparison, language: str) -> str:
    """One block per case: heading, statements, sources."""
    blocks = []
    for row in comparison.rows:
        lines = [f"■ {row.document} › {row.heading}" if row.heading else f"■ {row.document}"]
        lines += _statement_lines(row.statements) or [render("case-silent", language)]
        lines += [f"[{citation.n}] {place_text(citation, language)}" for citation in row.citations]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _statement_lines(statements: Sequence[Statement]) -> list[str]:
    return [statement.text + "".join(f"[{number}]" for number in statement.citations) for statement in statements]
