"""Files of an answer for the download buttons."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag.answer.results import Answer, Citation, Source, Statement
from rag.export.reading import read_export
from rag.ui.downloads import remove_downloads, write_downloads

AT = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
QUOTE = "每月召開一次專題會議。"


def _write(question: str, folder: Path) -> dict[str, Path]:
    answer = Answer(
        question,
        question,
        None,
        "answered",
        0.9,
        (Statement(QUOTE, (1,)),),
        (Citation(1, "甲.txt", 3, ("案例三",), 1, 0, len(QUOTE), QUOTE),),
        (),
        (Source("甲.txt", "0" * 64, "utf-8"),),
    )
    return write_downloads(answer, folder, language="zh-Hant", at=AT)


def test_every_format_can_be_read_back(tmp_path):
    """Markdown, Word and JSON, each with the quotation."""
    paths = _write("多久開一次？", tmp_path)
    assert [path.name for path in paths.values()] == [
        f"案問_多久開一次{suffix}" for suffix in (".md", ".docx", ".json")
    ]
    for path in paths.values():
        assert [one.quote for one in read_export(path, max_bytes=10**7).quotations] == [QUOTE]


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("../../etc/passwd 在哪？", "案問_etc_passwd_在哪"),
        ('C:\\con: 成效<如何>|"?*\n\t\0', "案問_C_con_成效_如何"),
        ("CON", "案問_CON"),
        ("𠮷" * 300, "案問_" + "𠮷" * 40),  # 4 bytes each: file systems take 255
        ("…成效…", "案問_成效"),
        ("\u202e三方會議\u200b", "案問_三方會議"),  # marks that would turn the name around or hide in it
    ],
)
def test_any_question_makes_a_safe_name(tmp_path, question: str, stem: str):
    """Nothing leads out of the folder, nothing is too long, nothing means something to a shell or to Windows."""
    path = _write(question, tmp_path)[".json"]
    assert path.name == f"{stem}.json"
    assert path.parent.parent == tmp_path
    assert len(os.fsencode(path.name)) <= 255


def test_files_are_private_and_go(tmp_path):
    """A folder of its own for each answer, which nobody else may enter; gone with `remove_downloads`, also twice."""
    one, two = _write("多久？", tmp_path), _write("多久？", tmp_path)
    folder = one[".md"].parent
    assert folder != two[".md"].parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for _ in range(2):
        remove_downloads(one)
        assert not folder.exists()
    assert all(path.exists() for path in two.values())
    remove_downloads({})
