"""A follow-up question and the answer before it → the whole question that is searched, by a table of visible rules.

No language model and no guess: a rule reads the form of the question ("那第三個呢？", "它的成效如何？"), puts in words
of the question or answer before, and is named with them in the answer (`Answer.searched`, `Answer.follows`). What looks
like a follow-up but cannot be resolved says why, and is answered as it stands. Any other question is left alone.

Patterns are matched in folded text (`rag.corpus.fold`, one character for one): one form serves both scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.answer.results import Answer, Follows, Problem
from rag.answer.scope import CASE, case_names, named_cases, without_cases
from rag.corpus.fold import fold
from rag.corpus.headings import parse_number

__all__ = ["RULES", "Resolved", "Rule", "resolve", "topic"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a question means in its conversation.

    Attributes:
        searched: the question to search; as asked where nothing was resolved.
        follows: which rule read it and what it put in, or why it could not; None for a question of its own.
    """

    searched: str
    follows: Follows | None


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question that has the form of a rule, without the stop at its end, and the answer before it."""

    question: str
    match: re.Match[str]
    previous: Answer

    @property
    def english(self) -> bool:
        return _english(self.question)

    def group(self, name: str) -> str:
        """What was matched, as printed."""
        return self.question[slice(*self.match.span(name))]

    def replaced(self, name: str, words: str) -> str:
        """The question with `words` for what was matched, without the 那 before and the 呢 after."""
        start, end = self.match.span(name)
        return self.question[self.match.end("lead") : start] + words + self.question[end:].removesuffix("呢")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to follow up.

    Attributes:
        name: in `Follows.rule`; the message `follows-NAME` tells it to readers.
        pattern: matched against the whole folded question, without the stop at its end.
        put_in: gives the question to search, and the words that were put in.
    """

    name: str
    pattern: re.Pattern[str]
    put_in: Callable[[_Turn], tuple[str, str]]


class _UnresolvedError(Exception):
    """The form is a follow-up's, but what it refers to is missing or not one."""

    def __init__(self, problem: Problem, put_in: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.put_in = put_in


_MOST_CHARS = 300
"""Longest question that is put together: what follows up follow-ups must not grow without end."""


def resolve(question: str, previous: Answer | None) -> Resolved:
    """The question as it is to be searched after `previous`, by the first rule whose form it has.

    >>> resolve("那它的成效如何？", None).follows.problem
    'no-previous'
    >>> resolve("三方會議多久開一次？", None).follows is None
    True
    """
    asked = _without_stop(question)
    for rule in RULES:
        match = rule.pattern.fullmatch(fold(asked))
        if match is None:
            continue
        if previous is None:
            return Resolved(question, Follows(rule.name, "", "no-previous", ()))
        try:
            if previous.follows and previous.follows.problem and rule.name != "ordinal":
                raise _UnresolvedError("no-topic")
            searched, put_in = rule.put_in(_Turn(asked, match, previous))
            if len(searched) > _MOST_CHARS:
                raise _UnresolvedError("no-topic")
        except _UnresolvedError as error:
            return Resolved(question, Follows(rule.name, error.put_in, error.problem, _entries(previous)))
        entries = _entries(previous) if rule.name == "ordinal" else ()
        return Resolved(
            searched.strip() + ("?" if _english(asked) else "？"), Follows(rule.name, put_in, None, entries)
        )
    return Resolved(question, None)


# -- what a question is about --------------------------------------------------------------------

_CHINESE = re.compile(r"[㐀-鿿]")
_NUMERAL = r"[\d〇一二两三四五六七八九十]{1,3}"
_ASPECT = (
    r"(?:主要|具体|工作|实际|实施)?(?:成效|效果|成果|成绩|结果|背景|起因|动因|原因|做法|措施|办法|步骤|流程|内容|启示|经验"
    r"|体会|目的|意义|作用|特点|好处|问题|困难|负责人|对象|时间|地点|名称|人数|数量)"
)
_ASKS = (
    r"为什么|为何|为啥|什么|啥|怎么|怎样|如何|哪|谁|多少|多久|多大|多长|多高|多远|何时|何地|何人|何种|是否|有没有|是不是"
    r"|几(?=[个条名项次家间座篇户人岁年月天点支类种步份层部成点])|各(?=指|是|自)|吗$"
)
# What stands between the topic and the question word; single characters only where no common noun ends in them.
_LINK = re.compile(
    r"(?:[\s,，、:：]|(?:重点|具体|主要|一共|总共|最后|到底|究竟|分别|现在|目前|后来)|做到|分成|分为|包括|包含|取得|发生"
    r"|开展|建立|通过|属于|来自|位于|指的|叫做?|是|有|被|由|的|在|了|都|各|又|共|靠|(?<![作使])用|(?<![主需])要|(?<!行)为)+$"
)
_OPENING = re.compile(r"^(?:请问一?下?|那么|那(?![个家支位些种年次])|还有|另外|所以)?[\s,]*")
_QUOTED = re.compile(r"[“「『‘《\"'][^”」』’》\"']+[”」』’》\"']")
_YEAR = re.compile(r"\d{4}年|[去今前明]年")
_ABOUT_CASE = re.compile(r"^(?:other cases \(.*?\)|case \d+): ", re.IGNORECASE)
_STOPS = re.compile(r"[?？。!！]")
_ENGLISH_OPENING = re.compile(
    r"^(?:(?:and|so|but|then|please)[ ,]+)*(?:for |in |on |at |to |under |during )?"
    r"(?:wh(?:at|ich|o|om|ose|en|ere|y)|how)\b(?: (?:many|much|long|often|far|large))?",
)
_ENGLISH_AUXILIARY = re.compile(r"\b(?:is|are|was|were|do|does|did|can|could|will|would|should)(?:n't|n’t)? ")


def topic(question: str) -> str:
    """What a whole question is about: its words before the question word, or those after it where it opens with it.

    One quoted term wins over a subject without one.

    >>> topic("开放式党课重点做到哪五个开放？")
    '开放式党课'
    >>> topic("旬陽縣的主要成效有哪些？")
    '旬陽縣'
    >>> topic("縣委為什麼要搞「亮曬作」這個行動？")
    '「亮曬作」'
    >>> topic("Who leads the project group?")
    'leads the project group'
    """
    asked = _ABOUT_CASE.sub("", _STOPS.sub(" ", question).strip())
    folded = fold(asked)
    quoted = [found[0] for found in _QUOTED.finditer(asked)]
    if _english(asked) or not _CHINESE.search(_QUOTED.sub("", asked)):
        if len(quoted) == 1:
            return quoted[0]
        opening = _ENGLISH_OPENING.match(folded)
        rest = asked[opening.end() :] if opening else asked
        auxiliary = _ENGLISH_AUXILIARY.search(fold(rest))
        if auxiliary:
            rest = rest[: auxiliary.start()] + rest[auxiliary.end() :]
        return rest.strip(" ,.:")
    start = _match_end(_OPENING, folded)
    ask = re.search(_ASKS, folded[start:])
    end = len(folded) if ask is None else start + ask.start()
    before = folded[start:end]
    before = _LINK.sub("", before)
    before = re.sub(rf"(.)的{_ASPECT}$", r"\1", before)
    if len(quoted) == 1 and not _QUOTED.search(before):
        return quoted[0]
    if before or ask is None:
        return asked[start : start + len(before)]
    rest = re.sub(r"^(?:是|要|会|能|把|负责|叫|些|里|个|种|一|\s)+", "", folded[start + ask.end() :])
    return asked[len(asked) - len(rest) :].strip(" ,，")


def _english(text: str) -> bool:
    return _CHINESE.search(text) is None


def _without_stop(question: str) -> str:
    return re.sub(r"[\s?？。.!！…]+$", "", question)


def _match_end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


# -- what the rules put in ------------------------------------------------------------------------

_MARKER = re.compile(
    rf"^[\s(]*(?:第?{_NUMERAL}(?:是(?:要)?|要|[)、.:]+)|[①-⑳]|首先|其次|再次|最后)[\s)、.,:]*"
)  # 一是, (一), 1., 第二，
_LEAD_CHARS = 40
_LIKE_CHARS = 2


def _lead(statement: str) -> str:
    """The first clause of a listed statement, without the marker: 三是形式開放。… → 形式開放."""
    stripped = statement[_match_end(_MARKER, fold(statement)) :]
    clause = re.split(r"[。；;!！?？\n:：]", stripped, maxsplit=1)[0].strip() or stripped.strip()
    return clause if len(clause) <= _LEAD_CHARS else re.split(r"[,，]", clause, maxsplit=1)[0][:_LEAD_CHARS]


def _entries(previous: Answer) -> tuple[str, ...]:
    """What an ordinal counts: the statements of the answer before; after an ordinal, the list that one counted."""
    if previous.follows and previous.follows.entries:
        return previous.follows.entries
    return tuple(_lead(statement.text) for statement in previous.statements)


_ENGLISH_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]


def _ordinal(turn: _Turn) -> tuple[str, str]:
    entries = _entries(turn.previous)
    nth = turn.match["nth"]
    if nth in {"最后一", "last"}:
        place = len(entries)
    elif nth in _ENGLISH_ORDINALS:
        place = _ENGLISH_ORDINALS.index(nth) + 1
    else:
        place = parse_number(nth.replace("两", "二")) or 0
    if not 1 <= place <= len(entries):
        raise _UnresolvedError("no-such-entry")
    entry = entries[place - 1]
    if turn.match.groupdict().get("asked"):
        return turn.replaced("ordinal", entry), entry
    return (f"What is said about “{entry}”" if turn.english else f"{entry}具體是什麼"), entry


def _pronoun(turn: _Turn) -> tuple[str, str]:
    pronoun = turn.match["pronoun"]
    if pronoun in _PERSONAL and not _about_person(turn.previous):
        raise _UnresolvedError("no-topic")
    found = _topic_before(turn, several=pronoun in _SEVERAL)
    if turn.match[0].endswith(pronoun + "呢"):
        raise _UnresolvedError("no-ask", found)
    if turn.english and not _QUOTED.search(found):
        found = f"“{found}”"
    joint = "的" if pronoun == "其" else "'s" if pronoun in {"its", "their", "his"} else ""
    return turn.replaced("pronoun", found + joint), found


def _about_person(previous: Answer) -> bool:
    """Whether the answer before is about a person: it was asked who that is, or called 那位…, or he or she already."""
    asked_of_person = previous.follows and re.search(r"(?<!其)[他她](?!们)|\b(?:s?he|his)\b", fold(previous.question))
    return bool(asked_of_person or _PERSON.search(fold(previous.searched)))


def _aspect(turn: _Turn) -> tuple[str, str]:
    found = _topic_before(turn)
    return f"{found}的{turn.group('aspect')}是什麼", found


def _bare(turn: _Turn) -> tuple[str, str]:
    found = _topic_before(turn, several=True)
    ask = turn.group("ask")
    return (f"{ask}: {found}" if turn.english else found + ask), found


def _topic_before(turn: _Turn, *, several: bool = False) -> str:
    """The topic of the question before; two things joined are no one referent for "it".

    Raises:
        _UnresolvedError: it has none, or two.
    """
    found = topic(turn.previous.searched)
    if not found:
        raise _UnresolvedError("no-topic")
    if not several and re.search(r".[和跟与及、].|\band\b", fold(_QUOTED.sub("", found))):
        raise _UnresolvedError("two-referents", found)
    return found


def _this_case(turn: _Turn) -> tuple[str, str]:
    cases = sorted({cited.case for cited in turn.previous.citations if cited.case is not None})
    put_in = case_names(cases, english=turn.english)
    if len(cases) != 1:
        raise _UnresolvedError("two-referents" if cases else "no-topic", put_in)
    return turn.replaced("pronoun", put_in), put_in


def _other_case(turn: _Turn) -> tuple[str, str]:
    asked = turn.previous.searched
    put_in = case_names(sorted(named_cases(turn.group("case")).only), english=_english(asked))
    return _in_place_of_case(put_in, asked), put_in


def _other_cases(turn: _Turn) -> tuple[str, str]:
    asked = turn.previous.searched
    named = named_cases(asked)
    cited = {one.case for one in turn.previous.citations if one.case is not None}
    left_out = sorted(cited | named.only | named.without)
    if not left_out:
        raise _UnresolvedError("no-topic")
    english = _english(asked)
    put_in = ("other cases " if english else "其他案例") + without_cases(left_out, english=english)
    return _in_place_of_case(put_in, asked), put_in


def _replacement(turn: _Turn) -> tuple[str, str]:
    """A year gives way to a year, a quoted term to a quoted term, else what is asked about to anything."""
    other = turn.group("other").strip()
    asked = turn.previous.searched
    for kind in (_YEAR, _QUOTED):
        places = list(kind.finditer(fold(asked)))
        if places and kind.fullmatch(fold(other)):
            if len(places) > 1:
                raise _UnresolvedError("two-referents", "、".join(asked[slice(*place.span())] for place in places))
            return _without_stop(asked[: places[0].start()] + other + asked[places[0].end() :]), other
    return _in_place_of_topic(other, asked), other


def _more(turn: _Turn) -> tuple[str, str]:
    raise _UnresolvedError("shown-in-full", turn.previous.searched)


def _in_place_of_case(other: str, asked: str) -> str:
    """The question `asked` of `other`: in place of the cases that it names, or else of what it is about."""
    spans = named_cases(asked).spans
    if spans:
        return _without_stop(asked[: spans[0][0]] + other + asked[spans[0][1] :])
    return _in_place_of_topic(other, asked)


def _in_place_of_topic(other: str, asked: str) -> str:
    """旬陽縣的成效有哪些 → other + 的成效有哪些.

    What gives way ends as `other` does (科級領導幹部, 縣級領導幹部); else it is the topic up to its 的, unless a verb
    of its own stands before the question word. Everywhere else `other` is set before the whole question.
    """
    asked = _without_stop(asked)
    found = topic(asked)
    if not _english(asked) and found and asked.startswith(found):
        ending = fold(other)[-_LIKE_CHARS:]
        alike = fold(found).find(ending)
        if len(ending) == _LIKE_CHARS and alike >= 0:
            return other + asked[alike + _LIKE_CHARS :]
        if not re.match("什么|啥|谁|哪|多少|几", fold(asked[len(found) :])):
            return other + asked[len(found.split("的")[0]) :]
    return f"{other}{': ' if _english(asked) else '：'}{asked}"


_PERSONAL = {"他", "她", "he", "she", "his"}
_PERSON = re.compile(r"(?<!负责人)(?<!对象)是谁|谁是|[这那哪]位|先生|女士|同志|\bwho(?:'s|’s| is| was)\b")
_SEVERAL = {"它们", "他们", "她们", "这些", "那些", "they", "them", "their", "these", "those"}
_LEAD_IN = r"(?P<lead>(?:(?:请问|那么|那|然后|还有|另外|所以|可是|但是?|and|so|but|then|okay|ok)[\s,]*)?)"
_COUNTER = "(?:个|点|条|项|种|步|方面|句|部分)"
_NTH = rf"(?:第(?P<nth>[\d〇零一二两三四五六七八九十百]+){_COUNTER})"
_LAST = rf"(?:(?P<nth>最后一){_COUNTER})"
_ENGLISH_NTH = rf"(?P<nth>{'|'.join(_ENGLISH_ORDINALS)}|last)"
# What follows a pronoun or ordinal that stands for a noun; a noun after it (那個部門, 第一個問題庫) makes it none.
_ASKED = (
    "(?:是|有|叫|指|怎|如何|为什么|为何|什么|谁|哪|何|多少|多久|多大|几|呢|具体|主要|后来|意思|意味|包括|属于|来自"
    rf"|(?<=的){_ASPECT})"
)
_DOES = "能|会|要|由|在|从|被|做|现在|一共|总共|讲|说|取得|发生|花|用|起|负责"
_PREDICATE = rf"的?(?:{_ASKED}|{_DOES}|{_ASPECT})"
_GENERIC = "(?:做法|办法|措施|制度|机制|活动|模式|方法|工作法|项目|平台|计划|行动|单位|公司|企业|组织|社区|街道|县|人)"
_WH = r"(?:wh(?:at|en|ere|y|o|om|ich)|how(?: (?:many|much|long|often|well))?)"
_AUXILIARY = "(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
_THIS = r"(?:this|that|these|those)(?= (?:happen|work|start|begin|end|mean|help|matter|do|cost|for|so|\w+ed)\b|$)"
_EXPLAIN = "(?:请?(?:具体|详细)?(?:说说|说明|讲讲|解释|介绍|展开)(?:一下)?)"


def _rule(name: str, put_in: Callable[[_Turn], tuple[str, str]], *forms: str) -> list[Rule]:
    return [Rule(name, re.compile(_LEAD_IN + form), put_in) for form in forms]


RULES: tuple[Rule, ...] = (
    # 那案例四呢？ → the question before, of that case
    *_rule(
        "case",
        _other_case,
        rf"(?P<case>{CASE})\s?呢",
        rf"(?:what|how) about (?P<case>{CASE})",
    ),
    # 該案例的背景是什麼？ → the one case that the answer before quotes
    *_rule(
        "this-case",
        _this_case,
        rf"(?P<pronoun>(?:该|这个|那个|这|此)案例){_PREDICATE}.*",
        r".*\b(?<!in )(?P<pronoun>(?:this|that) case)\b.*",
    ),
    # 其他案例呢？ → the question before, of all cases but those it was about
    *_rule(
        "other-cases",
        _other_cases,
        "(?:其他|其它|别的|其余)的?案例(?:呢|怎么样|怎么说|如何)",
        "(?:(?:what|how) about )?(?:the )?other cases",
    ),
    # 還有呢？ → the answer before has shown all that was found
    *_rule("more", _more, "(?:还有(?:什么|别的|其他的?|哪些)?|别的|其他的?)[呢吗]?", "(?:anything|what) else"),
    # 那第三個呢？ 第二點具體怎麼做？ → that statement of the answer before, or of the list that was counted last
    *_rule(
        "ordinal",
        _ordinal,
        rf"{_EXPLAIN}?(?P<ordinal>{_NTH})呢?",
        rf"{_EXPLAIN}?(?P<ordinal>{_LAST})呢?",
        rf"(?P<ordinal>{_NTH})(?P<asked>的?(?:{_ASKED}|{_DOES}).*)",
        rf"(?P<ordinal>{_LAST})(?P<asked>的?(?:{_ASKED}|{_DOES}).*)",
        rf"(?P<ordinal>{_NTH}[^,，。]{{1,6}})呢",
        rf"(?:(?:what|how) about |tell me more about )?the (?P<ordinal>{_ENGLISH_NTH})(?: (?:one|point|item))?",
        rf"(?P<asked>{_WH} .*?)(?P<ordinal>the {_ENGLISH_NTH} (?:one|point|item)).*",
    ),
    # 成效呢？ → that side of what the question before is about
    *_rule("aspect", _aspect, rf"(?P<aspect>{_ASPECT})呢"),
    # 它的成效如何？ → what the question before is about
    *_rule(
        "pronoun",
        _pronoun,
        "(?P<pronoun>它们|他们|她们|它|他|她)(?![人山乡])[^,，。]+",
        rf"(?P<pronoun>其){_ASPECT}.*",
        rf"(?P<pronoun>这个|那个|这些|那些|这里|那里|这(?=是|怎|为什么)|那(?=是))(?:的?{_ASKED}.*)?",
        rf"(?P<pronoun>[这那该][个项种家些位]?{_GENERIC}){_PREDICATE}.*",
        "(?:为什么|怎么|如何|谁|什么时候|何时|在哪里?)[^,，。]{0,6}(?P<pronoun>它们?|他们|这些|这样做|这么做|这个)",
        rf"(?:{_WH} )?(?:\w+ )?{_AUXILIARY} (?P<pronoun>it|they|he|she|{_THIS})\b(?!.*\b(?:to|that|if)\b).*",
        rf"{_WH} (?:is|are|was|were) (?P<pronoun>its|their|his)\b.*",
        rf"{_WH}(?: [\w']+){{1,4}} (?P<pronoun>it|them|this|that)",
    ),
    # 為什麼？ 什麼時候開始的？ → asked of what the question before is about
    *_rule(
        "bare",
        _bare,
        "(?P<ask>(?:具体)?(?:为什么|为何|为啥|怎么做|怎么办|如何做|怎么样|怎样|如何|什么意思)(?:会?这样|要?这样做)?)[呢啊]?",
        "(?P<ask>是?(?:从?什么时候|何时|哪一?年|由?谁)"
        "(?:开始|提出|负责|牵头|做|举办|成立|参加|组织|实施|发起|主持)?的?)[呢啊]?",
        "(?P<ask>(?:在哪里?|哪里|有?多少(?:人|钱|次)?|有?几(?:个|次|人)|多久(?:一次)?|花了多少钱)(?:举行|举办|做|开始)?的?)呢?",
        rf"(?P<ask>(?:(?:有|取得了?)(?:什么|哪些))?{_ASPECT}(?:如何|怎么样|怎样|是什么|有哪些)?)",
        "(?P<ask>why(?: not| is that)?|when|where|who|how(?: so| many| much| often| long)?|since when"
        "|who (?:is|was) (?:in charge|responsible))",
    ),
    # 那鍾秀街道呢？ → the question before, with this in place of its like
    *_rule(
        "replacement",
        _replacement,
        rf"(?:至于)?(?P<other>(?:(?!{_ASKS})[^,，。]){{1,20}})呢",
        "(?:what|how) about (?P<other>[^,]{1,60})",
    ),
)
"""Tried in this order against the whole question."""
