"""Decoding: bytes → text, saying which encoding was chosen and how sure that is."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import cache

from rag.corpus.document import Encoding
from rag.errors import DocumentError, UsageError

__all__ = ["MIN_CONFIDENCE", "decode"]

MIN_CONFIDENCE = 0.5
"""Below this a guess is refused: a wrong encoding would make every quotation wrong."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITH_BOM = {
    "utf-8": "utf-8-sig",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
}
_CANDIDATES = ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
_DECLARED_AS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "cp950": "cp950",
    "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs",
}
_DECLARATION = re.compile(rb"""(?i)(?:charset|coding)\s*[=:]\s*["']?\s*([a-z0-9_.-]{3,20})""")
_DECLARED_IN_BYTES = 4096
_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP / Word / Excel"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word / Excel 97–2003"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\x00", "SQLite"),
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, *, encoding: str | None = None, name: str = "-") -> tuple[str, Encoding]:
    r"""The text of `data` with newlines as "\n", and how it was decoded.

    The first that fits: the given `encoding`; a byte order mark; a charset that the text declares, if the
    text then reads like Chinese or ASCII; strict UTF-8; the candidate under which the text is most probable.
    No byte is ever dropped or replaced.

    Args:
        data: the bytes of a file.
        encoding: decode with this codec and no other.
        name: the file's name, for the message of an error.

    Raises:
        DocumentError: binary data, bytes that do not fit the encoding, or no encoding that is sure enough.
        UsageError: there is no codec called `encoding`.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentError("document-binary", name=name, kind=kind)
    if encoding is not None:
        text, chosen = _decode_as(data, encoding, name)
    else:
        text, chosen = _detect(data, name)
    if _SURROGATE.search(text):
        raise DocumentError("document-not-in-encoding", name=name, encoding=chosen.name, offset=0)
    if "\0" in text:
        raise DocumentError("document-binary", name=name, kind="NUL")
    return text.replace("\r\n", "\n").replace("\r", "\n"), chosen


def _decode_as(data: bytes, encoding: str, name: str) -> tuple[str, Encoding]:
    """`data` decoded as the user asks; a byte order mark that fits is not part of the text."""
    try:
        codec = codecs.lookup(encoding).name
        text = data.decode(codec)
    except LookupError:
        raise UsageError("setting-encoding", value=encoding) from None
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise DocumentError("document-not-in-encoding", name=name, encoding=encoding, offset=at) from None
    if text.startswith("\ufeff") and codec in _WITH_BOM:
        return text[1:], Encoding(_WITH_BOM[codec], 1.0)
    return text, Encoding(codec, 1.0)


def _detect(data: bytes, name: str) -> tuple[str, Encoding]:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, codec, name)
    declared = _declared(data)
    if declared is not None and (text := _strict(data, declared)) is not None and _implausible(text) < 0.1:
        return text, Encoding(declared, 1.0 if declared == "utf-8" else 0.99)
    text = _strict(data, "utf-8")
    if text is not None:
        return text, Encoding("utf-8", 1.0)
    return _most_probable(data, name)


def _declared(data: bytes) -> str | None:
    """Our codec for the charset that the head of the file declares (HTML meta, XML, coding line), or None."""
    match = _DECLARATION.search(data[:_DECLARED_IN_BYTES])
    return _DECLARED_AS.get(match[1].decode("ascii").lower()) if match else None


def _strict(data: bytes, codec: str) -> str | None:
    """`data` decoded without a single error and without NUL characters, or None."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _most_probable(data: bytes, name: str) -> tuple[str, Encoding]:
    """The candidate decoding with the shortest description under a small model of Chinese text.

    All candidates describe the same bytes, so their description lengths (bits) compare: the posterior of the
    best follows from its lead over the second. The share of implausible characters lowers the confidence, for
    the least bad of many wrong readings is wrong too.
    """
    readings = {codec: text for codec in _CANDIDATES if (text := _strict(data, codec)) is not None}
    if not readings:
        if b"\0" in data:
            raise DocumentError("document-binary", name=name, kind="NUL")
        raise DocumentError("document-undecodable", name=name, offset=_first_bad_byte(data))
    bits = {codec: _description_bits(text) for codec, text in readings.items()}
    best = min(bits, key=bits.__getitem__)  # of equals the first, so cp950 before big5hkscs
    lead = min((bits[codec] - bits[best] for codec in bits if readings[codec] != readings[best]), default=40.0)
    posterior = 1 / (1 + 2.0 ** -min(lead, 60.0))
    confidence = round(min(posterior, 0.99) * (1 - min(1.0, 2 * _implausible(readings[best]))), 2)
    if confidence < MIN_CONFIDENCE:
        raise DocumentError("document-encoding-unsure", name=name, encoding=best, confidence=confidence)
    return readings[best], Encoding(best, confidence)


def _first_bad_byte(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


# -- the model of Chinese text ------------------------------------------------------------------------------

# The commonest characters of running text, both scripts: about two thirds of any page.
_COMMONEST = (
    "的一是不了在人有我他這这個个們们中來来上大為为爲和國国地到以說说時时要就出會会可也你對对生能而子那得於于"
    "著着下自之年過过發发後后作裡裏里用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定"
    "天分還还進进好小部其些主樣样理心她本前開开但因只從从想實实日軍军者意無无力它與与長长把機机十民第公此已"
    "工使情明性知全三又關关點点正業业外將将兩两高間间由問问很最重並并物手應应戰战向頭头文體体政美相見见被利"
    "什二等產产或新己制身果加西斯月話话合回特代內内信表化老給给世位次度門门任常先海通教兒儿原東东聲声提立及"
    "比員员解水名真論论處处走義义各入幾几口認认條条平系氣气題题活爾尔更別别打女變变四神總总何電电數数安少報"
    "报才結结反受目太量再感建務务做接必場场件計计管期市直德資资命山金指克許许統统區区保至隊队形社便空決决治"
    "展馬马科司五基眼書书非則则聽听白卻却界達达光放強强即像難难且權权思王象完設设式色路記记南品住告類类求據"
    "据程北邊边死張张該该交規规萬万取拉格望覺觉術术領领共確确傳传師师觀观清今切院讓让識识候帶带導导爭争運运"
    "黨党組组織织幹干職职服群羣眾衆众監监督級级案例核單单企創创建督委會議议議支書部門縣县鎮镇村街項项責责"
)
_PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·．～％　−－"
_ASCII_BITS = 6.0
_BITS = {"commonest": 9.5, "common": 13.5, "punctuation": 7.0, "wide": 12.0, "rare": 20.0, "strange": 26.0}
_SAMPLE_CHARS = 60_000


@cache
def _classes() -> dict[str, str]:
    """Character → class, for every class but "rare" and "strange".

    The national standards themselves order characters by use: level 1 of GB 2312 (rows 16–55) and of Big5
    (A440–C67E) are those of everyday text, "common" here.
    """
    classes: dict[str, str] = {}
    for codec, leads, trails in (
        ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
        ("big5", range(0xA4, 0xC7), range(0x40, 0x7F)),
        ("big5", range(0xA4, 0xC6), range(0xA1, 0xFF)),
    ):
        table = b"".join(bytes((lead, trail)) for lead in leads for trail in trails)
        classes.update(dict.fromkeys(table.decode(codec, "ignore"), "common"))
    classes.update((chr(code), "wide") for code in range(0xFF10, 0xFF5B))
    symbols = (*range(0x2460, 0x249C), *range(0x2500, 0x2580), *range(0x3220, 0x322A))
    classes.update((chr(code), "wide") for code in symbols)
    classes.update(dict.fromkeys("℃×÷±≥≤≈→←↑↓■□●○◆◇★☆▲△▼▽※〇〓﹁﹂﹃﹄﹐﹑﹔﹕﹙﹚–•‧", "wide"))
    classes.update(dict.fromkeys(_COMMONEST, "commonest"))
    classes.update(dict.fromkeys(_PUNCTUATION, "punctuation"))
    return classes


def _class_of(char: str) -> str:
    if " " <= char < "\x7f" or char in "\t\n\r":
        return "ascii"
    found = _classes().get(char)
    if found is not None:
        return found
    if "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U000323af":
        return "rare"
    return "strange"


def _description_bits(text: str) -> float:
    """How many bits `text` takes under the model; the shorter, the more it reads like Chinese."""
    counts = Counter(text[:_SAMPLE_CHARS])
    bits = sum(n * _BITS.get(_class_of(char), _ASCII_BITS) for char, n in counts.items())
    return bits * max(1.0, len(text) / _SAMPLE_CHARS)


def _implausible(text: str) -> float:
    """The share of characters outside ASCII that no everyday Chinese text has; rare characters count half.

    A text without any of the commonest characters is all implausible: Korean read as GB18030 looks like that.
    """
    counts: Counter[str] = Counter()
    for char, n in Counter(text[:_SAMPLE_CHARS]).items():
        counts[_class_of(char)] += n
    if counts["common"] >= 20 and counts["commonest"] < counts["common"] / 25:
        return 1.0
    foreign = sum(counts.values()) - counts["ascii"]
    return (counts["strange"] + counts["rare"] / 2) / foreign if foreign else 0.0
