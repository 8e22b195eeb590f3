"""Everything that is not our own markup is escaped."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from rag.ui.markup import Html, act_button, element, join

HOSTILE = "<script>alert(1)</script>&\"'“黨”"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_text_and_attributes_come_back_as_they_were():
    """A parser reads one element, with the hostile text as its text, its title and inside its JSON."""
    read = _read(element("p", HOSTILE, title=HOSTILE, data_open={"document": HOSTILE}))
    assert [tag for tag, _ in read.tags] == ["p"]
    assert read.text == HOSTILE
    attributes = read.tags[0][1]
    assert attributes["title"] == HOSTILE
    assert json.loads(attributes["data-open"] or "") == {"document": HOSTILE}


def test_own_markup_is_kept():
    """Elements nest; a str between them is escaped."""
    assert element("p", element("b", "一"), "<二>") == "<p><b>一</b>&lt;二&gt;</p>"
    assert isinstance(join([Html("<i></i>"), "&"]), Html)
    assert join([Html("<i></i>"), "&"]) == "<i></i>&amp;"


def test_attributes_can_be_left_out_or_bare():
    """None and False leave an attribute out; True writes its name only; a trailing underscore is dropped."""
    assert element("a", class_="x", href=None, hidden=True, open=False) == '<a class="x" hidden></a>'


def test_a_button_carries_what_it_asks_for():
    """As JSON, with what tells it from others; more may stand on it; none of it is markup."""
    [(tag, attributes), *more] = _read(
        act_button(HOSTILE, {"do": "移除", "name": HOSTILE}, key=HOSTILE, hidden=True)
    ).tags
    assert tag == "button"
    assert json.loads(attributes.pop("data-act") or "") == {"do": "移除", "name": HOSTILE}
    assert attributes == {"type": "button", "data-key": HOSTILE, "hidden": None}
    assert more == []
    assert "data-key" not in act_button("復原", {}, element("b", "一"))
    assert act_button("復原", {}, element("b", "一")).endswith(">復原<b>一</b></button>")
