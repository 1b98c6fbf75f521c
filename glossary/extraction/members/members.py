"""The members that a definition enumerates for the numerals of its head. Pure.

The count of the head is a hard check, the morpheme that members share a soft one: of several ways to split a definition
the one is taken whose count agrees and whose members look alike; where nothing convinces, the groups stay empty, for a
wrong list is worse than none.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from glossary.chinese.headword import Counted, Headword, parse_headword
from glossary.chinese.numerals import number_pattern
from glossary.chinese.script import to_hans
from glossary.extraction.members.clauses import find_adjoining_groups, find_by_clauses, find_one_of_open
from glossary.extraction.members.components import find_cores, find_labelled
from glossary.extraction.members.enumerations import Enumeration, find_enumeration
from glossary.extraction.members.leading import STRONG_LEAD, keeps_pairs
from glossary.extraction.members.objections import Expected
from glossary.extraction.members.parallels import share_morpheme
from glossary.extraction.members.phrases import Cut, Phrases, read_phrases
from glossary.extraction.members.reductions import without_gloss, without_noun, without_part_played, without_qualifier
from glossary.extraction.members.runs import Piece
from glossary.model import Group, MembersStatus, roll_up_statuses

Members = Sequence[Piece]
# 四水四定 has one list for both groups; it stands with the first, and the second is complete all the same.
_TOLD_WITH_FIRST: Members = [(0, 0)]


def find_members(head: str, definition: str) -> tuple[tuple[Group, ...], MembersStatus]:
    """The groups of ``head`` with the members that ``definition`` enumerates, and the count check over all.

    Args:
        head: As printed; its numerals say how many groups there are and how large each is.
        definition: As printed, in either script; only its first ``LONGEST`` code points are looked at.

    Returns:
        The groups in the order of the head, members as printed without line ends and emphasis marks, none where
        nothing convinces; and one status for all. A head that counts nothing has no groups and status ``unknown``.

    >>> groups, status = find_members("“五小”水利", "小水窖、小水池、小泵站、小塘坝、小水渠。")
    >>> groups[0].members, status.value
    (('小水窖', '小水池', '小泵站', '小塘坝', '小水渠'), 'complete')
    """
    parsed = parse_headword(head)
    if not parsed.groups:
        return (), MembersStatus.UNKNOWN
    phrases = read_phrases(definition)
    lists = _without_nouns(phrases, _lists(phrases, parsed), parsed)
    if parsed.qualifier:
        qualifier = to_hans(parsed.qualifier)
        lists = [without_qualifier(phrases, members, qualifier) for members in lists]
    groups = tuple(
        _group(definition, numeral, shared, members)
        for (numeral, shared), members in zip(parsed.groups, lists, strict=True)
    )
    return groups, roll_up_statuses(group.status for group in groups)


# Not 地区, 平台, 资金: they rather belong to the last member.
_HEAD_NOUN = re.compile(
    "工程|行动|改革|提升|联动|融合|合一|计划|规划|保障|清单|机制|战略|活动|措施|任务|项目|门诊|经费|企业|安全"
)
_LONG_NOUN = 3


def _without_nouns(phrases: Phrases, lists: Sequence[Members], head: Headword) -> list[Members]:
    """The lists without the noun the head ends in (工程 of 五大工程, 联动 of 四医联动) where only the last has it."""
    tails = _endings([to_hans(head.tail)])
    nouns = _endings([*(to_hans(shared[1:]) for _, shared in head.groups), to_hans(head.tail)])
    bare: list[Members] = []
    for members in lists:
        if len(members) == 1 and members is not _TOLD_WITH_FIRST:
            beside = [member for others in lists if others is not members for member in others]
            bare.append(without_noun(phrases, [*beside, *members], tails)[len(beside) :])
        else:
            bare.append(without_noun(phrases, members, nouns))
    return bare


def _endings(tails: Sequence[str]) -> list[str]:
    """What the tails of a head end in, the longest first: 预防体系 of 重预防体系, 工程."""
    endings = {tail[-2:] for tail in tails if _HEAD_NOUN.fullmatch(tail[-2:])}
    endings |= {tail[-size:] for tail in tails for size in range(_LONG_NOUN, len(tail) + 1)}
    return sorted(endings, key=len, reverse=True)


def _lists(phrases: Phrases, head: Headword) -> list[Members]:
    """For each group of the head where its members stand, nothing where they are not told."""
    named = _named_in_head(phrases, head)
    if named:
        return [named]
    by_core = [[(numeral, to_hans(shared)) for numeral, shared in groups] for groups in head.groups_by_core]
    if len(by_core) > 1:
        stretches = find_cores(phrases, [to_hans(core) for core in head.cores])
        if stretches:
            told = zip(by_core, stretches, strict=True)
            return [members for groups, stretch in told for members in _lists_in(phrases, *stretch, groups)]
    return _lists_in(phrases, 0, len(phrases.text), [group for groups in by_core for group in groups])


def _named_in_head(phrases: Phrases, head: Headword) -> Members:
    """What stands behind each label that the head lists itself: “租”，就是租赁…；“售”，就是… of “租、售”双轮驱动."""
    labels = to_hans(head.qualifier).split("、")
    if len(head.groups) != 1 or len(labels) != head.groups[0][0] or max(map(len, labels)) > _LONGEST_LABEL:
        return ()
    stretches = find_cores(phrases, [f"“{label}”" for label in labels])
    if not stretches:
        return ()
    clauses = [phrases.split(*stretch, phrases.level(stretch[0]), _CLAUSES)[:1] for stretch in stretches]
    return [clause[0] for clause in clauses] if all(clauses) else ()


_LONGEST_LABEL = 4


def _lists_in(phrases: Phrases, start: int, end: int, groups: Sequence[Counted]) -> list[Members]:
    """The members of each group within one stretch."""
    start, end = phrases.strip(start, end)
    if len(groups) > 1:
        labelled = _labelled(phrases, start, end, groups)
        if labelled:
            return labelled
    if len(groups) == 1 and groups[0][1].startswith("字"):
        return [_of_characters(phrases, start, end, groups[0][0] or 0)]
    counted = [(numeral, _morpheme(shared)) for numeral, shared in groups if numeral]
    found = (
        find_adjoining_groups(phrases, start, end, counted)
        or _halved(phrases, start, end, counted)
        or _in_one_list(phrases, start, end, counted)
        or _in_turn(phrases, start, end, counted)
        or find_by_clauses(phrases, start, end, counted)
        or _doubled(phrases, start, end, counted)
        or _of_another_number(phrases, start, end, counted)
        or (find_one_of_open(phrases, start, end, counted) if len(groups) > 1 else None)
    )
    lists = iter(found or [()] * len(counted))
    return [next(lists) if numeral else () for numeral, _ in groups]


def _of_characters(phrases: Phrases, start: int, end: int, characters: int) -> Members:
    """八字方针 counts characters: four members of two, or two of four."""
    for length in (2, 4, 3):
        count, rest = divmod(characters, length)
        found = find_enumeration(phrases, start, end, [(count, "")]) if not rest else None
        if found and all(stop - begin == length for begin, stop in found.members):
            return found.members
    return ()


_COUNTED_BY = re.compile("^(?:个方面|[个大项类种条张座场对])(?=.)")
_TOGETHER = re.compile("(?<=.)(?:合一|联动|融合|位一体|统筹|分置|协同|[同共齐联][创建治管抓育促进]|并[举重进])$")


def _morpheme(shared: str) -> str:
    """What members may be expected to share: 区 for 三区, 意识 for 四个意识, nothing of a long tail."""
    plain = _TOGETHER.sub("", _COUNTED_BY.sub("", shared))
    return plain[:4]


def _labelled(phrases: Phrases, start: int, end: int, groups: Sequence[Counted]) -> list[Members] | None:
    stretches = find_labelled(phrases, start, end, groups)
    if stretches is None:
        return None
    lists: list[Members] = []
    for (numeral, shared), stretch in zip(groups, stretches, strict=True):
        if not numeral or stretch is None:
            lists.append(())
        elif numeral == 1:
            lists.append(_single(phrases, *stretch, shared))
        else:
            found = find_enumeration(phrases, *stretch, [(numeral, _morpheme(shared))], trust=1.0)
            lists.append(found.members if found else _two_halves(phrases, *stretch, numeral))
    told = [numeral for (numeral, _), members in zip(groups, lists, strict=True) if members]
    missing = [numeral for (numeral, _), members in zip(groups, lists, strict=True) if numeral and not members]
    if missing and set(told) <= {1}:
        if {numeral for numeral, _ in groups} == {1}:
            return None  # “一厅受理”, “一屏查询” only look like labels
        return [()] * len(groups)  # what stands behind “1” alone is no list
    return lists


def _two_halves(phrases: Phrases, start: int, end: int, numeral: int) -> Members:
    """The two things behind a label where nothing but one 和 stands between them."""
    start, end = phrases.strip(start, end)
    marks = phrases.marks_in(start, end, phrases.level(start))
    if numeral != _PAIR or [mark.cut for mark in marks] != [Cut.CONJUNCTION]:
        return ()
    return [phrases.strip(start, marks[0].start), phrases.strip(marks[0].end, end)]


_PAIR = 2
_VERB = re.compile(r"(?:建设|打造|构筑|构建|培育|推动|推进|设立|建立|形成|搭建|一个|1个|建成|一套)+(?!.{0,3}$|的)")
_COUNTED_AS_ONE = re.compile("(?:一|1)[个项条份][^,:;。、]{1,12}[,:]?(?:即|就是|是指|为|:)")
# What a quotation that is the only member may be called behind it: 围绕“甲、乙”总目标.
_CALLED = re.compile(
    "(?:的|这)?(?:[一1]个|总|总体|奋斗|发展)*(?:目标|要求|主线|主题|任务|思路|方针|定位|愿景|优势|理念|主题)"
)
_BY_MEANS = re.compile("[^,;。]{0,4}以.+为")


def _single(phrases: Phrases, start: int, end: int, shared: str) -> Sequence[Piece]:
    """The one member of 一家园: the clause behind the label that has its morpheme, else the first."""
    start, end = phrases.strip(start, end)
    lead = STRONG_LEAD.match(phrases.text, start, end) or _COUNTED_AS_ONE.match(phrases.text, start, end)
    start, end = phrases.strip(lead.end() if lead else start, end)
    clauses = phrases.split(start, end, phrases.level(start), _CLAUSES)
    if not clauses:
        return ()
    having = [clause for clause in clauses if shared and shared[0] in phrases.text[slice(*clause)]]
    plain = (clause for clause in having if not _BY_MEANS.fullmatch(phrases.text[slice(*clause)]))
    start, stop = next(plain, having[0] if having else clauses[0])
    quoted = _called_quotation(phrases, start, stop)
    if quoted:
        return (quoted,)
    verbs = [
        verb
        for verb in _VERB.finditer(phrases.text, start, stop)
        if keeps_pairs(phrases.text, start, verb.end()) and _names_it(phrases.text, verb, start, stop, shared)
    ]
    member = without_gloss(phrases, phrases.strip(verbs[-1].end() if verbs else start, stop))
    member = without_part_played(phrases.text, member, shared)
    return (member,) if member[0] < member[1] else ()


def _called_quotation(phrases: Phrases, start: int, stop: int) -> Piece | None:
    """The quotation that a clause is about: 围绕“富民、兴市”一个目标."""
    for opened, closed in phrases.pairs_in(start, stop):
        called = _CALLED.match(phrases.text, closed + 1, stop) if phrases.text[opened] in "“‘" else None
        if called and called.end() == stop:
            return opened + 1, closed
    return None


def _names_it(text: str, verb: re.Match[str], start: int, stop: int, shared: str) -> bool:
    """Whether what is built (筛选出项目并建立省级项目库) is what stands behind the verb: it has the morpheme."""
    return verb.start() == start or bool(shared and shared[0] in text[verb.end() : stop])


def _in_one_list(phrases: Phrases, start: int, end: int, groups: Sequence[Expected]) -> list[Members] | None:
    """All groups as one list, cut in the order of the head or, where the members say so, in the other one."""
    found = find_enumeration(phrases, start, end, groups)
    lists = _cut(found.members, groups) if found else None
    if len(groups) != 2 or (lists and _all_share(phrases, lists, groups)):
        return lists
    turned = find_enumeration(phrases, start, end, groups[::-1])
    turned_lists = _cut(turned.members, groups[::-1])[::-1] if turned else None
    return turned_lists if turned_lists and _all_share(phrases, turned_lists, groups) else lists


def _cut(members: Members, groups: Sequence[Expected]) -> list[Members]:
    ends = list(accumulate(count for count, _ in groups))
    return [members[end - count : end] for end, (count, _) in zip(ends, groups, strict=True)]


def _all_share(phrases: Phrases, lists: Sequence[Members], groups: Sequence[Expected]) -> bool:
    return all(
        share_morpheme([phrases.text[slice(*member)] for member in members], shared)
        for members, (_, shared) in zip(lists, groups, strict=True)
    )


def _in_turn(phrases: Phrases, start: int, end: int, groups: Sequence[Expected]) -> list[Members] | None:
    """Each group in a clause of its own that says the number again: 甲、乙3个千亿级产业，丙、丁2个…."""
    if len(groups) < 2 or any(count < 2 for count, _ in groups):
        return None
    clauses = iter(phrases.split(start, end, phrases.level(start), _CLAUSES))
    lists: list[Members] = []
    for count, shared in groups:
        said_again = re.compile(rf"(?<![0-9.]){number_pattern(count)}[个大项类种条座家条座所]")
        clause = next((clause for clause in clauses if said_again.search(phrases.text, *clause)), None)
        found = find_enumeration(phrases, *clause, [(count, shared)]) if clause else None
        if found is None:
            return None
        lists.append(found.members)
    return lists


_CLAUSES = frozenset({Cut.SENTENCE, Cut.SEMICOLON, Cut.COMMA})


def _halved(phrases: Phrases, start: int, end: int, groups: Sequence[Expected]) -> list[Members] | None:
    """Two groups of one size, each member of the list with a part for either: 抓学习促提升、抓执行促落实."""
    if len(groups) != 2 or groups[0][0] != groups[1][0]:
        return None
    found = find_enumeration(phrases, start, end, [(groups[0][0], "")])
    halves = [_halves(phrases, member, groups) for member in found.members] if found else [None]
    if not all(halves):
        return None
    lists: list[Members] = [[half[0] for half in halves if half], [half[1] for half in halves if half]]
    return lists if all(_are_distinct(phrases, members) for members in lists) else None


def _doubled(phrases: Phrases, start: int, end: int, groups: Sequence[Expected]) -> list[Members] | None:
    """Two groups of one size that are told by one list: 四水四定, 三最三严."""
    if len(groups) != 2 or groups[0][0] != groups[1][0]:
        return None
    found = find_enumeration(phrases, start, end, groups[:1])
    return [found.members, _TOLD_WITH_FIRST] if found else None


_CLEARLY = 5.0
_MOST_COUNTED = 12


def _of_another_number(phrases: Phrases, start: int, end: int, groups: Sequence[Expected]) -> list[Members] | None:
    """A list that clearly answers the head and has another number of members: 四上 told with six kinds."""
    if len(groups) != 1 or not 2 < groups[0][0] <= _MOST_COUNTED:
        return None
    count, shared = groups[0]
    best: Enumeration | None = None
    for other in {*range(max(count - 2, 3), 2 * count + 1)} - {count}:
        found = find_enumeration(phrases, start, end, [(other, shared)])
        if found and found.weight >= _CLEARLY and (best is None or found.weight > best.weight):
            between = phrases.text[found.members[0][1] : found.members[-1][0]]
            best = best if "," in between or ";" in between else found
    return [best.members] if best else None


def _halves(phrases: Phrases, member: Piece, groups: Sequence[Expected]) -> tuple[Piece, Piece] | None:
    """Where the part for the second group begins: behind a comma, or at the morpheme of the second group."""
    first, second = (shared[:1] for _, shared in groups)
    clauses = phrases.split(*member, phrases.level(member[0]), _CLAUSES)
    if len(clauses) == 2 and second and second in phrases.text[slice(*clauses[1])]:
        return clauses[0], clauses[1]
    at = phrases.text.find(second, member[0] + 1, member[1]) if second and len(clauses) == 1 else -1
    return ((member[0], at), (at, member[1])) if at > 0 and first in phrases.text[member[0] : at] else None


def _are_distinct(phrases: Phrases, pieces: Sequence[Piece]) -> bool:
    return len({phrases.text[slice(*piece)] for piece in pieces}) == len(pieces)


def _group(definition: str, numeral: int | None, shared: str, pieces: Sequence[Piece]) -> Group:
    if pieces is _TOLD_WITH_FIRST:
        return Group(numeral, shared, (), MembersStatus.COMPLETE)
    members = tuple(re.sub(r"\s*\n\s*|\*\*", "", definition[slice(*piece)]) for piece in pieces)
    counted = len("".join(members)) if shared.startswith("字") else len(members)
    return Group(numeral, shared, members, _status(numeral, counted))


def _status(numeral: int | None, found: int) -> MembersStatus:
    if numeral is None:
        return MembersStatus.OPEN
    if not found:
        return MembersStatus.UNKNOWN
    if found == numeral:
        return MembersStatus.COMPLETE
    return MembersStatus.CONFLICTING
