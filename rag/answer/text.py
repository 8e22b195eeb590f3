"""Hits, answers and comparisons as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.results import Answer, Citation, Comparison, Draft, Hit, Statement
from rag.messages import render

__all__ = ["answer_text", "comparison_text", "follows_text", "hits_text", "paragraph_text", "place_text"]


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
    lines = [follows_text(answer, language), ""] if answer.follows else []
    if answer.status == "refused":
        return "\n".join([*lines, render("refused", language), "", hits_text(answer.nearest, language)])
    lines += _statement_lines(answer.statements)
    worded = answer.draft is not None and answer.draft.used
    if answer.draft is not None and worded:
        lines += ["", render("draft-wording", language, model=answer.draft.model)]
    lines += ["", render("sources", language)]
    for citation in answer.citations:
        lines.append(f"[{citation.n}] {place_text(citation, language)}")
        if worded:
            lines.append(f"    「{citation.quote}」")
    if answer.draft is not None:
        lines += _draft_lines(answer.draft, language)
    return "\n".join(lines)


def follows_text(answer: Answer, language: str) -> str:
    """What was searched for a follow-up question and by which rule, or why it could not be resolved; else empty."""
    follows = answer.follows
    if follows is None:
        return ""
    if follows.problem is not None:
        return render(f"follows-{follows.problem}", language, put_in=follows.put_in, count=len(follows.entries))
    rule = render(f"follows-{follows.rule}", language)
    return render("searched", language, searched=answer.searched, rule=rule, put_in=follows.put_in)


def _draft_lines(draft: Draft, language: str) -> list[str]:
    """Why the draft of a language model was not used, and what was struck out of it."""
    lines = ["", render(draft.note, language)] if draft.note else []
    if draft.struck:
        lines += ["", render("draft-struck", language, n=len(draft.struck))]
    for struck in draft.struck:
        reasons = (render(f"struck-{reason.kind}", language, text=reason.text) for reason in struck.reasons)
        lines.append(f"- {struck.text}（{'；'.join(reasons)}）")
    return lines


def comparison_text(comparison: Comparison, language: str) -> str:
    """One block per case: heading, then statements and sources, by role where it is asked for."""
    blocks: list[str] = []
    above = None
    for row in comparison.rows:
        lines = []
        case = (row.document, row.case, row.heading)
        if row.role is None or case != above:
            lines.append(f"■ {row.document} › {row.heading}" if row.heading else f"■ {row.document}")
        above = case
        if row.role is not None:
            lines.append(f"【{render(f'role-{row.role}', language)}】")
        lines += _statement_lines(row.statements) or [render("case-silent", language)]
        lines += [f"[{citation.n}] {place_text(citation, language)}" for citation in row.citations]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _statement_lines(statements: Sequence[Statement]) -> list[str]:
    return [statement.text + "".join(f"[{number}]" for number in statement.citations) for statement in statements]
