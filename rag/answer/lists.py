"""The list that a question asks for ("哪五個開放"): whole, in order, each entry by the clause that says it in short."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.answer.query import Query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranker, Ranking
from rag.corpus.document import Document, Section, Span
from rag.corpus.fold import fold
from rag.corpus.headings import parse_number
from rag.corpus.items import item_lists
from rag.corpus.paragraphs import paragraphs
from rag.corpus.roles import Role, role_of, roles_mentioned, roles_said
from rag.corpus.sentences import sentences
from rag.index.lexical import Term, in_text, terms
from rag.index.store import Generation

__all__ = ["ListFinder", "Wanted", "wanted_list"]

PASSAGES = 20
"""Ranked passages around which lists are looked for."""

SENTENCES = 8
"""Sentences, best first, that are compared with the lists."""

LIST_REACH_CHARS = 3_000
"""How far from a ranked passage a list of the same section is looked for."""

MAX_ENTRIES = 40
"""Entries above which a list is no answer but a table of contents."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of list a question asks for.

    Attributes:
        counts: the numbers of entries that it names; empty when it names none.
        parts: whether it asks for headings.
    """

    counts: frozenset[int] = frozenset()
    parts: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """Something of the source that may be the answer to a question for a list.

    Attributes:
        kind: "items", "headings", "clauses" (a sentence in pieces that end with a semicolon), "slogans", "named"
            (a sentence for each thing that the question names), "inline" (one sentence with all entries) or
            "sentence" (one without).
        entries: what is quoted, each with its section.
        announced: what says what the list is of; of an inline list the sentence itself.
        above: the headings that lead to it.
        announcer: where the sentence that announces it starts; None where it has none.
        counts: the numbers of entries it may be said to have.
        roles: of the section that it is the list of.
    """

    kind: str
    document: str
    entries: tuple[tuple[tuple[int, ...], Span], ...]
    announced: str
    above: str
    announcer: int | None
    counts: frozenset[int]
    roles: frozenset[Role] = frozenset()
    top: bool = False
    place: int = 0


class ListFinder:
    """Finds lists in one generation; keeps what it has found in the sections it has looked at."""

    def __init__(self, generation: Generation, ranker: Ranker, *, max_quote_chars: int) -> None:
        self._generation = generation
        self._ranker = ranker
        self._max_quote_chars = max_quote_chars
        self._lists_in = lru_cache(maxsize=4096)(self._find)
        starts: dict[str, list[tuple[int, int]]] = {}
        for row, passage in enumerate(generation.passages):
            starts.setdefault(passage.document, []).append((passage.span.start, row))
        self._starts = {name: sorted(found) for name, found in starts.items()}

    def quotes(self, query: Query, ranking: Ranking, *, passages: int, ranked: Sequence[Quote]) -> list[Quote]:
        """The list that `query` asks for, or nothing when it asks for none or none fits."""
        wanted = wanted_list(query.text)
        if wanted is None:
            return []
        found = self.candidates(query, wanted, ranking, ranked)
        if not found:
            return []
        scores = self.features(query, wanted, ranking, found) @ WEIGHTS
        best = found[int(np.argmax(scores))]
        if best.kind == "sentence":
            return []
        return [Quote(best.document, path, span, 0.0) for path, span in best.entries]

    def candidates(self, query: Query, wanted: Wanted, ranking: Ranking, ranked: Sequence[Quote]) -> list[_List]:
        found: list[_List] = []
        seen = set()
        names = _named(query.text)
        for row in ranking.ids[:PASSAGES].tolist():
            passage = self._generation.passages[row]
            document = self._generation.documents[passage.document]
            for depth in range(len(passage.path), 0, -1):
                path = passage.path[:depth]
                key = (document.name, path, *self._window(document, path, passage.span))
                if names and depth == len(passage.path):
                    found += (one for one in self._by_names(document, path, key, names) if one not in found)
                if key in seen:
                    continue
                seen.add(key)
                found += (one for one in self._lists_in(*key) if one not in found)
        for place, quote in enumerate(ranked[:SENTENCES]):
            document = self._generation.documents[quote.document]
            text = quote.span.of(document.text)
            counts = inline_counts(text)
            above = "\n".join(s.heading for s in document.sections_at(quote.path)[1:])
            kind = "inline" if counts else "sentence"
            found.append(
                _List(kind, quote.document, ((quote.path, quote.span),), text, above, quote.span.start, counts,
                      place=place)
            )
        return [one for one in found if sum(len(span) for _, span in one.entries) <= self._max_quote_chars]

    def features(self, query: Query, wanted: Wanted, ranking: Ranking, found: Sequence[_List]) -> NDArray[np.float64]:
        lexical = self._generation.lexical
        ceiling = lexical.ceiling(query.terms)
        weights = {term: lexical.idf(term) / ceiling for term in dict.fromkeys(query.terms)}
        score = dict(zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True))
        least = float(ranking.scores[-1])
        asked = roles_mentioned(query.text) | {
            role for word in re.findall("[a-z]+", query.text.lower()) for role in roles_said(word)
        }
        rows = []
        focus = focus_terms(query)
        quoted = [re.sub(r"[“”「」『』\"]", "", fold(q)) for q in _NAMES.findall(query.text)]
        phrases = _PHRASE.findall(fold(query.text))
        cases: dict[tuple[str, int], float] = {}
        for row, value in zip(ranking.ids[:100].tolist(), ranking.scores[:100].tolist(), strict=True):
            passage = self._generation.passages[row]
            cases.setdefault((passage.document, passage.path[0]), value)
        top = float(ranking.scores[0])
        places = {}
        for one in found:
            if one.kind in ("inline", "sentence"):
                places[one.document, one.announcer] = one.place
        members = {(m.document, span.start) for m in found if m.kind not in ("inline", "sentence") for _, span in m.entries}
        announcers = {(m.document, m.announcer) for m in found if m.kind not in ("inline", "sentence", "clauses") and m.announcer is not None}
        for one in found:
            text = self._generation.documents[one.document].text
            leads = [span.of(text) for _, span in one.entries]
            near = float(np.mean([score.get(self._row_at(one.document, span.start), least) for _, span in one.entries]))
            announcer = self._sentence_at(one.document, one.announcer) if one.announcer is not None else None
            ids = [self._sentence_at(one.document, span.start) for _, span in one.entries]
            ids = [i for i in ids if i is not None]
            cosines = self._generation.sentences.similarities_of(query.vector, np.array(ids, dtype=np.int64))
            cosine = (
                self._generation.sentences.similarities_of(query.vector, np.array([announcer], dtype=np.int64))[0]
                if announcer is not None else cosines.max() if len(cosines) else near - 0.2
            )
            single = one.kind in ("inline", "sentence")
            multi = not single
            said = numbers_said(one.announced)
            counted = bool(wanted.counts)
            fit = counted and bool(one.counts & wanted.counts)
            sayfit = counted and bool(said & wanted.counts)
            announced = fold(one.announced)
            present = set(terms(one.announced))
            least_count = min(wanted.counts) if counted else 3
            if single:
                folded = fold(leads[0])
                each = sum(w for t, w in weights.items() if any(folded.count(a) >= least_count for a in t))
                feach = [any(folded.count(a) >= least_count for a in t) for t in focus]
            else:
                sets = [set(terms(lead)) for lead in leads]
                each = sum(w for t, w in weights.items() if all(in_text(t, s) for s in sets))
                feach = [all(in_text(t, s) for s in sets) for t in focus]
            fann = [bool(in_text(t, present)) for t in focus]
            path = one.entries[0][0]
            if one.kind == "headings":
                path = path[:-1]
            context = self._context(one.document, path)
            place = min(
                [places.get((one.document, one.announcer), 99)]
                + [places.get((one.document, span.start), 99) for _, span in one.entries]
            )
            rows.append([
                3 * _share(weights, one.announced),
                3 * _share(weights, "\n".join([one.announced, one.above, *leads])),
                3 * sum(w for t, w in weights.items() if in_text(t, context)),
                10 * (near - top),
                10 * (cases.get((one.document, path[0]), least) - top),
                10 * float(cosine),
                10 * (float(cosines.mean()) if len(cosines) else near - 0.2),
                fit and multi,
                fit and multi and sayfit,
                fit and single,
                fit and single and min(one.counts & wanted.counts) > 2,
                fit and single and max(one.counts & wanted.counts) == max(one.counts),
                fit and single and sayfit,
                counted and not fit,
                3 * each,
                float(np.mean(fann)) if focus else 0.0,
                float(np.mean(feach)) if focus else 0.0,
                float(np.mean([q in re.sub(r"[“”「」『』\"]", "", announced) for q in quoted])) if quoted else 0.0,
                float(np.mean([q in announced for q in phrases])) if phrases else 0.0,
                bool(asked & one.roles),
                counted and fit and bool(asked & one.roles),
                wanted.parts and one.kind == "headings",
                wanted.parts and one.top,
                not wanted.parts and one.top,
                one.kind == "items",
                one.kind == "headings",
                one.kind == "clauses",
                one.kind == "slogans",
                one.kind == "named",
                one.kind == "inline",
                one.kind == "inline" and not counted,
                one.kind == "inline" and max(one.counts) > 2,
                single / (1 + place),
                multi / (1 + place),
                multi and not counted,
                single and (one.document, one.announcer) in members,
                single and (one.document, one.announcer) in announcers and text[one.entries[0][1].end - 1] in ":：",
            ])
        return np.array(rows, dtype=np.float64)

    def _context(self, name: str, path: tuple[int, ...]) -> frozenset[str]:
        document = self._generation.documents[name]
        section = document.sections_at(path)[-1]
        return _terms_of(document.text[section.span.start : min(section.span.end, section.span.start + 4000)])

    def _row_at(self, document: str, offset: int) -> int:
        starts = self._starts[document]
        return starts[max(0, bisect_right(starts, (offset, len(self._generation.passages))) - 1)][1]

    def _sentence_at(self, document: str, offset: int) -> int | None:
        row = self._row_at(document, offset)
        for place, span in enumerate(self._generation.passages[row].sentences):
            if span.start <= offset < span.end:
                return self._ranker.sentence_ids(row)[place]
        return None

    def _window(self, document: Document, path: tuple[int, ...], near: Span) -> tuple[int, int]:
        section = document.sections_at(path)[-1]
        if sum(map(len, section.bodies)) <= 2 * LIST_REACH_CHARS:
            return section.span.start, section.span.end
        start = document.text.rfind("\n", 0, max(0, near.start - LIST_REACH_CHARS)) + 1
        end = document.text.find("\n", near.end + LIST_REACH_CHARS)
        return start, len(document.text) if end < 0 else end

    def _find(self, name: str, path: tuple[int, ...], start: int, end: int) -> tuple[_List, ...]:
        document = self._generation.documents[name]
        return tuple(
            one for one in map(self._shortened, _section_lists(document, path, Span(start, end)))
            if one is not None
        )

    def _shortened(self, one: _List) -> _List | None:
        """The list with leads up to the first comma where they are too long in all; None where that does not help."""
        text = self._generation.documents[one.document].text
        if sum(len(span) for _, span in one.entries) <= self._max_quote_chars:
            return one
        for commas in range(5, 0, -1):
            entries = tuple((path, _to_comma(text, span, commas)) for path, span in one.entries)
            if sum(len(span) for _, span in entries) <= self._max_quote_chars:
                return dataclasses.replace(one, entries=entries)
        return None

    def _by_names(
        self, document: Document, path: tuple[int, ...], key: tuple, names: Sequence[str]
    ) -> Iterator[_List]:
        section = document.sections_at(path)[-1]
        text = document.text
        entries: list[Span] = []
        pieces = [s for p in paragraphs(text, _clipped(section, Span(*key[2:]))) for s in sentences(text, p)]
        for name in names:
            after = entries[-1].end if entries else 0
            found = next((s for s in pieces if s.start >= after and _opens(s.of(text), name)), None)
            if found is None:
                return
            entries.append(found)
        above = "\n".join(s.heading for s in document.sections_at(path)[1:])
        one = _List(
            "named", document.name, tuple((path, s) for s in entries), "\n".join(s.of(text) for s in entries), above,
            None, frozenset({len(entries)}),
        )
        short = self._shortened(one)
        if short is not None:
            yield short


@lru_cache(maxsize=512)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(terms(text))


_PHRASE = re.compile(r"[一两二三四五六七八九十]{1,3}个?[一-鿿]{1,2}(?=[”」』\"])|(?<=[“「『])[一两二三四五六七八九十]{1,3}个?[一-鿿]{1,2}")
_FOCUS = [
    re.compile(r"哪?(?:\d{1,2}|[一两二三四五六七八九十几些]{1,3})[个项点条种类方步位级次支名样件处者块层道份句字大]?(?:方面)?的?([一-鿿]{1,4})"),
]
_FOCUS_EN = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|which|what are the|what|list|name)\b ((?:[a-z’'-]+ ?){1,2})")


def focus_terms(query: Query) -> list[Term]:
    folded = fold(query.text)
    found = {t for pattern in _FOCUS for m in pattern.findall(folded) for t in terms(m) if len(t) == 2}
    english = {w for m in _FOCUS_EN.findall(folded) for w in m.split()}
    return [t for t in dict.fromkeys(query.terms) if t and (t[0] in found or set(t[0].split()) & english)]


def _share(weights: Mapping[Term, float], text: str) -> float:
    """Σ idf of the terms of q in `text` / ceiling(q)."""
    present = set(terms(text))
    return sum(weight for term, weight in weights.items() if in_text(term, present))


def _opens(sentence: str, name: str) -> bool:
    opening = fold(re.split(r"[，,。；;：:]", sentence, maxsplit=1)[0])
    name = fold(name)
    if len(name) == 1:
        return f"“{name}”" in opening or f"「{name}」" in opening
    return name in re.sub(r"[“”「」『』\"]", "", opening)


_NAMES = re.compile(r"[“「『\"]([^”」』\"]+)[”」』\"]")


def _named(question: str) -> list[str]:
    """What a question asks about one by one: “走下去”“請進來”; 縣級領導、科級幹部、一般黨員."""
    if not re.search(r"各|分别|每", fold(question)):
        return []
    quoted = _NAMES.findall(question)
    if len(quoted) == 1 and "、" in quoted[0]:
        return quoted[0].split("、")
    if len(quoted) > 1:
        return quoted
    run = max(re.findall(r"[^，,。？?：:]+", question), key=lambda clause: clause.count("、"))
    names = run.split("、")
    if len(names) < 2:
        return []
    last = re.split(r"的|各|分别|分別|每", names[-1])[0]
    return [*names[:-1], last]


def _section_lists(document: Document, path: tuple[int, ...], window: Span) -> Iterator[_List]:
    """The lists of one section: in its own body inside `window`, its subsections, and theirs by their headings."""
    text = document.text
    above = document.sections_at(path)
    section = above[-1]
    roles = role_of(section.heading)
    context = "\n".join(s.heading for s in above[1:-1])
    clipped = _clipped(section, window)
    for items in item_lists(text, clipped):
        before = _before(text, section, items.items[0].span.start)
        yield _List(
            "items", document.name, tuple((path, item.lead) for item in items.items),
            "\n".join([section.heading, *(span.of(text) for span in before)]),
            context, before[-1].start if before else None, frozenset({len(items.items)}), roles,
        )
    yield from _heading_list(document, path)
    if len(section.sections) <= MAX_ENTRIES:
        for position in range(len(section.sections)):
            yield from _heading_list(document, (*path, position))
    slogans = []
    for paragraph in paragraphs(text, clipped):
        run: list[Span] = []
        for sentence in sentences(text, paragraph):
            said = sentence.of(text)
            if _SLOGAN.fullmatch(said):
                slogans.append(sentence)
            run.append(sentence)
            if not _GOES_ON.search(said):
                if len(run) > 1:
                    opening = re.split("[：:]", run[0].of(text))[0]
                    yield _List(
                        "clauses", document.name, tuple((path, s) for s in run), opening,
                        f"{context}\n{section.heading}", run[0].start, frozenset({len(run)}),
                    )
                run = []
    if len(slogans) > 1:
        yield _List(
            "slogans", document.name, tuple((path, s) for s in slogans), section.heading, context, None,
            frozenset({len(slogans)}), roles,
        )


_SLOGAN = re.compile(r"[“「『][^“”「」『』]{2,12}[”」』][^，,。；：！？“”「」]{2,16}[。！]")
_GOES_ON = re.compile(r"[；;][”’」』）)】》\]]*$")


def _before(text: str, section: Section, offset: int) -> list[Span]:
    """The last sentences of the section's own body before `offset`, that announce what follows."""
    near = max(section.span.start, offset - 150)
    bodies = [Span(max(b.start, near), min(b.end, offset)) for b in section.bodies if b.start < offset and b.end > near]
    return [s for body in bodies for s in sentences(text, body)][-2:]


def _heading_list(document: Document, path: tuple[int, ...]) -> Iterator[_List]:
    above = document.sections_at(path)
    section = above[-1]
    children = [(position, child) for position, child in enumerate(section.sections) if child.heading]
    if not 1 < len(children) <= MAX_ENTRIES:
        return
    text = document.text
    said = _before(text, section, section.sections[0].span.start)
    yield _List(
        "headings", document.name, tuple(((*path, position), _lead(document, child)) for position, child in children),
        "\n".join([section.heading, *(span.of(text) for span in said)]),
        "\n".join(s.heading for s in above[1:-1]),
        said[-1].start if said else section.heading_span.start,
        frozenset({len(children)}), role_of(section.heading), len(path) == 1,
    )


def _lead(document: Document, section: Section) -> Span:
    """The heading of `section`, or its first sentence where the heading is a bare number."""
    if _BARE_NUMBER.fullmatch(section.heading):
        return sentences(document.text, section.span)[0]
    return document.printed_heading(section)


def _to_comma(text: str, span: Span, place: int) -> Span:
    """`span` up to its comma number `place`."""
    commas = [found.start() for found in re.compile("[，,]").finditer(text, span.start, span.end)]
    return Span(span.start, commas[place - 1]) if len(commas) >= place else span


def _clipped(section: Section, window: Span) -> Section:
    bodies = (Span(max(body.start, window.start), min(body.end, window.end)) for body in section.bodies)
    return dataclasses.replace(section, bodies=tuple(body for body in bodies if body.start < body.end))


_BARE_NUMBER = re.compile(r"[\s(（]*[\d一二三四五六七八九十百]+[\s)）、.．]*")

_QUOTED = re.compile(r"[“「『‘][^“”「」『』‘’]{1,30}[”」』’]")


def inline_counts(sentence: str) -> frozenset[int]:
    """The numbers of entries that a sentence may be said to list; none when it lists nothing."""
    text = fold(sentence).rstrip("。!?;；")
    counts: set[int] = set()
    quoted = _QUOTED.findall(text)
    if len(quoted) > 1:
        counts.add(len(quoted))
    for clause in re.split(r"[,:;。]", text):
        parts = clause.split("、")
        ands = len(re.findall(r"以及|[和与及]", parts[-1]))
        if len(parts) > 1:
            counts |= {len(parts), len(parts) + bool(ands)}
        elif ands:
            counts.add(2)
    parts = re.split(r"[,、:;]", text)
    for same in (lambda part: part[:1], lambda part: part[-1:]):
        run = 1
        for one, other in zip(parts, [*parts[1:], ""]):
            if same(one) and same(one) == same(other):
                run += 1
            else:
                if run > 1:
                    counts.add(run)
                run = 1
    return frozenset(counts)


_SAID = re.compile(r"(?<![\d一二三四五六七八九十第])(\d{1,2}|[两二三四五六七八九十]{1,3})(?![\d年月日时元%万千百一二三四五六七八九十])")


def numbers_said(text: str) -> frozenset[int]:
    """The numbers of things that `text` may announce."""
    return frozenset(parse_number(found.replace("两", "二")) or 0 for found in _SAID.findall(fold(text)))


_ENGLISH = {
    word: count
    for count, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
# A number of things, not a year (2015年), an ordinal (第三, 案例三) or a name (“1234”工作法).
_N = r"(?<![\d一两二三四五六七八九十第例])(\d{1,2}|[一两二三四五六七八九十]{1,3})(?![\d年月日天])"
_UNIT = r"(?:[个项点条种类方步位级次支名样件处者块层道份句字]|大(?!以|会))"
_OF = rf"(\d{{1,2}}|{'|'.join(_ENGLISH)})\b(?!-)(?! (?:months?|years?|days?|weeks?|hours?|minutes?|percent|times)\b)"

# What asks for a list, with an example; a group holds the number of entries. Questions are folded.
_RULES = [
    ("哪五个开放", rf"哪{_N}"),
    ("八个突出问题是哪些", rf"{_N}{_UNIT}[^,，。]{{0,12}}(?:哪|什么|分别|各|指)"),
    ("“四带头”指什么", rf"[“「『\"]{_N}[^”」』\"\d,、]{{1,6}}[”」』\"][^,。]{{0,12}}(?:哪|什么|各|指|怎)"),
    ("六走向活动是什么", rf"{_N}[一-鿿]{{1,4}}(?:是|指)(?:什么|哪)"),
    ("分三步晒的", rf"分(?:成|为|作)?{_N}{_UNIT}"),
    ("What are the four changes", rf"\b(?:which|what|name|list)(?: are)?(?: the)?(?: main)? {_OF}"),
    ("the “four haves”", rf"[“\"]{_OF}"),
    ("each of the three ranks", rf"\beach of the {_OF}"),
    ("有哪些", "哪些|哪几"),
    ("分别", "分别|各自?.{0,6}(?:什么|哪|多少|如何|怎)"),
    ("包括什么", r"(?:包括|包含|含有|组成|构成|列出|举出).{0,6}(?:什么|哪|$)|由什么|列出|列举|逐一|依次"),
    ("“亮晒作”指什么", r"[”」』\"][^,。]{0,8}(?:指|代表|是|做|晒)(?:的是)?(?:什么|哪)"),
    ("What are the sections", r"\bwhat are the\b|\bwhat (?:main )?(?:items|ways|kinds|types|parts|steps|sections)\b"),
    ("Which measures were", r"\bwhich (?:[a-z'’-]+ ){0,2}?(?:[a-z]+(?<![sui])s|people)\b"),
    ("How many projects of which kinds", r"\bof which (?:kinds|types)\b"),
    ("What does it contain", r"\bwhat (?:do|does|did)\b.*\b(?:contain|consist of|include|comprise|cover)\b"),
    ("List the steps", r"^(?:please )?(?:list|name|enumerate)\b"),
]
_WANTED = [re.compile(pattern) for _, pattern in _RULES]
_PARTS = re.compile(r"标题|(?:几|个|大)部分|部分组成|\b(?:headings?|sections|parts)\b")


def wanted_list(question: str) -> Wanted | None:
    """What kind of list the question asks for; None when it asks for none."""
    folded = fold(question)
    found = [match for pattern in _WANTED for match in pattern.finditer(folded)]
    said = [group for match in found for group in match.groups() if group]
    counts = {_ENGLISH.get(one) or parse_number(one.replace("两", "二")) or 0 for one in said}
    if not counts - {0, 1} and not any(match.re.groups == 0 for match in found):
        return None
    return Wanted(frozenset(counts - {0, 1}), bool(_PARTS.search(folded)))


WEIGHTS = np.zeros(37)
