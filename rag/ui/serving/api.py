"""The same for programs: endpoints of Gradio's API that give the JSON of the command line."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components.api_component import Api
from gradio.events import api
from gradio.route_utils import API_PREFIX, FnIndexInferError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rag.answer.results import SCHEMA, Answer, SearchResult
from rag.corpus.document import Span
from rag.errors import AnwenError, UsageError
from rag.export.reading import Quoted
from rag.export.verification import verify
from rag.messages import DEFAULT_LANGUAGE, render
from rag.ui.context import Context
from rag.ui.source.places import Place, Quote

__all__ = ["PARALLEL_QUESTIONS", "Endpoints", "Program", "Programs", "add_api", "checked", "refusals"]

PARALLEL_QUESTIONS = 4
"""Questions of programs that are answered at once; further ones wait."""

_SHOWN_CHARS = 60

_CALLS = re.compile(rf"{API_PREFIX}/(?:call/|run/|queue/join)")
"""Where Gradio takes calls: from its clients, from scripts, from its own page."""

Program = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Programs:
    """What programs can ask for; docstrings and types are what endpoints and tools say of themselves.

    Each gives JSON values (`rag/schemas/`) and raises an `AnwenError` in every case that a caller can bring about.
    """

    context: Context

    def search(self, question: str, top_k: int = 5, document: str = "", case: int = 0) -> dict[str, Any]:
        """The passages of the collection that are nearest to a question, best first, each with its place.

        Args:
            question: in Traditional or Simplified Chinese, or in English.
            top_k: how many passages, at least 1.
            document: only of the document of this name; empty means all.
            case: only of the case with this number; 0 means all.
        """
        library = self.context.library
        top_k = min(top_k, len(library.passages))
        hits = library.search(question, top_k, document=document or None, case=case or None)
        return SearchResult(question, tuple(hits)).to_dict()

    def ask(
        self, question: str, document: str = "", case: int = 0, after: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The answer to a question in verbatim quotations with their places, or a refusal with the nearest passages.

        Args:
            question: in Traditional or Simplified Chinese, or in English; a follow-up where `after` is given.
            document: answer from the document of this name only; empty means all.
            case: answer from the case with this number only; 0 means all.
            after: the whole answer before, as ask gave it, that a follow-up such as 那第三個呢？ refers to.
        """
        library = self.context.library
        numbers = [case] if case else []
        among = library.cases(documents=[document] if document else [], numbers=numbers) if document or case else ()
        return library.ask(question, after=_answer(after), among=among).to_dict()

    def compare(self, question: str, roles: list[str] | None = None) -> dict[str, Any]:
        """What each case of the collection says to a question: a row per case, or per case and role, with quotations.

        Args:
            question: in Traditional or Simplified Chinese, or in English.
            roles: what the rows tell of: background, approach, results, lessons; none means as the question says.
        """
        return self.context.library.compare(question, roles=roles or ()).to_dict()

    def open_citation(self, document: str, start: int, end: int, quote: str = "") -> dict[str, Any]:
        """The text at a citation's place: quotation, headings above it, paragraph, and the whole section around it.

        Args:
            document: name of the document, as a citation gives it.
            start: first character of the quotation.
            end: one past the last.
            quote: the words cited, to learn whether the document still has them: same, moved, changed or gone.
        """
        library = self.context.library
        found = library.document(document)
        status = None
        if quote:
            quoted = Quoted(1, found.name, start, end, quote)
            [now] = verify([quoted], documents=[found], sha256_by_name={})
            status = now.status
            if now.start is not None and now.end is not None:
                start, end = now.start, now.end
        if not 0 <= start < end <= len(found.text):
            raise UsageError("place-unknown")
        lookup = library.lookup(found.name)
        path = lookup.sections_at(start)
        section = path[-1].span
        return {
            "schema": SCHEMA,
            "document": found.name,
            "case": path[0].number if path[0].kind == "case" else None,
            "breadcrumb": [step.heading for step in path],
            "paragraph": lookup.paragraph(start),
            "start": start,
            "end": end,
            "quote": found.text[start:end],
            "status": status,
            "section": {"start": section.start, "end": section.end, "text": section.of(found.text)},
        }

    def open_section(self, document: str, start: int, end: int) -> dict[str, Any]:
        """The section in which the characters [start, end) of a document begin.

        Args:
            document: name of the document, as a citation gives it.
            start: first character.
            end: one past the last.
        """
        found = self.context.library.document(document)
        if not 0 <= start < end <= len(found.text):
            raise UsageError("place-unknown")
        section = Place(found.name, None, Quote(0, Span(start, end))).path(found)
        return {
            "schema": SCHEMA,
            "document": found.name,
            "breadcrumb": [step.heading for step in section],
            "start": section[-1].span.start,
            "end": section[-1].span.end,
            "text": section[-1].span.of(found.text),
            "quote": found.text[start:end],
        }


class Endpoints(gr.Blocks):
    """Blocks whose endpoints may be given fewer values than they have parameters; the rest are not given.

    What names a file must name one that was uploaded: Gradio would fetch any other, by its address or from this
    computer, and serve the copy. Characters that no text can hold become U+FFFD, which every answer can carry.

    Attributes:
        language: of what is said to a file that is refused.
        uploads: the folder of uploaded files.
    """

    language = DEFAULT_LANGUAGE
    uploads = Path()

    def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
        """Refuse other files, and fill up what Gradio would refuse."""
        if any(self._names_other_file(value) for value in inputs):
            raise gr.Error(render("api-address", self.language), print_exception=False)
        inputs[:] = map(_sayable, inputs)
        if all(isinstance(block, Api) for block in block_fn.inputs):
            inputs += [None] * (len(block_fn.inputs) - len(inputs))
        super().validate_inputs(block_fn, inputs)

    def _names_other_file(self, value: object) -> bool:
        if isinstance(value, dict):
            path = value.get("path")
            other = isinstance(path, str) and not self._is_upload(path)
            return other or any(map(self._names_other_file, value.values()))
        return isinstance(value, list | tuple) and any(map(self._names_other_file, value))

    def _is_upload(self, path: str) -> bool:
        try:
            return Path(path).resolve().is_relative_to(self.uploads.resolve())
        except (OSError, ValueError):
            return False


def _sayable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_sayable(item) for item in value]
    if isinstance(value, dict):
        return {_sayable(key): _sayable(item) for key, item in value.items()}
    return value


def add_api(context: Context) -> None:
    """An endpoint for each of `Programs`, with errors in the language of the context."""
    programs = Programs(context)
    for program in (programs.search, programs.ask, programs.compare, programs.open_citation, programs.open_section):
        api(_endpoint(program, context), api_name=program.__name__, concurrency_limit=PARALLEL_QUESTIONS)


def _endpoint(program: Program, context: Context) -> Program:
    signature = inspect.signature(program, eval_str=True)

    @wraps(program)
    def endpoint(*values: object) -> dict[str, Any]:
        try:
            return checked(program, dict(zip(signature.parameters, values, strict=False)))()
        except AnwenError as error:
            raise gr.Error(error.text(context.language), print_exception=False) from error

    endpoint.__signature__ = signature  # type: ignore[attr-defined]
    return endpoint


def refusals(language: str) -> dict[type[Exception], Callable[[Request, Exception], Response]]:
    """What is answered where Gradio itself fails over a call: no such endpoint, or other arguments than it has."""

    def refuse(request: Request, error: Exception) -> Response:
        if not _CALLS.search(request.url.path):
            raise error
        return JSONResponse({"error": render("api-call", language)}, HTTPStatus.UNPROCESSABLE_ENTITY)

    return dict.fromkeys((TypeError, KeyError, FnIndexInferError), refuse)


def checked(program: Program, arguments: Mapping[str, object]) -> Callable[[], dict[str, Any]]:
    """`program` with `arguments`, as JSON gave them: null stands for what is not given.

    Raises:
        UsageError: one is missing, unknown or not of its type.
    """
    parameters = inspect.signature(program, eval_str=True).parameters
    for name in arguments:
        if name not in parameters:
            raise UsageError("api-argument-unknown", name=name, known=", ".join(parameters))
    given = {name: value for name, value in arguments.items() if value is not None}
    for name, parameter in parameters.items():
        if name in given:
            _check(name, given[name], parameter.annotation)
        elif parameter.default is parameter.empty:
            raise UsageError("api-argument-missing", name=name)
    return partial(program, **given)


def _check(name: str, value: object, kind: object) -> None:
    if kind is str:
        key, fits = "api-not-text", isinstance(value, str)
    elif kind is int:
        key, fits = "api-not-number", isinstance(value, int) and not isinstance(value, bool)
    elif kind == list[str] | None:
        key, fits = "api-not-texts", isinstance(value, list) and all(isinstance(item, str) for item in value)
    else:
        key, fits = "api-not-answer", isinstance(value, dict)
    if not fits:
        raise _wrong(key, name, value)


def _answer(given: dict[str, Any] | None) -> Answer | None:
    if given is None:
        return None
    try:
        return Answer.from_dict(given)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise _wrong("api-not-answer", "after", given) from error


def _wrong(key: str, name: str, value: object) -> UsageError:
    shown = json.dumps(value, ensure_ascii=False)
    return UsageError(key, name=name, value=shown if len(shown) <= _SHOWN_CHARS else shown[:_SHOWN_CHARS] + "…")
