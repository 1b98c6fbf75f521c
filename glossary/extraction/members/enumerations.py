"""The list in a stretch of a definition that most speaks for. Pure.

What convinces is the count, a morpheme all members share, parallel form, a lead-in before and a closer behind; what
speaks against a row is running text, pieces of the same run left over, and distance. The weights were set on hand-made
truth for 27 reports; docs/extraction.md lists them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate, pairwise

from glossary.chinese.numerals import number_forms
from glossary.extraction.members.closing import counts_again, says_total, trim_last
from glossary.extraction.members.leading import STRONG_LEAD, trim_first
from glossary.extraction.members.objections import Expected, Listed, objections, strength
from glossary.extraction.members.parallels import likeness, plain, share_morpheme
from glossary.extraction.members.phrases import Phrases
from glossary.extraction.members.reductions import (
    bare_titles,
    quoted_labels,
    reduce_members,
    unframe,
    without_glosses,
    without_parts_played,
    without_roles,
)
from glossary.extraction.members.runs import Piece, Row, find_adjoining, find_merged, find_rows
from glossary.extraction.members.trimming import trim_clauses, trim_middle, trim_single, without_and

CONVINCING = 2.5
_CERTAIN = 9.0
"""From here on no less promising row has been seen to weigh more."""
_NEAR = 30
"""Code points within which two things that share nothing may be what a head counts."""
_MOST_WEIGHED = 8
"""Rows that are trimmed and weighed, the most promising ones."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A candidate list.

    Attributes:
        members: Where each member stands.
        weight: What speaks for it; from ``CONVINCING`` on it is taken.
    """

    members: tuple[Piece, ...]
    weight: float


def find_enumeration(
    phrases: Phrases, start: int, end: int, groups: Sequence[Expected], trust: float = 0.0
) -> Enumeration | None:
    """The list in ``[start, end)`` that most speaks for, ``None`` where nothing convinces.

    Args:
        phrases: The definition.
        start: Where to look from, code points.
        end: Where to stop.
        groups: The members of all groups are looked for as one list, in this order.
        trust: What already speaks for a list standing here, a label before it.
    """
    count = sum(expected for expected, _ in groups)
    if count < 2:
        return None
    shared = groups[0][1] if len(groups) == 1 else ""
    rows: dict[tuple[Piece, ...], float] = {}
    unmarked = find_adjoining(phrases, start, end, count, shared) if len(shared) == 1 else ()
    morphemes = [morpheme for expected, morpheme in groups for _ in range(expected)]
    merged = find_merged(phrases, start, end, morphemes)
    for pieces, bonus in (*find_rows(phrases, start, end, count), *unmarked, *merged):
        rows[pieces] = max(bonus, rows.get(pieces, bonus))
    promising = [Row(*row) for row in rows.items()]
    if len(promising) > 1:
        promising = nlargest(_MOST_WEIGHED, promising, key=lambda row: _promise(phrases.text, start, row, shared))
    best: Enumeration | None = None
    for row in promising:
        found = _weigh(phrases, (start, end), row, groups)
        if found and (best is None or found.weight > best.weight):
            best = found
            if found.weight >= _CERTAIN:
                break
    return best if best and best.weight + trust >= CONVINCING else None


def _promise(text: str, start: int, row: Row, shared: str) -> float:
    """What can be said of a row before it is trimmed; only for choosing which rows to weigh."""
    pieces = row.pieces
    texts = [text[first:stop] for first, stop in pieces]
    if not all(texts):
        return -99.0
    promise = row.bonus - _distance(start, pieces)
    promise += 3.0 * share_morpheme(texts, shared)
    promise += len({piece[0] for piece in texts[1:]}) == 1
    promise += len({piece[-1] for piece in texts[:-1]}) == 1
    promise += 2.0 * (pieces[0][0] == start or bool(STRONG_LEAD.search(texts[0])))
    lengths = [len(piece) for piece in texts[1:-1] or texts]
    promise += max(lengths) <= 1.5 * min(lengths) + 1
    return promise - 2.0 * (text[pieces[-1][1] : pieces[-1][1] + 1] == "、")


def _weigh(phrases: Phrases, stretch: Piece, row: Row, groups: Sequence[Expected]) -> Enumeration | None:
    text, (start, end) = phrases.text, stretch
    pieces = _names(text, row.pieces, groups) or without_glosses(phrases, row.pieces)
    pieces = without_parts_played(text, pieces)
    pieces = trim_clauses(text, pieces) if len(groups) == 1 else pieces
    if any(left >= right for left, right in pieces):
        return None
    opens = row.pieces[0][0] == start
    members, led, closed = _trimmed(phrases, pieces, groups, pieces[0][0] if opens else start)
    texts = [plain(text[slice(*member)]) for member in members]
    if not all(texts) or len(set(texts)) < len(texts):
        return None
    if counts_again(text, pieces[-1][1], len(pieces)) or (
        len(groups) > 1 and says_total(text, members[-1][1], len(pieces))
    ):
        closed = 2
    alike = _likeness(texts, groups)
    whole = pieces[-1][1] >= end or text[pieces[-1][1]] in "。;\n"
    weight = row.bonus + led + closed + alike + _bounds(text, pieces, groups) - _distance(start, pieces)
    weight += 1.5 * (opens and whole) + 2.5 * _names_head(text, members[-1][1], groups)
    listed = Listed(text, tuple(pieces), tuple(members), tuple(texts), tuple(groups))
    weight -= objections(listed, alike + led + closed, ends=closed == 2 or whole)
    weight -= 2.0 * (len(pieces) == 2 and pieces[0][0] - start > _NEAR and alike <= 3)
    return Enumeration(tuple(members), weight)


def _names_head(text: str, at: int, groups: Sequence[Expected]) -> bool:
    """Whether the head stands in quotes directly behind the list: 甲、乙、丙“三下乡”."""
    if len(groups) != 1 or text[at : at + 1] != "“":
        return False
    count, shared = groups[0]
    return any(text.startswith(form + shared, at + 1) for form in number_forms(count))


def _likeness(texts: Sequence[str], groups: Sequence[Expected]) -> float:
    """The likeness of each group, the larger groups counting more."""
    ends = accumulate(count for count, _ in groups)
    of_groups = (
        likeness(texts[end - count : end], shared) * count for end, (count, shared) in zip(ends, groups, strict=True)
    )
    return sum(of_groups) / len(texts)


def _distance(start: int, pieces: Sequence[Piece]) -> float:
    return min(pieces[0][0] - start, 400) / 250


def _bounds(text: str, pieces: Sequence[Piece], groups: Sequence[Expected]) -> float:
    """The mark between two groups is stronger than the marks within them: 防山洪、防虫害，降损耗率、降水位."""
    if len(groups) < 2:
        return 0.0
    strengths = [strength(text[left[1] : right[0]]) for left, right in pairwise(pieces)]
    ends = set(accumulate(count for count, _ in groups[:-1]))
    between = min(mark for at, mark in enumerate(strengths, 1) if at in ends)
    within = max((mark for at, mark in enumerate(strengths, 1) if at not in ends), default=1)
    return 1.5 if between > within else -1.5 * (within > between + 1)


_NAME = re.compile(r"([^,:;、。(]{1,15})(?:,?(?:即|是指|指|就是)(?!导|标|挥)|:|——)")


def _names(text: str, pieces: Sequence[Piece], groups: Sequence[Expected]) -> list[Piece] | None:
    """Members that are named and then explained: 双高铁，即…；双普铁，即…."""
    shared = groups[0][1][:1] if len(groups) == 1 else ""
    if not shared:
        return None
    names: list[Piece] = []
    for piece in pieces:
        name = _NAME.match(text, *piece)
        if not name or shared not in name[1]:
            return None
        names.append(name.span(1))
    return names


def _trimmed(
    phrases: Phrases, pieces: Sequence[Piece], groups: Sequence[Expected], start: int
) -> tuple[list[Piece], int, int]:
    """The members, and how clearly a lead-in announces the first and a closer follows the last of all."""
    texts = [plain(phrases.text[slice(*piece)]) for piece in pieces]
    members: list[Piece] = []
    led = closed = 0
    for count, shared in groups:
        at = len(members)
        of_group = pieces[at : at + count]
        if count == 1:
            others = [plain(phrases.text[slice(*member)]) for member in members] or texts
            trimmed, lead, close = _single(phrases, of_group[0], others if len(groups) > 1 else [], shared)
        else:
            is_open = at + count < len(pieces) and phrases.text[of_group[-1][1]] == "、"
            trimmed, lead, close = _several(phrases, of_group, texts[at : at + count], shared, is_open=is_open)
        if at == 0:
            led = 2 if trimmed[0][0] == start == pieces[0][0] else lead
        closed = close
        members += reduce_members(phrases, trimmed, shared) if count > 1 else trimmed
    labels = quoted_labels(phrases, members, [shared for _, shared in groups]) if len(groups) == len(pieces) else None
    named = labels or bare_titles(phrases, members) or without_roles(phrases.text, members)
    return [unframe(phrases, member) for member in named], led, closed


_OF_WHAT = re.compile("对(?![外内口])|将(?!来)|把(?![握关控])")


def _single(phrases: Phrases, piece: Piece, texts: Sequence[str], shared: str) -> tuple[list[Piece], int, int]:
    text = phrases.text
    first, lead = trim_first(text, piece, [])
    first += bool(_OF_WHAT.match(text, first)) and not any(other.startswith(text[first]) for other in texts[1:])
    role = _WHOLE_ROLE.search(text, first + 1, piece[1])
    if role and "以" in text[max(first - 1, 0) : first + 1]:  # 以党建为引领
        return [phrases.strip(first + (text[first] == "以"), role.start())], lead, 0
    return [phrases.strip(*trim_single(text, (first, piece[1]), texts, shared))], lead, 0


def _several(
    phrases: Phrases, pieces: Sequence[Piece], texts: Sequence[str], shared: str, *, is_open: bool
) -> tuple[list[Piece], int, int]:
    """Trim the first and the last of one group; ``is_open`` where the next group follows in the same run."""
    text, count = phrases.text, len(pieces)
    if is_numbered(text, pieces):
        return list(pieces), 2, 2
    middle = texts[1:-1]
    last, close = pieces[-1][1], 0
    if not is_open:
        last, close = trim_last(
            phrases, pieces[-1], middle or texts[:1], count, _closing(shared, texts), first=texts[0]
        )
    first, lead = trim_first(text, pieces[0], [*middle, plain(text[pieces[-1][0] : last])])
    if count == 2 and not is_open:
        last, close = trim_last(phrases, pieces[-1], [plain(text[first : pieces[0][1]])], 2, _closing(shared, texts))
    first = _at_morpheme(text, first, pieces, shared)
    members = [
        (first, pieces[0][1]),
        *(trim_middle(text, piece) for piece in pieces[1:-1]),
        (without_and(text, pieces[-1]), last),
    ]
    is_led = text[first] in "以把将"
    role = _ROLE.match(text, last) if is_led else None
    if not is_led and text[max(first - 1, 0)] in "以把将":
        role = _TAKEN_AS.search(text, pieces[-1][0] + 1, last)
    if "以" in text[max(first - 1, 0) : first + 1]:
        role = role or _WHOLE_ROLE.search(text, pieces[-1][0] + 1, pieces[-1][1])
    if role:  # 以甲、乙、丙等为主力
        members[0] = (first + is_led, pieces[0][1])
        members[-1] = (pieces[-1][0], min(last, role.start()))
    is_within = "在" in text[max(first - 1, 0) : first + 1] and not any(other.startswith("在") for other in texts[1:])
    within = _WITHIN.search(text, pieces[-1][0] + 2, pieces[-1][1]) if is_within else None
    if within:
        members[0], members[-1] = (
            (first + (text[first] == "在"), pieces[0][1]),
            (pieces[-1][0], min(last, within.start())),
        )
    return [phrases.strip(*member) for member in members], lead, close


# 在甲、乙、丙领域开展攻关
_WITHIN = re.compile("等?(?:重点|关键|优势)?(?:领域|方面|环节|行业)(?=..)")


def _at_morpheme(text: str, start: int, pieces: Sequence[Piece], shared: str) -> int:
    """Where the first member begins where all others begin with the morpheme: 乡镇通公路、通客车."""
    end, others = pieces[0][1], pieces[1:]
    morpheme = text[others[0][0]]
    if morpheme not in _PREPOSITIONS and morpheme != shared[:1]:
        return start
    if text[start] == morpheme or any(text[begin] != morpheme for begin, _ in others):
        return start
    at = text.find(morpheme, start + 1, end)
    if at < 0:
        return start
    at -= text[at - 1] in "因不非"  # 因公 is one word
    length = max(stop - begin for begin, stop in others)
    may_lead = (
        at >= start + _LEAST_LEAD or morpheme in _PREPOSITIONS or text[start:at] in {"指", "即", "是"}
    )  # 指定点医院和定点药店
    is_lead = may_lead and 2 * (end - at) > length and end - at < 2 * length + 2
    return at if is_lead else start


_PREPOSITIONS = frozenset("由从以对向把将在")
_LEAST_LEAD = 3
"""Code points before the morpheme that may lead in; 国家 in 国家重大战略 does not."""


def is_numbered(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether the pieces stand behind 一是 … 二是 …: where such a member begins and ends is printed.

    >>> is_numbered("一是修路;二是架桥", [(2, 4), (7, 9)])
    True
    """
    return all(text.endswith(mark, 0, start) for mark, (start, _) in zip(("一是", "二是"), pieces, strict=False))


_ROLE = re.compile("等?(?:为|作为)")
_TAKEN_AS = re.compile("等?作为")
_WHOLE_ROLE = re.compile(r"等?(?<![行认因作])(?:为|作为)(?=[^、,;。的]{1,8}$)")


def _closing(shared: str, texts: Sequence[str]) -> str:
    """The shared part may close a list only where the first member is without it."""
    return shared if len(shared) == 1 or shared not in texts[0] else ""
