"""Candidate lists in a stretch of a definition, each weighed by what speaks for it. Pure.

A list is a run of pieces between marks of one strength, a row of quotes or titles, or pieces behind 一是 … 二是 …. What
convinces is the count, a morpheme all members share, parallel form, a lead-in before and a closer behind.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from glossary.extract.phrases import Cut, Phrases
from glossary.extract.trimming import STRONG_LEAD, trim_first, trim_last, trim_middle, trim_single

Piece = tuple[int, int]
Expected = tuple[int, str]

_LEVELS = (
    (frozenset({Cut.SENTENCE}), frozenset({Cut.SEMICOLON}), 0.5),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON}), frozenset({Cut.COMMA}), -0.5),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON, Cut.COMMA}), frozenset({Cut.PAUSE}), 0.5),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON}), frozenset({Cut.COMMA, Cut.PAUSE}), -0.5),
    (frozenset({Cut.SENTENCE}), frozenset({Cut.SEMICOLON, Cut.COMMA, Cut.PAUSE}), -1.0),
)
_MOST_WINDOWS = 40
_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
# How a definition may number its members; {han} and {digit} stand for the number.
_ENUMERATORS = (
    "{han}是",
    r"\({digit}\)",
    r"\({han}\)",
    "{circled}",
    r"(?<![0-9.]){digit}[.、](?![0-9])",
    r"第{han}(?![届次])[^,:。、;]{{0,2}}?(?:是|[,:]|、)",
    r"{han}、",
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A candidate list.

    Attributes:
        members: Where each member stands.
        weight: What speaks for it; above ``CONVINCING`` it is taken.
    """

    members: tuple[Piece, ...]
    weight: float


CONVINCING = 2.5


def shares(phrases: Phrases, members: Sequence[Piece], shared: str) -> bool:
    """Whether some character of ``shared`` stands in every member."""
    texts = [phrases.text[slice(*member)] for member in members]
    return any(all(_has(character, text) for text in texts) for character in shared)


def find_enumeration(
    phrases: Phrases, start: int, end: int, groups: Sequence[Expected], trust: float = 0.0
) -> Enumeration | None:
    """The list in ``[start, end)`` that most speaks for, ``None`` where nothing convinces.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        groups: How many members each group promises, and what they are expected to share (simplified, may be
            empty). The members of all groups are looked for as one list, in this order.
        trust: What already speaks for a list standing here, a label before it.
    """
    best: Enumeration | None = None
    count = sum(expected for expected, _ in groups)
    if count < 2:
        return None
    for pieces, bonus in _candidates(phrases, start, end, count):
        found = _weigh(phrases, start, pieces, groups, bonus)
        if found and (best is None or found.weight > best.weight):
            best = found
    return best if best and best.weight + trust >= CONVINCING else None


def _is_all(phrases: Phrases, start: int, pieces: list[Piece]) -> bool:
    """Whether the pieces begin where the stretch begins and end with a sentence."""
    behind = pieces[-1][1]
    return pieces[0][0] == start and (behind >= len(phrases.text) or phrases.text[behind] in "。;\n")


def _candidates(phrases: Phrases, start: int, end: int, count: int) -> Iterator[tuple[list[Piece], float]]:
    depth = phrases.level(start)
    yield from ((pieces, 4.0) for pieces in _enumerated(phrases, start, end, count))
    yield from _runs(phrases, start, end, depth, count)
    for opened, closed in phrases.pairs:
        if start <= opened and closed < end and phrases.marks_in(opened + 1, closed, phrases.depth[opened]):
            bonus = -1.0 if phrases.text[opened] in "(《" else 1.0
            for pieces, extra in _runs(phrases, opened + 1, closed, phrases.depth[opened], count):
                framed = pieces[0][0] == opened + 1 and pieces[-1][1] == closed
                yield pieces, extra + bonus + 1.5 * framed


def _enumerated(phrases: Phrases, start: int, end: int, count: int) -> Iterator[list[Piece]]:
    """Members behind 一是 … 二是 …, (1) … (2) … and their kin, one mark after the other."""
    if count > len(_HAN):
        return
    for style in _ENUMERATORS:
        found: list[tuple[int, int]] = []
        for number in range(count):
            mark = style.format(han=_HAN[number], digit=number + 1, circled=_CIRCLED[number])
            match = re.compile(mark).search(phrases.text, found[-1][1] if found else start, end)
            if not match:
                break
            found.append(match.span())
        if len(found) == count:
            last = phrases.text.find("。", found[-1][1], end)
            stops = [*(at for at, _ in found[1:]), end if last < 0 else last]
            yield [phrases.strip(begin, stop) for (_, begin), stop in zip(found, stops, strict=True)]


def _runs(phrases: Phrases, start: int, end: int, depth: int, count: int) -> Iterator[tuple[list[Piece], float]]:
    for outer, inner, bonus in _LEVELS:
        for part in phrases.split(start, end, depth, outer):
            pieces = phrases.split(*part, depth, inner)
            for window, extra in _windows(phrases, pieces, depth, count):
                yield window, extra + bonus - _uneven(phrases, window, depth)
            conjoined = phrases.split(*part, depth, inner | {Cut.CONJUNCTION})
            if len(conjoined) == count and len(pieces) < count:
                yield conjoined, -1.0


def _uneven(phrases: Phrases, pieces: list[Piece], depth: int) -> float:
    """Some members with 、 and some without are rather clauses than members."""
    lists = sum(any(mark.cut is Cut.PAUSE for mark in phrases.marks_in(*piece, depth)) for piece in pieces)
    if not 0 < lists < len(pieces):
        return 0.0
    return 0.75 if 4 * lists <= len(pieces) else 1.5


def _windows(phrases: Phrases, pieces: list[Piece], depth: int, count: int) -> Iterator[tuple[list[Piece], float]]:
    for first in range(min(len(pieces) - count + 1, _MOST_WINDOWS)):
        yield pieces[first : first + count], -0.5 * bool(first)
    for first in range(min(len(pieces) - count + 2, _MOST_WINDOWS)):
        window = pieces[first : first + count - 1]
        conjunctions = [mark for mark in phrases.marks_in(*window[-1], depth) if mark.cut is Cut.CONJUNCTION]
        for mark in conjunctions[-3:]:
            left, right = (window[-1][0], mark.start), (mark.end, window[-1][1])
            yield [*window[:-1], left, right], 0.5 * (count > 2) - 0.5 * bool(first)


def _strays(text: str, pieces: list[Piece], members: list[Piece], groups: Sequence[Expected]) -> float:
    """A run that goes on behind the list speaks against it, unless all members share what the rest does not."""
    behind = text[pieces[-1][1] : pieces[-1][1] + 1]
    if behind not in {"、", ","} and not text.startswith(("和", "及"), pieces[-1][1]):
        return 0.0
    shared = groups[-1][1][:1] if len(groups) == 1 else ""
    following = text[pieces[-1][1] : pieces[-1][1] + 20]
    if shared and not _has(shared, following) and all(_has(shared, text[slice(*member)]) for member in members):
        return 0.5
    return 4.0 if behind == "、" else 2.0


def _half_sentences(text: str, pieces: list[Piece], alike: float, clear: float) -> float:
    """Any sentence with 和 has two halves; they are members where they are alike or clearly announced."""
    if len(pieces) != 2 or any(character in _STRENGTH for character in text[pieces[0][1] : pieces[1][0]]):
        return 0.0
    return 0.0 if alike > 3 else 1.5 if clear >= 3 else 2.5


_STRENGTH = {"、": 2, ",": 3, ";": 4, "。": 5}


def _bounds(text: str, pieces: list[Piece], groups: Sequence[Expected]) -> float:
    """The mark between two groups is stronger than the marks within them: 防风险、防爆雷，降债务率、降成本."""
    if len(groups) < 2:
        return 0.0
    strengths = [
        max((_STRENGTH.get(character, 1) for character in text[left[1] : right[0]]), default=1)
        for left, right in pairwise(pieces)
    ]
    ends = set(accumulate(count for count, _ in groups[:-1]))
    between = min(strength for at, strength in enumerate(strengths, 1) if at in ends)
    within = max((strength for at, strength in enumerate(strengths, 1) if at not in ends), default=1)
    return 1.5 if between > within else -1.5 * (within > between + 1)


def _weigh(
    phrases: Phrases, start: int, pieces: list[Piece], groups: Sequence[Expected], bonus: float
) -> Enumeration | None:
    pieces = _names(phrases, pieces, groups) or [without_gloss(phrases, piece) for piece in pieces]
    context = [_plain(phrases.text[slice(*piece)]) for piece in pieces] if len(groups) > 1 else []
    members: list[Piece] = []
    clear, alike, at, closed_clearly = 0.0, 0.0, 0, False
    for count, shared in groups:
        trimmed, led, closed = _trimmed(phrases, pieces[at : at + count], shared, start if at == 0 else -1, context)
        if any(left >= right for left, right in trimmed):
            return None
        clear += (at == 0) * led + (at + count == len(pieces)) * closed
        closed_clearly = closed == 2
        alike += _parallel([_plain(phrases.text[slice(*member)]) for member in trimmed], shared) * count / len(pieces)
        members += trimmed
        at += count
    if len({phrases.text[slice(*member)] for member in members}) < len(members):
        return None
    bonus += _bounds(phrases.text, pieces, groups) - _half_sentences(phrases.text, pieces, alike, clear)
    if not closed_clearly:
        bonus -= _strays(phrases.text, pieces, members, groups)
    distance = min(pieces[0][0] - start, 400) / 250
    hidden = any(STRONG_LEAD.search(phrases.text, *member) for member in members[1:])
    return Enumeration(
        tuple(members), bonus + clear + alike - distance - 1.0 * hidden + _is_all(phrases, start, pieces)
    )


def _trimmed(
    phrases: Phrases, pieces: list[Piece], shared: str, start: int, context: Sequence[str]
) -> tuple[list[Piece], int, int]:
    """The members in ``pieces`` without lead-in and closer, and how clearly each of them is one."""
    text = phrases.text
    if any(left >= right for left, right in pieces):
        return pieces, 0, 0
    if len(pieces) == 1:
        first, led = trim_first(text, pieces[0], [])
        single = trim_single(text, (first, pieces[0][1]), context)
        return [_unframed(phrases, phrases.strip(*single))], led, 0
    closing = "" if shared in text[slice(*pieces[0])] else shared
    middle = [_plain(text[slice(*piece)]) for piece in pieces[1:-1]]
    last, closed = trim_last(phrases, pieces[-1], middle or [_plain(text[slice(*pieces[0])])], len(pieces), closing)
    first, led = trim_first(text, pieces[0], [*middle, _plain(text[pieces[-1][0] : last])])
    if len(pieces) == 2:
        last, closed = trim_last(phrases, pieces[-1], [_plain(text[first : pieces[0][1]])], 2, closing)
    if pieces[0][0] == first == start:
        led = 2
    members = [(first, pieces[0][1]), *(trim_middle(text, piece) for piece in pieces[1:-1]), (pieces[-1][0], last)]
    reduced = _reduced(phrases, [phrases.strip(*member) for member in members], shared)
    return [_unframed(phrases, phrases.strip(*member)) for member in reduced], led, closed


def _parallel(members: list[str], shared: str) -> float:
    """What the members' likeness says: a shared morpheme, a shared beginning or end, like lengths, no clauses."""
    if not all(members):
        return -9.0
    if len(members) == 1:
        return 2.5 * any(_has(character, members[0]) for character in shared) - 2.0 * (len(members[0]) > 40)
    weight = -2.0 * any(_RUNNING_TEXT.search(member) for member in members)
    sharing = max((sum(_has(character, member) for member in members) for character in shared), default=0)
    if sharing == len(members):
        weight += 3.0
    elif sharing >= 0.8 * len(members):
        weight += 1.5
    if len({member[0] for member in members}) == 1:
        weight += 1.0
    if len({member[-1] for member in members}) == 1:
        weight += 1.0
    lengths = sorted(map(len, members))
    middle = lengths[len(lengths) // 2]
    if lengths[-1] > 3 * middle + 4 or lengths[0] * 5 < middle:
        weight -= 2.0
    elif lengths[-1] <= 1.5 * lengths[0] + 1:
        weight += 1.0
    if middle > 40:
        weight -= 1.0
    return weight


def _has(character: str, member: str) -> bool:
    """双百 is told with 100, 双千 with 1000."""
    pattern = _HUNDREDS.get(character)
    return bool(pattern.search(member)) if pattern else character in member


def _plain(text: str) -> str:
    return re.sub(r"[\s“”‘’\"*]+", "", text)


# What a list of things does not say.
_RUNNING_TEXT = re.compile(
    r"提出|印发|召开|出台|审议|启动|通过了|以来|期间|[0-9]年(?:起|底|初|,|$)|会议|指出|从而|为了|旨在|为(?:重点|核心|目标|抓手|契机)"
)
_HUNDREDS = {"百": re.compile("百|100(?![0-9])"), "千": re.compile("千|1000(?![0-9])"), "万": re.compile("万|10000")}


def _unframed(phrases: Phrases, member: Piece) -> Piece:
    """A member that is one quotation loses its quotes; a title keeps its 《》."""
    start, end = member
    if (start, end - 1) in phrases.pairs and phrases.text[start] in '“‘"「『':
        return start + 1, end - 1
    return member


def _reduced(phrases: Phrases, members: list[Piece], shared: str) -> list[Piece]:
    """Members without the explanation that each carries."""
    members = _without_ordinals(phrases.text, members)
    return _quoted_parts(phrases, members) or _sharing_clauses(phrases, members, shared) or members


_NAME = re.compile(r"([^,:;、。(]{1,15})(?:,?(?:即|是指|指|就是)(?!导|标|挥)|:|——)")


def _names(phrases: Phrases, pieces: list[Piece], groups: Sequence[Expected]) -> list[Piece] | None:
    """Members that are named and then explained: 双高铁，即…；双普铁，即…."""
    if len(groups) != 1:
        return None
    found = [_NAME.match(phrases.text, *piece) for piece in pieces]
    names = [match.span(1) for match in found if match]
    shared = groups[0][1]
    if len(names) < len(pieces) or not all(shared[:1] in phrases.text[slice(*name)] for name in names) or not shared:
        return None
    return names


_ORDINALS = "一二三四五六七八九十"


def _without_ordinals(text: str, members: list[Piece]) -> list[Piece]:
    """一清垃圾 … 二清粪便 … without their numbers, where every member bears its own."""
    if len(members) > len(_ORDINALS) or any(
        text[start] != ordinal for (start, _), ordinal in zip(members, _ORDINALS, strict=False)
    ):
        return members
    return [(start + 1 + (text[start + 1 : start + 2] == "是"), end) for start, end in members]


_GLOSS = re.compile(r"\((?:指|即|包括|包含|含|如|位于|库容|[0-9])")


def without_gloss(phrases: Phrases, member: Piece) -> Piece:
    """A member without the explanation in brackets behind it: 周公水库（库容…）; 社工（者） keeps its own."""
    start, end = member
    for opened, closed in phrases.pairs:
        if start < opened and closed == end - 1 and _GLOSS.match(phrases.text, opened):
            return start, opened
    return member


def _quoted_parts(phrases: Phrases, members: list[Piece]) -> list[Piece] | None:
    """Of members that each end in a quotation, or hold just one, the quotations: 对老大难问题“主动办”."""
    parts = []
    for start, end in members:
        quoted = [
            (opened + 1, closed)
            for opened, closed in phrases.pairs
            if start <= opened and closed < end and phrases.text[opened] in '“‘"'
        ]
        if not quoted or quoted[0] == (start + 1, end - 1) or (len(quoted) > 1 and quoted[-1][1] != end - 1):
            return None
        parts.append(quoted[-1])
    texts = [phrases.text[slice(*part)] for part in parts]
    alike = len({text[:1] for text in texts}) == 1 or len({text[-1:] for text in texts}) == 1
    return parts if alike and all(texts) and len(set(texts)) == len(texts) else None


def _sharing_clauses(phrases: Phrases, members: list[Piece], shared: str) -> list[Piece] | None:
    """Of members with several clauses the one that shares the morpheme: 做到摘帽不摘责任, 零见面、网上办."""
    if not shared or phrases.text[members[0][0]] in "把将对":
        return None
    depth = phrases.level(members[0][0])
    for cuts in (frozenset({Cut.COMMA, Cut.SEMICOLON}), frozenset({Cut.PAUSE})):
        split = [phrases.split(*member, depth, cuts) for member in members]
        if all(len(clauses) > 1 for clauses in split):
            break
    else:
        return None
    if Cut.COMMA in cuts:
        return _sharing(phrases, split, shared)
    firsts = [clauses[:1] for clauses in split]
    ends = all(phrases.text.endswith(shared[-2:], *clauses[0]) for clauses in firsts)
    return _sharing(phrases, firsts, shared) if ends or len(shared) == 1 else None


def _sharing(phrases: Phrases, split: list[list[Piece]], shared: str) -> list[Piece] | None:
    for wanted in (shared, *shared):
        chosen = [
            next((clause for clause in clauses if wanted in phrases.text[slice(*clause)]), None) for clauses in split
        ]
        if all(chosen):
            return [clause for clause in chosen if clause]
    return None
