"""Members without what explains, numbers or frames each of them. Pure."""

import re
from collections.abc import Sequence

from glossary.extraction.members.leading import BEGINS_WITH_VERB, GOVERNING
from glossary.extraction.members.phrases import Cut, Phrases
from glossary.extraction.members.runs import Piece

_ORDINALS = "一二三四五六七八九十"
_GLOSS = re.compile(r"\((?:指|即|包括|包含|含|如|位于|库容|[0-9]|[\u4e00-\u9fff]{1,8}[〔\[【][0-9]{4})")
_NUMBER = re.compile(r"\((?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})\)(?=.)|[①-⑳](?=.)|[0-9]{1,2}[.、](?=[^0-9])")
_COPULA = re.compile("做到|实行|实施|开展|把握好?")
_SOMEBODY = re.compile("[^、,;。]{2,40}?实行")  # 县专班实行日调度
_CLAUSES = frozenset({Cut.COMMA, Cut.SEMICOLON})


def reduce_members(phrases: Phrases, members: Sequence[Piece], shared: str) -> list[Piece]:
    """The members of one group, each cut to the quotation or the clause that counts."""
    numbered = _without_numbers(phrases.text, members)
    counting = (
        _named_first(phrases, numbered)
        or _quotations(phrases, numbered)
        or _quoted_parts(phrases, numbered, shared)
        or _sharing_clauses(phrases, numbered, shared)
        or numbered
    )
    return _without_verb(phrases.text, counting, shared)


_LONGEST_NAME = 12
_ENDS_NAME = frozenset({Cut.SENTENCE})


def _named_first(phrases: Phrases, members: Sequence[Piece]) -> list[Piece] | None:
    """The first sentence of each member where it only names what the rest explains: 一是联名提议。由村民签名."""
    depth = phrases.level(members[0][0])
    split = [phrases.split(*member, depth, _ENDS_NAME) for member in members]
    firsts = [sentences[0] for sentences in split if sentences]
    explained = sum(len(sentences) > 1 for sentences in split)
    short = all(end - start <= _LONGEST_NAME for start, end in firsts)
    return firsts if len(firsts) == len(members) > 1 and short and explained >= len(members) - 1 else None


def _without_verb(text: str, members: Sequence[Piece], shared: str) -> list[Piece]:
    """Members that all begin with 做到 or 实施 are what is done, unless the head counts just that."""
    verbs = [_COPULA.match(text, *member) for member in members]
    if not any(verbs) and shared:
        verbs = [_SOMEBODY.match(text, *member) for member in members]
        if all(verb and shared[-2:] in text[verb.end() : end] for verb, (_, end) in zip(verbs, members, strict=True)):
            return [(verb.end(), end) for verb, (_, end) in zip(verbs, members, strict=True) if verb]
        return list(members)
    if len({verb[0] for verb in verbs if verb}) != 1 or any(verb and verb[0] in shared for verb in verbs):
        return list(members)
    bare = [(verb.end(), end) for verb, (_, end) in zip(verbs, members, strict=True) if verb and verb.end() < end]
    return bare if len(bare) == len(members) else list(members)


def without_noun(phrases: Phrases, members: Sequence[Piece], nouns: Sequence[str]) -> Sequence[Piece]:
    """Members whose last one is without the noun of the head, where it alone bears it: 甲、乙专项行动 of 两项行动."""
    if len(members) < 2:
        return members
    *others, (start, end) = members
    texts = [phrases.text[slice(*other)] for other in others]
    if len(texts) > 1 and len({text[-1] for text in texts}) == 1:
        return members  # …企业、…企业、…项目 each have a noun of their own
    # The end of a noun may have been taken for a tail already: 预防 is left of 预防体系.
    found = ((noun, phrases.text.find(noun, end - len(noun), end + len(noun) - 1)) for noun in nouns if len(noun) > 1)
    noun, stop = next(((noun, at) for noun, at in found if start < at < end), ("", end))
    if not noun or any(noun[-2:] in text for text in texts):
        return members
    sized = _SIZED.search(phrases.text, start, stop)
    stop = sized.start() if sized else stop
    is_whole = phrases.text[stop - 1] in "”》" or _DANGLING.search(phrases.text, start, stop)
    return members if is_whole or stop < start + 2 else [*others, (start, stop)]


def without_qualifier(phrases: Phrases, members: Sequence[Piece], qualifier: str) -> Sequence[Piece]:
    """Members whose first one is without what the head is about, where it then is as long as all others.

    煤矿机械化、自动化、智能化 are three kinds of 化; 水资源管理红线、用水效率红线、排污红线 stay as they are.
    """
    if len(members) < 3 or len(qualifier) < 2 or not phrases.text.startswith(qualifier, members[0][0]):
        return members
    (start, end), *others = members
    if {end - start - len(qualifier)} != {stop - begin for begin, stop in others}:
        return members
    return [(start + len(qualifier), end), *others]


_SIZED = re.compile("(?<=.)(?:[0-9]+|[一二三四五六七八九十几]?[百千万]*)[百千万]?亿元?级?$")  # 甲500亿级产业集群
_DANGLING = re.compile("(?:的|基本|现代|新型|综合)$")


_CLOSING = frozenset('”’"」』)]】〕〉')


def unframe(phrases: Phrases, member: Piece) -> Piece:
    """A member that is one quotation loses its quotes; a title keeps its 《》."""
    start, end = phrases.strip(*member)
    if phrases.text[end - 1 : end] not in _CLOSING:
        return start, end
    if (start - 1, end - 1) in phrases.pairs_in(start - 1, end)[:1] and phrases.text[start - 1] != "《":
        return start, end - 1  # the lead-in took the opening quote with it
    if phrases.text[start : start + 1] in set('“‘"「『') and (start, end - 1) in phrases.pairs_in(start, end)[:1]:
        return start + 1, end - 1
    return start, end


_PART_PLAYED = re.compile(
    r"(?:^|(?<=[是指即为::,]))以[^;。]{2,40}?"
    r"为(?:主体?|主导|龙头|依托|引领|中心|核心|平台|支撑|代表|重点|基础|载体)的(?=..)"
)


def without_parts_played(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Members without what leads each of them: 以信息为主的高技术产业 is 高技术产业 where others are like it."""
    if text.count("以", pieces[0][0], pieces[-1][1]) < 2:
        return list(pieces)
    found = [_PART_PLAYED.search(text[slice(*piece)]) for piece in pieces]
    if sum(map(bool, found)) < 2:
        return list(pieces)
    return [
        (start + played.end() if played else start, end) for played, (start, end) in zip(found, pieces, strict=True)
    ]


def without_part_played(text: str, member: Piece, shared: str) -> Piece:
    """A group's only member without what leads it: 以港口、机场为依托的开放大通道, 满足甲、乙两级调度的驾驶舱.

    Args:
        text: The image of the definition.
        member: Where the member stands.
        shared: What it is expected to have, looked for behind what leads; may be empty.
    """
    start, end = member
    played = _PART_PLAYED.match(text[start:end]) or _LISTING_ATTRIBUTE.match(text[start:end])
    if played and not set("、+等") & set(played[0]):
        return member  # 以老城为核心的增长极 is one name
    if played and end - start - played.end() > 2 and (not shared or shared[0] in text[start + played.end() : end]):
        return start + played.end(), end
    return member


# An attribute that lists something itself: 满足甲、乙两级调度的.
_LISTING_ATTRIBUTE = re.compile("[^,;:。“”《》]{2,20}、[^,;:。“”《》]{2,40}的(?=[^的、]{3,}$)")


def without_gloss(phrases: Phrases, member: Piece) -> Piece:
    """A member without the explanation in brackets behind it: 周公水库（库容…）; 社工（者） keeps its own."""
    start, end = member
    if phrases.text[end - 1 : end] != ")":
        return member
    for opened, closed in phrases.pairs_in(start, end):
        if start < opened and closed == end - 1 and _GLOSS.match(phrases.text, opened):
            return start, opened
    return member


def without_glosses(phrases: Phrases, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the explanations behind them; where some carry one, every bracket behind a piece is one."""
    if phrases.text.find(")", pieces[0][0], pieces[-1][1]) < 0:
        return list(pieces)
    bare = [without_gloss(phrases, piece) for piece in pieces]
    if bare == list(pieces):
        return bare
    return [_without_bracket(phrases, piece) for piece in bare]


def _without_bracket(phrases: Phrases, piece: Piece) -> Piece:
    start, end = piece
    opened = next((opened for opened, closed in phrases.pairs_in(start, end) if closed == end - 1), end)
    return (start, opened) if phrases.text[end - 1 : end] == ")" and start < opened else piece


def _without_numbers(text: str, members: Sequence[Piece]) -> list[Piece]:
    """一清垃圾 … 二清粪便 …, (1)… (2)…, ①… ②… without their numbers, where every member bears its own."""
    numbers = [_NUMBER.match(text, *member) for member in members]
    bare = [(number.end(), end) for number, (_, end) in zip(numbers, members, strict=True) if number]
    if len(bare) == len(members):
        return bare
    if len(members) > len(_ORDINALS) or any(
        text[start] != ordinal for (start, _), ordinal in zip(members, _ORDINALS, strict=False)
    ):
        return list(members)
    return [(start + 1 + (text[start + 1 : start + 2] == "是"), end) for start, end in members]


def _quotations(phrases: Phrases, members: Sequence[Piece]) -> list[Piece] | None:
    """Members that are one quotation each, but for words before the first: 云州审批服务“一窗通办”“一网通办”."""
    start, end = members[0]
    if len(members) < 3 or not all(_is_quotation(phrases, member) for member in members[1:]):
        return None
    first = next((pair for pair in phrases.pairs_in(start, end) if pair[1] == end - 1), None)
    return [(first[0], end), *members[1:]] if first and phrases.text[first[0]] in '“‘"' else None


def _is_quotation(phrases: Phrases, member: Piece) -> bool:
    start, end = phrases.strip(*member)
    return phrases.text[start] in '“‘"' and (start, end - 1) in phrases.pairs_in(start, end)[:1]


# 道路“扬尘”, 技能人才“支撑工程”: a short noun before the quotation belongs to it.
_NAMES_WHOSE = re.compile(f"(?![对将把以在从]|{BEGINS_WITH_VERB.pattern})[^“”的、,;]{{2,6}}“")


def quoted_labels(phrases: Phrases, members: Sequence[Piece], shared: Sequence[str]) -> list[Piece] | None:
    """Of members that each end in a quotation with the morpheme the quotations: 线上“一网通办”, 线下“一窗办成”.

    Args:
        phrases: The definition.
        members: One member of each of several groups.
        shared: The morpheme of each group.
    """
    if phrases.text[members[-1][1] - 1] != "”":
        return None
    parts: list[Piece] = []
    for (start, end), morpheme in zip(members, shared, strict=True):
        pair = next((pair for pair in phrases.pairs_in(start, end) if pair[1] == end - 1), None)
        is_whole = not pair or phrases.text[pair[0]] != "“" or phrases.text[pair[0] - 1] == "的"
        if not pair or is_whole or morpheme[:1] not in phrases.text[slice(*pair)]:
            return None
        parts.append((pair[0] + 1, pair[1]))
    return parts


_ROLE = re.compile(
    "等?作?为(?:主[体力线导要]|核心|重点|代表|骨干|骨架|支撑|基础|引领|龙头|依托|载体|抓手|节点|纽带|补充|保障|两翼)$"
)

_ANY_ROLE = re.compile("(?<![行认因作])为[^、,;为的]{2,3}$")
_LAST_ROLE = re.compile("(?<![行认因作])为[^、,;为的]{2,3}(?:$|的)")


def without_roles(text: str, members: Sequence[Piece]) -> list[Piece]:
    """Members without the part that each of two or more plays: 以老城为核心、新城为支撑, 以乡镇为节点."""
    if text.count("为", members[0][0], members[-1][1] + 2) < 2:
        return list(members)
    found = [_ROLE.search(text, start + 1, end) for start, end in members]
    if "以" in text[max(members[0][0] - 1, 0) : members[0][0] + 1]:
        any_role = [_ANY_ROLE.search(text, start + 1, end) for start, end in members[:-1]]
        last = _LAST_ROLE.search(text, members[-1][0] + 1, members[-1][1])
        found = [*any_role, last] if all(any_role) and len(members) > 2 else found
    if sum(map(bool, found)) < 2:
        return list(members)
    return [
        (start + text.startswith("以", start), role.start() if role else end)
        for role, (start, end) in zip(found, members, strict=True)
    ]


def bare_titles(phrases: Phrases, members: Sequence[Piece]) -> list[Piece] | None:
    """Members that all end in a title, most of them nothing else: 云州市《甲》, 《乙》 and 《丙》 are three titles."""
    if phrases.text[members[-1][1] - 1] != "》":
        return None
    titles: list[Piece] = []
    for start, end in members:
        pair = next((pair for pair in phrases.pairs_in(start, end) if pair[1] == end - 1), None)
        if not pair or phrases.text[pair[0]] != "《":
            return None
        titles.append((pair[0], end))
    same = sum(title == member for title, member in zip(titles, members, strict=True))
    return titles if len(members) > 1 and 2 * same >= len(members) else None


def _quoted_parts(phrases: Phrases, members: Sequence[Piece], shared: str) -> list[Piece] | None:
    """Of members that each end in a quotation, or hold just one, the quotations: 对老大难问题“主动办”."""
    parts: list[Piece] = []
    for start, end in members:
        quoted = [
            (opened + 1, closed) for opened, closed in phrases.pairs_in(start, end) if phrases.text[opened] in '“‘"'
        ]
        if not quoted or quoted[0] == (start + 1, end - 1) or (len(quoted) > 1 and quoted[-1][1] != end - 1):
            return None
        parts.append(quoted[-1])
    texts = [phrases.text[slice(*part)] for part in parts]
    alike = len({text[:1] for text in texts}) == 1
    at_end = all(part[1] == member[1] - 1 for part, member in zip(parts, members, strict=True))
    if not at_end and not (shared and all(shared[0] in text for text in texts)):
        return None  # 盘活“资源型”股本
    if not alike and not all(_NAMES_WHOSE.match(phrases.text, *member) for member in members):
        alike = len({text[-1:] for text in texts}) == 1
    return parts if alike and all(texts) and len(set(texts)) == len(texts) else None


def _sharing_clauses(phrases: Phrases, members: Sequence[Piece], shared: str) -> list[Piece] | None:
    """Of members with several clauses the one that shares the morpheme: 做到摘帽不摘责任, 零见面、网上办."""
    if not shared or phrases.text[members[0][0]] in "把将对":
        return None
    depth = phrases.level(members[0][0])
    split = _all_split(phrases, members, depth, _CLAUSES)
    if split:
        return _sharing(phrases, split, shared)
    split = _all_split(phrases, members, depth, _PAUSES)
    if not split or _govern(phrases.text, members, shared):
        return None
    firsts = [clauses[:1] for clauses in split]
    complete = all(phrases.text.endswith(shared[-2:], *clauses[0]) for clauses in firsts)
    return _sharing(phrases, firsts, shared) if complete or len(shared) == 1 else None


def _govern(text: str, members: Sequence[Piece], shared: str) -> bool:
    """Whether each begins with a verb that has the morpheme: 清理淤泥、杂草 is told whole for 三清."""
    verbs = [GOVERNING.match(text, *member) for member in members]
    return all(verb and shared[0] in verb[0] for verb in verbs)


_PAUSES = frozenset({Cut.PAUSE})


def _all_split(
    phrases: Phrases, members: Sequence[Piece], depth: int, cuts: frozenset[Cut]
) -> list[list[Piece]] | None:
    """The clauses of each member, ``None`` as soon as one has a single clause."""
    split: list[list[Piece]] = []
    for member in members:
        split.append(phrases.split(*member, depth, cuts))
        if len(split[-1]) < 2:
            return None
    return split


def _sharing(phrases: Phrases, split: Sequence[Sequence[Piece]], shared: str) -> list[Piece] | None:
    for wanted in (shared, *shared):
        chosen = [
            next((clause for clause in clauses if wanted in phrases.text[slice(*clause)]), None) for clauses in split
        ]
        if all(chosen):
            return [clause for clause in chosen if clause]
    return None
