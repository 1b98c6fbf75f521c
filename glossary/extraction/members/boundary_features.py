"""What speaks for a boundary of a member: named features, absent or present. Pure.

A member should look like the others: as long as they are, with the same beginning or end, with the morpheme of its
group at the same place.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache

from glossary.extraction.members.normalized_definition import Piece
from glossary.extraction.members.readings import Expected
from glossary.extraction.members.words import beginning, consists_of, find_words, load_words, pattern_of, splits_word

_FRAMES = re.compile(r"[\s“”‘’*]+")
_BRACKETS = re.compile(r"\([^)]*\)")

OURS = re.compile("[我本全各][省市县区州国旗盟镇乡](?:境?内|的)?")
MEASURE = f"{pattern_of('measure')}|[县市省州镇乡村](?![场级域庄长])"
ANY_COUNT = re.compile(
    rf"(?:{pattern_of('before_count')})*(?<![0-9.第十])(?:[0-9]{{1,2}}|[二三四五六七八九十两]{{1,2}})\s?(?:{MEASURE})"
)


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """``text`` without quotes, white space and emphasis: what is compared."""
    return text if text.isalnum() else _FRAMES.sub("", text)


def share(part: float) -> str:
    """A share in words."""
    return "none" if part <= 0 else "all" if part >= 1 else "most" if part >= 0.5 else "some"


def plain_texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    """All texts that are not empty as they are compared."""
    return tuple(filter(None, map(plain, texts)))


def share_quoted(texts: tuple[str, ...]) -> str:
    """The share of texts that have quotes, in words."""
    return share(sum("”" in text for text in texts) / (len(texts) or 1))


@lru_cache(maxsize=20_000)
def _ends_in_noun(text: str) -> bool:
    """Whether ``text`` ends in class nouns: 产业 of 支柱产业."""
    return any(consists_of(text[-size:], "tail") for size in (2, 3, 4) if size < len(text))


def _begins_with_verb(text: str) -> bool:
    """Whether ``text`` begins with a verb that is not only part of a modifier: 具有核心竞争力的高地."""
    size = beginning(text[:4], "verb")
    return size > 0 and not ("的" in text and beginning(text[:4], "compound") >= size)


_RATIOS = (0.5, 0.75, 1.35, 1.8, 2.6)
_RATIO_NAMES = ("half", "shorter", "like", "longer", "twice", "far_longer")


def compared_length(text: str) -> int:
    """The length that is compared: explanations in brackets do not count."""
    return len(_BRACKETS.sub("", text)) if ")" in text else len(text)


class Side:
    """One side of one piece, and what the other members look like there."""

    def __init__(
        self, text: str, piece: Piece, others: tuple[str, ...], expected: Expected, quoted: str, *, is_left: bool
    ) -> None:
        self.text, (self.start, self.end) = text, piece
        self.others, self.expected, self.quoted, self.is_left = others, expected, quoted, is_left
        self.size = "one" if expected.count == 1 else "pair" if len(others) < 2 else "many"
        lengths = [compared_length(other) for other in others]
        self.mean = sum(lengths) / max(len(lengths), 1)
        self.edges = {other[0 if is_left else -1] for other in others}
        usual = max(set(lengths), key=lengths.count, default=0)
        is_usual = len(lengths) > 2 and lengths.count(usual) >= 0.6 * len(lengths)
        self.same = usual if is_usual or (len(lengths) > 1 and len(set(lengths)) == 1) else 0
        self.whole = self.name(text[self.start : self.end])
        self.typical = self.share_of(others, self.is_typical)
        self.with_of = self.share_of(others, lambda other: "的" in other)

    def share_of(self, others: tuple[str, ...], holds: Callable[[str], object]) -> str:
        """The share of the others of which something holds, in words."""
        return share(sum(map(bool, map(holds, others))) / (len(others) or 1))

    def is_typical(self, member: str) -> bool:
        """Whether a member begins with a verb, or on the right side ends in a class noun."""
        return _begins_with_verb(member) if self.is_left else _ends_in_noun(member)

    def name(self, member: str) -> str:
        """The length next to the others, in words."""
        length = compared_length(plain(member))
        if not self.mean:
            return "alone"
        return "equal" if length == self.same else _RATIO_NAMES[bisect_right(_RATIOS, length / self.mean)]

    def describe(self, kind: str, member: str, cut: str) -> list[str]:
        """Returns the features of both sides."""
        others, size, key, is_left = self.others, self.size, self.expected.key, self.is_left
        length = self.name(member)
        typical = f"typical_{self.is_typical(member)}:others_{self.typical}"
        features = [
            f"{size}:{kind}",
            f"{size}:{length}:whole_{self.whole}",
            f"{kind}:{typical}",
            f"{size}:{typical}",
            f"of_cut_{'的' in cut}:of_rest_{'的' in member}:others_{self.with_of}",
        ]
        if length == "equal":
            features.append(f"{kind}:equal")
        if member[0 if is_left else -1] in self.edges:
            if len(others) == 1:
                features.append("pair:like_other")
        elif len(others) > 1 and len(self.edges) == 1:
            features.append("unlike_others")
        at_edge = str.startswith if is_left else str.endswith
        if key and len(others) > 1 and at_edge(member, key):
            features.append(f"{size}:key_at_edge:others_{self.share_of(others, lambda other: at_edge(other, key))}")
        if key and key in cut:
            all_have = bool(others) and all(key in other for other in others)
            features.append(f"{size}:key_cut:kept_{key in member}:others_{all_have}")
        edge = cut[-2:] if is_left else cut.removeprefix("的")[:2]
        if edge and any(edge in other for other in others):
            features.append("cut_in_others")
        if cut and splits_word(self.text, self.start + len(cut) if is_left else self.end - len(cut)):
            features.append("splits_word")
        return features


_PREPOSITIONS = load_words("preposition")
_NEVER_FIRST = load_words("never_first") | frozenset("、,")
_NEVER_LAST = load_words("never_last") | frozenset("、")


def left_features(side: Side, at: int, kind: str, last_defined: int) -> tuple[str, ...]:
    """The features of a left boundary.

    Args:
        side: The piece and what the other members look like.
        at: Where the member begins.
        kind: What makes it a boundary.
        last_defined: The last place after a defining or leading word in the piece, -1 for none.
    """
    text, others = side.text, side.others
    cut, rest = text[side.start : at], text[at : side.end]
    member = plain(rest) or rest
    features = side.describe(kind, member, cut)
    add = features.append
    add(f"{kind}:leads_left_{last_defined > at}")
    if not cut:
        add(f"{side.size}:uncut_behind_{_mark(text, side.start - 1)}")
    if kind == "quote":
        add(f"quote_within_{text.find('”', at, side.end) < side.end - 1}:others_{side.quoted}")
    for role in ("scope", "preposition", "governing"):
        if beginning(member[:4], role):
            alike = side.share_of(others, lambda other, role=role: beginning(other[:4], role))  # type: ignore[misc]
            add(f"first_{role}:others_{alike}:{side.size}")
    if len(rest) > 1 and text.find(rest, side.end) > 0:
        add("recurs")
    if rest[0] in _PREPOSITIONS:
        add(f"begins_{rest[0]}:others_{rest[0] in side.edges}")
    if rest[0] in _NEVER_FIRST:
        add("bad_begin")
    if OURS.match(rest):
        add(f"begins_with_ours:others_{any(map(OURS.match, others))}")
    if cut and (consists_of(member, "tail") or (kind == "scope" and beginning(member[:4], "tail"))):
        add("only_class_nouns_left")
    features += _cut_features(side, at, kind, cut)
    features += _frame_features(side.size, cut, rest)
    if side.size == "one":
        inner = any(role == "governing" for _, _, role in find_words(text, at + 1, side.end, "governing", "compound"))
        add(f"one:verb_within_{inner}:starts_{beginning(member[:4], 'governing') > 0}")
    return tuple(features)


def _cut_features(side: Side, at: int, kind: str, cut: str) -> Iterator[str]:
    """What the text before a boundary is."""
    if kind in {"governing", "verb"}:  # 建设 follows a noun in 社会主义建设总路线
        words = find_words(side.text, side.start, at, *_LEADING_ROLES)
        yield f"{kind}:only_words_{sum(stop - start for start, stop, _ in words) == len(cut)}"
    if cut and cut[-1] in _PREPOSITIONS:
        yield f"behind_{cut[-1]}"
    if "," in cut:
        yield "cut_has_comma"
    if "、" in cut:
        yield f"{side.size}:cut_has_pause"  # 建设乙 of 推进甲、建设乙


_LEADING_ROLES = ("governing", "verb", "lead", "preposition", "scope", "compound")
_OUTER_MARKS = frozenset("、,;。:") | load_words("conjunction")


def _mark(text: str, at: int) -> str:
    """The mark at a place outside of a piece."""
    sign = text[at : at + 1].strip() if at >= 0 else ""
    return sign if sign in _OUTER_MARKS else "word" if sign else "edge"


def _frame_features(size: str, cut: str, rest: str) -> Iterator[str]:
    """Whether a member begins with 以, or is cut out behind it, and how the frame 以…为…的 goes on."""
    if cut[-1:] != "以" != rest[0]:
        return
    at = rest.find("为")
    going_on = "none" if at < 0 else "role_of" if "的" in rest[at:] else "comma" if "," in rest[at:] else "role"
    is_frame = at >= 0 or "的" in rest
    if cut[-1:] == "以":
        yield f"splits_frame:{size}:{going_on}"
        if is_frame:
            yield "splits_frame"  # 以长沙为核心的都市圈 is whole, or 都市圈 alone
    if rest[0] == "以":
        yield f"frame:{size}:{going_on}"
        if not is_frame:
            yield "half_frame"  # 以北部屏障、沿江湿地带为骨架


def right_features(side: Side, at: int, kind: str, *, is_closed_later: bool, keeps_count: bool) -> tuple[str, ...]:
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
    features = side.describe(kind, member, tail)
    add = features.append
    if is_closed_later:
        add("closer_behind")
    if keeps_count:
        add("keeps_count")
    if rest[-1] in _NEVER_LAST:
        add("bad_end")
    if "”" in rest and (tail or rest[-1] != "”"):
        add(f"quote:{'ends' if rest[-1] == '”' else 'within'}:others_{side.quoted}")
    if not tail:
        add(f"{side.size}:uncut_before_{_mark(side.text, side.end)}")
        if nouns and member.endswith(nouns):
            add(f"{side.size}:keeps_head_noun:others_{any(other.endswith(nouns) for other in side.others)}")
        return tuple(features)
    add(f"{kind}:tail_nouns_{consists_of(tail, 'tail')}")
    if kind == "et_cetera":
        behind = tail[1:]
        is_like = bool(behind) and any(other.endswith(behind[-2:]) for other in side.others)
        add(f"et_cetera:nouns_{not behind or consists_of(behind, 'tail')}:like_{is_like}")
    elif tail[0] == "的":
        add(f"tail_of:{kind}")
    add(f"{kind}:tail_{min(len(tail), 4) if len(tail) < 7 else 7}")
    if len(tail) > 3:
        add(f"{kind}:tail_verb_{any(True for _ in find_words(side.text, at, side.end, 'verb'))}")
    if "、" in tail or "," in tail:
        add(f"{side.size}:tail_has_{'comma' if ',' in tail else 'pause'}")
    if tail[0] in "(“" and tail[-1] not in ")”":
        add("bracket_goes_on")
    return tuple(features)
