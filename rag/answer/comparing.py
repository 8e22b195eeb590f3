"""One question → a cell per case, or per case and role: the few statements that answer it there, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from rag.answer.extraction import Extractor
from rag.answer.query import Query, make_query
from rag.answer.quote import Quote
from rag.answer.ranking import Ranker, Ranking
from rag.answer.refusal import sure_quotes
from rag.answer.scope import ALL_CASES, NAMED_CASES, CasePlace
from rag.corpus.document import Document, Section, Span
from rag.corpus.fold import fold
from rag.corpus.items import item_lists
from rag.corpus.roles import ROLES, Role, SectionPath, role_of, roles_mentioned, roles_said, sections_by_role
from rag.errors import UsageError
from rag.index.encoder import Encoder
from rag.index.store import Generation

__all__ = ["Asked", "Cell", "Comparer", "asked_roles", "roles_named"]

PASSAGES = 3
"""Passages of a case, or of its sections of one role, in which statements are looked for."""

CELL_CHARS = 160
"""Characters that a cell quotes, unless its best sentence alone is longer or it is a whole list."""

LIST_SHARE = 0.4
"""Share of a section's own body that the items of a list must fill to stand for the section."""

LISTED: frozenset[Role] = frozenset({"approach", "lessons"})
"""The roles that the headings below a section of two roles are about: 「成效與體會」 lists what was learned."""

# What a question for a whole role asks the sentences of its sections.
_CONTENT: dict[Role, str] = {
    "background": "面臨什麼問題和挑戰？",
    "approach": "採取了什麼做法和措施？",
    "results": "取得了什麼成效，開展了多少次，提升了多少，獲得了什麼榮譽？",
    "lessons": "得到了什麼經驗和啟示？",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for across cases.

    Attributes:
        roles: of the sections it asks about, in the order of `ROLES`; none of an ordinary question.
        whole: whether it has no content of its own: it names no topic, but asks for all that the sections tell.
    """

    roles: tuple[Role, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one case says to the question, in the sections of `role` or, where that is None, anywhere."""

    document: Document
    case: Section
    role: Role | None
    quotes: tuple[Quote, ...]


def roles_named(names: Sequence[str]) -> tuple[Role, ...]:
    """The roles that are called so, as headings are: 成效, 做法與成效, results.

    Raises:
        UsageError: one names none.
    """
    named: set[Role] = set()
    for name in names:
        roles = role_of(name)
        if not roles:
            raise UsageError("role-unknown", name=name)
        named |= roles
    return tuple(role for role in ROLES if role in named)


def asked_roles(question: str) -> Asked:
    """The roles that `question` asks for and on what; none of an ordinary question.

    Without the words that ask and that say "of each case", the question must read like the heading of a role
    (「取得了什麼成效」, 「背景、做法和成效」), or like one that follows a topic (「人才培養方面的成效」). Where it goes
    on after such a word (「所取得的成效隔多久公開一次」) it is an ordinary one.
    """
    text = fold(question)
    for words in (NAMED_CASES, ALL_CASES, _ASKING, _TAIL):
        text = words.sub(" ", text).strip(_STOPS)
    whole = roles_said(text)
    on_topic = (roles_said(rest) for topic, rest in _topics(text) if topic and _STRONG.search(rest))
    roles = whole or next(filter(None, on_topic), frozenset())
    return Asked(tuple(role for role in ROLES if role in roles), whole=bool(whole) or not text)


def _topics(text: str) -> Iterator[tuple[str, str]]:
    """The ways to split a question into a topic and what is asked about it."""
    for end in _TOPIC_END.finditer(text):
        yield text[: end.start()].strip(_STOPS), text[end.end() :].strip(_STOPS)
    for end in _TOPIC_START.finditer(text):
        yield text[end.end() :].strip(_STOPS), text[: end.start()].strip(_STOPS)


# All folded. How a question says that it asks, and how it ends.
_STOPS = " \t\n,.:;?!。、"
_ASKING = re.compile(
    r"^(?:请|试)?(?:帮我)?(?:比较|对比|列出|总结|概括|归纳|说明|介绍)(?:一下)?"
    r"|\b(?:compare|list|show|what|which|how|did|do|does|is|are|was|were|have|has|been|can|we|be|drawn|from|offer|give)\b"
)
_TAIL = re.compile(
    r"(?:分别|各自|都|各)?(?:是|有|为|如何|怎么样|怎样|什么|哪些|何|异同|不同|区别|差异|对比|比较|呢|吗|的)*$"
)
# Where a topic may end (Chinese) or begin (English), and what is asked of one: words that name a role and little else.
_TOPIC_END = re.compile("方面|的|(?=取得|采取|获得|得到|产生|有)")
_TOPIC_START = re.compile(r"\b(?:in|on|for|of|to|about|regarding|concerning)\b")
_STRONG = re.compile(
    r"背景|起因|缘起|做法|举措|成效|成果|效果|启示|体会|经验"
    r"|\b(?:background|approach|practice|measure|result|outcome|achievement|lesson)"
)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell to be filled from the passages `rows`: those of the sections at `paths`, or without any of the case."""

    document: Document
    position: int
    role: Role | None
    paths: list[SectionPath]
    rows: list[int]


class Comparer:
    """Fills the cells of a comparison from one generation, whose sections it sorts by role when first asked to."""

    def __init__(
        self,
        generation: Generation,
        ranker: Ranker,
        extractor: Extractor,
        encoder: Encoder,
        *,
        min_confidence: float,
        max_quote_chars: int,
    ) -> None:
        self._generation = generation
        self._ranker = ranker
        self._extractor = extractor
        self._content = cache(partial(_content, encoder))
        self._sections = cache(partial(_sections, generation))
        self._min_confidence = min_confidence
        self._max_quote_chars = max_quote_chars

    def cells(
        self, question: str, query: Query, *, cases: Sequence[CasePlace], roles: Sequence[Role] = ()
    ) -> list[Cell]:
        """A cell per case in their order, or per case and role where `roles` or `question` names some.

        A role is looked for in the sections of a case whose headings name it, and in a case without such a
        section anywhere, as the answer to an ordinary question is.

        Args:
            question: as asked.
            query: the question as it is asked of each case.
            cases: that it is asked of.
            roles: what the cells are to tell of, whatever the question says.
        """
        asked = asked_roles(question)
        slots = list(self._slots(cases, roles or asked.roles or (None,)))
        told = [self._content(slot.role) if asked.whole and slot.paths else query for slot in slots]
        cells = []
        for slot, asking, ranking in zip(slots, told, self._rankings(told, slots), strict=True):
            if asking is query:
                quotes, _ = sure_quotes(
                    query,
                    ranking,
                    self._quotes(slot, query, ranking),
                    documents=self._generation.documents,
                    min_confidence=self._min_confidence,
                )
            else:
                quotes = self._told(slot, asking, ranking)
            cells.append(Cell(slot.document, slot.document.cases[slot.position], slot.role, tuple(quotes)))
        return cells

    def sections_told(self, question: str, *, cases: Sequence[CasePlace]) -> list[Quote]:
        """What the sections of a role say of the cases that a question is about, where it asks for all they tell.

        「案例四的成效有哪些？」 has no words but those of a heading: no passage stands out, and the section answers.
        Nothing for any other question, and where these cases have no such section or it is too long to be quoted.
        """
        asked = asked_roles(question)
        if not (asked.roles and asked.whole):
            return []
        slots = [slot for slot in self._slots(cases, asked.roles) if slot.paths]
        told = [self._content(slot.role) for slot in slots]
        rankings = self._rankings(told, slots)
        quotes = [
            quote
            for slot, asking, ranking in zip(slots, told, rankings, strict=True)
            for quote in self._told(slot, asking, ranking)
        ]
        return quotes if sum(len(quote.span) for quote in quotes) <= self._max_quote_chars else []

    def _slots(self, cases: Sequence[CasePlace], roles: Sequence[Role | None]) -> Iterator[_Slot]:
        passages: dict[tuple[str, int], list[int]] = {}
        for row, passage in enumerate(self._generation.passages):
            passages.setdefault((passage.document, passage.path[0]), []).append(row)
        for name, position in cases:
            rows = passages.get((name, position), [])
            for role in roles:
                paths = self._sections(name, position).get(role, []) if role else []
                within = [row for row in rows if _inside(self._generation.passages[row].path, paths)]
                yield _Slot(self._generation.documents[name], position, role, paths, within)

    def _rankings(self, queries: Sequence[Query], slots: Sequence[_Slot]) -> list[Ranking]:
        """The passages of each slot ranked against its query; slots with the same one together."""
        rankings: dict[int, Ranking] = {}
        for query in {id(query): query for query in queries}.values():
            places = [place for place, other in enumerate(queries) if other is query]
            ranked = self._ranker.rank_apart(query, [slots[place].rows for place in places])
            rankings.update(zip(places, ranked, strict=True))
        return [rankings[place] for place in range(len(queries))]

    def _quotes(self, slot: _Slot, query: Query, ranking: Ranking) -> Iterator[Quote]:
        """What answers `query` in the first passages, if it fits into a cell and stands where it should."""
        quotes = self._extractor.extract(query, ranking, passages=PASSAGES).quotes
        here = all(_inside(quote.path, slot.paths) for quote in quotes)
        short = sum(len(quote.span) for quote in quotes) <= CELL_CHARS
        yield from quotes if here and short else self._best(query, ranking)

    def _told(self, slot: _Slot, asking: Query, ranking: Ranking) -> list[Quote]:
        """What the sections of a slot tell as a whole: their list, or the sentence that `asking` finds best."""
        return self._listed(slot) or self._best(asking, ranking)

    def _best(self, query: Query, ranking: Ranking) -> list[Quote]:
        return self._extractor.best_sentence(query, ranking, passages=PASSAGES)

    def _listed(self, slot: _Slot) -> list[Quote]:
        """The headings below the sections of a slot, or the items that fill them, each by its lead clause."""
        quotes = [
            Quote(slot.document.name, inside, span, 1.0)
            for path in slot.paths
            for inside, span in _entries(slot.document, path, slot.role)
        ]
        return quotes if sum(len(quote.span) for quote in quotes) <= self._max_quote_chars else []


def _content(encoder: Encoder, role: Role) -> Query:
    return make_query(_CONTENT[role], encoder, max_chars=len(_CONTENT[role]))


def _sections(generation: Generation, document: str, position: int) -> dict[Role, list[SectionPath]]:
    """The sections of a case by role, by their positions in the document."""
    found = sections_by_role(generation.documents[document].cases[position])
    return {role: [(position, *path) for path in paths] for role, paths in found.items()}


def _inside(path: SectionPath, sections: Sequence[SectionPath]) -> bool:
    """Whether `path` leads to one of the sections or to what is below it; where there are none, everything does."""
    return not sections or any(path[: len(section)] == section for section in sections)


def _entries(document: Document, path: SectionPath, role: Role | None) -> list[tuple[SectionPath, Span]]:
    """The entries of the list that the section at `path` is, each with where it stands; none when it is no list."""
    section = document.sections_at(path)[-1]
    if len(role_of(section.heading)) > 1 and role not in LISTED:
        return []
    below = [((*path, place), child) for place, child in enumerate(section.sections) if child.heading]
    if len(below) > 1:
        return [(inside, document.printed_heading(child)) for inside, child in below]
    own = sum(map(len, section.bodies))
    for found in item_lists(document.text, section):
        announced = roles_mentioned(found.intro.of(document.text)) if found.intro else frozenset()
        if announced and role not in announced:
            continue
        if found.items[-1].span.end - found.items[0].span.start >= LIST_SHARE * own:
            return [(path, item.lead) for item in found.items]
    return []
