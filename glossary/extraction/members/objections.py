"""What speaks against taking a row of pieces for a list. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from glossary.extraction.members.leading import GOVERNING, STRONG_LEAD
from glossary.extraction.members.parallels import has_morpheme, share_morpheme
from glossary.extraction.members.runs import Piece

Expected = tuple[int, str]
"""How many members a group promises, and what they are expected to share (simplified, may be empty)."""

_STRENGTH = {"、": 2, ",": 3, ";": 4, "。": 5}


@dataclass(frozen=True, slots=True)
class Listed:
    """A row, trimmed.

    Attributes:
        text: The image of the definition.
        pieces: Where the pieces stand, untrimmed.
        members: Where the members stand.
        texts: The members as plain text.
        groups: What was expected of them.
    """

    text: str
    pieces: tuple[Piece, ...]
    members: tuple[Piece, ...]
    texts: tuple[str, ...]
    groups: tuple[Expected, ...]


def objections(listed: Listed, support: float, *, ends: bool) -> float:
    """How much speaks against the list, not less than nothing.

    Args:
        listed: The list.
        support: What speaks for it apart from its place: two halves of a sentence need much of it.
        ends: Whether something closes the list, or the sentence ends with it.
    """
    text, members = listed.text, listed.members
    against = 0.0 if ends else _strays(listed)
    against += _half_sentences(listed, support)
    against += 8.0 * all(map(_is_label, listed.texts, listed.groups))
    against += 20.0 * all(map(_ORDINAL.fullmatch, listed.texts))
    against += 4.0 * _begins_within_run(listed)
    against += 1.5 * bool(_MODIFIES.match(text, members[-1][1]))
    against += 4.0 * _only_counts_one(listed)
    against += 3.0 * _only_helps(listed)
    against += 3.0 * _goes_on(listed)
    if "》" in text:
        against += 3.0 * any(text.count("《", *member) != text.count("》", *member) for member in members)
    if STRONG_LEAD.search(text, members[1][0], members[-1][1]):
        against += 2.0 * any(STRONG_LEAD.search(text, *member) for member in members[1:])
    return against + 1.5 * _mixes_marks(listed)


_MODIFIES = re.compile("等?为.{1,2}的")
"""Behind 以甲、乙、丙: 为主的产业 tells of the 产业."""


_GOES_ON = re.compile("是|再|且|也|则|从而|进而|以便|因此|同时|其中|其(?![他它])")


def _goes_on(listed: Listed) -> bool:
    """Whether a clause behind the first one goes on with the sentence (再…, 从而…), and most others do not."""
    if "," not in listed.text[listed.members[0][1] : listed.members[-1][0]]:
        return False
    begun = [bool(_GOES_ON.match(member)) for member in listed.texts]
    return not begun[0] and 0 < sum(begun) < len(begun) / 2 + 1


def _only_counts_one(listed: Listed) -> bool:
    """Whether each group has one member and fewer than half of them their morpheme: 一村一事 told in a sentence."""
    if any(count != 1 or not shared for count, shared in listed.groups):
        return False
    having = sum(shared[0] in member for member, (_, shared) in zip(listed.texts, listed.groups, strict=True))
    return 2 * having < len(listed.groups)


_HELPS = re.compile("等?为(?:依托|节点|纽带|契机|抓手|牵引|导向|遵循)")


def _only_helps(listed: Listed) -> bool:
    """以甲、乙为依托，打造丙、丁: what helps is told before what the head counts."""
    first, last = listed.members[0][0], listed.members[-1][1]
    return "以" in listed.text[max(first - 1, 0) : first + 1] and bool(_HELPS.match(listed.text, last))


_ORDINAL = re.compile("[以第]?[一二三四五六七八九十0-9]{1,2}[个步项条问次]?")


def strength(between: str) -> int:
    """How strongly what stands between two pieces parts them; 1 for 和 and for quotes side by side."""
    return max((_STRENGTH.get(character, 1) for character in between), default=1)


def _is_label(member: str, expected: Expected) -> bool:
    """一网、一门、一次 only says the head again."""
    count, shared = expected
    is_short = count == 1 and len(member) <= len(shared) + 1
    return is_short and member.startswith(("一", "1")) and member[1:].startswith(shared)


def _strays(listed: Listed) -> float:
    """A run that goes on behind the list speaks against it, unless all members share what the rest does not."""
    text, pieces = listed.text, listed.pieces
    last = pieces[-1][1]
    behind, between = text[last : last + 1], text[pieces[-2][1] : pieces[-1][0]]
    if behind not in {"、", ",", "和", "及"} or (behind == "," and "," not in between):
        return 0.0
    shared = listed.groups[0][1][:1] if len(listed.groups) == 1 else ""
    goes_on_sharing = bool(shared) and has_morpheme(text[last : last + 20], shared)
    if shared and not goes_on_sharing and share_morpheme([text[slice(*member)] for member in listed.members], shared):
        return 0.5
    if behind != "、":
        return 2.0
    return 6.0 if goes_on_sharing else 4.0


def _begins_within_run(listed: Listed) -> bool:
    """The run begins before the list, and no more than a verb of the first member says that the list begins here."""
    text, start = listed.text, listed.pieces[0][0]
    if start == 0 or text[start - 1] != "、":
        return False
    verb = GOVERNING.match(text, start)
    first = listed.members[0][0]
    return first - start <= (text[start] in '“‘"') or (verb is not None and verb.end() == first)


def _mixes_marks(listed: Listed) -> bool:
    """Some pieces of a group end with a comma and some with 、 or 和: clauses rather than members."""
    marks = [listed.text[left[1] : right[0]].strip()[:1] for left, right in pairwise(listed.pieces)]
    begin = 0
    for count, _ in listed.groups:
        within = set(marks[begin : begin + count - 1])
        if "," in within and len(within) > 1:
            return True
        begin += count
    return False


def _half_sentences(listed: Listed, support: float) -> float:
    """Any sentence with 和 has two halves; they are members where they are alike, or clearly announced."""
    pieces, texts = listed.pieces, listed.texts
    if len(pieces) != 2 or strength(listed.text[pieces[0][1] : pieces[1][0]]) > 1:
        return 0.0
    if _lack_morphemes(texts, listed.groups) or any("," in member for member in texts):
        return 3.0
    if support > 5:
        return 0.0
    is_even = abs(len(texts[0]) - len(texts[1])) <= 1
    return 1.0 if is_even or support >= 4.5 else 2.5


def _lack_morphemes(texts: Sequence[str], groups: Sequence[Expected]) -> bool:
    """Of two groups of one, whether a member is without its morpheme."""
    if len(groups) != 2:
        return False
    return not all(share_morpheme([member], shared) for member, (_, shared) in zip(texts, groups, strict=True))
