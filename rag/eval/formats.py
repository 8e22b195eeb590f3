"""Files → question sets and back: own JSONL, BEIR folders, SQuAD-style JSON, TREC topics and qrels."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import quote, unquote

from rag.corpus.document import Document
from rag.corpus.reader import text_document
from rag.errors import DocumentError, EvaluationError
from rag.eval.anchoring import documents_by_name, locate
from rag.eval.questions import ANSWERABLE, UNANSWERABLE, Alternative, Question, QuestionSet
from rag.eval.rows import Place, Row, json_file, json_rows, read_bytes, table_rows
from rag.writing import replace_file

__all__ = [
    "FIELDS",
    "Qrels",
    "check_documents",
    "own_line",
    "own_question",
    "parse_own",
    "read_set",
    "trec_id",
    "write_beir",
    "write_set",
    "write_trec",
]

FIELDS = ("id", "question", "language", "script", "kind", "split", "evidence", "relevant", "answers", "rejected")
"""What is read of a line of the project's own format."""

_PREFERRED_QRELS = ("test.tsv", "dev.tsv")
_NEWLINE = re.compile(r"\r\n?")
_UNSAFE_IN_TREC = re.compile(r"[\s%\x00-\x1f\x7f]")

Qrels = dict[str, dict[str, int]]
"""Grade ≥ 0 by document (or passage, where places are judged), by question."""


_GRADE = re.compile(r"-?[0-9]{1,6}(?:\.0+)?")
"""Of a judgement; some files write 1.0."""


def read_set(path: Path, *, titles: bool = False, qrels: Path | None = None) -> QuestionSet:
    """The question set in the file or folder `path`.

    - `*.jsonl`: the project's own format, over the documents of the corpus folder;
    - a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv: BEIR or MTEB, over its own documents. Of several
      files of judgements test.tsv is taken, else dev.tsv;
    - `*.json`: as in SQuAD; each paragraph is a document of its own, an impossible question is unanswerable-near;
    - a folder with topics.tsv and qrels.trec (see `write_trec`): over the documents of the corpus folder.

    Args:
        path: the file or folder.
        titles: put a document's title, where it has one, as a line before its text (BEIR).
        qrels: a TREC file (question, ignored, document and grade, with white space between) that judges whole
            documents instead of what the set has; the set is named after both. Ids are read as `trec_id` writes them.

    Raises:
        EvaluationError: it is missing, is none of these, cannot be read, or has a bad line, which is named.
    """
    if not path.exists():
        raise EvaluationError("set-missing", path=path)
    if path.is_dir():
        if (path / "corpus.jsonl").is_file():
            found = _read_beir(path, titles=titles, judged_by=qrels)
        elif (path / "topics.tsv").is_file():
            found = _read_trec(path, judged_by=qrels)
        else:
            names = ", ".join(sorted(entry.name for entry in path.iterdir())[:5])
            raise EvaluationError("set-form", path=path, found=names or "—")
    elif path.suffix == ".jsonl":
        found = _with_qrels(parse_own(path, read_bytes(path)), qrels)
    elif path.suffix == ".json":
        found = _with_qrels(_read_squad(path), qrels)
    else:
        raise EvaluationError("set-form", path=path, found=path.suffix or path.name)
    if not found.questions:
        raise EvaluationError("set-empty", path=qrels or path)
    if qrels is None:
        return found
    if not any(question.answerable for question in found.questions):  # judgements of another set
        raise EvaluationError("set-empty", path=qrels)
    return replace(found, name=f"{found.name}+{qrels.stem}")


def check_documents(question_set: QuestionSet, documents: Iterable[Document]) -> QuestionSet:
    """The set with every document called by its first name, after checking each judgement against `documents`.

    Raises:
        EvaluationError: a document that the set names does not exist, or a span's text is not its quote.
    """
    named = documents_by_name(documents)

    def resolve(question: Question, name: str) -> str:
        if name in named:
            return named[name].name
        if name in question_set.silent:
            return name
        raise EvaluationError("set-document-missing", set=question_set.source, id=question.id, document=name)

    def check(question: Question, one: Alternative) -> Alternative:
        name = resolve(question, one.document)
        found = named[name].text[one.start : one.end]
        if not one.quote and len(found) == one.end - one.start:
            return replace(one, document=name, quote=found)
        if found != one.quote:
            raise EvaluationError(
                "set-span-moved",
                set=question_set.source,
                id=question.id,
                document=name,
                start=one.start,
                end=one.end,
                found=found,
                quote=one.quote,
            )
        return replace(one, document=name)

    checked = [
        replace(
            question,
            evidence=tuple(tuple(check(question, one) for one in item) for item in question.evidence),
            relevant={resolve(question, name): grade for name, grade in question.relevant.items()},
            rejected=tuple(check(question, one) for one in question.rejected),
        )
        for question in question_set.questions
    ]
    return replace(question_set, questions=tuple(checked))


def write_set(question_set: QuestionSet, path: Path) -> None:
    """Write the questions as the project's own JSONL; `read_set` gives the same questions back.

    Raises:
        EvaluationError: the file cannot be written.
    """
    _write(path, "".join(map(own_line, question_set.questions)))


def write_beir(question_set: QuestionSet, documents: Iterable[Document], folder: Path) -> None:
    """Write corpus.jsonl, queries.jsonl and qrels/test.tsv, all questions in one file of judgements.

    Evidence becomes whole documents of grade 1. Language, kind, split and gold answers go to a query's metadata.

    Raises:
        EvaluationError: the folder cannot be written.
    """
    texts = {document.name: document.text for document in documents} | dict.fromkeys(sorted(question_set.silent), "")
    corpus = [{"_id": name, "title": "", "text": text} for name, text in texts.items()]
    queries = [
        {"_id": question.id, "text": question.text, "metadata": _metadata(question)}
        for question in question_set.questions
    ]
    qrels = [("query-id", "corpus-id", "score")]
    for question in question_set.questions:
        qrels += [(question.id, name, str(grade)) for name, grade in _document_grades(question).items()]
    _write(folder / "corpus.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in corpus))
    _write(folder / "queries.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in queries))
    _write(folder / "qrels" / "test.tsv", "".join(map(_tab_separated, qrels)))


def write_trec(question_set: QuestionSet, folder: Path) -> None:
    """Write topics.tsv (id, tab, question) and qrels.trec; evidence becomes whole documents of grade 1.

    Ids are written by `trec_id`, and white space in a question as single blanks. TREC has no way to say that a
    question is unanswerable: such questions stand in the topics only.

    Raises:
        EvaluationError: the folder cannot be written.
    """
    topics = (f"{trec_id(question.id)}\t{' '.join(question.text.split())}\n" for question in question_set.questions)
    qrels = (
        f"{trec_id(question.id)} 0 {trec_id(name)} {grade}\n"
        for question in question_set.questions
        for name, grade in _document_grades(question).items()
    )
    _write(folder / "topics.tsv", "".join(topics))
    _write(folder / "qrels.trec", "".join(qrels))


def trec_id(name: str) -> str:
    """`name` with white space, control characters and "%" percent-encoded: one column of a TREC file."""
    return _UNSAFE_IN_TREC.sub(lambda found: quote(found[0], safe=""), name)


def own_line(question: Question, *, further: Mapping[str, object] | None = None) -> str:
    """The question as a line of the project's own format, with further fields that are not read."""
    return json.dumps(_own_fields(question) | dict(further or {}), ensure_ascii=False) + "\n"


def parse_own(path: Path, data: bytes) -> QuestionSet:
    """The set that a file of the project's own format is with the bytes `data`; it may have no question at all.

    Raises:
        EvaluationError: a line is bad; it is named as one of `path`.
    """
    seen = _Once()
    questions = []
    judged: dict[bool, Place] = {}  # where a question was judged by places first, and where by whole documents
    unread: dict[str, None] = {}
    for row in json_rows(path, data):
        unread |= dict.fromkeys(row.others(FIELDS))
        seen.label(row, "id")
        question = own_question(row)
        if question.kind in UNANSWERABLE and question.answerable:
            raise EvaluationError("set-row-evidence-unwanted", place=row.place, kind=question.kind)
        if question.kind not in UNANSWERABLE and not question.answerable:
            raise EvaluationError("set-row-evidence-missing", place=row.place)
        if question.answerable:
            judged.setdefault(bool(question.evidence), row.place)
            if len(judged) > 1:
                raise EvaluationError("set-row-mixed", place=row.place, first=judged[not question.evidence])
        questions.append(question)
    return QuestionSet(
        name=path.stem,
        source=path,
        sha256=hashlib.sha256(data).hexdigest(),
        questions=tuple(questions),
        documents=None,
        warnings=(
            (EvaluationError("set-fields-unread", path=path, fields=", ".join(unread), known=", ".join(FIELDS)),)
            if unread
            else ()
        ),
    )


def own_question(row: Row) -> Question:
    """The question of a line, whether or not anybody has judged it yet.

    Raises:
        EvaluationError: a field is missing, or is not what it should be.
    """
    return Question(
        id=row.label("id"),
        text=row.text("question"),
        language=row.text("language", default="", empty=True) or row.text("script", default="", empty=True),
        kind=row.choice("kind", (*ANSWERABLE, *UNANSWERABLE)),
        split=row.text("split", default="", empty=True),
        evidence=tuple(_item(row, n) for n in range(len(row.items("evidence")))),
        relevant={name: row.part("relevant").count(name) for name in row.part("relevant").fields},
        answers=row.texts("answers"),
        rejected=_alternatives(row, "rejected"),
    )


def _item(row: Row, number: int) -> tuple[Alternative, ...]:
    """One required item of the row's evidence."""
    item = Row(row.place, {f"evidence[{number}]": row.items("evidence")[number]})
    (name,) = item.fields
    alternatives = _alternatives(item, name)
    if not alternatives:
        raise EvaluationError("set-row-empty", place=row.place, field=name)
    return alternatives


def _alternatives(row: Row, name: str) -> tuple[Alternative, ...]:
    """The places in the field `name`; none when it is missing."""
    return tuple(map(_alternative, row.parts(name)))


def _alternative(row: Row) -> Alternative:
    """A place by its span, its quote or both; what is missing is filled in by `check_documents` or by anchoring."""
    quote = row.text("quote") if "quote" in row.fields else ""
    if quote and "start" not in row.fields and "end" not in row.fields:
        return Alternative(row.text("document"), 0, len(quote), quote)
    found = Alternative(row.text("document"), row.count("start"), row.count("end"), quote)
    if not quote and found.start < found.end:
        return found
    if found.end - found.start != len(found.quote):
        raise EvaluationError(
            "set-row-span",
            place=row.place,
            start=found.start,
            end=found.end,
            length=found.end - found.start,
            quoted=len(found.quote),
        )
    return found


def _own_fields(question: Question) -> dict[str, object]:
    fields: dict[str, object] = {"id": question.id, "question": question.text}
    fields |= {name: getattr(question, name) for name in ("language", "kind", "split") if getattr(question, name)}
    fields["evidence"] = [[asdict(one) for one in item] for item in question.evidence]
    if question.relevant:
        fields["relevant"] = dict(question.relevant)
    if question.answers:
        fields["answers"] = list(question.answers)
    if question.rejected:
        fields["rejected"] = [asdict(one) for one in question.rejected]
    return fields


def _read_beir(folder: Path, *, titles: bool, judged_by: Path | None) -> QuestionSet:
    corpus_path, queries_path = folder / "corpus.jsonl", folder / "queries.jsonl"
    qrels_path = judged_by or _beir_qrels(folder)
    corpus, queries, judgements = (read_bytes(path) for path in (corpus_path, queries_path, qrels_path))
    seen = _Once()
    documents = _Documents()
    for row in json_rows(corpus_path, corpus):
        title = row.text("title", default="", empty=True).strip() if titles else ""
        text = row.text("text", empty=True)
        documents.add(seen.label(row, "_id"), _with_newlines(f"{title}\n{text}" if title else text))
    if judged_by is None:
        rows = table_rows(qrels_path, judgements, tabs=True)
        qrels = _qrels((place, _beir_columns(place, columns)) for place, columns in rows)
    else:
        qrels = _trec_qrels(qrels_path, judgements)
    seen = _Once()
    questions = []
    for row in json_rows(queries_path, queries):
        about = row.part("metadata")
        question = Question(
            id=seen.label(row, "_id"),
            text=row.text("text"),
            language=about.text("language", default="", empty=True),
            kind=about.choice("kind", (*ANSWERABLE, *UNANSWERABLE)),
            split=about.text("split", default="", empty=True),
            relevant=qrels.get(str(row.fields["_id"]), {}),
            answers=about.texts("answers"),
        )
        if question.kind in UNANSWERABLE and question.answerable:
            raise EvaluationError("set-row-evidence-unwanted", place=row.place, kind=question.kind)
        questions.append(question)
    return _judged(folder, questions, qrels, documents=documents, data=(corpus, queries, judgements))


def _beir_qrels(folder: Path) -> Path:
    """The one file of judgements of a BEIR folder."""
    paths = sorted((folder / "qrels").glob("*.tsv"))
    if not paths:
        raise EvaluationError("set-qrels-missing", folder=folder / "qrels")
    for name in _PREFERRED_QRELS:
        if folder / "qrels" / name in paths:
            return folder / "qrels" / name
    if len(paths) > 1:
        names = ", ".join(path.name for path in paths)
        raise EvaluationError("set-qrels-several", folder=folder / "qrels", names=names)
    return paths[0]


def _beir_columns(place: Place, columns: list[str]) -> tuple[str, str, str] | None:
    """Question, document and grade; None for the line with the names of the columns."""
    if place.line == 1 and columns[-1].strip().lower() == "score":
        return None
    return _columns(place, columns, 3)


def _read_trec(folder: Path, *, judged_by: Path | None) -> QuestionSet:
    topics_path, qrels_path = folder / "topics.tsv", judged_by or folder / "qrels.trec"
    topics, judgements = read_bytes(topics_path), read_bytes(qrels_path)
    seen = _Once()
    questions = []
    for place, columns in _topics(topics_path, topics):
        row = Row(place, {"id": unquote(columns[0]), "question": columns[1]})
        questions.append(Question(id=seen.label(row, "id"), text=row.text("question")))
    qrels = _trec_qrels(qrels_path, judgements)
    return _judged(folder, questions, qrels, documents=None, data=(topics, judgements))


def _trec_qrels(path: Path, data: bytes) -> Qrels:
    """The judgements of a TREC file; grades below 0 (junk, in TREC's web tracks) count as 0."""
    return _qrels(
        (place, (unquote(query), unquote(name), grade))
        for place, columns in table_rows(path, data, tabs=False)
        for query, name, grade in [_columns(place, columns, 4)]
    )


def _topics(path: Path, data: bytes) -> Iterator[tuple[Place, list[str]]]:
    """Id and question of each line; the id ends at the first white space."""
    for place, words in table_rows(path, data, tabs=False):
        if len(words) < 2:
            raise EvaluationError("set-row-columns", place=place, found=len(words), expected=2)
        yield place, [words[0], " ".join(words[1:])]


def _columns(place: Place, columns: list[str], expected: int) -> tuple[str, str, str]:
    """Question, document and grade of a line of judgements with so many columns."""
    if len(columns) != expected:
        raise EvaluationError("set-row-columns", place=place, found=len(columns), expected=expected)
    return columns[0], columns[-2], columns[-1]


def _qrels(rows: Iterable[tuple[Place, tuple[str, str, str] | None]]) -> Qrels:
    qrels: Qrels = defaultdict(dict)
    first: dict[tuple[str, str], Place] = {}
    for place, columns in rows:
        if columns is None:
            continue
        query, name, said = columns
        for field, value in (("query-id", query), ("corpus-id", name)):
            if not value.strip():
                raise EvaluationError("set-row-empty", place=place, field=field)
        if not _GRADE.fullmatch(said.strip()):
            raise EvaluationError("set-row-type", place=place, field="score", kind="integer", value=said[:40])
        grade = max(0, int(float(said)))
        if qrels[query].setdefault(name, grade) != grade:
            raise EvaluationError("set-row-repeated", place=place, value=f"{query} {name}", first=first[query, name])
        first[query, name] = place
    return dict(qrels)


def _judged(
    folder: Path,
    questions: list[Question],
    qrels: Qrels,
    *,
    documents: _Documents | None,
    data: tuple[bytes, ...],
) -> QuestionSet:
    """The set of those questions that have a judgement or say that they are unanswerable."""
    judged, warnings = _with_judgements(folder, questions, qrels)
    if documents is not None:
        documents.require(judged, folder)
        warnings = [*documents.warnings(folder), *warnings]
    digest = hashlib.sha256()
    for part in data:
        digest.update(part)
    return QuestionSet(
        name=folder.resolve().name,
        source=folder,
        sha256=digest.hexdigest(),
        questions=judged,
        documents=None if documents is None else tuple(documents.said.values()),
        silent=frozenset() if documents is None else frozenset(documents.silent),
        warnings=tuple(warnings),
    )


def _with_judgements(
    path: Path, questions: Iterable[Question], qrels: Qrels
) -> tuple[tuple[Question, ...], list[EvaluationError]]:
    """The questions with a relevant document in `qrels` or unanswerable by their kind, and what there is to say.

    A question that has grades of 0 only is like one without a judgement: nobody knows what answers it.
    """
    every = [replace(question, relevant=dict(qrels.get(question.id, {}))) for question in questions]
    kept = tuple(question for question in every if question.answerable or question.kind in UNANSWERABLE)
    warnings = []
    if len(kept) < len(every):
        warnings.append(EvaluationError("set-unjudged", path=path, n=len(every) - len(kept)))
    unknown = sorted(qrels.keys() - {question.id for question in every})
    if unknown:
        warnings.append(EvaluationError("set-queries-unknown", path=path, n=len(unknown), example=unknown[0]))
    return kept, warnings


def _with_qrels(question_set: QuestionSet, path: Path | None) -> QuestionSet:
    """The set judged by the TREC file `path`, if there is one, instead of by its own evidence and documents."""
    if path is None:
        return question_set
    data = read_bytes(path)
    kept, warnings = _with_judgements(
        path,
        (replace(question, evidence=(), rejected=()) for question in question_set.questions),
        _trec_qrels(path, data),
    )
    for question in kept:
        if question.answerable and question.kind in UNANSWERABLE:
            place = Place(path, entry=question.id)
            raise EvaluationError("set-row-evidence-unwanted", place=place, kind=question.kind)
    return replace(
        question_set,
        sha256=hashlib.sha256(question_set.sha256.encode() + data).hexdigest(),
        questions=kept,
        warnings=(*question_set.warnings, *warnings),
    )


def _read_squad(path: Path) -> QuestionSet:
    data = read_bytes(path)
    root = json_file(path, data)
    if "data" not in root.fields:
        raise EvaluationError("set-row-field-missing", place=root.place, field="data")
    seen = _Once()
    documents = _Documents()
    numbers: Counter[str] = Counter()
    questions = []
    absent = []
    unjudged = 0
    for article in root.parts("data"):
        title = article.text("title", default="", empty=True).strip() or path.stem
        for paragraph in article.parts("paragraphs"):
            numbers[title] += 1
            context = paragraph.text("context", empty=True)
            document = documents.add(f"{title}#{numbers[title]}", _with_newlines(context))
            for row in paragraph.parts("qas"):
                question = _squad_question(seen.label(row, "id"), row, context=context, document=document)
                if question.kind in UNANSWERABLE or question.evidence:
                    questions.append(question)
                elif question.answers:
                    absent.append(question.id)
                else:
                    unjudged += 1
    warnings = list(documents.warnings(path))
    if absent:
        warnings.append(EvaluationError("set-answers-absent", path=path, n=len(absent), example=absent[0]))
    if unjudged:
        warnings.append(EvaluationError("set-unjudged", path=path, n=unjudged))
    return QuestionSet(
        name=path.stem,
        source=path,
        sha256=hashlib.sha256(data).hexdigest(),
        questions=tuple(questions),
        documents=tuple(documents.said.values()),
        silent=frozenset(documents.silent),
        warnings=tuple(warnings),
    )


def _squad_question(name: str, row: Row, *, context: str, document: Document | None) -> Question:
    """The question with every place of its paragraph that an annotator took for the answer."""
    places = []
    for answer in row.parts("answers"):
        text = _with_newlines(answer.text("text"))
        said = max(0, answer.whole("answer_start", default=0))
        places.append((text, len(_with_newlines(context[:said]))))
    impossible = row.truth("is_impossible")
    if impossible and places:
        raise EvaluationError("set-row-evidence-unwanted", place=row.place, kind="is_impossible")
    found = [locate(text, document, near=near) for text, near in places] if document is not None else []
    item = tuple(dict.fromkeys(one for one in found if one is not None))
    return Question(
        id=name,
        text=row.text("question"),
        kind="unanswerable-near" if impossible else "",
        evidence=(item,) if item else (),
        answers=tuple(dict.fromkeys(text for text, _ in places)),
    )


class _Once:
    """The labels met so far in one file, so that none is taken twice."""

    def __init__(self) -> None:
        self._first: dict[str, Place] = {}

    def label(self, row: Row, field: str) -> str:
        """The row's label in `field`.

        Raises:
            EvaluationError: an earlier row has it too.
        """
        label = row.label(field)
        first = self._first.setdefault(label, row.place)
        if first is not row.place:
            raise EvaluationError("set-row-repeated", place=row.place, value=label, first=first)
        return label


class _Documents:
    """A set's own documents as they are read: those with text, and the names of those without."""

    def __init__(self) -> None:
        self.said: dict[str, Document] = {}
        self.silent: list[str] = []

    def add(self, name: str, text: str) -> Document | None:
        """The document with this text, or None when the text says nothing."""
        try:
            self.said[name] = text_document(text, name=name)
        except DocumentError:
            self.silent.append(name)
        return self.said.get(name)

    def require(self, questions: Iterable[Question], path: Path) -> None:
        """Refuse a question that names a document which is not here."""
        for question in questions:
            for name in question.relevant:
                if name not in self.said and name not in self.silent:
                    raise EvaluationError("set-document-missing", set=path, id=question.id, document=name)

    def warnings(self, path: Path) -> Iterator[EvaluationError]:
        """What there is to say about the documents without text."""
        if self.silent:
            yield EvaluationError("set-documents-silent", path=path, n=len(self.silent), example=self.silent[0])


def _with_newlines(text: str) -> str:
    r"""`text` with its newlines as in `Document.text`."""
    return _NEWLINE.sub("\n", text)


def _document_grades(question: Question) -> dict[str, int]:
    """Grades of whole documents: those of the set, or 1 for every document of the evidence."""
    return dict(question.relevant) or dict.fromkeys(question.named_documents, 1)


def _tab_separated(columns: tuple[str, ...]) -> str:
    """One line of a table, in the manner of CSV files; a carriage return in a column is quoted too."""
    line = io.StringIO(newline="")
    csv.writer(line, delimiter="\t", lineterminator="\r\n").writerow(columns)
    return line.getvalue().removesuffix("\r\n") + "\n"


def _metadata(question: Question) -> dict[str, object]:
    fields = {"language": question.language, "kind": question.kind, "split": question.split}
    said: dict[str, object] = {name: value for name, value in fields.items() if value}
    return said | ({"answers": list(question.answers)} if question.answers else {})


def _write(path: Path, text: str) -> None:
    try:
        replace_file(path, text)
    except OSError as error:
        raise EvaluationError("set-unwritable", path=path, reason=error) from error
