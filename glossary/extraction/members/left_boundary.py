"""Where the first member of a list may begin: alternatives with named features. Pure.

A member is its shortest natural form: what leads in (包括, 推进, 云州是) is left out. What the member should look like
is learnt from the others: how they begin, and how long they are. ``weights.json`` says what each feature is worth.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from glossary.extraction.members.boundaries import MAX_ALTERNATIVES, Boundary, Expected, Side, is_as_long, plain, share
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece
from glossary.extraction.members.words import begins_with, consists_of, find_words

# 即 in 立即 and 即将, 指 in 指导 and 指标 are other words.
_DEFINES = re.compile(
    r"(?:是指|指的是|即指|指(?![导标挥数定引南示望责出])|(?<![立当随旋])即(?![将使可便刻时日兴])|包括|包含|涵盖"
    r"|分[为成]|分别[为是]|就是|主要有|提出的?)[::]?|[::]|——"
)
_ROLES = ("lead", "governing", "verb", "preposition", "scope", "noun", "single_verb", "compound")
_MARKS = {
    **dict.fromkeys("“‘", "quote"),
    **dict.fromkeys("和及与并且又也", "and"),
    **dict(zip("的《,:—。是了地", ("of", "title", "comma", "colon", "dash", "stop", "is", "le", "le"), strict=True)),
}
_COUNTED_ONE = re.compile("[一1][个项条座份套批名]|每年|年[底初]?前?")
_REGION = re.compile(
    "(?<=[境圈区域围市省县])内|[我本全][省市县区州国](?!域)|(?<=[\u4e00-\u9fff]{2})[省市县区州](?![级域场区委政])"
)
_PREPOSITIONS = frozenset("将把对以在向从由为要使与是既")
# 开发 is no verb in 开发区, 都市 no place in 都市圈.
_SUFFIXES = frozenset("区路圈厅局院所率度力权费税观法制级类")
_NEVER_FIRST = frozenset("的等和及与化性者们、,式型了")


@lru_cache(maxsize=512)
def left_boundaries(
    definition: NormalizedDefinition, piece: Piece, others: tuple[str, ...], expected: Expected
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
    leads = _DEFINES.match(text, start) or begins_with(text[start:end], "lead")
    if is_as_long(text[start:end], others) and not leads:  # 分为立项 is as long as 用地审批
        return [Boundary(start, ("whole",))]
    places = _places(text, piece, others, expected)
    defined = [found.end() for found in _DEFINES.finditer(text, start, end) if found.end() < end]
    places.update(dict.fromkeys(defined, "defined"))
    side = Side.left(text, piece, others, expected)
    kept = [at for at in sorted(places) if at > start and side.lengths.allows(end - at)]
    kept = [at for at in kept if not _breaks_pair(text, start, at, end)][-(MAX_ALTERNATIVES - 1) :]
    if not kept:
        return [Boundary(start, ("whole",))]
    return [Boundary(at, tuple(_features(side, at, places[at], defined))) for at in (start, *kept)]


def _places(text: str, piece: Piece, others: Sequence[str], expected: Expected) -> dict[int, str]:
    """The places with their kinds."""
    start, end = piece
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
        places.setdefault(found.end(), "scope")
    for found in _REGION.finditer(text, start, end):
        if found.end() - 1 not in inside:
            places.setdefault(found.end(), "region")
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


def _features(side: Side, at: int, kind: str, defined: Sequence[int]) -> Iterator[str]:
    text = side.text
    cut, rest = text[side.start : at], text[at : side.end]
    member = plain(rest) or rest
    yield from side.shape_features(kind, member)
    yield from side.morpheme_features(member, cut, "morpheme_cut")
    yield from _of_verbs(side, at, kind, member)
    yield from _of_beginning(side, member, rest)
    if cut:
        yield from _of_cut(side, kind, cut, member)
    yield f"{kind}:leads_left_{any(lead > at for lead in defined)}"
    if cut and defined and at >= defined[-1]:
        yield f"{kind}:behind_lead"
    if not side.start:
        yield f"{kind}:at_start"
    if len(rest) > 1 and text.find(rest, side.end) > 0:
        yield "recurs"
    yield f"of_cut_{'的' in cut}:of_rest_{'的' in rest}:others_{share(side.with_of)}"
    if text[at] in "“‘" and text[side.end - 1] in "”’":
        yield f"{kind}:quotation"


def _of_verbs(side: Side, at: int, kind: str, member: str) -> Iterator[str]:
    """Whether the member begins with a verb as the others do: 推进甲、乙 beside 推进甲、整治乙."""
    verb, verbs = begins_with(member, "verb"), share(side.typical)
    yield f"verb_{verb}:others_{verbs}"
    yield f"{kind}:verb_{verb}:others_{verbs}"
    if verb and kind in {"whole", "defined", "colon"} and not side.typical:
        yield f"{side.size}:governing_verb_left"
    if len(side.others) > 1 or side.expected.count == 1:
        governs = begins_with(member, "governing")
        yield f"governs_{governs}:others_{verbs}:cut_{at > side.start}"
        if governs and len(side.others) > 1 and len({other[-1] for other in side.others}) == 1:
            yield f"governs_nouns:{member[-1] == side.others[0][-1]}"


def _of_beginning(side: Side, member: str, rest: str) -> Iterator[str]:
    """Whether the member begins as the others do."""
    if side.alike and len(side.others) > 1:
        yield "begins_alike" if member.startswith(side.alike[0]) else "begins_unlike"
        if len(side.alike) > 1:
            yield "begins_alike_2" if member.startswith(side.alike[:2]) else "begins_unlike_2"
    elif side.others and member[0] == side.others[0][0]:
        yield f"{side.size}:begins_like_other"
        if member[:2] == side.others[0][:2]:
            yield f"{side.size}:begins_like_other_2"
    if side.expected.key and member.startswith(side.expected.key):
        yield "begins_with_morpheme"
    if rest[0] in _PREPOSITIONS:
        yield f"begins_{rest[0]}:others_{any(other[0] == rest[0] for other in side.others)}"
    if rest[0] in _NEVER_FIRST:
        yield "bad_begin"
    if rest[0] in _SUFFIXES and len(rest) > 1:
        yield "begins_with_suffix"


def _of_cut(side: Side, kind: str, cut: str, member: str) -> Iterator[str]:
    """What is left out."""
    if consists_of(member, "tail") or (kind in {"noun", "scope"} and begins_with(member, "tail")):
        yield "only_class_nouns_left"
    if cut[-1] in "的在以对把将从由为向" and kind != "of":
        yield f"behind_{cut[-1]}"
    yield f"{kind}:cut_{min(len(cut), 4) if len(cut) < 7 else 7}"
    yield "cut_has_comma" if "," in cut else "cut_within_clause"
    if any(cut[-2:] in other for other in side.others):
        yield "cut_in_others"
