"""Web pages: what a browser shows of the main part, line by line, and nothing of what surrounds it."""

from __future__ import annotations

import html
import timeit

import pytest

from rag.corpus.reader import parse_document
from rag.corpus.web_page import is_web_page, web_page_text
from rag.errors import DocumentError

LIMIT = 20_000_000


def lines(body: str) -> list[str]:
    """The lines of a page with this body."""
    return text(f"<!DOCTYPE html><html><head><title>案例</title></head><body>{body}</body></html>").splitlines()


def text(source: str) -> str:
    """The text of a page."""
    return web_page_text(source, name="案例.html").text


# -- how text is shown --------------------------------------------------------------------------------------


def test_blocks_and_breaks_are_lines():
    """Paragraphs, divs without paragraphs, <br>, text between blocks; inline elements end no line."""
    assert lines("甲<p>乙<b>丙</b><i>丁</i></p>戊<div>己<div>庚</div>辛</div>壬<br>癸<br/><br/>子") == [
        "甲", "乙丙丁", "戊", "己", "庚", "辛", "壬", "癸", "子",
    ]  # fmt: skip


def test_white_space_is_collapsed_as_css_has_it():
    """Runs are one space; none at the ends; a newline in wrapped Chinese source is nothing; &nbsp; and 　 stay."""
    assert lines("<p>\n  一、  背景 \n</p><p>鎮裏有\n      九個村，\n其中 two\nvillages</p>") == [
        "一、 背景", "鎮裏有九個村，其中 two villages",
    ]  # fmt: skip
    assert lines("<p>　　全角縮排&nbsp;&nbsp;後</p><p>甲 <b> 乙</b></p>") == ["　　全角縮排\u00a0\u00a0後", "甲 乙"]
    assert lines("<pre>甲  乙\n  丙</pre>") == ["甲  乙", "  丙"]


def test_entities_are_decoded_once():
    """By name and number, also those without a semicolon; escaped markup is text."""
    assert lines("<p>&lt;b&gt; &amp;amp; &#40680;&#x8AB2; &ldquo;引&rdquo; &hellip;</p>") == ["<b> &amp; 黨課 “引” …"]


@pytest.mark.parametrize("code", ["xD800", "xDFFF", "55357", "0", "x110000"])
def test_entities_that_are_no_character_are_never_half_of_one(code):
    """U+FFFD, which a browser shows for them (HTML, 13.2.5.80), or nothing: the text can be written."""
    said = parse_document(f"<html><p>黨課&#{code};党课".encode(), name="a.html", max_file_bytes=LIMIT).text
    assert said.encode().decode().replace("\ufffd", "") == "黨課党课\n"


def test_what_is_never_shown_is_left_out():
    """Scripts, styles, templates, comments, hidden elements, form controls, pictures and their descriptions."""
    assert lines(
        "<script>var a = '<p>碼</p>';</script><style>p {}</style><template>樣</template><!-- 註 -->"
        "<p hidden>藏</p><p style='display: none'>藏</p><span style='VISIBILITY:hidden'>藏</span>"
        "<img src=a.png alt=圖><button>按</button><textarea>填</textarea><select><option>選</option></select>"
        "<noscript>無</noscript><svg><text>圖</text></svg><ruby>黨<rp>(</rp><rt>ㄉㄤˇ</rt><rp>)</rp></ruby>員<p>文。</p>"
    ) == ["黨員", "文。"]


def test_items_have_the_number_or_bullet_that_is_shown():
    """Types, start, value and reversed of ordered lists; the bullets of nested ones; none where the list has none."""
    assert lines(
        "<ol><li>甲<li>乙<ul><li>子<ul><li>丑</ul></ul></ol>"
        "<ol type=A start=26><li>甲<li>乙</ol><ol type=i><li>甲<li value=4>乙<li>丙</ol><ol reversed><li>甲<li>乙</ol>"
        "<ol style='list-style-type:cjk-ideographic'><li><p>甲</p><p>續</p><li>乙</ol>"
        "<ul style='list-style:none'><li>甲</ul>"
    ) == [
        "1. 甲", "2. 乙", "• 子", "◦ 丑", "Z. 甲", "AA. 乙", "i. 甲", "iv. 乙", "v. 丙", "2. 甲", "1. 乙",
        "一、甲", "續", "二、乙", "甲",
    ]  # fmt: skip


def test_items_that_bring_a_number_get_no_second_one():
    """Sites switch the bullets off in style sheets that are not there: 「• 一、背景」 would be no heading."""
    assert lines("<ul><li>一、背景</li><li>（二）做法</li><li>黨員</li></ul>") == ["一、背景", "（二）做法", "• 黨員"]


def test_rows_of_tables_are_lines():
    """Cells are separated by tabs, as one gets by copying; a caption is a line; a layout table is read through."""
    assert lines(
        "<table><caption>表1</caption><tr><th>村<th>戶數<tr><td>東村<td>120<tr><td><p>西</p><p>村</p><td></table>"
        "<table><tr><td><h2>一、背景</h2><p>文。</p></td><td>側</td></tr></table>"
    ) == ["表1", "村\t戶數", "東村\t120", "西 村", "一、背景", "文。", "側"]


def test_headings_have_their_levels():
    """h1 to h6, each one line, whatever stands inside."""
    page = web_page_text("<h1>題<br>目</h1><h2><span>一、</span>背景</h2><p>文</p><h6>末</h6>", name="x")
    assert {page.text[start:].split("\n")[0]: level for start, level in page.levels.items()} == {
        "題 目": 1, "一、背景": 2, "末": 6,
    }  # fmt: skip


def test_text_without_tags_is_text():
    """A .html that a text editor wrote keeps its lines."""
    assert text("一、甲\n  文 < 3 且 > 1。\n") == "一、甲\n  文 < 3 且 > 1。\n"


def test_pages_are_known_by_their_beginning():
    """A document type or <html> after comments and an XML declaration; a mention of them is none."""
    assert is_web_page('\ufeff<?xml version="1.0" encoding="gbk"?>\n<!-- 註 -->\n<!DOCTYPE HTML PUBLIC "">')
    assert is_web_page("  <HTML lang=zh>")
    assert not is_web_page("標籤 <html> 的用法")
    assert not is_web_page("<htmlx>")
    assert is_web_page("<!--a--><!--b--> <!--c-->\n<html>") and not is_web_page("<!--a--> b --><html>")


@pytest.mark.parametrize("opening", ["<!---->", "<!-- 註 -->\n", '<?xml version="1.0"?> ', "<!--", "<?xml "])
def test_a_long_opening_is_read_once(opening):
    """Any number of comments, ended or not: four times as many take some four times as long, not twice for each."""

    def seconds(count: int) -> float:
        text = opening * count + "註"
        return min(timeit.repeat(lambda: is_web_page(text), number=1, repeat=5))

    assert not is_web_page(opening * 30 + "註")
    assert seconds(20_000) < 12 * seconds(5_000) + 0.001
    assert is_web_page("<!---->" * 20_000 + "<html>")


@pytest.mark.browser
def test_lines_are_those_of_a_browser(browser):
    """Chromium's innerText of pages without lists, which it leaves the labels out of, says the same words."""
    page = browser.new_page()
    for body in (
        "甲<p>乙<b>丙</b> <i> 丁</i></p>戊<div>己<div>庚 </div> 辛</div>壬<br>癸<br/><br/>子",
        "<table><caption>表</caption><tr><th>村<th>戶 數<tr><td>東村<td><b>120</b><tr><td>西村<td>95</table>",
        "<h1> 題 </h1>文<blockquote>引</blockquote><dl><dt>人<dd>王</dl><pre>甲  乙\n  丙</pre>",
        "<p>&nbsp;甲&nbsp;</p><p>　　乙 丙</p><p hidden>藏</p><details open><summary>開</summary>內</details>",
        "<p>未關的<p>段落<b>粗<i>斜</b>直</i><table><tr>外<td>格</table>",
    ):
        page.set_content(f"<!DOCTYPE html><body>{body}")
        shown = page.evaluate("document.body.innerText")
        assert lines(body) == [line.rstrip() for line in shown.splitlines() if line.strip()], body
    page.close()


# -- the main part ------------------------------------------------------------------------------------------

NAVIGATION = (
    '<div class="top"><a href="/">首頁</a> <a href="/1">範文</a> <a href="/2">黨建</a> 今天是星期一</div>'
    '<nav><ul><li><a href="/">總站</a><li><a href="/a">工作總結</a></ul></nav>'
    '<div class="weizhi">當前位置：<a href="/">首頁</a> &gt; <a href="/dj">黨建</a> &gt; 正文</div>'
)
SIDE = '<div class="sidebar"><h3>熱門</h3><ul><li><a href="/x">最美黨員事蹟</a><li><a href="/y">書記述職</a></ul></div>'
RELATED = (
    '<div><h3>相關文章</h3><ul><li><a href="/r1">基層黨建工作總結，範文一</a><li><a href="/r2">範文二</a></ul></div>'
    '<p><a href="/p">上一篇：甲</a> <a href="/n">下一篇：乙</a></p>'
)
FOOTER = '<footer>版權所有 © 2020 範文網，轉載請註明出處。</footer><div id="ad_bottom">廣告：黨建用品，全場八折。</div>'
STORY = (
    "東村鎮轄九個行政村，黨員八百二十名，外出務工的多，組織生活難以開展。",
    "一、背景",
    "見效。",
    "二、做法",
    "每月十五日開展主題黨日活動，黨員應到八百二十名，實到七百九十八名。",
    "見效。",
    "三、成效",
    "矛盾糾紛下降四成，上訪量下降六成，羣衆滿意度居全縣第一。",
)


def around(main: str, *, head: str = "東村鎮黨建案例_範文網") -> str:
    """A page of a site: `main` with furniture before, beside and after it."""
    return (
        f"<!DOCTYPE html><html><head><title>{head}</title></head><body>{NAVIGATION}"
        f'<div class="wrap"><div class="left">{main}{RELATED}</div>{SIDE}</div>{FOOTER}</body></html>'
    )


def paragraphs(*story: str) -> str:
    """<p> for each."""
    return "".join(f"<p>{html.escape(one)}</p>\n" for one in story)


def wrapped(outer: str, inner: str) -> str:
    """The story with two elements around each line."""
    return "".join(f"<{outer}><{inner}>{line}</{inner}></{outer}>" for line in STORY)


TITLE = "東村鎮黨建案例"
LAYOUTS = {
    "heading beside the content": f"<h1>{TITLE}</h1><div class=c>{paragraphs(*STORY)}</div>",
    "title in a div": f"<div class=biaoti>{TITLE}</div><div class=c>{paragraphs(*STORY)}</div>",
    "everything in divs": f"<div><div><h1>{TITLE}</h1></div><div>{wrapped('div', 'span')}</div></div>",
    "breaks": f"<h1>{TITLE}</h1><div id=zoom>" + "<br><br>".join(STORY) + "</div>",
    "breaks in a layout table": f"<table><tr><td><h1>{TITLE}</h1>" + "<br>".join(STORY) + "</td></tr></table>",
    "an article with a header": f"<article><header><h1>{TITLE}</h1></header>{paragraphs(*STORY)}</article>",
    "main": f"<main><h1>{TITLE}</h1>{paragraphs(*STORY)}</main>",
    "bold paragraphs": f"<h1>{TITLE}</h1><div>{wrapped('p', 'strong')}</div>",
    "one div for each section": f"<h1>{TITLE}</h1>" + "".join(f"<div>{paragraphs(s)}</div>" for s in STORY),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_main_text_is_whole_and_alone(layout):
    """Title and every line in order, repeated ones too, and no word of navigation, side column, links or footer."""
    assert text(around(LAYOUTS[layout])).splitlines() == [TITLE, *STORY]


def test_lists_tables_and_links_in_the_text_stay():
    """What other readers drop or run together: short items, rows, a link in a sentence, source and date."""
    main = (
        f"<h1>{TITLE}</h1><div class=info>來源：縣委　2023-05-01 <a href='#'>打印</a></div><div class=c>"
        f"{paragraphs(*STORY[:4])}<ol><li>開會。<li>入戶。</ol><table><tr><td>東村<td>120<tr><td>西村<td>95</table>"
        "<p>依據<a href='/law'>《工作條例》</a>，每月一次。</p>"
        "<ul><li><a href='/1'>附件一</a><li><a href='/2'>附件二</a></ul>"
        f"{paragraphs(*STORY[4:])}</div>"
    )
    assert text(around(main)).splitlines() == [
        TITLE, "來源：縣委　2023-05-01 打印", *STORY[:4], "1. 開會。", "2. 入戶。", "東村\t120", "西村\t95",
        "依據《工作條例》，每月一次。", "• 附件一", "• 附件二", *STORY[4:],
    ]  # fmt: skip


def test_prose_beside_the_main_part_stays():
    """An introduction above and a note below the content are text, whatever box they are in."""
    lead = "導讀：東村鎮的做法，在全縣十八個鄉鎮推廣，這裏介紹它的來龍去脈，以及羣衆怎麼說、幹部怎麼做。"
    note = "編者按：東村鎮的做法值得學習，各地要結合實際，不要照搬，也不要走過場，尤其不要增加基層的負擔。"
    main = f"<h1>{TITLE}</h1><div>{lead}</div><div>{paragraphs(*STORY, *STORY)}</div><div>{note}</div>"
    assert text(around(main)).splitlines() == [TITLE, lead, *STORY, *STORY, note]


def test_short_sections_beside_a_long_one_stay():
    """One section holds nearly everything: those beside it are sections all the same, in whatever depth."""
    long = "每月十五日開展主題黨日活動，黨員應到八百二十名，實到七百九十八名。" * 20
    parts = [("一、背景", "略。"), ("二、做法", long), ("三、成效", "見效。")]
    flat = "".join(f"<div>{head}</div><div>{said}<br>{said}</div>" for head, said in parts)
    deep = "".join(
        f"<div class=sec><h2>{head}</h2><div class=in><p>{said}</p><p>{said}</p></div></div>" for head, said in parts
    )
    for main in (flat, deep):
        page = around(f"<h1>{TITLE}</h1><div class=content>{main}</div>")
        assert text(page).splitlines() == [TITLE, *(line for head, said in parts for line in (head, said, said))]
        assert text(page.replace(f"<h1>{TITLE}</h1>", "")).splitlines() == text(page).splitlines()[1:]


def test_a_short_page_is_read_whole():
    """Where no main part can be told, all text of the body but navigation and footer."""
    page = f"<body>{NAVIGATION}<div>黨員大會</div><div>三月十五日</div>{FOOTER}</body>"
    assert {"黨員大會", "三月十五日"} <= set(text(page).splitlines())
    assert "總站" not in text(page) and "版權所有" not in text(page)


def test_a_page_is_the_same_document_as_its_text(five_cases_path):
    """The user's page, saved as HTML with its furniture in GB18030, has the cases and headings of the .txt."""
    data = five_cases_path.read_bytes()
    plain = parse_document(data, name="a.txt", max_file_bytes=LIMIT)
    story = [line for line in plain.text[: plain.tail.span.start].split("\n") if line.strip()]
    title, *rest = story
    page = around(f"<h1>{title}</h1><div class=content>{paragraphs(*rest)}</div>", head=title)
    page = page.replace("<head>", '<head><META http-equiv="Content-Type" content="text/html; CHARSET=gb2312">')
    saved = parse_document(page.encode("gb18030"), name="a.html", max_file_bytes=LIMIT)
    assert saved.encoding.name == "gb18030"
    assert saved.text.splitlines() == [line.rstrip() for line in story]
    assert [tree(case) for case in saved.cases] == [tree(case) for case in plain.cases]
    assert len(saved.cases) == 5


def tree(case) -> list[tuple[int, int | None, str]]:
    """Level, number and heading of every section of a case."""
    return [(path[-1].level, path[-1].number, path[-1].heading) for path in case.walk()]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "cp950", "utf-16"])
def test_charsets(codec):
    """By mark, by declaration in either spelling, and without any."""
    named = {"gb18030": "gbk", "cp950": "Big5"}.get(codec, codec)
    for declaration in (
        f"<meta charset='{named}'>",
        f'<META HTTP-EQUIV=x CONTENT="text/html; CHARSET={named.upper()}">',
        "",
    ):
        page = around(f"<h1>{TITLE}</h1><div>{paragraphs(*STORY)}</div>").replace("<head>", f"<head>{declaration}")
        page = page.replace("©", "").replace("羣衆", "村民")
        document = parse_document(page.encode(codec), name="案例.htm", max_file_bytes=LIMIT)
        assert document.encoding.name == codec
        assert document.text.splitlines()[0] == TITLE


def test_xhtml_declares_its_charset_in_xml():
    """The declaration of XML counts like that of HTML and is not text."""
    page = '<?xml version="1.0" encoding="GBK"?><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>黨課案例</h1><p>學習。<br/>討論。</p></body></html>'
    document = parse_document(page.encode("gbk"), name="案例.xhtml", max_file_bytes=LIMIT)
    assert (document.text, document.encoding.name) == ("黨課案例\n學習。\n討論。\n", "gb18030")


def test_nothing_is_fetched_or_expanded(tmp_path):
    """Entities that a page defines are not entities of HTML; nesting without end is refused."""
    (tmp_path / "secret.txt").write_text("機密", encoding="utf-8")
    entity = f'<!ENTITY f SYSTEM "{(tmp_path / "secret.txt").as_uri()}">'
    page = f"<!DOCTYPE html [{entity}]><html><body><p>正文。&f;</p></body></html>"
    assert "機密" not in text(page)
    assert text("<html>" + "<table><tr><td>" * 500 + "底。").strip() == "底。"
    with pytest.raises(DocumentError) as caught:
        text("<html>" + "<div>" * 20_000 + "底。")
    assert caught.value.key == "document-damaged"
