"""Whether a question asks for a figure, and whether a quotation has one of that kind.

The one check of an answer that needs no understanding: a sentence without any number, date or sum does not say how
many, when or how much, however well its words match (docs/decisions/012-refusal.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.corpus.fold import fold

__all__ = ["lacks_figure"]

_UNIT = (
    r"\s?(?:公里|小时|分钟|万元|亿元|千瓦|百分点|工作日"
    r"|[个名人位口件项条次家户间本页天元块米支种场所架张部台座处年月日时分秒岁倍成度点级篇份批期届%])"
)
# 6000多, 24.22亿, 两千多本; a Chinese numeral only before a unit, and a lone 一 not at all: 一个 is an article,
# 四带头 a name.
_MORE = r"(?:多|余|来|几)?+[十百千万亿]*+(?:多|余)?+"
_NUMERAL = (  # possessive throughout: a page of 百 is read once
    rf"(?<![〇零一二三四五六七八九十百千万亿两])(?:[〇零二三四五六七八九十百千万亿两半数几]|一(?=[〇零一二三四五六七八九十百千万亿]))++{_MORE}"
)
_NUMBER = rf"(?:(?<![a-z\d])\d[\d.,]*+{_MORE}|{_NUMERAL}(?={_UNIT}))"
# A figure alone in a cell of a table's row: the head of its column says of what.
_CELL = r"(?m:\t\d[\d.,]*+(?=\t|$))"
_PERIODS = "年月日天周季时"
_DATE = (
    rf"(?<!\d)(?:1\d|20)\d\d(?!\d)|20xx|(?:\d+|{_NUMERAL})\s?[{_PERIODS}点]|(?:\d+|{_NUMERAL})\s?个?(?:世纪|年代)"
    r"|星期|周[一二三四五六日]|[当去今前次元][年月天日]"
)

# What asks for a kind of figure, and what can be one, in folded text; the first that asks decides, and what asks for
# none ends the search although a word of another kind may stand beside it.
_KINDS = tuple(
    (re.compile(asks), re.compile(figure) if figure else None)
    for asks, figure in (
        (r"谁|在哪|哪里|哪儿|什么地方|哪几|\bwho\b|\bwhere\b", ""),
        (r"电话(?:号码)?(?:是|多少|几)|手机号码?(?:是|多少)|号码是|phone number", r"\d{3,}[- ]?\d{3,}"),
        (
            rf"哪一?[{_PERIODS}]|几[月号日点]|星期几|周几|哪个(?:月|季|世纪|年代)"
            r"|\b(?:what|which) (?:year|date|month|day|century|decade)\b",
            _DATE,
        ),
        # An event tells a time too: 會議結束後, 白堊紀.
        (
            r"什么时[候间]|何时|(?:^|since )when (?:was|were|did|do|does|is|are|will|has|have)\b",
            rf"{_DATE}|[春夏秋冬时前后初末代纪朝]|期间",
        ),
        (
            r"多久|多长时间|几(?:分钟|小时|天|年|个月|次|回)|how (?:long|often)",
            rf"{_NUMBER}\s?个?(?:分钟|小时|次|[{_PERIODS}])|[每按][{_PERIODS}]|[{_PERIODS}]度|时刻|随时|定期|[常少]|直到|直至",
        ),
        (r"多大(?:岁|年纪|$|了)|几岁|多少岁|how old", rf"{_NUMBER}\s?[岁年]|年仅|年近"),
        (r"(?:多少|几)个?(?:名|人|位|口)", rf"{_NUMBER}\s?个?[名人位口]|{_CELL}"),
        (r"多少(?:钱|元|块|薪)|how much money", rf"{_NUMBER}\s?[元块镑]|[$¥£€]|{_CELL}"),
        (
            r"多少|百分之几|几成|第几|排第"
            r"|几(?=[名个位人件项条次家户间本页天元块米支届种场所架张部台])"
            r"|how (?:many|much)(?! of\b)|what (?:percentage|percent|proportion|rank|number|amount)\b"
            r"|what (?:is|was|were|are) the (?:[a-z]+ ){0,3}"
            r"(?:budget|revenue|investment|cost|price|salary|percentage|number)\b",
            rf"{_NUMBER}|第[一二三四五六七八九十]|[全各每无没]",
        ),
    )
)
_UNIT_ASKED = re.compile(r"(?:多少|几)([本页件年分户米天次])")


def lacks_figure(question: str, quotes: Iterable[str]) -> bool:
    """Whether the question asks for a figure of some kind and no quotation has one; its own numbers do not count."""
    asked = fold(question)
    figure = next((figure for asks, figure in _KINDS if asks.search(asked)), None)
    if figure is None:
        return False
    unit = _UNIT_ASKED.search(asked)
    if unit is not None and figure is _KINDS[-1][1]:
        figure = re.compile(rf"{_NUMBER}\s?{unit[1]}|{_CELL}")
    known = set(re.findall(r"\d+", asked))
    return not any(
        known.isdisjoint(re.findall(r"\d+", found[0])) for quote in quotes for found in figure.finditer(fold(quote))
    )
