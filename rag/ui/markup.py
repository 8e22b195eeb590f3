"""HTML elements whose text is escaped unless it is already HTML of ours."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping

__all__ = ["Html", "act_button", "element", "join"]


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


def act_button(label: str, act: Mapping[str, object], *more: str, key: str | None = None, **attributes: object) -> Html:
    """A button that reports `act` to the page by `.act`.

    Args:
        label: what stands on it.
        act: what is to be done.
        more: that stands on it.
        key: tells it from others, so that it has the focus again when what it stands in is drawn anew.
        attributes: further ones.
    """
    return element("button", label, *more, type="button", data_act=dict(act), data_key=key, **attributes)


def join(children: Iterable[str]) -> Html:
    """The children one after the other, escaped where they are not `Html`."""
    return Html("".join(child if isinstance(child, Html) else html.escape(child) for child in children))
