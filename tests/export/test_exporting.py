"""Answer → file: the format by its suffix, JSON as it stands, whole or not at all."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import pytest
from committed_schemas import held_to_schema
from samples import AT

from rag.errors import UsageError
from rag.export.exporting import check_export_path, export_answer, export_bytes, export_format


def test_json_is_what_to_dict_gives(answer, comparison):
    """Offsets, hashes and all; the committed schemas hold it, and the language changes nothing."""
    for result, schema in ((answer, "ask"), (comparison, "compare")):
        data = export_bytes(result, "json", language="zh-Hant", at=AT)
        assert held_to_schema(schema, data.decode()) == json.loads(json.dumps(result.to_dict()))
        assert export_bytes(result, "json", language="en", at=AT) == data


def test_the_suffix_says_the_format(tmp_path, answer):
    """In either case of letters; the content is that of `export_bytes`."""
    for name, start in (("答案.md", "# 三方會議".encode()), ("答案.DOCX", b"PK"), ("答案.json", b"{")):
        export_answer(answer, tmp_path / name, language="zh-Hant", at=AT)
        assert (tmp_path / name).read_bytes().startswith(start)
    assert zipfile.ZipFile(tmp_path / "答案.DOCX").testzip() is None


@pytest.mark.parametrize("name", ["答案.txt", "答案", "答案.doc", ".md"])
def test_any_other_suffix_is_a_mistake_of_usage(tmp_path, answer, name):
    """Nothing is written; the message names the suffixes there are."""
    with pytest.raises(UsageError, match=r"\.md \.docx \.json"):
        export_format(tmp_path / name)
    with pytest.raises(UsageError):
        export_answer(answer, tmp_path / name, language="zh-Hant", at=AT)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [("夾.md", "夾.md 是資料夾"), ("無/答案.md", "沒有 .*無 這個資料夾"), ("答案.txt", r"\.md \.docx")],
)
def test_what_cannot_be_written_is_said_beforehand(tmp_path, name, said):
    """A folder of that name, a folder that is not there, a suffix that is none."""
    (tmp_path / "夾.md").mkdir()
    with pytest.raises(UsageError, match=said):
        check_export_path(tmp_path / name)
    check_export_path(tmp_path / "答案.md")


def test_what_is_there_is_replaced_whole(tmp_path, answer):
    """As every --out does; folders that are missing are made, and nothing else is left there."""
    path = tmp_path / "新" / "a.json"
    for _ in range(2):
        export_answer(answer, path, language="zh-Hant", at=AT)
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


def test_a_question_that_is_no_text_is_exported(answer):
    """An argument with bytes that are no UTF-8 has lone surrogates; each format has its notation for them."""
    odd = replace(answer, question="黨課\udc80？")
    assert json.loads(export_bytes(odd, "json", language="en", at=AT))["question"] == "黨課\udc80？"
    assert "# 黨課\ufffd？" in export_bytes(odd, "markdown", language="en", at=AT).decode()
    assert export_bytes(odd, "word", language="en", at=AT)
