"""Re-checking an exported answer: same, moved, changed, gone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from committed_schemas import held_to_schema
from samples import AT, QUOTES, TEXT, answer_of, citation, rewritten

from rag.answer.results import Comparison, Draft, Reason, Statement, Struck
from rag.corpus.reader import read_document, text_document
from rag.errors import AnswerFileError
from rag.export.difference import Difference, difference_text, script_only
from rag.export.exporting import export_bytes
from rag.export.reading import Foreign, Quoted
from rag.export.text import verification_text
from rag.export.verification import Verification, Verified, nearest, verify, verify_file
from rag.settings import Settings
from tests.plain_paragraphs import paragraph_number

BEFORE = "一、做法\n\n每月召開一次專題會議。會議由三方人員參加,制訂問題解決方案,指定一名第一責任人。\n"
QUOTE = "會議由三方人員參加,制訂問題解決方案,指定一名第一責任人。"


def _check(tmp_path: Path, files: dict[str, str], exported: object = None) -> list[tuple]:
    corpus = tmp_path / "corpus"
    corpus.mkdir(exist_ok=True)
    for name, text in files.items():
        (corpus / name).write_text(text, encoding="utf-8")
    start = BEFORE.index(QUOTE)
    citation = {"n": 1, "document": "a.txt", "start": start, "end": start + len(QUOTE), "quote": QUOTE}
    document = {"name": "a.txt", "sha256": "0" * 64, "encoding": "utf-8"}
    statement = {"text": QUOTE, "citations": [1]}
    answer = (
        {"schema": 1, "statements": [statement], "citations": [citation], "documents": [document]}
        if exported is None
        else exported
    )
    (tmp_path / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    report = verify_file(tmp_path / "answer.json", Settings(corpus_dir=corpus, cache_dir=tmp_path))
    texts = dict(files)
    return [
        (r.status, r.document, None if r.start is None else texts[r.document][r.start : r.end]) for r in report.results
    ]


def test_same(tmp_path):
    """Untouched source: the same characters at the same place."""
    assert _check(tmp_path, {"a.txt": BEFORE}) == [("same", "a.txt", QUOTE)]


def test_moved_within_the_document(tmp_path):
    """Text was added before it: found word for word, with its new place."""
    assert _check(tmp_path, {"a.txt": "前言。\n\n" + BEFORE}) == [("moved", "a.txt", QUOTE)]


def test_moved_to_the_nearest_of_several():
    """It stands twice now; the one nearest to the old place is meant."""
    document = text_document(f"前。{QUOTE}{'其他文字。' * 40}{QUOTE}", name="a.txt")
    first, last = 2, len(document.text) - len(QUOTE)
    for old, expected in ((0, first), (30, first), (last - 5, last), (last + 500, last)):
        (found,) = verify((Quoted(1, "a.txt", old, old + len(QUOTE), QUOTE),), documents=(document,), sha256_by_name={})
        assert (found.status, found.start) == ("moved", expected)


@pytest.mark.parametrize(("start", "found"), [(0, 0), (2, 0), (3, 5), (5, 5), (99, 5)])
def test_nearest_is_counted_from_where_it_begins(start, found):
    """黨員 begins at 0 and 5; a quote that is nowhere has no place."""
    assert nearest("黨員", "黨員與羣衆黨員", start) == found
    assert nearest("幹部", "黨員與羣衆黨員", start) is None


def test_moved_with_the_file(tmp_path):
    """The file was renamed: the quotation is found in the document that holds it."""
    assert _check(tmp_path, {"b.txt": BEFORE}) == [("moved", "b.txt", QUOTE)]


def test_changed(tmp_path):
    """A number was altered and the script converted: what stands there now is shown."""
    now = "会议由四方人员参加,制订问题解决方案,指定一名第一责任人。"
    assert _check(tmp_path, {"a.txt": BEFORE.replace(QUOTE, now)}) == [("changed", "a.txt", now)]


def test_gone(tmp_path):
    """Nothing like it is left."""
    assert _check(tmp_path, {"a.txt": "一、做法\n\n組織黨員觀看專題視頻、紀錄片。\n"}) == [("gone", "a.txt", None)]


@pytest.mark.parametrize(
    "statuses", [(["same"], True), (["same", "moved"], True), (["changed"], False), (["gone"], False)]
)
def test_only_word_for_word_holds(statuses):
    """Exit code 1 follows from a changed or missing quotation, and from nothing else."""
    rows, holds = statuses
    report = Verification(tuple(Verified(1, status, "a.txt", (), 0, 0, 1, (), "intact") for status in rows))
    assert report.holds is holds


@pytest.mark.parametrize(
    "exported", [[], "x", {}, {"citations": [{}], "documents": []}, {"citations": [], "documents": [1]}, {"rows": [1]}]
)
def test_what_is_no_answer_is_said_to_be_none(tmp_path, exported):
    """Any other JSON: a clear error with the command that makes an answer file."""
    with pytest.raises(AnswerFileError) as caught:
        _check(tmp_path, {"a.txt": BEFORE}, exported)
    assert caught.value.key == "answer-malformed"


def test_a_missing_or_broken_file(tmp_path):
    """No file, a folder, no JSON, deep nesting: an error that names the file."""
    settings = Settings(corpus_dir=tmp_path, cache_dir=tmp_path)
    with pytest.raises(AnswerFileError, match=r"none\.json"):
        verify_file(tmp_path / "none.json", settings)
    with pytest.raises(AnswerFileError):
        verify_file(tmp_path, settings)
    for content in (b"{", b"\xff\xfe\x00", b"[" * 100_000):
        (tmp_path / "broken.json").write_bytes(content)
        with pytest.raises(AnswerFileError, match=r"broken\.json"):
            verify_file(tmp_path / "broken.json", settings)


def _exported(**changes: object) -> dict:
    citation = {"n": 1, "document": "a.txt", "start": 0, "end": len(QUOTE), "quote": QUOTE} | changes
    statement = {"text": citation["quote"], "citations": [1]}
    return {"schema": 1, "statements": [statement], "citations": [citation], "documents": []}


@pytest.mark.parametrize(
    "changes",
    [{"start": 0.5}, {"start": "5"}, {"n": None}, {"end": 1e300}, {"quote": " "}, {"quote": None}, {"n": float("inf")}],
    ids=str,
)
def test_a_field_of_another_type_is_not_read_as_something_else(tmp_path, changes):
    """Nothing is rounded, parsed or guessed on the way to "same"."""
    with pytest.raises(AnswerFileError) as caught:
        _check(tmp_path, {"a.txt": BEFORE}, _exported(**changes))
    assert caught.value.key == "answer-malformed"


def test_negative_offsets_are_no_place(tmp_path):
    """Python would slice from the end; a document has no such place."""
    at = BEFORE.index(QUOTE) - len(BEFORE)
    assert _check(tmp_path, {"a.txt": BEFORE}, _exported(start=at, end=at + len(QUOTE))) == [("moved", "a.txt", QUOTE)]


def test_a_statement_that_was_rewritten_is_noticed(tmp_path):
    """The quotation still stands, but the sentence shown above it is another."""
    exported = _exported()
    exported["statements"][0]["text"] = "竄改過的答案"
    with pytest.raises(AnswerFileError) as caught:
        _check(tmp_path, {"a.txt": BEFORE}, exported)
    assert caught.value.key == "answer-altered"


def test_another_schema_is_named(tmp_path):
    """Both versions stand in the message."""
    with pytest.raises(AnswerFileError, match=r"99.*1"):
        _check(tmp_path, {"a.txt": BEFORE}, _exported() | {"schema": 99})


# -- exported files ---------------------------------------------------------------------------------


def _checked(tmp_path, settings, result, *, form="markdown", edits=(), source=()):
    """The report on `result`, exported, with `edits` made in the file and `source` in the document."""
    data = export_bytes(result, form, language="zh-Hant", at=AT)
    for old, new in edits:
        assert old.encode() in data
        data = data.replace(old.encode(), new.encode())
    (tmp_path / "檔案").write_bytes(data)
    document = settings.corpus_dir / "a|b.txt"
    text = document.read_text(encoding="utf-8")
    for old, new in source:
        assert old in text
        text = text.replace(old, new)
    document.write_text(text, encoding="utf-8")
    report = verify_file(tmp_path / "檔案", settings)
    held_to_schema("verify", json.loads(json.dumps(report.to_dict())))
    return report


@pytest.mark.parametrize("form", ["json", "markdown", "word"])
def test_every_format_holds_while_the_source_does(tmp_path, settings, answer, comparison, form):
    """All the same, at their places, in their sections."""
    for result in (answer, comparison):
        report = _checked(tmp_path, settings, result, form=form)
        assert report.holds
        assert [(one.status, one.breadcrumb, one.paragraph) for one in report.results] == [
            ("same", cited.breadcrumb, cited.paragraph) for cited in map(citation, (1, 2, 3, 4))
        ]
        assert [one.status for one in report.statements] == ["same"] * 4


@pytest.mark.parametrize("form", ["json", "markdown", "word"])
def test_every_format_tells_what_became_of_the_source(tmp_path, settings, answer, form):
    """A number changed, a sentence moved to the other case, a script converted, a sentence taken out."""
    moved = "第三季共完成12項改革。\n"
    report = _checked(
        tmp_path,
        settings,
        answer,
        form=form,
        source=[
            ("三方人員", "四方人員"),
            (moved, ""),
            ("一、成效\n\n", f"一、成效\n\n{moved}"),
            ("职工满意度达到98%。", "職工滿意度達到98%。"),
            ("<b>黨員</b> [^1] | *不是* `標記` --> 的。", ""),
        ],
    )
    assert [one.status for one in report.results] == ["changed", "moved", "changed", "gone"]
    assert [row for row in report.results[0].difference if row.op != "equal"] == [Difference("replace", "三", "四")]
    assert report.results[1].breadcrumb == ("【案例】二", "一、成效")
    assert script_only(report.results[2].difference)
    assert (report.results[3].document, report.results[3].start) == ("a|b.txt", None)
    assert not report.holds


def test_a_quotation_edited_in_the_file_is_changed(tmp_path, settings, answer):
    """The source is as it was; what the file shows is not what it says."""
    report = _checked(tmp_path, settings, answer, edits=[("「第三季共完成12項", "「第四季共完成15項")])
    changed = report.results[1]
    assert (changed.status, changed.in_file, changed.start) == ("changed", "edited", 44)
    assert difference_text(changed.difference) == "「第〔四→三〕季共完成〔15→12〕項改革。」"
    assert [one.status for one in report.results if one.n != 2] == ["same"] * 3
    assert not report.holds


def test_a_quotation_corrected_after_its_source_holds(tmp_path, settings, answer):
    """Source and file say the same again, though not what was exported."""
    change = ("第三季共完成12項改革。", "第四季共完成15項改革。")
    report = _checked(tmp_path, settings, answer, edits=[(f"「{change[0]}", f"「{change[1]}")], source=[change])
    assert (report.results[1].status, report.results[1].in_file) == ("same", "edited")
    assert [one.status for one in report.statements] == ["same"] * 4
    assert report.holds


def test_a_shortened_quotation_is_changed(tmp_path, settings, answer):
    """It is word for word a part, but what was left out may be what matters."""
    report = _checked(tmp_path, settings, answer, edits=[("「第三季共完成12項改革。」", "「第三季共完成12項」")])
    assert report.results[1].status == "changed"
    assert difference_text(report.results[1].difference) == "「第三季共完成12項〔→改革。〕」"


def test_a_statement_edited_in_the_file_is_altered(tmp_path, settings, answer):
    """Its footnote is whole; the sentence above it says something else."""
    report = _checked(tmp_path, settings, answer, edits=[("\n\n第三季共", "\n\n第四季共")])
    assert [one.status for one in report.results] == ["same"] * 4
    assert [one.status for one in report.statements] == ["same", "altered", "same", "same"]
    assert difference_text(report.statements[1].difference) == "「第〔四→三〕季共完成12項改革。」"
    assert not report.holds


def test_what_was_taken_out_of_the_file_is_checked_and_named(tmp_path, settings, answer):
    """Its quotation is checked as it was exported; that all stands is not said of a file that lacks some."""
    text = export_bytes(answer, "markdown", language="zh-Hant", at=AT).decode()
    gone = [block for block in text.split("\n\n") if "第三季共完成" in block]
    report = _checked(tmp_path, settings, answer, edits=[(block + "\n\n", "") for block in gone])
    assert (report.results[1].status, report.results[1].in_file) == ("same", "removed")
    assert report.statements[1].status == "removed"
    assert not report.holds


FALSE = "三方會議每週召開五次，由總經理主持。"


def _edited(result, form: str, **edits: Callable[[str], str]) -> bytes:
    """The exported file with its text edited; Markdown has the body and the footnotes in one."""
    data = export_bytes(result, form, language="zh-Hant", at=AT)
    if form == "word":
        return rewritten(data, **edits)
    text = data.decode()
    for edit in edits.values():
        text = edit(text)
    return text.encode()


def _call(form: str, n: int) -> str:
    """The end of a paragraph that calls footnote n, after its text."""
    return f"[^{n}]" if form == "markdown" else f'</w:t></w:r><w:r><w:footnoteReference w:id="{n}"/></w:r><w:r><w:t>'


def _denied(result, form: str) -> bytes:
    """Words before a statement in its paragraph, which turn it round."""
    border = ">" if form == "word" else "" if isinstance(result, Comparison) else "\n\n"
    stated = {"word": f"{border}{QUOTES[1]}", "markdown": f"{border}{QUOTES[1]}[^2]"}[form]
    return _edited(
        result, form, document=lambda text: text.replace(stated, f"{border}據查並非如此：{stated[len(border) :]}")
    )


def _borrowed(result, form: str) -> bytes:
    """A false sentence that calls a footnote of ours: a paragraph, or in a comparison the cell of a silent case."""
    sentence = FALSE + _call(form, 1)
    if isinstance(result, Comparison):
        return _edited(result, form, document=lambda text: text.replace("此案例未提及", sentence, 1))
    if form == "markdown":
        return _edited(result, form, document=lambda text: text.replace("\n\n匯出", f"\n\n{sentence}\n\n匯出"))
    paragraph = f"<w:p><w:r><w:t>{sentence}</w:t></w:r></w:p>"
    return _edited(result, form, document=lambda text: text.replace("<w:sectPr", f"{paragraph}<w:sectPr", 1))


def _replaced(result, form: str) -> bytes:
    """A false sentence for a statement, whose footnote was taken out with it."""
    if form == "markdown":
        return _edited(
            result,
            form,
            document=lambda text: text.replace(f"{QUOTES[1]}[^2]", FALSE),
            footnotes=lambda text: re.sub(r"\[\^2\]:.*\n\n", "", text),
        )
    return _edited(
        result,
        form,
        document=lambda text: re.sub(
            r"<w:r>(?:(?!</w:r>).)*<w:footnoteReference w:id=\"2\"/></w:r>", "", text, flags=re.DOTALL
        ).replace(QUOTES[1], FALSE),
        footnotes=lambda text: re.sub(r'<w:footnote w:id="2">.*?</w:footnote>', "", text),
    )


def _report(tmp_path, settings, data: bytes) -> Verification:
    (tmp_path / "檔案").write_bytes(data)
    report = verify_file(tmp_path / "檔案", settings)
    held_to_schema("verify", json.loads(json.dumps(report.to_dict())))
    return report


@pytest.mark.parametrize("form", ["markdown", "word"])
@pytest.mark.parametrize("kind", ["answer", "comparison"])
def test_a_statement_that_was_turned_round_is_altered(tmp_path, settings, request, kind, form):
    """It still stands there, word for word, but behind words that deny it: these are shown."""
    report = _report(tmp_path, settings, _denied(request.getfixturevalue(kind), form))
    assert [one.status for one in report.statements] == ["same", "altered", "same", "same"]
    assert difference_text(report.statements[1].difference) == f"「〔據查並非如此：→〕{QUOTES[1]}」"
    assert not report.holds
    assert "改了 1 句。請更正" in verification_text(report, "zh-Hant")


@pytest.mark.parametrize("form", ["markdown", "word"])
@pytest.mark.parametrize("kind", ["answer", "comparison"])
def test_a_sentence_with_a_borrowed_footnote_is_foreign(tmp_path, settings, request, kind, form):
    """Every statement is as it was; the one that nobody exported is shown and fails."""
    report = _report(tmp_path, settings, _borrowed(request.getfixturevalue(kind), form))
    assert [one.status for one in report.statements] == ["same"] * 4
    assert report.foreign == (Foreign(FALSE, (1,)),)
    assert not report.holds
    text = verification_text(report, "zh-Hant")
    assert f"註腳 [1]：\n    「{FALSE}」" in text
    assert "多了 1 句。請更正" in text


@pytest.mark.parametrize("form", ["markdown", "word"])
@pytest.mark.parametrize("kind", ["answer", "comparison"])
def test_a_sentence_in_place_of_a_statement_is_not_passed_over(tmp_path, settings, request, kind, form):
    """It cites nothing, so nobody can check it; what it took the place of is missed."""
    report = _report(tmp_path, settings, _replaced(request.getfixturevalue(kind), form))
    assert [one.status for one in report.statements] == ["same", "removed", "same", "same"]
    assert [one.in_file for one in report.results] == ["intact", "removed", "intact", "intact"]
    assert not report.holds
    assert "少了 1 條引文、少了 1 句。請更正" in verification_text(report, "zh-Hant")


def _reordered(text: str) -> str:
    """The footnotes of a Markdown file from the last to the first."""
    found = re.findall(r"^\[\^\d\]:.*\n\n", text, flags=re.MULTILINE)
    assert len(found) == 4
    return text.replace("".join(found), "".join(reversed(found)))


@pytest.mark.parametrize("form", ["markdown", "word"])
@pytest.mark.parametrize("kind", ["answer", "comparison"])
def test_honest_edits_around_the_answer_hold(tmp_path, settings, request, kind, form):
    """Another title, paragraphs of the author's own, footnotes in another order or with other ids."""
    result = request.getfixturevalue(kind)
    if form == "markdown":
        data = _edited(
            result,
            form,
            title=lambda text: text.replace(f"# {result.question}", "# 關於三方會議\n\n谨按：以下摘自案例。"),
            body=lambda text: text.replace("\n\n匯出", f"\n\n{FALSE}\n\n匯出"),
            footnotes=_reordered,
        )
    else:
        own = f"<w:p><w:r><w:t>{FALSE}</w:t></w:r></w:p>"
        ids = partial(re.sub, r'(?<=[ct]e w:id=")[1-9]', lambda found: f"{9 - int(found[0])}")
        data = _edited(
            result,
            form,
            document=lambda text: ids(
                text.replace(result.question, "关于三方会议").replace("<w:sectPr", f"{own}<w:sectPr", 1)
            ),
            footnotes=ids,
        )
    report = _report(tmp_path, settings, data)
    assert report.holds
    assert verification_text(report, "zh-Hant").endswith("\n4 條引文：4 條原處相同。全部逐字屬實。")


@pytest.mark.parametrize("form", ["markdown", "word"])
def test_what_was_struck_from_a_draft_is_nobodys_statement(tmp_path, settings, form):
    """It is shown struck out, cites nothing, and what is left holds."""
    struck = (Struck("第四季完成了15項改革。", (Reason("number", "15項"),)),)
    drafted = replace(_drafted(), draft=Draft("qwen3:8b", used=True, note="", struck=struck))
    report = _report(tmp_path, settings, export_bytes(drafted, form, language="zh-Hant", at=AT))
    assert [one.status for one in report.statements] == ["same", "same"]
    assert report.foreign == ()
    assert report.holds


def test_a_change_in_a_document_that_was_renamed_too(tmp_path, settings, answer):
    """Neither its name nor its bytes are known any longer: looked for everywhere."""
    path = settings.corpus_dir / "a|b.txt"
    path.write_text(TEXT.replace("三方人員", "四方人員"), encoding="utf-8")
    path.rename(path.with_name("新.txt"))
    (settings.corpus_dir / "0.txt").write_text("企業文化建設全面鋪開。", encoding="utf-8")
    (tmp_path / "a.json").write_bytes(export_bytes(answer, "json", language="en", at=AT))
    report = verify_file(tmp_path / "a.json", settings)
    assert [(one.status, one.document) for one in report.results[:2]] == [("changed", "新.txt"), ("moved", "新.txt")]


def test_an_answer_without_quotations_holds(tmp_path, settings, refusal):
    """A refusal claims nothing."""
    for form in ("json", "markdown", "word"):
        report = _checked(tmp_path, settings, refusal, form=form)
        assert (report.results, report.statements, report.holds) == ((), (), True)


def _drafted():
    draft = Draft("qwen3:8b", used=True, note="", struck=())
    statements = (Statement("第三季完成了12項改革。", (2,)), Statement("會議有三方人員參加。", (1,)))
    return answer_of([citation(1), citation(2)], statements=statements, draft=draft)


@pytest.mark.parametrize("form", ["json", "markdown", "word"])
def test_a_draft_holds_while_its_quotations_carry_it(tmp_path, settings, form):
    """A model's words are no quotation; they are held to the checks that let them through."""
    report = _checked(tmp_path, settings, _drafted(), form=form)
    assert [one.status for one in report.statements] == ["same", "same"]
    assert report.holds


def test_a_draft_edited_after_the_export_is_checked_again(tmp_path, settings):
    """Another wording passes; a number that no quotation has does not."""
    report = _checked(
        tmp_path,
        settings,
        _drafted(),
        edits=[
            ("\n\n第三季完成了12項", "\n\n第三季完成了15項"),
            ("\n\n會議有三方人員參加。", "\n\n三方人員參加會議。"),
        ],
    )
    assert [one.status for one in report.statements] == ["unsupported", "reworded"]
    assert [(fault.kind, fault.text) for fault in report.statements[0].faults] == [("number", "15項")]
    assert difference_text(report.statements[0].difference) == "「第三季完成了〔15→12〕項改革。」"
    assert not report.holds


def test_hundreds_of_lost_quotations_take_seconds(tmp_path):
    """The corpus is read once for all of them: 200 altered ones in 300,000 characters."""
    sentences = [f"第{n}號支部在{n % 97}月召開了{n % 89}次組織生活會，參加黨員{n}名。" for n in range(12_000)]
    document = text_document("\n".join(sentences), name="a.txt")
    quotations = [
        Quoted(n, "a.txt", 0, 9, sentences[n * 50].replace("組織生活會", "民主評議會")) for n in range(1, 201)
    ]
    begun = time.process_time()
    results = verify(quotations, documents=(document,), sha256_by_name={})
    assert time.process_time() - begun < 5  # 0.2 s on the machine it was written on
    assert [document.text[one.start : one.end] for one in results] == [sentences[n * 50] for n in range(1, 201)]


def test_the_place_now_is_counted_as_when_it_was_cited(five_cases_path):
    """Breadcrumb and paragraph of any character of the real document are those of its section."""
    document = read_document(five_cases_path, name="a.txt", max_file_bytes=1_000_000)
    starts = range(0, len(document.text) - 5, 500)
    quotations = [Quoted(n, "a.txt", at, at + 5, document.text[at : at + 5]) for n, at in enumerate(starts, start=1)]
    quotations = [quoted for quoted in quotations if quoted.quote.strip()]
    for result in verify(quotations, documents=(document,), sha256_by_name={}):
        (path,) = (
            path
            for path in document.walk()
            if any(own.start <= result.start < own.end for own in (path[-1].heading_span, *path[-1].bodies))
        )
        assert result.breadcrumb == tuple(section.heading for section in path if section.heading)
        assert result.paragraph == paragraph_number(document.text, path[-1], result.start)
