"""What a question and a passage share: the terms, and where they stand in the source."""

from __future__ import annotations

from collections.abc import Sequence

from rag.index.lexical import Term, in_text, located_terms, terms
from rag.index.passages import Passage

__all__ = ["matched_spans", "matched_terms"]


def matched_terms(query_terms: Sequence[Term], text: str) -> tuple[str, ...]:
    """What of the question's terms stands in `text`, each once; a character only where no longer match holds it."""
    present = set(terms(text))
    shared = dict.fromkeys(found for term in query_terms for found in in_text(term, present))
    longer = "".join(term for term in shared if len(term) > 1)
    return tuple(term for term in shared if len(term) > 1 or term not in longer)


def matched_spans(matched: Sequence[str], passage: Passage) -> tuple[tuple[int, int], ...]:
    """Where `matched` stand in the passage's own text, as [start, end) of the document, in order, apart.

    The match was one of folded characters; what stands there is the source's own. A match that is a run of several
    terms (工业革命) stands wherever one of its pairs does, as it is counted; one in the headings above the passage
    stands nowhere in it.
    """
    parts = {part for term in matched for part in terms(term)}
    longer = "".join(part for part in parts if len(part) > 1)
    spans: list[tuple[int, int]] = []
    for part, offset in sorted(located_terms(passage.text), key=lambda found: found[1]):
        if part not in parts or (len(part) == 1 and part in longer):
            continue
        start = passage.span.start + offset
        end = start + len(part)
        if spans and start <= spans[-1][1]:
            start, before = spans.pop()
            end = max(end, before)
        spans.append((start, end))
    return tuple(spans)
