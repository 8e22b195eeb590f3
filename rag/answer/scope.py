"""The cases that a question names by number (案例四, case 4, 不含案例二) or title, or asks each of (各案例).

This is the one grammar of how cases are named. Its patterns are for folded text (`rag.corpus.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rag.corpus.fold import fold
from rag.corpus.headings import case_mark, parse_number
from rag.corpus.sentences import says_something
from rag.errors import UsageError

__all__ = [
    "ALL_CASES",
    "CASE",
    "NAMED_CASES",
    "CaseName",
    "CasePlace",
    "Scope",
    "case_names",
    "case_unknown",
    "named_cases",
    "scope_in",
    "title_parts",
    "titled_cases",
    "without_all_cases",
    "without_cases",
]

_DIGITS = r"\d〇零一二三四五六七八九十百"
_NUMERAL = rf"[{_DIGITS}]{{1,4}}"
_CASES_EN = r"\bcases \d{1,3}(?:(?:, (?:and )?| and )\d{1,3})+\b"
CASE = (
    # not 案例一般, not 本案例一共
    rf"(?:(?<![个该本此各每])案例\s?{_NUMERAL}(?![般些个种样起定直共年月{_DIGITS}])|第{_NUMERAL}[个篇]?案例"
    rf"|\bcase \d{{1,3}}\b|{_CASES_EN})"
)
"""A case by its number; in English also several: cases 2 and 4."""

_CASES = rf"{CASE}(?:(?:\s*(?:[、,]|以?及|[和与跟或]|还是|\band\b|\bor\b))+\s*{CASE})*"
_EACH = (
    rf"(?:[各每几]|[这那]几?|所有|全部|不同)(?:[两{_DIGITS}]{{1,3}})?[个些篇]?案例"
    rf"|(?<![第{_DIGITS}])[两{_DIGITS}]{{1,3}}[个些篇]案例"
    r"|\b(?:the|each|every|all|these|those)(?: of the| the)?(?: five)? cases?\b(?! \d)"
)
# What a question says around them and that goes with them.
_BEFORE = r"(?:(?<!存)在|从)?(?:\b(?:of|in|from|across|between|among|by|for) )?"
_AFTER = r"(?:\s?(?:之间|分别|各自?))?(?:\s?(?:的|中(?![层央心国小学共])|里(?![程面])|都))?"

NAMED_CASES = re.compile(
    rf"{_BEFORE}(?P<names>(?P<without>(?:其他案例|other cases )?[(](?:不含|not ){_CASES}[)])|{_CASES}){_AFTER}"
)
"""How it names those it is asked of, or not, by their numbers."""

ALL_CASES = re.compile(rf"{_BEFORE}(?:{_EACH}){_AFTER}")
"""How it says that it is asked of several cases, without their numbers."""

LEAST_TITLE_CHARS = 4
"""A shorter title is no name: 「總結」 stands in any question."""

_EMPTIED = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()（）]+")
_TITLE_PART = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_SEPARATORS = " \t\n\u3000:：,，、"
_TEN = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class CaseName:
    """A case of a collection, as a reader chooses it; also one without a number, and after the index is built anew.

    Attributes:
        document: name of its document.
        heading: as printed, empty where the document has none.
    """

    document: str
    heading: str


CasePlace = tuple[str, int]
"""Name of the document and position in its `cases`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question looks.

    Attributes:
        only: numbers of the cases it names; empty for all.
        without: numbers of those it leaves out.
        spans: where in the question it names them, [start, end).
    """

    only: frozenset[int] = frozenset()
    without: frozenset[int] = frozenset()
    spans: tuple[tuple[int, int], ...] = ()

    def holds(self, case: int | None) -> bool:
        """Whether the case of this number is looked in."""
        return case not in self.without and (not self.only or case in self.only)

    def unscoped(self, question: str) -> str:
        """The question without what says so; as it is where it says nothing else."""
        return _cut(question, NAMED_CASES) if self.spans else question

    def check(self, numbers: Collection[int | None]) -> None:
        """Refuse to look where nothing is, in a collection whose cases have these numbers.

        Raises:
            UsageError: it names a case that is not there, or leaves out all that are.
        """
        unknown = self.only.difference(numbers)
        if unknown:
            raise case_unknown(unknown, numbers)
        if self.without and not any(map(self.holds, numbers)):
            raise UsageError("cases-all-left-out", known=_listed(numbers))

    def check_chosen(self, numbers: Collection[int | None]) -> None:
        """Refuse a question about other cases than a reader has chosen, which have these numbers.

        Raises:
            UsageError: it names a case that is not among them, or leaves out all of them.
        """
        unchosen = self.only.difference(numbers)
        if unchosen:
            raise UsageError("case-not-chosen", numbers=_listed(unchosen))
        self.check(numbers)


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
    for named in NAMED_CASES.finditer(fold(question)):
        numbers = {parse_number(numeral) or 0 for numeral in re.findall(_NUMERAL, named["names"])}
        (without if named["without"] else only).update(numbers)
        spans.append(named.span("names"))
    return Scope(frozenset(only), frozenset(without), tuple(spans))


def scope_in(question: str, numbers: Collection[int | None]) -> Scope:
    """The cases that a question names in a collection whose cases have these numbers; no limit where none has any."""
    return named_cases(question) if any(number is not None for number in numbers) else Scope()


def title_parts(heading: str) -> tuple[str, ...]:
    """What names a case by the title in its heading: folded, between its punctuation marks, without 的.

    >>> title_parts("案例二 海棠中學“讀書漂流”")
    ('海棠中学', '读书漂流')
    """
    mark = case_mark(heading)
    parts = tuple(_TITLE_PART.findall(_untied(heading[mark.end if mark else 0 :])))
    return parts if sum(map(len, parts)) >= LEAST_TITLE_CHARS else ()


def titled_cases(question: str, titles: Mapping[CasePlace, tuple[str, ...]]) -> tuple[list[CasePlace], str]:
    """The cases whose title a question says, all `title_parts` of it, and the question, folded, without them.

    >>> titled_cases("海棠中學的讀書漂流有哪些做法？", {("a.txt", 1): ("海棠中学", "读书漂流")})
    ([('a.txt', 1)], '有哪些做法?')
    """
    asked = _untied(question)
    said = [place for place, parts in titles.items() if parts and all(part in asked for part in parts)]
    for part in sorted({part for place in said for part in titles[place]}, key=len, reverse=True):
        asked = asked.replace(part, " ")
    return said, _EMPTIED.sub(" ", asked).strip()


def _untied(text: str) -> str:
    return fold(text).replace("的", "")


def case_unknown(unknown: Collection[int], numbers: Collection[int | None]) -> UsageError:
    """That no case has the numbers `unknown`: the cases have `numbers`, or none has any."""
    if all(number is None for number in numbers):
        return UsageError("cases-unnumbered")
    return UsageError("case-unknown", numbers=_listed(unknown), known=_listed(numbers))


def without_all_cases(question: str) -> str:
    """What `question` asks of every case: without 各案例 or "the cases"; as it is where it asks nothing else."""
    return _cut(question, ALL_CASES)


def case_names(numbers: Sequence[int], *, english: bool) -> str:
    """How a question names these cases: 案例二、案例四, or "case 2, case 4"."""
    if english:
        return ", ".join(f"case {number}" for number in numbers)
    return "、".join(f"案例{_TEN[number - 1] if 1 <= number <= len(_TEN) else number}" for number in numbers)


def without_cases(numbers: Sequence[int], *, english: bool) -> str:
    """How a question leaves these cases out: （不含案例二、案例四）, or "(not case 2, case 4)"."""
    names = case_names(numbers, english=english)
    return f"(not {names})" if english else f"（不含{names}）"


def _cut(question: str, words: re.Pattern[str]) -> str:
    """`question` without what `words` match and the separators left over there; whole where nothing else is left."""
    kept, start = "", 0
    for said in words.finditer(fold(question)):
        kept += question[start : said.start()]
        start = said.end()
        if not kept or kept[-1] in _SEPARATORS:
            start = len(question) - len(question[start:].lstrip(_SEPARATORS))
    kept += question[start:]
    return kept if says_something(kept) else question


def _listed(numbers: Collection[int | None]) -> str:
    """The numbers in order, neighbours as a range: "1–5, 7"."""
    runs: list[list[int]] = []
    for number in sorted(number for number in set(numbers) if number is not None):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)
