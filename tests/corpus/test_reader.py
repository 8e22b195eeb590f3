"""Reading: what is read, under which name, and what is said of the rest."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from pathlib import Path

import pytest
from word_samples import docx, p, zipped

from rag.corpus.folder import Folder
from rag.corpus.reader import Corpus, parse_document, read_corpus, read_document, text_document
from rag.errors import CorpusError, DocumentError

LIMIT = 10_000
TEXT = "標題\n一、甲\n文。\n二、乙\n文。\n"


def read(folder, **options) -> Corpus:
    """The corpus in `folder` with a small limit."""
    return read_corpus(folder, max_file_bytes=LIMIT, **options)


def warnings_of(corpus: Corpus) -> dict[str, str]:
    """Name → key of the reason."""
    return {name: error.key for name, error in corpus.warnings}


def test_document_says_what_it_was_read_from(tmp_path):
    """Name, digest of the bytes, text with plain newlines, encoding."""
    path = tmp_path / "甲.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    document = read_document(path, name="甲.txt", max_file_bytes=LIMIT)
    assert document.name == "甲.txt"
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.text == TEXT
    assert document.encoding.name == "gb18030"
    assert [section.heading for section in document.cases[0].sections] == ["一、甲", "二、乙"]


def test_folders_are_read_recursively_by_sorted_names(tmp_path):
    """Types that are read in any case, hidden files and folders left out, other types ignored."""
    for name in ("b/乙.TXT", "a.md", "b/c/丙.md", "b/丁.HTM", ".hidden.txt", ".git/x.txt", "picture.png", "notes.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT + name, encoding="utf-8")
    corpus = read(tmp_path)
    assert [document.name for document in corpus.documents] == ["a.md", "b/c/丙.md", "b/丁.HTM", "b/乙.TXT"]
    assert corpus.warnings == ()


def test_identical_bytes_are_one_document(tmp_path):
    """Read once, under the first name; the others are listed."""
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (document,) = read(tmp_path).documents
    assert (document.name, document.aliases) == ("a.txt", ("b.txt", "c.md"))


def test_bad_files_are_named_and_the_others_read(tmp_path):
    """Each with its reason; nothing stops the rest."""
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (tmp_path / "nul.md").write_bytes("黨\0課".encode())
    (tmp_path / "large.txt").write_text("黨" * LIMIT, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text(" \n\u3000\n", encoding="utf-8")
    (tmp_path / "odd.txt").write_bytes("Les élèves étaient très occupés".encode("latin-1"))
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    corpus = read(tmp_path)
    assert [document.name for document in corpus.documents] == ["good.txt"]
    assert warnings_of(corpus) == {
        "image.txt": "document-binary",
        "nul.md": "document-binary",
        "large.txt": "document-too-large",
        "empty.txt": "document-empty",
        "blank.txt": "document-empty",
        "odd.txt": "document-encoding-unsure",
        "dangling.txt": "document-unreadable",
        "pipe.txt": "document-not-a-file",
    }
    for name, error in corpus.warnings:
        for language, hint in (("zh-Hant", "提示："), ("zh-Hans", "提示："), ("en", "Hint: ")):
            assert error.text(language).startswith(name)
            assert error.text(language).splitlines()[-1].startswith(hint)


def test_a_damaged_word_file_stops_nothing(tmp_path):
    """Where its list begins is absurd, or what is packed cannot be unpacked: a warning, and the others are read."""
    whole = docx(p("黨課。"), compression=zipfile.ZIP_BZIP2)
    ends = whole.rindex(b"PK\x05\x06")
    (tmp_path / "offset.docx").write_bytes(whole[: ends + 16] + b"\xff\xff\xff\x7f" + whole[ends + 20 :])
    (tmp_path / "packed.docx").write_bytes(whole.replace(b"BZh9", b"BZh0"))
    (tmp_path / "whole.docx").write_bytes(whole)
    corpus = read(tmp_path)
    assert [document.text for document in corpus.documents] == ["黨課。\n"]
    assert warnings_of(corpus) == {"offset.docx": "document-damaged", "packed.docx": "document-damaged"}


def test_what_could_not_be_read_is_known_by_its_bytes(tmp_path):
    """Size and SHA-256, as the folder's list has them; no SHA-256 of what is not read."""
    for name, data in (("good.txt", TEXT.encode()), ("a.txt", b"%PDF-1.7"), ("b.txt", b"x" * (LIMIT + 1))):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere.txt")
    assert [(file.name, file.bytes, file.sha256) for file in read(tmp_path).unread] == [
        ("a.txt", 8, hashlib.sha256(b"%PDF-1.7").hexdigest()),
        ("b.txt", LIMIT + 1, ""),
        ("c.txt", 0, ""),
    ]
    files = Folder(tmp_path, max_file_bytes=LIMIT).files()
    assert [(files[name].bytes, files[name].sha256 != "") for name in ("a.txt", "b.txt")] == [
        (8, True),
        (LIMIT + 1, False),
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx"])
def test_no_document_holds_half_a_character(name):
    """Surrogates without their other half, in UTF-16, UTF-8 or UTF-7, detected or asked for: refused, not replaced."""
    for data, encoding in (
        ("\ufeff黨\ud800課".encode("utf-16-le", "surrogatepass"), None),
        ("黨\ud800課".encode("utf-16-le", "surrogatepass"), "utf-16-le"),
        ("黨課\udfff".encode("utf-8", "surrogatepass"), "utf-8"),
        (b"+2AA-" + b"abc", "utf-7"),
    ):
        with pytest.raises(DocumentError):
            parse_document(data, name=name, max_file_bytes=LIMIT, encoding=encoding)


def test_a_text_with_half_a_character_is_no_document():
    """One that comes from JSON, which may say it: it could not be written into an index."""
    with pytest.raises(DocumentError) as caught:
        text_document("黨\ud800課。", name="題.json")
    assert caught.value.key == "document-damaged"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission(tmp_path):
    """Not permitted is a reason like others."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT + "b", encoding="utf-8")
    (tmp_path / "b.txt").chmod(0)
    assert warnings_of(read(tmp_path)) == {"b.txt": "document-unreadable"}


def test_limit_is_named():
    """The message has the size, the limit and the setting."""
    message = str(DocumentError("document-too-large", name="a.txt", size="30,001", limit="10,000"))
    assert "30,001" in message and "10,000" in message and "ANWEN_MAX_FILE_BYTES" in message


def test_linked_folders_are_followed_once(tmp_path):
    """A loop of links ends; a linked folder is read."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.txt").write_text(TEXT + "b", encoding="utf-8")
    corpus_dir = tmp_path / "corpus"
    corpus_dir.mkdir()
    (corpus_dir / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus_dir / "loop").symlink_to(corpus_dir)
    (corpus_dir / "linked").symlink_to(tmp_path / "elsewhere")
    assert [document.name for document in read(corpus_dir).documents] == ["a.txt", "linked/b.txt"]


def test_names_that_are_no_unicode_can_be_printed(tmp_path):
    """Bytes of another encoding in a file name are shown, not crashed on."""
    raw = os.fsencode(tmp_path) + b"/\xb5\xb3.txt"
    try:
        with open(raw, "wb") as file:  # noqa: PTH123  (pathlib takes no bytes)
            file.write(TEXT.encode())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (document,) = read(tmp_path).documents
    assert document.name == "\\xb5\\xb3.txt"
    document.name.encode("utf-8")


def test_corpus_errors(tmp_path):
    """Missing, a file, empty, other types only, all files bad: each says so and what to do."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "案例.pdf").write_bytes(b"%PDF-")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "空.txt").write_bytes(b"")
    for folder, key, said in (
        ("nowhere", "corpus-missing", "nowhere"),
        ("file.txt", "corpus-not-a-folder", "file.txt"),
        ("empty", "corpus-empty", ".txt .md"),
        ("other", "corpus-other-types", "案例.pdf"),
        ("bad", "corpus-all-failed", "空.txt"),
    ):
        with pytest.raises(CorpusError) as caught:
            read(tmp_path / folder)
        assert caught.value.key == key
        assert said in str(caught.value)
        assert str(caught.value).splitlines()[-1].startswith("提示：")
        assert caught.value.text("en").splitlines()[-1].startswith("Hint: ")


def test_encoding_can_be_given(tmp_path):
    """One encoding for all files, for collections that detection cannot tell."""
    (tmp_path / "a.txt").write_bytes("été à la fête".encode("latin-1"))
    assert read(tmp_path, encoding="latin-1").documents[0].text == "été à la fête"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_names_that_are_no_text_never_collide(tmp_path):
    r"""The byte FF and the four characters \xff are two files, and stay two."""
    (tmp_path / "raw\\xff.txt").write_text("沙漠植樹。", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/raw\xff.txt")).write_text("水車磨坊。", encoding="utf-8")
    names = [document.name for document in read_corpus(tmp_path, max_file_bytes=1000).documents]
    assert len(set(names)) == 2


def test_a_text_is_the_document_that_its_file_would_be(tmp_path):
    """Same digest, text, outline and name; a text that says nothing is refused like its file."""
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert text_document(TEXT, name="甲.txt") == read(tmp_path).documents[0]
    with pytest.raises(DocumentError) as caught:
        text_document("——\n……", name="乙")
    assert caught.value.key == "document-empty"


PAGE = "<!DOCTYPE html><html><body><h1>標題</h1><p>一、甲</p><p>文。</p><p>二、乙</p><p>文。</p></body></html>"
SAID = "標題\n一、甲\n文。\n二、乙\n文。\n"


def test_every_type_becomes_the_same_document(tmp_path):
    """Text, Markdown, Word and HTML of one content differ in bytes and encoding only."""
    lines = SAID.splitlines()
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(docx("".join(map(p, lines))))
    (tmp_path / "c.html").write_bytes(PAGE.encode("gbk"))
    documents = read(tmp_path).documents
    assert [document.encoding.name for document in documents] == ["utf-8", "docx", "gb18030"]
    for document in documents:
        assert document.text == SAID
        assert document.sha256 == hashlib.sha256((tmp_path / document.name).read_bytes()).hexdigest()
        (case,) = document.cases
        assert (case.heading, [section.heading for section in case.sections]) == ("標題", ["一、甲", "二、乙"])


def test_files_are_read_as_what_they_are():
    """Systems save pages as .docx, people rename: what the bytes surely are decides; text stays text."""
    word = docx("".join(map(p, SAID.splitlines())))
    for name, data, encoding in (
        ("a.txt", word, "docx"),
        ("a.html", word, "docx"),
        ("a.md", word, "docx"),
        ("a.docx", PAGE.encode("gb18030"), "gb18030"),
    ):
        document = parse_document(data, name=name, max_file_bytes=LIMIT)
        assert (document.text, document.encoding.name) == (SAID, encoding)
    assert parse_document(PAGE.encode(), name="a.txt", max_file_bytes=LIMIT).text == PAGE
    assert parse_document(SAID.encode(), name="a.html", max_file_bytes=LIMIT).text == SAID


def test_what_a_wrongly_named_file_seems_to_be_is_said():
    """Text that is called .docx, archives and old Word files under any name."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")
    for name, data, key in (
        ("a.docx", SAID.encode(), "document-not-word"),
        ("a.docx", b"", "document-empty"),
        ("a.html", zipped({"a.txt": SAID}), "document-binary"),
        ("a.txt", old, "document-word-97"),
        ("a.docx", b"%PDF-1.7", "document-binary"),
    ):
        with pytest.raises(DocumentError) as caught:
            parse_document(data, name=name, max_file_bytes=LIMIT)
        assert caught.value.key == key
        assert caught.value.text("en").splitlines()[-1].startswith("Hint: ")


def test_an_encoding_that_is_given_counts_for_pages_but_not_for_word():
    """A Word file says its own."""
    page = PAGE.replace("<html>", "<html><meta charset=utf-8>").encode("gb18030")
    assert parse_document(page, name="a.html", max_file_bytes=LIMIT, encoding="gb18030").text == SAID
    assert parse_document(docx(p("文。")), name="a.docx", max_file_bytes=LIMIT, encoding="cp950").text == "文。\n"


def test_bytes_have_the_limit_of_files():
    """The same message for bytes that were uploaded as for a file."""
    with pytest.raises(DocumentError) as caught:
        parse_document(b"a" * (LIMIT + 1), name="a.txt", max_file_bytes=LIMIT)
    assert caught.value.key == "document-too-large"
