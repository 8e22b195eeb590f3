"""The terms of a question, each with what a passage may say instead: translations, other forms of a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.answer.dictionary import PHRASE_WORDS, Dictionary
from rag.answer.numbers import number_forms, numbers_in, other_forms
from rag.corpus.fold import fold
from rag.index.lexical import Term, is_word, located_terms

__all__ = ["question_terms"]

# Words that ask and join: they say nothing of what is looked for, and most tell the language.
_WORDS = {
    "English": "about after and any are because been before being between both but by could did does during for from"
    " have his how into it's its many more most much of other our out she should some such than that the their them"
    " then there these they this those through to under were what what's when where which while who who's whom whose"
    " why with would you your",
    "English, and other languages too": "a all also an as at be can do each had has he her if in is it me not on one or"
    " so us was we will",
    "German, Spanish, French, Italian, Portuguese, Dutch": "al au auf aux bei che con como cuál cuándo cuántos cómo da"
    " das de del dem den der des di die dónde du e el em en ein eine einem einen einer es est et fue für gli hat het il"
    " im ist la las le les lo los mit nach o où para per por qu'est que quel quelle qui quién qué se sich sind son su"
    " sus un una und une van viele von wann war welche welchen welcher welches wer wie wird wo wurde wurden y zu zum"
    " zur à é",
}
_ENGLISH_ONLY, _SHARED, _OTHER = (frozenset(words.split()) for words in _WORDS.values())
_ENGLISH = _ENGLISH_ONLY | _SHARED

WORD_TERMS = 3
"""How often a word or number among Chinese counts: as often as a Chinese word, for two characters make three terms."""

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|s)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_JOINT = re.compile(r"[\s\-‐‑–]*")


@dataclass(frozen=True, slots=True)
class _Word:
    """A term as it stands in the question: folded, where it starts, and as printed."""

    text: str
    start: int
    printed: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def question_terms(question: str, dictionary: Callable[[], Dictionary] | None) -> tuple[Term, ...]:
    """The terms of a question in order, repeats included, each with its alternatives.

    A number may also be met in another form, a word or phrase of English by its translations; English that only
    joins is left out. In other languages in Latin script such words become (), a term that no passage meets: "de"
    and "von" would match stray names, and without them the few words that do match would count for too much. Beside
    Chinese, where a word makes several terms, a word or number of Latin script counts `WORD_TERMS` times.

    Args:
        question: as asked.
        dictionary: gives the English dictionary; called only for a question that may have English in it. None
            leaves words as they are.
    """
    folded = fold(question)
    words = [_Word(text, start, question[start : start + len(text)]) for text, start in located_terms(question)]
    numbers = list(numbers_in(folded))

    def literal(word: _Word) -> Term:
        forms = (form for span, forms in numbers if word.start < span.end and span.start < word.end for form in forms)
        return tuple(dict.fromkeys((word.text, *forms)))

    latin = [word for word in words if is_word(word.text)]
    found: tuple[Term, ...] = ()
    if dictionary is not None and latin:
        if _is_english(latin, dictionary):
            found = tuple(_bridged(folded, words, dictionary(), literal))
        elif len(latin) == len(words):
            found = tuple(() if _joins(word, first=word is words[0]) else literal(word) for word in words)
    if not any(found):
        found = tuple(map(literal, words))
    if len(latin) < len(words):
        return tuple(term for term in found for _ in range(WORD_TERMS if is_word(term[0]) else 1))
    return found


def _joins(word: _Word, *, first: bool) -> bool:
    small = word.printed.islower() or (first and not word.printed.isupper())
    return small and (word.text in _ENGLISH or word.text in _OTHER)


def _is_english(latin: Sequence[_Word], dictionary: Callable[[], Dictionary]) -> bool:
    """Whether the words in Latin script are English: by those that join; where none do, if all are known.

    Capitals inside a question make names ("Doctor Who", "Los Angeles"), which tell nothing.
    """
    said = [word.text for word in latin if word is latin[0] or word.printed.islower()]
    english = sum(text in _ENGLISH_ONLY for text in said)
    other = sum(text in _OTHER for text in said)
    if english or other:
        return english >= other
    letters = [word for word in latin if word.text.isalpha()]
    if not any(word.printed.islower() for word in letters):
        return False  # "ERP"; nor does it need the dictionary
    return all(word.text in _ENGLISH or dictionary().translations([word.text]) for word in letters)


def _bridged(
    folded: str, words: Sequence[_Word], dictionary: Dictionary, literal: Callable[[_Word], Term]
) -> Iterator[Term]:
    """The terms of a question with English: the longest phrases that the dictionary knows, and what is left."""
    place = 0
    while place < len(words):
        word = words[place]
        count, term = _phrase(_run(folded, words[place : place + PHRASE_WORDS]), dictionary)
        if count:
            yield term
        elif (ordinal := _ORDINAL.fullmatch(word.text)) is not None:
            yield (word.text, ordinal[1], *other_forms(ordinal[1]))
        elif word.text not in _ENGLISH or (len(word.text) > 1 and word.printed.isupper()):  # "IT"
            yield literal(word)
        place += count or 1


def _run(folded: str, words: Sequence[_Word]) -> list[_Word]:
    """The first of `words` that are in Latin script and have nothing but spaces and hyphens between them."""
    run: list[_Word] = []
    for word in words:
        if not is_word(word.text) or (run and not _JOINT.fullmatch(folded, run[-1].end, word.start)):
            break
        run.append(word)
    return run


def _phrase(run: Sequence[_Word], dictionary: Dictionary) -> tuple[int, Term]:
    """How many words of the beginning of `run` make one term, and this term; 0 where the dictionary has none."""
    texts = [word.text for word in run]
    if not texts or texts[0] in _ENGLISH:
        return 0, ()
    if len(texts) > 1 and texts[1] in _SCALES and _NUMBER.fullmatch(texts[0]):
        return 2, number_forms(Decimal(texts[0]) * _SCALES[texts[1]])
    for count in range(len(texts), 0, -1):
        translations = dictionary.translations(texts[:count])
        if translations:
            forms = (form for word in translations for form in other_forms(word))
            return count, tuple(dict.fromkeys((" ".join(texts[:count]), *translations, *forms)))
    return 0, ()
