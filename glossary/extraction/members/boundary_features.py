"""What speaks for a boundary of a member: named features, absent or present. Pure.

A member should look like the others: as long as they are, with the same beginning or end, with the morpheme of its
group at the same place.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from glossary.extraction.members.normalized_definition import Piece
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.words import beginning, consists_of, find_words, splits_word

_FRAMES = re.compile(r"[\s“”‘’*]+")
_BRACKETS = re.compile(r"\([^)]*\)")

OURS = re.compile("[我本全各][省市县区州国旗盟镇乡](?:境内|内|的)?")
MEASURE = (
    "个|大|项|类|种|条|方面|位|者|级|[县市省州镇乡村](?![场级域庄长])|张|座|件|篇|组|套|道"
    "|所|场|对|方|行业|部分|门|名|家|支|处|块|期|环节|领域|要素|主体|渠道|轴|带|区|城|片|点|步|字"
)
ANY_COUNT = re.compile(
    rf"(?:等|共计?|这)*(?<![0-9.第十])(?:[0-9]{{1,2}}|[二三四五六七八九十两]{{1,2}})\s?(?:{MEASURE})"
)


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """``text`` without quotes, white space and emphasis: what is compared."""
    return text if text.isalnum() else _FRAMES.sub("", text)


def share(part: float) -> str:
    """A share in words."""
    return "none" if part <= 0 else "all" if part >= 1 else "most" if part >= 0.5 else "some"


@lru_cache(maxsize=20_000)
def _ends_in_noun(text: str) -> bool:
    """Whether ``text`` ends in class nouns: 产业 of 支柱产业."""
    return any(consists_of(text[-size:], "tail") for size in (2, 3, 4) if size < len(text))


_RATIOS = (0.5, 0.75, 1.35, 1.8, 2.6)
_LENGTHS = (3, 5, 9, 14, 22)
_RATIO_NAMES = ("half", "shorter", "like", "longer", "twice", "far_longer")


def compared_length(text: str) -> int:
    """The length that is compared: explanations in brackets do not count."""
    return len(_BRACKETS.sub("", text)) if ")" in text else len(text)


class Side:
    """One side of one piece, and what the other members look like there."""

    def __init__(self, text: str, piece: Piece, others: tuple[str, ...], expected: Expected, *, is_left: bool) -> None:
        self.text, (self.start, self.end) = text, piece
        self.others, self.expected, self.is_left = others, expected, is_left
        self.size = "one" if expected.count == 1 else "pair" if len(others) < 2 else "many"
        lengths = [compared_length(other) for other in others]
        self.mean = sum(lengths) / max(len(lengths), 1)
        firsts, lasts = {other[0] for other in others}, {other[-1] for other in others}
        self.edges = firsts if is_left else lasts
        is_alike = len(lengths) > 2 or (len(lengths) > 1 and min(len(firsts), len(lasts)) == 1)
        usual = max(set(lengths), key=lengths.count, default=0)
        is_usual = len(lengths) > 3 and lengths.count(usual) >= 0.6 * len(lengths)
        self.same = usual if is_usual or (is_alike and len(set(lengths)) == 1) else 0
        self.whole = self.name(text[self.start : self.end])
        count = len(others) or 1
        self.with_of = share(len([1 for other in others if "的" in other]) / count)
        key = expected.key
        with_key = [1 for other in others if key and (other.startswith(key) if is_left else other.endswith(key))]
        self.with_key = len(with_key) / count
        self.typical = share(len([1 for other in others if self.is_typical(other)]) / count)

    def is_typical(self, member: str) -> bool:
        """Whether a member begins with a verb, or on the right side ends in a class noun."""
        return beginning(member[:4], "verb") > 0 if self.is_left else _ends_in_noun(member)

    def share_beginning(self, role: str) -> str:
        """The share of the others that begin with a word of the role, in words."""
        return share(len([1 for other in self.others if beginning(other[:4], role)]) / max(len(self.others), 1))

    def name(self, member: str) -> str:
        """The length next to the others, in words."""
        length = compared_length(plain(member))
        if not self.mean:
            return f"alone_{bisect_right(_LENGTHS, length)}"
        return "equal" if length == self.same else _RATIO_NAMES[bisect_right(_RATIOS, length / self.mean)]

    def describe(self, kind: str, member: str, cut: str) -> Iterator[str]:
        """Returns the features of both sides."""
        length, others, size = self.name(member), self.others, self.size
        yield f"{kind}:{length}"
        yield f"{size}:{length}:whole_{self.whole}"
        yield f"{kind}:whole_{self.whole}"
        yield f"{kind}:typical_{self.is_typical(member)}:others_{self.typical}"
        yield f"of_cut_{'的' in cut}:of_rest_{'的' in member}:others_{self.with_of}"
        if member[0 if self.is_left else -1] in self.edges:
            if len(others) == 1:
                yield f"{size}:like_other"
        elif len(others) > 1 and len(self.edges) == 1:
            yield "unlike_others"
        key = self.expected.key
        if key and len(others) > 1:
            at_edge = member.startswith(key) if self.is_left else member.endswith(key)
            if at_edge:
                yield f"{size}:key_at_edge:others_{share(self.with_key)}"
        if key and key in cut:
            all_have = bool(others) and all(key in other for other in others)
            yield f"{size}:key_cut:kept_{key in member}:others_{all_have}"
        edge = cut[-2:] if self.is_left else cut.removeprefix("的")[:2]
        if edge and edge in "\n".join(others):
            yield "cut_in_others"
        if cut and splits_word(self.text, self.start + len(cut) if self.is_left else self.end - len(cut)):
            yield "splits_word"


_PREPOSITIONS = frozenset("将把对以在向从由为要使与是既")
_NEVER_FIRST = frozenset("的等和及与化性者们、,式型了")
_NEVER_LAST = frozenset("的和与及在为是对将把、同或并均以有得")


def left_features(side: Side, at: int, kind: str, last_defined: int) -> Iterator[str]:
    """The features of a left boundary.

    Args:
        side: The piece and what the other members look like.
        at: Where the member begins.
        kind: What makes it a boundary.
        last_defined: The last place after a defining word in the piece, -1 for none.
    """
    text, others, verbs = side.text, side.others, side.typical
    cut, rest = text[side.start : at], text[at : side.end]
    member = plain(rest) or rest
    yield from side.describe(kind, member, cut)
    yield f"{kind}:leads_left_{last_defined > at}"
    if kind == "quote":
        yield f"quote_within_{text.find('”', at, side.end) < side.end - 1}:others_{any('”' in one for one in others)}"
    governs = beginning(member[:4], "governing") > 0
    if verbs == "none" and kind in {"whole", "defined", "colon"} and side.is_typical(member):
        yield f"{side.size}:governing_verb_left"
    if len(others) > 1 or side.expected.count == 1:
        yield f"governs_{governs}:others_{verbs}:cut_{bool(cut)}"
    if not side.start:
        yield f"{kind}:at_start"
    for role in ("scope", "preposition", "governing"):
        if beginning(member[:4], role):
            yield f"first_{role}:others_{side.share_beginning(role)}:{side.size}"
    yield from _edge_features(side, at, kind, member)


def _edge_features(side: Side, at: int, kind: str, member: str) -> Iterator[str]:
    """What no member begins with, and what no lead ends with."""
    text, others = side.text, side.others
    cut, rest = text[side.start : at], text[at : side.end]
    if len(rest) > 1 and text.find(rest, side.end) > 0:
        yield "recurs"
    if rest[0] in _PREPOSITIONS:
        yield f"begins_{rest[0]}:others_{any(other[0] == rest[0] for other in others)}"
    if rest[0] in _NEVER_FIRST:
        yield "bad_begin"
    if OURS.match(rest):
        yield f"begins_with_ours:others_{any(map(OURS.match, others))}"
    if cut and (consists_of(member, "tail") or (kind in {"noun", "scope"} and beginning(member[:4], "tail"))):
        yield "only_class_nouns_left"
    if cut and cut[-1] in "的在以对把将从由为向" and kind != "of":
        yield f"behind_{cut[-1]}"
    if "," in cut:
        yield "cut_has_comma"


def right_features(side: Side, at: int, kind: str, *, is_closed_later: bool, keeps_count: bool) -> Iterator[str]:
    """The features of a right boundary.

    Args:
        side: The piece and what the other members look like.
        at: Where the member ends.
        kind: What makes it a boundary.
        is_closed_later: Whether 等 or the repeated count follows.
        keeps_count: Whether the repeated count is in the member: 耕地红线三条控制线 for 耕地红线.
    """
    rest, tail = side.text[side.start : at], side.text[at : side.end]
    member, nouns = plain(rest) or rest, side.expected.nouns
    yield from side.describe(kind, member, tail)
    if is_closed_later:
        yield "closer_behind"
    if keeps_count:
        yield "keeps_count"
    if rest[-1] in _NEVER_LAST:
        yield "bad_end"
    if len(side.others) == 1 and member[-2:] == side.others[0][-2:]:
        yield f"{side.size}:ends_like_other_2"
    if not tail:
        if nouns and member.endswith(nouns):
            yield f"{side.size}:keeps_head_noun:others_{any(other.endswith(nouns) for other in side.others)}"
        return
    only_nouns = consists_of(tail, "tail")
    yield f"{side.size}:tail_nouns_{only_nouns}"
    yield f"{kind}:tail_nouns_{only_nouns}"
    if kind == "deng":
        yield from _behind_deng(side, at, tail[1:])
    elif tail[0] == "的":
        yield f"tail_of:{kind}"
    elif tail[0] == "(" and tail[-1] == ")":
        yield "tail_is_bracket"
    yield f"{kind}:tail_{min(len(tail), 4) if len(tail) < 7 else 7}"
    if len(tail) > 3:
        yield f"{kind}:tail_verb_{any(True for _ in find_words(side.text, at, side.end, 'verb'))}"
    if tail[0] in "(“" and tail[-1] not in ")”":
        yield "bracket_goes_on"


def _behind_deng(side: Side, at: int, behind: str) -> Iterator[str]:
    """Whether 等 closes the list: a count or class nouns follow it, or the member goes on like the others."""
    only_nouns = not behind or consists_of(behind, "tail")
    is_like = bool(behind) and any(other.endswith(behind[-2:]) for other in side.others)
    yield f"deng:nouns_{only_nouns}:like_{is_like}"
    if ANY_COUNT.match(side.text, at, side.end):
        yield "deng:count"
