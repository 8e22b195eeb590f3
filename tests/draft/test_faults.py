"""What a statement says that its quotations do not."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from rag.answer.dictionary import Dictionary
from rag.corpus.reader import read_corpus, text_document
from rag.draft.faults import Fault, faults
from rag.draft.locating import Locator

STAFF = "信息化中心現有職工190多名,黨員109名,自20xx年開展“兩學一做”學習教育以來,廣大黨員幹部積極響應。"
FARMS = "河北龍源風電公司8個風電場分佈在承德、張家口壩上偏遠山區,青年職工佔比達到98%,完成發電量24.22億千瓦時。"
MEETING = "(1)召開“三方會議”。每月召開一次專題會議,會議有三項議程,第一責任人沒有按期完成任務。"
ELSEWHERE = "公司建立減壓室,堅持正激勵和“硬約束”相結合,周卓參加攻關隊,走下去調研。"


def _kinds(statement: str, *quotes: str) -> set[str]:
    locator = Locator([text_document("\n".join((*quotes, ELSEWHERE)), name="甲.txt")])
    return {fault.kind for fault in faults(statement, quotes, known=locator.holds, terms=locator.terms)}


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        (STAFF, STAFF),
        ("信息化中心有黨員109名。", STAFF),
        ("信息化中心有109名党员。", STAFF),
        ("信息化中心共有黨員一百零九位", STAFF),
        ("自20xx年以来，信息化中心开展了「两学一做」。", STAFF),
        ("河北龙源风电公司有8个风电场", FARMS),
        ("公司八個風電場分佈在承德等偏遠山區。", FARMS),
        ("青年職工佔百分之九十八", FARMS),
        ("完成发电量２４．２２亿千瓦时", FARMS),
        ("每月召開一次“三方會議”，有三項議程", MEETING),
        ("第一責任人未完成任務", MEETING),
        ("會議有3项议程", MEETING),
        ("", STAFF),
    ],
)
def test_what_stands_in_the_quotation_is_no_fault(statement, quote):
    """Other script, order, form of a number, a clause left out, function words and common verbs added."""
    assert _kinds(statement, quote) == set()


@pytest.mark.parametrize(
    ("statement", "quote", "kind"),
    [
        ("信息化中心有黨員19名", STAFF, "number"),
        ("信息化中心有黨員10名", STAFF, "number"),
        ("信息化中心有职工109名", STAFF, "number"),
        ("信息化中心有職工190名", STAFF, "number"),
        ("信息化中心現有職工109多名,黨員190名", STAFF, "number"),
        ("信息化中心有黨員109%", STAFF, "number"),
        ("公司一個風電場分佈在承德", FARMS, "number"),
        ("公司18个风电场分布在承德", FARMS, "number"),
        ("公司第8個風電場分佈在承德", FARMS, "number"),
        ("公司8月分佈在承德", FARMS, "date"),
        ("青年职工占比达到98", FARMS, "number"),
        ("青年職工佔比達到9.8%", FARMS, "number"),
        ("青年職工佔九成八", FARMS, "number"),
        ("完成發電量24.22萬千瓦時", FARMS, "number"),
        ("完成發電量2422億千瓦時", FARMS, "number"),
        ("會議有兩項議程", MEETING, "number"),
        ("一責任人沒有按期完成任務", MEETING, "number"),
        ("2019年開展學習教育", STAFF, "date"),
        ("周卓是信息化中心黨員", STAFF, "name"),
        ("杭州的党员干部积极响应", STAFF, "name"),
        ("信息化中心開展減壓室教育", STAFF, "unquoted"),
        ("黨員幹部積極響應正激勵", STAFF, "name"),
        ("党员干部走下去，积极响应", STAFF, "unquoted"),
        ("黨員幹部積極響應硬約束", STAFF, "quoted"),
        ("開展「三嚴三實」學習教育", STAFF, "quoted"),
        ("开展《两学》学习教育", MEETING, "quoted"),
        ("信息化中心開展ERP學習教育", STAFF, "latin"),
        ("黨員幹部沒有積極響應", STAFF, "negation"),
        ("党员干部难以积极响应", STAFF, "negation"),
        ("第一責任人完成任務", MEETING, "negation"),
        ("第一责任人按期完成任务", MEETING, "negation"),
        ("信息化中心現有火箭", STAFF, "unquoted"),
        ("青年職工佔比達到98%", STAFF, "number"),
        ("青年職工積極響應", "", "unquoted"),
    ],
)
def test_what_does_not_is_told_by_kind(statement, quote, kind):
    """A figure, unit, ordinal or percent sign changed; a name, term or word of elsewhere; a denial."""
    assert kind in _kinds(statement, *([quote] if quote else []))


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("The company has eight wind farms, with 98 percent young staff.", set()),
        ("Ninety-eight percent of the staff are young, and output came to 2.422 billion.", set()),
        ("The company has nine wind farms.", {"number"}),
        ("The young staff are 98.", {"number"}),
        ("Its output came to 24.22 million.", {"number"}),
        ("In May 2019 it had 8 wind farms.", {"number", "date"}),
        ("The second farm is large.", {"number"}),
        ("The Shanghai company uses ERP.", {"latin"}),
        ("The company has no wind farms.", {"negation"}),
        ("The company built a 減壓室 for its young staff.", {"name"}),
        ("The company calls this “減壓室”.", {"quoted"}),
    ],
)
def test_english_statements_are_held_to_figures_names_and_denials(statement, kinds):
    """Number words and scales count; a capitalised word must stand there; other words are not checked."""
    assert _kinds(statement, FARMS) == kinds


LECTURES = "去年以來,街道共開展“開放式黨課”活動30餘次,挖掘出義務授課黨員100餘名,參與黨員人數超過1500人。"
CENTRE = "信息化中心现有职工190多名,党员109名。"
ROADS = "公司爲偏遠山村鋪路建橋3座,修整鄉村公路7處。"
TASK = "第一責任人沒有按期完成任務。"


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory):
    """The one that answers use."""
    return Dictionary.load(tmp_path_factory.mktemp("dictionary"))


@pytest.mark.parametrize(
    ("statement", "quote", "kinds"),
    [
        ("Shanghai held more than 30 open party lectures.", LECTURES, {"latin"}),
        ("Huawei held more than 30 lectures.", LECTURES, {"latin"}),
        ("Hope Street held more than 30 lectures.", LECTURES, {"latin"}),
        ("More than half of the members took part, twice as many as before.", LECTURES, {"number"}),
        ("Hundreds of lectures were held, doubling the number of members.", LECTURES, {"number"}),
        ("The majority of members took part.", LECTURES, {"number"}),
        ("The street held 1500 lectures with 30 party members.", LECTURES, {"number"}),
        ("The centre has 109 employees and 190 party members.", CENTRE, {"number"}),
        ("The company built 7 bridges and repaired 3 roads.", ROADS, {"number"}),
        ("The street did not hold lectures.", LECTURES, {"negation"}),
        ("The person responsible has no employees.", TASK, {"negation"}),
        ("The person responsible completed the task.", TASK, {"negation"}),
    ],
)
def test_english_made_up_is_told_by_kind(dictionary, statement, quote, kinds):
    """A name that opens the sentence; a share, multiple or round number; figures that changed places; a denial."""
    found = faults(statement, [quote], translations=dictionary.translations)
    assert {fault.kind for fault in found} == kinds


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Since last year the street has held more than 30 open party lectures.", LECTURES),
        ("Over 1500 members took part in more than 30 lectures.", LECTURES),
        ("Dozens of lectures were held.", LECTURES),
        ("Employees number more than 190.", CENTRE),
        ("Of more than 190 employees, 109 are Party members.", CENTRE),
        ("Three bridges were built and seven village roads repaired.", ROADS),
        ("The person responsible did not complete the task on time.", TASK),
        ("Ninety-eight percent of employees are young.", FARMS),
    ],
)
def test_true_english_has_no_fault(dictionary, statement, quote):
    """Ordinary words may open a sentence; figures stand by what they count."""
    assert faults(statement, [quote], translations=dictionary.translations) == ()


def test_a_round_number_with_its_scale_after_more_than():
    """3000多萬 is 30 million and more, 24.22億千瓦時 counts 億 and not 千."""
    assert faults("It cost more than 30 million.", ["投資3000多萬元。"]) == ()
    assert faults("It cost more than 3000.", ["投资3000多万元。"]) != ()
    assert faults("完成24.22億千瓦時", [FARMS]) == ()


def test_a_capitalised_word_may_stand_there_in_translation():
    """With a dictionary: Hebei is 河北."""
    known = {("hebei",): ("河北",), ("wind", "farm"): ("风电场",)}
    statement = "The company in Hebei has 8 farms."
    assert faults(statement, [FARMS], translations=lambda words: known.get(tuple(words), ())) == ()
    assert faults(statement, [STAFF], translations=lambda words: known.get(tuple(words), ())) != ()


def test_a_fault_is_told_in_the_characters_of_the_statement():
    """Not in the folded ones that were compared, and each once."""
    assert faults("張家口的黨員與張家口的職工", [STAFF]) == (Fault("name", "張家口"),)


def test_quotations_are_not_read_across_their_borders():
    """What begins in one and ends in the other stands in neither; nor across a line."""
    assert faults("公司有“三方會議”", ["公司有三方", "會議"]) != ()
    assert faults("公司有“三方會議”", ["公司有三方\n會議"]) != ()
    assert faults("公司有“三方會議”", ["公司有三方會議"]) == ()


@pytest.fixture(scope="module")
def fabrications():
    """The benchmark's rules for making statements."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "fabrications.py"
    spec = importlib.util.spec_from_file_location("fabrications", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["fabrications"] = module
    spec.loader.exec_module(module)
    return module


def test_fabrications_are_not_shown(fabrications, corpus_dir, dictionary):
    """Of 20 of each kind made from the five cases none with a wrong number, name or quotation, few of the others."""
    documents = read_corpus(corpus_dir, max_file_bytes=10**7).documents
    verifier = fabrications.Verifier(documents, dictionary)
    shown = {
        kind: [claim for claim in claims if verifier.shows(claim)]
        for kind, claims in fabrications.fabricated(documents, 20, seed=5).items()
    }
    for kind in ("altered number", "name of elsewhere", "altered quotation", "quotation of another case"):
        assert shown[kind] == []
    assert sum(map(len, shown.values())) <= 1


def test_english_fabrications_are_not_shown(fabrications, corpus_dir, dictionary):
    """Of 40 of each kind none; of true statements by rule and by hand at most one in twenty is struck."""
    documents = read_corpus(corpus_dir, max_file_bytes=10**7).documents
    verifier = fabrications.Verifier(documents, dictionary)
    made = fabrications.fabricated_in_english(documents, 40, seed=5)
    assert set(made) == set(fabrications.ENGLISH)
    shown = {kind: [claim for claim in claims if verifier.shows(claim)] for kind, claims in made.items()}
    assert not any(shown.values())
    told = [*_all(fabrications.true_in_english(documents, 40, seed=5))]
    told += [fabrications.Claim("", said, (quote,)) for said, quote in fabrications.ENGLISH_BY_HAND]
    assert sum(not verifier.shows(claim) for claim in told) <= len(told) / 20


def test_true_quotations_are_found_and_true_statements_shown(fabrications, corpus_dir, dictionary):
    """At most one in a hundred of the quotations is rejected, two in a hundred statements, a third of paraphrases."""
    documents = read_corpus(corpus_dir, max_file_bytes=10**7).documents
    verifier = fabrications.Verifier(documents, dictionary)
    quoted = _all(fabrications.true_claims(documents, 20, seed=5))
    assert sum(not verifier.finds(claim) for claim in quoted) <= len(quoted) / 100
    said = _all(fabrications.true_sayings(documents, 20, seed=5))
    assert sum(not verifier.shows(claim) for claim in said) <= len(said) / 50
    worded = [fabrications.Claim("", said, (quote,)) for said, quote in fabrications.PARAPHRASES]
    assert sum(not verifier.shows(claim) for claim in worded) <= len(worded) / 3


def _all(claims: dict[str, list]) -> Collection:
    return [claim for made in claims.values() for claim in made]
