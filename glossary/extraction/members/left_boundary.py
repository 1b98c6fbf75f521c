"""Where the first member of a list may begin: alternatives with named features. Pure.

A member is its shortest natural form: what leads in (包括, 推进, 云州是) is left out. What the member should look like
is learnt from the others: how they begin, and how long they are. ``weights.json`` says what each feature is worth.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from glossary.extraction.members.boundaries import (
    DEFINES,
    MAX_ALTERNATIVES,
    Boundary,
    Expected,
    Side,
    behind_lead,
    is_as_long,
    length_of,
    plain,
)
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.words import begins_with, consists_of, find_words

_ROLES = ("lead", "governing", "verb", "preposition", "scope", "noun", "single_verb", "compound")
_MARKS = {
    **dict.fromkeys("“‘", "quote"),
    **dict.fromkeys("和及与并且又也", "and"),
    **dict(zip("的《,:—。是了地", ("of", "title", "comma", "colon", "dash", "stop", "is", "le", "le"), strict=True)),
}
_COUNTED_ONE = re.compile("[一1][个项条座份套批名次家]|每年|年[底初]?前?")
_REGION = re.compile(
    "(?<=[境圈区域围市省县])内|[我本全][省市县区州国](?!域)|(?<=[\u4e00-\u9fff]{2})[省市县区州](?![级域场区委政])"
)
_PREPOSITIONS = frozenset("将把对以在向从由为要使与是既")
_NEVER_FIRST = frozenset("的等和及与化性者们、,式型了")


@lru_cache(maxsize=512)
def left_boundaries(
    definition: NormalizedDefinition,
    piece: Piece,
    others: tuple[str, ...],
    expected: Expected,
) -> list[Boundary]:
    """Where the member in ``piece`` may begin.

    Args:
        definition: The normalized definition.
        piece: The untrimmed piece of the first member, ``[start, end)``.
        others: The other members as plain text: what it should look like.
        expected: What the head says of the group.
    """
    text, (start, end) = definition.text, piece
    others = tuple(filter(None, others))
    start = behind_lead(text, start, end)
    kind = "defined" if start > piece[0] else "whole"
    if _needs_no_lead(text, start, end, others):
        return [Boundary(start, kind)]
    own, defined = _own_places(text, start, end)
    places = _places(own, text, (start, end), others, expected)
    places.update(dict.fromkeys(defined, "defined"))
    places[start] = kind
    side = Side.left(text, (start, end), others, expected)
    kept = [at for at in sorted(places) if at > start and side.lengths.allows(end - at)]
    if text.find("》", start, end) >= 0 or text.find(")", start, end) >= 0:
        kept = [at for at in kept if not _breaks_pair(text, start, at, end)]
    if not kept:
        return [Boundary(start, kind)]
    wanted = (start, *kept[-(MAX_ALTERNATIVES - 1) :])
    last = defined[-1] if defined else -1
    return [Boundary(at, places[at], tuple(_features(side, at, places[at], last))) for at in wanted]


def _needs_no_lead(text: str, start: int, end: int, others: Sequence[str]) -> bool:
    """Whether a piece is as long as all others, or begins as they do, with no lead (分为立项 beside 用地审批)."""
    if len(others) < 2 or begins_with(text[start:end], "lead"):
        return False
    return is_as_long(text[start:end], others) or {text[start]} == {other[0] for other in others}


@lru_cache(maxsize=256)
def _own_places(text: str, start: int, end: int) -> tuple[dict[int, str], tuple[int, ...]]:
    """The places that a piece has by its own words, with their kinds; and those behind a defining word."""
    places = {start: "whole"}
    inside: set[int] = set()
    for begin, stop, role in find_words(text, start, end, *_ROLES):
        if stop - begin > 1:
            inside.update(range(begin, stop))
        if role != "compound":
            places.setdefault(stop, role)
        if role in {"verb", "governing"}:
            if text[stop : stop + 1] in {"好", "了", "的"}:
                places[stop + 1] = role
            places.setdefault(begin, "at_verb")
    marks = ((at, _MARKS[text[at]]) for at in range(start, end - 1) if text[at] in _MARKS and at not in inside)
    places.update((at + (role not in {"quote", "title"}), role) for at, role in marks)
    places[start] = "whole"
    for found in _COUNTED_ONE.finditer(text, start, end):
        places[found.end()] = "counted_one" if found[0][0] in "一1" else "scope"
    for found in _REGION.finditer(text, start, end):
        if found.end() - 1 not in inside:
            places.setdefault(found.end(), "region")
    defined = (found.end() for found in DEFINES.finditer(text, start, end))
    return places, tuple(at for at in defined if at < end)


def _places(own: dict[int, str], text: str, piece: Piece, others: Sequence[str], expected: Expected) -> dict[int, str]:
    """The places with their kinds, also those by the head and the other members."""
    start, places = piece[0], own.copy()
    # Of two members the first keeps it: 能耗总量和强度 of 能耗“双控” are not 总量和强度 of any other.
    if expected.count > 2 and expected.modifier and text.startswith(expected.modifier, start):
        places[start + len(expected.modifier)] = "modifier"
    for at in _parallel(text, piece, others):
        places.setdefault(at, "parallel")
    return places


def _parallel(text: str, piece: Piece, others: Sequence[str]) -> Iterator[int]:
    """Where the first member begins as all others do, or is as long as they are; 因公 stays whole."""
    start, end = piece
    if len(others) > 1:
        first = others[0][0] if len({other[0] for other in others}) == 1 else ""
        at = text.find(first, start + 1, end) if first else -1
        while at >= 0:
            yield at - (text[at - 1] in "因不非" and at - 1 > start)
            at = text.find(first, at + 1, end)
        if len({len(other) for other in others}) == 1:
            yield end - len(others[0])
    elif others and len(others[0]) > 1:
        yield text.find(others[0][:2], start + 1, end)


def _breaks_pair(text: str, start: int, at: int, end: int) -> bool:
    """Whether a title or bracket that opens before ``at`` closes behind it."""
    before = text[start:at]
    return any(
        before.count(opening) > before.count(closing) and closing in text[at:end] for opening, closing in ("《》", "()")
    )


def _features(side: Side, at: int, kind: str, last_defined: int) -> list[str]:
    text, start, end, size, verbs = side.text, side.start, side.end, side.size, side.typical
    cut, rest = text[start:at], text[at:end]
    member = plain(rest) or rest
    length = side.lengths.name(length_of(member))
    begins_with_verb, governs = begins_with(member, "verb"), begins_with(member, "governing")
    names = [
        f"{kind}:{length}",
        f"{size}:{length}",
        f"{kind}:whole_{side.whole}",
        f"{kind}:verb_{begins_with_verb}:others_{verbs}",
        f"{kind}:leads_left_{last_defined > at}",
        f"of_cut_{'的' in cut}:of_rest_{'的' in rest}:others_{side.with_of}",
    ]
    if begins_with_verb and verbs == "none" and kind in {"whole", "defined", "colon"}:
        names.append(f"{size}:governing_verb_left")
    if len(side.others) > 1 or side.expected.count == 1:
        names.append(f"governs_{governs}:others_{verbs}:cut_{bool(cut)}")
    if not start:
        names.append(f"{kind}:at_start")
    if len(rest) > 1 and text.find(rest, end) > 0:
        names.append("recurs")
    if cut:
        names += _of_cut(side, kind, cut, member)
    return names + _of_beginning(side, member, rest[0])


def _of_beginning(side: Side, member: str, first: str) -> list[str]:
    """Whether the member begins as the others do."""
    names, others = [], side.others
    if len(others) == 1:
        if member[0] == others[0][0]:
            names.append(f"{side.size}:begins_like_other")
    elif others and member[0] != others[0][0] and len({other[0] for other in others}) == 1:
        names.append("begins_unlike")
    if first in _PREPOSITIONS:
        names.append(f"begins_{first}:others_{any(other[0] == first for other in others)}")
    if first in _NEVER_FIRST:
        names.append("bad_begin")
    return names


def _of_cut(side: Side, kind: str, cut: str, member: str) -> list[str]:
    """What is left out."""
    names = []
    if side.expected.key and side.expected.key in cut:
        names.append(side.key_cut(member, cut))
    if consists_of(member, "tail") or (kind in {"noun", "scope"} and begins_with(member, "tail")):
        names.append("only_class_nouns_left")
    if cut[-1] in "的在以对把将从由为向" and kind != "of":
        names.append(f"behind_{cut[-1]}")
    if "," in cut:
        names.append("cut_has_comma")
    if [1 for other in side.others if cut[-2:] in other]:
        names.append("cut_in_others")
    return names
