"""What an exported file claims → what became of it: is every quotation still in its source, character for character?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from rag.answer.dictionary import Dictionary
from rag.answer.results import Part, Reason, Whole
from rag.corpus.document import Document
from rag.corpus.lookup import Lookup
from rag.corpus.reader import read_corpus
from rag.draft.faults import Fault, faults
from rag.draft.locating import Locator
from rag.export.difference import Difference, alike, difference
from rag.export.layout import squeezed
from rag.export.reading import Exported, Foreign, InFile, Quoted, Stated, read_export
from rag.settings import Settings

__all__ = ["Verification", "Verified", "VerifiedStatement", "nearest", "verify", "verify_file"]


@dataclass(frozen=True, slots=True)
class Verified(Part):
    """What became of one quotation.

    Attributes:
        n: the citation's number.
        status: "same" at the same place; "moved", word for word at another place or in another document;
            "changed", the source has a text like it there, or the file shows other words than were exported; "gone".
        document: where it was found now; of a gone one, where it was cited from.
        breadcrumb: the headings from case to section where it was found now; empty when gone.
        paragraph: the one it begins in there, 0 in the heading; None when gone.
        start: first character now, or None when gone.
        end: one past the last, or None.
        difference: of a changed one, what the file shows against what the source has now; else empty.
        in_file: "intact"; "edited", the file shows other words than were exported; "removed", the file shows its
            footnote no longer, and what was exported is checked.
    """

    n: int
    status: Literal["same", "moved", "changed", "gone"]
    document: str
    breadcrumb: tuple[str, ...]
    paragraph: int | None
    start: int | None
    end: int | None
    difference: tuple[Difference, ...]
    in_file: InFile


@dataclass(frozen=True, slots=True)
class VerifiedStatement(Part):
    """What became of one statement in the file; whether its quotations still stand is said of them.

    Attributes:
        place: from 1, in the answer's order.
        status: "same"; "reworded", a draft's statement that was edited and that its quotations still carry;
            "altered", other words than the quotations it consists of; "unsupported", a draft's statement that says
            what its quotations do not; "removed".
        difference: of one that was edited, what the file shows against what was exported; else empty.
        faults: of an unsupported one, what its quotations do not say; else empty.
    """

    place: int
    status: Literal["same", "reworded", "altered", "unsupported", "removed"]
    difference: tuple[Difference, ...]
    faults: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Verification(Whole):
    """What became of an exported answer.

    Attributes:
        results: one per quotation, in the answer's order.
        statements: one per statement, in the answer's order.
        other_notes: footnotes of the file that are not of the export; nobody checked them.
        foreign: what the file shows as quoted and the export has not.
    """

    results: tuple[Verified, ...]
    statements: tuple[VerifiedStatement, ...] = ()
    other_notes: int = 0
    foreign: tuple[Foreign, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether file and source still have every quotation, word for word, and the file says nothing else by them."""
        return (
            all(result.status in {"same", "moved"} and result.in_file != "removed" for result in self.results)
            and all(statement.status in {"same", "reworded"} for statement in self.statements)
            and not self.foreign
        )


def verify_file(path: Path, settings: Settings) -> Verification:
    """Check the answer or comparison that was exported to the file `path` against the corpus.

    Raises:
        AnswerFileError: the file cannot be read or is no exported answer.
        CorpusError: nothing readable is in the corpus folder.
    """
    exported = read_export(path, max_bytes=settings.max_file_bytes)
    corpus = read_corpus(
        settings.corpus_dir, max_file_bytes=settings.max_file_bytes, encoding=settings.encoding or None
    )
    return Verification(
        verify(exported.quotations, documents=corpus.documents, sha256_by_name=exported.sha256_by_name),
        tuple(_verified_statements(exported, corpus.documents, settings)),
        exported.other_notes,
        exported.foreign,
    )


def verify(
    quotations: Sequence[Quoted], *, documents: Sequence[Document], sha256_by_name: Mapping[str, str]
) -> tuple[Verified, ...]:
    """What became of each quotation from documents whose bytes had these hashes then."""
    near = {quoted: _near(quoted, documents, sha256_by_name.get(quoted.document)) for quoted in quotations}
    found: dict[Quoted, tuple[Document, int, int]] = {}
    for quoted in quotations:
        place = _exact(quoted, near[quoted], documents)
        if place is not None:
            found[quoted] = (*place, place[1] + len(quoted.quote))
    for elsewhere in (False, True):
        for document in documents:
            lost = [one for one in quotations if one not in found and (document not in near[one]) == elsewhere]
            stretches = alike([quoted.claimed for quoted in lost], document.text) if lost else []
            for quoted, stretch in zip(lost, stretches, strict=True):
                if stretch is not None:
                    found[quoted] = (document, *stretch)
    held = {document.name: document for document, _, _ in found.values()}
    lookups = {name: Lookup(document) for name, document in held.items()}
    results = []
    for quoted in quotations:
        if quoted in found:
            document, start, end = found[quoted]
            results.append(_verified(quoted, lookups[document.name], start, end))
        else:
            results.append(Verified(quoted.n, "gone", quoted.document, (), None, None, None, (), quoted.in_file))
    return tuple(results)


def nearest(quote: str, text: str, start: int) -> int | None:
    """Where `quote` stands in `text`, nearest to `start`."""
    before = text.rfind(quote, 0, start + len(quote))
    after = text.find(quote, start)
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start)) if places else None


def _near(quoted: Quoted, documents: Iterable[Document], sha256: str | None) -> list[Document]:
    """The document that was cited, by its name, and the one with its bytes, should it have been renamed."""
    own = [document for document in documents if quoted.document in (document.name, *document.aliases)]
    return own + [document for document in documents if document.sha256 == sha256 and document not in own]


def _exact(quoted: Quoted, near: Sequence[Document], documents: Sequence[Document]) -> tuple[Document, int] | None:
    """Where the exported words stand: at their place, else nearest to it, else in any document."""
    for document in near:
        if quoted.start >= 0 and document.text.startswith(quoted.quote, quoted.start):
            return document, quoted.start
    for document in (*near, *documents):
        start = nearest(quoted.quote, document.text, max(0, quoted.start))
        if start is not None:
            return document, start
    return None


def _verified(quoted: Quoted, lookup: Lookup, start: int, end: int) -> Verified:
    """What the words [start, end) say of the quotation that was found there."""
    document = lookup.document
    source, claimed = document.text[start:end], quoted.claimed
    if quoted.in_file == "edited":  # what white space an editor made of a line break says nothing
        source, claimed = squeezed(source), squeezed(claimed)
    path = lookup.sections_at(start)
    here = start == quoted.start and quoted.document in (document.name, *document.aliases)
    return Verified(
        n=quoted.n,
        status="changed" if source != claimed else "same" if here else "moved",
        document=document.name,
        breadcrumb=tuple(section.heading for section in path if section.heading),
        paragraph=lookup.paragraph(start),
        start=start,
        end=end,
        difference=difference(claimed, source) if source != claimed else (),
        in_file=quoted.in_file,
    )


def _verified_statements(
    exported: Exported, documents: Sequence[Document], settings: Settings
) -> Iterable[VerifiedStatement]:
    if not exported.drafted:
        return map(_quoted_statement, exported.statements)
    # A draft was let through by these very checks, against the words as they were cited.
    locator = Locator(documents)
    check = partial(
        faults,
        known=locator.holds,
        terms=locator.terms,
        translations=Dictionary.load(settings.cache_dir).translations,
    )
    quotes = {quoted.n: quoted.quote for quoted in exported.quotations}
    return (
        _drafted_statement(stated, check(stated.claimed, [quotes[n] for n in stated.citations]))
        for stated in exported.statements
    )


def _quoted_statement(stated: Stated) -> VerifiedStatement:
    """What became of a statement that is its quotations."""
    if stated.in_file == "edited":
        return VerifiedStatement(stated.place, "altered", _edit(stated), ())
    return VerifiedStatement(stated.place, "removed" if stated.in_file == "removed" else "same", (), ())


def _drafted_statement(stated: Stated, found: Iterable[Fault]) -> VerifiedStatement:
    """What became of a statement in a model's words, of which `found` is not in its quotations."""
    if stated.in_file == "removed":
        return VerifiedStatement(stated.place, "removed", (), ())
    broken = tuple(Reason(fault.kind, fault.text) for fault in found)
    if broken:
        return VerifiedStatement(stated.place, "unsupported", _edit(stated), broken)
    return VerifiedStatement(stated.place, "reworded" if stated.in_file == "edited" else "same", _edit(stated), ())


def _edit(stated: Stated) -> tuple[Difference, ...]:
    """What the file shows of an edited statement against what was exported; else empty."""
    return difference(stated.shown, squeezed(stated.text)) if stated.in_file == "edited" else ()
