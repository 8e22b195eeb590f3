"""What a question that somebody asked is like, as far as its words tell: a suggestion for who reviews it."""

from __future__ import annotations

import re

from rag.answer.results import Answer
from rag.corpus.fold import fold, to_simplified, to_traditional

__all__ = ["language_of", "suggested_kind", "suggested_unanswerable"]

_HAN = re.compile(r"[\u3400-\u9fff]")

# The first that fits, in the folded question: 74 % of the 175 answerable development questions get their kind.
_KINDS = (
    ("compare", r"比较|相比|异同|不同|区别|差别|差异|\bcompare|\bdiffer|\bboth |\bin common"),
    ("why", r"为什么|为何|何以|原因|凭什么|\bwhy\b|\breason"),
    (
        "list",
        r"哪几|哪[二三四五六七八九十两\d]+|几(?:个|项|点|种|条|方面)(?:分别|都)?是"
        r"|\bwhich (?:two|three|four|five|six|seven|eight|nine|ten)\b|\bwhat are\b|\blist\b|\bname the\b",
    ),
    ("who", r"谁|何人|哪位|哪个人|什么人|\bwho\b|\bwhom\b|\bwhose\b"),
    ("how-many", r"多少|几|多久|多长|多大|\bhow (?:many|much|often|long|big|large)\b"),
    ("how", r"怎么|怎样|如何|\bhow\b"),
)

_MIN_NEAR_LEXICAL = 0.08
"""Of the nearest passage; so 111 of the 123 unanswerable development questions are told near or far rightly."""


def language_of(question: str) -> str:
    """zh-Hant, zh-Hans or en; what is written alike in both scripts counts as Traditional."""
    if not _HAN.search(question):
        return "en"
    simpler, fuller = to_simplified(question), to_traditional(question)
    changed = [sum(a != b for a, b in zip(question, other, strict=False)) for other in (simpler, fuller)]
    return "zh-Hant" if changed[0] >= changed[1] else "zh-Hans"


def suggested_kind(question: str) -> str:
    """One of `rag.eval.questions.ANSWERABLE`."""
    folded = fold(question)
    return next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), "fact")


def suggested_unanswerable(answer: Answer) -> str:
    """Of a question that the collection does not answer: near when the nearest passage shares its words, else far."""
    near = bool(answer.nearest) and answer.nearest[0].why.lexical >= _MIN_NEAR_LEXICAL
    return "unanswerable-near" if near else "unanswerable-far"
