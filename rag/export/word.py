"""Layout → Word file: footnotes that are footnotes, a table of sources, and the record as a custom XML part.

python-docx writes no footnotes; their part, styles and settings are added to its package as ECMA-376 part 1, 17.11 has
them. The record is XML data of the document (part 1, 15.2.5), which programs that save it again are to keep.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from rag.export.layout import Layout, Line, Note
from rag.export.word_text import RECORD_NAMESPACE

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.opc.part import Part
    from docx.text.paragraph import Paragraph

__all__ = ["word_bytes"]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DATA = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_FONTS = {"zh-Hant": ("PMingLiU", "zh-TW"), "zh-Hans": ("SimSun", "zh-CN"), "en": ("PMingLiU", "zh-TW")}
"""Per language of the messages, the font and the language of East Asian text."""
_TITLE_CHARS = 255  # of the document's properties


def word_bytes(layout: Layout, *, language: str, at: datetime) -> bytes:
    """The whole file."""
    import docx  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415

    document = docx.Document()
    _set_fonts(document, *_FONTS[language])
    _add_footnote_styles(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = layout.title[:_TITLE_CHARS], "Anwen", ""
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    document.add_heading(layout.title, 0)
    footnotes: list[Note] = []

    def write(line: Line, paragraph: Paragraph) -> None:
        if line.struck:
            paragraph.add_run(line.struck).font.strike = True
        paragraph.add_run(line.text)
        for n in line.notes:  # a note that is called twice is there twice: each footnote has one mark
            footnotes.append(layout.notes[n])
            paragraph._p.append(parse_xml(_reference_run(f'<w:footnoteReference w:id="{len(footnotes)}"/>')))

    for line in layout.lines:
        write(line, document.add_paragraph())
    if layout.table is not None:
        heads = ((Line(head),) for head in layout.table.head)
        _add_table(document, [tuple(heads), *layout.table.rows], write)
    document.add_paragraph(layout.exported)
    document.add_heading(layout.sources_title, 1)
    rows = [layout.sources_head, *((row.name, row.encoding, row.sha256) for row in layout.sources)]
    _add_table(document, [tuple((Line(text),) for text in row) for row in rows], write)
    _add_footnotes(document, footnotes)
    _add_record(document, layout.record)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_fonts(document: WordDocument, font: str, tongue: str) -> None:
    """Every style in `font` for East Asian text, whose language is `tongue`; the theme would name a Japanese one."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.pop(qn("w:eastAsiaTheme"), None)
        fonts.set(qn("w:eastAsia"), font)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), tongue)


def _add_table(
    document: WordDocument,
    rows: Sequence[Sequence[Sequence[Line]]],
    write: Callable[[Line, Paragraph], None],
) -> None:
    """A table with borders, whose first row is its head and is repeated on each page."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, lines in zip(table.add_row().cells, row, strict=True):
            for position, line in enumerate(lines):
                write(line, cell.add_paragraph() if position else cell.paragraphs[0])
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(parse_xml(f'<w:tblHeader xmlns:w="{_W}"/>'))
    for run in (run for cell in head.cells for paragraph in cell.paragraphs for run in paragraph.runs):
        run.bold = True


def _add_footnote_styles(document: WordDocument) -> None:
    from docx.oxml import parse_xml  # noqa: PLC0415

    for style in (
        f"""<w:style xmlns:w="{_W}" w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/>
        <w:basedOn w:val="Normal"/><w:uiPriority w:val="99"/><w:unhideWhenUsed/>
        <w:pPr><w:snapToGrid w:val="0"/><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
        <w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style>""",
        f"""<w:style xmlns:w="{_W}" w:type="character" w:styleId="FootnoteReference">
        <w:name w:val="footnote reference"/><w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/>
        <w:unhideWhenUsed/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>""",
    ):
        document.styles.element.append(parse_xml(style))


def _reference_run(mark: str) -> str:
    """A run that holds the mark of a footnote."""
    return f'<w:r xmlns:w="{_W}"><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{mark}</w:r>'


def _add_footnotes(document: WordDocument, notes: Iterable[Note]) -> None:
    """The part with the footnotes, numbered from 1, and the two separators that Word asks for."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415

    separators = {-1: "separator", 0: "continuationSeparator"}
    footnotes = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
        f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in separators.items()
    ) + "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        f"{_reference_run('<w:footnoteRef/>')}<w:r>{_run_text(' ' + note.text)}</w:r></w:p></w:footnote>"
        for number, note in enumerate(notes, start=1)
    )
    xml = f'<w:footnotes xmlns:w="{_W}">{footnotes}</w:footnotes>'
    _add_part(document.part, "/word/footnotes.xml", RELATIONSHIP_TYPE.FOOTNOTES, xml, _FOOTNOTES_TYPE)
    settings = document.settings.element
    named = "".join(f'<w:footnote w:id="{number}"/>' for number in separators)
    # CT_Settings is a sequence: footnotePr comes right before endnotePr and compat.
    settings.find(f"{{{_W}}}compat").addprevious(parse_xml(f'<w:footnotePr xmlns:w="{_W}">{named}</w:footnotePr>'))


def _run_text(text: str) -> str:
    """The content of a run that shows `text`."""
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))


def _add_record(document: WordDocument, record: str) -> None:
    name = document.part.package.next_partname("/customXml/item%d.xml")
    xml = f'<answer xmlns="{RECORD_NAMESPACE}">{escape(record)}</answer>'
    part = _add_part(document.part, name, f"{_R}/customXml", xml, "application/xml")
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, record)).upper()
    properties = (
        f'<ds:datastoreItem xmlns:ds="{_DATA}" ds:itemID="{{{identity}}}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{RECORD_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    beside = name.replace("/item", "/itemProps")
    _add_part(part, beside, f"{_R}/customXmlProps", properties, _PROPERTIES_TYPE)


def _add_part(owner: Part, name: str, relationship: str, xml: str, content_type: str) -> Part:
    """A new part of the package, which `owner` refers to."""
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415

    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    part = Part(PackURI(name), content_type, blob, owner.package)
    owner.relate_to(part, relationship)
    return part
