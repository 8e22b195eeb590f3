"""The cases that a question names by number or title, in each of the ways it may name them."""

from __future__ import annotations

import pytest

from rag import Library, UsageError
from rag.answer.comparing import asked_roles
from rag.answer.scope import (
    CaseName,
    Scope,
    case_names,
    named_cases,
    title_parts,
    titled_cases,
    without_all_cases,
    without_cases,
)
from rag.corpus.fold import to_simplified, to_traditional
from rag.settings import Settings


@pytest.mark.parametrize(
    ("question", "only", "without", "rest"),
    [
        ("案例四的成效有哪些？", {4}, set(), "成效有哪些？"),
        ("第十二个案例的背景是什么？", {12}, set(), "背景是什么？"),
        ("案例3和案例５有什麼共同點？", {3, 5}, set(), "有什麼共同點？"),
        ("案例一、案例二、案例三、案例四、案例五，哪一個最早？", {1, 2, 3, 4, 5}, set(), "哪一個最早？"),
        ("第三個案例與第五個案例的成效", {3, 5}, set(), "成效"),
        ("案例 4 中誰負責？", {4}, set(), "誰負責？"),
        ("案例四中层干部有多少？", {4}, set(), "中层干部有多少？"),
        ("案例一〇的成效", {10}, set(), "成效"),
        ("案例〇的成效", {0}, set(), "成效"),
        ("请介绍案例四，案例五的背景", {4, 5}, set(), "请介绍背景"),
        ("What did case 2 achieve?", {2}, set(), "What did achieve?"),
        ("In case 2, and in case 3, who pays?", {2, 3}, set(), "and who pays?"),
        ("What about case 2, and case 3, in 2019?", {2, 3}, set(), "What about in 2019?"),
        ("What do cases 1, 2 and 14 say of 3 members?", {1, 2, 14}, set(), "What do say of 3 members?"),
        ("其他案例（不含案例一、案例四）的成效有哪些？", set(), {1, 4}, "成效有哪些？"),
        ("other cases (not case 1, case 4): what was achieved?", set(), {1, 4}, "what was achieved?"),
        ("案例一般怎麼寫？", set(), set(), "案例一般怎麼寫？"),
        ("案例十一月完成", set(), set(), "案例十一月完成"),
        ("五個案例的成效", set(), set(), "五個案例的成效"),
        ("那个案例五十人参加吗？", set(), set(), "那个案例五十人参加吗？"),
        ("本案例一共用了多少錢？", set(), set(), "本案例一共用了多少錢？"),
        ("哪些案例提到了志願服務？", set(), set(), "哪些案例提到了志願服務？"),
        ("案例四", {4}, set(), "案例四"),
    ],
)
def test_named_cases(question, only, without, rest):
    """Numbers in either notation and language; what is left is searched, or all of it where nothing would be left."""
    scope = named_cases(question)
    assert (scope.only, scope.without, scope.unscoped(question)) == (only, without, rest)


@pytest.mark.parametrize("english", [False, True])
def test_names_are_read_back(english):
    """What is written for a scope is read as that scope."""
    assert named_cases(case_names([2, 14], english=english)).only == {2, 14}
    assert named_cases(without_cases([2, 14], english=english)).without == {2, 14}


def test_case_that_is_named_is_the_only_one_quoted(five_cases):
    """案例三 and 案例五 each answer the same question for themselves, in `ask` and in `search`."""
    for number, name in ((3, "案例三"), (5, "案例五")):
        answer = five_cases.ask(f"{name}取得了哪些成效？")
        assert {cited.case for cited in answer.citations} == {number}
        assert {hit.case for hit in five_cases.search(f"{name}的成效")} == {number}


NUMBERED = ["第三個案例", "案例〇", "案例九", "第十二個案例", "案例二和案例四", "case 3", "cases 2 and 4"]
UNNUMBERED = ["各案例", "五個案例", "这几个案例", "兩個案例", "所有案例", "the cases", "each case", "all of the cases"]


@pytest.mark.parametrize("name", NUMBERED + UNNUMBERED)
def test_one_grammar_of_cases(name):
    """What names cases by number says nothing of all cases and the other way round; asking for a role reads both."""
    question = f"Results of {name}" if name.isascii() else f"{name}的成效"
    for asked in (question, to_simplified(question), to_traditional(question)):
        assert bool(named_cases(asked).spans) == (name in NUMBERED)
        assert (without_all_cases(asked) == asked) == (name in NUMBERED)
        assert asked_roles(asked).roles == ("results",)


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("各案例如何減輕職工的心理壓力？", "如何減輕職工的心理壓力？"),
        ("在所有案例中，谁负责？", "谁负责？"),
        ("案例二和案例四如何上黨課", "案例二和案例四如何上黨課"),
        ("In each case, who pays?", "who pays?"),
        ("怎樣建立案例分析庫", "怎樣建立案例分析庫"),
        ("各案例", "各案例"),
    ],
)
def test_what_is_asked_of_each_case(question, searched):
    """No case calls itself 各案例; a question of nothing else stays whole."""
    assert without_all_cases(question) == searched


@pytest.mark.parametrize("question", ["案例九的主要成效有哪些？", "案例九和案例四的成效", "What did case 9 achieve?"])
def test_case_that_is_not_there_is_refused(five_cases, question):
    """Nobody is answered from another case than was named: what is missing, what there is, and what to do are said."""
    for look in (five_cases.ask, five_cases.search, five_cases.compare, five_cases.query):
        with pytest.raises(UsageError) as refused:
            look(question)
        assert refused.value.key == "case-unknown"
        assert refused.value.values == {"numbers": "9", "known": "1–5"}
        assert refused.value.text("zh-Hans").startswith("文库里没有案例 9，有的是案例 1–5。\n提示：")


def test_follow_up_to_a_case_that_is_not_there_is_refused(five_cases):
    """「那案例九呢」 says so as well, and the conversation can go on from the answer before."""
    before = five_cases.ask("案例三的背景是什麼？")
    with pytest.raises(UsageError, match="沒有案例 9"):
        five_cases.ask("那案例九呢？", after=before)
    assert {cited.case for cited in five_cases.ask("那案例四呢？", after=before).citations} == {4}


def test_leaving_out_every_case_is_refused(five_cases):
    """Nothing is left to look in; a case that is left out need not be there."""
    with pytest.raises(UsageError) as refused:
        five_cases.ask("其他案例（不含案例一、案例二、案例三、案例四、案例五）的成效有哪些？")
    assert refused.value.key == "cases-all-left-out"
    assert five_cases.ask("其他案例（不含案例九）的成效有哪些？").status == "answered"


def test_a_filter_for_a_case_that_is_not_there_is_refused(five_cases, anwen):
    """`--case 9` says what there is, as naming it in the question does."""
    with pytest.raises(UsageError, match="沒有案例 9"):
        five_cases.search("成效", case=9)
    code, out, err = anwen("search", "成效", "--case", "9")
    assert (code, out) == (2, "")
    assert "1–5" in err
    assert "提示：" in err


def test_a_case_that_is_named_is_looked_in_whatever_the_filter(five_cases):
    """A filter by document leaves the case that the question names; one by another case leaves nothing."""
    name = five_cases.documents[0].name
    assert {hit.case for hit in five_cases.search("案例四的成效", document=name)} == {4}
    assert five_cases.search("案例四的成效", case=3) == []


@pytest.fixture(scope="module")
def unnumbered(tmp_path_factory, model_cache) -> Library:
    """Two documents whose cases have no numbers."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "a.txt").write_text("河道治理\n全村义务清淤，案例九曾获县里表彰。\n", encoding="utf-8")
    (corpus / "b.txt").write_text("道路維修\n全鎮集資修路。\n", encoding="utf-8")
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index"), cache_dir=model_cache)
    return Library.build(settings.corpus_dir, settings.index_dir, settings=settings)


def test_where_no_case_has_a_number_naming_one_is_no_limit(unnumbered):
    """The words stay in the question and everything is looked in; a filter by number is refused."""
    question = "案例九獲得了什麼表彰？"
    hits = unnumbered.search(question)
    assert {hit.document for hit in hits} == {"a.txt", "b.txt"}
    assert {"案例", "例九"} <= set(hits[0].why.terms)
    assert len(unnumbered.compare(question).rows) == 2
    with pytest.raises(UsageError) as refused:
        unnumbered.search("表彰", case=9)
    assert refused.value.key == "cases-unnumbered"


# Both 案例一 tell of a meeting, and so does the second of two cases without numbers.
TALES = {
    "縣/甲.txt": "案例一：會議制度\n\n黨支部每月召開一次專題會議。\n\n案例二：義務清淤\n\n全村黨員義務清淤三十里。\n",
    "乙.txt": "案例一：会议制度\n\n党支部每季召开一次专题会议。\n",
    "丙.md": "# 河道治理\n\n全鎮集資修河。\n\n# 會議制度\n\n黨支部每週召開一次專題會議。\n\n# 果園\n\n種桃樹兩百畝。\n",
}
MEETING = "黨支部多久召開一次專題會議？"


@pytest.fixture(scope="module")
def tales(tmp_path_factory, model_cache) -> Library:
    """Three documents: two with a 案例一 each, one whose cases have no numbers."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "縣").mkdir()
    for name, text in TALES.items():
        (corpus / name).write_text(text, encoding="utf-8")
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index"), cache_dir=model_cache)
    return Library.build(settings.corpus_dir, settings.index_dir, settings=settings)


def test_cases_are_named_as_they_are_printed(tales):
    """All in the order of the collection; by document, by number, by both; what nothing has is refused."""
    first, second = CaseName("縣/甲.txt", "案例一：會議制度"), CaseName("縣/甲.txt", "案例二：義務清淤")
    other = CaseName("乙.txt", "案例一：会议制度")
    assert tales.cases() == (
        *(CaseName("丙.md", name) for name in ("河道治理", "會議制度", "果園")),
        other,
        first,
        second,
    )
    assert tales.cases(documents=["縣/甲.txt"]) == (first, second)
    assert tales.cases(numbers=[1]) == (other, first)
    assert tales.cases(numbers=[1, 2], documents=["乙.txt", "縣/甲.txt"]) == (other, first, second)
    for filters, key in (
        ({"documents": ["丁.txt"]}, "document-unknown"),
        ({"documents": ["乙.txt"], "numbers": [2]}, "case-unknown"),
        ({"documents": ["丙.md"], "numbers": [1]}, "cases-unnumbered"),
    ):
        with pytest.raises(UsageError) as refused:
            tales.cases(**filters)
        assert refused.value.key == key


@pytest.mark.parametrize(
    ("document", "heading", "says"),
    [("縣/甲.txt", "案例一：會議制度", "每月"), ("乙.txt", "案例一：会议制度", "每季"), ("丙.md", "會議制度", "每週")],
)
@pytest.mark.parametrize("convert", [to_simplified, to_traditional])
def test_an_answer_comes_from_the_chosen_case(tales, document, heading, says, convert):
    """One of two with the same number, or one without a number: nothing of another is quoted, or shown as near."""
    answer = tales.ask(convert(MEETING), among=[CaseName(document, heading)])
    assert says in answer.citations[0].quote
    for found in (*answer.citations, *answer.nearest):
        assert (found.document, found.breadcrumb[0]) == (document, heading)
    (row,) = tales.compare(convert(MEETING), among=[CaseName(document, heading)]).rows
    assert (row.document, row.heading) == (document, heading)
    assert says in row.citations[0].quote


def test_several_cases_may_be_chosen(tales):
    """Those and no other, in the order of the collection, however they are listed."""
    chosen = [CaseName("縣/甲.txt", "案例一：會議制度"), CaseName("丙.md", "會議制度")]
    assert {(hit.document, hit.breadcrumb[0]) for hit in tales.ask(MEETING, among=chosen, top_k=50).nearest} == {
        (one.document, one.heading) for one in chosen
    }
    rows = tales.compare(MEETING, among=chosen).rows
    assert [row.document for row in rows] == ["丙.md", "縣/甲.txt"]


def test_what_the_chosen_case_does_not_say_is_refused(tales):
    """That another case says it does not make it an answer of this one."""
    answer = tales.ask("誰義務清淤三十里？", among=tales.cases(documents=["乙.txt"]))
    assert (answer.status, {hit.document for hit in answer.nearest}) == ("refused", {"乙.txt"})
    assert tales.ask("誰義務清淤三十里？").status == "answered"


def test_a_chosen_case_is_asked_as_one_that_is_named(five_cases):
    """「成效有哪些？」 of 案例四 alone is 「案例四的成效有哪些？」: its section answers."""
    chosen = five_cases.cases(numbers=[4])
    assert (
        five_cases.ask("成效有哪些？", among=chosen).citations
        == five_cases.ask("案例四的成效有哪些？").citations
        == five_cases.ask("案例四的成效有哪些？", among=chosen).citations
    )


def test_the_question_and_the_choice_both_hold(five_cases):
    """What is asked is looked for where both allow; a case that the question names and nobody chose is said."""
    chosen = five_cases.cases(numbers=[3, 4])
    assert {cited.case for cited in five_cases.ask("案例四的成效有哪些？", among=chosen).citations} == {4}
    assert [row.case for row in five_cases.compare("成效（不含案例三）", among=chosen).rows] == [4]
    for look in (five_cases.ask, five_cases.compare):
        with pytest.raises(UsageError) as refused:
            look("案例二和案例四的成效", among=chosen)
        assert (refused.value.key, refused.value.values) == ("case-not-chosen", {"numbers": "2"})
        with pytest.raises(UsageError) as refused:
            look("成效（不含案例三、案例四）", among=chosen)
        assert refused.value.key == "cases-all-left-out"


def test_a_follow_up_is_held_to_the_choice(five_cases):
    """「那案例三呢？」 names a case, too."""
    chosen = five_cases.cases(numbers=[2, 3])
    before = five_cases.ask("案例二的成效有哪些？", among=chosen)
    assert {cited.case for cited in five_cases.ask("那案例三呢？", after=before, among=chosen).citations} == {3}
    with pytest.raises(UsageError, match="案例 4，不在所選的案例之內"):
        five_cases.ask("那案例四呢？", after=before, among=chosen)


def test_a_choice_from_before_a_build_is_said_to_be_gone(tales):
    """The case was renamed or its document taken away: nothing else is looked in instead."""
    for name, key in (
        (CaseName("乙.txt", "案例一：例會"), "case-gone"),
        (CaseName("丁.txt", "案例一"), "document-unknown"),
    ):
        for look in (tales.ask, tales.compare):
            with pytest.raises(UsageError) as refused:
                look(MEETING, among=[*tales.cases(), name])
            assert refused.value.key == key


def test_what_is_not_there_is_listed_in_ranges():
    """Neighbours are joined; in documents without numbers among others, only the numbers are told."""
    with pytest.raises(UsageError) as refused:
        Scope(frozenset({4, 9, 10})).check({1, 2, 3, None, 5, 7, 8})
    assert refused.value.values == {"numbers": "4, 9–10", "known": "1–3, 5, 7–8"}


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("案例二 海棠中学“读书漂流”", ("海棠中学", "读书漂流")),
        ("【全國基層黨建創新典型案例】四", ()),
        ("# 白鷺村的共享廚房", ("白鹭村共享厨房",)),
        ("案例三：總結", ()),
        ("Case 3: Harbour Library, Night Shift", ("harbour library", "night shift")),
    ],
)
def test_what_a_title_is_known_by(heading, parts):
    """Its words between punctuation, folded, without number and 的; nothing where it is too short to be a name."""
    assert title_parts(heading)[-2:] == parts or (parts == () == title_parts(heading))


def test_titles_in_a_question():
    """All parts of a title must be said, in either script; what is left is what is asked."""
    titles = {("a", 0): ("港湾图书馆", "夜光阅览室"), ("a", 1): ("竹林乡图书车",), ("a", 2): ()}
    assert titled_cases("港灣圖書館「夜光閱覽室」取得了什麼成效？", titles) == ([("a", 0)], "取得了什么成效?")
    assert titled_cases("港灣圖書館有什麼成效？", titles)[0] == []
    both = "竹林鄉的圖書車與港灣圖書館的夜光閱覽室的背景"
    assert titled_cases(both, titles) == ([("a", 0), ("a", 1)], "与 背景")


READING = """# 校園閱讀案例

案例一 紅星小學“晨讀十分鐘”

一、背景

紅星小學近一半學生課外閱讀每天不足五分鐘。

二、做法

每天早上七點五十分安排十分鐘晨讀，不佈置作業、不打分。

三、成效

學生人均借書量由每學期3本升至11本。

案例二 海棠中學“讀書漂流”

一、背景

海棠中學圖書館藏書陳舊，年借閱量不足千冊。

二、做法

- 每班設漂流書架；
- 每月舉行一次換書集市；
- 期末評選“漂流之星”。

三、成效

漂流圖書達到五千四百冊。
"""


@pytest.fixture(scope="module")
def reading(tmp_path_factory, model_cache) -> Library:
    """Two cases with titles and the same sections."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "閱讀.md").write_text(READING, encoding="utf-8")
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index"), cache_dir=model_cache)
    return Library.build(settings.corpus_dir, settings.index_dir, settings=settings)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "海棠中學的讀書漂流有哪些做法？",
            ["- 每班設漂流書架；", "- 每月舉行一次換書集市；", "- 期末評選“漂流之星”。"],
        ),
        ("海棠中学“读书漂流”的成效如何？", ["漂流圖書達到五千四百冊。"]),
        ("紅星小學晨讀十分鐘的背景是什麼？", ["紅星小學近一半學生課外閱讀每天不足五分鐘。"]),
    ],
)
def test_the_sections_of_a_case_named_by_its_title_answer(reading, question, said):
    """What its section tells, whole, and not the headings of a case or what another case tells."""
    assert [cited.quote for cited in reading.ask(question).citations] == said
