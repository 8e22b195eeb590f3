"""Rows of a set's files, each with its place, so that whatever is wrong is reported with its line number."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from rag.errors import EvaluationError

__all__ = ["MOST", "Place", "Row", "json_file", "json_rows", "read_bytes", "table_rows"]

_SHOWN_CHARS = 60


MOST = 10**9
"""Largest number that a set may name: a grade, a place in a document."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file, formatted as `{place:zh}` or `{place:en}` in a message.

    Attributes:
        path: the file.
        line: counted from 1; 0 when the whole file is one JSON value.
        entry: the way into a JSON value, such as "evidence[0][1]"; "" for the value itself.
    """

    path: Path
    line: int = 0
    entry: str = ""

    def __format__(self, language: str) -> str:
        line = self.line and (f"第 {self.line} 行" if language == "zh" else f"line {self.line}")
        return (" " if language == "zh" else ", ").join(str(part) for part in (self.path, line, self.entry) if part)

    def at(self, entry: str) -> Place:
        """The place of a part of the value at this place."""
        return replace(self, entry=f"{self.entry}.{entry}" if self.entry else entry)


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON object of a file; every reading method refuses what is not of its type, naming the place."""

    place: Place
    fields: dict[str, Any]

    @staticmethod
    def of(value: object, place: Place) -> Row:
        """The JSON object `value`.

        Raises:
            EvaluationError: it is something else.
        """
        if not isinstance(value, dict):
            raise EvaluationError("set-row-object", place=place, value=_shown(value))
        return Row(place, value)

    def text(self, name: str, *, default: str | None = None, empty: bool = False) -> str:
        """The string in the field `name`, "" only where `empty` allows; `default` when the field is missing."""
        if name not in self.fields and default is not None:
            return default
        return self._string(self._field(name), name, empty=empty)

    def label(self, name: str) -> str:
        """The string or whole number in the field `name`, as a string: what names a question or document."""
        value = self._field(name)
        return str(value) if type(value) is int else self._string(value, name)

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """One of the `allowed` strings; "" when the field is missing or says ""."""
        value = self.text(name, default="", empty=True)
        if value and value not in allowed:
            raise EvaluationError(
                "set-row-value", place=self.place, field=name, value=_shown(value), allowed=", ".join(allowed)
            )
        return value

    def count(self, name: str) -> int:
        """The whole number in the field `name`, at least 0 and no more than any document has characters."""
        value = self.whole(name)
        if not 0 <= value <= MOST:
            allowed = f"0 – {MOST}"
            raise EvaluationError("set-row-value", place=self.place, field=name, value=value, allowed=allowed)
        return value

    def whole(self, name: str, *, default: int | None = None) -> int:
        """The whole number in the field `name`; `default` when the field is missing."""
        value = self._field(name) if default is None else self.fields.get(name, default)
        if type(value) is not int:
            self._refuse(name, "integer", value)
        return value

    def truth(self, name: str) -> bool:
        """The true or false in the field `name`; false when it is missing."""
        value = self.fields.get(name, False)
        if type(value) is not bool:
            self._refuse(name, "boolean", value)
        return value

    def part(self, name: str) -> Row:
        """The object in the field `name`; an empty one when it is missing or null."""
        value = self.fields.get(name)
        return Row.of({} if value is None else value, self.place.at(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """The list of strings in the field `name`, none of them empty; () when it is missing."""
        return tuple(self._string(value, f"{name}[{n}]") for n, value in enumerate(self.items(name)))

    def parts(self, name: str) -> list[Row]:
        """The list of objects in the field `name`; [] when it is missing."""
        return [Row.of(value, self.place.at(f"{name}[{n}]")) for n, value in enumerate(self.items(name))]

    def items(self, name: str) -> list[Any]:
        """The list in the field `name`; [] when it is missing."""
        value = self.fields.get(name, [])
        if not isinstance(value, list):
            self._refuse(name, "array", value)
        return value

    def others(self, known: Sequence[str]) -> list[str]:
        """The fields that are not among `known`."""
        return [name for name in self.fields if name not in known]

    def _field(self, name: str) -> Any:
        if name not in self.fields:
            raise EvaluationError("set-row-field-missing", place=self.place, field=name)
        return self.fields[name]

    def _string(self, value: object, name: str, *, empty: bool = False) -> str:
        if not isinstance(value, str):
            self._refuse(name, "string", value)
        if not empty and not value.strip():
            raise EvaluationError("set-row-empty", place=self.place, field=name)
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise EvaluationError("set-row-surrogate", place=self.place, field=name)
        return value

    def _refuse(self, name: str, kind: str, value: object) -> NoReturn:
        raise EvaluationError("set-row-type", place=self.place, field=name, kind=kind, value=_shown(value))


def read_bytes(path: Path) -> bytes:
    """The bytes of the file `path`.

    Raises:
        EvaluationError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvaluationError("set-unreadable", path=path, reason=error) from error


def json_rows(path: Path, data: bytes) -> Iterator[Row]:
    """The objects of a JSONL file with the bytes `data`, one a line; blank lines are passed over.

    Raises:
        EvaluationError: a line is not UTF-8, no JSON or no object; raised when its turn comes.
    """
    for place, line in _lines(path, data):
        if line.strip():
            yield Row.of(_json(line, place), place)


def json_file(path: Path, data: bytes) -> Row:
    """The one object of a JSON file with the bytes `data`.

    Raises:
        EvaluationError: the file is not UTF-8, no JSON or no object.
    """
    text = "".join(line for _, line in _lines(path, data))
    return Row.of(_json(text, Place(path)), Place(path))


def table_rows(path: Path, data: bytes, *, tabs: bool) -> Iterator[tuple[Place, list[str]]]:
    """The columns of each line that has any, separated by tabs in the manner of CSV files, or by white space.

    Raises:
        EvaluationError: a line is not UTF-8 or has a quotation mark that is not closed.
    """
    lines = _lines(path, data)
    if not tabs:
        yield from ((place, line.split()) for place, line in lines if line.strip())
        return
    reader = csv.reader((line for _, line in lines), delimiter="\t", strict=True)
    try:
        for columns in reader:
            if any(column.strip() for column in columns):
                yield Place(path, reader.line_num), columns
    except csv.Error as error:
        raise EvaluationError(
            "set-row-columns", place=Place(path, reader.line_num), found=f"? ({error})", expected="3"
        ) from error


def _lines(path: Path, data: bytes) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True), start=1):
        place = Place(path, number)
        try:
            yield place, line.decode()
        except UnicodeDecodeError as error:
            reason = f"{line[error.start : error.end].hex(' ')}: {error.reason}"
            raise EvaluationError("set-row-encoding", place=place, reason=reason) from error


def _json(text: str, place: Place) -> Any:
    """The JSON value that `text` says; NaN, Infinity and a field given twice are no JSON."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            raise ValueError("twice: " + next(name for name in names if names.count(name) > 1))
        return fields

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        line = place.line or error.lineno
        reason = f"{error.msg}, column {error.colno}"
        raise EvaluationError("set-row-json", place=replace(place, line=line), reason=reason) from error
    except (ValueError, RecursionError) as error:
        raise EvaluationError("set-row-json", place=place, reason=str(error)) from error


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"
