"""Growing a set by using the system: what readers judge of answers waits for review, and then is a question of the set.

eval/judgements/<name>.jsonl   questions that wait, in the form of a set; they may lack what answers them, or still have
                               it though they are said to be unanswerable: so that can be taken back until approved
eval/sets/<name>.jsonl         the set: only what was reviewed; other lines of it stay as they are
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from rag.corpus.document import Document
from rag.corpus.fold import fold
from rag.errors import EvaluationError
from rag.eval.anchoring import anchor
from rag.eval.command import WORDS
from rag.eval.evaluation import SETS, known_sets
from rag.eval.formats import FIELDS, own_line, own_question, parse_own
from rag.eval.questions import UNANSWERABLE, Alternative, Question, QuestionSet
from rag.eval.rows import json_rows, read_bytes
from rag.writing import replace_bytes

__all__ = [
    "JUDGEMENTS",
    "SEPARATE",
    "Growing",
    "Removed",
    "joined",
    "question_id",
    "replaced",
    "says",
    "where_now",
    "with_right",
    "with_wrong",
    "without",
]

JUDGEMENTS = Path("eval", "judgements")
"""Where questions wait; beside the sets, for nobody can make them again."""

SEPARATE = ("list", "list-inline", "compare")
"""Kinds of which each further place is required; of other kinds it is an alternative."""

_LOCK_WAIT_S = 10.0
_MOST_NAME_BYTES = 100
_NO_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]|^[.\-]|[.]$')

Edit = Callable[[Question], Question]


# -- what a judgement makes of a question ---------------------------------------------------------


def question_id(text: str) -> str:
    """The id of a question that was asked in these words, in either script: the same whenever it is judged."""
    return "g" + hashlib.sha256(_said(text).encode()).hexdigest()[:12]


def says(question: Question, place: Alternative) -> str:
    """What was judged of the place: "right", "wrong" or ""; nothing is right where nothing is said to answer."""
    if question.kind not in UNANSWERABLE and any(_overlap(one, place) for one in question.alternatives):
        return "right"
    return "wrong" if any(_overlap(one, place) for one in question.rejected) else ""


def with_right(question: Question, place: Alternative, *, kind: str) -> Question:
    """The question with the place as evidence: a required item of its own, or an alternative.

    Args:
        question: as it was.
        place: where it is answered.
        kind: what it is when nobody has said so yet, or said that nothing answers it.
    """
    question = without(question, place)
    kind = kind if question.kind in ("", *UNANSWERABLE) else question.kind
    if question.evidence and kind not in SEPARATE:
        evidence = (*question.evidence[:-1], (*question.evidence[-1], place))
    else:
        evidence = (*question.evidence, (place,))
    return replace(question, kind=kind, evidence=evidence)


def with_wrong(question: Question, place: Alternative) -> Question:
    """The question with the place as one that does not answer it."""
    question = without(question, place)
    return replace(question, rejected=(*question.rejected, place))


def without(question: Question, place: Alternative) -> Question:
    """The question with nothing judged of the place, and of what shares characters with it."""
    items = (tuple(one for one in item if not _overlap(one, place)) for item in question.evidence)
    rejected = tuple(one for one in question.rejected if not _overlap(one, place))
    return replace(question, evidence=tuple(filter(None, items)), rejected=rejected)


def replaced(question: Question, old: Alternative, new: Alternative) -> Question:
    """The question with another place instead of one of its evidence."""
    items = (tuple(new if one == old else one for one in item) for item in question.evidence)
    return replace(question, evidence=tuple(tuple(dict.fromkeys(item)) for item in items))


def joined(question: Question, place: Alternative, *, alternative: bool) -> Question:
    """The question with the place as an alternative of the one before it, or as required besides."""
    items: list[tuple[Alternative, ...]] = []
    for item in question.evidence:
        for n, one in enumerate(item):
            beside = alternative if one == place else n > 0
            if beside and items:
                items[-1] = (*items[-1], one)
            else:
                items.append((one,))
    return replace(question, evidence=tuple(items))


def where_now(question: Question, documents: Iterable[Document]) -> tuple[Question, tuple[Alternative, ...]]:
    """The question with its quotes where the documents have them now, and those that no document has."""
    anchored = anchor(_alone_in(Path(question.id), question), documents)
    lost = tuple(place for _, place in anchored.lost)
    return (question if lost else anchored.set.questions[0]), lost


def _overlap(one: Alternative, other: Alternative) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _said(text: str) -> str:
    return " ".join(fold(text).split())


# -- where it is kept -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Removed:
    """A question that was taken out, to be put back; `reviewed` when it was one of the set."""

    question: Question
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Growing:
    """A set that grows. Whoever changes it reads and writes under one lock, so that two people lose nothing.

    Every method raises EvaluationError when a file cannot be read or written or has a bad line; no such file is
    written over.
    """

    name: str

    @classmethod
    def named(cls, name: str) -> Self:
        """The set of this name, which may be a new one.

        Raises:
            EvaluationError: no file can or should have the name, or a set of another form has it.
        """
        name = name.strip()
        if not name or _NO_NAME.search(name) or name in WORDS or len(name.encode()) > _MOST_NAME_BYTES:
            raise EvaluationError("growing-name", name=name[:40])
        found = cls(name)
        known = known_sets().get(name)
        if known is not None and known != found.path:
            raise EvaluationError("growing-taken", name=name, path=known)
        return found

    @staticmethod
    def names() -> tuple[str, ...]:
        """Those sets that somebody has judged questions for."""
        return tuple(sorted(path.stem for path in JUDGEMENTS.glob("*.jsonl")))

    @property
    def path(self) -> Path:
        """Of the set."""
        return SETS / f"{self.name}.jsonl"

    @property
    def waiting_path(self) -> Path:
        """Of what waits."""
        return JUDGEMENTS / f"{self.name}.jsonl"

    def waiting(self) -> tuple[Question, ...]:
        """What waits for review, oldest first."""
        return tuple(map(own_question, json_rows(self.waiting_path, _bytes(self.waiting_path))))

    def reviewed(self) -> QuestionSet:
        """The set as it is; without a question when it does not exist yet."""
        return parse_own(self.path, _bytes(self.path))

    def standing(self, id_: str, text: str = "") -> Question | None:
        """What is known of a question, by its id or else its words: as it waits, or else as the set has it."""
        return _find(self.waiting(), id_, text) or self.approved(id_, text)

    def approved(self, id_: str, text: str = "") -> Question | None:
        """The question as the set has it, by its id or else its words."""
        return _find(self.reviewed().questions, id_, text)

    def change(self, id_: str, edit: Edit, *, new: Question | None = None) -> Question | None:
        """What `edit` makes of the question, which waits for review then; None when nothing is judged of it any more.

        Args:
            id_: of the question.
            edit: given it as it waits, or else as the set has it.
            new: what to begin with when there is none; it may be known by its words under another id.

        Raises:
            EvaluationError: there is none, and no new one; or nothing is judged any more of one that the set has.
        """
        with _alone():
            waiting = self.waiting()
            reviewed = self.reviewed().questions
            known = _find(waiting, id_, new.text if new else "") or _find(reviewed, id_, new.text if new else "") or new
            if known is None:
                raise EvaluationError("growing-gone", name=self.name)
            edited = edit(known)
            judged = edited.evidence or edited.rejected or edited.kind in UNANSWERABLE
            if not judged and _find(reviewed, edited.id):
                raise EvaluationError("growing-reviewed", question=edited.text, name=self.name)
            if edited in reviewed or not judged:
                self._write_waiting(one for one in waiting if one.id != edited.id)
            else:
                self._write_waiting(_put(waiting, edited))
        return edited if judged else None

    def approve(self, id_: str, documents: Iterable[Document]) -> Question:
        """Put the question as it waits, or as it is, into the set, at its place if the set has it.

        What is unanswerable by its kind has no evidence from now on.

        Raises:
            EvaluationError: there is none, nobody has said what answers it, or a quote is no longer in the documents.
        """
        with _alone():
            waiting = self.waiting()
            found = _find(waiting, id_) or _find(self.reviewed().questions, id_)
            if found is None:
                raise EvaluationError("growing-gone", name=self.name)
            if found.kind in UNANSWERABLE:
                found = replace(found, evidence=())
            elif not found.evidence:
                raise EvaluationError("growing-unanswered", question=found.text)
            found, lost = where_now(found, documents)
            if lost:
                raise EvaluationError("growing-quote-lost", quote=lost[0].quote)
            self._write_set(found)
            self._write_waiting(one for one in waiting if one.id != id_)
        return found

    def remove(self, id_: str) -> Removed:
        """Take out the question that waits, or else that of the set.

        Raises:
            EvaluationError: there is none.
        """
        with _alone():
            waiting = self.waiting()
            if found := _find(waiting, id_):
                self._write_waiting(one for one in waiting if one.id != id_)
                return Removed(found, reviewed=False)
            found = _find(self.reviewed().questions, id_)
            if found is None:
                raise EvaluationError("growing-gone", name=self.name)
            self._write_set(found, remove=True)
            return Removed(found, reviewed=True)

    def restore(self, removed: Removed) -> None:
        """Put back what was taken out, unless somebody has judged the question anew."""
        with _alone():
            if removed.reviewed:
                if _find(self.reviewed().questions, removed.question.id) is None:
                    self._write_set(removed.question)
            elif _find(self.waiting(), removed.question.id) is None:
                self._write_waiting((*self.waiting(), removed.question))

    def take(self, data: bytes) -> None:
        """Begin the set with the bytes of a file that somebody has made; the same bytes once more change nothing.

        Raises:
            EvaluationError: they are no set, or one without a question; or the set is there with other bytes.
        """
        file = Path(self.path.name)
        if not parse_own(file, data).questions:
            raise EvaluationError("set-empty", path=file)
        with _alone():
            if not self.path.exists():
                _write(self.path, data)
            elif _bytes(self.path) != data:
                raise EvaluationError("growing-taken", name=self.name, path=self.path)

    def _write_waiting(self, questions: Iterable[Question]) -> None:
        _write(self.waiting_path, "".join(map(own_line, questions)).encode())

    def _write_set(self, question: Question, *, remove: bool = False) -> None:
        """Write one line of the set and leave the others, with whatever fields they have, as they are."""
        data = _bytes(self.path)
        lines = data.splitlines(keepends=True)
        if lines and not lines[-1].endswith(b"\n"):
            lines[-1] += b"\n"
        line = own_line(question).encode()
        for row in json_rows(self.path, data):
            if row.label("id") == question.id:
                further = {name: row.fields[name] for name in row.others(FIELDS)}
                lines[row.place.line - 1] = b"" if remove else own_line(question, further=further).encode()
                break
        else:
            lines.append(line)
        data = b"".join(lines)
        parse_own(self.path, data)  # a set that judges whole documents takes no evidence
        _write(self.path, data)


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else changes a set that grows meanwhile.

    Raises:
        EvaluationError: somebody else does, for too long, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 -- only who judges locks

    try:
        JUDGEMENTS.mkdir(parents=True, exist_ok=True)
        lock = FileLock(JUDGEMENTS / ".lock")
        lock.acquire(timeout=_LOCK_WAIT_S)
    except Timeout:
        raise EvaluationError("growing-busy", folder=JUDGEMENTS) from None
    except OSError as error:
        raise EvaluationError("set-unwritable", path=JUDGEMENTS, reason=error) from error
    try:
        yield
    finally:
        lock.release()


def _bytes(path: Path) -> bytes:
    """The bytes of the file; none when it does not exist yet."""
    return read_bytes(path) if path.exists() else b""


def _write(path: Path, data: bytes) -> None:
    if not data and not path.exists():
        return
    try:
        replace_bytes(path, data)
    except OSError as error:
        raise EvaluationError("set-unwritable", path=path, reason=error) from error


def _find(questions: Iterable[Question], id_: str, text: str = "") -> Question | None:
    questions = tuple(questions)
    by_id = next((one for one in questions if one.id == id_), None)
    return by_id or (next((one for one in questions if _said(one.text) == _said(text)), None) if text else None)


def _put(questions: Iterable[Question], new: Question) -> tuple[Question, ...]:
    """The questions with this one at the place of the one with its id, or at the end."""
    questions = tuple(questions)
    if all(one.id != new.id for one in questions):
        return (*questions, new)
    return tuple(new if one.id == new.id else one for one in questions)


def _alone_in(path: Path, question: Question) -> QuestionSet:
    return QuestionSet(name=path.stem, source=path, sha256="", questions=(question,), documents=None)
