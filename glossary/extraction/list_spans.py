"""Finds lists in running text, counts their items, and checks whether these are members. Pure.

Only extents and counts: :func:`glossary.extraction.members.find_members.find_members` splits the members.
"""

import re
from statistics import median_low

from glossary.chinese.word_lists import simplified

MAX_ITEM_LENGTH = 30
"""A longer range between two list marks is a sentence; code points."""
_MAX_SURPLUS = 6
"""Code points by which the first item may be longer than all others."""

_MARK = re.compile("[、，,；;“”‘’「」『』（(）)]")
_CLOSES = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")"}
_OPENS = re.compile(f"[{''.join(_CLOSES)}]")
_AND = re.compile(f"(?<=.){simplified('definition_verbs', 'joins-last')}(?=.)")
# Verbs that govern a list and hardly ever begin a member; ``may-govern`` verbs often do: 发展生产, 易地搬迁.
_JOINED = f"{simplified('function_words', 'joins-verb')}?"
_GOVERNED = re.compile(f"{simplified('verbs', 'governs')}{_JOINED}")
_LEAD = re.compile(f"{simplified('verbs', 'governs', 'may-govern')}{_JOINED}")
# These govern a list if no other item begins with a verb: 完成甲、乙 but 完成甲、推进乙.
_GOVERNS_ALONE = re.compile(f"{simplified('verbs', 'governs-alone')}(?=..)")
_VERB = re.compile(
    simplified("verbs", "governs", "may-govern", "takes-object")
    + f"{simplified('function_words', 'joins-verb', 'after-verb')}?"
)


def is_verb(item: str) -> bool:
    """Whether an item is only a verb: 巩固、发展“双拥”成果 does not list anything.

    >>> is_verb("推进"), is_verb("推进改革")
    (True, False)
    """
    return _VERB.fullmatch(item) is not None


def has_and(stretch: str) -> bool:
    """Whether a word that joins the last two items is within ``stretch``: 和, 及, 与, 以及.

    >>> has_and("二产和三产"), has_and("和谐社会")
    (True, False)
    """
    return _AND.search(stretch) is not None


def split_list(stretch: str, separators: str = "、") -> list[str]:
    """Returns the parts of ``stretch`` between ``separators``, not split inside quotes or brackets.

    >>> split_list("甲（一、二）、乙"), split_list("一清，二改", "，")
    (['甲（一、二）', '乙'], ['一清', '二改'])
    """
    if not _OPENS.search(stretch):  # as in most lists; splitting takes a quarter of the time of reading each mark
        for separator in separators[1:]:
            stretch = stretch.replace(separator, separators[0])
        return [part.strip() for part in stretch.split(separators[0])]
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


def find_list(stretch: str, count: int, separators: str = "、") -> list[str]:
    """Returns the ``count`` items that ``stretch`` lists; empty if it does not list that many.

    Splits the last two at 和, 及 or 与 if the count requires it.

    >>> find_list("城镇空间、农业空间和生态空间", 3), find_list("质量和效益、速度", 2), find_list("二产和三产", 2)
    (['城镇空间', '农业空间', '生态空间'], ['质量和效益', '速度'], ['二产', '三产'])
    """
    marks = sum(map(stretch.count, separators))
    if marks < count - 2 or (marks >= count and not _OPENS.search(stretch)):
        return []
    parts = split_list(stretch, separators)
    if len(parts) == count - 1:
        parts[-1:] = _halves(parts[-1])
    usable = len(parts) == count > 1 and all(0 < len(part) <= MAX_ITEM_LENGTH for part in parts)
    return parts if usable else []


def _halves(part: str) -> list[str]:
    """Splits the two items that 和 joins; of several places, at the one that leaves the most equal halves."""
    places = [(part[: found.start()], part[found.end() :]) for found in _AND.finditer(part)]
    if not places:
        return [part]
    first, second = min(places, key=lambda halves: abs(len(halves[0]) - len(halves[1])))
    return [first, second]


def strip_lead_in(items: list[str]) -> list[str]:
    """Removes from ``items`` the verbs before the first one: 盘活闲置、低效 lists 闲置 and 低效.

    Keeps verbs that may belong to the first item, if it would become shorter than all others: 要素、政策.

    >>> strip_lead_in(["坚守百姓增收", "生态良好", "社会平安"]), strip_lead_in(["要素", "政策"])
    (['百姓增收', '生态良好', '社会平安'], ['要素', '政策'])
    >>> strip_lead_in(["统筹用好农用地", "建设用地"]), strip_lead_in(["推进改革", "推动开放"])
    (['农用地', '建设用地'], ['推进改革', '推动开放'])
    >>> strip_lead_in(["建立和完善了防汛值守", "山洪预警"])
    ['防汛值守', '山洪预警']
    """
    if len(items) < 2:
        return items
    others = items[1:]
    done = _COMPLETED_ACTION.match(items[0]) if not any("了" in item for item in others) else None
    first = items[0][done.end() :] if done else items[0]
    lead = _lead_length(first, others)
    # 推进好|房子、好小区、好社区: the last character of the lead opens all the others.
    if lead > 1 and all(other.startswith(first[lead - 1]) for other in others) and _ends_in_verb(first[: lead - 1]):
        lead -= 1
    lead += lead > 0 and _COMPLETED.match(first, lead) is not None
    return [first[lead:], *others]


def _ends_in_verb(lead: str) -> bool:
    return _longest_lead(_LEAD, lead, len(lead)) == len(lead)


_COMPLETED = re.compile("了(?!解)(?=..)")
_ENDS_IN_LEAD = re.compile(f"{simplified('verbs', 'governs', 'may-govern', 'takes-object')}(?<![的向续])$")


def lead_of_sentence(stretch: str, first: str) -> int:
    """Returns the length of the words before the member ``first`` in ``stretch`` that end in a verb; otherwise 0.

    >>> lead_of_sentence("动态完善重点区域、重点企业", "重点区域"), lead_of_sentence("农村厕所、垃圾", "厕所")
    (4, 0)
    """
    at = stretch.find(first)
    return at if at > 0 and _ENDS_IN_LEAD.search(stretch[:at]) and "、" not in stretch[:at] else 0


def _lead_length(first: str, others: list[str]) -> int:
    """Returns how many characters of the first item lead in to the list."""
    shortest, longest = min(map(len, others)), max(map(len, others))
    if all(map(_LEAD.match, others)):
        lead = _lead_before_verb(first, others)
    else:
        lead = _longest_lead(_LEAD, first, len(first) - shortest)
    if not any(map(_GOVERNED.match, others)):
        lead = max(lead, _longest_lead(_GOVERNED, first, len(first) - 2))
    if len(others) > 1 and len(first) - lead > longest + 1:
        lead = max(lead, _lead_inside(first, shortest, longest))
    if not lead and len(others) > 2 and shortest == longest and (longest > 3 or _share_character(first[2:], others)):
        # Four or more items of one length: the extra two characters of the first are a verb that leads in.
        lead = 2 * (len(first) - shortest == 2)
    return lead if any(map(_LEAD.match, others)) else _further_verbs(first, others, lead)


def _share_character(first: str, others: list[str]) -> bool:
    """Whether all items begin or end with one character: 预测, 预报, 预案."""
    return all(item[0] == first[:1] for item in others) or all(item[-1] == first[-1:] for item in others)


def _further_verbs(first: str, others: list[str], lead: int) -> int:
    """Returns the length of a lead with the verbs after it: 充分|发挥驻企服务员; where no other item begins with one.

    Keeps a word that all items end with (发展环境, 政务环境), and one without which the item would be much shorter than
    the others (扩大就业, 教育提升).
    """
    shortest = min(median_low(map(len, others)) - 1, _LONG_ENOUGH)
    while found := (_LEAD.match(first, lead) if lead else _GOVERNS_ALONE.match(first)):
        rest = first[found.end() :]
        if len(rest) < max(_MIN_LENGTH, shortest) or all(other.endswith(rest) for other in others):
            break
        lead = found.end()
    return lead


_MIN_LENGTH, _LONG_ENOUGH = 2, 4


def _lead_before_verb(first: str, others: list[str]) -> int:
    """Returns the length of the verbs before the first item's own verb: 守好促进民族团结, then 维护政治安全.

    In 提升中心城区、拓展南北“两翼” each item has one verb, so there is no lead-in.
    """
    lead = 0
    while (found := _LEAD.match(first, lead)) and _LEAD.match(first, found.end()):
        if any(other.startswith(found[0]) for other in others):
            break
        lead = found.end()
    return lead


def _lead_inside(first: str, shortest: int, longest: int) -> int:
    """Finds the last verb that leaves an item about as long as the others: 用更大的力度推动新技术, then 新模式."""
    ends = (found.end() for found in _LEAD.finditer(first))
    least = max(shortest - 1, min(shortest, _MIN_LENGTH))
    return max((end for end in ends if least <= len(first) - end <= longest + 1), default=0)


# 建立和完善了 is the action and not part of its object; 了解 is another word.
_COMPLETED_ACTION = re.compile("[^了]{1,7}了(?!解)(?=..)")


def _longest_lead(verbs: re.Pattern[str], item: str, longest: int) -> int:
    """Returns the end of the verbs that open ``item``, at most ``longest``; a guard sees what follows (集 in 集中)."""
    ends = [0]
    while (found := verbs.match(item, ends[-1])) and found.end() <= longest:
        ends.append(found.end())
    return ends[-1]


# Greedy: up to the last mark in the range.
_UP_TO_MARK = re.compile("(?s:.*)[。；：！？:;!?\n，,“”()（）]")
LOOK_BACK = 120
"""How far back a clause may begin; code points."""


def find_clause_start(text: str, end: int) -> int:
    """Returns where the clause that ends at ``end`` starts, at most ``LOOK_BACK`` code points back."""
    start = max(0, end - LOOK_BACK)
    marked = _UP_TO_MARK.match(text, start, end)
    return marked.end() if marked else start


_UP_TO_STOP = re.compile("(?s:.*)[。；：！？\n，,“”]")


def find_clause_before(text: str, end: int, longest: int) -> int:
    """Returns where the clause before the last comma before ``end`` starts, at most ``longest`` code points before it.

    Returns ``end`` if there is no comma in the last ``LOOK_BACK`` code points.

    >>> find_clause_before("好的。公车、公费，确保", 11, 90)
    3
    """
    reach = max(0, end - LOOK_BACK)
    comma = text.rfind("，", reach, end)
    if comma < 0:
        return end
    start = max(reach, comma - longest)
    stopped = _UP_TO_STOP.match(text, start, comma)
    return stopped.end() if stopped else start


def is_preceded_by_count(text: str, end: int, count: int) -> bool:
    """Whether the clause before ``end`` lists ``count`` things, with a count of three or more.

    >>> is_preceded_by_count("坚守河水清洁、渡船安全、堤岸稳固三大底线", 16, 3)
    True
    """
    stretch = text[find_clause_start(text, end) : end]
    return count > 2 and "、" in stretch and bool(find_list(stretch.removesuffix("等"), count))


def lacks_suffix(items: list[str]) -> bool:
    """Whether the last item lacks the ending of the others: 财政改革、税制改革、农村“三位一体”合作改革."""
    suffix = {item[-2:] for item in items[:-1]}
    return len(items) > 2 and len(suffix) == 1 and not items[-1].endswith(suffix.pop()[-1])


def quotes_each(items: list[str]) -> bool:
    """Whether several items end with a quotation: 紧扣“一条主线”、实现“六个先行”、推进“四大振兴” are actions."""
    return sum(item.endswith("”") for item in items) > 1


def has_long_lead(items: list[str]) -> bool:
    """Whether the first item holds words that belong to the sentence: 我市被列为全国再生资源回收利用, then 肉菜追溯."""
    return len(items[0]) > max(map(len, items[1:])) + _MAX_SURPLUS


def have_one_length(items: list[str]) -> bool:
    """Whether all items have one length, of two characters or more."""
    return len({len(item) for item in items}) == 1 and len(items[0]) > 1
