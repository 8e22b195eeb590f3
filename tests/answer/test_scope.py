"""The cases that a question names by number, in each of the ways it may name them."""

from __future__ import annotations

import pytest

from rag.answer.scope import case_names, named_cases, without_cases


@pytest.mark.parametrize(
    ("question", "only", "without", "rest"),
    [
        ("案例四的成效有哪些？", {4}, set(), "成效有哪些？"),
        ("第十二个案例的背景是什么？", {12}, set(), "背景是什么？"),
        ("案例3和案例５有什麼共同點？", {3, 5}, set(), "和有什麼共同點？"),
        ("What did case 2 achieve?", {2}, set(), "What did  achieve?"),
        ("其他案例（不含案例一、案例四）的成效有哪些？", set(), {1, 4}, "成效有哪些？"),
        ("other cases (not case 1, case 4): what was achieved?", set(), {1, 4}, "what was achieved?"),
        ("案例一般怎麼寫？", set(), set(), "案例一般怎麼寫？"),
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


def test_case_that_is_not_there_is_no_limit(five_cases):
    """A number that no case has leaves the whole collection to be searched."""
    assert {hit.case for hit in five_cases.search("案例九十的三方會議多久開一次？", 3)} == {3}
