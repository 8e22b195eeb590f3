"""What a person reads of a verification."""

from __future__ import annotations

import pytest

from rag.answer.results import Reason
from rag.export.difference import difference
from rag.export.reading import Foreign
from rag.export.text import verification_text
from rag.export.verification import Verification, Verified, VerifiedStatement


def _verified(n: int, status: str, quoted: str = "", source: str = "", in_file: str = "intact") -> Verified:
    stretches = difference(quoted, source) if quoted else ()
    if status == "gone":
        return Verified(n, "gone", "甲.txt", (), None, None, None, (), in_file)
    return Verified(n, status, "甲.txt", ("案例三", "二、做法"), n - 1, 40, 50, stretches, in_file)


REPORT = Verification(
    (
        _verified(1, "same"),
        _verified(2, "moved", in_file="removed"),
        _verified(3, "changed", "第三季。", "第三月。", in_file="edited"),
        _verified(4, "changed", "會議。", "会议。"),
        _verified(5, "gone"),
    ),
    (
        VerifiedStatement(1, "same", (), ()),
        VerifiedStatement(2, "altered", difference("四方。", "三方。"), ()),
        VerifiedStatement(3, "unsupported", (), (Reason("number", "15項"),)),
        VerifiedStatement(4, "removed", (), ()),
        VerifiedStatement(5, "reworded", difference("共三方。", "有三方。"), ()),
    ),
    2,
    (Foreign("每週召開五次。", (1, 5)),),
)


def test_each_quotation_has_its_line_and_each_difference_is_shown():
    """Status, place now, what differs; then the statements that are not as they were, and the sum."""
    assert verification_text(REPORT, "zh-Hant") == "\n".join(
        [
            "[1] 原處，逐字相同 甲.txt › 案例三 › 二、做法 · 標題 [40:50]",
            "[2] 已移動，逐字相同（檔案裏已沒有這條註腳） 甲.txt › 案例三 › 二、做法 · 第 1 段 [40:50]",
            "[3] 文字已改動（檔案裏的引文被改過） 甲.txt › 案例三 › 二、做法 · 第 2 段 [40:50]",
            "    「第三〔季→月〕。」",
            "[4] 文字已改動（只差字形：繁簡、全半形或大小寫） 甲.txt › 案例三 › 二、做法 · 第 3 段 [40:50]",
            "    「〔會議→会议〕。」",
            "[5] 已不存在 甲.txt",
            "第 2 句不再是它所引的文字：",
            "    「〔四→三〕方。」",
            "第 3 句說了引文沒有的內容：",
            "    數目「15項」不在引文裏",
            "第 4 句已從檔案裏刪去。",
            "第 5 句改過措辭，仍與引文相符。",
            "    「〔共→有〕三方。」",
            "這一句不是匯出的答案，卻引了它的註腳 [1][5]：",
            "    「每週召開五次。」",
            "另有 2 條註腳不是匯出的引文，未核對。",
            "5 條引文：1 條原處相同、1 條移動、1 條改動、1 條只差字形、1 條不存在。"
            "檔案裏少了 1 條引文、改了 1 條引文、少了 1 句、改了 2 句、多了 1 句。請更正或重新提問。",
        ]
    )


def test_english_has_english_marks():
    """Around quotations and in the sum; what differs inside a quotation is marked as in Chinese."""
    lines = verification_text(REPORT, "en").splitlines()
    assert "    “第三〔季→月〕。”" in lines
    assert "    the number “15項” is not in its quotations" in lines
    assert "    “每週召開五次。”" in lines
    assert lines[-1].startswith(
        "5 quotations: 1 same, 1 moved, 1 changed, 1 changed in script only, 1 gone. In the file: "
    )
    assert not any(mark in line for line in lines for mark in "「」（）：；")


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("zh-Hant", "2 條引文：1 條原處相同、1 條移動。全部逐字屬實。"),
        ("zh-Hans", "2 条引文：1 条原处相同、1 条移动。全部逐字属实。"),
        ("en", "2 quotations: 1 same, 1 moved. All stand word for word."),
    ],
)
def test_the_sum_says_whether_all_holds(language, last):
    """The line that a person in a hurry reads."""
    report = Verification((_verified(1, "same"), _verified(2, "moved")))
    assert verification_text(report, language).splitlines()[-1] == last


@pytest.mark.parametrize(
    ("report", "last"),
    [
        (
            Verification((_verified(1, "same", in_file="removed"),)),
            "1 條引文：1 條原處相同。檔案裏少了 1 條引文。請更正或重新提問。",
        ),
        (
            Verification((_verified(1, "same"),), (VerifiedStatement(1, "removed", (), ()),)),
            "1 條引文：1 條原處相同。檔案裏少了 1 句。請更正或重新提問。",
        ),
        (
            Verification((_verified(1, "same"),), foreign=(Foreign("假的。", (1,)),)),
            "1 條引文：1 條原處相同。檔案裏多了 1 句。請更正或重新提問。",
        ),
        (
            Verification((_verified(1, "same", in_file="edited"),)),
            "1 條引文：1 條原處相同。檔案裏改了 1 條引文。改過之處經核對相符。",
        ),
    ],
    ids=["quotation removed", "statement removed", "foreign", "edited as the source was"],
)
def test_all_stand_is_not_said_of_a_file_that_was_changed(report, last):
    """What was removed, edited or put in is counted in the sum; only edits that agree with the source hold."""
    assert verification_text(report, "zh-Hant").splitlines()[-1] == last
    assert report.holds is ("經核對相符" in last)


def test_nothing_to_check_is_said():
    """A refusal has no quotations; "all stand" would promise what nobody looked at."""
    assert verification_text(Verification(()), "zh-Hant") == "沒有引文可核對。"
