"""Named features of a candidate list: what can be said for and against it. Pure.

A feature is a name that holds or does not; ``weights.json`` says what it is worth. Its count alone forbids a list.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from glossary.extraction.members.boundaries import Boundary, Expected, share
from glossary.extraction.members.candidates import Row
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece

# 双百 is told with 100, 双千 with 1000, 三个一 with 一, 1, 10, 100 and more.
_MAGNITUDES = {
    "一": re.compile("一|(?<![0-9.])10{0,6}(?![0-9.])"),
    "百": re.compile("百|100(?![0-9])"),
    "千": re.compile("千|1000(?![0-9])"),
    "万": re.compile("万|10000"),
}


def has_morpheme(text: str, morpheme: str) -> bool:
    """Whether ``text`` has the character ``morpheme``, 百 and its kin in digits too.

    >>> has_morpheme("培育100个重点企业", "百"), has_morpheme("培育1000个重点企业", "百")
    (True, False)
    """
    magnitude = _MAGNITUDES.get(morpheme)
    return bool(magnitude.search(text)) if magnitude else morpheme in text


def _morpheme_share(texts: Sequence[str], shared: str) -> float:
    """The share of ``texts`` that have the most frequent character of ``shared``."""
    return max([_count_having(texts, one) for one in shared], default=0) / max(len(texts), 1)


def _count_having(texts: Sequence[str], morpheme: str) -> int:
    """How many of ``texts`` have the morpheme."""
    if morpheme in _MAGNITUDES:
        return sum(has_morpheme(text, morpheme) for text in texts)
    return len([1 for text in texts if morpheme in text])


def row_features(definition: NormalizedDefinition, start: int, row: Row, expected: Sequence[Expected]) -> list[str]:
    """What can be said of a row at a glance, to choose which rows are looked at."""
    text, pieces = definition.text, row.pieces
    texts = [text[begin:stop] for begin, stop in pieces]
    size = _size(len(pieces))
    lengths = sorted([len(piece) for piece in texts[1:-1] or texts])
    begin = pieces[0][0]
    names = [
        *row.kinds,
        f"{size}:{_LENGTH_NAMES[bisect_left(_LENGTHS, lengths[len(lengths) // 2])]}",
        f"{size}:behind_{_sign(text, pieces[-1][1])}",
        f"opens_{begin == start}:{_DISTANCE_NAMES[bisect_left(_DISTANCES, begin - start)]}",
    ]
    if len(expected) == 1 and expected[0].key:
        names.append(f"{size}:key_{share(_count_having(texts, expected[0].key) / len(texts))}")
    if len({piece[0] for piece in texts[1:]}) == 1:
        names.append(f"{size}:begin_alike")
    if len({piece[-1] for piece in texts[:-1]}) == 1:
        names.append(f"{size}:end_alike")
    if lengths[-1] > 1.5 * lengths[0] + 1:
        names.append("uneven")
    before = text[begin - 1] if begin else ""
    if before in _LIST_MARKS:
        names.append(f"before_{before}")
    return names


_LIST_MARKS = frozenset("、,")
_LENGTHS = (2, 4, 8, 14, 25, 45, 80)
_LENGTH_NAMES = (*(f"length_{limit}" for limit in _LENGTHS), "length_long")
_DISTANCES = (0, 15, 40, 100, 250)
_DISTANCE_NAMES = (*(f"within_{limit}" for limit in _DISTANCES), "far")


def _size(count: int) -> str:
    return "pair" if count == 2 else "one" if count == 1 else "many"


def _sign(text: str, at: int) -> str:
    sign = text[at : at + 1]
    return sign if sign in {"、", ",", ";", "。", "”", ")"} else "end" if not sign or sign == "\n" else "word"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A row with its members bounded.

    Attributes:
        row: The row.
        members: Where the members stand.
        texts: The members as plain text.
        lefts: For each group the boundary its first member begins at.
        rights: For each group the boundary its last member ends at.
        gap: How much worse its boundaries are than the best ones.
    """

    row: Row
    members: tuple[Piece, ...]
    texts: tuple[str, ...]
    lefts: tuple[Boundary, ...]
    rights: tuple[Boundary, ...]
    gap: float


_STRONG_LEAD = re.compile(r"是指|指的是|即(?![将使可便刻时日])|包括|包含|涵盖|分[为成]|就是|[::]|——|简称|统称")
_NUMBERED = re.compile(r"^(?:\(\s*[0-9一二三四五六七八九十]{1,2}\s*\)|[①-⑳]|[0-9]{1,2}[.、]|[一二三四五六七八九十]是)")
_OTHER = re.compile("其他|其它|若干|等等")
_ORDINAL = re.compile("[以第]?[一二三四五六七八九十0-9]{1,2}[个步项条问次]?")
_MODIFIES = re.compile("等?为.{1,2}的")


def list_features(
    definition: NormalizedDefinition,
    stretch: Piece,
    bounded: Bounded,
    expected: Sequence[Expected],
    context: str = "whole",
) -> list[str]:
    """Everything that can be said of a candidate list.

    Args:
        definition: The normalized definition.
        stretch: Where the list was looked for.
        bounded: The list.
        expected: What the head says of its groups, in the order of the list.
        context: What the stretch is: ``whole``, ``label`` or ``clause``.
    """
    text, members, texts = definition.text, bounded.members, bounded.texts
    pieces = bounded.row.outer or bounded.row.pieces
    size, stop, (start, end) = _size(len(members)), pieces[-1][1], stretch
    names = [
        f"{size}:in_{context}",
        f"{size}:left_{bounded.lefts[0].kind}",
        f"{size}:right_{bounded.rights[-1].kind}",
        f"{size}:opens_{pieces[0][0] == start}:whole_{stop >= end or text[stop] in '。;' or text[stop] == chr(10)}",
    ]
    if len(expected) == 1:
        key = expected[0].key
        names.append(f"{size}:key_{share(_count_having(texts, key) / len(texts)) if key else 'unknown'}")
    if size == "one":
        return names + _of_one(text, stretch, members[0], texts[0], expected[0])
    names += bounded.row.kinds
    names += _of_texts(texts, size)
    names += _of_surroundings(text, bounded, expected, size)
    names += _of_marks(text, pieces, members, expected)
    if _breaks_pair(text, members):
        names.append("breaks_pair")
    if _STRONG_LEAD.search(text, members[1][0], members[-1][1]):
        names.append("lead_within")
    return names


def _of_one(text: str, stretch: Piece, member: Piece, plainly: str, expected: Expected) -> list[str]:
    names = [f"one:led_{member[0] == stretch[0] or bool(_STRONG_LEAD.search(text, member[0] - 6, member[0]))}"]
    if expected.key:
        is_alone = 0 < plainly.count(expected.key) == text.count(expected.key, *stretch)
        names.append(f"one:key_alone_{is_alone}:comma_{',' in plainly}")
    return names


def _of_texts(texts: Sequence[str], size: str) -> Iterator[str]:
    if len({text[0] for text in texts}) == 1:
        yield f"{size}:begin_alike"
    if all(map(_ORDINAL.fullmatch, texts)):
        yield "only_ordinals"
    if any(map(_OTHER.match, texts)):
        yield "has_other"
    numbered = len([1 for text in texts if _NUMBERED.search(text)])
    if numbered:
        yield f"numbered_{share(numbered / len(texts))}"
    with_comma = len([1 for text in texts if "," in text])
    if with_comma:
        yield f"{size}:comma_within_{share(with_comma / len(texts))}"


def _of_surroundings(text: str, bounded: Bounded, expected: Sequence[Expected], size: str) -> Iterator[str]:
    pieces, members = bounded.row.outer or bounded.row.pieces, bounded.members
    stop, sign = pieces[-1][1], _sign(text, pieces[-1][1])
    if sign == "word":
        yield f"{size}:behind_word"
    elif sign in _LIST_MARKS:
        shared = expected[0].shared[:1] if len(expected) == 1 else ""
        yield f"behind_{sign}:shares_{bool(shared) and has_morpheme(text[stop : stop + 20], shared)}"
    if text[max(pieces[0][0] - 1, 0)] == "、":
        yield f"{size}:before_、:cut_{members[0][0] > pieces[0][0]}"
    if _MODIFIES.match(text, members[-1][1]):
        yield "modifies_what_follows"
    if len(expected) > 1:
        ends = accumulate(group.count for group in expected)
        parts = [bounded.texts[end - group.count : end] for end, group in zip(ends, expected, strict=True)]
        whole = sum(_morpheme_share(part, group.shared) >= 1 for part, group in zip(parts, expected, strict=True))
        singles = "single" if len(members) == len(expected) else "groups"
        yield f"{singles}:morphemes_{share(whole / len(parts))}"


def _breaks_pair(text: str, members: Sequence[Piece]) -> bool:
    """Whether a member has one half of a pair only."""
    whole = text[members[0][0] : members[-1][1]]
    return any(
        text.count(opening, *member) != text.count(closing, *member)
        for opening, closing in ("《》", "()", "“”")
        if opening in whole or closing in whole
        for member in members
    )


_STRENGTH = {"、": 2, ",": 3, ";": 4, "。": 5}


def _of_marks(
    text: str, pieces: Sequence[Piece], members: Sequence[Piece], expected: Sequence[Expected]
) -> Iterator[str]:
    strengths = [_strength(text[left[1] : right[0]]) for left, right in pairwise(pieces)]
    ends = set(accumulate(group.count for group in expected))
    within = [mark for at, mark in enumerate(strengths, 1) if at not in ends]
    if len(expected) == 1 and len(within) == 1:
        even = abs((pieces[0][1] - members[0][0]) - (members[1][1] - pieces[1][0])) <= 1
        yield f"pair:mark_{within[0]}:even_{even}"
    if 3 in within and min(within) < 3:
        yield "mixes_marks"


def _strength(between: str) -> int:
    return max([_STRENGTH.get(character, 1) for character in between], default=1)
