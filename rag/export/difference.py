"""Quotation and source → where they differ, character by character; and where a source is most like a quotation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from rag.answer.results import Part
from rag.corpus.fold import fold
from rag.messages import DEFAULT_LANGUAGE, render

__all__ = ["Difference", "alike", "difference", "difference_text", "script_only"]

_GRAM_CHARS = 4
_LIKENESS = 0.6
"""Share of characters that an altered quotation must keep, in order, to count as changed and not gone."""

_BUCKET_CHARS = 32
_PLACES = 1000  # of a run of characters that are looked at: what stands everywhere tells no place
_VOTERS = 32
_EXACT_CHARS = 1000
"""Longer texts are compared clause by clause: character by character takes the square of their length."""
_CLAUSE = re.compile(r"[^。,;:!?\n]*[。,;:!?\n]|[^。,;:!?\n]+")
_CHARACTER = re.compile(r"\d+(?:[.,]\d+)*|.", re.DOTALL)  # a number is one: 12 against 112 is no 1 more
_STOPS = "。！？!?；;\n"
_STRAY_CHARS = 2


@dataclass(frozen=True, slots=True)
class Difference(Part):
    """A stretch of a quotation against the source; the stretches in order are the whole of both.

    Attributes:
        op: "equal"; "script", where the two differ only in script, width or letter case; "replace"; "delete", the
            source has no such words; "insert", only the source has them.
        quoted: the quotation's characters.
        source: the source's characters.
    """

    op: Literal["equal", "script", "replace", "delete", "insert"]
    quoted: str
    source: str


def difference(quoted: str, source: str) -> tuple[Difference, ...]:
    """The stretches of `quoted` against `source`."""
    found: list[Difference] = []
    quoted_at = source_at = 0
    for block in _blocks(fold(quoted), fold(source)):
        old, new = quoted[quoted_at : block.a], source[source_at : block.b]
        if old or new:
            found.append(Difference("replace" if old and new else "delete" if old else "insert", old, new))
        quoted_at, source_at = block.a + block.size, block.b + block.size
        pairs = zip(quoted[block.a : quoted_at], source[block.b : source_at], strict=True)
        for same, run in groupby(pairs, key=lambda pair: pair[0] == pair[1]):
            left, right = zip(*run, strict=True)
            found.append(Difference("equal" if same else "script", "".join(left), "".join(right)))
    return tuple(found)


def script_only(stretches: Sequence[Difference]) -> bool:
    """Whether quotation and source differ, but only in script, width or letter case."""
    return {stretch.op for stretch in stretches} in ({"equal", "script"}, {"script"})


def difference_text(stretches: Sequence[Difference], language: str = DEFAULT_LANGUAGE) -> str:
    """「第三〔季→月〕」: what is the same as it is, what differs in brackets, the quotation before the arrow."""
    shown = (row.source if row.op == "equal" else f"〔{row.quoted}→{row.source}〕" for row in stretches)
    return render("quoted", language, text="".join(shown))


@dataclass(frozen=True, slots=True)
class _Block:
    """`size` characters from `a` in one text that fold to those from `b` in the other."""

    a: int
    b: int
    size: int


def _blocks(left: str, right: str) -> list[_Block]:
    """What two folded texts share, in order, ending with an empty block at both ends."""
    long = max(len(left), len(right)) > _EXACT_CHARS
    piece = _CLAUSE if long else _CHARACTER
    ours, theirs = piece.findall(left), piece.findall(right)
    starts, other_starts = _starts(ours), _starts(theirs)
    return [
        _Block(starts[match.a], other_starts[match.b], starts[match.a + match.size] - starts[match.a])
        for match in SequenceMatcher(None, ours, theirs, autojunk=long).get_matching_blocks()
    ]


def _starts(pieces: Sequence[str]) -> list[int]:
    """Where each piece begins, and where the last one ends."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def alike(quotes: Sequence[str], text: str) -> list[tuple[int, int] | None]:
    """For each quotation the stretch [start, end) of `text` most like it through the fold; None where nothing is.

    Runs of four characters that a quotation shares with the text, the rarest of them, vote for where it begins. The
    text is read once for all quotations; each one's winner is then compared in full.
    """
    folded_text, folded = fold(text), [fold(quote) for quote in quotes]
    grams = [_grams(quote) for quote in folded]
    places: dict[str, list[int]] = {gram: [] for own in grams for gram in own}
    for size in {len(gram) for gram in places}:
        for place in range(len(text) - size + 1):
            found = places.get(folded_text[place : place + size])
            if found is not None and len(found) < _PLACES:
                found.append(place)
    stretches = []
    for quote, own in zip(folded, grams, strict=True):
        # A common one, of which only the first places are known, would vote for these alone.
        voters = [gram for gram in own if len(places[gram]) < _PLACES] or own
        rarest = sorted((gram for gram in voters if places[gram]), key=lambda gram: len(places[gram]))[:_VOTERS]
        buckets = Counter((place - own[gram]) // _BUCKET_CHARS for gram in rarest for place in places[gram])
        stretches.append(_stretch(quote, folded_text, buckets))
    return stretches


def _grams(quote: str) -> dict[str, int]:
    """The runs of four characters in `quote`, or all of a shorter one, with where each is first."""
    size = min(_GRAM_CHARS, len(quote))
    return {quote[offset : offset + size]: offset for offset in reversed(range(len(quote) - size + 1)) if size}


def _stretch(quote: str, text: str, buckets: Counter[int]) -> tuple[int, int] | None:
    """Where in `text` the quotation stands that begins in the fullest bucket or the one after it, if it is like it."""
    if not buckets:
        return None
    best = max(buckets, key=lambda bucket: (buckets[bucket] + buckets[bucket + 1], -bucket))
    margin = len(quote) // 2
    low = max(0, best * _BUCKET_CHARS - margin)
    window = text[low : (best + 2) * _BUCKET_CHARS + len(quote) + margin]
    blocks = [block for block in _blocks(quote, window) if block.size]
    if sum(block.size for block in blocks) < _LIKENESS * len(quote):
        return None
    blocks = _without_strays(blocks)
    first, last = blocks[0], blocks[-1]
    head, tail = quote[: first.a], quote[last.a + last.size :]
    start, end = first.b, last.b + last.size
    # What the quotation has before and after the shared words stands against as much of the same sentence.
    start -= len(_after_stop(window[max(0, start - len(head)) : start]))
    end += len(_to_stop(window[end : end + len(tail)])) if tail else 0
    return low + start, low + end


def _without_strays(blocks: list[_Block]) -> list[_Block]:
    """The blocks but for one or two characters at either end that match far from where they would stand."""
    while len(blocks) > 1 and blocks[0].size <= _STRAY_CHARS and _gap(blocks[0], blocks[1]) > _BUCKET_CHARS // 2:
        blocks = blocks[1:]
    while len(blocks) > 1 and blocks[-1].size <= _STRAY_CHARS and _gap(blocks[-2], blocks[-1]) > _BUCKET_CHARS // 2:
        blocks = blocks[:-1]
    return blocks


def _gap(left: _Block, right: _Block) -> int:
    """How many characters more the source has between two blocks than the quotation."""
    return (right.b - left.b) - (right.a - left.a)


def _after_stop(text: str) -> str:
    """What follows the last stop in `text`."""
    return re.split(f"[{_STOPS}]", text)[-1]


def _to_stop(text: str) -> str:
    """`text` up to its first stop, with it."""
    found = re.search(f"[{_STOPS}]", text)
    return text[: found.end()] if found else text
