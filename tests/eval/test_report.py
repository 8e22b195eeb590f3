"""The report: its numbers are those of the runs, its text is text, it asks nobody for anything, and it fits a phone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from rag.errors import EvaluationError
from rag.eval.plots import (
    Bin,
    Judged,
    PlotPoint,
    StratumRow,
    calibration_bins,
    calibration_plot,
    latency_plot,
    mark,
    refusal_curve,
    refusal_plot,
    strata_plot,
    tradeoff_plot,
)
from rag.eval.report import group_runs, write_report
from rag.eval.run_folder import RunFolder, read_run
from rag.eval.tables import interval_text, markdown_table, metric_rows, value_text
from rag.eval.worst import Piece, faults, pieces
from rag.messages import LANGUAGES

DOCUMENT = "第四屆<集合>.txt"
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">$\\alpha$'


def hit(rank: int, text: str, *, document: str = DOCUMENT) -> dict[str, Any]:
    """A retrieved passage."""
    return {"rank": rank, "document": document, "start": 10 * rank, "end": 10 * rank + len(text), "score": 1 / rank,
            "text": text}  # fmt: skip


def expected(*quotes: str, document: str = DOCUMENT) -> list[list[dict[str, str]]]:
    """One required item with these alternatives."""
    return [[{"document": document, "quote": quote} for quote in quotes]]


def query(name: str, *, answerable: bool = True, **more: Any) -> dict[str, Any]:
    """A line of per_query.jsonl."""
    metrics = {"nDCG@10": 1.0, "AnswerCited": 1.0, "FalseRefusals": 0.0} if answerable else {"RefusalRecall": 1.0}
    return {
        "id": name,
        "question": f"問題 {name}？",
        "language": "zh-Hant",
        "kind": "fact" if answerable else "unanswerable-far",
        "split": "dev",
        "answerable": answerable,
        "status": "answered" if answerable else "refused",
        "confidence": 0.8 if answerable else 0.2,
        "quoted_chars": 20 if answerable else None,
        "search_ms": 4.0,
        "ask_ms": 9.0,
        "expected": expected("三方會議", "三方共同會議") if answerable else [],
        "answers": [],
        "relevant": [],
        "hits": [hit(1, "另一段。"), hit(2, "由三方會議決定。")],
        "cited": [{"document": DOCUMENT, "start": 20, "end": 28, "quote": "由三方會議決定。"}] if answerable else [],
        **more,
        "metrics": metrics | more.get("metrics", {}),
    }


def write_run(folder: Path, queries: list[dict[str, Any]], **result: Any) -> Path:
    """A run folder with these lines; what is given of the result replaces the usual."""
    folder.mkdir(parents=True)
    settings = {"lexical_weight": 0.2, "min_confidence": 0.5, "index_dir": str(folder), "split": "", "sample": 0}
    whole = {
        "schema": 1,
        "set": "五題",
        "n": len(queries),
        "metrics": {"nDCG@10": 0.8, "AnswerCited": 0.75, "QuotedChars": 20.0, "FalseRefusals": 0.125,
                    "RefusalRecall": 0.5, "AUROC": 0.9, "search_ms_p50": 4.25},
        "intervals": {"nDCG@10": [0.7, 0.9], "QuotedChars": [18.0, 30.0]},
        "counts": {"nDCG@10": 8, "AnswerCited": 8, "QuotedChars": 7, "FalseRefusals": 8, "RefusalRecall": 2,
                   "AUROC": 10},
        "strata": {},
        "per_query": str(folder / "per_query.jsonl"),
        "run": str(folder / "run.trec"),
        "set_sha256": "5e7" * 8,
        "corpus_sha256": "c0" * 16,
        "encoder": "bag/64",
        "versions": {"anwen": "0.1.0", "python": "3.11.9"},
        "commit": {"sha": "0123456789abcdef", "dirty": True},
        "machine": {"platform": "Linux", "cores": 2},
        "created_at": "2026-01-02T03:04:05+00:00",
        "warnings": [],
        **result,
        "settings": settings | result.get("settings", {}),
    }  # fmt: skip
    (folder / "result.json").write_text(json.dumps(whole), encoding="utf-8")
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in queries)
    (folder / "per_query.jsonl").write_text(lines, encoding="utf-8")
    return folder


def eight(*, ndcg: float, refused: float) -> list[dict[str, Any]]:
    """Eight answerable questions with the same values."""
    return [query(f"q{n}", metrics={"nDCG@10": ndcg, "FalseRefusals": refused}) for n in range(8)]


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    """Two runs of a set: the second is better by half in nDCG for each of eight questions, and refuses all."""
    return [
        write_run(tmp_path / "a", eight(ndcg=0.5, refused=0.0), settings={"lexical_weight": 0.0}),
        write_run(tmp_path / "b", eight(ndcg=1.0, refused=1.0)),
    ]


class Reader(HTMLParser):
    """What a browser would show and follow."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note elements and links."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "xlink:href", "srcset"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self._silent += tag == "style"
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        """Text after a style sheet is text again."""
        self._silent -= tag == "style"

    def handle_data(self, data: str) -> None:
        """Note text."""
        if not self._silent:
            self.text += data


def report(tmp_path: Path, runs: list[Path], **more: Any) -> tuple[str, Reader]:
    """The page of these runs, and what it shows with white space folded."""
    path = tmp_path / "out" / "report.html"
    write_report(runs, path, **more)
    page = path.read_text(encoding="utf-8")
    reader = Reader(page)
    reader.text = re.sub(r"\s+", " ", reader.text)
    return page, reader


# -- numbers --------------------------------------------------------------------------------------


def test_calibration_bins_by_hand():
    """.12 and .18 share a tenth: mean .15, half answerable; 1.0 belongs to the last; empty tenths are left out."""
    judged = [Judged(0.12, answerable=True), Judged(0.18, answerable=False), Judged(1.0, answerable=True)]
    assert calibration_bins(judged) == (Bin(2, pytest.approx(0.15), 0.5), Bin(1, 1.0, 1.0))


def test_refusal_curve_by_hand():
    """Four questions at threshold ½: of the unanswerable .2 and .6 one is refused, and .4, answerable, with it."""
    judged = [
        Judged(0.2, answerable=False),
        Judged(0.6, answerable=False),
        Judged(0.4, answerable=True),
        Judged(0.9, answerable=True),
    ]
    none, half, every = refusal_curve(judged, steps=2)
    assert (none.recall, none.precision, none.false_refusals) == (0, 1, 0)
    assert (half.threshold, half.recall, half.precision, half.false_refusals) == (0.5, 0.5, 0.5, 0.5)
    assert (every.recall, every.precision, every.false_refusals) == (1, 0.5, 1)


def test_a_threshold_keeps_what_reaches_it():
    """An answer whose confidence is the threshold is not refused, as in the product."""
    assert refusal_curve([Judged(0.5, answerable=False), Judged(0.5, answerable=True)], steps=2)[1].recall == 0


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("nDCG@10", 0.98765, "0.988"), ("search_ms_p50", 4.25, "4.2"), ("QuotedChars", 20.4, "20"), ("R@1", None, "–")],
)
def test_numbers_are_printed_in_their_unit(name: str, value: float | None, text: str):
    """Three decimals; milliseconds with one; whole characters; a dash where there is none."""
    assert value_text(name, value) == text


def test_an_interval_is_printed_like_its_metric():
    """In brackets, or nothing."""
    assert interval_text("nDCG@10", [0.7, 0.9]) == "[0.700, 0.900]"
    assert interval_text("search_ms_p50", None) == ""


def test_changes_are_signed_and_marked_by_what_is_better(pair: list[Path]):
    """All eight gain ½: of 2⁸ sign patterns 2 are as extreme, p = 2/256 = .008. More false refusals are worse."""
    (group,) = group_runs([read_run(folder) for folder in pair])
    rows = {row.name: row for row in metric_rows(group)}
    first, second = rows["nDCG@10"].cells
    assert (first.change, first.mark) == ("", "")
    assert (second.value, second.interval) == ("0.800", "[0.700, 0.900]")
    assert (second.change, second.change_interval, second.mark) == ("+0.500", "[+0.500, +0.500]", "better")
    assert second.p == "p = .008"
    assert (rows["FalseRefusals"].cells[1].change, rows["FalseRefusals"].cells[1].mark) == ("+1.000", "worse")
    assert (rows["AnswerCited"].cells[1].change, rows["AnswerCited"].cells[1].p) == ("±0", "")


def test_metrics_stand_by_group_with_their_n(pair: list[Path]):
    """Retrieval, answers, refusals, latency; n is the metric's own, and of latency the number of questions."""
    (group,) = group_runs([read_run(folder) for folder in pair])
    assert [(row.name, row.group, row.n) for row in metric_rows(group)] == [
        ("nDCG@10", "retrieval", "8"),
        ("AnswerCited", "answer", "8"),
        ("QuotedChars", "answer", "7"),
        ("FalseRefusals", "refusal", "8"),
        ("RefusalRecall", "refusal", "2"),
        ("AUROC", "refusal", "10"),
        ("search_ms_p50", "latency", "8"),
    ]


def test_the_markdown_table(pair: list[Path]):
    """A row for each run, a column for each set; what Markdown would read is escaped."""
    groups = group_runs([read_run(folder) for folder in pair])
    assert markdown_table("nDCG@10", groups, head="設定") == (
        "| nDCG@10 · 設定 | 五題 (n = 8) |\n"
        "|---|--:|\n"
        "| lexical\\_weight = 0.0 | 0.800 [0.700, 0.900] |\n"
        "| lexical\\_weight = 0.2 | 0.800 ▲ [0.700, 0.900] |\n"
    )


def test_the_page_tells_the_numbers(tmp_path: Path, pair: list[Path]):
    """Value, interval, n, difference with its interval, p and direction."""
    _, reader = report(tmp_path, pair)
    assert "nDCG@10 前 10 名的排序品質 8 0.800 [0.700, 0.900]" in reader.text
    assert "0.800 ▲ 顯著較好 [0.700, 0.900] +0.500 [+0.500, +0.500] · p = .008" in reader.text
    assert "QuotedChars 引用的字數（中位數） 7 20 [18, 30]" in reader.text
    assert "4.2" in reader.text


def test_the_page_tells_what_ran(tmp_path: Path):
    """Model, commit, machine, versions, warnings; not where things lay on the machine."""
    _, reader = report(tmp_path, [write_run(tmp_path / "a", eight(ndcg=1, refused=0), warnings=["留意：少了一份"])])
    for fact in ("bag/64", "0123456789ab，另有未提交的改動", "Linux · 2 核", "python 3.11.9", "留意：少了一份"):
        assert fact in reader.text
    assert "index_dir" not in reader.text


# -- which runs -----------------------------------------------------------------------------------


def test_runs_are_named_after_what_differs(pair: list[Path]):
    """The index folder differs always and says nothing; λ does."""
    (group,) = group_runs([read_run(folder) for folder in pair])
    assert group.labels == ("lexical_weight = 0.0", "lexical_weight = 0.2")
    assert group.baseline == 0


def test_runs_that_nothing_tells_apart_are_named_after_their_folders(tmp_path: Path):
    """Two runs of one commit with the same settings."""
    folders = [write_run(tmp_path / name, eight(ndcg=1, refused=0)) for name in ("first", "second")]
    assert group_runs([read_run(folder) for folder in folders])[0].labels == ("first", "second")


@pytest.mark.parametrize(
    "other",
    [{"set": "別的"}, {"set_sha256": "0"}, {"settings": {"split": "test"}}, {"settings": {"sample": 5}}],
    ids=str,
)
def test_only_runs_that_asked_the_same_are_compared(tmp_path: Path, other: dict[str, Any]):
    """Another set, another content of it, another split or sample stands apart."""
    folders = [
        write_run(tmp_path / "a", eight(ndcg=1, refused=0)),
        write_run(tmp_path / "b", eight(ndcg=0.5, refused=0), **other),
    ]
    assert [len(group.runs) for group in group_runs([read_run(folder) for folder in folders])] == [1, 1]


def test_no_run_is_refused(tmp_path: Path):
    """There is nothing to write."""
    with pytest.raises(EvaluationError, match="沒有可以報告的評測"):
        write_report([], tmp_path / "report.html")


def test_a_folder_without_a_run_is_refused(tmp_path: Path):
    """The error names it; nothing is written."""
    with pytest.raises(EvaluationError, match=re.escape(str(tmp_path / "none"))):
        write_report([tmp_path / "none"], tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path, pair: list[Path]):
    """The target is a folder."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(EvaluationError, match="taken"):
        write_report(pair, tmp_path / "taken")


# -- worst questions ------------------------------------------------------------------------------


def run_of(queries: list[dict[str, Any]]) -> RunFolder:
    """A run with these questions."""
    return RunFolder(Path("run"), {}, {one["id"]: one for one in queries})


def test_the_worst_come_first():
    """By nDCG@10, then by the answer; a perfect one is none; a question stands once."""
    found = faults(
        run_of(
            [
                query("fine"),
                query("half", metrics={"nDCG@10": 0.5}),
                query("half, answered wrongly", metrics={"nDCG@10": 0.5, "AnswerCited": 0.0}),
                query("lost", metrics={"nDCG@10": 0.0}, status="refused"),
                query("refused", status="refused"),
                query("told", answerable=False, status="answered", confidence=0.6),
                query("told surely", answerable=False, status="answered", confidence=0.9),
                query("silent", answerable=False),
            ]
        ),
        metric="nDCG@10",
    )
    assert [one.query["id"] for one in found.missed] == ["lost", "half, answered wrongly", "half"]
    assert [one.query["id"] for one in found.refused] == ["refused"]
    assert [one.query["id"] for one in found.answered] == ["told surely", "told"]


def test_the_first_right_hit_is_shown_however_late():
    """Three hits, and the seventh, which holds an alternative of the evidence."""
    hits = [hit(n, "由三方共同會議決定。" if n == 7 else "另一段。") for n in range(1, 11)]
    (worst,) = faults(run_of([query("q", metrics={"nDCG@10": 0.3}, hits=hits)]), metric="nDCG@10").missed
    assert [(one.rank, one.right) for one in worst.found] == [(1, False), (2, False), (3, False), (7, True)]
    assert not worst.nowhere


def test_a_quote_counts_in_its_own_document_only():
    """The same words in another document are no evidence: neither right nor marked; nor in what the answer cites."""
    text = "由三方會議決定。"
    cited = [{"document": "另一份.txt", "start": 0, "end": 8, "quote": text}]
    row = query("q", metrics={"nDCG@10": 0.5}, hits=[hit(1, text, document="另一份.txt"), hit(2, text)], cited=cited)
    (worst,) = faults(run_of([row]), metric="nDCG@10").missed
    assert [one.right for one in worst.found] == [False, True]
    assert worst.found[0].pieces == (Piece(text, marked=False),)
    assert [one.right for one in worst.cited] == [False]
    (nowhere,) = faults(run_of([row | {"hits": row["hits"][:1]}]), metric="nDCG@10").missed
    assert nowhere.nowhere


def test_a_run_whose_evidence_names_no_document_is_refused(tmp_path: Path):
    """An older program wrote quotes alone: said, with what to do, instead of a traceback."""
    folder = write_run(tmp_path / "a", [query("q", expected=[["三方會議"]])])
    with pytest.raises(EvaluationError) as caught:
        read_run(folder)
    assert caught.value.key == "run-damaged"


def test_no_direction_of_the_quoted_length_is_better(tmp_path: Path):
    """Sixteen characters more in each of eight answers: the medians stand there, without difference, p or mark."""
    longer = [one | {"quoted_chars": 36} for one in eight(ndcg=1, refused=0)]
    folders = [
        write_run(tmp_path / "a", eight(ndcg=1, refused=0), settings={"lexical_weight": 0.0}),
        write_run(tmp_path / "b", longer, metrics={"QuotedChars": 36.0}),
    ]
    (group,) = group_runs([read_run(folder) for folder in folders])
    row = next(row for row in metric_rows(group) if row.name == "QuotedChars")
    assert [(one.value, one.change, one.p, one.mark) for one in row.cells] == [("20", "", "", ""), ("36", "", "", "")]


def test_a_set_of_documents_expects_documents():
    """A hit is right when its document is relevant; nothing is marked in it."""
    row = query(
        "q",
        metrics={"nDCG@10": 0.5},
        expected=[],
        relevant=[{"document": "d2", "grade": 1, "text": "第二份"}],
        hits=[hit(1, "一", document="d1"), hit(2, "二", document="d2")],
    )
    (worst,) = faults(run_of([row]), metric="nDCG@10").missed
    assert worst.documents == (("d2", "第二份"),)
    assert [one.right for one in worst.found] == [False, True]
    assert worst.found[1].pieces == (Piece("二", marked=False),)


def test_pieces_mark_every_occurrence_and_lose_nothing():
    """Overlapping quotes are one mark; joined, the pieces are the text."""
    assert pieces("甲乙丙甲乙", ["甲乙", "乙丙"]) == (Piece("甲乙丙甲乙", marked=True),)
    assert pieces("前甲後", ["甲", ""]) == (
        Piece("前", marked=False),
        Piece("甲", marked=True),
        Piece("後", marked=False),
    )
    assert pieces("", ["甲"]) == ()


def test_the_page_shows_expected_beside_retrieved(tmp_path: Path):
    """Evidence with its alternatives, the hits with rank and place, the quotation, and that a hit is right."""
    folder = write_run(tmp_path / "a", [query("q", metrics={"nDCG@10": 0.63})])
    page, reader = report(tmp_path, [folder])
    assert "應有 三方會議 或 三方共同會議" in reader.text
    assert "第 2 名 · 第四屆<集合>.txt · 20–28 ✓" in reader.text
    assert "由<mark>三方會議</mark>決定。" in page
    assert "答案引用" in reader.text


def test_values_of_other_runs_stand_beside(tmp_path: Path, pair: list[Path]):
    """The question of the baseline with the metric of each run by its mark."""
    _, reader = report(tmp_path, pair)
    assert re.search(r"q0 fact ● lexical_weight = 0\.0 0\.500 ■ lexical_weight = 0\.2 1\.000", reader.text)


# -- the file -------------------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> list[Path]:
    """Two runs in which every text is markup."""
    rows = [
        query(
            HOSTILE + str(n),
            question=HOSTILE,
            language=HOSTILE if n else "zh-Hans",
            kind=HOSTILE if n else "fact",
            metrics={"nDCG@10": 0.4, HOSTILE: 0.5},
            expected=expected(HOSTILE, document=HOSTILE),
            hits=[hit(1, HOSTILE, document=HOSTILE), hit(2, "前" + HOSTILE + "後")],
            cited=[{"document": HOSTILE, "start": 0, "end": 1, "quote": HOSTILE}],
        )
        for n in range(3)
    ]
    rows.append(query("u", answerable=False, status="answered", question=HOSTILE))
    strata = {f"kind={HOSTILE}": {"n": 2, "metrics": {"nDCG@10": 0.4}}, "language=?": {"n": 1, "metrics": {}}}
    return [
        write_run(
            tmp_path / name,
            rows,
            set=HOSTILE,
            encoder=HOSTILE,
            warnings=[HOSTILE],
            strata=strata,
            settings={"model": HOSTILE + name},
        )
        for name in ("a", "b")
    ]


def test_all_text_is_escaped(tmp_path: Path, hostile: list[Path]):
    """Questions, documents, names and settings full of markup make no element, in tables and plots alike."""
    page, reader = report(tmp_path, hostile, title=HOSTILE)
    assert not {"script", "img", "iframe", "object", "link"} & set(reader.tags)
    assert "<script" not in page
    assert "onerror=" not in re.sub(r"&lt;.*?&gt;", "", page)
    assert reader.text.count("alert(1)") > 10


def test_the_page_asks_nobody_for_anything(tmp_path: Path, hostile: list[Path]):
    """No address outside the file, nothing imported, no url(): only links inside the page."""
    page, reader = report(tmp_path, hostile)
    assert all(link.startswith("#") for link in reader.links)
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))
    assert not re.search(r"https?://|@import|url\(", page)
    assert "default-src 'none'" in page


def test_plots_follow_the_page():
    """Colours by name, no font, no identifier, no reference; named for who cannot see them."""
    bins = (Bin(3, 0.2, 0.5), Bin(9, 0.9, 1.0))
    judged = [Judged(0.2, answerable=False, kind="unanswerable-far"), Judged(0.9, answerable=True)]
    judged.append(Judged(0.4, answerable=False, kind="unanswerable-near"))
    drawn = [
        strata_plot(
            [StratumRow("題型", "誰 <b>", (0.5, None)), StratumRow("題型", "$x$", (0.7, 0.8))], label="分組 <b>"
        ),
        calibration_plot([bins], label="校準", x="把握度", y="比例"),
        refusal_plot(judged, threshold=0.5, label="門檻", x="門檻"),
        tradeoff_plot([refusal_curve(judged)], label="取捨", x="召回", y="精確"),
        latency_plot([PlotPoint(4, 0.8, 0.7, 0.9), PlotPoint(8, 0.9, 0.85, 0.95)], label="時間", x="毫秒", y="nDCG"),
    ]
    for svg in drawn:
        assert svg.startswith("<svg ")
        assert 'role="img"' in svg
        assert "var(--series-1)" in svg
        assert not re.search(r"#[0-9a-f]{3,6}|url\(|font-family|\bid=|xmlns|<use|<style|<metadata", svg)
    assert "誰 &lt;b&gt;" in drawn[0]
    assert "$x$" in drawn[0]


def test_series_are_told_apart_beyond_six():
    """Thirty-six series differ in mark or colour."""
    assert len({mark(n) for n in range(36)}) == 36
    assert mark(0) == ("●", 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_each_language(tmp_path: Path, pair: list[Path], language: str):
    """Every label exists in it."""
    page, reader = report(tmp_path, pair, language=language)
    assert f'<html lang="{language}">' in page
    assert {"zh-Hant": "總覽", "zh-Hans": "总览", "en": "Overview"}[language] in reader.text


def test_a_set_of_unanswerable_questions_alone(tmp_path: Path):
    """No retrieval to tell; the answered ones are shown."""
    rows = [query("u", answerable=False, status="answered", metrics={"RefusalRecall": 0.0})]
    folder = write_run(tmp_path / "a", rows, metrics={"RefusalRecall": 0.0}, intervals={}, counts={"RefusalRecall": 1})
    _, reader = report(tmp_path, [folder])
    assert "沒有答案卻回答" in reader.text
    assert "文庫沒有說到。" in reader.text


def test_drawing_waits_until_a_report_is_written():
    """Importing the report does not import matplotlib."""
    program = "import sys, rag.eval.report, rag.eval.experiments; print('matplotlib' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


# -- in a browser ---------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_fits_the_screen(browser, tmp_path: Path, hostile: list[Path], *, width: int, scheme: str):
    """Nothing is wider than a desk's or a phone's screen; tables scroll inside themselves; no error, no request."""
    path = tmp_path / "report.html"
    plain = write_run(tmp_path / "plain", eight(ndcg=0.5, refused=0.0))
    write_report([*hostile, plain], path)
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: said.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (ground == "rgb(246, 243, 236)") == (scheme == "light")
    assert ink == page.evaluate("getComputedStyle(document.querySelector('figure svg text[style*=\"--ink\"]')).fill")
    assert said == []
    page.close()
