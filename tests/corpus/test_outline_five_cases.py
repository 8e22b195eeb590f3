"""The user's document: the whole tree as read by a person, and where its paragraphs are filed."""

from __future__ import annotations

import pytest

from rag.corpus.document import Document, Section
from rag.corpus.lookup import Lookup
from rag.corpus.outline_report import coverage
from rag.corpus.paragraphs import paragraphs
from rag.corpus.reader import read_document

CASE = "【全國基層黨建創新典型案例】"

# Written by hand from reading the document: indentation is depth.
TREE = f"""
{CASE}一
  一、背景起因
  二、主要做法
    (一)找準爭創載體。
    (二)強化工作抓手。
    (三)注重過程控制。
  三、創建成效
    (一)落實了“兩學一做”,使爭做合格黨員有了具體抓手並帶上了信息化的明顯特徵。
    (二)實現了黨務業務的有效融合,有力推動中心工作和項目任務的完成。
    (三)設立了爭創標杆,發揮了優秀黨員的示範引領作用並激發了創建活力。
    (四)打造了實踐平臺,造就黨員爭創的集體行動與工作作風。
{CASE}二
  一、實施背景
  二、具體做法
    (一)強化思想引領,建立企業關愛職工的長效機制
    (二)強化民主管理,拓寬職工關愛企業的有效渠道
    (三)強化責任落實,形成企業和職工共同關愛社會的良好氛圍
  三、工作成效
    (一)職工隊伍和諧穩定,助力企業發展
    (二)職工幸福感增強,人才隊伍快速成長
    (三)樹立良好社會形象,實現合作共贏
  四、探索啓示
    (一)推動職工福利改善,提高職工幸福感
    (二)強化民主管理,發揮職工能動力
    (三)強化教育引領,營造和諧氛圍
{CASE}三
  一、實施背景
  二、主要做法
    (一)調查分析供電企業員工思想上的突出問題
      1、班組負擔重引發的焦慮
      2、爭先進位和結構性缺員造成了較大的心理壓力
      3、部分員工對職業前景的困惑
      4、對標考覈與實際工作脫節產生的糾結
      5、競賽調考帶來的思想包袱
      6、農電及集體人員的歸屬感問題
      7、不同身份人員在價值認同上的差異
      8、收入福利減少帶來的不良情緒
    (二)思政工作問題管理“1234”工作法
      1、制定一項基本流程,確保工作有序開展
      2、堅持“兩個結合”,確保查找問題全面深入
        (1)在查找方式上,堅持“走下去”和“請進來”相結合
        (2)在活動載體上,堅持“正激勵”和“硬約束”相結合
      3、建立“三級架構”,確保分析問題科學有效
        (1)建立面向基層的1級問題管理庫
        (2)建立面向部門(二級單位)的 2級問題管理庫
        (3)建立面向公司的3級問題管理庫
      4、實行“四位一體”管控模式,確保解決問題閉環管理
        (1)召開“三方會議”
        (2)實施“分類管理”
        (3)強化“督辦和反饋”
        (4)推行“最佳實踐共享”
      5、應對員工隊伍思想問題的具體舉措
        (1)開展員工思想動態“大數據”分析
        (2)大力加強員工心理疏導
        (3)實施班組“減負‘定向突破’”計劃
        (4)開展員工“三能”提升行動
        (5)建立青年職工“定苗助長”培養模式
        (6)開展“辦實事”活動
        (7)推行領導班子“走動式”管理
        (8)實施思政工作“柔性管理”
        (9)實施幸福企業“和諧管理”
        (10)實施企業文化建設重點突破行動
  三、主要成效
    1.實現了從“灌輸式”向“互動式”的轉變
    2.實現了從“粗放型”向“精益型”的轉變
    3.實現了從“階段性”向“實時性”的轉變
    4.實現了從“簡單化”向“科學化”的轉變
  四、經驗啓示
    1.建立一套管理制度
    2.建立一套信息系統
    3.建立一套考覈機制
    4.打造一支過硬隊伍
{CASE}四
  一、背景與起因
    (一)認識不足
    (二)主題不新
    (三)內容不活
    (四)載體不多
    (五)互動不強
  二、創新與實踐
  三、成效與體會
    (一)黨課基礎是能力
    (二)黨課源頭是生活
    (三)黨課主角是黨員
    (四)黨課活力是創新
    (五)黨課成果是踐行
{CASE}五
  一、創新動因
  二、主要做法
    1、圍繞“三亮”亮身份,倒逼責任落實
    2、圍繞“三曬”曬業績,聚焦工作落實
    3、圍繞“三作”作表率,提升黨員形象
  三、實際成效
"""


@pytest.fixture(scope="module")
def document(five_cases_path) -> Document:
    """The user's document, read."""
    return read_document(five_cases_path, name=five_cases_path.name, max_file_bytes=20_000_000)


def find(document: Document, *headings: str) -> Section:
    """The section whose path ends with these headings' beginnings."""
    for path in document.walk():
        tail = path[-len(headings) :]
        if len(tail) == len(headings) and all(
            section.heading.startswith(heading) for section, heading in zip(tail, headings, strict=True)
        ):
            return path[-1]
    raise LookupError(headings)


def test_the_whole_tree(document):
    """Five cases with every section that a reader sees, and no other."""
    printed = ["  " * (len(path) - 1) + path[-1].heading for path in document.walk() if path[0].kind == "case"]
    assert printed == TREE.strip("\n").split("\n")


def test_cases_are_numbered_as_printed(document):
    """【…】一 to 【…】五 are the cases 1 to 5."""
    assert [case.number for case in document.cases] == [1, 2, 3, 4, 5]


def test_front_holds_title_source_and_lead(document):
    """【導語】 is no case mark; the title is printed twice before the first case."""
    front = document.front.span.of(document.text)
    assert front.startswith("第四屆全國基層黨建創新典型案例範文集合(二)")
    assert "來源:瑞文範文網" in front and "【導語】" in front
    assert front.count("第四屆全國基層黨建創新典型案例範文集合(二)") == 2


def test_tail_is_the_page_furniture(document):
    """Nothing but 熱門標籤 stands after the last case."""
    assert document.tail.span.of(document.text).strip() == "熱門標籤"


def test_every_character_belongs_to_one_section(document):
    """Coverage is computed from the spans."""
    assert coverage(document) == 1.0


def test_closing_paragraph_belongs_to_what_stands_above_the_list(document):
    """「從以上8個問題可以看出」 sums up 1、 to 8、, so it is not part of 8、."""
    parent = find(document, "(一)調查分析")
    assert len(parent.bodies) == 2
    assert parent.bodies[1].of(document.text).startswith("從以上8個問題可以看出")
    assert "從以上" not in find(document, "8、收入福利").span.of(document.text)


def test_four_zeros_stand_in_the_results(document):
    """「四個零」 stands in 案例三 › 三、主要成效, not under 4.."""
    results = find(document, CASE + "三", "三、主要成效")
    assert "“四個零”" in results.bodies[1].of(document.text)
    assert "四個零" not in results.sections[-1].span.of(document.text)


def test_run_in_heading_leaves_its_text_as_paragraph_one(document):
    """The stop belongs to the heading's span, the rest of the line is paragraph 1."""
    section = find(document, "4、實行“四位一體”", "(3)強化“督辦和反饋”")
    assert section.heading_span.of(document.text) == "(3)強化“督辦和反饋”。"
    (only,) = paragraphs(document.text, section)
    assert only.of(document.text).startswith("政工部門負責督察督辦")
    assert Lookup(document).paragraph(section.heading_span.start) == 0
    assert Lookup(document).paragraph(only.start + 5) == 1


def test_paragraphs_are_counted_in_the_own_body(document):
    """案例四 › 二、: one paragraph, then the five 一是…五是."""
    section = find(document, CASE + "四", "二、創新與實踐")
    starts = [paragraph.of(document.text)[:4] for paragraph in paragraphs(document.text, section)]
    assert starts == ["正是由於", "一是主題", "二是內容", "三是形式", "四是互動", "五是受衆"]


def test_heading_span_of_a_standalone_heading_reaches_to_its_body(document):
    """It holds the marker, and the blank lines up to where the body begins."""
    section = find(document, CASE + "一", "一、背景起因")
    assert section.heading_span.of(document.text) == "一、背景起因\n\n"
    assert section.bodies[0].of(document.text).startswith("信息化中心當前承擔着")
