"""Hits, answers and comparisons as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.results import Answer, Citation, Comparison, ComparisonRow, Draft, Hit, Statement, Struck
from rag.corpus.roles import role_of
from rag.index.lexical import in_text, terms
from rag.messages import render
from rag.settings import Settings

__all__ = [
    "SCORE_PARTS",
    "answer_text",
    "comparison_text",
    "confidence_text",
    "follows_text",
    "formula_text",
    "heading_terms",
    "hits_text",
    "outside_role",
    "paragraph_text",
    "place_text",
    "reasons_text",
]

SCORE_PARTS = ("dense", "sentence", "lexical", "interaction")
"""The parts of a score in `Why`, in the order of the formula; the message `why-NAME` names each."""


def place_text(cited: Citation | Hit, language: str) -> str:
    """Where it stands: document › case › section, paragraph, characters."""
    path = " › ".join((cited.document, *cited.breadcrumb))
    return f"{path} · {paragraph_text(cited, language)} [{cited.start}:{cited.end}]"


def paragraph_text(cited: Citation | Hit, language: str) -> str:
    """The number of its paragraph; a passage that opens with the heading goes on from there."""
    if cited.paragraph:
        return render("paragraph", language, n=cited.paragraph)
    return render("heading" if isinstance(cited, Citation) else "from-heading", language)


def hits_text(hits: Sequence[Hit], language: str, *, why: Settings | None = None) -> str:
    """One block per hit: rank, score, place, text.

    Args:
        hits: best first.
        language: of what is not the source's.
        why: where given, the parts of the scores and their weights in these settings too, and marks around what
            matched: a bracket so often repeated that no hit has it.
    """
    if not hits:
        return render("no-hits", language)
    if why is None:
        return "\n\n".join(f"{_head(hit, language)}\n{hit.text}" for hit in hits)
    opening, closing = _unused("⟦", hits), _unused("⟧", hits)
    legend = [formula_text(why, language), render("why-marks", language, opening=opening, closing=closing)]
    blocks = [f"{_head(hit, language)}\n{_parts(hit, language)}\n{_marked(hit, opening, closing)}" for hit in hits]
    return "\n\n".join(["\n".join(legend), *blocks])


def _head(hit: Hit, language: str) -> str:
    return f"{hit.rank}. ({hit.score:.3f}) {place_text(hit, language)}"


def _parts(hit: Hit, language: str) -> str:
    parts = [f"{render(f'why-{name}', language)} {getattr(hit.why, name):.2f}" for name in SCORE_PARTS]
    above = heading_terms(hit)
    if above:
        parts.append(render("why-headings", language, terms=render("list-comma", language).join(above)))
    return " · ".join(parts)


def heading_terms(hit: Hit) -> list[str]:
    """What matched in the headings above the passage only, folded: it counts, and cannot be marked in the text."""
    present = set(terms(hit.text))
    return [term for term in hit.why.terms if len(term) > 1 and not in_text((term,), present)]


def _unused(bracket: str, hits: Sequence[Hit]) -> str:
    """`bracket`, once or as often as it takes to be in none of `hits`."""
    mark = bracket
    while any(mark in hit.text for hit in hits):
        mark += bracket
    return mark


def _marked(hit: Hit, opening: str, closing: str) -> str:
    shown, place = "", hit.start
    for start, end in hit.why.matches:
        if end - start == 1:
            continue  # a lone character counts for little, and marked it would be noise
        between, matched = (hit.text[a - hit.start : b - hit.start] for a, b in ((place, start), (start, end)))
        shown += f"{between}{opening}{matched}{closing}"
        place = end
    return shown + hit.text[place - hit.start :]


def formula_text(settings: Settings, language: str) -> str:
    """How a score comes about, with the weights in force."""
    return render(
        "why-formula",
        language,
        passage=1 - settings.sentence_weight,
        sentence=settings.sentence_weight,
        lexical=settings.lexical_weight,
        interaction=settings.interaction_weight,
    )


def answer_text(answer: Answer, language: str, *, why: Settings | None = None) -> str:
    """The statements with their citation numbers, then the sources; of a refusal the nearest passages.

    Args:
        answer: what to print.
        language: of what is not the source's.
        why: where given, also why it is the answer: with these settings' threshold and weights, the passages it was
            looked for in and the sentences that were left out.
    """
    lines = [follows_text(answer, language), ""] if answer.follows else []
    if answer.status == "refused":
        lines += [render("refused", language), "", hits_text(answer.nearest, language, why=why)]
    else:
        lines += _answered_lines(answer, language)
    if why is not None:
        lines += ["", f"■ {render('why-not' if answer.status == 'refused' else 'why', language)}"]
        lines += [confidence_text(answer, why, language)]
        if answer.status == "answered":
            lines += ["", f"■ {render('why-hits', language)}", hits_text(answer.nearest, language, why=why)]
        lines += _left_out_lines(answer, language)
    return "\n".join(lines)


def _answered_lines(answer: Answer, language: str) -> list[str]:
    lines = _statement_lines(answer.statements)
    worded = answer.draft is not None and answer.draft.used
    if answer.draft is not None and worded:
        lines += ["", render("draft-wording", language, model=answer.draft.model)]
    lines += ["", render("sources", language)]
    for citation in answer.citations:
        lines.append(f"[{citation.n}] {place_text(citation, language)}")
        if worded:
            lines.append(f"    {render('quoted', language, text=citation.quote)}")
    if answer.draft is not None:
        lines += _draft_lines(answer.draft, language)
    return lines


def confidence_text(answer: Answer, settings: Settings, language: str) -> str:
    """How sure the answer is, against the threshold in force."""
    key = "why-refused" if answer.status == "refused" else "why-answered"
    return render(key, language, confidence=answer.confidence, least=settings.min_confidence)


def _left_out_lines(answer: Answer, language: str) -> list[str]:
    lines = ["", f"■ {render('why-left-out', language)}"] if answer.left_out else []
    for left in answer.left_out:
        reason = render(f"why-left-out-{left.reason}", language)
        likelihood = render("why-likelihood", language, share=left.likelihood)
        quoted = render("quoted", language, text=left.text)
        head = render("left-out", language, reason=reason, likelihood=likelihood)
        lines.append(f"- {head}{quoted} {left.document} [{left.start}:{left.end}]")
    return lines


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
        lines.append(f"- {struck.text}{render('bracketed', language, text=reasons_text(struck, language))}")
    return lines


def reasons_text(struck: Struck, language: str) -> str:
    """Why a statement was struck out of a draft."""
    reasons = (render(f"struck-{reason.kind}", language, text=reason.text) for reason in struck.reasons)
    return render("list-semicolon", language).join(reasons)


def outside_role(row: ComparisonRow) -> bool:
    """Whether a row that is to tell of a role quotes from under no heading of it: its case has none."""
    headings = (heading for citation in row.citations for heading in citation.breadcrumb)
    return bool(row.role and row.citations) and not any(row.role in role_of(heading) for heading in headings)


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
            lines.append(render("role-above", language, role=render(f"role-{row.role}", language)))
        lines += _statement_lines(row.statements) or [render("case-silent", language)]
        if outside_role(row):
            lines.append(render("role-outside", language))
        lines += [f"[{citation.n}] {place_text(citation, language)}" for citation in row.citations]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _statement_lines(statements: Sequence[Statement]) -> list[str]:
    return [statement.text + "".join(f"[{number}]" for number in statement.citations) for statement in statements]
