"""Rules that find the words explaining a slogan, beside it or some lines below. Pure.

Every rule looks at a bounded stretch around one slogan and gives the extent of the explaining words or nothing.
The letters are those of docs/extraction.md, which has the measured precision of each.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from glossary.chinese.numerals import Numeral, find_numerals
from glossary.extraction.inline_definitions.list_spans import REACH, clause_start, list_of, without_lead
from glossary.extraction.slogans.score_slogans import LEXICALISED

BEHIND = 400
"""How far a rule looks ahead, code points."""

Extent = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Place:
    """One slogan where it stands.

    Attributes:
        text: The folded text of the document.
        start: Where the surface starts.
        end: Behind the surface and a footnote mark.
        core: The folded core.
        numerals: The numerals of the core.
        count: How many members the core promises in all; 0 where it promises none or leaves it open.
        rule: Which rule found the slogan.
    """

    text: str
    start: int
    end: int
    core: str
    numerals: tuple[Numeral, ...]
    count: int
    rule: str


_FOOTNOTE = re.compile(r"\s?(?:[〔\[［【][0-9]{1,3}[〕\]］】]|[①-⑳])")


def place_of(text: str, start: int, end: int, core: str, rule: str) -> Place:
    """The place of a slogan in the folded ``text``."""
    mark = _FOOTNOTE.match(text, end)
    numerals = find_numerals(core)
    values = [numeral.value for numeral in numerals]
    count = 0 if None in values else sum(value or 0 for value in values)
    return Place(text, start, mark.end() if mark else end, core, numerals, count, rule)


# P4: 即 and its kin. 即将, 指导 and the like are other words.
_TAIL = "(?P<tail>[\u4e00-\u9fff]{0,6}?)"
_MEANS = re.compile(
    _TAIL
    + "(?P<means>[，,：:]?[（(]?(?:即|也就是|就是|分别是|分别指|具体是指?|主要是指|主要指|指的是|是指|，指|,指|：指)"
    "(?![导定向挥标数引示责望出令南派战点使将可便时日刻席期墨付落采按今])[：:，,]?)"
)
# A sentence, or what one 即 explains in a row of them: “三个缩小”，即…；“五个提升”，即….
_SENTENCE_END = re.compile("[。！？\n]|；(?=“[^”\n]{1,20}”[，,：]?(?:即|就是|是?指))")
_CLAUSE_WORD = re.compile("[了的不也都]")


def that_is(place: Place) -> Extent:
    """P4: “三个高于”，即…; “三河三湖”（即：…）."""
    found = _MEANS.match(place.text, place.end, place.end + BEHIND)
    if not found or _CLAUSE_WORD.search(found["tail"]) or _says_the_same_verb(place, found):
        return None
    bracket = next((mark for mark in "（(" if mark in found[0]), None)
    end = _bracket_end(place.text, found.end()) if bracket else _sentence_end(place.text, found.end())
    if end - found.end() < 2 or ("分别" in found[0] and not _lists(place.text[found.end() : end], place.count)):
        return None
    return found.end(), end


def _says_the_same_verb(place: Place, found: re.Match[str]) -> bool:
    """选择“双减”就是选择健康成长 praises the thing and does not say what it is."""
    verb = place.text[max(0, place.start - 2) : place.start]
    is_bare = found["means"] in ("就是", "也就是") and not found["tail"]
    return is_bare and len(verb) == len("选择") and place.text.startswith(verb, found.end())


_SEPARATORS = ("；;", "、", "，,", "、，,")
_ANY_AND = re.compile("、|以及|和|及|与")
_OPENING = re.compile("[\u4e00-\u9fff]{0,4}[（(]")


def bracketed(place: Place) -> Extent:
    """P5: “两基”（…和…）, “三清一改”（清垃圾、清污泥、清杂物、改习惯）."""
    opening = _OPENING.match(place.text, place.end)
    if not opening:
        return None
    end = _bracket_end(place.text, opening.end())
    return (opening.end(), end) if end and _lists(place.text[opening.end() : end], place.count) else None


def _lists(stretch: str, count: int) -> bool:
    """Whether ``stretch`` lists ``count`` things between marks of one kind."""
    if any(list_of(stretch, count, separators) for separators in _SEPARATORS):
        return True
    # Two groups have their 和 in the middle: “三河三库”（甲河、乙河、丙河和甲库、乙库、丙库）.
    return count > 2 and len(_ANY_AND.split(stretch)) == count


_MEASURED = re.compile("[个大项类种条块张篇]")
_JOINT = re.compile("(?:等|这|的)?$")
# 甲县、乙县被列为全省“两大平原”: said of what is listed, no explanation.
_NAMED_AS = re.compile("被|列为|列入|入选|纳入|获评|跻身")
# 甲主义、乙理论和“三个提倡”重要思想: the slogan is itself the last of the row.
_THOUGHT = re.compile('[”」』"]?(?:重要)?(?:思想|理论|论述)')
LONGEST_OF_TWO = 12
"""What 和 alone joins before a slogan is a list of two only where both are short."""


def listed_before(place: Place) -> Extent:
    """P1: 批而未供、闲置、低效“三类用地”; 责任主体、目标任务、工作标准、时限要求“四明确”.

    Counts, and the core has a measure word or the items one length: 粮食产量、能耗“双控” lists no two controls.
    """
    known_word = place.core in LEXICALISED and (len(place.core) == 2 or place.count == 2)
    if place.count < 2 or len(place.numerals) > 1 or known_word:
        return None
    start = _list_start(place)
    if start is None or place.text.count("、", start, place.start) < place.count - 2:
        return None
    if _THOUGHT.match(place.text, place.end):
        return None
    stretch = _JOINT.sub("", place.text[start : place.start])
    items = without_lead(list_of(stretch, place.count))
    if not items or not _is_list(items, stretch, place):
        return None
    return start + stretch.index(items[0]), start + len(stretch)


def _list_start(place: Place) -> int | None:
    """Where the clause before the slogan starts; behind closing quotes only with a list mark.

    “光明”行动、儿童“两病” lists nothing: behind the quotes stands the rest of another item.
    """
    start = clause_start(place.text, place.start)
    if place.text[start - 1 : start] not in {"”", "）"}:
        return start
    return start + 1 if place.text.startswith("、", start) else None


def _is_list(items: list[str], stretch: str, place: Place) -> bool:
    if _NAMED_AS.search(items[-1]) or ("、" not in stretch and max(map(len, items)) > LONGEST_OF_TWO):
        return False
    return bool(_MEASURED.search(place.core[:3])) or _of_one_length(items)


def _of_one_length(items: list[str]) -> bool:
    return len({len(item) for item in items}) == 1 and len(items[0]) > 1


def quoted_before(place: Place) -> Extent:
    """P2: “产业升级、…民生”六大工程, “巩固、增强、提升、畅通”八字方针."""
    if place.rule != "numeral-behind-quotes":
        return None
    closing = max(place.text.rfind(mark, max(0, place.start - 10), place.start) for mark in '”」』"')
    opening = _opening(place.text, closing)
    if "、" in place.text[opening:closing]:
        return (opening + 1, closing) if 0 <= opening < closing - 1 else None
    for _ in range(place.count - 1):
        if opening < 0 or place.text[opening - 1] not in '”」』"':
            return None
        opening = _opening(place.text, opening - 1)
    return (opening, closing + 1) if opening >= 0 else None


def _opening(text: str, closing: int) -> int:
    """The opening mark of the quotation that closes at ``closing``, -1 where it is too far."""
    return max(text.rfind(mark, max(0, closing - REACH), max(0, closing)) for mark in '“「『"')


_CALLED = re.compile("[（(]?(?:以下)?(?:统称|合称|简称|并称|统称为|合称为|简称为|称为|称之为|俗称)[为“]?$")
_CALLED_ENDS = ("称", "为", "“", "\n")
"""What that ends with; $ looks past a line end."""


def called(place: Place) -> Extent:
    """P6: 行政执法公示制度、…制度（以下统称“三项制度”）; …统称“三品一标”."""
    is_near = place.text.endswith(_CALLED_ENDS, 0, place.start)
    found = _CALLED.search(place.text, max(0, place.start - 8), place.start) if is_near else None
    if not found:
        return None
    return _list_ending_at(place, found.start())


def _list_ending_at(place: Place, end: int) -> Extent:
    """The list of as many things as the core promises that ends at ``end``, without the verbs before it."""
    start = clause_start(place.text, end)
    stretch = place.text[start:end]
    items = list_of(stretch, place.count) if place.count > 1 else []
    return (start + stretch.index(without_lead(items)[0]), end) if items else None


_SAYS = re.compile('[”’"」]?(?:主要|分别|就)?(?:即|是?指|代表|是|为|：|:|，即|——)')
LEGEND_NEAR = 60
"""How near the first part of a legend must stand; code points."""


def legend(place: Place) -> Extent:
    """P7, in the same line: “1376”总体思路…“1”即…“3”即…; 一区两城：“一区”指…，“两城”指…."""
    if len(place.numerals) < 2:
        return None
    at, first = place.end, 0
    line_end = place.text.find("\n", at, at + 2 * BEHIND)
    line_end = at + 2 * BEHIND if line_end < 0 else line_end
    for part in _parts(place):
        start, at = _said(place.text, part, at, min(line_end, at + (BEHIND // 2 if first else LEGEND_NEAR)))
        if not start:
            return None
        first = first or start
    first -= place.text[first - 1] in '“‘"「'
    return first, _sentence_end(place.text, at) or at


def _said(text: str, part: str, at: int, end: int) -> tuple[int, int]:
    """Where ``part`` stands with a word of explaining behind it, and where the explanation starts; else (0, at)."""
    start = text.find(part, at, end)
    while start >= 0:
        says = _SAYS.match(text, start + len(part))
        if says:
            return start, says.end()
        start = text.find(part, start + 1, end)
    return 0, at


def _parts(place: Place) -> Iterator[str]:
    """一区, 两城; digits alone where the core is a code or a sum."""
    ends = [numeral.start for numeral in place.numerals[1:]] + [len(place.core)]
    for numeral, end in zip(place.numerals, ends, strict=True):
        part = place.core[numeral.start : end].strip("+、，")
        yield place.core[numeral.start : numeral.end] if part[:1].isascii() else part


LONGEST_ALIKE = 20
_NEXT = re.compile("[\u4e00-\u9fff]{0,8}[，,：:——]{1,2}")


def listed_behind(place: Place) -> Extent:
    """P9: 重点解决“两不愁三保障”问题，脱贫群众不愁吃、不愁穿，…; 把握“六个发展导向”，推动…转变、…转变."""
    if place.count < 3 or len(place.numerals) > 1 or place.core in LEXICALISED:
        return None
    lead = _NEXT.match(place.text, place.end)
    end = lead and _sentence_end(place.text, lead.end())
    if not lead or not end or end - lead.end() > BEHIND:
        return None
    stretch = place.text[lead.end() : end]
    told = lead[0][-1] in "：:"
    for clause in (stretch.partition("，")[0], stretch):
        for separators in _SEPARATORS:
            items = list_of(clause, place.count, separators)
            if items and (_of_its_kind(without_lead(items), place) or (told and _alike(without_lead(items)))):
                return lead.end(), lead.end() + len(clause)
    return None


def _alike(items: list[str]) -> bool:
    """Short items made alike: the same first or last character, or one length."""
    if max(map(len, items)) > LONGEST_ALIKE:
        return False
    return 1 in {
        len({item[:1] for item in items}),
        len({item[-1:] for item in items}),
        len({len(item) for item in items}),
    }


def _of_its_kind(items: list[str], place: Place) -> bool:
    """Whether the items say what the core says they share, or, where many are counted, all end alike.

    苦干、狠干、实干 for 三干; four and more …转变 for 六个发展导向.
    """
    shared = place.core[place.numerals[0].end :].lstrip("个大项类种条张")
    if 0 < len(shared) <= 2:
        return all(item.startswith(shared) for item in items) or all(item.endswith(shared) for item in items)
    return place.count > 3 and _MEASURED.search(place.core[:3]) is not None and len({item[-2:] for item in items}) == 1


_MIDDLE = re.compile("”为(?:核心|主要内容|内容)[的，]?[\u4e00-\u9fff]{0,8}$")


def taken_as(place: Place) -> Extent:
    """P10: 以“微创意、微配套、微改造”为核心的…“三微”."""
    reach = max(0, place.start - 20)
    closing = place.text.find("”为", reach, place.start)
    found = _MIDDLE.search(place.text, closing, place.start) if closing >= 0 else None
    return _list_ending_at(place, found.start()) if found else None


LONGEST_TOLD = 1200
"""A longer row of 一是…二是… is a chapter, not an explanation; code points."""
_FIRSTLY = re.compile("[\u4e00-\u9fff]{0,10}[：:，,。]\\s{0,10}(?=一是)")
_ORDINALS = "一二三四五六七八九十"


def told_one_by_one(place: Place) -> Extent:
    """P8: 抓好“三个一”：一是…；二是…；三是…, or as many dashed paragraphs below a line that ends with the slogan."""
    if not 2 <= place.count <= 10 or len(place.numerals) != 1:
        return None
    return _numbered_clauses(place) or _dashed_lines(place)


def _numbered_clauses(place: Place) -> Extent:
    lead = _FIRSTLY.match(place.text, place.end)
    if not lead:
        return None
    at = lead.end()
    for ordinal in _ORDINALS[: place.count]:
        at = place.text.find(f"{ordinal}是", at, at + BEHIND)
        if at < 0:
            return None
    if at - lead.end() > LONGEST_TOLD:
        return None
    further = f"{_ORDINALS[place.count]}是" if place.count < 10 else "\0"
    end = _sentence_end(place.text, at) or at + 2
    return None if further in place.text[at : at + BEHIND] else (lead.end(), end)


_LINE_END = re.compile("[\u4e00-\u9fff]{0,10}[：:。]?[*]{0,2}(?=\n)")
_DASHED = re.compile("\n{1,2}[ \u3000]*(?:——|—|--)[^\n]{1,200}")


def _dashed_lines(place: Place) -> Extent:
    lead = _LINE_END.match(place.text, place.end)
    if not lead:
        return None
    lines: list[re.Match[str]] = []
    while len(lines) <= place.count and (line := _DASHED.match(place.text, lines[-1].end() if lines else lead.end())):
        lines.append(line)
    return (lines[0].start() + 1, lines[-1].end()) if len(lines) == place.count else None


def _sentence_end(text: str, at: int) -> int:
    found = _SENTENCE_END.search(text, at, at + BEHIND)
    return found.start() if found else 0


_BRACKET = re.compile("[（()）]")


def _bracket_end(text: str, at: int) -> int:
    """Where the bracket opened before ``at`` closes, 0 where it does not within reach."""
    depth = 1
    for mark in _BRACKET.finditer(text, at, at + BEHIND):
        depth += 1 if mark[0] in "（(" else -1
        if depth == 0:
            return mark.start()
    return 0


@dataclass(frozen=True, slots=True)
class InlineRule:
    """A rule with the precision that was measured for it.

    Attributes:
        name: P1 … P10.
        precision: Share of its hits that were right when read.
        read: How many hits were read for that figure.
        find: The rule itself.
    """

    name: str
    precision: float
    read: int
    find: Callable[[Place], Extent]


# Hits in 700 published reports, read in context one by one: the definition is right when it tells what the slogan
# counts, a verb too many at its start forgiven.
RULES = (
    InlineRule("P6", 1.0, 1, called),
    InlineRule("P2", 1.0, 40, quoted_before),
    InlineRule("P7", 1.0, 5, legend),
    InlineRule("P4", 0.95, 39, that_is),
    InlineRule("P5", 0.97, 40, bracketed),
    InlineRule("P10", 1.0, 1, taken_as),
    InlineRule("P1", 0.91, 150, listed_before),
    InlineRule("P8", 0.98, 44, told_one_by_one),
    InlineRule("P9", 0.77, 13, listed_behind),
)
"""The rules in the order in which they are asked: of one slogan's glosses the first is kept."""
