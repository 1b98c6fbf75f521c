"""Where a list stands in running text and how many things it lists. Pure.

Only extents and counts: members are split for good by :func:`glossary.extraction.members.members.find_members`.
"""

import re

MAX_ITEM_LENGTH = 30
"""A longer stretch between two list marks is a sentence; code points."""

_MARK = re.compile("[、，,；;“”‘’「」『』（(）)]")
_CLOSES = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")"}
_AND = re.compile("(?<=.)(?:以及|和|及|与)(?=.)")
# Verbs that govern a list and hardly ever begin one of its members.
_GOVERNING = (
    "下大气力|下大力气|实行|推行|抓住|执行|贯彻|遵循|倡导|依托|立足|聚力|参与|着力|扭住|恪守|牢牢守住|大力|深入|全面|扎实|持续|加快|积极|切实"
    "|进一步|继续|认真|严格|统筹|坚决|坚持|推进|推动|实施|落实|抓好|做好|用好|管好|开展|围绕|聚焦|清理|整治|盘活|处置|坚守|履行"
)
# Those that may as well begin a member: 发展生产、易地搬迁; 要素、政策.
_AMBIGUOUS = (
    "加强|完成|实现|突出|强化|深化|把握|打好|完善|建立|健全|建设|打造|构建|形成|重点|我们|要|把|将|对|在|以|按照|通过|启动|谋划"
    "|包括|解决|严守|培育|发展|保持|深耕|强调|统一|开创|的|了|，"
)
_GOVERNED = re.compile(f"(?:{_GOVERNING})+")
_LEAD = re.compile(f"(?:{_GOVERNING}|{_AMBIGUOUS})+")


def split_list(stretch: str, separators: str = "、") -> list[str]:
    """The parts of ``stretch`` between ``separators``; quotes and brackets are kept whole.

    >>> split_list("甲（一、二）、乙"), split_list("一清，二改", "，")
    (['甲（一、二）', '乙'], ['一清', '二改'])
    """
    parts, start, awaited = [], 0, ""
    for mark in _MARK.finditer(stretch):
        character = mark[0]
        if awaited:
            awaited = "" if character == awaited else awaited
        elif character in _CLOSES:
            awaited = _CLOSES[character] if _CLOSES[character] in stretch else ""
        elif character in separators:
            parts.append(stretch[start : mark.start()])
            start = mark.end()
    parts.append(stretch[start:])
    return [part.strip() for part in parts]


def list_of(stretch: str, count: int, separators: str = "、") -> list[str]:
    """The ``count`` things that ``stretch`` lists, empty where it does not list that many.

    和, 及, 与 part the last two where the count asks for it.

    >>> list_of("城镇空间、农业空间和生态空间", 3), list_of("质量和效益、速度", 2), list_of("二产和三产", 2)
    (['城镇空间', '农业空间', '生态空间'], ['质量和效益', '速度'], ['二产', '三产'])
    """
    if sum(map(stretch.count, separators)) < count - 2:
        return []
    parts = split_list(stretch, separators)
    if len(parts) == count - 1:
        parts[-1:] = _halves(parts[-1])
    usable = len(parts) == count > 1 and all(0 < len(part) <= MAX_ITEM_LENGTH for part in parts)
    return parts if usable else []


def _halves(part: str) -> list[str]:
    """The two things that 和 joins: of several places the one that leaves the evenest halves."""
    places = [(part[: found.start()], part[found.end() :]) for found in _AND.finditer(part)]
    if not places:
        return [part]
    first, second = min(places, key=lambda halves: abs(len(halves[0]) - len(halves[1])))
    return [first, second]


def without_lead(items: list[str]) -> list[str]:
    """``items`` with the verbs before the first one taken off: 盘活闲置、低效 lists 闲置 and 低效.

    Verbs that may belong to the first item stay where it would become shorter than all others: 要素、政策.

    >>> without_lead(["坚守百姓增收", "生态良好", "社会平安"]), without_lead(["要素", "政策"])
    (['百姓增收', '生态良好', '社会平安'], ['要素', '政策'])
    >>> without_lead(["统筹用好农用地", "建设用地"]), without_lead(["推进改革", "推动开放"])
    (['农用地', '建设用地'], ['推进改革', '推动开放'])
    >>> without_lead(["建立和完善了防汛值守", "山洪预警"])
    ['防汛值守', '山洪预警']
    """
    if len(items) < 2:
        return items
    others = items[1:]
    done = _DONE.match(items[0]) if not any("了" in item for item in others) else None
    first = items[0][done.end() :] if done else items[0]
    shortest = min(map(len, others))
    lead = _longest_lead(_LEAD, first, len(first) - shortest)
    if not any(map(_GOVERNED.match, others)):
        lead = max(lead, _longest_lead(_GOVERNED, first, len(first) - 2))
    if not lead and len(items) > 3 and {len(item) for item in others} == {shortest} and shortest > 3:
        # Four and more items of one length: what the first has in excess, a verb of two characters, is before the list.
        lead = 2 * (len(first) - shortest == 2)
    return [first[lead:], *others]


# 建立和完善了: what was done, and no part of what it was done to; 了解 is another word.
_DONE = re.compile("[^了]{1,7}了(?!解)(?=..)")


def _longest_lead(verbs: re.Pattern[str], item: str, longest: int) -> int:
    return next((end for end in range(longest, 0, -1) if verbs.fullmatch(item, 0, end)), 0)


# Greedy: up to the last mark of what it may look at.
_UP_TO_MARK = re.compile("(?s:.*)[。；：！？:;!?\n，,“”()（）]")
REACH = 120
"""How far back a clause is looked for; code points."""


def clause_start(text: str, end: int) -> int:
    """Where the clause that ends at ``end`` starts, at most ``REACH`` code points back."""
    start = max(0, end - REACH)
    marked = _UP_TO_MARK.match(text, start, end)
    return marked.end() if marked else start


def counted_before(text: str, end: int, count: int) -> bool:
    """Whether the clause before ``end`` lists ``count`` things, three or more of them.

    >>> counted_before("坚守河水清洁、渡船安全、堤岸稳固三大底线", 16, 3)
    True
    """
    stretch = text[clause_start(text, end) : end]
    return count > 2 and "、" in stretch and bool(list_of(stretch.removesuffix("等"), count))
