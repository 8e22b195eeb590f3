"""Decoding: every encoding of Chinese text is recognised, and what cannot be told is refused."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rag.corpus.decoding import decode
from rag.errors import DocumentError, UsageError

TRADITIONAL = (
    "街道在過去黨課的基礎上，重點做到「五個開放」：一是主題開放。除了以往的選題外，開放式黨課融入了國計民生、熱點話題、"
    "文明新風、警示教育等等。要選準主題，需要在課前進行深入的調查研究，通過集體議、個別談的方式，掌握黨員隊伍的思想狀況和"
    "學習需求，把黨員真正關心的內容作為選題的依據。同時還要結合實際，選擇有關理論依據，做到有觀點、有論據，明確這堂課要"
    "幫助黨員樹立什麼、提高什麼，提倡什麼、反對什麼。公司職工平均收入提升近10%，完成發電量24.22億千瓦時（PDM組）。"
)
SIMPLIFIED = (
    "街道在过去党课的基础上，重点做到“五个开放”：一是主题开放。除了以往的选题外，开放式党课融入了国计民生、热点话题、"
    "文明新风、警示教育等等。要选准主题，需要在课前进行深入的调查研究，通过集体议、个别谈的方式，掌握党员队伍的思想状况和"
    "学习需求，把党员真正关心的内容作为选题的依据。同时还要结合实际，选择有关理论依据，做到有观点、有论据，明确这堂课要"
    "帮助党员树立什么、提高什么，提倡什么、反对什么。公司职工平均收入提升近10%，完成发电量24.22亿千瓦时（PDM组）。"
)
CODECS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "cp950", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be")


def encodable(text: str, codec: str) -> bool:
    """Whether `text` has a form in `codec`."""
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([TRADITIONAL, SIMPLIFIED]), st.integers(0, 150), st.integers(20, 80), st.sampled_from(CODECS))
def test_twenty_characters_are_enough(text, start, length, codec):
    """Any stretch of running text in either script comes back from any of its encodings."""
    piece = text[start : start + length]
    assume(encodable(piece, codec))
    decoded, encoding = decode(piece.encode(codec))
    assert decoded == piece
    assert piece.encode(codec).decode(encoding.name) == piece
    assert encoding.confidence > 0.8


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=sorted(set(TRADITIONAL)), min_size=30, max_size=120),
    st.sampled_from(["cp950", "big5hkscs", "gb18030", "utf-16-le", "utf-16-be"]),
)
def test_shuffled_characters_are_recognised_too(text, codec):
    """No word or phrase is needed: the characters themselves decide."""
    assume(encodable(text, codec) and sum(char > "\xff" for char in text) >= 25)
    assert decode(text.encode(codec))[0] == text


@pytest.mark.parametrize("codec", ["gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be"])
def test_pages_mixing_ascii(codec):
    """Mark-up around the text does not hide it."""
    page = "<html><body class='main'>\n" + "<p>職工活動室 2 floor, PDM</p>\n" * 3 + "</body></html>\n"
    assert decode(page.encode(codec))[0] == page


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_real_documents_in_every_encoding(codec, data_dir):
    """Each document of the measuring data that has a form in the encoding is recognised in it."""
    read = 0
    for path in sorted((data_dir / "docs").rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        if encodable(text, codec):
            assert decode(text.encode(codec))[0] == text, path.name
            read += 1
    assert read >= 14 or codec == "big5"


def test_byte_order_mark_is_not_text():
    """It decides the encoding, by name so that Python gives the text back, and is dropped."""
    for codec in ("utf-8-sig", "utf-16", "utf-32"):
        text, encoding = decode("黨課".encode(codec))
        assert (text, encoding.name, encoding.confidence) == ("黨課", codec, 1.0)
        assert decode("黨課".encode(codec), encoding=codec)[0] == "黨課"
    text, encoding = decode("黨課".encode("utf-8-sig"), encoding="utf-8")
    assert (text, encoding.name) == ("黨課", "utf-8-sig")
    big_endian = b"\xfe\xff" + "黨課".encode("utf-16-be")
    assert decode(big_endian)[0] == "黨課"


def test_newlines_become_one_kind():
    r"""\r\n and \r are newlines; nothing else changes."""
    assert decode("一\r\n二\r三\n\u3000四 \t".encode())[0] == "一\n二\n三\n\u3000四 \t"


def test_declared_charset_counts_if_it_is_true():
    """A page saved as UTF-8 may still declare Big5."""
    page = '<meta charset="{}">黨課是每一名黨員的必修課'
    assert decode(page.format("big5").encode("cp950"))[1].name == "cp950"
    text, encoding = decode(page.format("big5").encode())
    assert (text, encoding.name) == (page.format("big5"), "utf-8")


def test_given_encoding_decides():
    """An override is not second-guessed, and says where it does not fit."""
    text, encoding = decode("été".encode("latin-1"), encoding="latin-1")
    assert (text, encoding.confidence) == ("été", 1.0)
    with pytest.raises(DocumentError) as caught:
        decode(b"abc\xff", encoding="utf-8", name="甲.txt")
    assert caught.value.key == "document-not-in-encoding"
    assert "3" in str(caught.value) and "甲.txt" in str(caught.value)
    for wrong in ("no-such-codec", "hex"):
        with pytest.raises(UsageError):
            decode(b"abc", encoding=wrong)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"PK\x03\x04" + bytes(40), "ZIP"),
        (b"%PDF-1.7\n" + "黨課".encode(), "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Word"),
        ("黨課\0內容".encode(), "NUL"),
        (bytes(1000), "NUL"),
    ],
)
def test_binary_data_is_named(data, kind):
    """Also a text with NUL characters, which no program writes on purpose."""
    with pytest.raises(DocumentError) as caught:
        decode(data)
    assert caught.value.key == "document-binary"
    assert kind in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        TRADITIONAL.encode()[:300] + b"\xff" + TRADITIONAL.encode()[300:],  # one damaged byte
        "Les élèves étaient très occupés à préparer la fête".encode("latin-1"),
        "Привет, мир! Это длинный русский текст для проверки.".encode("cp1251"),
        "これは日本語の文章です。漢字とかなが混ざっています。".encode("euc-jp"),
        bytes((i * 7919 + 13) % 255 + 1 for i in range(400)),
    ],
)
def test_what_cannot_be_told_is_refused(data):
    """No byte is dropped and no mojibake accepted: the message says what to do."""
    with pytest.raises(DocumentError) as caught:
        decode(data, name="甲.txt")
    assert caught.value.key in ("document-undecodable", "document-encoding-unsure")
    assert "--encoding" in str(caught.value)


def test_utf8_of_other_languages_is_read():
    """Strict UTF-8 needs no scoring."""
    for text in ("Привет, мир", "été", "これは日本語", "plain"):
        assert decode(text.encode())[0] == text
