"""What an exported file claims, after people and their programs had it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from samples import AT, QUOTES, TEXT, answer_of, citation, rewritten

from rag.answer.results import Answer, Citation, Draft, Follows, Reason, Statement, Struck
from rag.errors import AnswerFileError
from rag.export.exporting import export_bytes
from rag.export.reading import Foreign, read_answer, read_export

LIMIT = 10_000_000


@pytest.fixture
def read(tmp_path):
    """Write content to a file of any name and read what it claims."""

    def run(content: str | bytes, name: str = "檔案"):
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return read_export(tmp_path / name, max_bytes=LIMIT)

    return run


def _markdown(result) -> str:
    return export_bytes(result, "markdown", language="zh-Hant", at=AT).decode()


@pytest.mark.parametrize("form", ["json", "markdown", "word"])
@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_what_was_exported_is_claimed(read, answer, comparison, form, language):
    """Every format, every language, whatever the file is called: all quotations and statements, intact."""
    for result in (answer, comparison):
        found = read(export_bytes(result, form, language=language, at=AT), name="a.txt")
        assert [(one.n, one.quote, one.in_file) for one in found.quotations] == [
            (n, QUOTES[n - 1], "intact") for n in (1, 2, 3, 4)
        ]
        assert [TEXT[one.start : one.end] for one in found.quotations] == list(QUOTES)
        assert [(one.place, one.text, one.in_file) for one in found.statements] == [
            (n, QUOTES[n - 1], "intact") for n in (1, 2, 3, 4)
        ]
        assert (found.drafted, found.other_notes, dict(found.sha256_by_name)) == (False, 0, {"a|b.txt": "0" * 64})


@pytest.mark.parametrize(("language", "opening", "closing"), [("zh-Hans", "「", "」"), ("en", "“", "”")])
def test_the_marks_of_a_note_are_those_of_its_language(read, language, opening, closing):
    """An edit between them is seen; a note without its place is known by the quotation between them."""
    quoted = "按“三方會議”的「辦法」辦。"
    one = Citation(1, "a.txt", 1, ("【案例】一",), 1, 100, 100 + len(quoted), quoted)
    text = export_bytes(answer_of([one]), "markdown", language=language, at=AT).decode()
    note = next(line for line in text.splitlines() if line.startswith("[^1]: "))
    assert note.endswith(f"{opening}{quoted}{closing}")
    edited = note.replace(f"{opening}按", f"{opening}不按")
    assert [(shown.in_file, shown.claimed) for shown in read(text.replace(note, edited)).quotations] == [
        ("edited", f"不{quoted}")
    ]
    moved = f"[^1]: 見 {opening}{quoted}{closing}"
    assert [shown.in_file for shown in read(text.replace(note, moved)).quotations] == ["intact"]


def test_an_english_note_may_have_the_marks_that_it_had_before(read, answer):
    """Files that were exported when English notes still had corner brackets are read as they were."""
    text = export_bytes(answer, "markdown", language="en", at=AT).decode()
    earlier = re.sub(r"(\]): “(.*)”$", r"\1：「\2」", text, flags=re.MULTILINE)
    assert earlier.count("：「") == 4
    assert [shown.in_file for shown in read(earlier).quotations] == ["intact"] * 4


def test_an_edited_quotation_shows_its_new_words(read, answer):
    """In the footnote; the statement above it still is what was exported."""
    found = read(_markdown(answer).replace("「第三季共", "「第四季共"))
    assert [(one.in_file, one.claimed) for one in found.quotations[:2]] == [
        ("intact", QUOTES[0]),
        ("edited", "第四季共完成12項改革。"),
    ]
    assert [one.in_file for one in found.statements] == ["intact"] * 4


@pytest.mark.parametrize(
    ("now", "claimed"),
    [
        ("「」", ""),
        ("「第三季共完成13項", "第三季共完成13項"),
        ("「第三季", "第三季"),
        ("「完成」了「改革」", "完成」了「改革"),
    ],
)
def test_marks_around_an_edited_quotation(read, answer, now, claimed):
    """Emptied, without its closing mark, with marks of its own."""
    found = read(_markdown(answer).replace(f"「{QUOTES[1]}」", now))
    assert (found.quotations[1].in_file, found.quotations[1].claimed) == ("edited", claimed)


def test_statements_that_share_a_footnote(read):
    """The edited one is told by its likeness."""
    statements = (Statement("會議每月召開一次。", (1,)), Statement("三方人員參加會議。", (1,)))
    text = _markdown(answer_of([citation(1)], statements=statements, draft=Draft("m", used=True, note="", struck=())))
    found = read(text.replace("\n\n三方人員", "\n\n四方人員"))
    assert [(one.in_file, one.claimed) for one in found.statements] == [
        ("intact", "會議每月召開一次。"),
        ("edited", "四方人員參加會議。"),
    ]


def test_an_edited_statement_shows_its_new_words(read, answer):
    """The paragraph that calls its footnote holds it no longer."""
    found = read(_markdown(answer).replace("\n\n第三季共", "\n\n据查第四季共"))
    assert [(one.in_file, one.shown) for one in found.statements[:2]] == [
        ("intact", ""),
        ("edited", "据查第四季共完成12項改革。"),
    ]
    assert {one.in_file for one in found.quotations} == {"intact"}


def test_prose_around_a_statement_is_nobodys_business(read, answer):
    """New paragraphs, another title, emphasis, statements as a list or set off as quotations."""
    text = _markdown(answer).replace("# 三方", "# 關於三方")
    for old, new in (
        ("\n\n第三季共完成12項改革。[^2]\n\n", "\n\n據文件記載：\n- **第三季共完成12項改革。**[^2]\n2) "),
        ("\n\n會議由", "\n\n评：\n\n> 會議由"),
        ("\n\n匯出時間", "\n\n以上。\n\n匯出時間"),
    ):
        assert old in text
        text = text.replace(old, new)
    found = read(text)
    assert {one.in_file for one in (*found.quotations, *found.statements)} == {"intact"}
    assert found.foreign == ()


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("據查並非如此：第三季共完成12項改革。[^2]", "據查並非如此：第三季共完成12項改革。"),
        ("第三季共完成12項改革。[^2]此说有误。", "第三季共完成12項改革。此说有误。"),
        ("據查並非如此：\n第三季共完成12項改革。[^2]", "據查並非如此： 第三季共完成12項改革。"),
    ],
    ids=["before", "after", "a line before"],
)
def test_a_statement_is_all_of_its_paragraph(read, answer, now, shown):
    """Words beside it are words put into it."""
    found = read(_markdown(answer).replace("第三季共完成12項改革。[^2]", now))
    assert [(one.in_file, one.shown) for one in found.statements[:2]] == [("intact", ""), ("edited", shown)]
    assert found.foreign == ()


def test_a_paragraph_that_borrows_a_footnote_is_foreign(read, answer):
    """A sentence of someone's, a heading, a second wording beside the statement; in the file's order."""
    text = _markdown(answer).replace("# 三方會議由哪些人參加？", "# 三方會議[^1][^2]")
    found = read(
        text.replace("\n\n匯出時間", "\n\n三方会议每周召开五次。[^1]\n\n第三季共完成13項改革。[^2]\n\n匯出時間")
    )
    assert {one.in_file for one in (*found.quotations, *found.statements)} == {"intact"}
    assert found.foreign == (
        Foreign("# 三方會議", (1, 2)),
        Foreign("三方会议每周召开五次。", (1,)),
        Foreign("第三季共完成13項改革。", (2,)),
    )


def test_a_statement_that_calls_the_footnote_of_another_is_not_intact(read, answer):
    """Two statements whose marks were exchanged say where they do not stand."""
    text = _markdown(answer).replace("參加,制訂問題解決方案。[^1]", "參加,制訂問題解決方案。[^2]")
    found = read(text.replace("12項改革。[^2]", "12項改革。[^1]"))
    assert [one.in_file for one in found.statements] == ["edited", "edited", "intact", "intact"]


def test_of_two_notes_with_one_label_the_first_is_seen(read, answer):
    """A note of someone's before the exported one hides it from the reader."""
    found = read(_markdown(answer).replace("\n\n[^1]:", "\n\n[^1]: 總經理主持。\n\n[^1]:"))
    assert [one.in_file for one in found.quotations] == ["removed", "intact", "intact", "intact"]
    assert found.other_notes == 1


def test_notes_are_known_by_their_places(read, answer):
    """Renumbered, reordered, with notes of someone else's between them."""
    text = _markdown(answer)
    for old, new in (("[^1]", "[^x]"), ("[^2]", "[^1]"), ("[^x]", "[^2]")):
        text = text.replace(old, new)
    text = text.replace("\n\n第三季", "\n\n甲[^9]\n\n第三季").replace(
        "\n\n[^3]:", "\n\n[^9]: 我的注：「完全無關」\n\n[^3]:"
    )
    found = read(text)
    assert {one.in_file for one in (*found.quotations, *found.statements)} == {"intact"}
    assert found.other_notes == 1


def test_a_note_without_its_place_is_known_by_its_quotation(read, answer):
    """Offsets are no pretty sight; whoever takes them out keeps the quotation."""
    found = read(_markdown(answer).replace(r" · 第 2 段 \[44:56\]：", "，"))
    assert {one.in_file for one in found.quotations} == {"intact"}


def test_what_was_taken_out_is_removed(read, answer):
    """Note and statement; the quotation is still known from the record."""
    lines = _markdown(answer).split("\n\n")
    found = read("\n\n".join(line for line in lines if "第三季共完成" not in line))
    assert [one.in_file for one in found.quotations] == ["intact", "removed", "intact", "intact"]
    assert [one.in_file for one in found.statements] == ["intact", "removed", "intact", "intact"]
    assert found.quotations[1].claimed == QUOTES[1]


def test_a_note_taken_out_leaves_its_statement(read, answer):
    """The statement is still there to be read, with a mark that leads nowhere or with none."""
    lines = _markdown(answer).split("\n\n")
    text = "\n\n".join(line for line in lines if not line.startswith("[^2]:"))
    for left in (text, text.replace("[^2]", "")):
        found = read(left)
        assert found.quotations[1].in_file == "removed"
        assert found.statements[1].in_file == "intact"


def test_two_documents_with_the_same_place(read):
    """Their names tell the notes apart."""
    one = Citation(1, "甲.txt", None, (), 1, 0, 3, "甲乙。")
    other = Citation(2, "丙.txt", None, (), 1, 0, 3, "丙丁。")
    found = read(_markdown(answer_of([one, other])).replace("「丙丁。」", "「丙戊。」"))
    assert [(each.in_file, each.claimed) for each in found.quotations] == [("intact", "甲乙。"), ("edited", "丙戊。")]


def test_a_heading_that_looks_like_a_place_deceives_nobody(read):
    """A document's heading imitates the note of another citation."""
    first = citation(1)
    liar = Citation(2, "a|b.txt", 1, (f"a|b.txt [{first.start}:{first.end}]：「假的」",), 1, 100, 103, "真的。")
    found = read(_markdown(answer_of([first, liar])))
    assert [(each.in_file, each.claimed) for each in found.quotations] == [
        ("intact", first.quote),
        ("intact", "真的。"),
    ]


def test_word_edits_and_renumbers(read, answer):
    """Ids from 20 on, runs cut up, a quotation and a statement edited, the last footnote taken out with its call."""

    def renumbered(xml: str) -> str:
        return re.sub(r'(?<=[ct]e w:id=")[1-9]', lambda found: f"2{found[0]}", xml)

    def footnotes(xml: str) -> str:
        xml = renumbered(xml).replace("「第三季", "「第</w:t></w:r><w:proofErr/><w:r><w:t>四</w:t></w:r><w:r><w:t>季")
        return re.sub(r'<w:footnote w:id="24">.*?</w:footnote>', "", xml)

    def document(xml: str) -> str:
        xml = renumbered(xml).replace(f">{QUOTES[0]}<", f">{QUOTES[0].replace('三方', '四方')}<")
        return re.sub(r"<w:p>(?:(?!<w:p>).)*w:id=\"24\"/>.*?</w:p>", "", xml, flags=re.DOTALL)

    data = export_bytes(answer, "word", language="zh-Hant", at=AT)
    found = read(rewritten(data, footnotes=footnotes, document=document))
    assert [(one.in_file, one.claimed) for one in found.quotations] == [
        ("intact", QUOTES[0]),
        ("edited", "第四季共完成12項改革。"),
        ("intact", QUOTES[2]),
        ("removed", QUOTES[3]),
    ]
    assert [one.in_file for one in found.statements] == ["edited", "intact", "intact", "removed"]
    assert found.other_notes == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_of_text(read, answer, encoding):
    """Editors on Windows write a byte order mark."""
    assert len(read(_markdown(answer).encode(encoding)).quotations) == 4
    assert len(read(json.dumps(answer.to_dict()).encode(encoding)).quotations) == 4


@pytest.mark.parametrize(
    "content",
    [
        "",
        "# 筆記\n\n沒有資料的 Markdown。\n",
        "%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"PK\x03\x04xx",
        b"\xff\xfe\x00",
    ],
    ids=["empty", "another Markdown", "PDF", "Word 97", "broken zip", "broken UTF-16"],
)
def test_what_is_no_export_is_said_to_be_none(read, content):
    """An error that names the file and what would do."""
    with pytest.raises(AnswerFileError, match="檔案 不是匯出的答案") as caught:
        read(content)
    assert caught.value.key == "answer-malformed"


@pytest.mark.parametrize("above", ["[TOC]", '"三方會議"的答案', "[返回](index.md)"])
def test_markdown_may_begin_with_a_bracket(read, answer, above):
    """What a person writes above the answer makes it no JSON."""
    assert read(f"{above}\n\n{_markdown(answer)}").quotations == read(_markdown(answer)).quotations


def test_a_file_that_is_too_large_is_not_read(tmp_path, answer):
    """The message names the limit and the setting."""
    (tmp_path / "a.md").write_text(_markdown(answer), encoding="utf-8")
    with pytest.raises(AnswerFileError, match=r"100.*\n.*max-file-bytes"):
        read_export(tmp_path / "a.md", max_bytes=100)


def test_two_citations_with_one_number(read, answer):
    """Which of them a statement means cannot be told."""
    exported = answer.to_dict()
    exported["citations"][1]["n"] = 1
    with pytest.raises(AnswerFileError, match=r"ValueError: n: \[1, 1, 3, 4\]"):
        read(json.dumps(exported))


def test_two_exports_in_one_file(read, answer, comparison):
    """Put together by hand: neither record is taken for the whole."""
    with pytest.raises(AnswerFileError, match="2 comments"):
        read(_markdown(answer) + _markdown(comparison))


# -- the record itself ------------------------------------------------------------------------------


def _read_answer(tmp_path, content: bytes) -> Answer:
    (tmp_path / "答案").write_bytes(content)
    return read_answer(tmp_path / "答案", max_bytes=LIMIT)


@pytest.mark.parametrize("form", ["json", "markdown", "word"])
def test_the_exported_answer_is_read_back_whole(tmp_path, answer, refusal, form):
    """Whatever the format: answers, refusals, follow-ups and drafts; an edit around it changes nothing."""
    draft = Draft("qwen3:8b", used=True, note="", struck=(Struck("第四季。", (Reason("number", "四"),)),))
    follows = Follows("pronoun", "三方會議", None, ("三方",))
    for result in (answer, refusal, replace(answer, draft=draft, follows=follows, confidence=1.0)):
        assert _read_answer(tmp_path, export_bytes(result, form, language="zh-Hans", at=AT)) == result
    assert _read_answer(tmp_path, _markdown(answer).replace("\n\n第三季", "\n\n第四季").encode()) == answer


def test_an_older_answer_is_read_too(tmp_path, answer):
    """One that was exported before there were follow-ups was searched as it was asked."""
    exported = answer.to_dict()
    del exported["searched"], exported["follows"]
    assert _read_answer(tmp_path, json.dumps(exported).encode()) == answer


@pytest.mark.parametrize("form", ["json", "markdown", "word"])
def test_a_comparison_is_no_answer(tmp_path, comparison, form):
    """The message says what it is."""
    with pytest.raises(AnswerFileError, match="各案例的比較"):
        _read_answer(tmp_path, export_bytes(comparison, form, language="en", at=AT))


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("{", "answer-malformed"),
        ("[]", "answer-malformed"),
        ("# 筆記", "answer-malformed"),
        ('{"schema": 1}', "answer-malformed"),
        ('{"schema": 1, "question": 3}', "answer-malformed"),
        ('{"schema": 99, "question": "三方會議多久開一次？"}', "answer-schema"),
    ],
)
def test_what_is_no_answer_is_refused(tmp_path, content, key):
    """A file that is no exported answer, or is not there, or is too large: a message that says so."""
    with pytest.raises(AnswerFileError) as refused:
        _read_answer(tmp_path, content.encode())
    assert refused.value.key == key
    with pytest.raises(AnswerFileError, match="讀不了"):
        read_answer(tmp_path / "無", max_bytes=LIMIT)
    with pytest.raises(AnswerFileError, match="超過 0 位元組"):
        read_answer(tmp_path / "答案", max_bytes=0)


@pytest.mark.parametrize(
    ("field", "value"), [("status", "perhaps"), ("confidence", "high"), ("statements", [{"text": 1}]), ("follows", 3)]
)
def test_a_value_of_a_wrong_type_is_refused(tmp_path, answer, field, value):
    """Every value of an exported answer is held to its type."""
    with pytest.raises(AnswerFileError):
        _read_answer(tmp_path, json.dumps(answer.to_dict() | {field: value}).encode())
