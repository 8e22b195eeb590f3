"""What a statement says that its quotations do not: numbers, dates, names, quoted terms, denials, other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import Literal

from rag.answer.dictionary import PHRASE_WORDS
from rag.answer.numbers import other_forms
from rag.corpus.fold import fold
from rag.draft.locating import NUMERALS, denials, plain
from rag.draft.names import Word, frequency, words

__all__ = ["Fault", "Kind", "faults"]

Kind = Literal["number", "date", "name", "quoted", "latin", "negation", "unquoted"]
Translations = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a statement says and none of its quotations does.

    Attributes:
        kind: "number"; "date"; "name", a person, place, organisation or a term of elsewhere in the collection;
            "quoted", a term in quotation marks or 《》; "latin", a Latin word; "negation", denied here and not there or
            the other way round; "unquoted", any other word.
        text: what it is, as the statement has it.
    """

    kind: Kind
    text: str


def faults(
    statement: str,
    quotes: Sequence[str],
    *,
    known: Callable[[str], bool] | None = None,
    terms: Collection[str] = (),
    translations: Translations | None = None,
) -> tuple[Fault, ...]:
    """What `statement` says that `quotes` do not; () when every part of it stands in them.

    A Chinese statement may leave out, reorder and change script, and it may add words that carry no fact: function
    words and common verbs, adverbs and adjectives. Every number must stand in the quotations with its unit, in a
    clause with which the statement's shares a word; a denial with what it denies; every noun, name, quoted term and
    Latin word as it is. An English statement is held to its quoted terms and, by `translations`, to the rest of this:
    a number must not stand by words that the quotations have by another one; half, doubled or hundreds must be said
    there; a capitalised word must stand there, itself or translated, or open a sentence as an ordinary word; a denial
    must be of something that the quotations deny, and the other way round. Other English words are not checked.

    Who did what to whom is not understood: words of the quotations in another order pass.

    Args:
        statement: one sentence in Traditional or Simplified Chinese or English.
        quotes: the source's own characters at the places it cites, not the copies a model made of them.
        known: whether a text stands somewhere in the collection (`Locator.holds`): what does is no word of the model's.
        terms: what the collection sets in quotation marks (`Locator.terms`), which is a name without them too.
        translations: Chinese words for an English word or phrase, as `Dictionary.translations` gives them.
    """
    source = _Source(quotes)
    if plain(statement) in source.lines:
        return ()
    found = [*_wrong_terms(statement, source, terms)]
    if _is_english(statement):
        outside = _QUOTED.sub(lambda term: " " * len(term[0]), statement)
        found += _wrong_english_numbers(statement, source, translations or _no_translations)
        found += _wrong_figures(statement, source)
        found += _wrong_english_names(outside, source, translations or _no_translations)
        found += _wrong_english_denials(outside, source, translations or _no_translations)
    else:
        found += [
            *_wrong_numbers(statement, source),
            *_wrong_latin(statement, source),
            *_wrong_denials(statement, source),
        ]
        found += _wrong_words(statement, source, known)
    return tuple(dict.fromkeys(Fault(fault.kind, _as_written(fault.text, statement)) for fault in found))


def _as_written(text: str, statement: str) -> str:
    """A folded text in the statement's own characters, where it stands there in one piece."""
    start = fold(statement).find(fold(text).strip())
    return statement[start : start + len(text.strip())] if start >= 0 else text


class _Source:
    """The quotations of one statement, made plain; a line of them is one text, so that no term spans two."""

    def __init__(self, quotes: Sequence[str]) -> None:
        self.lines = [plain(line) for quote in quotes for line in quote.splitlines() if line.strip()]
        self.clauses = [clause for line in self.lines for clause in _clauses(line)]
        self.numbers = [number for line in self.lines for number in _numbers(line)]
        self.latin = {word for line in self.lines for word in _LATIN.findall(line)}

    def __contains__(self, text: str) -> bool:
        """Whether plain text stands in a quotation."""
        return any(text in line for line in self.lines)


_CLAUSE = re.compile(r"[^，。…()\n]+")
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = re.compile(r"(?<![0-9a-z])(?=[0-9]*[a-z])[0-9a-z]+")


def _clauses(line: str) -> list[str]:
    return _CLAUSE.findall(line)


def _pairs(text: str) -> set[str]:
    """Its pairs of neighbouring letters or digits."""
    return {pair for place in range(len(text) - 1) if re.fullmatch(r"\w\w", pair := text[place : place + 2])}


def _is_english(statement: str) -> bool:
    outside = _QUOTED.sub("", statement)
    return len(re.findall(r"[A-Za-z]+", outside)) > len(re.findall(f"[{_HAN}]", outside))


# --- numbers and dates

_DATES = "年月日号时点"
_NUMBER = re.compile(
    rf"(?P<prefix>第|百分之|千分之|万分之|(?<![0-9])-)?"
    rf"(?:(?P<arabic>(?<![0-9a-z.])\d+(?:,\d{{3}})*(?:\.\d+)?)(?![0-9a-z])(?P<scale>[百千]?[万亿]|[百千]?)"
    rf"|(?P<chinese>(?!千[瓦克米伏])[数]?[{NUMERALS}]+(?:点[〇零一二三四五六七八九]+)?))"
    rf"(?P<about>[多余来]?)(?P<sign>[%‰]?)"
)
_SMALL = {"〇": "0", "零": "0", "两": "2", "十": "10"} | {c: str(n) for n, c in enumerate("一二三四五六七八九", 1)}
_PERSONS = "名人位"
# 一 says little in 一些 and 一個, nor 十 in 十分: they count only where the quotations count that unit.
_FAINT = re.compile(rf"一[^{_DATES}成倍%‰]|十分")
_NEAR_CHARS = 6


@dataclass(frozen=True, slots=True)
class _Number:
    text: str  # as it stands in plain text
    value: str
    kind: str  # ordinal, percent …, about, or nothing
    unit: str  # the character that follows
    near: frozenset[str]  # pairs of neighbouring characters beside it in its clause, up to the next number
    before: str  # what stands beside it in its line
    after: str
    left: str  # what stands beside it in its clause, up to the neighbouring numbers
    right: str


_ABOUT_WITHIN = re.compile(r"(?<=\d)([多余])([百千]?[万亿]|[百千])")  # 3000多万 for 3000万多


def _numbers(line: str) -> Iterator[_Number]:
    line = _ABOUT_WITHIN.sub(r"\2\1", line)
    for span in _CLAUSE.finditer(line):
        clause = span[0]
        found = list(_NUMBER.finditer(clause))
        ends = [0, *(match.end() for match in found)]
        starts = [*(match.start() for match in found[1:]), len(clause)]
        for match, low, high in zip(found, ends, starts, strict=False):
            prefix = match["prefix"] or ""
            kind = {"百分之": "%", "千分之": "‰"}.get(prefix, prefix) + match["sign"] + ("多" if match["about"] else "")
            unit = clause[match.end() : match.end() + 1]
            before = clause[max(low, match.start() - _NEAR_CHARS) : match.start()]
            after = clause[match.end() + 1 : min(high, match.end() + 1 + _NEAR_CHARS)]
            yield _Number(
                text=match[0],
                value=_value(match),
                kind=kind,
                unit=_PERSONS[0] if unit and unit in _PERSONS else unit,
                near=frozenset(_pairs(before) | _pairs(after)),
                before=line[: span.start() + match.start()],
                after=line[span.start() + match.end() + 1 :],
                left=clause[low : match.start()],
                right=clause[match.end() : high],
            )


def _value(match: re.Match[str]) -> str:
    """One spelling for all forms of a number: 12000 for 1.2万, 12,000 and 一万二千."""
    written = match["chinese"] or match["arabic"].replace(",", "") + match["scale"]
    if re.match(r"0\d", written):
        return written
    if written in _SMALL:
        return _SMALL[written]
    digits = (form for form in other_forms(written) if re.fullmatch(r"\d+(?:\.\d+)?", form))
    value = next(digits, written)
    return value.rstrip("0").rstrip(".") if "." in value else value


def _wrong_numbers(statement: str, source: _Source) -> Iterator[Fault]:
    """Numbers that no clause of the quotations has, with that unit and about the same thing."""
    units = {number.unit for number in source.numbers}
    for number in _numbers(plain(statement)):
        same = [other for other in source.numbers if other.value == number.value]
        if _FAINT.fullmatch(number.text + number.unit) and number.unit not in units:
            supported = True
        else:
            supports = [_likeness(number, other) for other in same if _supports(other, number)]
            rivals = [
                _likeness(number, other)
                for other in source.numbers
                if other.value != number.value and other.unit == number.unit
            ]
            supported = bool(supports) and max(supports) >= max(rivals, default=0)
        if not supported:
            yield _number_fault(number)


def _number_fault(number: _Number) -> Fault:
    return Fault("date" if number.unit and number.unit in _DATES else "number", (number.text + number.unit).strip())


def _supports(quoted: _Number, number: _Number) -> bool:
    """Whether a number of a quotation is the statement's: same kind, same unit, about something alike.

    5個 is 5個 only; a number without a unit may be that of any thing, but no date and no part.
    """
    if re.match(f"[{_HAN}]", number.unit) or not (number.unit or number.near):  # a bare (1) counts nothing
        same_unit = number.unit == quoted.unit
    else:
        same_unit = not quoted.unit or quoted.unit not in f"{_DATES}成倍"
    beside = ((number.before[-1:], quoted.before[-1:]), (number.after[:1], quoted.after[:1]))
    alike = (
        not number.near
        or not number.near.isdisjoint(quoted.near)
        or any(one == other and one.isalnum() for one, other in beside)
    )
    return number.kind == quoted.kind and same_unit and alike


def _likeness(number: _Number, other: _Number) -> int:
    """How many characters next to two numbers are the same, each side by itself."""
    sides = ((number.before[::-1], other.before[::-1]), (number.after, other.after))
    return sum(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*side, strict=False))) for side in sides)


# --- quoted terms, Latin words

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|「([^「」]+)」|『([^『』]+)』|‘([^‘’]+)’|《([^《》]+)》|〈([^〈〉]+)〉")


def _wrong_terms(statement: str, source: _Source, terms: Collection[str]) -> Iterator[Fault]:
    for match in _QUOTED.finditer(statement):
        term = match[match.lastindex or 0]
        if not all(part.strip("，。— ") in source for part in plain(term).split("…")):
            yield Fault("quoted", match[0])
    text = plain(statement)
    yield from (Fault("quoted", term) for term in terms if term in text and term not in source)


def _wrong_latin(statement: str, source: _Source) -> Iterator[Fault]:
    for word in _LATIN.findall(plain(statement)):
        if word not in source.latin:
            yield Fault("latin", word)


# --- denials

_SCOPE_CHARS = 6
_ALIKE = 0.7


def _wrong_denials(statement: str, source: _Source) -> Iterator[Fault]:
    """What is denied here and not there, and the other way round."""
    clauses = _clauses(plain(statement))
    there = [part for clause in source.clauses for part in _denied(clause)]
    for word, left, scope in (part for clause in clauses for part in _denied(clause)):
        core = scope[:2]
        near = left[-2:]
        put_in = near and core and near + core in source and near + word + core not in source
        same = near and near + word + core[:1] in source
        if put_in or not (same or any(core in other if core else near == before[-2:] for _, before, other in there)):
            yield Fault("negation", word + core)
    affirmed_here = [part for clause in clauses for part in _affirmed(clause)]
    affirmed_there = [part for clause in source.clauses for part in _affirmed(clause)]
    for word, left, scope in there:
        joint = left[-2:] + scope[:2]
        taken_away = len(joint) > 2 and _in(joint, clauses) and joint not in source
        only_denied = (pair for pair in _pairs(scope) if not _in(pair, affirmed_there))
        if taken_away or any(_in(pair, affirmed_here) for pair in only_denied):
            yield Fault("negation", word + scope)
    for clause in clauses:
        pairs = _pairs(clause)
        model = max(source.clauses, key=lambda other: len(pairs & _pairs(other)), default="")
        alike = len(pairs & _pairs(model)) >= _ALIKE * len(pairs) > 0
        if alike and len(denials(clause)) != len(denials(model)):
            yield Fault("negation", clause)


def _in(text: str, parts: Iterable[str]) -> bool:
    return any(text in part for part in parts)


def _denied(clause: str) -> Iterator[tuple[str, str, str]]:
    """Each denying word with what stands before it and what it denies."""
    for span in denials(clause):
        yield span.of(clause), clause[: span.start], clause[span.end : span.end + _SCOPE_CHARS]


def _affirmed(clause: str) -> Iterator[str]:
    """The parts of a clause that no word denies."""
    done = 0
    for span in denials(clause):
        yield clause[done : span.start]
        done = span.end + _SCOPE_CHARS
    yield clause[done:]


# --- other words

_MIN_FREQUENCY = 500
_KNOWN_CHARS = 3
# Tags of words that carry no fact of their own: conjunctions, prepositions, particles, pronouns, adverbs; the second
# row is measures, places and numerals, which make names too (最後一步).
_FUNCTION = ("c", "p", "u", "d", "r", "y", "e", "o", "h", "k")
_LIGHT = (*_FUNCTION, "q", "f", "m")
_COMMON = ("v", "a", "b", "z")
_UNTAGGED = "zg"  # characters that the dictionary gives no part of speech, such as 县
_PLAIN_VERBS = frozenset("是有为在到等使让")
_PLAIN_NOUNS = frozenset(
    [
        "案例",
        "文中",
        "原文",
        "方面",
        "内容",
        "情况",
        "问题",
        "措施",
        "做法",
        "方式",
        "期间",
        "同时",
        "此外",
        "近年来",
        "公司",
        "企业",
        "单位",
        "工作",
        "活动",
        "人员",
    ]
)
_ORGANISATIONS = frozenset(
    ["公司", "集团", "银行", "法院", "大学", "学院", "委员会", "中心", "省", "市", "县", "镇", "村"]
)
_PARTICLES = "的了着过"


def _wrong_words(statement: str, source: _Source, known: Callable[[str], bool] | None) -> Iterator[Fault]:
    """Nouns and rare words that the quotations lack, and phrases of such and common ones that stand elsewhere."""
    covered = _covered(fold(statement), source)
    found = [(word, _stands(word, covered, source)) for word in words(statement)]
    alien = [word for word, stands in found if not stands and not _is_light(word)]
    yield from (Fault("name" if word.is_name else "unquoted", word.text) for word in alien)
    if known is None:
        return
    for size in (2, 3):
        for run in zip(*(found[place:] for place in range(size)), strict=False):
            (first, first_stands), (last, last_stands) = run[0], run[-1]
            both_new = not (first_stands or last_stands)
            new = both_new or (size == 2 and not (first_stands and last_stands))
            new = new or (first.tag.startswith("n") and last.text in _ORGANISATIONS)
            phrase = "".join(word.text for word, _ in run)
            told = any(word in alien for word, _ in run)
            bounded = all(_bounds(word) or (word.tag == "d" and both_new) for word in (first, last))
            if new and not told and bounded and _is_name_like(phrase, source, known):
                yield Fault("name", phrase)


def _is_name_like(phrase: str, source: _Source, known: Callable[[str], bool]) -> bool:
    """Whether three characters or more stand in the collection and not in the quotations."""
    return len(phrase) >= _KNOWN_CHARS and _is_han(phrase) and phrase not in source and known(phrase)


def _bounds(word: Word) -> bool:
    """Whether a name may begin or end with it."""
    return not word.tag.startswith(_FUNCTION) and word.text not in _PLAIN_VERBS


def _is_han(text: str) -> bool:
    return re.fullmatch(rf"[{_HAN}]+", text) is not None


def _stands(word: Word, covered: set[int], source: _Source) -> bool:
    """Whether the quotations have it; the tagger may cut amiss, so covered characters do, but not for names."""
    core = word.text.strip(_PARTICLES)
    if not core or not _is_han(core) or core in source:
        return True
    compound = word.tag.startswith("n") and len(word.text) > 2  # 電力公司 does not stand in 電力 and 公司
    return not (word.is_name or compound) and covered.issuperset(range(word.span.start, word.span.end))


def _covered(folded: str, source: _Source) -> set[int]:
    """The places of characters in pairs of neighbours that the quotations have too."""
    starts = [place for place in range(len(folded) - 1) if folded[place : place + 2] in source]
    return {*starts, *(place + 1 for place in starts)}


def _is_light(word: Word) -> bool:
    """Whether it carries no fact: function words, plain nouns, common verbs; numbers are checked apart."""
    if word.tag.startswith(_LIGHT) or word.text in _PLAIN_NOUNS:
        return True
    return word.tag.startswith(_COMMON) and word.tag != _UNTAGGED and frequency(word.text) >= _MIN_FREQUENCY


# --- English

_ENGLISH_WORD = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*")
_ENGLISH_DENIAL = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|fail(?:s|ed)?)\b|n['’]t\b", re.IGNORECASE
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s)[\s\"'“‘(]*$")

_UNDER_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_CARDINALS = {word: value for value, word in enumerate(_UNDER_TWENTY)} | {
    word: 10 * tens for tens, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SPELLED = "|".join((*_CARDINALS, *_SCALES))
_CARDINAL = re.compile(rf"\b(?:{_SPELLED})(?:(?:\s+and\s+|[\s-]+)(?:{_SPELLED}))*\b")
_SCALED = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s+({'|'.join(_SCALES)})\b")
_ORDINAL = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(_ORDINALS[1:])}))\b")  # first, … opens a list
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_OPENING_WORDS = (
    "a about above according across additionally after against all almost along already also although among an"
    " and annually another any approximately are around as at be because been before being besides both but by"
    " can compared currently despite did do does double doubled dozens due during each either even every"
    " everyone finally for from further furthermore had half has have having he hence her here his how however"
    " hundreds if in including initially instead into is it its last later less many meanwhile millions more"
    " moreover most much nearly neither next no none nor not now number numbered numbers of on once only or"
    " other others our out over overall per previously recently she should similarly since so some soon still"
    " such tens than thanks that the their them then there thereby therefore these they this those though"
    " thousands through throughout thus to today together toward towards triple twice under unless until up"
    " upon via was we were what when where whereas which while who whose why will with within without would yet"
    " you your"
)
_OPENINGS = frozenset([*_OPENING_WORDS.split(), *_CARDINALS, *_SCALES, *_ORDINALS])
"""Words that open a sentence or join its parts and name nothing; the figures among them are checked as such."""


def _no_translations(_words: Sequence[str]) -> Sequence[str]:
    return ()


def _wrong_english_numbers(statement: str, source: _Source, translations: Translations) -> Iterator[Fault]:
    """Numbers that the quotations lack, or have by other words than the statement while those stand by another one."""
    previous = ""
    rest: list[str] = []
    for number in _numbers(_spelled(statement)):
        same_kind = [other for other in source.numbers if _is_kind(other, number)]
        own = [other for other in same_kind if other.value == number.value]
        left = rest if previous == number.left else number.left.split()
        phrase, rest = _phrase(number.right.split())
        previous = number.right
        senses = _senses(phrase, translations) or _senses(left[-_PHRASE_WORDS:], translations)
        fits = [_fit(senses, other) for other in own]
        rivals = [_fit(senses, other) for other in same_kind if other.value != number.value]
        if not fits or max(rivals, default=0) > max(fits):
            yield _number_fault(number)


def _is_kind(quoted: _Number, number: _Number) -> bool:
    """Whether both are ordinals, percentages, months or other numbers; "more than" counts for nothing."""
    same_kind = quoted.kind.removesuffix("多") == number.kind
    return same_kind and (quoted.unit == "月" if number.unit == "月" else True)


_PHRASE_WORDS = 5
_LINKS = frozenset(
    ["of", "the", "its", "their", "all", "these", "those", "are", "were", "is", "was", "a", "an", "other"]
)


def _phrase(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The noun phrase that follows a number, and the words after it."""
    begin = next((place for place, word in enumerate(words) if word not in _LINKS), len(words))
    end = next((place for place in range(begin, len(words)) if words[place] in _OPENINGS), len(words))
    end = min(end, begin + _PHRASE_WORDS)
    return list(words[begin:end]), list(words[end:])


def _senses(words: Sequence[str], translations: Translations) -> list[frozenset[str]]:
    """What each word or phrase of a text is in Chinese; function words and unknown ones are left out."""
    found, place = [], 0
    while place < len(words):
        size, senses = 1, frozenset[str]()
        if words[place] not in _OPENINGS:
            for count in range(min(PHRASE_WORDS, len(words) - place), 0, -1):
                senses = _chinese(words[place : place + count], translations)
                if senses:
                    size = count
                    break
        if senses:
            found.append(senses)
        place += size
    return found


def _chinese(words: Sequence[str], translations: Translations) -> frozenset[str]:
    known = {plain(word) for word in translations(words)}
    return frozenset(known | set(_COUNTED.get(words[0], "").split())) if len(words) == 1 else frozenset(known)


# What is counted in these texts and the dictionary does not have, or has under another word.
_COUNTED = {
    form: chinese
    for forms, chinese in {
        "employee employees worker workers staff": "职工 员工 工人",
        "member members": "党员",
        "person persons people": "人",
        "lecture lectures class classes": "党课 授课",
        "time times": "次",
        "yuan": "元",
        "kwh": "千瓦时",
        "gdp": "生产总值",
        "hour hours": "小时",
    }.items()
    for form in forms.split()
}


_AND = re.compile("[和与及]")


def _fit(senses: Iterable[Collection[str]], quoted: _Number) -> int:
    """How well words fit what stands by a quoted number: 2 for each that is there, 1 for its last character only."""
    area = _AND.split(quoted.left)[-1] + _AND.split(quoted.right)[0]
    return sum(
        2 if any(sense in area for sense in forms) else 1 if any(sense[-1:] in area for sense in forms) else 0
        for forms in senses
    )


_SHARES = {
    r"hal(?:f|ves|ved|ving)": "半|50%|五成|百分之五十|二分之一",
    r"twice": "[两二2]次|[一二两12]倍|翻.?一?番",
    r"doubl(?:es?|ed|ing|y)": "[一二两12]倍|倍增|翻.?一?番|双",
    r"(?:tripl|trebl)(?:es?|ed|ing)|thrice": "[二两三23]倍|[三3]次",
    r"quadrupl(?:es?|ed|ing)": "[三四34]倍|翻.?两番",
    r"(?:two|three|four|five|ten|many|\d+)-?fold": "倍",
    r"majority|most of|most(?= [a-z]+s\b)": "多数|大部分|大多|大半|过半|半数以上|超过一?半|[6-9]\\d(?:\\.\\d+)?%",
    r"(?:one|a|two)[ -]thirds?": "三分之",
    r"(?:one|a|three)[ -](?:quarters?|fourths?)": "四分之",
    r"[a-z]+[ -](?:fifths|sixths|sevenths|eighths|ninths|tenths)": "分之|成",
    r"(?:a|the) couple|(?:a|one) pair": "[两双对2]",
    r"(?:a|one) dozen|dozen(?! s)": "12|十二|十[几余多]",
}
_MANY = re.compile(r"\b(tens|dozens|hundreds|thousands|millions|billions)(?: of (thousands|millions|billions))?\b")
_MANY_SIZES = {"tens": 10, "dozens": 10} | {f"{word}s": size for word, size in _SCALES.items()}
_MANY_NUMERALS = dict(enumerate(["十", "百", "千", "万", "十万", "百万", "千万", "亿"], start=1))


def _wrong_figures(statement: str, source: _Source) -> Iterator[Fault]:
    """Shares, multiples and round numbers in words that the quotations do not say: half, doubled, hundreds."""
    folded = fold(statement)
    for english, chinese in _SHARES.items():
        for match in re.finditer(rf"\b(?:{english})\b", folded):
            if not any(re.search(chinese, line) for line in source.lines):
                yield Fault("number", match[0])
    values = [Decimal(number.value) for number in source.numbers if re.fullmatch(r"\d+(?:\.\d+)?", number.value)]
    for match in _MANY.finditer(folded):
        size = _MANY_SIZES[match[1]] * _MANY_SIZES.get(match[2], 1)
        numerals = _MANY_NUMERALS.get(len(str(size)) - 1)
        vague = numerals and any(re.search(f"[数几上成]{numerals}", line) for line in source.lines)
        if not vague and not any(2 * size <= value < 10 * size for value in values):
            yield Fault("number", match[0])


def _wrong_english_names(outside: str, source: _Source, translations: Translations) -> Iterator[Fault]:
    """Capitalised words and words with digits that the quotations lack, and Chinese ones."""
    place = 0
    found = [word for word in _ENGLISH_WORD.finditer(outside) if not _MONTH.fullmatch(word[0].lower())]
    while place < len(found):
        word = found[place]
        capital = word[0] != word[0].lower() and word[0] != "I"
        size = 1
        if capital or (re.search(r"\d", word[0]) and not _ORDINAL.fullmatch(word[0])):
            run = [following[0].lower() for following in found[place : place + PHRASE_WORDS]]
            size = next((n for n in range(len(run), 0, -1) if _translated(run[:n], source, translations)), 0)
            before_name = any(following[0][0].isupper() for following in found[place + 1 : place + 2])
            initial = _SENTENCE_START.search(outside[: word.start()]) is not None
            ordinary = initial and (_joins(word[0]) or (not before_name and _is_common(word[0], translations)))
            if not size and not ordinary:
                yield Fault("latin", word[0])
        place += max(size, 1)
    for run in re.findall(f"[{_HAN}]+", outside):
        if plain(run) not in source:
            yield Fault("name", run)


def _translated(run: Sequence[str], source: _Source, translations: Translations) -> bool:
    if plain(" ".join(run)) in source and all(part in source.latin for part in _LATIN.findall(plain(" ".join(run)))):
        return True
    return any(sense in source for sense in _chinese(run, translations))


_MIN_SENSES = 3
_MAX_NAMES = 0.25


def _joins(word: str) -> bool:
    """Whether it is a function word or a numeral, also the first half of Ninety-eight."""
    first = word.split("-", maxsplit=1)[0]
    return first.lower() in _OPENINGS and first[1:] == first[1:].lower()


def _is_common(word: str, translations: Translations) -> bool:
    """Whether a capitalised word is no name: it ends in -tion or means several things, few of them names; no pinyin."""
    first = word.split("-", maxsplit=1)[0].lower()
    if word[1:] != word[1:].lower() or _PINYIN.fullmatch(first):
        return False
    senses = translations([first])
    names = sum(any(part.is_name for part in words(sense)) for sense in senses)
    return bool(_NOUN_ENDING.search(first)) or (len(senses) >= _MIN_SENSES and names <= _MAX_NAMES * len(senses))


_NOUN_ENDING = re.compile(r"(?:tion|ment|ness|ship)s?$")
_PINYIN = re.compile(
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|in|un|ia|ie|iu|ua|ui|uo|ue|[aeiou]))+"
)

_SOFT_DENIAL = re.compile(
    r"\b(?:avoid|prevent|lack|refus|stop|prohibit|forb|ban|oppos|cancel|eliminat|eradicat|difficult|hard|unable|un|in|im"
    r"|ir|dis|non|little|few|poor|low|insufficien|free of|instead|rather|absen|rare|less|den(?:y|ie))\w*",
    re.IGNORECASE,
)


def _wrong_english_denials(outside: str, source: _Source, translations: Translations) -> Iterator[Fault]:
    """What is denied here and not there; and, where nothing here denies, what is only denied there."""
    there = [scope for clause in source.clauses for _, _, scope in _denied(clause)]
    clauses = [clause for clause in re.split(r"[,;:.!?]\s", fold(outside)) if clause.strip()]
    for clause in clauses:
        for denial in _ENGLISH_DENIAL.finditer(clause):
            senses = _all_senses(clause, translations)
            known = not senses or any(len(sense) > 1 and _in(sense, there) for forms in senses for sense in forms)
            if not there or not known:
                yield Fault("negation", denial[0])
    if _ENGLISH_DENIAL.search(outside) or _SOFT_DENIAL.search(outside):
        return
    affirmed = [part for clause in source.clauses for part in _affirmed(clause)]
    for forms in (forms for clause in clauses for forms in _all_senses(clause, translations)):
        met = [sense for sense in forms if len(sense) > 1 and sense in source]
        if met and not any(_in(sense, affirmed) for sense in met) and any(_in(sense, there) for sense in met):
            yield Fault("negation", met[0])


def _all_senses(clause: str, translations: Translations) -> list[frozenset[str]]:
    """Those of its phrases and of each word."""
    found = re.findall(r"[a-z]+", clause)
    return [*_senses(found, translations), *(sense for word in found for sense in _senses([word], translations))]


def _spelled(statement: str) -> str:
    """English as plain text with numerals for its words: 12% for twelve percent, 第3 for third, 6月 for June."""
    text = _SCALED.sub(lambda m: f"{Decimal(m[1].replace(',', '')) * _SCALES[m[2]]:f}", fold(statement))
    text = _CARDINAL.sub(lambda m: str(_cardinal(m[0])) if m[0] != "one" else m[0], text)
    text = _ORDINAL.sub(lambda m: f"第{m[1] or _ORDINALS.index(m[2]) + 1} ", text)
    # may is a month only where a day or a year follows it
    text = re.sub(r"\bmay\b(?!\s+\d)", "", text)
    text = _MONTH.sub(lambda m: f"{_MONTHS.index(m[0]) + 1}月", text)
    return plain(re.sub(r"\s*per\s?cent\b", "%", text))


def _cardinal(words: str) -> int:
    total = group = 0
    for word in re.findall(r"[a-z]+", words):
        if word in _CARDINALS:
            group += _CARDINALS[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in _SCALES:
            total, group = total + (group or 1) * _SCALES[word], 0
    return total + group
