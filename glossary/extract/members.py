"""The members that a definition enumerates for the numerals of its head. Pure.

The count of the head is a hard check, the morpheme that members share a soft one: of several ways to split a definition
the one is taken whose count agrees and whose members look alike; where nothing convinces, the groups stay empty, for a
wrong list is worse than none.
"""

import re
from collections.abc import Sequence
from itertools import permutations

from glossary.extract.components import find_labelled
from glossary.extract.enumerations import Enumeration, Piece, find_enumeration, without_gloss
from glossary.extract.phrases import Phrases, read_phrases
from glossary.extract.trimming import STRONG_LEAD
from glossary.han.heads import parse_head
from glossary.han.script import to_hans
from glossary.model import Group, MembersStatus

_Counted = tuple[int | None, str]


def find_members(head: str, definition: str) -> tuple[tuple[Group, ...], MembersStatus]:
    """The groups of ``head`` with the members that ``definition`` enumerates, and the count check over all.

    >>> groups, status = find_members("“五小”水利", "小水窖、小水池、小泵站、小塘坝、小水渠。")
    >>> groups[0].members, status.value
    (('小水窖', '小水池', '小泵站', '小塘坝', '小水渠'), 'complete')
    """
    counted = parse_head(head).groups
    if not counted:
        return (), MembersStatus.UNKNOWN
    lists = _lists(read_phrases(definition), [(numeral, to_hans(shared)) for numeral, shared in counted])
    groups = tuple(
        _group(definition, numeral, shared, members) for (numeral, shared), members in zip(counted, lists, strict=True)
    )
    return groups, _overall(groups)


def _lists(phrases: Phrases, groups: Sequence[_Counted]) -> list[Sequence[Piece]]:
    """For each group where its members stand, nothing where they are not told."""
    if len(groups) > 1:
        labelled = _labelled(phrases, groups)
        if labelled:
            return labelled
    counted = [(numeral, shared) for numeral, shared in groups if numeral]
    found = _in_one_list(phrases, [(numeral, _morpheme(shared)) for numeral, shared in counted])
    lists = iter(found or _doubled(phrases, counted) or [()] * len(counted))
    return [next(lists) if numeral else () for numeral, _ in groups]


def _morpheme(shared: str) -> str:
    """What members may be expected to share: 区 for 三区, 意识 for 四个意识, nothing of a long tail."""
    plain = re.sub(r"^(?:个方面|[个大项类种条张座场对])(?=.)", "", shared)
    plain = re.sub(r"(?:合一|联动|融合|位一体|同创|统筹|分置)$", "", plain)
    return plain[:4]


def _labelled(phrases: Phrases, groups: Sequence[_Counted]) -> list[Sequence[Piece]] | None:
    stretches = find_labelled(phrases, groups)
    if stretches is None:
        return None
    lists: list[Sequence[Piece]] = []
    for (numeral, shared), stretch in zip(groups, stretches, strict=True):
        if not numeral or stretch is None:
            lists.append(())
        elif numeral == 1:
            lists.append(_single(phrases, *stretch))
        else:
            found = find_enumeration(phrases, *stretch, [(numeral, _morpheme(shared))])
            lists.append(found.members if found else ())
    return lists


_VERB = re.compile(r"(?:建设|打造|构筑|构建|推动|推进|设立|建立|形成|搭建|一个|1个|建成|一套)+(?!.{0,3}$)")


def _single(phrases: Phrases, start: int, end: int) -> Sequence[Piece]:
    """The one member of 一家园: the first clause behind the label and its 指."""
    lead = STRONG_LEAD.match(phrases.text, *phrases.strip(start, end))
    start, end = phrases.strip(lead.end() if lead else start, end)
    depth = phrases.level(start)
    stop = next((mark.start for mark in phrases.marks_in(start, end, depth) if mark.cut >= 3), end)
    verb = _VERB.match(phrases.text, start, stop)
    member = without_gloss(phrases, phrases.strip(verb.end() if verb else start, stop))
    return (member,) if member[0] < member[1] else ()


def _in_one_list(phrases: Phrases, groups: Sequence[tuple[int, str]]) -> list[Sequence[Piece]] | None:
    """All groups as one list, cut in the order of the head or, where the members say so, in another one."""
    orders = list(permutations(range(len(groups)))) if len(groups) == 2 else [tuple(range(len(groups)))]
    best: tuple[float, Enumeration, tuple[int, ...]] | None = None
    for order in orders:
        found = find_enumeration(phrases, 0, len(phrases.text), [groups[index] for index in order])
        weight = (found.weight if found else 0.0) - (2.0 if order != orders[0] else 0.0)
        if found and (best is None or weight > best[0]):
            best = weight, found, order
    if best is None:
        return None
    lists: list[Sequence[Piece]] = [()] * len(groups)
    at = 0
    for index in best[2]:
        lists[index] = best[1].members[at : at + groups[index][0]]
        at += groups[index][0]
    return lists


def _doubled(phrases: Phrases, groups: Sequence[tuple[int | None, str]]) -> list[Sequence[Piece]] | None:
    """Two groups of one size with one list: 三抓三促 split within each member, 四水四定 whole with the first group."""
    if len(groups) != 2 or groups[0][0] != groups[1][0] or not groups[0][0]:
        return None
    found = find_enumeration(phrases, 0, len(phrases.text), [(groups[0][0], _morpheme(groups[0][1]))])
    if found is None:
        return None
    halves = [_halves(phrases, member, groups[1][1][:1]) for member in found.members]
    if all(halves) and _are_distinct(phrases, [half[0] for half in halves if half]):
        return [[half[0] for half in halves if half], [half[1] for half in halves if half]]
    return [found.members, ()]


def _halves(phrases: Phrases, member: Piece, second: str) -> tuple[Piece, Piece] | None:
    comma = next((mark for mark in phrases.marks_in(*member, phrases.level(member[0])) if mark.cut == 3), None)
    if comma:
        return phrases.strip(member[0], comma.start), phrases.strip(comma.end, member[1])
    at = phrases.text.find(second, member[0] + 1, member[1]) if second else -1
    return ((member[0], at), (at, member[1])) if at > 0 else None


def _are_distinct(phrases: Phrases, pieces: Sequence[Piece]) -> bool:
    return len({phrases.text[slice(*piece)] for piece in pieces}) == len(pieces)


def _group(definition: str, numeral: int | None, shared: str, pieces: Sequence[Piece]) -> Group:
    members = tuple(re.sub(r"\s*\n\s*|\*\*", "", definition[slice(*piece)]) for piece in pieces)
    return Group(numeral, shared, members, _status(numeral, len(members)))


def _status(numeral: int | None, found: int) -> MembersStatus:
    if numeral is None:
        return MembersStatus.OPEN
    if not found:
        return MembersStatus.UNKNOWN
    if found == numeral:
        return MembersStatus.COMPLETE
    return MembersStatus.PARTIAL if found < numeral else MembersStatus.CONFLICTING


def _overall(groups: Sequence[Group]) -> MembersStatus:
    """One status for all groups: the worst known one; complete beside an open group is open."""
    statuses = {group.status for group in groups}
    if MembersStatus.CONFLICTING in statuses:
        return MembersStatus.CONFLICTING
    if statuses <= {MembersStatus.UNKNOWN, MembersStatus.OPEN}:
        return MembersStatus.UNKNOWN if MembersStatus.UNKNOWN in statuses else MembersStatus.OPEN
    if MembersStatus.UNKNOWN in statuses or MembersStatus.PARTIAL in statuses:
        return MembersStatus.PARTIAL
    return MembersStatus.OPEN if MembersStatus.OPEN in statuses else MembersStatus.COMPLETE
