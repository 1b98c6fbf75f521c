"""Candidate lists in a stretch of a definition, each weighed by what speaks for it. Pure.

A list is a run of pieces between marks of one strength, a row of quotes or titles, or pieces behind 一是 … 二是 …. What
convinces is the count, a morpheme all members share, parallel form, a lead-in before and a closer behind.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glossary.extract.phrases import Cut, Phrases
from glossary.extract.trimming import trim_first, trim_last

Piece = tuple[int, int]
Expected = tuple[int, str]

_LEVELS = (
    (frozenset({Cut.SENTENCE}), frozenset({Cut.SEMICOLON})),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON}), frozenset({Cut.COMMA})),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON, Cut.COMMA}), frozenset({Cut.PAUSE})),
    (frozenset({Cut.SENTENCE, Cut.SEMICOLON}), frozenset({Cut.COMMA, Cut.PAUSE})),
    (frozenset({Cut.SENTENCE}), frozenset({Cut.SEMICOLON, Cut.COMMA, Cut.PAUSE})),
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


def find_enumeration(phrases: Phrases, start: int, end: int, groups: Sequence[Expected]) -> Enumeration | None:
    """The list in ``[start, end)`` that most speaks for, ``None`` where nothing convinces.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        groups: How many members each group promises, and what they are expected to share (simplified, may be
            empty). The members of all groups are looked for as one list, in this order.
    """
    best: Enumeration | None = None
    count = sum(expected for expected, _ in groups)
    if count < 2:
        return None
    for pieces, bonus in _candidates(phrases, start, end, count):
        found = _weigh(phrases, start, pieces, groups, bonus)
        if found and (best is None or found.weight > best.weight):
            best = found
    return best if best and best.weight >= CONVINCING else None


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
    for outer, inner in _LEVELS:
        for part in phrases.split(start, end, depth, outer):
            pieces = phrases.split(*part, depth, inner)
            yield from _windows(phrases, pieces, depth, count)
            conjoined = phrases.split(*part, depth, inner | {Cut.CONJUNCTION})
            if len(conjoined) == count and len(pieces) < count:
                yield conjoined, -1.0


def _windows(phrases: Phrases, pieces: list[Piece], depth: int, count: int) -> Iterator[tuple[list[Piece], float]]:
    for first in range(min(len(pieces) - count + 1, _MOST_WINDOWS)):
        yield pieces[first : first + count], _strays(first, len(pieces) - count - first)
    for first in range(min(len(pieces) - count + 2, _MOST_WINDOWS)):
        window = pieces[first : first + count - 1]
        conjunctions = [mark for mark in phrases.marks_in(*window[-1], depth) if mark.cut is Cut.CONJUNCTION]
        for mark in conjunctions[-3:]:
            left, right = (window[-1][0], mark.start), (mark.end, window[-1][1])
            yield [*window[:-1], left, right], _strays(first, len(pieces) - count + 1 - first) + (count > 2) * 0.5


def _strays(before: int, behind: int) -> float:
    """Pieces of the same run that would be left out speak against a list, more so behind it."""
    return -0.5 * bool(before) - 2.0 * bool(behind)


def _weigh(
    phrases: Phrases, start: int, pieces: list[Piece], groups: Sequence[Expected], bonus: float
) -> Enumeration | None:
    pieces = [without_gloss(phrases, piece) for piece in pieces]
    members: list[Piece] = []
    bonus += _is_all(phrases, start, pieces)
    weight, at = bonus - min(pieces[0][0] - start, 400) / 400, 0
    for count, shared in groups:
        trimmed, clarity = _trimmed(phrases, pieces[at : at + count], shared, start if at == 0 else -1)
        if any(left >= right for left, right in trimmed):
            return None
        texts = [_plain(phrases.text[slice(*member)]) for member in trimmed]
        weight += (clarity + _parallel(texts, shared)) * count / len(pieces)
        members += trimmed
        at += count
    if len({phrases.text[slice(*member)] for member in members}) < len(members):
        return None
    return Enumeration(tuple(members), weight)


def _trimmed(phrases: Phrases, pieces: list[Piece], shared: str, start: int) -> tuple[list[Piece], float]:
    """The members in ``pieces`` without lead-in and closer, and how clearly these were told apart."""
    text = phrases.text
    if any(left >= right for left, right in pieces):
        return pieces, 0.0
    if len(pieces) == 1:
        first, led = trim_first(text, pieces[0], [])
        last, closed = trim_last(phrases, (first, pieces[0][1]), [], 1, "")
        return [_unframed(phrases, phrases.strip(first, last))], led + closed
    middle = [_plain(text[slice(*piece)]) for piece in pieces[1:-1]]
    last, closed = trim_last(phrases, pieces[-1], middle or [_plain(text[slice(*pieces[0])])], len(pieces), shared)
    first, led = trim_first(text, pieces[0], [*middle, _plain(text[pieces[-1][0] : last])])
    if len(pieces) == 2:
        last, closed = trim_last(phrases, pieces[-1], [_plain(text[first : pieces[0][1]])], 2, shared)
    if pieces[0][0] == first == start:
        led = 2
    members = [(first, pieces[0][1]), *pieces[1:-1], (pieces[-1][0], last)]
    reduced = _reduced(phrases, [phrases.strip(*member) for member in members], shared)
    return [_unframed(phrases, phrases.strip(*member)) for member in reduced], led + closed


def _parallel(members: list[str], shared: str) -> float:
    """What the members' likeness says: a shared morpheme, a shared beginning or end, like lengths, no clauses."""
    if not all(members):
        return -9.0
    if len(members) == 1:
        return 1.0 + 2.0 * any(character in members[0] for character in shared)
    weight = -2.0 * any(_RUNNING_TEXT.search(member) for member in members)
    if any(all(_has(character, member) for member in members) for character in shared):
        weight += 3.0
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
    r"提出|印发|召开|出台|审议|通过了|以来|期间|[0-9]年(?:起|底|初|,|$)|会议|指出|从而|为了|旨在"
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
        if all(len(clauses) > 1 for clauses in split) and (Cut.COMMA in cuts or len(shared) == 1):
            return _sharing(phrases, split, shared)
    return None


def _sharing(phrases: Phrases, split: list[list[Piece]], shared: str) -> list[Piece] | None:
    for wanted in (shared, *shared):
        chosen = [
            next((clause for clause in clauses if wanted in phrases.text[slice(*clause)]), None) for clauses in split
        ]
        if all(chosen):
            return [clause for clause in chosen if clause]
    return None
