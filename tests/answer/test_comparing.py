"""Comparison: a cell per case, or per case and role, each with what that case says or the word that it does not."""

from __future__ import annotations

import re

import pytest

from rag import Library, UsageError
from rag.answer.comparing import asked_roles, roles_named
from rag.answer.text import comparison_text, outside_role
from rag.corpus.fold import to_simplified, to_traditional
from rag.settings import Settings
from tests.committed_schemas import held_to_schema

# Question → roles asked for; whether for all they tell, or on a topic.
ASKED = {
    "各案例取得了什麼成效？": (["results"], True),
    "取得了什么成效？": (["results"], True),
    "各案例的成效": (["results"], True),
    "五個案例各有什麼成效？": (["results"], True),
    "案例三和案例五的成效有什麼不同？": (["results"], True),
    "第三個案例的成效": (["results"], True),
    "各案例的背景是什么？": (["background"], True),
    "各案例當初遇到什麼起因？": (["background"], True),
    "各案例存在哪些問題？": (["background"], True),
    "各案例開展活動的背景": (["background"], True),
    "案例一、案例二的背景": (["background"], True),
    "各案例有哪些主要做法？": (["approach"], True),
    "各个案例采取了什么举措？": (["approach"], True),
    "各案例是怎麼做的？": (["approach"], True),
    "各案例有什麼啟示？": (["lessons"], True),
    "每个案例的经验体会是什么": (["lessons"], True),
    "背景、做法、成效": (["background", "approach", "results"], True),
    "各案例的背景、做法和成效分别是什么": (["background", "approach", "results"], True),
    "請比較五個案例的做法與成效": (["approach", "results"], True),
    "這些案例的起因和啟發分別是什麼？": (["background", "lessons"], True),
    "compare the results of the cases": (["results"], True),
    "What did each case achieve?": (["results"], True),
    "What is the background of each case?": (["background"], True),
    "Compare the approaches of the cases": (["approach"], True),
    "What lessons do the cases offer?": (["lessons"], True),
    "What can we learn from the cases?": (["lessons"], True),
    "Lessons of case 3": (["lessons"], True),
    "List the background, approach and results of each case": (["background", "approach", "results"], True),
    "各案例在人才培養方面的成效": (["results"], False),
    "各案例在人才培養方面取得了什麼成效？": (["results"], False),
    "各案例减轻职工心理压力的做法有哪些": (["approach"], False),
    "What results did the cases achieve in talent training?": (["results"], False),
    "What approaches to employees' mental health did the cases take?": (["approach"], False),
    "所取得的成效隔多久公開一次": ([], False),
    "成效考核機制是什麼？": ([], False),
    "各案例的成效怎樣考核？": ([], False),
    "攻關隊取得的進展成效由誰評價？": ([], False),
    "問題管理的流程是什麼": ([], False),
    "員工思想上有哪些問題？": ([], False),
    "確認“問題”處理的效果和滿意度的是誰": ([], False),
    "有什么经验值得推广？": ([], False),
    "各案例的問題管理庫有幾級？": ([], False),
    "各案例如何創新黨課？": ([], False),
    "各案例採取什麼措施減輕壓力": ([], False),
    "黨課成果是什麼": ([], False),
    "黨課成效如何": ([], False),
    "各案例黨課的成效": (["results"], False),
    "怎樣建立案例分析庫": ([], False),
    "how often are the results published?": ([], False),
}


@pytest.mark.parametrize("question", ASKED)
def test_which_roles_a_question_asks_for(question):
    """For a whole role, for a role on a topic, or for something that the word only stands next to."""
    roles, whole = ASKED[question]
    for text in (question, to_simplified(question), to_traditional(question)):
        asked = asked_roles(text)
        assert list(asked.roles) == roles
        assert asked.whole == whole


def test_roles_by_name():
    """In both scripts and in English, in the order of a story, each once; what is no role is refused."""
    assert roles_named(["成效", "背景", "results"]) == ("background", "results")
    assert roles_named(["啟示", "启示", "做法與成效"]) == ("approach", "results", "lessons")
    assert roles_named([]) == ()
    with pytest.raises(UsageError) as refused:
        roles_named(["天氣"])
    assert "天氣" in refused.value.text("zh-Hant")


# Role → case → the section that its cell comes from, and what a careful reader would quote one of; None: not said.
CELLS = {
    "background": {
        1: ("一、背景起因", ["爭做合格黨員的實踐載體", "合格黨員到底怎麼做", "兩個現實問題"]),
        2: ("一、實施背景", ["相對匱乏", "不穩定因素"]),
        3: ("一、實施背景", ["嚴峻的挑戰和難題", "嚴重問題", "壓力增大"]),
        4: ("一、背景與起因", ["發展瓶頸", "(一)認識不足"]),
        5: ("一、創新動因", ["等現象和問題", "差距較大"]),
    },
    "approach": {
        1: ("二、主要做法", ["(一)找準爭創載體"]),
        2: ("二、具體做法", ["(一)強化思想引領"]),
        3: ("二、主要做法", ["(二)思政工作問題管理“1234”工作法"]),
        4: ("二、創新與實踐", ["一是主題開放"]),
        5: ("二、主要做法", ["1、圍繞“三亮”亮身份"]),
    },
    "results": {
        1: ("三、創建成效", ["(二)實現了黨務業務的有效融合"]),
        2: ("三、工作成效", ["(一)職工隊伍和諧穩定", "24.22億千瓦時"]),
        3: ("三、主要成效", ["1.實現了從“灌輸式”", "“四個零”"]),
        4: ("三、成效與體會", ["活動30餘次", "熱情持續高漲"]),
        5: ("三、實際成效", ["一是提振了黨員“精氣神”"]),
    },
    "lessons": {
        1: None,
        2: ("四、探索啓示", ["(一)推動職工福利改善"]),
        3: ("四、經驗啓示", ["1.建立一套管理制度"]),
        4: ("三、成效與體會", ["(一)黨課基礎是能力"]),
        5: None,
    },
}
BY_ROLE = {
    "background": ["各案例的背景是什么？", "What is the background of each case?"],
    "approach": ["各案例有哪些主要做法？", "Compare the approaches of the cases"],
    "results": ["各案例取得了什麼成效？", "compare the results of the cases"],
    "lessons": ["每个案例的经验体会是什么", "What lessons do the cases offer?"],
}


@pytest.mark.parametrize(("role", "question"), [(role, asked) for role in BY_ROLE for asked in BY_ROLE[role]])
def test_the_cells_of_a_role(five_cases, role, question):
    """All twenty, in each language: from the section of that role, what carries it, short; or not said."""
    rows = five_cases.compare(question).rows
    assert [(row.case, row.role) for row in rows] == [(case, role) for case in range(1, 6)]
    for row in rows:
        expected = CELLS[role][row.case]
        if expected is None:
            assert (row.status, row.citations) == ("refused", ())
            continue
        section, said = expected
        cell = "\n".join(cited.quote for cited in row.citations)
        assert all(section in cited.breadcrumb for cited in row.citations)
        assert any(quote in cell for quote in said), cell
        assert len(cell) <= 170


def test_a_list_is_quoted_whole(five_cases):
    """The headings below a section, or the items that fill it, in order; nothing from a neighbour."""
    rows = five_cases.compare("各案例的做法、啟示").rows
    quotes = {(row.case, row.role): [cited.quote for cited in row.citations] for row in rows}
    assert quotes[3, "lessons"] == [
        "1.建立一套管理制度", "2.建立一套信息系統", "3.建立一套考覈機制", "4.打造一支過硬隊伍",
    ]  # fmt: skip
    assert quotes[4, "approach"] == [
        "一是主題開放。", "二是內容開放。", "三是形式開放。", "四是互動開放。", "五是受衆開放。",
    ]  # fmt: skip


def test_a_topic_is_looked_for_in_the_sections_of_the_role(five_cases):
    """Only the second case has results in training people; how pressure is relieved stands under what was done."""
    rows = five_cases.compare("各案例在人才培養方面的成效").rows
    assert [row.case for row in rows if row.status == "answered"] == [2]
    assert all("三、工作成效" in cited.breadcrumb for cited in rows[1].citations)
    rows = five_cases.compare("各案例减轻职工心理压力的做法有哪些").rows
    assert [row.case for row in rows if row.status == "answered"] == [2, 3]
    assert all({"二、具體做法", "二、主要做法"} & set(cited.breadcrumb) for row in rows for cited in row.citations)


def test_roles_can_be_forced(five_cases):
    """Whatever the question says; by any of their names, in both scripts."""
    question = "職工的心理壓力"
    assert {row.role for row in five_cases.compare(question).rows} == {None}
    for names in (["做法", "成效"], ["results", "具体做法"]):
        rows = five_cases.compare(question, roles=names).rows
        assert [(row.case, row.role) for row in rows[:3]] == [(1, "approach"), (1, "results"), (2, "approach")]
    whole = five_cases.compare("各案例", roles=["啟示"]).rows
    assert [row.status for row in whole] == ["refused", "answered", "answered", "answered", "refused"]


def test_the_cases_that_are_named(five_cases):
    """A question about two cases gets two rows, in the order of the collection."""
    assert [row.case for row in five_cases.compare("案例五和案例二的成效").rows] == [2, 5]
    assert [row.case for row in five_cases.compare("各案例的成效").rows] == [1, 2, 3, 4, 5]
    assert [row.case for row in five_cases.compare("其他案例（不含案例二）的成效").rows] == [1, 3, 4, 5]


def test_citations_are_slices_numbered_through_the_comparison(five_cases):
    """1, 2, 3 … over all rows; each statement is its quotation, which stands where it says."""
    comparison = five_cases.compare("各案例的背景、做法、成效")
    cited = [citation for row in comparison.rows for citation in row.citations]
    assert [citation.n for citation in cited] == list(range(1, len(cited) + 1))
    for citation in cited:
        assert five_cases.document(citation.document).text[citation.start : citation.end] == citation.quote
    for row in comparison.rows:
        assert [statement.citations for statement in row.statements] == [(one.n,) for one in row.citations]
        assert row.status == ("answered" if row.citations else "refused")
    held_to_schema("compare", comparison.to_dict())


# Question → case → one of what a good cell holds; cases left open, where readers may differ.
ORDINARY = {
    "如何減輕職工的心理壓力？": ({2: ["減壓室"], 3: ["壓力", "心理"]}, set()),
    "如何培养青年员工成长成才？": ({2: ["新生成長", "成才"], 3: ["定苗助長"]}, set()),
    "各案例有多少名黨員？": ({1: ["109"], 5: ["2萬多名"]}, {4}),
    "獲得了哪些榮譽稱號？": ({2: ["技術能手"], 3: ["工人先鋒號", "文明單位"], 5: ["全國先進"]}, {4}),
    "如何作出公開承諾？": ({1: ["公開承諾"], 5: ["公開承諾"]}, set()),
    "开展了多少次“开放式党课”活动？": ({4: ["30餘次"]}, set()),
    "如何幫扶困難職工或貧困戶？": ({2: ["困難職工", "捐"], 5: ["貧困戶", "脫貧"]}, {3, 4}),
    "經濟效益如何，完成了多少利潤或生產總值？": ({2: ["4.04億元"], 5: ["98.33億元"]}, {3}),
    "爲什麼會滋長形式主義？": ({3: ["形式主義"]}, set()),
    "G20峰会期间的保电任务完成得怎么样？": ({3: ["四個零"]}, set()),
    "信訪件下降了多少？": ({5: ["42.7%"]}, set()),
    "選定了多少個黨員攻關隊？": ({1: ["11個"]}, set()),
    "向希望小学捐了多少钱？": ({2: ["50餘萬元"]}, set()),
    "各案例組織了哪些人報考心理諮詢師？": ({3: ["心理諮詢師"]}, set()),
    "上黨課要使用哪些現代化手段？": ({4: ["短信", "PPT"]}, set()),
    "How do the cases relieve employees' psychological pressure?": ({2: ["減壓室"], 3: ["壓力", "心理"]}, set()),
    "怎樣在家裏烤麵包？": ({}, set()),
    "如何通过微信群与职工互动？": ({2: ["微信"]}, {4}),
}


def test_ordinary_questions_case_by_case(five_cases):
    """Read off the text: which case says it, and what holds it; measured 80 of 84 and 23 of 26."""
    right, held, cells, said = 0, 0, 0, 0
    for question, (expected, left_open) in ORDINARY.items():
        for row in five_cases.compare(question).rows:
            assert row.role is None
            if row.case in left_open:
                continue
            cells += 1
            right += (row.status == "answered") == (row.case in expected)
            cell = "\n".join(cited.quote for cited in row.citations)
            said += row.case in expected
            held += any(quote in cell for quote in expected.get(row.case, ()))
    assert (cells, said) == (84, 26)
    assert right >= 78
    assert held >= 21


@pytest.fixture(scope="module")
def river_tale(tmp_path_factory, model_cache) -> Library:
    """A document whose background holds a list, of results."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "b.txt").write_text(
        "河道治理\n一、基本情况\n村前的河道多年淤塞，面临严峻的治理难题。治理取得以下成效：一是水清了。二是岸绿了。三是人聚了，"
        "每到傍晚河边都有乡亲散步。\n二、措施\n全村义务清淤。",
        encoding="utf-8",
    )
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index"), cache_dir=model_cache)
    return Library.build(settings.corpus_dir, settings.index_dir, settings=settings)


def test_a_list_of_something_else_does_not_stand_for_the_section(river_tale):
    """「治理取得以下成效：一是…」 in the background is not the background."""
    background, approach = river_tale.compare("背景、措施").rows
    assert [cited.quote for cited in background.citations] == ["村前的河道多年淤塞，面临严峻的治理难题。"]
    assert [cited.quote for cited in approach.citations] == ["全村义务清淤。"]


def test_without_such_a_section_the_case_is_asked_as_a_whole(five_cases):
    """The first case has no section of lessons, so all of it is looked through; the second has one, and only that."""
    rows = five_cases.compare("選定了多少個黨員攻關隊？", roles=["啟示"]).rows
    assert "11個攻關隊" in "".join(cited.quote for cited in rows[0].citations)
    rows = five_cases.compare("為希望小學捐款多少？", roles=["啟示", "做法"]).rows
    assert [(row.role, row.status) for row in rows if row.case == 2] == [
        ("approach", "answered"),
        ("lessons", "refused"),
    ]


def test_the_text_names_case_and_role(five_cases):
    """A case's name once, then a block per role, with its label in the reader's language."""
    text = comparison_text(five_cases.compare("各案例的成效和啟示"), "zh-Hant")
    assert text.count("■") == 5
    assert re.findall(r"【(成效|啟示)】", text) == ["成效", "啟示"] * 5
    assert text.count("此案例未提及") == 2
    assert "\nResults:\n" in comparison_text(five_cases.compare("各案例的成效"), "en")
    assert "【成效】" not in comparison_text(five_cases.compare("三方會議多久開一次？"), "zh-Hant")


def test_the_command_compares_by_role(anwen):
    """`--role` may be repeated and takes any name of a role; another word is a usage error that says so."""
    code, out, _ = anwen("compare", "各案例", "--role", "成效", "--role", "lessons", "--json")
    rows = held_to_schema("compare", out)["rows"]
    assert code == 0
    assert [(row["case"], row["role"]) for row in rows[:2]] == [(1, "results"), (1, "lessons")]
    code, out, err = anwen("compare", "各案例", "--role", "天氣")
    assert (code, out) == (2, "")
    assert "天氣" in err
    assert "提示" in err


def test_a_cell_from_outside_the_role_says_so(five_cases):
    """Cases without a heading for 啟示 may still say something; a reader must see that it stands under another one."""
    comparison = five_cases.compare("黨員", roles=["啟示"])
    told = {row.case: outside_role(row) for row in comparison.rows if row.citations}
    assert told[1]
    assert not any(told.get(case) for case in (2, 3))
    assert "此案例沒有這樣的標題" in comparison_text(comparison, "zh-Hant")
