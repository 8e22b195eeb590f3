"""Roles: which headings say that a section tells the background, the approach, the results or the lessons of a case."""

from __future__ import annotations

import time

import pytest

from rag.corpus.fold import to_simplified, to_traditional
from rag.corpus.outline import outline
from rag.corpus.reader import read_document
from rag.corpus.roles import ROLES, role_of, roles_mentioned, sections_by_role

LABELLED = {
    ("background",): [
        "一、背景起因", "一、實施背景", "一、背景與起因", "一、創新動因", "（一）案例背景", "背景", "一、基本情况",
        "基本案情", "案情回顾", "缘起", "起因：", "1.現狀與問題", "一、存在的问题", "二、面臨的主要問題",
        "【背景】", "第一部分 背景", "一、项目简介", "企業概況", "一、为什么做", "“開放式黨課”的背景",
        "（一）當前現狀分析", "壹、緣由", "一、問題", "## 背景", "一、时代背景", "Background",
        "1. Background and Context",
    ],
    ("approach",): [
        "二、主要做法", "二、具體做法", "二、創新與實踐", "三、具体措施", "三、工作措施", "做法", "（二）主要举措",
        "實施路徑", "实践探索", "二、创新举措", "怎么做", "二、探索與實踐", "二、經驗做法", "典型做法", "工作举措",
        "采取的措施", "實施過程", "二、實施步驟", "三、组织实施", "二、工作开展情况", "二、我們的做法",
        "方法與步驟", "二、創新實踐", "2 Approach", "Main practices",
    ],
    ("results",): [
        "三、主要成效", "三、創建成效", "三、實際成效", "三、工作成效", "取得的成效", "三、取得的主要成效", "成果",
        "效果", "社會效果", "收穫", "亮點成效", "三、初步成效", "成效显著", "处理结果", "裁判结果", "成績",
        "三、實踐成效", "三、成效分析", "三、創新成果", "成效：", "(三)取得了哪些成效", "亮曬作行動的主要成效",
        "三、经济效益和社会效益", "育人成效", "Results", "Outcomes",
    ],
    ("lessons",): [
        "四、探索啓示", "四、經驗啓示", "三、经验启示", "启示", "四、幾點啟示", "四、經驗與啟示", "四、体会与思考",
        "討論", "反思", "四、幾點體會", "四、启发", "典型意义", "四、工作體會", "四、三点启示", "實踐經驗",
        "四、思考與展望", "教學反思", "四、几点思考和建议", "Lessons learned",
    ],
    ("approach", "results"): ["做法與成效", "二、主要做法和成效", "做法及成效", "二、實踐與成效", "二、做法成效"],
    ("results", "lessons"): ["三、成效與體會", "成效与启示", "三、成效和經驗", "成果與反思", "Results and discussion"],
    ("background", "approach"): ["問題與對策", "一、背景及做法"],
    ("background", "approach", "results"): ["背景、做法、成效", "背景、做法與成效"],
    # Headings that use the words and are about something else; most of them stand in real documents.
    (): [
        "(二)思政工作問題管理“1234”工作法", "問題管理", "成效考核機制", "(五)黨課成果是踐行", "(四)黨課活力是創新",
        "(四)打造了實踐平臺,造就黨員爭創的集體行動與工作作風。", "(三)注重過程控制。", "(二)強化工作抓手。",
        "(一)調查分析供電企業員工思想上的突出問題", "2、堅持“兩個結合”,確保查找問題全面深入",
        "3、建立“三級架構”,確保分析問題科學有效", "(1)建立面向基層的1級問題管理庫", "(4)推行“最佳實踐共享”",
        "5、應對員工隊伍思想問題的具體舉措", "6、農電及集體人員的歸屬感問題", "六、保障措施", "五、强化保障措施",
        "（三）科技成果转化激励方面", "49.医院承担培养医学人才的工作成效", "（十三）推进农机服务机制创新",
        "十一、建设国际一流的创新型城市", "一、推广的改革举措（共23项）", "成果轉化", "經驗交流會", "效果評估機制",
        "問題導向", "實踐基地建設", "背景音樂", "背景調查", "措施可行、行動可見、成效可評", "典型經驗庫",
        "二、市場及業務概況：", "建立成果共享机制", "申请人请求", "法官解读", "案例分析", "創新驅動", "總結表彰",
        "推广制度", "體會式教學", "思想政治工作", "2.列明最近二年度研究發展支出及其成果，並略述未來研究發展計畫。",
        "（四）必须大兴调查研究，从实际出发想问题、作决策、办事情", "Results-based management",
        "Lessons on the air", "Case 3", "三、", "",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "roles"), [(heading, roles) for roles, headings in LABELLED.items() for heading in headings]
)
def test_a_heading_says_its_roles_in_both_scripts(heading, roles):
    """The wordings of real case collections, and headings that only use the words."""
    for text in (heading, to_simplified(heading), to_traditional(heading)):
        assert role_of(text) == frozenset(roles)


def _headings(text: str) -> dict[str, list[str]]:
    """Role → headings of its sections, in the only case of `text`."""
    (case,) = outline(text).cases
    found = {}
    for role, paths in sections_by_role(case).items():
        for path in paths:
            section = case
            for position in path:
                section = section.sections[position]
            found.setdefault(role, []).append(section.heading)
    return found


def test_the_five_cases(five_cases_path):
    """Read off the document: every case tells three roles in three sections, two of them lessons too, one in one."""
    document = read_document(five_cases_path, name="a", max_file_bytes=20_000_000)
    found = [
        {role: [case.sections[position].heading for (position,) in paths] for role, paths in sections.items()}
        for case, sections in ((case, sections_by_role(case)) for case in document.cases)
    ]
    assert found == [
        {"background": ["一、背景起因"], "approach": ["二、主要做法"], "results": ["三、創建成效"]},
        {
            "background": ["一、實施背景"],
            "approach": ["二、具體做法"],
            "results": ["三、工作成效"],
            "lessons": ["四、探索啓示"],
        },
        {
            "background": ["一、實施背景"],
            "approach": ["二、主要做法"],
            "results": ["三、主要成效"],
            "lessons": ["四、經驗啓示"],
        },
        {
            "background": ["一、背景與起因"],
            "approach": ["二、創新與實踐"],
            "results": ["三、成效與體會"],
            "lessons": ["三、成效與體會"],
        },
        {"background": ["一、創新動因"], "approach": ["二、主要做法"], "results": ["三、實際成效"]},
    ]


def test_what_stands_below_a_role_belongs_to_it():
    """A step called 效果 is part of the approach; the results are the section of their own."""
    text = "一、做法\n(一)步驟\n文。\n(二)效果\n文。\n二、成效\n文。"
    assert _headings(text) == {"approach": ["一、做法"], "results": ["二、成效"]}


def test_roles_below_a_heading_without_one():
    """「一、整村推进」 says no role, so its parts are looked at; what is higher up goes before what is lower."""
    text = "一、整村推进\n(一)背景\n文。\n(二)做法\n文。\n(三)成果\n文。\n二、成效\n文。"
    assert _headings(text) == {"background": ["(一)背景"], "approach": ["(二)做法"], "results": ["二、成效"]}


def test_problems_after_the_results_are_no_background():
    """「存在的問題」 tells why it began when it stands first, and what is left to do when it stands last."""
    assert _headings("一、存在的问题\n文。\n二、做法\n文。")["background"] == ["一、存在的问题"]
    assert "background" not in _headings("一、做法\n文。\n二、成效\n文。\n三、存在的问题\n文。")


def test_a_section_of_one_role_goes_before_one_of_two():
    """With 「做法與成效」 and 「成效」 the results are the second; the approach is the first."""
    text = "一、做法與成效\n文。\n二、成效\n文。"
    assert _headings(text) == {"approach": ["一、做法與成效"], "results": ["二、成效"]}


def test_a_case_without_such_headings_has_no_roles():
    """A tale without headings, or with others."""
    assert _headings("那年春天，街道辦起了黨課。") == {}
    assert _headings("一、問題管理\n文。\n二、流程\n文。") == {}


def test_a_role_is_called_by_its_own_name():
    """What `--role` and JSON call it is a heading of it too."""
    assert [role_of(role) for role in ROLES] == [{role} for role in ROLES]


def test_roles_mentioned_anywhere():
    """What a sentence announces; in both scripts."""
    assert roles_mentioned("主要有以下突出成效。") == roles_mentioned("主要有以下突出成果。") == {"results"}
    assert roles_mentioned("由此带来两个现实问题，采取以下舉措：") == {"background", "approach"}
    assert roles_mentioned("每月召開一次會議。") == frozenset()


@pytest.mark.parametrize("heading", ["創新" * 25, "問題" * 24 + "的成效", "成效" * 5_000, "的" * 50, "、" * 50])
def test_no_heading_takes_long(heading):
    """Words that may be noun and qualifier at once are not tried in every combination."""
    began = time.process_time()
    role_of(heading)
    assert time.process_time() - began < 0.1
