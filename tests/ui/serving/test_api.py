"""What programs can ask over HTTP, and that the examples of docs/programs.md run as they stand there."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from committed_schemas import held_to_schema
from gradio_client import Client
from gradio_client.exceptions import AppError

from rag import Library
from rag.errors import UsageError
from rag.ui.context import Context
from rag.ui.serving.api import Programs, checked
from rag.ui.shelf import Shelf

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(python|sh)\n(.*?)```", PAGE, flags=re.DOTALL)
WHO = "三方會議由哪些人參加？"
WHO_SIMPLIFIED = "三方会议由哪些人参加？"
LIST = "“开放式党课”重点做到哪五个开放？"
MEETING = "每月召開一次專題會議"


@pytest.fixture(scope="module")
def programs(five_cases: Library, tmp_path_factory: pytest.TempPathFactory) -> Programs:
    """The five cases, as programs ask them."""
    return Programs(Context(Shelf(five_cases), five_cases.settings, None, tmp_path_factory.mktemp("files")))


@pytest.fixture(scope="module")
def text(five_cases_path: Path) -> str:
    """The file, decoded without our reader."""
    return five_cases_path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


@pytest.mark.parametrize("question", [WHO, WHO_SIMPLIFIED, "紅燒牛肉麵的湯頭要怎麼熬才香？"])
def test_it_is_the_json_of_the_command_line(programs: Programs, anwen, question: str):
    """The same question, the same answer, in the committed form."""
    for called, command in ((programs.ask, "ask"), (programs.search, "search"), (programs.compare, "compare")):
        code, out, _ = anwen(command, question, "--json")
        assert code == 0
        assert held_to_schema(command, called(question)) == json.loads(out)


def test_filters_hold(programs: Programs, five_cases_path: Path):
    """Hits and quotations come from the case and document that were asked for, and empty ones limit nothing."""
    name = five_cases_path.name
    assert {hit["case"] for hit in programs.search("成效", 8, name, 2)["hits"]} == {2}
    assert {cited["case"] for cited in programs.ask("有哪些成效？", name, 3)["citations"]} == {3}
    assert programs.ask(WHO, "", 0) == programs.ask(WHO)
    assert len(programs.search(WHO, 10**30)["hits"]) == len(programs.context.library.passages)


def test_a_follow_up_takes_the_answer_before(programs: Programs):
    """As `ask` gave it, through JSON."""
    before = json.loads(json.dumps(programs.ask(LIST)))
    assert programs.ask("那第三個呢？", after=before)["searched"] == "形式開放具體是什麼？"


def test_roles_choose_the_rows(programs: Programs):
    """A row per case and role; the roles' names as the command line takes them."""
    rows = programs.compare("黨建", roles=["results", "背景"])["rows"]
    assert len(rows) == 2 * 5
    assert {row["role"] for row in rows} == {"results", "background"}


def test_a_citation_opens_where_it_stands(programs: Programs, text: str):
    """Quotation, headings, paragraph and section are those of the citation, and the words are still there."""
    for cited in programs.ask(WHO)["citations"] + programs.ask(LIST)["citations"]:
        place = held_to_schema(
            "open_citation",
            programs.open_citation(cited["document"], cited["start"], cited["end"], cited["quote"]),
        )
        assert {key: place[key] for key in cited if key != "n"} == {key: cited[key] for key in cited if key != "n"}
        assert place["status"] == "same"
        section = place["section"]
        assert section["text"] == text[section["start"] : section["end"]]
        assert section["start"] <= cited["start"] < cited["end"] <= section["end"]


@pytest.mark.parametrize(
    ("quote", "status", "shown"),
    [
        ("", None, MEETING),
        (MEETING, "same", MEETING),
        ("一是主題開放。", "moved", "一是主題開放。"),
        (MEETING.replace("一次", "兩次"), "changed", MEETING),
        ("紅燒牛肉麵的湯頭要熬八小時", "gone", MEETING),
    ],
)
def test_what_became_of_the_words_is_said(programs: Programs, text: str, quote: str, status: str | None, shown: str):
    """At the place given, elsewhere in the document, with other characters, or nowhere; what is there now is shown."""
    start = text.index(MEETING)
    [document] = programs.context.library.documents
    place = programs.open_citation(document.name, start, start + len(MEETING), quote)
    held_to_schema("open_citation", place)
    assert (place["status"], place["quote"]) == (status, shown)
    assert text[place["start"] : place["end"]] == shown


def test_front_matter_opens_too(programs: Programs, five_cases_path: Path, text: str):
    """What stands before the first case belongs to none."""
    place = programs.open_citation(five_cases_path.name, 0, 5)
    assert (place["case"], place["quote"]) == (None, text[:5])


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {}, "api-argument-missing"),
    ("ask", {"question": None}, "api-argument-missing"),
    ("ask", {"question": 5}, "api-not-text"),
    ("ask", {"question": ["黨課"]}, "api-not-text"),
    ("ask", {"question": "？"}, "question-empty"),
    ("ask", {"question": "黨" * 2001}, "question-too-long"),
    ("ask", {"question": "成效", "case": 99}, "case-unknown"),
    ("ask", {"question": "成效", "case": -1}, "case-unknown"),
    ("ask", {"question": "成效", "case": 10**40}, "case-unknown"),
    ("ask", {"question": "成效", "case": True}, "api-not-number"),
    ("ask", {"question": "成效", "case": "3"}, "api-not-number"),
    ("ask", {"question": "成效", "document": "no.txt"}, "document-unknown"),
    ("ask", {"question": "成效", "after": "x"}, "api-not-answer"),
    ("ask", {"question": "成效", "after": {}}, "api-not-answer"),
    ("ask", {"question": "成效", "after": {"question": "x", "statements": 5}}, "api-not-answer"),
    ("ask", {"question": "成效", "top_k": 5}, "api-argument-unknown"),
    ("search", {"question": "成效", "top_k": 0}, "top-too-small"),
    ("search", {"question": "成效", "top_k": 5.0}, "api-not-number"),
    ("compare", {"question": "成效", "roles": "results"}, "api-not-texts"),
    ("compare", {"question": "成效", "roles": [5]}, "api-not-texts"),
    ("compare", {"question": "成效", "roles": ["x"]}, "role-unknown"),
    ("open_citation", {"document": "no.txt", "start": 0, "end": 1}, "document-unknown"),
    ("open_citation", {"document": "", "start": 0, "end": 1}, "document-unknown"),
    ("open_citation", {"document": "DOC", "start": -1, "end": 1}, "place-unknown"),
    ("open_citation", {"document": "DOC", "start": 5, "end": 5}, "place-unknown"),
    ("open_citation", {"document": "DOC", "start": 5, "end": 4}, "place-unknown"),
    ("open_citation", {"document": "DOC", "start": 0, "end": 10**30}, "place-unknown"),
    ("open_citation", {"document": "DOC", "start": 0}, "api-argument-missing"),
    ("open_section", {"document": "DOC", "start": 10**9, "end": 0}, "place-unknown"),
]


@pytest.mark.parametrize(("name", "arguments", "key"), WRONG)
def test_whatever_is_wrong_has_its_message(
    programs: Programs, five_cases_path: Path, name: str, arguments: dict[str, Any], key: str
):
    """Every case that a caller can bring about is told in our words, and which argument it is about."""
    given = {key: five_cases_path.name if value == "DOC" else value for key, value in arguments.items()}
    called: Callable[..., dict[str, Any]] = getattr(programs, name)
    with pytest.raises(UsageError) as raised:
        checked(called, given)()
    assert raised.value.key == key


def test_a_long_value_is_not_repeated_whole(programs: Programs):
    """In a message, sixty characters of it will do."""
    with pytest.raises(UsageError) as raised:
        checked(programs.compare, {"question": "成效", "roles": "長" * 10_000})
    assert len(str(raised.value)) < 200


def test_messages_are_in_the_language_of_the_page(programs: Programs):
    """The context says which, nothing else does."""
    english = Context(
        programs.context.shelf,
        dataclasses.replace(programs.context.settings, language="en"),
        None,
        programs.context.files,
    )
    assert english.language == "en"
    assert Programs(english).ask(WHO) == programs.ask(WHO)


# -- over HTTP, with real clients -------------------------------------------------------------------------------------


def _call(url: str, name: str, body: object) -> tuple[str, Any]:
    """The event that Gradio's two steps end with, and its data."""
    posted = httpx.post(f"{url}gradio_api/call/{name}", json=body)
    assert posted.status_code == 200, posted.text
    event = posted.json()["event_id"]
    read = httpx.get(f"{url}gradio_api/call/{name.removeprefix('v2/')}/{event}").text
    found = re.fullmatch(r"(?:event: heartbeat\ndata: null\n\n)*event: (\w+)\ndata: (.*)\n\n", read)
    assert found, read
    return found[1], json.loads(found[2])


def test_each_endpoint_says_what_it_takes(server):
    """All that the page offers to programs, described, with the types and defaults of its arguments; nothing else."""
    endpoints = Client(server.url, verbose=False).view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(endpoints) == {"/search", "/ask", "/compare", "/open_citation", "/open_section"}
    assert all(endpoint["description"] for endpoint in endpoints.values())
    taken = {
        name: [(one["parameter_name"], one["parameter_has_default"]) for one in endpoint["parameters"]]
        for name, endpoint in endpoints.items()
    }
    assert taken["/search"] == [("question", False), ("top_k", True), ("document", True), ("case", True)]
    assert taken["/ask"] == [("question", False), ("document", True), ("case", True), ("after", True)]
    assert taken["/compare"] == [("question", False), ("roles", True)]
    assert taken["/open_citation"] == [("document", False), ("start", False), ("end", False), ("quote", True)]


def test_arguments_that_are_left_out_take_their_defaults(server):
    """In the list of the two steps as in Gradio's client; names do as well."""
    whole = _call(server.url, "ask", {"data": [WHO, "", 0, None]})
    assert whole[0] == "complete"
    assert _call(server.url, "ask", {"data": [WHO]}) == whole
    assert _call(server.url, "ask", {"data": [WHO, None, None, None]}) == whole
    assert _call(server.url, "v2/ask", {"question": WHO}) == whole
    assert [Client(server.url, verbose=False).predict(WHO, api_name="/ask")] == whole[1]


@pytest.mark.parametrize(
    "data", [[], [None], [5], ["？"], [WHO, "no.txt"], [WHO, "", "3"], [WHO, "", 99], [WHO, "", 0, 5]]
)
def test_an_error_is_an_event_with_our_message(server, data: list[object]):
    """In each language's own words."""
    for path, hint in (("", "提示："), ("en/", "Hint: "), ("zh-Hans/", "提示：")):
        event, said = _call(server.url + path, "ask", {"data": data})
        assert event == "error"
        assert hint in said["error"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("call/v2/ask", {"x": 1}),
        ("call/v2/ask", {}),
        ("call/no", {"data": []}),
        ("call/v2/no", {}),
        ("run/no", {"data": []}),
        ("queue/join", {"data": [], "fn_index": 9_999, "session_hash": "x"}),
    ],
)
def test_a_call_that_is_none_is_refused_at_once(server, path: str, body: dict[str, Any]):
    """Where Gradio would fail."""
    refused = httpx.post(f"{server.url}en/gradio_api/{path}", json=body)
    assert refused.status_code == 422
    assert "docs/programs.md" in refused.json()["error"]


def test_the_clients_error_is_our_message(server):
    """An exception of Gradio's client carries it."""
    with pytest.raises(AppError, match="文庫裏沒有案例 99"):
        Client(server.url, verbose=False).predict(WHO, case=99, api_name="/ask")


def test_there_are_examples():
    """Gradio's client, two steps of curl, the MCP client."""
    assert [kind for kind, _ in EXAMPLES] == ["python", "sh", "python"]


@pytest.mark.parametrize(("kind", "code"), EXAMPLES)
def test_examples_run_as_they_stand(server, kind: str, code: str):
    """Against a server at another port, and with what they promise in their output."""
    here = code.replace("http://127.0.0.1:7860/", server.url)
    assert here != code
    command = [sys.executable, "-c", here] if kind == "python" else ["bash", "-euo", "pipefail", "-c", here]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    expected = {
        "gradio_client": ["一是主題開放。", "形式開放具體是什麼？", "【全國基層黨建創新典型案例】二"],
        "curl": ["event: complete", '"status": "answered"'],
        "mcp": ["['search', 'ask', 'compare', 'open_citation']", "same", "提示："],
    }
    [promised] = [lines for client, lines in expected.items() if f"{client} " in code]
    for line in promised:
        assert line in done.stdout


@pytest.mark.parametrize("path", ["http://192.0.2.7/x", str(ROOT / "LICENSE"), "LICENSE", "/etc/passwd"])
def test_a_file_that_nobody_uploaded_is_not_taken(server, path: str):
    """Gradio would fetch it, or copy it to where it can be downloaded, for any input of any endpoint."""
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    told = httpx.post(f"{server.url}en/gradio_api/run/ask", json={"data": ["減壓室", "", 0, {"answer": [file]}]})
    assert "Only uploaded files" in told.json()["error"]
    assert [copy for copy in server.files.rglob("*") if copy.name in {"LICENSE", "passwd", "x"}] == []
    assert server.outside() == ""


def test_the_box_for_questions_takes_no_file(server):
    """Nor does an event of the page itself, which programs can send."""
    config = httpx.get(f"{server.url}config").json()
    named = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
    asking = (one for one in config["dependencies"] if [named[part] for part in one["inputs"][:2]][:1] == ["question"])
    event = next(one for one in asking if len(one["inputs"]) > 1)
    file = {"path": str(ROOT / "LICENSE"), "meta": {"_type": "gradio.FileData"}}
    data = [file] + [None] * (len(event["inputs"]) - 1)
    call = {"fn_index": event["id"], "session_hash": "forged", "data": data}
    assert httpx.post(f"{server.url}gradio_api/queue/join", json=call).status_code == 200
    with httpx.stream("GET", f"{server.url}gradio_api/queue/data?session_hash=forged", timeout=60) as told:
        lines = "".join(told.iter_lines())
    assert '"success":false' in lines
    assert list(server.files.rglob("LICENSE")) == []


def test_a_question_that_is_no_text_is_read_as_far_as_it_is(server):
    """A lone surrogate, which no answer could carry, is U+FFFD."""
    question = json.dumps("\ud800" + WHO)
    headers = {"content-type": "application/json"}
    told = httpx.post(f"{server.url}gradio_api/run/ask", content=f'{{"data": [{question}]}}', headers=headers)
    assert told.json()["data"][0]["question"] == "\ufffd" + WHO
