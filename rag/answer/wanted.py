"""Which list a question asks for: how many entries, of what, or none at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.corpus.fold import fold
from rag.corpus.headings import parse_number
from rag.corpus.roles import Role, roles_mentioned, roles_said
from rag.index.lexical import terms

__all__ = ["Wanted", "numbers_said", "wanted_list"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The list that a question asks for; all words are folded.

    Attributes:
        counts: the numbers of entries that it names; empty when it names none.
        names: the things that it asks about one by one, in order (“走下去”、“請進來”各是什麼).
        nouns: what the entries are: words of English, pairs of characters of Chinese (哪四種「力量」).
        headings: whether the entries are headings.
        of_case: whether they are those of a whole case.
        roles: of the sections that say it (主要做法有哪三條).
    """

    counts: frozenset[int]
    names: tuple[str, ...]
    nouns: frozenset[str]
    headings: bool
    of_case: bool
    roles: frozenset[Role]


_ENGLISH = {
    word: count
    for count, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
_DIGIT = "一两二三四五六七八九十"
# A number of things, not a year (2015年), an ordinal (第三, 案例三) or a name (“1234”工作法).
_N = rf"(?<![\d{_DIGIT}第例])(\d{{1,2}}|[{_DIGIT}]{{1,3}})(?![\d年月日天])"
_UNIT = r"(?:[个项点条种类方步位级次支名样件处者块层道份句字套家股关环批本]|大(?!以|会))"
_OPEN, _CLOSE = r"[“「『\"]", r"[”」』\"]"
_TIMES = "months?|years?|days?|weeks?|hours?|minutes?|percent|times|cases"
_EN_CASES = rf"(?:\d{{1,2}}|{'|'.join(_ENGLISH)})"
_EN = rf"(\d{{1,2}}|{'|'.join(_ENGLISH)})\b(?!-)(?! (?:{_TIMES})\b)"
_ANY = r"(?: (?!of |is |was |does |do |did |has )[a-z’'-]+)"
_VERBS = "is|are|was|were|do|does|did|has|have|had|can|could|should|must|will|would|may|might"
_NOT_VERBS = rf"(?:(?!(?:{_VERBS}) )[a-z'’-]+ )"
_PLURAL = "[a-z]+(?<![sui])s"

# What asks for a list, each rule after a question that it is for, the surest first: a group holds the number of
# entries, and the first rule that finds a number has the say. Questions are folded.
_RULES = (
    ("重点做到哪五个开放", rf"哪{_N}"),
    ("八个突出问题是哪些", rf"{_N}{_UNIT}[^,，。]{{0,12}}(?:哪|是什么|分别|各|指)"),
    ("“四带头”指什么", rf"{_OPEN}{_N}[^”」』\"\d,、]{{1,6}}{_CLOSE}[一-鿿]{{0,2}}(?:哪|什么|各|指|怎)"),
    ("六走向活动是什么", rf"{_N}[一-鿿]{{1,4}}{_CLOSE}?(?:[是指]什么|[是指][一-鿿]{{0,2}}哪)"),
    ("按月分三步怎样晒", rf"分(?:成|为|作)?{_N}{_UNIT}"),
    ("what are its four changes", rf"\b(?:which|what|name|list|give|identify)(?: are| were)?{_ANY}{{0,2}} {_EN}"),
    ("what does “the four haves” mean", rf"[“\"](?:the )?{_EN}"),
    ("what does each of the three ranks show", rf"\beach of the {_EN}"),
    ("取得了哪些成效", "哪些|哪几"),
    ("月初、月末分别晒什么", "分别|各自?.{0,6}(?:什么|哪|多少)"),
    ("手册由什么组成", r"(?:包括|包含|含有|组成|构成).{0,6}(?:什么|哪)|由什么|列出|列举|逐一|依次"),
    ("“亮晒作”指什么", rf"{_CLOSE}[^,，。]{{0,8}}(?<!具体)(?:指|代表|是|做|晒)(?:的是)?(?:什么|哪)"),
    ("what are the sections", r"\b(?:what|who) (?:are|were) (?:the|its|their|his|her)\b"),
    ("which measures were taken", rf"\bwhich {_NOT_VERBS}{{0,2}}?(?:(?!{_VERBS}\b){_PLURAL}|people)\b"),
    ("what measures did it take", rf"\bwhat {_NOT_VERBS}{{0,2}}?(?!{_VERBS}\b){_PLURAL} (?:{_VERBS})\b"),
    ("how many projects of which kinds", r"\bof which (?:kinds|types)\b"),
    ("what does it consist of", r"\bwhat (?:do|does|did)\b.*\b(?:contain|consist of|include|comprise|cover)\b"),
    ("list the steps", r"^(?:please )?(?:list|name|enumerate|identify|mention)\b"),
)
_PATTERNS = tuple(re.compile(pattern) for _, pattern in _RULES)

# 这五个案例: what is counted are the cases, and no list of five things in one of them.
_CASES_COUNTED = re.compile(rf"{_N}个案例|\b{_EN_CASES} cases\b")
_HEADINGS = re.compile(r"标题|(?:案例|篇|节).*部分|\b(?:headings?|sections)\b|\bcase\b.*\bparts\b")
_CASE = re.compile(r"案例|一篇|\bcase\b")

_QUOTED = re.compile(rf"{_OPEN}([^”」』\"]+){_CLOSE}")
_COUNTED_NOUN = re.compile(rf"(?:\d{{1,2}}|[{_DIGIT}几些]{{1,3}}){_UNIT}?(?:方面)?的?([一-鿿]{{1,4}})")
_ASKS = f"{'|'.join(_ENGLISH)}|which|what|who|list|name|identify"
_ENGLISH_NOUN = re.compile(
    rf"\b(?:{_ASKS})(?: (?:{_ASKS}|are|were|the|its|their|main|kinds?|types?|sorts?|of))*"
    rf"((?: (?!(?:of|to|in|on|by|for|with|and|or|{_VERBS})\b)[a-z’'-]+){{1,2}})"
)
# "帶來哪些成效", "主要做法有哪幾條": nouns that name whole sections, not just something of their kind (措施).
_SECTION_NOUN = re.compile(r"做法|成效|启示|体会|经验|lessons|results|reflections|insights")
_NOUN_PLACES = (
    re.compile(rf"哪(?:\d{{1,2}}|[{_DIGIT}几些]{{1,3}})(?:{_UNIT}|方面|的)*([一-鿿]{{0,5}})"),
    re.compile(r"([一-鿿”」]{2,6}?)(?:有|是|分别|包括|归纳|总结|概括|为|出|了|都|分)*哪"),
    re.compile(r"\b(?:which|what)(?: are)?(?: the)? ((?:[a-z]+ ?){1,3})"),
)

_NUMBER_SAID = re.compile(rf"(?<![\d{_DIGIT}第])(\d{{1,2}}|[{_DIGIT}]{{1,3}})(?![\dx年月日时元%万千百{_DIGIT}])")


def wanted_list(question: str) -> Wanted | None:
    """What kind of list the question asks for; None when it asks for none."""
    folded = fold(question)
    if _CASES_COUNTED.search(folded):
        return None
    counts: frozenset[int] = frozenset()
    asks = False
    for pattern in _PATTERNS:
        numbers = frozenset(_number(said) for found in pattern.finditer(folded) for said in found.groups()) - {0, 1}
        counts = counts or numbers
        asks = asks or bool(numbers) or (not pattern.groups and pattern.search(folded) is not None)
    if not asks:
        return None
    names = _names(folded)
    return Wanted(
        counts=counts or frozenset({len(names)} if names else ()),
        names=names,
        nouns=_nouns(folded),
        headings=_HEADINGS.search(folded) is not None,
        of_case=_CASE.search(folded) is not None,
        roles=_roles(folded),
    )


def numbers_said(text: str) -> frozenset[int]:
    """The numbers of things that `text` may announce ("五個開放", “四帶頭”)."""
    return frozenset(map(_number, _NUMBER_SAID.findall(fold(text))))


def _number(said: str) -> int:
    return _ENGLISH.get(said) or parse_number(said.replace("两", "二")) or 0


def _names(question: str) -> tuple[str, ...]:
    """What is asked about one by one: “走下去”“請進來”, 縣級領導、科級幹部、一般黨員."""
    if not re.search("各|分别|每", question):
        return ()
    quoted = _QUOTED.findall(question)
    if len(quoted) == 1 and "、" in quoted[0]:
        return tuple(quoted[0].split("、"))
    if len(quoted) > 1:
        return tuple(quoted)
    clause = max(re.split("[，,。？?：:]+", question), key=lambda clause: clause.count("、"))
    *names, last = clause.split("、")
    return (*names, re.split("的|各|分别|每", last)[0]) if names else ()


def _nouns(question: str) -> frozenset[str]:
    chinese = (pair for noun in _COUNTED_NOUN.findall(question) for pair in terms(noun) if len(pair) == 2)
    english = (word for nouns in _ENGLISH_NOUN.findall(question) for word in nouns.split())
    return frozenset((*chinese, *english))


def _roles(question: str) -> frozenset[Role]:
    nouns = (
        noun for place in _NOUN_PLACES for found in place.findall(question) for noun in _SECTION_NOUN.findall(found)
    )
    return frozenset(role for noun in nouns for role in roles_mentioned(noun) | roles_said(noun))
