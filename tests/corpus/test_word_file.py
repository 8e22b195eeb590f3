"""Word files: the text that Word shows, its numbers included, and nothing else."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress

import docx as python_docx
import pytest
from word_samples import docx, level, numbering, p, package_relations, r, table, zipped

from rag.corpus.reader import parse_document
from rag.corpus.word_file import word_text
from rag.errors import DocumentError

LIMIT = 1_000_000


def text_of(data: bytes) -> list[str]:
    """The lines of a Word file."""
    return word_text(data, name="案例.docx", max_bytes=LIMIT).text.splitlines()


def refusal(data: bytes, *, limit: int = LIMIT) -> str:
    """The key of the message by which `data` is refused, after checking that it says what to do."""
    with pytest.raises(DocumentError) as caught:
        parse_document(data, name="案例.docx", max_file_bytes=limit)
    assert caught.value.text("zh-Hant").splitlines()[-1].startswith("提示：")
    assert caught.value.text("en").splitlines()[-1].startswith("Hint: ")
    return caught.value.key


# -- text ---------------------------------------------------------------------------------------------------


def test_everything_in_the_order_of_the_body():
    """Paragraphs and tables as they come, tabs and line breaks kept, page breaks not."""
    body = (
        p("<w:r><w:t>黨建</w:t><w:tab/><w:t>引領</w:t><w:br/><w:t>第二行</w:t></w:r>")
        + table(["村", "戶數"], ["東村", "120"])
        + p('<w:r><w:br w:type="page"/></w:r>' + r("之后是正文。"))
    )
    assert text_of(docx(body)) == ["黨建\t引領", "第二行", "村\t戶數", "東村\t120", "之后是正文。"]


def test_a_file_made_by_another_program():
    """What python-docx writes: title, headings, a list, a table, bold in the middle of a sentence."""
    made = python_docx.Document()
    made.add_heading("東村案例", 0)
    made.add_heading("背景", 1)
    paragraph = made.add_paragraph("鎮裏有")
    paragraph.add_run("九個村").bold = True
    paragraph.add_run("。")
    made.add_paragraph("黨員帶頭", style="List Bullet")
    made.add_paragraph("先開會", style="List Number")
    made.add_paragraph("再入戶", style="List Number")
    grid = made.add_table(rows=2, cols=3)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "村名"
    grid.cell(0, 2).text = "戶數"
    grid.cell(1, 0).merge(grid.cell(1, 1)).text = "東村"
    grid.cell(1, 2).text = "120"
    buffer = io.BytesIO()
    made.save(buffer)
    styled = word_text(buffer.getvalue(), name="x", max_bytes=LIMIT)
    assert styled.text == "東村案例\n背景\n鎮裏有九個村。\n• 黨員帶頭\n1. 先開會\n2. 再入戶\n村名\t戶數\n東村\t120\n"
    assert styled.levels == {0: 0, 5: 1}


def test_links_insertions_and_controls_are_text():
    """Words of hyperlinks, tracked insertions, moved text, content controls, ruby bases and formulas are read."""
    body = (
        p(f"<w:hyperlink>{r('條例')}</w:hyperlink><w:ins>{r('新增')}</w:ins><w:moveTo>{r('移來')}</w:moveTo>")
        + f"<w:sdt><w:sdtContent>{p('控制項')}</w:sdtContent></w:sdt>"
        + p(
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('按一下以輸入文字')}</w:sdtContent></w:sdt>"
            + r("後")
        )
        + p(f"<w:r><w:ruby><w:rt>{r('ㄉㄤˇ')}</w:rt><w:rubyBase>{r('黨')}</w:rubyBase></w:ruby></w:r>")
        + p("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>")
    )
    assert text_of(docx(body)) == ["條例新增移來", "控制項", "後", "黨", "x=1"]


def test_deletions_hidden_text_and_comments_are_not():
    """Deleted and moved-away runs, rows and paragraph ends; hidden runs and styles; the marks of comments."""
    styles = '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = (
        p(f"{r('留')}<w:del><w:r><w:delText>刪</w:delText></w:r></w:del><w:moveFrom>{r('移走')}</w:moveFrom>")
        + p(
            r("見")
            + r("隱", "<w:vanish/>")
            + r("藏", '<w:rStyle w:val="H"/>')
            + r("光", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
        )
        + p("前半", properties="<w:rPr><w:del/></w:rPr>")
        + p("後半")
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('刪去的列')}</w:tc></w:tr></w:tbl>"
        + p(r("終") + "<w:r><w:commentReference/></w:r>")
    )
    assert text_of(docx(body, styles=styles)) == ["留", "見光", "前半後半", "終"]


def test_a_style_separator_joins_heading_and_text():
    """Its paragraph end is hidden: Word shows one line."""
    body = p("一、背景。", properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p("鎮裏有九個村。")
    assert text_of(docx(body)) == ["一、背景。鎮裏有九個村。"]


def field(code: str, shown: str) -> str:
    """The runs of a field."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        mark.format("begin")
        + f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        + mark.format("separate")
        + shown
        + mark.format("end")
    )


def test_fields_show_their_result():
    """Not their code, nor fields inside the code; the generated table of contents is navigation and left out."""
    begin, rest = field("TOC \\o", r("一、背景") + "</w:p><w:p>" + r("二、做法")).split("</w:p><w:p>")
    body = (
        p(r("第") + field("PAGE", r("3")) + r("頁"))
        + p(field("IF " + "</w:instrText></w:r>" + field("REF a", r("內")) + "<w:r><w:instrText>", r("外")))
        + f"<w:p>{begin}</w:p><w:p>{rest}</w:p>"
        + p("一、背景")
    )
    assert text_of(docx(body)) == ["第3頁", "外", "一、背景"]
    broken = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("甲")) + p("乙")
    assert text_of(docx(broken)) == ["甲", "乙"]  # a field that never ends hides nothing
    ends_in_contents = f"<w:p>{begin}</w:p>" + p(rest, style="C") + p("二、做法")
    styles = '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>'
    assert text_of(docx(ends_in_contents, styles=styles)) == ["二、做法"]


def test_text_boxes_follow_their_paragraph_once():
    """They are there twice, for new and for old programs."""
    box = "<w:txbxContent>" + p("框中的話") + "</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text_of(docx(p(r("前") + drawing + r("後")) + p("下一段"))) == ["前後", "框中的話", "下一段"]
    old = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    assert text_of(docx(p(r("前") + old))) == ["前", "框中的話"]


def test_notes_stand_below_the_paragraph_that_calls_them():
    """With their number there and none in the sentence, which can so be quoted as it reads."""
    footnotes = (
        f'<w:footnote w:id="7">{p(" 見條例第三條。")}</w:footnote>'
        f'<w:footnote w:id="8">{p("同上。")}{p("又。")}</w:footnote>'
    )
    body = (
        p(r("每月") + '<w:r><w:footnoteReference w:id="7"/></w:r>' + r("一次。"))
        + table(["甲", "<w:p><w:r><w:t>乙</w:t></w:r></w:p>"])
        + p(r("全員") + '<w:r><w:footnoteReference w:id="8"/></w:r>')
    )
    lines = text_of(docx(body, footnotes=footnotes))
    assert lines == ["每月一次。", "[1] 見條例第三條。", "甲\t乙", "全員", "[2] 同上。", "又。"]
    around = p('<w:r><w:t>繞</w:t><w:footnoteReference w:id="7"/></w:r>')
    selfish = f'<w:footnote w:id="7">{around}</w:footnote>'
    assert text_of(docx(body, footnotes=selfish))[1] == "[1] 繞"


def test_rows_are_lines_and_merged_cells_stand_once():
    """A cell over two rows is empty in the second; one over two columns is one cell; tables nest."""
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr>{}</w:tc>"
    body = table(
        [
            merged.format(' w:val="restart"', p("東村")),
            "黨員",
            "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p("12") + "</w:tc>",
        ],
        [merged.format("", p("")), "羣眾", table(["男", "60"], ["女", "58"])],
        ["", "", ""],
    )
    assert text_of(docx(body)) == ["東村\t黨員\t12", "\t羣眾\t男\t60 女\t58"]


def test_a_form_is_read_cell_by_cell():
    """A cell with a whole text is no line of a table: its headings would be lost."""
    story = "村裏多年沒有開過大會，羣眾有事不知道找誰，黨員也不知道該做什麼。" * 3
    body = table(["案例內容", p("一、背景") + p(story) + p("二、做法") + p("開會。")])
    assert text_of(docx(body)) == ["案例內容", "一、背景", story, "二、做法", "開會。"]


# -- numbers ------------------------------------------------------------------------------------------------


def test_numbers_that_word_writes_are_text():
    """「一、」 and 「（一）」 of a list, started anew below each 一、, as people cite them."""
    levels = (
        level(0, "chineseCountingThousand", "%1、")
        + level(1, "chineseCountingThousand", "（%2）")
        + level(2, "decimal", "%3.")
    )
    body = "".join(
        p(text, numbered=f"1:{at}")
        for text, at in (
            ("背景", 0),
            ("子", 1),
            ("丑", 1),
            ("細", 2),
            ("目", 2),
            ("做法", 0),
            ("寅", 1),
            ("卯", 2),
            ("成效", 0),
        )
    )
    assert text_of(docx(body, numbering=numbering(levels))) == [
        "一、背景", "（一）子", "（二）丑", "1. 細", "2. 目", "二、做法", "（一）寅", "1. 卯", "三、成效",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "start", "said"),
    [
        ("decimal", 9, "9 10"),
        ("decimalZero", 9, "09 10"),
        ("upperLetter", 2_000_000, "2000000 2000001"),
        ("chineseCounting", 10, "十 十一"),
        ("chineseCountingThousand", 110, "一百一十 一百一十一"),
        ("taiwaneseCounting", 99, "九十九 一百"),
        ("taiwaneseCountingThousand", 105, "一百零五 一百零六"),
        ("chineseCountingThousand", 1001, "一千零一 一千零二"),
        ("japaneseCounting", 101, "百一 百二"),
        ("ideographTraditional", 10, "癸 11"),
        ("ideographZodiac", 1, "子 丑"),
        ("ideographDigital", 10, "一〇 一一"),
        ("chineseLegalSimplified", 10, "壹拾 壹拾壹"),
        ("ideographLegalTraditional", 2, "貳 參"),
        ("upperLetter", 26, "Z AA"),
        ("lowerLetter", 27, "aa bb"),
        ("upperRoman", 9, "IX X"),
        ("lowerRoman", 1994, "mcmxciv mcmxcv"),
        ("decimalEnclosedCircle", 20, "⑳ 21"),
        ("decimalEnclosedParen", 1, "⑴ ⑵"),
        ("decimalEnclosedFullstop", 3, "⒊ ⒋"),
        ("ideographEnclosedCircle", 1, "㈠ ㈡"),
        ("decimalFullWidth", 10, "１０ １１"),
        ("numberInDash", 2, "- 2 - - 3 -"),
        ("koreanCounting", 5, "5 6"),
    ],
)
def test_formats_of_numbers(style, start, said):
    """As Word prints them; a format that is not known prints Arabic digits."""
    body = p("", numbered="1") + p("甲", numbered="1") + p("乙", numbered="1")
    lines = text_of(docx(body, numbering=numbering(level(0, style, "%1", start=start))))
    assert " ".join(line.removesuffix("甲").removesuffix("乙").strip() for line in lines) == said


def test_labels_of_several_levels():
    """1.1 shows the number above it; with isLgl 第一章 becomes 1 in it; a level that was skipped counts as used."""
    levels = (
        level(0, "chineseCounting", "第%1章")
        + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
        + level(2, "lowerLetter", "(%3)", more='<w:suff w:val="nothing"/>')
    )
    body = p("細則", numbered="1:1") + "".join(
        p(t, numbered=f"1:{at}") for t, at in (("總則", 0), ("目的", 1), ("甲", 2), ("分則", 0), ("罰則", 1))
    )
    assert text_of(docx(body, numbering=numbering(levels))) == [
        "1.1 細則", "第二章 總則", "2.1 目的", "(a)甲", "第三章 分則", "3.1 罰則",
    ]  # fmt: skip


def test_lists_that_share_a_definition_count_on_or_anew():
    """A second list of the same definition goes on, unless it says where to start; a level may never restart."""
    levels = level(0, "decimal", "%1、") + level(1, "decimal", "(%2)", more='<w:lvlRestart w:val="0"/>')
    overrides = {2: "", 3: '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'}
    body = "".join(
        p(text, numbered=at)
        for text, at in (
            ("甲", "1"),
            ("子", "1:1"),
            ("乙", "2"),
            ("丑", "2:1"),
            ("丙", "3"),
            ("丁", "3"),
            ("戊", "0"),
            ("己", "9"),
        )
    )
    assert text_of(docx(body, numbering=numbering(levels, overrides=overrides))) == [
        "1、甲", "(1) 子", "2、乙", "(2) 丑", "5、丙", "6、丁", "戊", "己",
    ]  # fmt: skip


def test_an_overridden_level_and_a_bullet():
    """A list may replace a level; bullets of Wingdings and Symbol become characters that everybody has."""
    bullets = "".join(level(at, "bullet", sign) for at, sign in enumerate(("\uf0b7", "\uf0d8", "—", "\uf0ff")))
    override = {
        5: f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    }
    body = "".join(p("項", numbered=f"1:{at}") for at in range(4)) + p("甲", numbered="5")
    assert text_of(docx(body, numbering=numbering(bullets, overrides=override))) == [
        "• 項",
        "➢ 項",
        "— 項",
        "• 項",
        "A) 甲",
    ]


def test_numbering_through_styles():
    """A style has its list and level; what is based on it too; 0 takes a paragraph out; a list may be a style's."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="numbering" w:styleId="N"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = level(0, "decimal", "%1、") + level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="A"/>')
    linked = '<w:numStyleLink w:val="N"/>'
    body = (
        p("甲", style="A")
        + p("乙", style="B")
        + p("丙", style="A", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("丁", numbered="2")
    )
    assert text_of(docx(body, styles=styles, numbering=numbering(levels, linked))) == [
        "（一）甲",
        "（二）乙",
        "丙",
        "2、丁",
    ]


def test_text_boxes_and_notes_count_on_their_own():
    """A list that stands in one begins there and goes on in the body as if it had not."""
    box = (
        "<w:r><w:pict><v:textbox><w:txbxContent>"
        + p("框", numbered="1")
        + "</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    note = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    data = docx(
        p("甲", numbered="1") + p(r("乙") + box + note, numbered="1") + p("丙", numbered="1"),
        numbering=numbering(level(0, "decimal", "%1、")),
        footnotes=f'<w:footnote w:id="7">{p("註", numbered="1")}</w:footnote>',
    )
    assert text_of(data) == ["1、甲", "2、乙", "1、框", "[1] 1、註", "3、丙"]


def test_paragraphs_without_text_do_not_count():
    """Nor do deleted ones; a paragraph of two halves counts once."""
    levels = level(0, "decimal", "%1.")
    body = (
        p("甲", numbered="1")
        + p("", numbered="1")
        + p("<w:del><w:r><w:delText>刪</w:delText></w:r></w:del>", numbered="1", properties="<w:rPr><w:del/></w:rPr>")
        + p("乙", numbered="1")
    )
    assert text_of(docx(body, numbering=numbering(levels))) == ["1. 甲", "2. 乙"]


# -- headings -----------------------------------------------------------------------------------------------

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="標題 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="标题 3"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="S"><w:name w:val="Subtitle"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="X"><w:name w:val="案例標題樣式"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="O"><w:name w:val="公文"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="N"><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="L"><w:basedOn w:val="M"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="M"><w:basedOn w:val="L"/></w:style>'
)


def test_levels_of_headings():
    """By the name of the style in three scripts, by what it is based on, by outline level, by the paragraph itself."""
    body = (
        "".join(p(text, style=style) for text, style in zip("題副甲乙丙丁戊己", "TS123XON", strict=True))
        + p("庚", properties='<w:outlineLvl w:val="1"/>')
        + p("辛", style="1", properties='<w:outlineLvl w:val="9"/>')
        + p("目錄行", style="C")
        + p("壬", style="L")
        + p("癸", style="沒有")
        + p("<w:r><w:t>兩</w:t><w:br/><w:t>行</w:t></w:r>", style="2")
    )
    styled = word_text(docx(body, styles=STYLES), name="x", max_bytes=LIMIT)
    assert {styled.text[start:].split("\n")[0]: found for start, found in styled.levels.items()} == {
        "題": 0, "甲": 1, "乙": 2, "丙": 3, "丁": 1, "戊": 4, "庚": 2, "兩 行": 2,
    }  # fmt: skip
    assert "目錄行" not in styled.text


def test_styles_and_numbers_make_one_tree():
    """Heading styles, numbers by Word and numbers typed by hand, in one document."""
    levels = level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="2"/>')
    styles = STYLES.replace(
        '<w:name w:val="標題 2"/>', '<w:name w:val="標題 2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    )
    body = (
        p("東村案例", style="1")
        + p("背景", style="2")
        + p("正文。")
        + p("做法", style="2")
        + p("（一）開會。每月一次。")
        + p("（二）入戶。每季一次。")
        + p("特色", style="3")
        + p("有三。")
        + p("西村案例", style="1")
        + p("背景", style="2", properties='<w:numPr><w:numId w:val="2"/></w:numPr>')
        + p("正文。")
    )
    restart = {2: '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'}
    data = docx(body, styles=styles, numbering=numbering(levels, overrides=restart))
    document = parse_document(data, name="案例.docx", max_file_bytes=LIMIT)
    tree = ["  " * path[-1].level + path[-1].heading for case in document.cases for path in case.walk()]
    assert tree == [
        "東村案例", "  一、背景", "  二、做法", "    （一）開會", "    （二）入戶", "    特色",
        "西村案例", "  一、背景",
    ]  # fmt: skip
    assert (document.encoding.name, document.encoding.confidence) == ("docx", 1.0)


def test_symbols_that_are_no_character_say_nothing():
    """Half of a surrogate pair, a control, what is not assigned or not a number; those that are stay."""
    codes = ("D800", "DFFF", "0000", "0007", "000A", "FFFF", "0378", "110000", "FFFFFFFFFF", "", "甲", "-1")
    symbols = "".join(f'<w:sym w:char="{code}"/>' for code in codes)
    assert text_of(docx(p(f"<w:r><w:t>黨</w:t>{symbols}<w:t>課</w:t></w:r>"))) == ["黨課"]
    assert text_of(docx(p('<w:r><w:sym w:char="25A0"/><w:sym w:char="F0FC"/></w:r>'))) == ["■✓"]


# -- files that cannot be read ------------------------------------------------------------------------------


def compound(stream: str) -> bytes:
    """The head of an Office file of the old kind that has this stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(500)


def test_protected_and_old_files_are_refused_kindly():
    """A password, Word 97, a workbook, a damaged archive: each says what it is."""
    assert refusal(compound("EncryptedPackage")) == "document-encrypted"
    assert refusal(compound("WordDocument")) == "document-word-97"
    assert refusal(compound("Workbook")) == "document-binary"
    whole = docx(p("正文。"))
    assert refusal(whole[: len(whole) // 2]) == "document-damaged"
    assert refusal(whole.replace(b"word/document.xml", b"word/dokument.xml", 1)) == "document-damaged"
    assert refusal(docx(p("<w:r>"))) == "document-damaged"
    assert refusal(docx("")) == "document-empty"


COMPRESSIONS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_whatever_is_damaged_is_a_document_or_an_error_of_ours(compression):
    """Any byte may be another: the archive's lists and offsets, what is compressed, the XML."""
    whole = docx(
        p("黨課的背景，党课的做法。" * 20) + p("甲", numbered="1") + table(["乙", "丙"]),
        compression=compression,
        numbering=numbering(level(0, "taiwaneseCounting", "%1、")),
    )
    chance = random.Random(compression)  # noqa: S311 -- the same files every time
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        try:
            parse_document(bytes(data), name="案例.docx", max_file_bytes=LIMIT)
        except DocumentError:
            refused += 1
    assert 0 < refused < 300


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_every_bit_of_the_archive_may_be_flipped(compression):
    """Its lists say where the parts lie, how they are packed and how large they are."""
    whole = docx(p("黨課。"), compression=compression)
    lists = whole.index(b"PK\x01\x02")
    for at in (*range(4, 30), *range(lists, len(whole))):
        for bit in (0x01, 0x80):
            data = bytearray(whole)
            data[at] ^= bit
            with suppress(DocumentError):
                parse_document(bytes(data), name="案例.docx", max_file_bytes=LIMIT)


def test_archives_that_are_no_word_file():
    """Any zip, a workbook, a presentation: the message names it."""
    for files, kind in (
        ({"a.txt": "甲"}, "ZIP"),
        (
            {"_rels/.rels": package_relations("officeDocument", "xl/workbook.xml"), "xl/workbook.xml": "<workbook/>"},
            "Excel",
        ),
        ({"_rels/.rels": package_relations("officeDocument", "ppt/p.xml"), "ppt/p.xml": "<p/>"}, "PowerPoint"),
    ):
        with pytest.raises(DocumentError) as caught:
            parse_document(zipped(files), name="案例.docx", max_file_bytes=LIMIT)
        assert caught.value.key == "document-binary"
        assert kind in caught.value.text("zh-Hant")


def test_a_zip_bomb_is_not_unpacked():
    """The sizes in the archive decide before anything is unpacked, against three times the limit for files."""
    bomb = docx(p("黨" * 2_000_000))
    assert len(bomb) < 20_000
    assert refusal(bomb, limit=1_000_000) == "document-unpacks-too-large"
    assert parse_document(bomb, name="a.docx", max_file_bytes=3_000_000).text == "黨" * 2_000_000 + "\n"
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refusal(lying, limit=1_000_000) == "document-damaged"


def test_entities_are_refused(tmp_path):
    """Neither a billion laughs nor a file or address from outside; Word writes no DTD at all."""
    (tmp_path / "secret.txt").write_text("機密", encoding="utf-8")
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    for definitions, use in (
        (f'<!ENTITY a0 "笑">{laughs}', "&a9;"),
        (f'<!ENTITY f SYSTEM "{(tmp_path / "secret.txt").as_uri()}">', "&f;"),
        ('<!ENTITY % r SYSTEM "http://127.0.0.1:9/x.dtd"> %r;', "x"),
    ):
        whole = docx(p("正文" + use))
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
        files["word/document.xml"] = f"<!DOCTYPE d [{definitions}]>" + files["word/document.xml"]
        assert refusal(zipped(files)) in ("document-entities", "document-damaged")


def test_tables_nested_without_end_are_refused():
    """A depth that no program writes."""
    deep = "<w:tbl><w:tr><w:tc>" * 2000 + p("底") + "</w:tc></w:tr></w:tbl>" * 2000
    assert refusal(docx(deep)) == "document-damaged"
    fair = "<w:tbl><w:tr><w:tc>" * 60 + p("底") + "</w:tc></w:tr></w:tbl>" * 60
    assert text_of(docx(fair)) == ["底"]
