"""What every test of JSON shares: the committed schemas in rag/schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).resolve().parents[1] / "rag" / "schemas"


def held_to_schema(name: str, value: Any) -> Any:
    """`value`, which fails the test unless it has the form that the committed schema `name` says.

    Text is what a command printed: the JSON in it is held to the schema and given back.
    """
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    if isinstance(value, str):
        value = json.loads(value)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema)
    return value
