"""HTML elements whose text is escaped unless it is already HTML of ours."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable

__all__ = ["Html", "element", "join"]


class Html(str):
    """Text that is markup: made by `element` and `join` only, never from a document or a question."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: object) -> Html:
    """`<name …>children</name>`; children that are not `Html` are escaped, and so is every attribute.

    Args:
        name: of the element.
        children: in order.
        attributes: `class_` and `data_open` become `class` and `data-open`; None and False leave one out,
            True gives it without a value, a dict is written as JSON.
    """
    written = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = key.rstrip("_").replace("_", "-")
        if value is True:
            written.append(label)
        else:
            plain = json.dumps(value) if isinstance(value, dict) else str(value)
            written.append(f'{label}="{html.escape(plain)}"')
    return Html(f"<{' '.join(written)}>{join(children)}</{name}>")


def join(children: Iterable[str]) -> Html:
    """The children one after the other, escaped where they are not `Html`."""
    return Html("".join(child if isinstance(child, Html) else html.escape(child) for child in children))
