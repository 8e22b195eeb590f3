"""Measuring in a real Chromium: sets run, results told, runs compared, failures read in their place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import FAINT, PHONE, WHO_QUESTION, ask

from rag.eval.tables import value_text
from rag.eval.text import signed
from rag.messages import render

pytestmark = pytest.mark.browser

RUN_MS = 120_000
LATENCY = "_ms_"


def _anwen(workshop, *arguments: object) -> str:
    """What a command prints in the server's working directory."""
    command = [sys.executable, "-m", "rag.cli", *map(str, arguments)]
    env = {name: value for name, value in os.environ.items() if name != "ANWEN_DATA"} | workshop.environ
    done = subprocess.run(command, cwd=workshop.folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def measured(workshop) -> dict:
    """The development questions as the command line measures them, with a weight that differs from the page's."""
    flags = ("five-cases", "--split", "dev", "--sample", 60, "--lexical-weight", 0, "--json", "-q")
    return json.loads(_anwen(workshop, "eval", *flags))[0]


@pytest.fixture
def evaluate(open_page, workshop):
    """Opens the room, by default on a desk."""

    def opened(**options):
        page = open_page(workshop.server.url + "zh-Hant/", **options)
        page.get_by_role("tab", name="評測").click()
        page.wait_for_selector("#run", state="visible")
        page.wait_for_function("document.querySelector('#set input')?.value")
        return page

    return opened


def _part(page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def _run(page, *, sample: int) -> None:
    page.fill("#sample input", str(sample))
    page.press("#sample input", "Tab")
    page.click("#run")
    page.wait_for_selector(".job")


def _newest(workshop) -> dict:
    results = (workshop.folder / ".anwen" / "runs").glob("*/result.json")
    return json.loads(max(results, key=lambda path: path.stat().st_mtime_ns).read_text(encoding="utf-8"))


def test_a_run_shows_its_stages_and_then_what_the_command_line_measures(evaluate, workshop):
    """Progress of the stages; then every metric, interval, n and stratum as in result.json and by `anwen eval`."""
    page = evaluate()
    _run(page, sample=60)
    page.wait_for_selector(".job progress[max='60']", timeout=RUN_MS)
    assert page.locator(".job .over").count() == 2, "the set is read, the index is there"
    page.wait_for_function("!document.querySelector('.job')", timeout=RUN_MS)
    page.wait_for_selector("#results table.metrics")
    result = _newest(workshop)
    assert (result["n"], result["settings"]["split"], result["settings"]["sample"]) == (60, "dev", 60)
    rows = page.locator("#results .metrics [data-metric]")
    shown = {row.get_attribute("data-metric"): row.locator("td").all_inner_texts() for row in rows.all()}
    assert shown.keys() == result["metrics"].keys()
    for name, value in result["metrics"].items():
        ends = result["intervals"].get(name)
        interval = f"[{value_text(name, ends[0])}, {value_text(name, ends[1])}]" if ends else ""
        n = str(result["counts"].get(name, result["n"]))
        assert [text.strip() for text in shown[name]] == [value_text(name, value), interval, n]
    strata = page.locator("#results .strata [data-stratum]")
    assert {row.get_attribute("data-stratum") for row in strata.all()} == result["strata"].keys()
    chinese = page.locator('#results [data-stratum="language=zh-Hans"] td').all_inner_texts()
    stratum = result["strata"]["language=zh-Hans"]
    assert chinese[:2] == [str(stratum["n"]), value_text("nDCG@10", stratum["metrics"]["nDCG@10"])]
    by_command = json.loads(_anwen(workshop, "eval", "five-cases", "--split", "dev", "--sample", 60, "--json", "-q"))[0]
    for part in ("metrics", "intervals", "counts"):
        ours, theirs = ({k: v for k, v in one[part].items() if LATENCY not in k} for one in (result, by_command))
        assert ours == theirs


def test_what_a_metric_means_is_told_when_it_is_focused(evaluate, measured):
    """Beside each metric, and as a description of each column of the strata."""
    page = evaluate()
    term = page.locator("#results .strata .term").first
    assert not term.get_by_role("tooltip").is_visible()
    term.focus()
    assert term.get_by_role("tooltip").inner_text() == render("metric-ndcg", k="10")
    assert page.locator('#results [data-metric="AUROC"] .what').inner_text() == render("metric-auroc")


def test_two_runs_are_compared_as_by_the_command_line(evaluate, workshop, measured):
    """Differences, intervals, p, wins and the settings that differ; what changed opens in its source."""
    page = evaluate()
    _run(page, sample=60)
    page.wait_for_function("!document.querySelector('.job')", timeout=RUN_MS)
    a, b = Path(measured["per_query"]).parent, Path(_newest(workshop)["per_query"]).parent
    _part(page, "比較兩次")
    page.click("#run-other input")
    page.get_by_role("option", name="lexical_weight=0.0").first.click()
    page.wait_for_function("document.querySelector('#differences code')?.textContent === 'lexical_weight'")
    expected = json.loads(_anwen(workshop, "eval", "compare", a, b, "--json"))
    for name, one in expected["metrics"].items():
        cells = page.locator(f'#differences [data-metric="{name}"] td').all_inner_texts()
        assert cells[0] == str(one["n"])
        assert cells[1:3] == [value_text(name, one["a"]), value_text(name, one["b"])]
        assert cells[3].split()[0].rstrip("▲▼") == signed(one["difference"])
        assert cells[4:] == [
            f"[{signed(one['interval'][0])}, {signed(one['interval'][1])}]",
            f"{one['p']:.4f}",
            f"{one['wins']}/{one['losses']}/{one['ties']}",
        ]
    ids = [one.get_attribute("data-id") for one in page.locator("#changed .query").all()]
    assert sorted(ids) == sorted(one["id"] for one in expected["changed"])
    page.locator("#changed .query summary").first.click()
    page.locator("#changed .query[open] .expected button").first.click()
    page.wait_for_selector("#changed-source mark.chosen")


def test_a_failure_opens_at_the_quote_that_was_expected(evaluate, measured, five_cases_path: Path):
    """The worst questions, by a metric of choice: expected and found, each in its place."""
    page = evaluate()
    _part(page, "最差的題目")
    page.wait_for_selector("#worst .query")
    ranked = [one.inner_text() for one in page.locator("#worst .query .tags").all()]
    values = [float(text.split("nDCG@10")[1].split()[0]) for text in ranked]
    assert values == sorted(values)
    page.locator("#worst .query summary").first.click()
    button = page.locator("#worst .query[open] .expected button").first
    quote = button.locator("mark").inner_text()
    button.click()
    page.wait_for_selector("#worst-source mark.chosen")
    text = five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    n, start, end = json.loads(button.get_attribute("data-open"))["chosen"]
    assert n == 1
    assert text[start:end] == quote == "".join(page.locator("#worst-source mark.chosen").all_text_contents())
    hit = page.locator("#worst .query[open] .found button").last
    hit.click()
    page.wait_for_selector('#worst-source .reading[data-n="0"] mark.chosen')
    page.click("#worst-metric input")
    page.get_by_role("option", name="RefusalRecall").click()
    page.wait_for_function("document.querySelector('#worst .tags')?.innerText.includes('RefusalRecall 0.000')")


def test_a_run_can_be_cancelled_others_see_it_and_questions_are_answered_meanwhile(evaluate, workshop):
    """One at a time for the whole process; a cancelled run leaves nothing."""
    page, other = evaluate(), evaluate()
    before = {path.name for path in (workshop.folder / ".anwen" / "runs").glob("*")}
    _run(page, sample=0)
    page.wait_for_selector(".job progress[max='298']", timeout=RUN_MS)
    other.click("#run")
    other.wait_for_selector("#evaluate-notice .notice")
    assert "正在評測" in other.inner_text("#evaluate-notice")
    other.wait_for_selector(".job progress[max='298']")
    other.get_by_role("tab", name="問答").click()
    ask(other, WHO_QUESTION)
    page.click("#run-cancel")
    page.wait_for_function("document.querySelector('#job')?.innerText.includes('已取消')")
    assert {path.name for path in (workshop.folder / ".anwen" / "runs").glob("*")} == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "沒有一個附有判定的問題"),
        (b"\xff\xfe{", "不是 UTF-8"),
        ("{不是 JSON\n".encode(), "第 1 行"),
        ('{"id": "a", "question": "誰？", "kind": "unanswerable-far"}\n'.encode() * 2, "重複"),
        (b'{"id": "a", "question": "<img src=x onerror=alert(1)>", "evidence": [[]]}', "第 1 行"),
    ],
)
def test_a_set_with_mistakes_is_told_and_not_taken(evaluate, workshop, content: bytes, said: str):
    """Empty, not UTF-8, no JSON, ids given twice, without evidence: the line is named, and nothing is kept."""
    page = evaluate()
    file = {"name": "壞<b>題集.jsonl", "mimeType": "application/jsonl", "buffer": content}
    page.set_input_files("#run-buttons input[type=file]", file)
    page.wait_for_selector("#evaluate-notice .notice")
    assert said in page.inner_text("#evaluate-notice")
    assert sorted(path.name for path in (workshop.folder / "eval" / "sets").glob("壞*")) == []


def test_a_set_that_does_not_fit_the_collection_fails_kindly(evaluate, workshop):
    """A quote that has moved: uploaded it is a set, but running it says what to do."""
    page = evaluate()
    name = next(Path(workshop.environ["ANWEN_CORPUS_DIR"]).glob("*.txt")).name
    place = {"document": name, "start": 3, "end": 5, "quote": "沒有"}
    line = {"id": "a", "question": "誰？", "evidence": [[place]]}
    file = {"name": "moved.jsonl", "mimeType": "application/jsonl", "buffer": json.dumps(line).encode()}
    page.set_input_files("#run-buttons input[type=file]", file)
    page.wait_for_function("document.querySelector('#set input')?.value === 'moved'")
    page.click("#run")
    page.wait_for_selector("#evaluate-notice .notice", timeout=RUN_MS)
    assert "anwen eval anchor" in page.inner_text("#evaluate-notice")
    (workshop.folder / "eval" / "sets" / "moved.jsonl").unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(evaluate, measured, scheme: str):
    """Contrast of WCAG AA in both, and nothing sticks out of a phone."""
    page = evaluate(color_scheme=scheme, **PHONE)
    page.wait_for_selector("#results table.metrics")
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)
    assert page.evaluate(FAINT, "#results :is(th, td, .what, .tags span, caption), #running :is(label, span)") == []
    _part(page, "最差的題目")
    page.wait_for_selector("#worst .query")
    page.locator("#worst .query summary").first.click()
    assert page.evaluate(FAINT, "#worst :is(.asked, .tags span, .label, .text, mark, .n, .or, p)") == []
    assert page.evaluate(wide)
