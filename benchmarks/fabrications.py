"""How many fabricated statements pass the checks of a draft, how many true ones fail: `benchmarks/fabrications.py`.

Everything is made by rule from real sentences: those of corpus/ and, where ANWEN_DATA is set, of its docs/. What is
put in is chosen by other rules than those that check (quoted terms, repeated strings, words that end in 省 or 公司).
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rag.answer.dictionary import Dictionary
from rag.corpus.document import Document, Span
from rag.corpus.fold import fold, to_simplified, to_traditional
from rag.corpus.reader import read_corpus
from rag.corpus.sentences import sentences
from rag.draft.faults import faults
from rag.draft.locating import Locator
from rag.draft.names import words
from rag.settings import Settings

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SEED = 20240613
N = 200  # fabricated statements of each kind and collection; half as many true ones
MIN_CHARS, MAX_CHARS = 15, 120


@dataclass(frozen=True)
class Sentence:
    """A real sentence and where it stands: what `place` differs in is another case or document."""

    text: str
    place: tuple[str, int]
    span: Span
    following: str | None


@dataclass(frozen=True)
class Claim:
    """A statement with what is given for its quotations."""

    kind: str
    statement: str
    quotes: tuple[str, ...]


class Material:
    """The sentences of documents, and terms of each case found by rules of their own."""

    def __init__(self, documents: Sequence[Document], seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.documents = documents
        self.letters = {document.name: _letters(document.text) for document in documents}
        self.sentences: list[Sentence] = []
        texts: dict[tuple[str, int], str] = {}
        for document in documents:
            for number, case in enumerate(document.cases):
                place = (document.name, number)
                texts[place] = case.span.of(document.text)
                spans = sentences(document.text, case.span)
                for span, following in zip(spans, [*spans[1:], None], strict=True):
                    after = following.of(document.text) if following else None
                    text = span.of(document.text)
                    if MIN_CHARS <= len(text) <= MAX_CHARS and text[-1] in "。！；;":
                        self.sentences.append(Sentence(text, place, span, after))
        self.terms = {place: _terms(text) for place, text in texts.items()}

    def draw(self) -> Sentence:
        """Any sentence."""
        return self.random.choice(self.sentences)

    def elsewhere(self, sentence: Sentence) -> Sentence:
        """A sentence of another case, or, where there is only one, of another part of it."""
        while True:
            other = self.draw()
            if other.place != sentence.place or (
                len(self.terms) == 1 and abs(other.span.start - sentence.span.start) > 2000
            ):
                return other

    def term(self, sentence: Sentence, kinds: Collection[str]) -> tuple[str, str]:
        """A kind of term and one of another case that the sentence does not have."""
        while True:
            place = self.elsewhere(sentence).place
            usable = sorted(set(kinds) & self.terms[place].keys())
            if not usable:
                continue
            kind = self.random.choice(usable)
            term = self.random.choice(self.terms[place][kind])
            if _letters(term) not in _letters(sentence.text):
                return kind, term

    def stands(self, text: str) -> bool:
        """Whether the letters and digits of `text` stand somewhere, in that order; …… leaves some out."""
        pattern = re.compile(".{0,500}".join(_letters(part) for part in text.split("……")))
        return any(pattern.search(letters) for letters in self.letters.values())


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮董萧程曹袁邓鄧许許傅沈曾彭吕呂"
)
_ENDINGS = (
    "省|市|县|縣|镇|鎮|村|公司|集团|集團|银行|銀行|法院|大学|大學|学院|學院"
    "|委员会|委員會|中心|车间|車間|电站|電站|风电场|風電場"
)
_STOP_CHARS = (
    "的了是在和与與及或等对對为爲為以把被将將從从向其这這那一不也都就而要有上下中之者如於于应應得所依隨随由各某本前該该"
)


PHRASE = "phrase"
"""What comes back in a text may be a name (減壓室) or not (引導職工): it is counted by itself."""


def _terms(text: str) -> dict[str, list[str]]:
    """Terms of a text by kind; each kind by a rule that the checks do not know."""
    tagged = Counter(word.span.of(text) for word in words(text) if word.is_name)
    found: dict[str, list[str]] = {
        # Of two characters only with the marks: 開放 without them is a common verb.
        "in quotation marks": [
            match[1] or match[0]
            for match in re.finditer(r"[“「](?:([\u4e00-\u9fff]{3,8})|[\u4e00-\u9fff]{2})[”」]", text)
        ],
        "title": re.findall(r"《([^》]{3,20})》", text),
        "ending": [
            m[0]
            for m in re.finditer(rf"[\u4e00-\u9fff]{{2,4}}?(?:{_ENDINGS})", text)
            if not set(m[0]) & set(_STOP_CHARS)
        ],
        "surname": re.findall(
            rf"(?:同志|党员|黨員|书记|書記|员工|員工|原告|被告|经理|經理)([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})", text
        ),
        "latin": re.findall(r"[A-Za-z][A-Za-z0-9]+", text),
        # Where it is not always one, also by itself, the tagger errs.
        "tagged": [
            name
            for name, count in tagged.items()
            if not set(name) & set(_STOP_CHARS)
            if len(name) > 1
            and count == text.count(name)
            and [(word.text, word.is_name) for word in words(name)] == [(fold(name), True)]
        ],
    }
    found[PHRASE] = _repeated(text)
    return {kind: sorted(set(terms)) for kind, terms in found.items() if terms}


def _repeated(text: str) -> list[str]:
    """Strings of three to six characters that come back between different neighbours."""
    sides: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for match in re.finditer(r"(?<=([^\u4e00-\u9fff]))([\u4e00-\u9fff]+)(?=([^\u4e00-\u9fff]))", text):
        run = match[1] + match[2] + match[3]
        for size in (3, 4, 5, 6):
            for at in range(1, len(run) - size):
                gram = run[at : at + size]
                sides[gram][0].add(run[at - 1])
                sides[gram][1].add(run[at + size])
    return [
        gram
        for gram, (before, after) in sides.items()
        if len(before) > 2 and len(after) > 2 and not set(gram) & set(_STOP_CHARS)
    ]


# --- fabricated statements, each with the true sentence as its quotation

_NUMERAL = "一二三四五六七八九十百千萬万億亿"
_FIGURE = re.compile(rf"\d+(?:\.\d+)?|[{_NUMERAL}]+(?=[個个名次項项年月日條条種种級级位倍成支家座處处篇])")


def altered_numbers(material: Material) -> Iterator[Claim]:
    """A digit or numeral changed, dropped or added; the unit, the percent sign or the ordinal changed; two swapped."""
    pick = material.random
    while True:
        sentence = material.draw()
        found = list(_FIGURE.finditer(sentence.text))
        if not found:
            continue
        match = pick.choice(found)
        before, number, after = sentence.text[: match.start()], match[0], sentence.text[match.end() :]
        place = pick.randrange(len(number))
        pool = "0123456789" if number[place].isdigit() else _NUMERAL
        ways: list[tuple[str, str]] = [
            ("figure changed", before + number[:place] + pick.choice(pool) + number[place + 1 :] + after),
            ("figure added", before + number[:place] + pick.choice(pool) + number[place:] + after),
        ]
        if len(number) > 1:
            ways.append(("figure dropped", before + number[:place] + number[place + 1 :] + after))
        if "." in number:
            ways.append(("point dropped", before + number.replace(".", "") + after))
        if after[:1] and after[0] in "%％":
            ways.append(("percent dropped", before + number + after[1:]))
        if after[:1] and after[0] in "個个名次項项月日年條条":
            ways.append(("unit changed", before + number + pick.choice("月日年倍%") + after[1:]))
        if after[:1] and after[0] in "萬万億亿":
            ways.append(("scale changed", before + number + ("千" if pick.random() < 0.5 else "") + after[1:]))
        if before[-1:] == "第":
            ways.append(("ordinal dropped", before[:-1] + number + after))
        others = [m for m in found if m[0] != number and _numeral(m[0]) != _numeral(number)]
        if others:
            first, last = sorted((match, pick.choice(others)), key=lambda m: m.start())
            text = sentence.text
            swapped = text[: first.start()] + last[0] + text[first.end() : last.start()] + first[0] + text[last.end() :]
            ways.append(("numbers swapped", swapped))
        way, statement = pick.choice(ways)
        if way == "figure dropped" and "." in number and number.endswith("0"):  # 423497.80 is 423497.8
            continue
        if _letters(statement) != _letters(sentence.text) or way in {"point dropped", "percent dropped"}:
            yield Claim(way, statement, (sentence.text,))


def _numeral(number: str) -> str:
    """一 for 1."""
    return number.translate(str.maketrans("123456789", _NUMERAL[:9]))


NAMES = ("in quotation marks", "title", "ending", "surname", "latin", "tagged")


def foreign_names(material: Material) -> Iterator[Claim]:
    """A name of another case in the place of one of the sentence's own, or put into it."""
    return _foreign(material, NAMES)


def foreign_phrases(material: Material) -> Iterator[Claim]:
    """The same with a phrase that comes back in another case."""
    return _foreign(material, (PHRASE,))


def _foreign(material: Material, kinds: Collection[str]) -> Iterator[Claim]:
    pick = material.random
    while True:
        sentence = material.draw()
        kind, term = material.term(sentence, kinds)
        own = [name for k in NAMES for name in material.terms[sentence.place].get(k, ()) if name in sentence.text]
        if own and pick.random() < 0.7:
            statement = sentence.text.replace(pick.choice(own), term, 1)
        else:
            body = sentence.text[:-1]
            statement = pick.choice(
                [f"{term}:{body}。", f"在{term},{body}。", f"{body},由{term}負責。", f"{term}{body}。"]
            )
        yield Claim(kind, statement, (sentence.text,))


_REMOVED = {
    "沒有": "",
    "没有": "",
    "不能": "能",
    "不得": "可以",
    "不是": "是",
    "不會": "會",
    "不会": "会",
    "未能": "能",
    "尚未": "已",
    "無法": "能",
    "无法": "能",
    "不予": "予以",
    "未經": "經",
    "未经": "经",
    "不夠": "夠",
    "不够": "够",
    "不準": "準",
    "不准": "准",
    "不應": "應",
    "不应": "应",
    "不符合": "符合",
    "不屬於": "屬於",
    "不属于": "属于",
    "不適用": "適用",
    "不适用": "适用",
}
_VERBS = (
    "完成|建立|開展|开展|堅持|坚持|實現|实现|加強|加强|推進|推进|解決|解决|提高|落實|落实|形成|組織|组织|參加|参加|成立|發揮|发挥|"
    "實施|实施|制定|得到|增強|增强|成爲|成为|具有|符合|應當|应当|可以|獲得|获得|取得|建設|建设|申請|申请|支持|保障|提供"
)


def negations(material: Material) -> Iterator[Claim]:
    """A verb denied, or a denial taken away."""
    pick = material.random
    while True:
        sentence = material.draw()
        removable = list(re.finditer("|".join(_REMOVED), sentence.text))
        verbs = list(re.finditer(_VERBS, sentence.text))
        if removable and pick.random() < 0.8:
            match = pick.choice(removable)
            yield Claim(
                "taken away",
                sentence.text[: match.start()] + _REMOVED[match[0]] + sentence.text[match.end() :],
                (sentence.text,),
            )
        elif verbs and pick.random() < 0.3:
            match = pick.choice(verbs)
            word = pick.choice(["不", "未", "沒有", "没有", "從未", "並未", "无法", "難以", "拒絕"])
            yield Claim(
                "put in", sentence.text[: match.start()] + word + sentence.text[match.start() :], (sentence.text,)
            )


def invented_clauses(material: Material) -> Iterator[Claim]:
    """A clause of another sentence appended."""
    while True:
        sentence, other = material.draw(), material.draw()
        clause = material.random.choice(re.split("[,，。;；:：]", other.text))
        if len(_letters(clause)) >= 6 and _letters(clause) not in _letters(sentence.text):
            yield Claim("appended", f"{sentence.text[:-1]},{clause}。", (sentence.text,))


def foreign_quotations(material: Material) -> Iterator[Claim]:
    """A true statement under a true quotation from another case."""
    while True:
        sentence = material.draw()
        yield Claim("of another case", sentence.text, (material.elsewhere(sentence).text,))


def altered_quotations(material: Material) -> Iterator[Claim]:
    """A quotation with a character changed, dropped or added, two swapped, clauses swapped, sentences spliced."""
    pick = material.random
    while True:
        sentence = material.draw()
        text = sentence.text
        place = pick.randrange(len(text) - 1)
        other = pick.choice([c for c in material.draw().text if c.isalnum()])
        clauses = [clause for clause in re.split("(?<=[,，;；])", text) if clause]
        at = pick.randrange(len(clauses) - 1) if len(clauses) > 1 else None
        foreign = material.elsewhere(sentence).text
        ways = [
            ("character changed", text[:place] + other + text[place + 1 :]),
            ("character dropped", text[:place] + text[place + 1 :]),
            ("character added", text[:place] + other + text[place:]),
            ("characters swapped", text[:place] + text[place + 1] + text[place] + text[place + 2 :]),
            ("spliced", text[: len(text) // 2] + foreign[len(foreign) // 2 :]),
            ("spliced with ……", text[: len(text) // 2] + "……" + foreign[len(foreign) // 2 :]),
        ]
        if at is not None:
            ways.append(("clauses swapped", "".join([*clauses[:at], clauses[at + 1], clauses[at], *clauses[at + 2 :]])))
            ways.append(("turned round with ……", "".join(clauses[at + 1 :]) + "……" + "".join(clauses[: at + 1])))
        way, quote = pick.choice(ways)
        # What still stands in the sources, letter for letter, is no fabrication.
        if not material.stands(quote):
            yield Claim(way, text, (quote,))


# --- English statements about figures of a real sentence

_COUNTED = {
    "黨員|党员": "party members",
    "職工|职工|員工|员工": "employees",
    "幹部|干部": "cadres",
    "問題|问题": "problems",
    "項目|项目": "projects",
    "電話|电话": "calls",
    "論文|论文": "papers",
    "公路": "roads",
    "橋|桥": "bridges",
    "小時|小时": "hours",
    "元": "yuan",
    "公司": "companies",
    "學生|学生": "students",
    "教師|教师": "teachers",
    "風電場|风电场": "wind farms",
    "黨課”?活動|党课”?活动": "party lectures",
    "工作隊|工作队": "teams",
    "隊伍|队伍": "teams",
    "活動室|活动室": "activity rooms",
    "措施": "measures",
    "建議|建议": "suggestions",
    "聯絡員|联络员": "liaison officers",
    "監督員|监督员": "supervisors",
}
_MEASURE = "[多餘余]?[名個个位條条項项座處处篇件次份支輪轮]?"
_FOREIGN = ("Shanghai", "Shenzhen", "Huawei", "Siemens", "Wang Wei", "Li Na", "Toyota", "Berlin", "Guangdong", "Google")
_MADE_UP = ("Half of the {0} took part.", "Twice as many {0} took part.", "The number of {0} doubled.")


def _counts(text: str) -> list[tuple[str, str]]:
    """Figures of a sentence with the English for what they count, beside them on either side."""
    found = {}
    for chinese, english in _COUNTED.items():
        for match in re.finditer(
            rf"(?<![\d.])(?<!不到)(\d+){_MEASURE}(?:優秀|共性|黨風廉政|總經理|脫貧)?(?:{chinese})"
            rf"|(?:{chinese})(?:人數)?(?:共|有|超過|達到)?(\d+)(?![\d.%％]){_MEASURE}(?![\u3400-\u9fff])",
            text,
        ):
            found.setdefault(match[1] or match[2], english)
    return list(found.items())


def _counted(material: Material) -> Iterator[tuple[Sentence, list[tuple[str, str]]]]:
    """Sentences that count something, again and again; none where there are none."""
    usable = [(sentence, counts) for sentence in material.sentences if (counts := _counts(sentence.text))]
    while usable:
        yield material.random.choice(usable)


def english_true(material: Material) -> Iterator[Claim]:
    """What the sentence counts, as it does."""
    for sentence, counts in _counted(material):
        figure, noun = material.random.choice(counts)
        form = material.random.choice(["There are {0} {1}.", "The {1} number {0}.", "It says that {0} {1} are there."])
        yield Claim("true", form.format(figure, noun), (sentence.text,))


def english_numbers(material: Material) -> Iterator[Claim]:
    """A digit changed, added or dropped."""
    pick = material.random
    for sentence, counts in _counted(material):
        figure, noun = pick.choice(counts)
        place = pick.randrange(len(figure))
        digit = pick.choice("123456789")
        other = pick.choice(
            [figure[:place] + digit + figure[place + 1 :], figure + digit, figure[:place] + figure[place + 1 :]]
        )
        if other and int(other) != int(figure) and not re.search(rf"(?<!\d){other}(?!\d)", sentence.text):
            yield Claim("altered", f"There are {other} {noun}.", (sentence.text,))


def english_swaps(material: Material) -> Iterator[Claim]:
    """Two figures of the sentence in each other's place."""
    if not any(len({noun for _, noun in _counts(sentence.text)}) > 1 for sentence in material.sentences):
        return
    for sentence, counts in _counted(material):
        (one, first), (other, last) = counts[0], counts[-1]
        if first != last:
            yield Claim("swapped", f"There are {other} {first} and {one} {last}.", (sentence.text,))


def english_names(material: Material) -> Iterator[Claim]:
    """A name that the sentence does not have, at the beginning or inside."""
    for sentence, counts in _counted(material):
        figure, noun = material.random.choice(counts)
        name = material.random.choice(_FOREIGN)
        form = material.random.choice(["{2} has {0} {1}.", "There are {0} {1} in {2}.", "The {0} {1} belong to {2}."])
        yield Claim(form, form.format(figure, noun, name), (sentence.text,))


def english_denials(material: Material) -> Iterator[Claim]:
    """What the sentence counts, denied."""
    for sentence, counts in _counted(material):
        figure, noun = material.random.choice(counts)
        form = material.random.choice(["There are not {0} {1}.", "It never had {0} {1}.", "There are {0} but no {1}."])
        yield Claim(form, form.format(figure, noun), (sentence.text,))


def english_figures(material: Material) -> Iterator[Claim]:
    """A share or multiple in words that the sentence does not have."""
    for sentence, counts in _counted(material):
        if not re.search("[半倍翻雙双]|50[%％]", sentence.text):
            form = material.random.choice(_MADE_UP)
            yield Claim(form, form.format(material.random.choice(counts)[1]), (sentence.text,))


ENGLISH: dict[str, Callable[[Material], Iterator[Claim]]] = {
    "altered number": english_numbers,
    "numbers swapped": english_swaps,
    "name of elsewhere": english_names,
    "denial": english_denials,
    "share or multiple": english_figures,
}


FABRICATIONS: dict[str, Callable[[Material], Iterator[Claim]]] = {
    "altered number": altered_numbers,
    "name of elsewhere": foreign_names,
    "phrase of elsewhere": foreign_phrases,
    "altered quotation": altered_quotations,
    "quotation of another case": foreign_quotations,
    "negation": negations,
    "invented clause": invented_clauses,
}


# --- true quotations

_VARIANTS = [
    {"“": "「", "”": "」"},
    {"“": "『", "”": "』"},
    {"“": '"', "”": '"'},
    {"“": "", "”": ""},
    {"「": "“", "」": "”"},
    {",": "，", ";": "；", ":": "："},
    {"，": ",", "；": ";", "：": ":"},
    {"、": "，"},
    {"、": ","},
    {"!": "！", "?": "？"},
    {"(": "（", ")": "）"},
    {"（": "(", "）": ")"},
    {"—": "-"},
    {"——": "--"},
    {"《": "〈", "》": "〉"},
    {"。": "."},
]
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def true_quotations(material: Material) -> dict[str, Callable[[Sentence], str | None]]:
    """Ways to copy a sentence that leave it a true quotation."""
    pick = material.random

    def punctuated(text: str) -> str:
        for variant in pick.sample(_VARIANTS, 5):
            for mark, other in variant.items():
                text = text.replace(mark, other)
        return text

    def scripted(text: str) -> str:
        simplified = to_simplified(text)
        return simplified if simplified != text else to_traditional(text)

    def wrapped(text: str) -> str:
        lines = []
        while text:
            size = pick.randrange(12, 30)
            lines.append(text[:size])
            text = text[size:]
        return pick.choice(["\n", "\n  ", "\r\n"]).join(lines)

    def elided(sentence: Sentence) -> str | None:
        clauses = re.split("(?<=[,，;；、])", sentence.text)
        if len(clauses) < 3:
            return None
        first = pick.randrange(1, len(clauses) - 1)
        last = pick.randrange(first + 1, len(clauses))
        begun, ended = "".join(clauses[:first]), "".join(clauses[last:])
        return (
            f"{begun}{pick.choice(['……', '…', '...', '⋯⋯', '[…]'])}{ended}" if min(len(begun), len(ended)) > 3 else None
        )

    def trimmed(sentence: Sentence) -> str | None:
        clauses = [clause for clause in re.split("[,，;；。]", sentence.text) if len(_letters(clause)) >= 6]
        return pick.choice(clauses) if clauses else None

    def joined(sentence: Sentence) -> str | None:
        return f"{sentence.text}{pick.choice(['', ' ', chr(10)])}{sentence.following}" if sentence.following else None

    return {
        "as it is": lambda sentence: sentence.text,
        "other script": lambda sentence: scripted(sentence.text),
        "other width": lambda sentence: sentence.text.translate(_WIDE),
        "other marks": lambda sentence: punctuated(sentence.text),
        "elided": elided,
        "across a border": joined,
        "wrapped in lines": lambda sentence: wrapped(sentence.text),
        "one clause": trimmed,
        "all at once": lambda sentence: wrapped(punctuated(scripted(joined(sentence) or sentence.text))),
    }


# --- true statements, each with its sentence as the quotation

_SYNONYMS = [
    ("和", "與"),
    ("与", "和"),
    ("並", "並且"),
    ("并", "并且"),
    ("爲", "為了"),
    ("通過", "經由"),
    ("通过", "经由"),
    ("但", "但是"),
    ("因此", "所以"),
    ("已", "已經"),
    ("等", "等等"),
    ("將", "把"),
    ("将", "把"),
    ("及", "以及"),
    ("均", "都"),
    ("其", "它的"),
    ("仍", "仍然"),
    ("使", "讓"),
    ("各", "各個"),
]


def true_statements(material: Material) -> dict[str, Callable[[Sentence], str | None]]:
    """Ways to say what a sentence says."""
    pick = material.random

    def parts(text: str) -> list[str]:
        return [part for part in re.split("[,，;；。]", text) if _letters(part)]

    def dropped(sentence: Sentence) -> str | None:
        clauses = parts(sentence.text)
        if len(clauses) < 2:
            return None
        del clauses[pick.randrange(len(clauses))]
        return ",".join(clauses) + "。"

    def reordered(sentence: Sentence) -> str | None:
        clauses = parts(sentence.text)
        if len(clauses) < 2:
            return None
        pick.shuffle(clauses)
        return "，".join(clauses) + "。"

    def reworded(sentence: Sentence) -> str | None:
        usable = [pair for pair in _SYNONYMS if pair[0] in sentence.text]
        return sentence.text.replace(*pick.choice(usable), 1) if usable else None

    return {
        "as it is": lambda sentence: sentence.text,
        "other script": lambda sentence: to_traditional(to_simplified(sentence.text)),
        "Simplified": lambda sentence: to_simplified(sentence.text),
        "one clause": lambda sentence: pick.choice(parts(sentence.text)),
        "a clause dropped": dropped,
        "clauses in another order": reordered,
        "a function word changed": reworded,
    }


# Written by hand, as a language model words an answer: (statement, words of the five cases it rests on).
PARAPHRASES = [
    ("信息化中心現有黨員109名。", "信息化中心現有職工190多名,黨員109名"),
    ("信息化中心有190多名職工，其中109名是黨員。", "信息化中心現有職工190多名,黨員109名"),
    (
        "信息化中心为攻关队发布了《信息化中心党员攻关队工作周志》。",
        "信息化中心黨總支部制定發佈了《黨員示範崗創建手冊》和《信息化中心黨員攻關隊工作周志》",
    ),
    ("爭創活動有效解決了“兩張皮”的問題。", "聚焦中心任務的完成,以此作爲爭創重要的衡量標準,有效克服了“兩張皮”現象。"),
    (
        "河北龙源风电公司共有8个风电场，位于承德、张家口坝上偏远山区。",
        "河北龍源風電公司8個風電場分佈在承德、張家口壩上偏遠山區",
    ),
    ("河北龍源風電公司的青年職工佔98%。", "青年職工佔比達到98%。"),
    ("青年职工占比达到百分之九十八。", "青年職工佔比達到98%。"),
    ("公司在風電場設立了“減壓室”，以減輕職工的心理壓力。", "在風電場建立“減壓室”,減輕職工心理壓力。"),
    (
        "公司为偏远山村铺路建桥3座，并修整了7处乡村公路。",
        "河北龍源風電公司協助地方政府爲偏遠山村鋪路建橋3座,修整鄉村公路7處",
    ),
    ("公司幫助當地政府解決了百姓出行難的問題。", "幫助政府解決了當地百姓出行難問題。"),
    (
        "20xx年公司完成發電量24.22億千瓦時，是歷史最高水平。",
        "20xx年完成發電量24.22億千瓦時,創歷史最高水平,在龍源電力排名第一",
    ),
    ("公司的发电量在龙源电力排名第一。", "20xx年完成發電量24.22億千瓦時,創歷史最高水平,在龍源電力排名第一"),
    (
        "職工平均收入提升了近10%，是公司近年來增幅最大的一次。",
        "河北龍源風電公司職工平均收入提升近10%,創公司近年增幅之最。",
    ),
    (
        "思政工作的“1234”工作法包括一項基本流程、“兩個結合”、“三級架構”和“四位一體”管控模式。",
        "“1”,即一項基本流程;“2”,即在查找問題上,堅持“兩個結合”;“3”,即在分析問題上,建立“三級架構”;“4”,即在解決問題上,實行“四位一體”管控模式。",
    ),
    ("三方会议每月召开一次。", "(1)召開“三方會議”。每月召開一次專題會議"),
    (
        "會議由問題發現者、問題涉及人員單位和解決問題的相關部門三方參加。",
        "會議由問題發現者(政工人員)、問題涉及人員單位、解決問題相關部門單位三方人員參加。",
    ),
    ("會議有三項議程。", "會議主要有三項議程:分析界定問題、制訂問題解決方案、明確處理問題的“第一責任人”"),
    (
        "问题按性质分为“急难、重大、一般、萌芽”四个等级。",
        "根據會上對問題性質的界定分爲“急難、重大、一般、萌芽”四個等級",
    ),
    (
        "公司推行領導班子的「走動式」管理，開展六走向活動。",
        "推行領導班子“走動式”管理,使感情交流和現場管理相結合,開展六走向活動",
    ),
    (
        "为了缓解精神压力，设立了职工黄金心态工作室。",
        "設立職工黃金心態工作室,緩解精神壓力、塑造陽光心態,保障員工心態健康向上。",
    ),
    (
        "在G20杭州峰会期间，公司圆满完成了保电任务。",
        "在G20杭州峯會召開期間,公司圓滿完成有史以來標準最高、規模最大、責任最重的保電任務",
    ),
    (
        "推行“問題管理”後，員工的思政工作不再枯燥。",
        "傳統的思政工作多采用單向灌輸式的說教,顯得枯燥乏味。推行“問題管理”後,思政工作實現了重心下移",
    ),
    ("街道成立了項目組，由黨工委書記擔任組長。", "街道成立了以黨工委書記任組長的項目組"),
    (
        "去年以来，街道共举办“开放式党课”30余次，参与的党员超过1500人。",
        "去年以來,街道共開展“開放式黨課”活動30餘次,挖掘出義務授課黨員100餘名,參與黨員人數超過1500人",
    ),
    ("鍾秀街道挖掘了100餘名義務授課的黨員。", "街道共開展“開放式黨課”活動30餘次,挖掘出義務授課黨員100餘名"),
    (
        "一些基层单位的党员学习时间不固定，制度也不完善。",
        "一些基層單位對黨員學習教育活動積極性不高,學習時間不固定,配套制度不完善。",
    ),
    ("多年來，黨課一直採用“填鴨式”的授課形式。", "多年來一直沿用“一人臺上講,衆人臺下聽”的“填鴨式”的授課形式"),
    ("“亮晒作”行动拉近了党员干部与群众之间的距离。", "“亮曬作”行動拉近了黨員幹部與羣衆的距離"),
    (
        "一些黨員幹部還存在意識不強、精神不振等問題。",
        "一些黨員幹部依然存在着黨員意識不強、精神不振、嚴而不爲、廉而不勤,甚至慢作爲、不作爲等現象和問題",
    ),
    ("縣級領導幹部堅持“五帶頭”，爭做“五個表率”。", "縣級領導幹部率先垂範,堅持“五帶頭”爭做“五個表率”"),
]


# The same in English.
ENGLISH_BY_HAND = [
    (
        "Since last year the street has held more than 30 open party lectures.",
        "去年以來,街道共開展“開放式黨課”活動30餘次,挖掘出義務授課黨員100餘名,參與黨員人數超過1500人",
    ),
    (
        "More than 1,500 party members took part.",
        "去年以來,街道共開展“開放式黨課”活動30餘次,挖掘出義務授課黨員100餘名,參與黨員人數超過1500人",
    ),
    (
        "The street found more than 100 party members who teach without pay.",
        "去年以來,街道共開展“開放式黨課”活動30餘次,挖掘出義務授課黨員100餘名,參與黨員人數超過1500人",
    ),
    (
        "Over 1500 members took part in more than 30 lectures.",
        "去年以來,街道共開展“開放式黨課”活動30餘次,挖掘出義務授課黨員100餘名,參與黨員人數超過1500人",
    ),
    (
        "The information centre has more than 190 employees and 109 party members.",
        "信息化中心現有職工190多名,黨員109名",
    ),
    ("Of more than 190 employees, 109 are Party members.", "信息化中心現有職工190多名,黨員109名"),
    ("Employees number more than 190.", "信息化中心現有職工190多名,黨員109名"),
    ("Members of the party number 109.", "信息化中心現有職工190多名,黨員109名"),
    (
        "The company has 8 wind farms in remote mountain areas.",
        "河北龍源風電公司8個風電場分佈在承德、張家口壩上偏遠山區,一線職工物質和精神生活相對匱乏,而一線職工多數爲近幾年畢業的大學生,青年職工佔比達到98%。",
    ),
    (
        "Young employees make up 98 percent of the staff.",
        "河北龍源風電公司8個風電場分佈在承德、張家口壩上偏遠山區,一線職工物質和精神生活相對匱乏,而一線職工多數爲近幾年畢業的大學生,青年職工佔比達到98%。",
    ),
    (
        "Ninety-eight percent of employees are young.",
        "河北龍源風電公司8個風電場分佈在承德、張家口壩上偏遠山區,一線職工物質和精神生活相對匱乏,而一線職工多數爲近幾年畢業的大學生,青年職工佔比達到98%。",
    ),
    (
        "The county sent 169 party cadres to villages as first secretaries.",
        "去年以來,全縣選派169名黨員幹部到村任“第一書記”,選派2143名黨員幹部組建169個脫貧工作隊,駐村開展脫貧攻堅工作,全縣黨員幹部包幫貧困戶3萬戶,爲羣衆辦理和解決實際問題24萬餘件。",
    ),
    (
        "Party cadres helped 30,000 poor households and solved more than 240,000 practical problems for the masses.",
        "去年以來,全縣選派169名黨員幹部到村任“第一書記”,選派2143名黨員幹部組建169個脫貧工作隊,駐村開展脫貧攻堅工作,全縣黨員幹部包幫貧困戶3萬戶,爲羣衆辦理和解決實際問題24萬餘件。",
    ),
    (
        "It formed 169 poverty-relief teams with 2143 cadres.",
        "去年以來,全縣選派169名黨員幹部到村任“第一書記”,選派2143名黨員幹部組建169個脫貧工作隊,駐村開展脫貧攻堅工作,全縣黨員幹部包幫貧困戶3萬戶,爲羣衆辦理和解決實際問題24萬餘件。",
    ),
    (
        "More than 30 million yuan was invested to build 61 activity rooms and rebuild 27.",
        "投資3000多萬元新建黨員活動室61個,改建27個。",
    ),
    (
        "Workers wrote 116 technical papers and applied 26 of them.",
        "技能人才成長迅速,一線職工鑽研技術氛圍濃厚,20xx年共撰寫技術論文116篇,推廣應用技術論文26篇。",
    ),
    (
        "Profit reached 404 million yuan, 137 million yuan more than the year before.",
        "實現利潤4.04億元,同比增加1.37億元,首次突破4億元大關。",
    ),
    (
        "The company generated 2.422 billion kilowatt-hours, a record.",
        "20xx年完成發電量24.22億千瓦時,創歷史最高水平,在龍源電力排名第一",
    ),
    (
        "Electricity output was 2.422 billion kWh, the highest ever.",
        "20xx年完成發電量24.22億千瓦時,創歷史最高水平,在龍源電力排名第一",
    ),
    (
        "For remote villages the company built 3 bridges and repaired 7 rural roads.",
        "多年來,河北龍源風電公司協助地方政府爲偏遠山村鋪路建橋3座,修整鄉村公路7處,幫助政府解決了當地百姓出行難問題。",
    ),
    (
        "Three bridges were built and seven village roads repaired.",
        "多年來,河北龍源風電公司協助地方政府爲偏遠山村鋪路建橋3座,修整鄉村公路7處,幫助政府解決了當地百姓出行難問題。",
    ),
    (
        "Employees made more than 200 suggestions and 42 common problems were identified.",
        "公司職工充分發揮主人翁作用,積極爲公司發展獻策,20xx年通過職工提案、調研座談、聯絡員會議等形式,共徵集職工意見建議200餘條,梳理彙總共性問題42項,全部落實整改。",
    ),
    (
        "All 42 problems were put right.",
        "公司職工充分發揮主人翁作用,積極爲公司發展獻策,20xx年通過職工提案、調研座談、聯絡員會議等形式,共徵集職工意見建議200餘條,梳理彙總共性問題42項,全部落實整改。",
    ),
    (
        "The county carried out 216 transport projects, 90 water projects and 39 power projects.",
        "實施交通項目216個,水利項目90個,電力項目39個,住建項目61個,年內有望有10100多戶、29100多人摘掉“窮帽子”。",
    ),
    (
        "Leaders and cadres answered 56,700 calls, of which 56,400 were settled.",
        "全縣各級領導和黨員幹部共接聽羣衆各種政策諮詢、情況反映、信訪訴求等方面電話5.67萬個,即時答覆並協調解決5.64萬個,化解了大量社會矛盾,信訪件比上年同期下降了42.7%。",
    ),
    (
        "Petitions fell by 42.7 percent.",
        "全縣各級領導和黨員幹部共接聽羣衆各種政策諮詢、情況反映、信訪訴求等方面電話5.67萬個,即時答覆並協調解決5.64萬個,化解了大量社會矛盾,信訪件比上年同期下降了42.7%。",
    ),
    (
        "By the third quarter, GDP grew 10.6 percent.",
        "截止第三季度,全縣生產總值完成98.33億元,增長10.6%,位列全市循環經濟發展區域縣區第3位;",
    ),
    (
        "The county's output value was 9.833 billion yuan, an increase of 10.6%.",
        "截止第三季度,全縣生產總值完成98.33億元,增長10.6%,位列全市循環經濟發展區域縣區第3位;",
    ),
    (
        "Average income of workers rose by nearly 10 percent.",
        "20xx年,河北龍源風電公司職工平均收入提升近10%,創公司近年增幅之最。",
    ),
    (
        "Study times were not fixed and supporting systems were not complete.",
        "一些基層單位對黨員學習教育活動積極性不高,學習時間不固定,配套制度不完善。",
    ),
    (
        "The meeting has three items on its agenda.",
        "會議主要有三項議程:分析界定問題、制訂問題解決方案、明確處理問題的“第一責任人”",
    ),
    (
        "Losses of 2090 hours were avoided and 12 maintenance measures introduced.",
        "減少故障損失時間2090小時,挽回損失電量83.6萬千瓦時,創新風電機組維護措施12項。",
    ),
    (
        "The company hired 10 liaison officers and 24 supervisors.",
        "聘任了來自生產一線和公司本部的10名總經理聯絡員和24名黨風廉政監督員,定期召開聯絡會",
    ),
    (
        "Problems in employees' thinking fall into eight areas.",
        "經研究得出:當前供電企業員工思想上主要存在8個方面的突出問題",
    ),
]


class Verifier:
    """What is measured: a statement is shown when its quotations stand in the sources and say what it says."""

    def __init__(self, documents: Sequence[Document], dictionary: Dictionary) -> None:
        self._translations = dictionary.translations
        self._texts = {document.name: document.text for document in documents}
        self._locator = Locator(documents)
        faults(
            "案例", ["案例"], known=self._locator.holds, terms=self._locator.terms
        )  # loads the dictionary and makes the documents plain
        self.seconds: list[float] = []

    def shows(self, claim: Claim) -> bool:
        """Whether `claim` is shown as verified."""
        begun = time.perf_counter()
        places = [self._locator.locate(quote) for quote in claim.quotes]
        source = [place.span.of(self._texts[place.document]) for found in places for place in found or ()]
        shown = None not in places and not faults(
            claim.statement,
            source,
            known=self._locator.holds,
            terms=self._locator.terms,
            translations=self._translations,
        )
        self.seconds.append(time.perf_counter() - begun)
        return shown

    def finds(self, claim: Claim) -> bool:
        """Whether all quotations of `claim` are accepted."""
        return all(self._locator.locate(quote) is not None for quote in claim.quotes)


def fabricated(documents: Sequence[Document], n: int, *, seed: int = SEED) -> dict[str, list[Claim]]:
    """`n` fabricated claims of each kind."""
    material = Material(documents, seed)
    return {kind: list(islice(make(material), n)) for kind, make in FABRICATIONS.items()}


def fabricated_in_english(documents: Sequence[Document], n: int, *, seed: int = SEED) -> dict[str, list[Claim]]:
    """`n` fabricated claims of each kind in English, none where no sentence counts anything."""
    material = Material(documents, seed)
    made = {kind: list(islice(make(material), n)) for kind, make in ENGLISH.items()}
    return {kind: claims for kind, claims in made.items() if claims}


def true_in_english(documents: Sequence[Document], n: int, *, seed: int = SEED) -> dict[str, list[Claim]]:
    """`n` true claims in English by rule."""
    claims = list(islice(english_true(Material(documents, seed)), n))
    return {"English, by rule": claims} if claims else {}


def true_claims(documents: Sequence[Document], n: int, *, seed: int = SEED) -> dict[str, list[Claim]]:
    """For each way of copying a sentence, `n` claims with a true quotation and the sentence itself as statement."""
    material = Material(documents, seed)
    return {
        kind: _made(material, n, lambda sentence, copy=copy: (sentence.text, copy(sentence)))
        for kind, copy in true_quotations(material).items()
    }


def true_sayings(documents: Sequence[Document], n: int, *, seed: int = SEED) -> dict[str, list[Claim]]:
    """For each way of saying what a sentence says, `n` claims with that sentence as quotation."""
    material = Material(documents, seed)
    return {
        kind: _made(material, n, lambda sentence, say=say: (say(sentence), sentence.text))
        for kind, say in true_statements(material).items()
    }


def _made(material: Material, n: int, make: Callable[[Sentence], tuple[str | None, str | None]]) -> list[Claim]:
    found: list[Claim] = []
    while len(found) < n:
        statement, quote = make(material.draw())
        if statement is not None and quote is not None:
            found.append(Claim("true", statement, (quote,)))
    return found


def main() -> None:
    """Print, for each collection, what of each kind came out against what it should; `-v` prints the claims too."""
    collections = {"corpus/": read_corpus(CORPUS, max_file_bytes=10**8).documents}
    if "ANWEN_DATA" in os.environ:
        found = read_corpus(Path(os.environ["ANWEN_DATA"], "docs"), max_file_bytes=10**8).documents
        collections["docs/"] = tuple(document for document in found if document.name != "README.md")
    dictionary = Dictionary.load(Settings().cache_dir)
    for name, documents in collections.items():
        verifier = Verifier(documents, dictionary)
        print(f"{name}, fabricated and shown as verified")
        _table(fabricated(documents, N), verifier.shows)
        print(f"{name}, fabricated in English and shown as verified")
        _table(fabricated_in_english(documents, N), verifier.shows)
        print(f"{name}, true quotations rejected")
        _table(true_claims(documents, N // 2), lambda claim, verifier=verifier: not verifier.finds(claim))
        print(f"{name}, true statements struck")
        sayings = true_sayings(documents, N // 2) | true_in_english(documents, N // 2)
        if name == "corpus/":
            sayings["paraphrased by hand"] = [Claim("", said, (quote,)) for said, quote in PARAPHRASES]
            sayings["English by hand"] = [Claim("", said, (quote,)) for said, quote in ENGLISH_BY_HAND]
        _table(sayings, lambda claim, verifier=verifier: not verifier.shows(claim))
        milliseconds = sorted(1000 * seconds for seconds in verifier.seconds)
        at_95 = milliseconds[int(0.95 * len(milliseconds))]
        print(f"{'ms a statement: median, 95 %':<32}{statistics.median(milliseconds):8.1f}{at_95:8.1f}\n")


def _table(claims: dict[str, list[Claim]], fails: Callable[[Claim], bool]) -> None:
    total = total_wrong = 0
    for kind, made in claims.items():
        wrong = [claim for claim in made if fails(claim)]
        total, total_wrong = total + len(made), total_wrong + len(wrong)
        print(f"  {kind:<30}{len(made):8}{len(wrong):8}{len(wrong) / len(made):8.1%}")
        for claim in wrong if "-v" in sys.argv else ():
            print(f"      {claim.kind} | {claim.statement} | {' | '.join(claim.quotes)}")
    print(f"  {'all':<30}{total:8}{total_wrong:8}{total_wrong / total:8.1%}")


if __name__ == "__main__":
    main()
