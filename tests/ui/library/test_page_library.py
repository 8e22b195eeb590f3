"""The library in a real Chromium: read, add, remove, bring back and index documents, while others go on asking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import FAINT, PHONE, ask

from rag.index.store import build_lock

pytestmark = pytest.mark.browser

BUILD_MS = 60_000
FIVE_CASES = "第四屆全國基層黨建創新典型案例範文集合(二).txt"


def _case(topic: str, *, body: str = "") -> str:
    told = f"{topic}每逢週二開放，由值日生管理鑰匙。{body}"
    return f"【案例】一 {topic}\n\n一、背景\n\n{told}\n\n二、成效\n\n{topic}大受歡迎。\n"


def _files(*named: tuple[str, str | bytes]) -> list[dict[str, object]]:
    """Files as a browser takes them from a reader."""
    return [
        {"name": name, "mimeType": "", "buffer": data.encode() if isinstance(data, str) else data}
        for name, data in named
    ]


@pytest.fixture
def corpus(library_server) -> Path:
    """The corpus folder of the server that these tests change."""
    return library_server.files / "corpus"


@pytest.fixture
def open_library(open_page, library_server):
    """Opens the page, and in it the library."""

    def opened(**options):
        page = open_page(library_server.url, **options)
        page.click("#rooms button[role=tab][data-tab-id=library]")
        page.wait_for_selector(".documents li")
        return page

    return opened


def _choose(page, *named: tuple[str, str | bytes]) -> None:
    """Choose files; what was understood of them is shown afterwards."""
    page.set_input_files("#library-drop input[type=file]", _files(*named))
    page.wait_for_selector(".preview")


def _act(page, act: str) -> None:
    page.click(f"[data-act*='\"{act}\"']")


def _built(page) -> None:
    """Wait until no build goes on."""
    page.wait_for_selector(".state:not([data-busy]) .done", timeout=BUILD_MS)


def _add(page, *named: tuple[str, str | bytes]) -> None:
    """Choose files, agree, wait until they are indexed."""
    _choose(page, *named)
    _act(page, "add")
    page.wait_for_selector(".preview", state="detached")
    _built(page)
    for name, _ in named:
        _listed(page, name)


def _listed(page, name: str) -> None:
    page.wait_for_function(
        "(name) => [...document.querySelectorAll('.documents button.name')].some((b) => b.textContent === name)",
        arg=name,
    )


def _line(page, name: str):
    """The list's line of a document."""
    return page.locator(".documents li", has=page.get_by_text(name, exact=True))


def _focused(page) -> str:
    return page.evaluate("document.activeElement.textContent || document.activeElement.placeholder")


def _remove(page, name: str) -> None:
    _line(page, name).locator(".remove").click()
    page.wait_for_selector(".confirm")
    _act(page, "remove-now")
    page.wait_for_selector(".confirm", state="detached")
    _built(page)


def test_documents_are_listed_with_what_they_hold(open_library):
    """Counts as the index has them: 5 cases, 88 sections, 19,964 characters; nothing is pending."""
    page = open_library()
    facts = _line(page, FIVE_CASES).inner_text()
    for fact in ("5 個案例", "88 節", "19,964 字", "112 個段落", "UTF-8"):
        assert fact in facts
    assert "索引與文庫資料夾一致" in page.inner_text(".state") or "索引已更新" in page.inner_text(".state")


def test_documents_are_found_by_name_and_case_in_either_script(open_library):
    """While typing, without Enter; words that nothing has are said; an unfinished composition looks for nothing."""
    page = open_library()
    box = page.locator("#library-find input")
    box.fill("基层党建")
    page.wait_for_selector(".documents li")
    assert FIVE_CASES in page.inner_text(".documents")
    box.fill("沒有這樣的文件")
    page.wait_for_selector(".none")
    assert page.inner_text(".none") == "沒有符合的文件。"
    box.fill("")
    page.wait_for_selector(".documents li")


def test_a_document_is_read_as_a_book(open_library, corpus: Path):
    """The whole case beside the outline, which follows the reader; sections before and after; Escape goes back."""
    page = open_library()
    text = (corpus / FIVE_CASES).read_text(encoding="utf-8-sig")
    name = page.locator(".documents button.name", has_text=FIVE_CASES)
    name.click()
    page.wait_for_selector("#book .reading")
    assert page.evaluate("document.activeElement.className") == "reading"
    assert not page.is_visible("#library-drop")
    case = page.locator("#book .reading").evaluate("(element) => element.textContent")
    assert len(case) > 1_000
    assert case in text
    tops = page.locator("#book .tree > ul > li > button").all_text_contents()
    assert len([top for top in tops if "典型案例" in top]) == 5
    assert page.locator("#book .tree [aria-current]").inner_text() == tops[1]
    page.locator("#book .turn").last.click()
    page.wait_for_function(
        "(top) => (document.querySelector('#book .tree [aria-current]')?.textContent ?? top) !== top", arg=tops[1]
    )
    assert (
        page.locator("#book .tree [aria-current]").inner_text() == page.locator("#book .here h3").inner_text().strip()
    )
    page.wait_for_timeout(500)  # the outline follows only what the reader scrolls
    page.locator("#book .reading").evaluate("(element) => { element.scrollTop = element.scrollHeight; }")
    last = page.locator("#book .reading section").last.get_attribute("data-section")
    page.wait_for_function(
        "() => { const n = document.querySelector('#book .tree [aria-current]')?.dataset.section;"
        " return document.querySelector(`#book .reading [data-section='${n}']`).getBoundingClientRect().top < 400; }"
    )
    assert int(page.locator("#book .tree [aria-current]").get_attribute("data-section")) <= int(last)
    page.locator("#book .tree button", has_text="案例】三").click()
    page.wait_for_function("() => document.querySelector('#book .reading')?.textContent.includes('案例】三')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#book .reading", state="detached")
    page.wait_for_function("(name) => document.activeElement.textContent === name", arg=FIVE_CASES)


def test_files_are_understood_before_anything_is_added(open_library, library_server, corpus: Path):
    """Each by itself: counts and headings, or why not; until somebody agrees, the folder is as it was."""
    page = open_library()
    before = sorted(path.name for path in corpus.iterdir())
    _choose(
        page,
        ("鑰匙.txt", _case("鑰匙櫃").encode("gb18030", errors="replace")),
        ("無標題.txt", "只有一行文字，沒有標題。"),
        ("空的.txt", b""),
        ("假的.txt", b"%PDF-1.7"),
        ("圖.png", b"\x89PNG\r\n\x1a\n"),
        ("副本.txt", (corpus / FIVE_CASES).read_bytes()),
        ("鑰匙副本.txt", _case("鑰匙櫃").encode("gb18030", errors="replace")),
        ("<img src=x onerror=alert(1)>.txt", "<b>標記</b>只是文字。"),
    )
    assert "可加入 3 份，不能加入 5 份" in page.inner_text(".preview")
    lines = page.locator(".preview > ol > li").all_inner_texts()
    assert all(fact in lines[0] for fact in ("鑰匙.txt", "1 個案例", "2 節", "GB18030"))
    assert "沒有看到案例標記或標題" in lines[1]
    for line, (name, reason) in zip(
        lines[2:7],
        [
            ("空的.txt", "空的"),
            ("假的.txt", "PDF"),
            ("圖.png", "類型"),
            ("副本.txt", FIVE_CASES),
            ("鑰匙副本.txt", "鑰匙.txt"),
        ],
        strict=True,
    ):
        assert name in line
        assert reason in line
        assert "提示：" in line
    assert "＜img src=x onerror=alert(1)＞.txt" in lines[7]
    assert _focused(page) == "加入並建立索引"
    page.locator(".preview summary").first.click()
    assert page.locator(".preview .headings li").first.inner_text() == "【案例】一 鑰匙櫃"
    assert sorted(path.name for path in corpus.iterdir()) == before
    _act(page, "cancel")
    page.wait_for_selector(".preview", state="detached")
    assert sorted(path.name for path in corpus.iterdir()) == before
    sent = [path for folder in library_server.files.glob("anwen-*") for path in folder.rglob("*") if path.is_file()]
    assert [path for path in sent if re.match(r"\d{13}-", path.name)] == [], "what was sent is gone"


def test_what_is_added_can_be_asked_at_once(open_library, corpus: Path):
    """Added, indexed, counted, asked in the same page without loading it again; then removed and restored."""
    page = open_library()
    _add(page, ("旗杆.txt", _case("旗杆廣場")))
    assert (corpus / "旗杆.txt").read_text(encoding="utf-8") == _case("旗杆廣場")
    assert page.inner_text(".masthead .counts").startswith(f"{page.locator('.documents li').count()} 份文件")
    page.click("#rooms button[role=tab][data-tab-id=ask]")
    ask(page, "旗杆廣場的鑰匙由誰管理？")
    assert "值日生管理鑰匙" in page.inner_text(".statements")
    page.click("#rooms button[role=tab][data-tab-id=library]")
    _line(page, "旗杆.txt").locator(".remove").click()
    page.wait_for_selector(".confirm")
    assert "1 個案例" in page.inner_text(".confirm")
    assert _focused(page) == "移除並更新索引"
    _act(page, "keep")
    page.wait_for_selector(".confirm", state="detached")
    assert (corpus / "旗杆.txt").exists()
    _remove(page, "旗杆.txt")
    page.wait_for_function("() => document.querySelector('.documents')?.textContent.includes('旗杆') === false")
    assert not (corpus / "旗杆.txt").exists()
    # The page that quoted it goes on working, and says what has become of the quotation.
    page.click("#rooms button[role=tab][data-tab-id=ask]")
    page.locator(".cite").first.click()
    page.wait_for_selector("#notice .notice")
    assert "旗杆.txt" in page.inner_text("#notice")
    assert "提示：" in page.inner_text("#notice")
    page.click("#rooms button[role=tab][data-tab-id=library]")
    page.click(".removed summary")
    page.click(".removed li:has-text('旗杆') button")
    _listed(page, "旗杆.txt")
    assert (corpus / "旗杆.txt").read_text(encoding="utf-8") == _case("旗杆廣場")
    _built(page)
    _remove(page, "旗杆.txt")


def test_a_namesake_is_kept_beside_or_replaced(open_library, corpus: Path):
    """Beside it unless the reader says otherwise; what is replaced can be restored."""
    page = open_library()
    _add(page, ("名單.txt", _case("第一份名單")))
    _choose(page, ("名單.txt", _case("第二份名單")))
    assert "文庫裏已有另一份「名單.txt」" in page.inner_text(".preview fieldset")
    _act(page, "add")
    _listed(page, "名單 (2).txt")
    _built(page)
    _choose(page, ("名單.txt", _case("第三份名單")))
    page.get_by_label(re.compile("^取代")).check()
    _act(page, "add")
    page.wait_for_selector(".preview", state="detached")
    _built(page)
    assert (corpus / "名單.txt").read_text(encoding="utf-8") == _case("第三份名單")
    assert (corpus / "名單 (2).txt").read_text(encoding="utf-8") == _case("第二份名單")
    assert page.locator(".removed li", has_text="名單.txt").count() >= 1
    for name in ("名單.txt", "名單 (2).txt"):
        _remove(page, name)


def test_files_can_be_dropped_anywhere(open_library):
    """The place shows that it takes them; the page is not replaced by the file; what comes later joins them."""
    page = open_library()
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.items.add(new File([text], "拖放.txt"));
          const tell = (type) => document.body.dispatchEvent(
            new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
          const over = () => document.querySelector(".drop").classList.contains("over");
          window.unhandled = [tell("dragover"), over(), tell("drop")];
        }""",
        _case("拖放"),
    )
    assert page.evaluate("window.unhandled") == [False, True, False]
    page.wait_for_selector(".preview")
    page.set_input_files("#library-drop input[type=file]", _files(("再來.txt", _case("再來"))))
    page.wait_for_function("() => document.querySelectorAll('.preview > ol > li').length === 2")
    assert [name in page.inner_text(".preview") for name in ("拖放.txt", "再來.txt")] == [True, True]
    _act(page, "cancel")
    page.wait_for_selector(".preview", state="detached")


def test_files_dropped_while_others_are_sent_are_sent_after_them(open_library):
    """The first one is still on its way when the second is chosen; both are looked at together."""
    page = open_library()
    held = []
    page.route("**/upload*", lambda route: held.append(route), times=1)  # noqa: PLW0108 -- Playwright marks it
    page.set_input_files("#library-drop input[type=file]", _files(("先.txt", _case("先來"))))
    page.wait_for_function("() => document.querySelector('.drop .sending')?.textContent.includes('1／1')")
    page.set_input_files("#library-drop input[type=file]", _files(("後.txt", _case("後到"))))
    held[0].continue_()
    page.wait_for_selector(".preview")
    page.wait_for_function("() => document.querySelectorAll('.preview > ol > li').length === 2")
    assert [name in page.inner_text(".preview") for name in ("先.txt", "後.txt")] == [True, True]
    _act(page, "cancel")
    page.wait_for_selector(".preview", state="detached")


def test_more_files_than_wait_at_a_time_are_not_even_sent(open_library):
    """Three, on a page that is told that two may: the last is refused, with what to do, and the others are taken."""
    page = open_library()
    page.evaluate("() => { document.querySelector('.drop').dataset.most = 2; }")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/upload" in request.url else None)
    _choose(page, *((f"第{n}份.txt", f"第{n}份文件。") for n in range(3)))
    page.wait_for_function("() => document.querySelectorAll('.preview > ol > li').length === 3")
    last = page.locator(".preview > ol > li").last.inner_text()
    assert "第2份.txt" in last
    assert "一次至多放 200 份" in last
    assert "可加入 2 份，不能加入 1 份" in page.inner_text(".preview")
    assert len(sent) == 2
    _act(page, "cancel")
    page.wait_for_selector(".preview", state="detached")


def test_too_large_a_file_is_not_even_sent(open_library, tmp_path: Path):
    """25 MB of 20: said at once, with what to do, and the small one beside it is taken."""
    page = open_library()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/upload" in request.url else None)
    (tmp_path / "大.txt").write_bytes(b"a" * 25_000_000)
    (tmp_path / "小.txt").write_text("小小的文件。", encoding="utf-8")
    page.set_input_files("#library-drop input[type=file]", [tmp_path / "大.txt", tmp_path / "小.txt"])
    page.wait_for_selector(".preview")
    lines = page.locator(".preview > ol > li").all_inner_texts()
    assert "25,000,000" in lines[0]
    assert "20,000,000" in lines[0]
    assert "小.txt" in lines[1]
    assert len(sent) == 1
    _act(page, "cancel")


def test_a_hundred_files_at_once(open_library, corpus: Path):
    """All are understood, one is left out by the reader's choice, ninety-nine are indexed; the list has pages."""
    page = open_library()
    names = [f"第{n:03}份.txt" for n in range(100)]
    _choose(page, *((name, _case(name[:-4])) for name in names))
    page.wait_for_function("() => document.querySelectorAll('.preview > ol > li').length === 100")
    page.locator(".preview input[type=checkbox]").nth(7).uncheck()
    _act(page, "add")
    page.wait_for_selector(".preview", state="detached")
    _built(page)
    added = {path.name for path in corpus.glob("第*份.txt")}
    assert added == set(names) - {"第007份.txt"}
    page.wait_for_selector(".paging")
    assert page.locator(".documents li").count() == 50
    page.click(".paging [data-act]")
    page.wait_for_function("() => document.querySelector('.paging')?.textContent.includes('第 2 頁')")
    page.fill("#library-find input", "第042份")
    page.wait_for_function("() => document.querySelectorAll('.documents li').length === 1")
    for name in added:
        (corpus / name).unlink()
    page.fill("#library-find input", "")
    page.wait_for_selector(".pending")
    _act(page, "build")
    _built(page)


def test_two_readers_add_at_the_same_time(open_library, corpus: Path):
    """Files of one name and other content: each gets a name, both are indexed, and both readers see it."""
    first, second = open_library(), open_library()
    _choose(first, ("同名.txt", _case("甲方的同名")))
    _choose(second, ("同名.txt", _case("乙方的同名")))
    for page in (first, second):
        _act(page, "add")
    for page in (first, second):
        for name in ("同名.txt", "同名 (2).txt"):
            _listed(page, name)
        _built(page)
    texts = {(corpus / name).read_text(encoding="utf-8") for name in ("同名.txt", "同名 (2).txt")}
    assert texts == {_case("甲方的同名"), _case("乙方的同名")}
    for name in ("同名.txt", "同名 (2).txt"):
        _remove(first, name)
    second.wait_for_function("() => document.querySelector('.documents')?.textContent.includes('同名') === false")


def test_what_changes_in_the_folder_is_noticed(open_library, corpus: Path):
    """Without a click; the reader then has it indexed. A question back about a file that has changed is not obeyed."""
    page = open_library()
    (corpus / "手放.txt").write_text(_case("手放的文件"), encoding="utf-8")
    page.wait_for_selector(".pending")
    assert "手放.txt" in page.inner_text(".pending")
    assert "尚未建立索引" in _line(page, "手放.txt").inner_text()
    _act(page, "build")
    _built(page)
    _line(page, "手放.txt").locator(".remove").click()
    page.wait_for_selector(".confirm")
    (corpus / "手放.txt").write_text(_case("手放的文件", body="又改過了。"), encoding="utf-8")
    _act(page, "remove-now")
    page.wait_for_selector("#library-notice .notice")
    assert "被更動" in page.inner_text("#library-notice")
    assert (corpus / "手放.txt").exists()
    page.wait_for_selector("[data-state=changed]")
    (corpus / "手放.txt").unlink()
    page.wait_for_selector("[data-state=gone]")
    _act(page, "build")
    _built(page)


def test_questions_are_answered_while_another_program_builds(open_library, library_server):
    """The page says who, waits, and goes on answering, here and in other pages; then it builds."""
    page, other = open_library(), open_library()
    with build_lock(library_server.files / "index", wait_s=5):
        _act(page, "build")
        page.wait_for_function("() => document.querySelector('.state')?.textContent.includes('另一個程序')")
        assert "PID" in page.inner_text(".state")
        other.wait_for_function("() => document.querySelector('.state')?.textContent.includes('另一個程序')")
        other.click("#rooms button[role=tab][data-tab-id=ask]")
        ask(other, "三方會議由哪些人參加？")
        assert other.locator(".cite").count() >= 1
    _built(page)


def test_a_build_that_fails_loses_nothing(open_library, corpus: Path):
    """The folder is away: said, with what to do; the list and the answers stay; when it is back, so is all."""
    page = open_library()
    corpus.rename(corpus.with_name("away"))
    try:
        page.wait_for_selector(".state .notice")
        assert "找不到文庫資料夾" in page.inner_text(".state .notice")
        assert "提示：" in page.inner_text(".state .notice")
        assert page.locator(".documents li").count() >= 1
        _choose_refused(page)
        page.click("#rooms button[role=tab][data-tab-id=ask]")
        ask(page, "三方會議由哪些人參加？")
        assert page.locator(".cite").count() >= 1
    finally:
        corpus.with_name("away").rename(corpus)
    page.click("#rooms button[role=tab][data-tab-id=library]")
    page.wait_for_selector(".state .notice", state="detached")


def _choose_refused(page) -> None:
    """A file that is sent while there is no folder is refused, and the folder is not made."""
    page.set_input_files("#library-drop input[type=file]", _files(("來不及.txt", "文字。")))
    page.wait_for_selector("#library-notice .notice")
    assert "找不到文庫資料夾" in page.inner_text("#library-notice")


def test_a_book_that_is_gone_is_said_kindly(open_library, corpus: Path):
    """A tab left open over a rebuild: the text stays, the next step says what has happened."""
    page, other = open_library(), open_library()
    _add(page, ("將去.txt", _case("將去的文件")))
    _listed(other, "將去.txt")
    other.locator(".documents button.name", has_text="將去.txt").click()
    other.wait_for_selector("#book .reading")
    _remove(page, "將去.txt")
    other.locator("#book .turn").last.click()
    other.wait_for_selector("#library-notice .notice")
    assert "將去.txt" in other.inner_text("#library-notice")
    assert "提示：" in other.inner_text("#library-notice")
    assert "將去的文件" in other.inner_text("#book .reading")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
def test_it_can_be_read_on_every_screen(open_library, device: dict, scheme: str):
    """Nothing wider than the window, contrast AA, every control has a name: list, preview, question back, book."""
    page = open_library(**device, color_scheme=scheme)

    def check(*texts: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(FAINT, ", ".join(texts)) == []
        nameless = page.evaluate(
            "[...document.querySelectorAll('#library :is(button, input)')].filter((e) => e.checkVisibility() &&"
            " !(e.textContent || e.getAttribute('aria-label') || e.labels?.[0]?.innerText || '').trim()).length"
        )
        assert nameless == 0

    _choose(page, ("無標題.txt", "只有一行。"), ("長" * 100 + ".txt", _case("長名稱")), ("空.txt", b""))
    check(".totals", ".state p", ".drop p", ".preview :is(p, span, button)", ".documents :is(button, span)")
    _act(page, "cancel")
    _line(page, FIVE_CASES).locator(".remove").click()
    page.wait_for_selector(".confirm")
    check(".confirm :is(p, button)")
    _act(page, "keep")
    page.locator(".documents button.name", has_text=FIVE_CASES).click()
    page.wait_for_selector("#book .reading")
    check("#book .reading :is(p, h3)", "#book .turning button", "#book .crumbs li")
