"""The cases that a question names by number (案例四, case 4, 不含案例二): it is asked of them alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.corpus.fold import fold
from rag.corpus.headings import parse_number
from rag.index.lexical import terms

__all__ = ["Scope", "case_names", "named_cases", "without_cases"]

_NUMERAL = r"[\d一二三四五六七八九十]{1,3}"
_CASE = rf"(?:案例{_NUMERAL}(?![般些个种样起定直年月\d])|第{_NUMERAL}个?案例|\bcase \d{{1,3}}\b)"  # not 案例一般
_NAMED = re.compile(rf"(?P<without>(?:其他案例|other cases )?[(](?:不含|not ){_CASE}(?:(?:、|, ){_CASE})*[)])|{_CASE}")
_TEN = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question looks.

    Attributes:
        only: numbers of the cases it names; empty for all.
        without: numbers of those it leaves out.
        spans: where in the question it says so, [start, end).
    """

    only: frozenset[int]
    without: frozenset[int]
    spans: tuple[tuple[int, int], ...]

    def holds(self, case: int | None) -> bool:
        """Whether the case of this number is looked in."""
        return case not in self.without and (not self.only or case in self.only)

    def unscoped(self, question: str) -> str:
        """The question without what says so; as it is where it says nothing else."""
        rest = question
        for start, end in reversed(self.spans):
            rest = rest[:start] + rest[end:]
        rest = re.sub(r"^[\s:：,，]*的?", "", rest)
        return rest if terms(rest) else question


def named_cases(question: str) -> Scope:
    """The cases that a question names.

    >>> named_cases("案例四的成效如何？").only
    frozenset({4})
    >>> sorted(named_cases("有哪些成效（不含案例一、案例四）？").without)
    [1, 4]
    """
    only: set[int] = set()
    without: set[int] = set()
    spans = []
    for named in _NAMED.finditer(fold(question)):
        numbers = {parse_number(numeral) or 0 for numeral in re.findall(_NUMERAL, named[0])}
        (without if named["without"] else only).update(numbers)
        spans.append(named.span())
    return Scope(frozenset(only), frozenset(without), tuple(spans))


def case_names(numbers: Sequence[int], *, english: bool) -> str:
    """How a question names these cases: 案例二、案例四, or "case 2, case 4"."""
    if english:
        return ", ".join(f"case {number}" for number in numbers)
    return "、".join(f"案例{_TEN[number - 1] if 1 <= number <= len(_TEN) else number}" for number in numbers)


def without_cases(numbers: Sequence[int], *, english: bool) -> str:
    """How a question leaves these cases out: （不含案例二、案例四）, or "(not case 2, case 4)"."""
    names = case_names(numbers, english=english)
    return f"(not {names})" if english else f"（不含{names}）"
