"""Cross-script: one set → its Chinese questions and its documents in either script, all four ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from rag.corpus.document import Document
from rag.corpus.fold import to_simplified, to_traditional
from rag.corpus.reader import text_document
from rag.eval.formats import check_documents
from rag.eval.questions import Alternative, Question, QuestionSet

__all__ = ["SCRIPTS", "Condition", "cross_script", "in_script", "same_length"]

SCRIPTS = ("zh-Hant", "zh-Hans")

_CONVERTERS: dict[str, Callable[[str], str]] = {"zh-Hant": to_traditional, "zh-Hans": to_simplified}


@dataclass(frozen=True, slots=True)
class Condition:
    """The Chinese questions of a set in one script over its documents in one script.

    Attributes:
        asked: script of the questions, one of `SCRIPTS`.
        written: script of the documents.
        set: the questions with their evidence in these documents, which are the set's own; named after set and
            scripts, with the sha256 of the set it was made from, so that its runs can be compared.
    """

    asked: str
    written: str
    set: QuestionSet

    @property
    def name(self) -> str:
        """Script of the questions and of the documents: "zh-Hans→zh-Hant"."""
        return f"{self.asked}→{self.written}"

    @property
    def same_script(self) -> bool:
        """Whether questions and documents are in one script."""
        return self.asked == self.written


def cross_script(question_set: QuestionSet, documents: Iterable[Document]) -> tuple[Condition, ...]:
    """Four conditions with the same questions: asked in either script, over documents in either script.

    Questions without a Chinese character are left out. OpenCC converts line by line; a line that is in the script
    already is left as it was written. No length changes, so every span stays and its quote is sliced anew.

    Raises:
        EvaluationError: the set's judgements do not fit the documents.
    """
    originals = tuple(documents)
    chinese = [question for question in question_set.questions if _is_chinese(question.text)]
    checked = check_documents(replace(question_set, questions=tuple(chinese)), originals)
    conditions = []
    for written in SCRIPTS:
        converted = tuple(text_document(in_script(one.text, written), name=one.name) for one in originals)
        texts = {document.name: document.text for document in converted}
        for asked in SCRIPTS:
            questions = tuple(_converted(question, asked=asked, texts=texts) for question in checked.questions)
            name = f"{question_set.name}-{asked}-{written}"
            over = replace(checked, name=name, questions=questions, documents=converted)
            conditions.append(Condition(asked, written, over))
    return tuple(conditions)


def in_script(text: str, script: str) -> str:
    """`text` in `script` by OpenCC, of the same length; lines that are in that script already are left alone.

    A line is Traditional when converting it to Simplified changes no fewer characters than the other way round (羣
    and 啓 change both ways: OpenCC prefers 群 and 啟).
    """
    return "\n".join(_line_in_script(line, script) for line in text.split("\n"))


def _line_in_script(line: str, script: str) -> str:
    converted = {name: same_length(line, convert) for name, convert in _CONVERTERS.items()}
    changes = {name: sum(a != b for a, b in zip(line, new, strict=True)) for name, new in converted.items()}
    written = "zh-Hant" if changes["zh-Hans"] >= changes["zh-Hant"] else "zh-Hans"
    return line if written == script else converted[script]


def same_length(text: str, convert: Callable[[str], str]) -> str:
    """`text` converted as a whole, or character by character where that would change its length."""
    converted = convert(text)
    if len(converted) == len(text):
        return converted
    characters = ((character, convert(character)) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in characters)


def _converted(question: Question, *, asked: str, texts: dict[str, str]) -> Question:
    """The question in the script `asked`, its quotes as they stand in `texts`."""

    def place(one: Alternative) -> Alternative:
        return replace(one, quote=texts[one.document][one.start : one.end])

    evidence = tuple(tuple(place(one) for one in item) for item in question.evidence)
    rejected = tuple(map(place, question.rejected))
    return replace(question, text=in_script(question.text, asked), language=asked, evidence=evidence, rejected=rejected)


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)
