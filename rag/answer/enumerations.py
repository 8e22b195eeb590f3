"""What a document enumerates: items, headings, sentences of one form, and the entries of a single sentence."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.corpus.document import Document, Section, Span
from rag.corpus.fold import fold
from rag.corpus.items import item_lists
from rag.corpus.paragraphs import paragraphs
from rag.corpus.roles import Role, role_of
from rag.corpus.sentences import sentences

__all__ = ["Enumeration", "entries_named", "in_one_sentence", "section_enumerations", "shortened"]

MAX_HEADINGS = 40
"""Headings side by side above which they are no list but a table of contents."""

ANNOUNCING_CHARS = 150
"""How far before a list the sentences that announce it may begin."""

_CLAUSES = "[，,、：:；;]"
_GOES_ON = re.compile(r"[；;][”’」』）)】》\]]*$")
_SLOGAN = re.compile(r"[“「『][^“”「」『』]{2,12}[”」』][^，,。；：！？“”「」]{2,16}[。！]")
_BARE_NUMBER = re.compile(r"[\s(（]*[\d一二三四五六七八九十百]+[\s)）、.．]*")
_QUOTED = re.compile(r"[“「『‘][^“”「」『』‘’]{1,30}[”」』’]")
_IN_QUOTES = re.compile(r"[“「『]([^“”「」『』]*、[^“”「」『』]*)[”」』]")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_QUOTES = re.compile(r"[“”「」『』\"]")
_AND = re.compile("以及|[和与及]")
_AND_SO_ON = re.compile("(?<=.)等.*")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Entries of a document that belong together, or one sentence that may hold such entries.

    Attributes:
        kind: "items" with markers; "headings" side by side; "clauses" that semicolons join; "likes": sentences of one
            form; "named": a sentence for each thing that a question names; "sentence": all entries in one.
        document: its name.
        entries: what is quoted, each with the path of its section; of a "sentence" that sentence.
        announced: what says what the entries are; of a "sentence" that sentence.
        counts: how many entries it may be said to have; none of a sentence that enumerates nothing.
        roles: of the section whose list it is.
        of_case: whether the entries are the top headings of a case.
        place: of a "sentence": how many sentences answer better.
    """

    kind: Literal["items", "headings", "clauses", "likes", "named", "sentence"]
    document: str
    entries: tuple[tuple[tuple[int, ...], Span], ...]
    announced: str
    counts: frozenset[int]
    roles: frozenset[Role] = frozenset()
    of_case: bool = False
    place: int = 0

    @property
    def path(self) -> tuple[int, ...]:
        """The section that holds the entries."""
        path = self.entries[0][0]
        return path[:-1] if self.kind == "headings" else path


def section_enumerations(document: Document, path: tuple[int, ...], window: Span) -> Iterator[Enumeration]:
    """Those of one section: in its own body inside `window`, of its subsections, and of theirs by their headings."""
    text = document.text
    section = document.sections_at(path)[-1]
    body = _inside(section, window)
    roles = role_of(section.heading)

    def listed(kind: Literal["items", "clauses", "likes"], spans: Sequence[Span], announced: str) -> Enumeration:
        entries = tuple((path, span) for span in spans)
        own = roles if kind == "items" else frozenset[Role]()
        return Enumeration(kind, document.name, entries, announced, frozenset({len(spans)}), own)

    for found in item_lists(text, body):
        leads = [item.lead for item in found.items]
        yield listed("items", leads, _announced(text, section, leads[0].start))
    yield from _headings(document, path)
    if len(section.sections) <= MAX_HEADINGS:
        for position in range(len(section.sections)):
            yield from _headings(document, (*path, position))
    slogans = []
    for paragraph in paragraphs(text, body):
        spoken = sentences(text, paragraph)
        for run in _joined(text, spoken):
            yield listed("clauses", run, re.split("[：:]", run[0].of(text))[0])
        for run in _alike(text, spoken):
            yield listed("likes", run, f"{section.heading}\n{run[0].of(text)}")
        slogans += [span for span in spoken if _SLOGAN.fullmatch(span.of(text))]
    if len(slogans) > 1:
        yield listed("likes", slogans, section.heading)


def entries_named(document: Document, path: tuple[int, ...], window: Span, names: Sequence[str]) -> Enumeration | None:
    """The sentences of a section that open with each of `names`, which are folded, in order; None unless all do."""
    text = document.text
    body = _inside(document.sections_at(path)[-1], window)
    left = (span for paragraph in paragraphs(text, body) for span in sentences(text, paragraph))
    found = [next((span for span in left if _opens_with(span.of(text), name)), None) for name in names]
    entries = tuple((path, span) for span in found if span is not None)
    if len(entries) < len(found):
        return None
    announced = "\n".join(span.of(text) for _, span in entries)
    return Enumeration("named", document.name, entries, announced, frozenset({len(entries)}))


def shortened(enumeration: Enumeration, text: str, *, max_chars: int) -> Enumeration | None:
    """The enumeration with at most `max_chars` characters in all; None where it cannot be.

    What is too long ends, in every entry alike, at its fifth comma, or the fourth …, or the first.
    """
    entries = enumeration.entries
    for commas in (5, 4, 3, 2, 1, 0):
        if sum(len(span) for _, span in entries) <= max_chars:
            return dataclasses.replace(enumeration, entries=entries)
        entries = tuple((path, _to_comma(text, span, commas)) for path, span in enumeration.entries)
    return None


@lru_cache(maxsize=4096)
def in_one_sentence(sentence: str) -> dict[int, float]:
    """How many entries a sentence may be said to hold, each number with how plainly they are a list, in [0, 1].

    Entries that 、 joins (the last one 和) or that stand in quotation marks: ½, and up to ½ more the more of them begin
    or end with the same character (服務意識、節點意識). Clauses that begin or end with the same character or are of
    about the same length: 0.
    """
    text = fold(sentence).rstrip("。!?;")
    found: dict[int, float] = {}

    def add(entries: Sequence[str]) -> None:
        if len(entries) > 1:
            found[len(entries)] = max(found.get(len(entries), 0.0), 0.5 + _likeness(entries) / 2)

    add([quoted[1:-1] for quoted in _QUOTED.findall(text)])
    inner = _IN_QUOTES.findall(text)
    for clause in (*re.split("[,:;。()]", text), *re.split("[,:;。]", _IN_BRACKETS.sub("", text)), *inner):
        *entries, last = clause.split("、")
        joined = _AND.split(_AND_SO_ON.sub("", last), maxsplit=1)
        if entries:
            add([*entries, last])
        if len(joined) > 1 and entries:
            add([*entries, *joined])
        elif len(joined) > 1:
            found.setdefault(2, 0.0)
    clauses = re.split("[,、:;]", text)
    for same in _SAME:
        start = 0
        for place in range(1, len(clauses) + 1):
            if place == len(clauses) or not clauses[place] or not same(clauses[place - 1], clauses[place]):
                if place - start > 1:
                    found.setdefault(place - start, 0.0)
                start = place
    return found


def _likeness(entries: Sequence[str]) -> float:
    """The share of entries, more than half, that end with the same character, or of three or more begin with it.

    The first entry may begin with what leads to the list.
    """
    ends = [entry[-1:] for entry in (*entries[:-1], _AND_SO_ON.sub("", entries[-1]))]
    share = max(map(ends.count, ends)) / len(ends)
    if len(entries) > 2:
        starts = [entry[:1] for entry in entries[1:]]
        share = max(share, max(map(starts.count, starts)) / len(starts))
    return share if share > 0.5 else 0.0


_SAME: tuple[Callable[[str, str], bool], ...] = (
    lambda one, other: one[:1] == other[:1],
    lambda one, other: one[-1:] == other[-1:],
    lambda one, other: max(len(one), len(other)) <= 12 and abs(len(one) - len(other)) <= 1,
)


def _headings(document: Document, path: tuple[int, ...]) -> Iterator[Enumeration]:
    """The subsections of a section by their headings, unless they are one or too many."""
    section = document.sections_at(path)[-1]
    if len(section.sections) > MAX_HEADINGS:
        return
    children = [(position, child) for position, child in enumerate(section.sections) if child.heading]
    if len(children) > 1:
        entries = tuple(((*path, position), _lead(document, child)) for position, child in children)
        announced = _announced(document.text, section, section.sections[0].span.start)
        counts = frozenset({len(entries)})
        roles = role_of(section.heading)
        yield Enumeration("headings", document.name, entries, announced, counts, roles, of_case=len(path) == 1)


def _lead(document: Document, section: Section) -> Span:
    """The heading of `section` without its stop, or its first sentence where the heading is a bare number."""
    if _BARE_NUMBER.fullmatch(section.heading):
        return sentences(document.text, section.span)[0]
    printed = document.printed_heading(section)
    return Span(printed.start, printed.start + len(section.heading.rstrip("。：:；;")))


def _announced(text: str, section: Section, offset: int) -> str:
    """The section's heading and the last two sentences of its own body before `offset`."""
    near = Span(offset - ANNOUNCING_CHARS, offset)
    before = [span for body in _inside(section, near).bodies for span in sentences(text, body)]
    return "\n".join([section.heading, *(span.of(text) for span in before[-2:])])


def _inside(section: Section, window: Span) -> Section:
    """The section with only what of its own body lies in `window`."""
    bodies = (Span(max(body.start, window.start), min(body.end, window.end)) for body in section.bodies)
    return dataclasses.replace(section, bodies=tuple(body for body in bodies if body.start < body.end))


def _joined(text: str, spoken: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of sentences that semicolons join."""
    run: list[Span] = []
    for span in spoken:
        run.append(span)
        if not _GOES_ON.search(span.of(text)):
            if len(run) > 1:
                yield run
            run = []


def _alike(text: str, spoken: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of three sentences or more with a clause that begins alike ("面對限電問題,成立…。面對運檢一體轉型,…")."""
    run: list[Span] = []
    common: set[str] = set()
    for span in spoken:
        said = span.of(text)
        clauses = () if _GOES_ON.search(said) else re.split(_CLAUSES, said)
        openings = {clause[:2] for clause in clauses if len(clause) > 3 and re.match("[一-鿿]{2}", clause)}
        if common & openings:
            run.append(span)
            common &= openings
            continue
        if len(run) > 2:
            yield run
        run, common = [span], openings
    if len(run) > 2:
        yield run


def _opens_with(sentence: str, name: str) -> bool:
    """Whether `name`, but for a word between its characters, stands in the first clause; one alone, in quotes."""
    opening = re.split("[,。;:]", fold(sentence), maxsplit=1)[0]
    if len(name) == 1:
        return re.search(rf"[“「]{re.escape(name)}[”」]", opening) is not None
    return re.search(".{0,2}".join(map(re.escape, name)), _QUOTES.sub("", opening)) is not None


def _to_comma(text: str, span: Span, place: int) -> Span:
    """`span` up to its comma number `place`, counted from 1."""
    commas = [found.start() for found in re.finditer("[，,]", span.of(text))]
    return Span(span.start, span.start + commas[place - 1]) if 0 < place <= len(commas) else span
