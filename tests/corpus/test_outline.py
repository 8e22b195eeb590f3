"""The outline: what is a heading and what is not, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus.document import Section
from rag.corpus.outline import outline


def sections_of(text: str, levels: Mapping[int, int] | None = None) -> list[Section]:
    """All sections, front and tail included, after checking that they partition `text` and nest."""
    found = outline(text, levels or {})
    everything: list[Section] = []
    for top in (found.front, *found.cases, found.tail):
        if top is not None:
            assert top.level == 0
            for path in top.walk():
                everything.append(path[-1])
                check(text, path)
    spans = sorted(span for section in everything for span in own_spans(section))
    assert "".join(span.of(text) for span in spans) == text
    return everything


def own_spans(section: Section) -> list:
    """The heading span and the own bodies, without empty ones."""
    return [span for span in (section.heading_span, *section.bodies) if len(span)]


def check(text: str, path: tuple[Section, ...]) -> None:
    """One section: in bounds, inside its parent, in order, its heading where it says."""
    section = path[-1]
    assert 0 <= section.span.start <= section.span.end <= len(text)
    assert section.level == len(path) - 1
    assert section.heading in section.heading_span.of(text)
    assert section.heading == section.heading.strip()
    for span in own_spans(section):
        assert section.span.start <= span.start <= span.end <= section.span.end
    for body in section.bodies:
        if section.heading:
            assert body.of(text).strip()
    children = [child.span for child in section.sections]
    assert children == sorted(children)
    for child in children:
        assert section.span.start <= child.start <= child.end <= section.span.end


def tree(text: str) -> list[str]:
    """The headings of the cases' sections, two spaces per level; cases themselves left out."""
    sections_of(text)
    return [
        "  " * (path[-1].level - 1) + path[-1].heading
        for case in outline(text).cases
        for path in case.walk()
        if path[-1].level
    ]


MARKERS = [
    "一、",
    "二、",
    "三、",
    "十一、",
    "壹、",
    "貳、",
    "（一）",
    "(二)",
    "（三）",
    "㈠",
    "㈡",
    "1、",
    "2、",
    "3.",
    "１．",
    "２．",
    "1)",
    "2)",
    "（1）",
    "(2)",
    "⑴",
    "①",
    "②",
    "第一章 ",
    "第二章\u3000",
    "第 三 章 ",
    "第一條 ",
    "第二条 ",
    "第4-1條 ",
    "第一編 ",
    "第一部分 ",
    "# ",
    "## ",
    "### ",
    "【案例】一",
    "【案例】二",
    "【導語】：",
    "案例一：",
    "案例二 ",
    "**一、",
    "一是",
    "首先，",
    "12.5",
    "2019年",
    "20xx年",
    "附件：",
    "```",
    "上一篇：",
    "熱門標籤",
    "",
    "\u3000\u3000",
]
WORDS = [
    "甲乙丙",
    "党建工作",
    "黨建工作。",
    "加强领导；",
    "強化管理：",
    "“引號。”",
    "（括號）",
    "？",
    " ",
    "正文，正文。續文",
    "國務院",
    "（",
    "**",
]
ENDS = ["\n", "\n\n", "", "　\n", "\n \n"]

marked_texts = st.lists(
    st.tuples(st.sampled_from(MARKERS), st.lists(st.sampled_from(WORDS), max_size=4), st.sampled_from(ENDS)),
    max_size=40,
).map(lambda rows: "".join(marker + "".join(words) + end for marker, words, end in rows))


@settings(max_examples=600, deadline=None)
@given(marked_texts)
def test_sections_partition_any_numbered_text(text):
    """Headings and own bodies hold every character exactly once, nested and in order."""
    sections_of(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="一二1１.、（）()#*第章條【】案例:：。\n \u3000\t甲", max_size=200))
def test_sections_partition_any_noise(text):
    """Also where the markers are broken."""
    sections_of(text)


@settings(max_examples=600, deadline=None)
@given(marked_texts, st.data())
def test_sections_partition_any_styled_text(text, data):
    """Also where any of the lines are headings by style, of any level and in any order."""
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    levels = data.draw(st.dictionaries(st.sampled_from(starts), st.integers(0, 9)))
    sections_of(text, levels)


def styled_tree(*lines: str | tuple[int, str]) -> list[str]:
    """The headings of cases and sections, two spaces per level; a heading by style is (level, text), a title 0."""
    text, levels = "", {}
    for line in lines:
        if isinstance(line, tuple):
            levels[len(text)] = line[0]
        text += (line if isinstance(line, str) else line[1]) + "\n"
    sections_of(text, levels)
    return [
        "  " * path[-1].level + path[-1].heading for case in outline(text, levels).cases for path in case.walk()
    ]  # fmt: skip


def test_headings_by_style_count_as_those_of_markdown():
    """Level 1 opens a case, level 2 a section; a heading of a level closes those of its own and below."""
    lines = [(1, "东村案例"), "引言。", (2, "背景"), "文。", (3, "人口"), "文。", (2, "做法"), (1, "西村案例"), "文。"]
    assert styled_tree(*lines) == [
        "东村案例", "  背景", "    人口", "  做法", "西村案例",
    ]  # fmt: skip


def test_case_marks_open_cases_with_a_style_or_without():
    """The title of the collection above them is front."""
    expected = ["案例一：甲", "  背景", "案例二：乙", "  背景"]
    assert (
        styled_tree((0, "案例集"), (1, "案例一：甲"), (2, "背景"), "文。", (1, "案例二：乙"), (2, "背景"), "文。")
        == expected
    )
    assert styled_tree((1, "案例集"), "案例一：甲", (2, "背景"), "文。", "案例二：乙", (2, "背景"), "文。") == expected


def test_level_1_that_tells_the_parts_of_one_case_is_no_case():
    """Numbered as sections are, or named as the parts of a case: then the title, of either style, is the case."""
    numbered = ["東村案例", "  一、甲", "    （一）子", "  二、乙"]
    assert styled_tree((0, "東村案例"), (1, "一、甲"), (2, "（一）子"), "文。", (1, "二、乙"), "文。") == numbered
    assert styled_tree((1, "東村案例"), (1, "一、甲"), (2, "（一）子"), "文。", (1, "二、乙"), "文。") == numbered
    assert styled_tree("東村案例", (1, "一、甲"), (2, "（一）子"), "文。", (1, "二、乙"), "文。") == numbered
    assert styled_tree((0, "東村案例"), (1, "主要做法"), "文。", (1, "取得成效"), "文。") == [
        "東村案例",
        "  主要做法",
        "  取得成效",
    ]


def test_a_single_heading_of_level_1_is_no_case_below_a_text():
    """Else all that stands above it would be front, which nobody finds."""
    assert styled_tree((0, "答覆"), "正文。", (1, "出處"), "文。") == ["答覆", "  出處"]
    assert styled_tree("題", "子。", "丑。", "寅。", "卯。", (1, "附錄"), "文。") == ["題", "  附錄"]
    assert styled_tree("東村縣委", "2023年5月1日", (1, "東村案例"), "文。", (2, "人口"), "文。") == [
        "東村案例",
        "  人口",
    ]


def test_numbers_go_on_beside_styles():
    """A heading whose style was forgotten, or that alone has one, stands where its number says."""
    expected = [
        "題",
        "  一、甲",
        "    （一）子",
        "    （二）丑",
        "  二、乙",
        "    （一）寅",
        "    （二）卯",
        "  三、丙",
    ]
    lines = ["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅", "（二）卯", "三、丙"]
    level = {"一": 2, "二": 2, "三": 2, "（": 3}
    for styled in range(2 ** len(lines)):  # whichever of them have their style
        told = [(level[line[0]], line) if styled >> at & 1 else line for at, line in enumerate(lines)]
        with_text = [part for one in told for part in (one, "文。")]
        assert styled_tree((1, "題"), *with_text) == expected, told


def test_a_style_makes_a_heading_of_a_number_out_of_place():
    """第三章 after 第五章, and a lone 四、: whoever gave them a style meant headings."""
    assert styled_tree((1, "題"), (2, "第五章 甲"), "文。", (2, "第三章 乙"), "文。", (2, "四、丙"), "文。") == [
        "題", "  第五章 甲", "  第三章 乙", "  四、丙",
    ]  # fmt: skip


def test_a_long_paragraph_with_the_style_of_a_heading_is_text():
    """It was given it by mistake; if it has a number, its heading is found by that."""
    long = "村裏多年沒有開過大會，羣衆有事不知道找誰。" * 8
    assert styled_tree((1, "題"), (2, long), (2, f"（一）開會。{long}"), (2, f"（二）入戶。{long}")) == [
        "題", "  （一）開會", "  （二）入戶",
    ]  # fmt: skip


def test_levels_follow_the_document_not_a_table():
    """1、 directly below 二、 is a child; below （一） a grandchild."""
    text = "一、甲\n1、子。文\n2、丑。文\n二、乙\n（一）寅\n1、卯。文\n2、辰。文\n（二）巳\n文\n"
    assert tree(text) == [
        "一、甲", "  1、子", "  2、丑", "二、乙", "  （一）寅", "    1、卯", "    2、辰", "  （二）巳",
    ]  # fmt: skip


def test_inverted_numbering_is_understood():
    """1. above 一、: the order in which the document uses them decides."""
    text = "1.總則\n一、甲\n二、乙\n2.分則\n一、丙\n二、丁\n"
    assert tree(text) == ["1.總則", "  一、甲", "  二、乙", "2.分則", "  一、丙", "  二、丁"]


def test_a_front_list_does_not_swallow_the_chapters():
    """一、 after a finished 1、2、3、 stands beside it, not below."""
    text = "1、第一點\n2、第二點\n3、第三點\n一、甲\n1、子。文\n2、丑。文\n二、乙\n文\n"
    assert tree(text)[3:] == ["一、甲", "  1、子", "  2、丑", "二、乙"]


def test_numbers_that_count_nothing_are_text():
    """Decimals, years and placeholders open lines too."""
    text = "一、甲\n12.5億元的投資。\n2019年全國。\n20xx年全縣。\n3.5萬人參加。\n5、又一個數\n二、乙\n1.5倍\n"
    assert tree(text) == ["一、甲", "二、乙"]


def test_a_reference_at_the_head_of_a_paragraph_is_text():
    """「(一)所述的措施」 between (二) and (三) refers back."""
    text = "一、甲\n(一)子。文\n(二)丑。文\n(一)所述的措施很重要，應當落實。\n(三)寅。文\n二、乙\n文\n"
    assert tree(text) == ["一、甲", "  (一)子", "  (二)丑", "  (三)寅", "二、乙"]


def test_skipped_numbers_still_count():
    """一、三、四、: the writer lost 二、."""
    assert tree("一、甲\n文\n三、丙\n文\n四、丁\n文\n") == ["一、甲", "三、丙", "四、丁"]


def test_careless_delimiters_continue_each_other():
    """1、 2. 3、 is one list; 1. below 1、 is another."""
    assert tree("一、甲\n1、子。文\n2.丑。文\n3、寅。文\n二、乙\n") == [
        "一、甲", "  1、子", "  2.丑", "  3、寅", "二、乙",
    ]  # fmt: skip
    assert tree("1、子\n1.甲。文\n2.乙。文\n2、丑\n1.丙。文\n2.丁。文\n") == [
        "1、子", "  1.甲", "  2.乙", "2、丑", "  1.丙", "  2.丁",
    ]  # fmt: skip


def test_numbering_may_go_on_across_parents():
    """（三） below 二、 follows （二） below 一、, as in many notices."""
    text = "一、甲\n（一）子。文\n（二）丑。文\n二、乙\n（三）寅。文\n（四）卯。文\n"
    assert tree(text) == ["一、甲", "  （一）子", "  （二）丑", "二、乙", "  （三）寅", "  （四）卯"]


def test_both_scripts_and_all_widths():
    """Full width, half width, composed numerals and spaces are one style."""
    text = "　　一、　甲\n　　（１）子。文\n　　(2) 丑。文\n　　⑶寅。文\n　　二 、乙\n文\n"
    assert tree(text) == ["一、　甲", "  （１）子", "  (2) 丑", "  ⑶寅", "二 、乙"]
    assert [s.number for s in sections_of(text) if s.kind == "section"] == [1, 1, 2, 3, 2]


def test_run_in_heading_ends_at_the_first_stop_outside_brackets():
    """A stop inside （） or “” is part of the heading; 9:30 is none."""
    assert tree("(一)定於（見附：甲）9:30召開“會。”之後。正文\n(二)乙：正文\n") == [
        "(一)定於（見附：甲）9:30召開“會。”之後", "(二)乙",
    ]  # fmt: skip


def test_questions_keep_their_mark():
    """「一、什麼是黨課？」 is the heading, with its question mark."""
    assert tree("一、什麼是黨課？黨課是教育。\n二、怎麼上？先備課。\n") == [
        "一、什麼是黨課？",
        "二、怎麼上？",
    ]


def test_numbered_text_without_a_heading_is_known_by_its_marker():
    """No stop within fifty characters: the marker is all there is to print, the line is the body."""
    long = "依法登記註冊，" * 8 + "完善結構。並且繼續。"
    text = f"（一）{long}\n（二）{long}\n"
    assert tree(text) == ["（一）", "（二）"]
    assert sections_of(text)[1].bodies[0].of(text).startswith("依法登記")


def test_numbered_sentences_without_headings_are_items_of_the_parent():
    """（一）…；（二）…；（三）…。 in an article is a list in its text, not three sections."""
    text = "第一條 職責如下：\n（一）甲甲；\n（二）乙乙；\n（三）丙丙。\n前項三款另定之。\n第二條 文。\n"
    assert tree(text) == ["第一條", "第二條"]


def test_paragraph_after_a_run_belongs_to_the_parent():
    """After 1。…2。… the summing-up is the parent's; between two members it is the first one's."""
    text = "一、甲\n1、子。文\n續子。\n2、丑。文\n續丑。\n二、乙\n1、寅。文\n2、卯。文\n總之。\n三、丙\n"
    owners = {s.heading: [b.of(text).strip() for b in s.bodies] for s in sections_of(text)}
    assert owners["1、子"] == ["文\n續子。"]
    assert owners["2、丑"] == ["文\n續丑。"]  # 1、 has two paragraphs, so this is no run of one-liners
    assert owners["二、乙"] == ["總之。"]


def test_articles_own_what_follows_their_lists():
    """In a statute the paragraphs after a list belong to the article."""
    text = "第一條 如下：\n一、甲。乙\n二、丙。丁\n前項另定之。\n第二條（罰則） 文。\n"
    owners = {s.heading: [b.of(text).strip() for b in s.bodies] for s in sections_of(text)}
    assert owners["第一條"] == ["如下：", "前項另定之。"]
    assert "第二條（罰則）" in owners


def test_article_references_are_text():
    """「第三條規定的」 and a later 「第三條 規定」 after 第七條 are no articles."""
    text = "第七條 甲。\n第三條規定的情形。\n第三條 規定的事。\n第八條 乙。\n"
    assert tree(text) == ["第七條", "第八條"]


def test_chapters_above_sections_above_articles_whatever_the_hashes():
    """### 第一節 below ### 第二章, as printed in some statutes."""
    text = "# 法\n\n### 第 一 章 總則\n**第1條**\n文。\n### 第 二 章 編製\n### 第 一 節 概況\n**第2條**\n文。\n"
    assert tree(text) == ["第 一 章 總則", "  第1條", "第 二 章 編製", "  第 一 節 概況", "    第2條"]


def test_signature_and_annex_belong_to_no_section():
    """What follows the signature counts anew, at the top."""
    text = (
        "通知\n一、甲\n(一)子。文\n(二)丑。文\n二、乙\n文\n某縣委員會\n2019年1月27日\n附件：名單\n一、丙\n文\n二、丁\n"
    )
    assert tree(text) == ["一、甲", "  (一)子", "  (二)丑", "二、乙", "一、丙", "二、丁"]
    assert outline(text).cases[0].bodies[0].of(text).startswith("某縣委員會")


def test_title_of_a_second_document_in_the_file():
    """When 一、 starts again, the title line before it leaves the last section."""
    text = "甲規定\n一、子\n文。\n二、丑\n文。\n乙規定\n為了某事，特制定：\n一、寅\n文。\n二、卯\n文。\n"
    assert outline(text).cases[0].bodies[0].of(text) == "乙規定\n為了某事，特制定：\n"


def test_case_marks():
    """【…】一, 案例一：…, 【案例一】…, 篇一：…, # …; 【導語】 and 案例一中 are none."""
    for first, second in (
        ("【典型案例】一", "【典型案例】二"),
        ("案例一：甲", "案例二：乙"),
        ("【案例1】甲", "【案例2】乙"),
        ("篇一：甲", "篇二：乙"),
        ("典型案例一", "典型案例二"),
    ):
        text = f"題\n【導語】：見案例一中的話。\n{first}\n一、文\n{second}\n一、文\n"
        found = outline(text)
        assert [(case.number, case.heading) for case in found.cases] == [(1, first), (2, second)]
        assert found.front.span.of(text).startswith("題")
    markdown = outline("# 甲\n文\n## 子\n文\n```\n# 不是\n```\n# 乙\n文\n")
    assert [case.heading for case in markdown.cases] == ["甲", "乙"]


def test_cases_below_the_title_of_a_collection():
    """One # title and ## 案例: the title is front, the cases have their own sections."""
    found = outline("# 合集\n簡介。\n## 案例一 甲\n### 背景\n文\n## 案例二 乙\n### 背景\n文\n")
    assert [case.heading for case in found.cases] == ["案例一 甲", "案例二 乙"]
    assert [case.sections[0].heading for case in found.cases] == ["背景", "背景"]


def test_table_of_contents_is_front():
    """Marks listed line by line before the count starts again are no cases."""
    text = "目錄\n案例一：甲\n案例二：乙\n\n案例一：甲\n文\n案例二：乙\n文\n"
    found = outline(text)
    assert len(found.cases) == 2
    assert found.front.span.of(text).count("案例") == 2


def test_without_marks_the_text_is_one_case():
    """Its heading is the title line, if it has one."""
    assert outline("標題\n一、甲\n文\n").cases[0].heading == "標題"
    for text in ("這是一段話。\n第二段。\n", "一、甲\n文\n二、乙\n", "只有一行", "", "\n\n"):
        (case,) = outline(text).cases
        assert (case.number, case.heading, case.span.end) == (None, "", len(text))


def test_tail_only_at_the_end():
    """Page furniture in the middle is text; at the end it is the tail, with the links below it."""
    assert outline("題\n相關文章\n這是正文的一句話。\n").tail is None
    text = "題\n文。\n\n上一篇：某某\n热门标签\n黨建 創新\n"
    assert outline(text).tail.span.of(text) == "上一篇：某某\n热门标签\n黨建 創新\n"


def test_only_headings():
    """A document of nothing but headings is a tree without bodies."""
    assert tree("一、甲\n（一）子\n（二）丑\n二、乙\n（一）寅\n（二）卯\n") == [
        "一、甲", "  （一）子", "  （二）丑", "二、乙", "  （一）寅", "  （二）卯",
    ]  # fmt: skip


def test_tables_and_very_long_lines_are_text():
    """A cell with 一、 is no heading, nor is anything inside a line."""
    text = "題\n| 一、 | 二、 |\n|--|--|\n| 1、 | 2、 |\n" + "一、文" * 10_000 + "\n"
    assert tree(text) == []


def test_a_divider_of_tildes_fences_nothing():
    """Only a fence that closes makes code of what it holds; headings after a lone divider are headings."""
    headings = [child.heading for child in outline("~~~~~~\n一、甲\n文。\n二、乙\n文。\n").cases[0].sections]
    assert headings == ["一、甲", "二、乙"]
    code = outline("一、甲\n```\n二、碼\n```\n二、乙\n文。\n").cases[0].sections
    assert [child.heading for child in code] == ["一、甲", "二、乙"]


def test_a_long_first_line_is_no_title():
    """White space before it does not hide its length."""
    assert outline(" " * 200 + "很長" * 200 + "\n文。\n").cases[0].heading == ""
