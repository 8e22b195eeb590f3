"""The measuring documents: official notices, statutes and case reports in both scripts."""

from __future__ import annotations

import re

import pytest

from rag.corpus.outline_report import coverage, outline_dict, outline_text
from rag.corpus.paragraphs import paragraphs
from rag.corpus.reader import read_corpus
from rag.corpus.sentences import sentences


@pytest.fixture(scope="module")
def documents(data_dir) -> dict:
    """Name → document of everything under docs/."""
    corpus = read_corpus(data_dir / "docs", max_file_bytes=20_000_000)
    assert corpus.warnings == ()
    return {document.name: document for document in corpus.documents}


def test_every_character_of_every_document_belongs_to_one_section(documents):
    """100 % coverage, and the paragraphs and sentences inside are verbatim slices."""
    for document in documents.values():
        assert coverage(document) == 1.0, document.name
        for *_, section in document.walk():
            pieces = paragraphs(document.text, section)
            spans = [s for piece in pieces for s in sentences(document.text, piece)]
            joined = "".join(span.of(document.text) for span in spans)
            own = "".join(body.of(document.text) for body in section.bodies)
            assert "".join(joined.split()) == "".join(own.split())


def test_statutes_have_all_their_articles(documents):
    """As many 條 as a plain count of their lines, in order."""
    taiwan = re.compile(r"^\*\*第\s*([\d-]+)\s*條\*\*", re.MULTILINE)
    mainland = re.compile(r"^第[一二三四五六七八九十百]+条 ", re.MULTILINE)
    counted = 0
    for document in documents.values():
        printed = taiwan.findall(document.text) or mainland.findall(document.text)
        if not printed:
            continue
        found = [path[-1].heading for path in document.walk() if re.match(r"第.+[條条]", path[-1].heading)]
        assert len(found) == len(printed), document.name
        counted += len(found)
    assert counted > 500


def test_notices_have_all_their_chapters(documents):
    """Every line 一、 二、 … of the State Council's notices is a section of the first level, in order."""
    chapter = re.compile(r"^([一二三四五六七八九十]+、.*)$", re.MULTILINE)
    for name, document in documents.items():
        if not name.startswith("state-council/"):
            continue
        printed = chapter.findall(document.text)
        found = [section.heading for case in document.cases for section in case.sections]
        assert len(found) == len(printed), name
        assert all(line.startswith(heading) for line, heading in zip(printed, found, strict=True)), name


def test_notices_have_all_their_second_level(documents):
    """Every line （一） …, also where the count runs on across chapters."""
    for name, document in documents.items():
        if name.startswith("state-council/"):
            printed = re.findall(r"^（[一二三四五六七八九十]+）", document.text, re.MULTILINE)
            found = [path[-1] for path in document.walk() if path[-1].heading.startswith("（")]
            assert [section.heading.split("）")[0] + "）" for section in found] == printed, name
            assert {section.level for section in found} <= {2}, name


def test_case_reports_follow_their_markdown(documents):
    """# is the case, ## its sections."""
    for name, document in documents.items():
        if name.startswith("court-cases/"):
            (case,) = document.cases
            assert "# " + case.heading == document.text.split("\n", 1)[0]
            assert ["## " + section.heading for section in case.sections] == re.findall(
                r"^## .*$", document.text, re.MULTILINE
            )


def test_outlines_can_be_printed(documents):
    """As JSON and as a tree, one line per section."""
    for document in documents.values():
        assert outline_dict(document)["coverage"] == 1.0
        assert len(outline_text(document).splitlines()) == 1 + sum(1 for _ in document.walk())
