"""Word files for tests, zipped from raw WordprocessingML as Word writes it."""

from __future__ import annotations

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str, *, compression: int = zipfile.ZIP_DEFLATED, **parts: str) -> bytes:
    """A .docx with `body`, and further parts by kind: styles, numbering, footnotes, endnotes, header."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(parts)
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": package_relations("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        "word/document.xml": f"<w:document {W} {MORE}><w:body>{body}</w:body></w:document>",
        **{f"word/{kind}.xml": f"<w:{roots[kind]} {W}>{xml}</w:{roots[kind]}>" for kind, xml in parts.items()},
    }
    return zipped(files, compression=compression)


def package_relations(kind: str, target: str) -> str:
    """The part that says which part is the document."""
    return f'<Relationships><Relationship Id="r" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'


def zipped(files: dict[str, str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of `files`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def p(text: str = "", *, style: str = "", numbered: str = "", properties: str = "") -> str:
    """A paragraph; `numbered` is "list:level"; `text` may be XML of runs instead."""
    if style:
        properties = f'<w:pStyle w:val="{style}"/>' + properties
    if numbered:
        number, _, level = numbered.partition(":")
        properties += f'<w:numPr><w:ilvl w:val="{level or 0}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{text if text.startswith('<') else r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(at: int, style: str, text: str, *, start: int = 1, more: str = "") -> str:
    """One level of a numbering."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*lists: str, overrides: dict[int, str] | None = None) -> str:
    """Lists 1, 2, … with the given levels; the lists in `overrides` share the definition of list 1."""
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(lists)
    )
    numbers = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(lists)))
    for n, override in (overrides or {}).items():
        numbers += f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{override}</w:num>'
    return abstracts + numbers


def table(*rows: list[str]) -> str:
    """A table; a cell is its text or the XML of what it holds."""
    cells = (
        "".join(c if c.startswith("<w:tc") else f"<w:tc>{c if c[:1] == '<' else p(c)}</w:tc>" for c in row)
        for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
