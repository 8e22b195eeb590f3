"""The Unigram tokenizer of multilingual-e5-small: text → token ids.

Written out here because loading is what a cold start pays for. Pieces are kept in groups by how they begin,
and a group is read when a text first needs it: 0.02 s to load, where the original tokenizer.json (17 MB)
takes 0.9 s and a SentencePiece model of the same pieces 0.65 s. The ids are those of the original (Kudo
2018, "Subword Regularization": the segmentation with the highest sum of log probabilities), except that a
text cannot spell a control token: "</s>" in a document is text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.index.e5_blob import E5Blob

__all__ = ["BOS", "EOS", "UNKNOWN", "E5Tokenizer", "write_tokenizer"]

BOS, EOS, UNKNOWN = 0, 2, 3

_CONTROL = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}
_UNKNOWN_PENALTY = 10.0
_PIECES, _IDS, _SCORES, _TABLES = "pieces.txt", "ids.npy", "scores.npy", "tables.json"
_SPACE = "▁"
_WORD = re.compile(f"{_SPACE}[^{_SPACE}]*")
_SPACES = re.compile(" {2,}")

_Group = tuple[dict[str, tuple[int, float]], int]
"""Pieces with id and score, and the length of the longest."""


def write_tokenizer(blob: E5Blob, folder: Path) -> None:
    """Write the files that `E5Tokenizer.load` reads."""
    order = sorted((i for i, piece in enumerate(blob.pieces) if piece not in _CONTROL), key=blob.pieces.__getitem__)
    groups: dict[str, tuple[int, int, int]] = {}
    lines: list[bytes] = []
    start = first = 0
    for key, members in groupby((blob.pieces[i] for i in order), _key):
        pieces = list(members)
        lines.append("\n".join(pieces).encode())
        groups[key] = (start, start + len(lines[-1]), first)
        start, first = start + len(lines[-1]) + 1, first + len(pieces)
    (folder / _PIECES).write_bytes(b"\n".join(lines))
    np.save(folder / _IDS, np.array(order, np.int32))
    np.save(folder / _SCORES, blob.scores[order])
    tables = {
        "normalization": blob.normalization,
        "groups": groups,
        "unknown_score": float(blob.scores.min()) - _UNKNOWN_PENALTY,
    }
    (folder / _TABLES).write_text(json.dumps(tables), encoding="utf-8")


class E5Tokenizer:
    """Unigram segmentation by the pieces and scores of the model; safe to share between threads.

    Args:
        pieces: all pieces but the control tokens, sorted, in UTF-8, one a line.
        ids: (n_pieces,) token ids in that order.
        scores: (n_pieces,) log probabilities in that order.
        groups: beginning of a group's pieces → start and end of its bytes, number of its first piece.
        normalization: code point → the text it becomes.
        unknown_score: of a character that is no piece.
    """

    def __init__(
        self,
        *,
        pieces: bytes,
        ids: NDArray[np.int32],
        scores: NDArray[np.float32],
        groups: dict[str, tuple[int, int, int]],
        normalization: dict[int, str],
        unknown_score: float,
    ) -> None:
        self._pieces = pieces
        self._ids = ids
        self._scores = scores
        self._where = groups
        self._normalization = normalization
        self._unknown_score = unknown_score
        self._groups: dict[str, _Group] = {}

    @classmethod
    def load(cls, folder: Path) -> E5Tokenizer:
        """The tokenizer that `write_tokenizer` put into `folder`."""
        tables = json.loads((folder / _TABLES).read_text(encoding="utf-8"))
        return cls(
            pieces=(folder / _PIECES).read_bytes(),
            ids=np.load(folder / _IDS, allow_pickle=False),
            scores=np.load(folder / _SCORES, allow_pickle=False),
            groups=tables["groups"],
            normalization={int(source): target for source, target in tables["normalization"].items()},
            unknown_score=tables["unknown_score"],
        )

    def ids(self, text: str) -> list[int]:
        """Token ids of `text` without <s> and </s>."""
        return [token_id for token_id, _ in self._segmented(text)]

    def ends(self, text: str) -> list[int]:
        """Where each token of `ids` ends in `text`, in characters.

        What is normalised ends where the character that it comes from does; characters that NFC joins, which are
        rare, move the ends after them by one.
        """
        normal: list[tuple[str, int]] = []
        for end, character in enumerate(text, start=1):
            for written in self._normalization.get(ord(character), character):
                if not (written == " " and normal and normal[-1][0] == " "):
                    normal.append((written, end))
        if not normal or normal[0][0] != " ":
            normal.insert(0, (" ", 0))  # the mark of a word's beginning
        lengths = np.cumsum([len(piece) for _, piece in self._segmented(text)], dtype=np.int64)
        return [normal[min(length, len(normal)) - 1][1] for length in lengths.tolist()]

    def _normal(self, text: str) -> str:
        normal = unicodedata.normalize("NFC", text.translate(self._normalization))
        normal = _SPACES.sub(" ", normal).replace(" ", _SPACE)
        return normal if normal.startswith(_SPACE) else _SPACE + normal

    def _segmented(self, text: str) -> list[tuple[int, str]]:
        """Each token's id and how it is written, with "▁" for a space."""
        normal = self._normal(text)
        return [piece for word in _WORD.findall(normal) for piece in self._segment(word)]

    def _segment(self, word: str) -> list[tuple[int, str]]:
        """The most probable pieces of `word`; neighbouring unknown characters are one unknown token."""
        length = len(word)
        best = [-1e30] * (length + 1)
        best[0] = 0.0
        start = [0] * (length + 1)
        token = [UNKNOWN] * (length + 1)
        for at in range(length):
            key = word[at] if at else word[:2]
            pieces, longest = self._groups.get(key) or self._read_group(key)
            so_far = best[at]
            for end in range(at + 1, min(at + longest, length) + 1):
                found = pieces.get(word[at:end])
                if found is not None:
                    token_id, score = found
                elif end == at + 1:
                    token_id, score = UNKNOWN, self._unknown_score
                else:
                    continue
                if so_far + score > best[end]:
                    best[end], start[end], token[end] = so_far + score, at, token_id
        path: list[tuple[int, str]] = []
        at = length
        while at > 0:
            written = word[start[at] : at]
            if token[at] == UNKNOWN and path and path[-1][0] == UNKNOWN:
                path[-1] = UNKNOWN, written + path[-1][1]
            else:
                path.append((token[at], written))
            at = start[at]
        path.reverse()
        return path

    def _read_group(self, key: str) -> _Group:
        """The pieces that begin with `key`; with those that begin a word, the word's mark alone too."""
        pieces: dict[str, tuple[int, float]] = {}
        for beginning in {key, key[0]}:
            start, end, first = self._where.get(beginning, (0, 0, 0))
            names = self._pieces[start:end].decode().split("\n") if end else []
            stretch = slice(first, first + len(names))
            numbers = zip(self._ids[stretch].tolist(), self._scores[stretch].tolist(), strict=True)
            pieces.update(zip(names, numbers, strict=True))
        group = pieces, max(map(len, pieces), default=1)
        self._groups[key] = group
        return group


def _key(piece: str) -> str:
    """How the group of `piece` begins: one character, and one more where a word begins."""
    return piece[:2] if piece.startswith(_SPACE) else piece[0]
