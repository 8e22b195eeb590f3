"""Roles: what a section tells in the story of its case (背景, 做法, 成效, 啟示), recognised from its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from rag.corpus.document import Section
from rag.corpus.fold import fold
from rag.corpus.headings import MAX_HEADING_CHARS, marker

__all__ = ["ROLES", "Role", "SectionPath", "role_of", "roles_mentioned", "roles_said", "sections_by_role"]

Role = Literal["background", "approach", "results", "lessons"]
"""Why it began, what was done, what came of it, what others may learn from it."""

ROLES: tuple[Role, ...] = ("background", "approach", "results", "lessons")
"""All roles, in the order in which a case tells them."""

SectionPath = tuple[int, ...]
"""Positions of sections in each other's `sections`, from the case down."""

# What a heading of the role is called; folded, as all words here (顯著 → 显着).
_NOUNS: dict[Role, str] = {
    "background": "背景|起因|缘起|缘由|由来|动因|动机|初衷|原因|成因|现状|问题(?:的?提出)?|困境|难题|难点|痛点|挑战"
    "|基本情况|概况|概述|简介|案情|为(?:什么|何)要?(?:做|开展|改革)",
    "approach": "做法|举措|措施|实践|探索|(?<![一-鿿])创新|路径|办法|方法|对策|策略|步骤|过程|经过|思路|方案|组织实施"
    "|(?:实施|开展|推进)情况|怎么做|如何做",
    "results": "成效|成果|效果|成绩|业绩|收获|效益|结果|实效|成就|亮点|变化|影响|反响|(?:处理|裁判)结果",
    "lessons": "启示|启发|经验|体会|思考|反思|讨论|感悟|感想|心得|教训|建议|点评"
    "|(?:典型|推广|借鉴|实践|启示)(?:意义|价值)",
}
# What may stand before such a noun, other nouns that then only qualify it included (實踐成效, 經驗做法) …
_BEFORE = (
    "的|了|主要|具体|工作|实施|创建|创新|探索|实践|实际|案例|项目|活动|课题|典型|基本|特色|重点|突出|亮点|经验|问题"
    "|现实|社会|经济|教学|改革|建设|推广|应用|初步|明显|显着|深刻|成功|有效|几|一些|若干|[一两二三四五六七八九十]"
    "|点|条|个|方面|我们|我校|我县|我市|单位|学校|企业|公司|什么|哪些|何|是|有|存在|面临|遇到|当前|当初|当时"
    "|时代|政策|事件|解决|行动|深化|专家|取得|获得|收到|得到|采取|采用|开展|推进|带来|产生|达到|做出|作出|提出|给"
)
# … and after it.
_AFTER = "情况|介绍|概述|简介|回顾|展示|分析|总结|方面|部分|显着|明显|初显|突出|点|如何|怎样|怎么样"
_NEUTRAL = "展望|不足|总结|结语"
# With a subject before it (“開放式黨課”的成效, 育人成效) the noun must be one that seldom means anything else.
_SUBJECT = re.compile(
    r"[^,。;:?!]{1,20}的(?=(?:主要|具体|实际)?(?:背景|起因|缘起|做法|成效|成果|启示|体会))"
    r"|[一-鿿]{1,4}(?=背景|起因|缘起|成效|启示)"
)

_AND = re.compile(r"以及|及其|[与和及暨]|[、,/&+·;—\s-]+")
_ANY_NOUN = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _NOUNS.items()))
_PART = re.compile(rf"(?:{_BEFORE})*(?P<nouns>(?:{'|'.join(_NOUNS.values())})+)(?:{_AFTER})*")
_WRAPPING = " \t#*_“”‘’《》〈〉【】[]()。.:;?!"

# The same, word by word.
_ENGLISH: dict[Role, str] = {
    "background": "backgrounds?|contexts?|origins?|problems?|challenges?",
    "approach": "approach(?:es)?|practices?|measures?|methods?|actions?",
    "results": "results?|outcomes?|achievements?|achieved?|effects?|impacts?",
    "lessons": "lessons?|learn(?:ed|t)?|insights?|takeaways?|experiences?|reflections?|discussion|implications?",
}
_ENGLISH_AROUND = "the|an?|of|and|our|main|key|major|cases?|project|taken"
_CHINESE = re.compile(r"[一-鿿]")


def role_of(heading: str) -> frozenset[Role]:
    """The roles that a heading names, in either script or in English; of most headings none.

    The whole heading must be said by it: 「三、主要成效」 and 「取得的成效」 name a role, 「成效考核機制」 and
    「問題管理」 are about something else. 「做法與成效」 names two.
    """
    if len(heading) > MAX_HEADING_CHARS:
        return frozenset()
    found = marker(heading)
    text = fold(heading[found.end if found else 0 :]).strip(_WRAPPING)
    subject = _SUBJECT.match(text)
    return roles_said(text) or roles_said(text[subject.end() :] if subject else "")


def roles_said(text: str) -> frozenset[Role]:
    """The roles that are all that `text`, which is folded, says: nouns of `_NOUNS` and the words around them."""
    if len(text) > MAX_HEADING_CHARS:
        return frozenset()
    if not _CHINESE.search(text):
        return _english_roles(text)
    roles: set[Role] = set()
    for part in filter(None, _AND.split(text)):
        match = _PART.fullmatch(part)
        if match:
            roles |= roles_mentioned(match["nouns"])
        elif not re.fullmatch(_NEUTRAL, part):
            return frozenset()
    return frozenset(roles)


def roles_mentioned(text: str) -> frozenset[Role]:
    """The roles of which some noun stands anywhere in `text`."""
    return frozenset(role for noun in _ANY_NOUN.finditer(fold(text)) for role in ROLES if noun[role])


def sections_by_role(case: Section) -> dict[Role, list[SectionPath]]:
    """The sections of `case` that have each role, by their positions in it; a role that none has is left out.

    A section has its role with all below it. Of several, those highest in the outline count, and before those
    with another role those with this one alone. What stands after the approach or the results is no background:
    「四、存在問題」 tells what is left to do.
    """
    found = list(_roles_below(case, ()))
    sections: dict[Role, list[SectionPath]] = {}
    for role in ROLES:
        having = [(len(path), len(roles), path) for path, roles in found if role in roles]
        if having:
            best = min(having)[:2]
            sections[role] = [path for *rank, path in having if tuple(rank) == best]
    begun = min((path for role in ("approach", "results") for path in sections.get(role, [])), default=None)
    before = [path for path in sections.get("background", []) if begun is None or path <= begun]
    if before:
        return {**sections, "background": before}
    sections.pop("background", None)
    return sections


def _roles_below(section: Section, path: SectionPath) -> Iterator[tuple[SectionPath, frozenset[Role]]]:
    for position, child in enumerate(section.sections):
        here = (*path, position)
        roles = role_of(child.heading)
        if roles:
            yield here, roles
        else:
            yield from _roles_below(child, here)


def _english_roles(text: str) -> frozenset[Role]:
    words = re.findall(r"[^\W\d_]+", text)
    found = {role for word in words for role in ROLES if re.fullmatch(_ENGLISH[role], word)}
    known = "|".join([_ENGLISH_AROUND, *_ENGLISH.values()])
    return frozenset(found if all(re.fullmatch(known, word) for word in words) else ())
