"""A small document, answers that quote it, and what a word processor does to a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

from rag.answer.results import Answer, Citation, Source, Statement

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

TEXT = """【案例】一

一、做法

每月召開一次專題會議。會議由三方人員參加,制訂問題解決方案。
第三季共完成12項改革。

【案例】二

一、成效

职工满意度达到98%。<b>黨員</b> [^1] | *不是* `標記` --> 的。
"""
QUOTES = (
    "會議由三方人員參加,制訂問題解決方案。",
    "第三季共完成12項改革。",
    "职工满意度达到98%。",
    "<b>黨員</b> [^1] | *不是* `標記` --> 的。",
)
PATHS = (("【案例】一", "一、做法"),) * 2 + (("【案例】二", "一、成效"),) * 2


def citation(n: int) -> Citation:
    """The n-th quotation, from 1."""
    quote = QUOTES[n - 1]
    start = TEXT.index(quote)
    return Citation(n, "a|b.txt", 1 + (n > 2), PATHS[n - 1], (1, 2, 1, 1)[n - 1], start, start + len(quote), quote)


def answer_of(citations: list[Citation], **changes: object) -> Answer:
    """An answer with one statement per citation, which is its quotation."""
    values = {
        "question": "三方會議由哪些人參加？",
        "searched": "三方會議由哪些人參加？",
        "follows": None,
        "status": "answered",
        "confidence": 0.9,
        "statements": tuple(Statement(cited.quote, (cited.n,)) for cited in citations),
        "citations": tuple(citations),
        "nearest": (),
        "documents": (Source("a|b.txt", "0" * 64, "utf-8"),),
    }
    return Answer(**(values | changes))


def rewritten(data: bytes, **edits: Callable[[str], str]) -> bytes:
    """The Word file with parts of it (document, footnotes) changed as a program would that saved it again."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for edited, edit in edits.items():
                if name == f"word/{edited}.xml":
                    assert edit(part.decode()) != part.decode()
                    part = edit(part.decode()).encode()
            new.writestr(name, part)
    return file.getvalue()
