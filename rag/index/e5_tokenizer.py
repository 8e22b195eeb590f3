"""The Unigram tokenizer of multilingual-e5-small: text → token ids.

Written out here because loading is what a cold start pays for: a dict of the pieces takes 0.1 s, where
the original tokenizer.json (17 MB) takes 0.9 s and a SentencePiece model of the same pieces 0.65 s. The ids
are those of the original tokenizer (Kudo 2018, "Subword Regularization": the segmentation with the highest
sum of log probabilities), except that a text cannot spell a control token: "</s>" in a document is text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import numpy as np

from rag.index.e5_blob import E5Blob

__all__ = ["E5Tokenizer", "write_tokenizer"]

BOS, EOS, UNKNOWN = 0, 2, 3
SPACE = "▁"
_CONTROL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_UNKNOWN_PENALTY = 10.0
_PIECES, _SCORES, _TABLES = "pieces.txt", "scores.npy", "tables.json"
_WORD = re.compile(f"{SPACE}[^{SPACE}]*")
_SPACES = re.compile(" {2,}")


def write_tokenizer(blob: E5Blob, folder: Path) -> None:
    """Write the files that `E5Tokenizer.load` reads."""
    (folder / _PIECES).write_text("\n".join(blob.pieces), encoding="utf-8", newline="\n")
    np.save(folder / _SCORES, blob.scores)
    longest: dict[str, int] = {}
    for piece in blob.pieces:
        longest[piece[0]] = max(len(piece), longest.get(piece[0], 0))
    tables = {"normalization": blob.normalization, "longest": longest}
    (folder / _TABLES).write_text(json.dumps(tables), encoding="utf-8")


class E5Tokenizer:
    """Unigram segmentation by the pieces and scores of the model.

    Args:
        longest: first character → length of the longest piece that begins with it.
    """

    def __init__(
        self, pieces: list[str], scores: list[float], normalization: dict[int, str], longest: dict[str, int]
    ) -> None:
        self._normalization = normalization
        self._scores = scores
        self._longest = longest
        self._ids = dict(zip(pieces, range(len(pieces)), strict=True))
        for piece in _CONTROL:
            del self._ids[piece]
        self._unknown_score = min(scores) - _UNKNOWN_PENALTY

    @classmethod
    def load(cls, folder: Path) -> E5Tokenizer:
        """The tokenizer that `write_tokenizer` put into `folder`."""
        pieces = (folder / _PIECES).read_text(encoding="utf-8").split("\n")
        scores = np.load(folder / _SCORES, allow_pickle=False).tolist()
        tables = json.loads((folder / _TABLES).read_text(encoding="utf-8"))
        normalization = {int(source): target for source, target in tables["normalization"].items()}
        return cls(pieces, scores, normalization, tables["longest"])

    def ids(self, text: str) -> list[int]:
        """Token ids of `text` without <s> and </s>."""
        normal = unicodedata.normalize("NFC", text.translate(self._normalization))
        normal = _SPACES.sub(" ", normal).replace(" ", SPACE)
        if not normal.startswith(SPACE):
            normal = SPACE + normal
        ids: list[int] = []
        for word in _WORD.findall(normal):
            ids.extend(self._segment(word))
        return ids

    def _segment(self, word: str) -> list[int]:
        """The most probable pieces of `word`; neighbouring unknown characters are one unknown token."""
        ids, scores, unknown_score, longest = self._ids, self._scores, self._unknown_score, self._longest
        length = len(word)
        best = [-1e30] * (length + 1)
        best[0] = 0.0
        start = [0] * (length + 1)
        piece = [UNKNOWN] * (length + 1)
        for at in range(length):
            so_far = best[at]
            for end in range(at + 1, min(at + longest.get(word[at], 1), length) + 1):
                found = ids.get(word[at:end])
                if found is None:
                    if end > at + 1:
                        continue
                    found, score = UNKNOWN, so_far + unknown_score
                else:
                    score = so_far + scores[found]
                if score > best[end]:
                    best[end], start[end], piece[end] = score, at, found
        path: list[int] = []
        at = length
        while at > 0:
            if not (piece[at] == UNKNOWN and path and path[-1] == UNKNOWN):
                path.append(piece[at])
            at = start[at]
        path.reverse()
        return path
