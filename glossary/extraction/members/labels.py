"""Where a definition takes its head apart: “三区”指…；“三线”…, “1”指…“3”指…. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from glossary.chinese.headword import Counted
from glossary.chinese.numerals import number_forms, number_pattern
from glossary.chinese.script import to_hans
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece, normalize_definition
from glossary.extraction.members.words import DEFINES_LABEL, pattern_of

LONG = 5
"""Code points of a shared part whose end a definition need not repeat."""
_ADVERB = f"(?:{pattern_of('defining_adverb')})?"
_DEFINER = rf"(?:\s*(?:的?则?{_ADVERB}{DEFINES_LABEL}|[::,]\s*{_ADVERB}(?:{DEFINES_LABEL})?|——|\s))"
_UNIT = f"(?:{pattern_of('unit')})"


class _LabelForm(NamedTuple):
    """One way in which a definition prints the label of a group; the numeral and the shared part change, this does not.

    Attributes:
        name: How much of the label is printed, see :func:`_names`.
        before: What precedes the name; the label begins where it does.
        behind: What follows the name.
    """

    name: str
    before: re.Pattern[str]
    behind: re.Pattern[str]


# In the order of preference.
_NAMED = (
    # “三区”指, 三区即, 三区：
    _LabelForm("whole", re.compile("[“‘(]?$"), re.compile(rf"[”’)]?{_DEFINER}")),
    # “一芯驱动”，即
    _LabelForm("beginning", re.compile("[“‘(]$"), re.compile(rf"[^“”’、]{{0,4}}[”’]{_DEFINER}")),
    # “双区”指 for 双区驱动
    _LabelForm("abbreviation", re.compile("[“‘(]$"), re.compile(rf"[”’)]{_DEFINER}")),
    # 一里指 for 一里出三贤
    _LabelForm("abbreviation", re.compile(r"(?:^|(?<=[。;\n]))$"), re.compile(rf"(?=是?指){DEFINES_LABEL}")),
    # “双城”，广州和深圳
    _LabelForm("whole", re.compile(r"(?:^|(?<=[。;\n]))[“‘]?$"), re.compile(r"[”’]?,(?=.)")),
    _LabelForm("abbreviation", re.compile(r"(?:^|(?<=[。;\n]))[“‘]$"), re.compile("[”’],(?=.)")),
    # 三副城：, 三个目标是指: between label and colon is a noun that the head omits
    _LabelForm(
        "beginning",
        re.compile(r"(?:^|(?<=[。;,:“‘和、\n]))[“‘]?$"),
        re.compile(rf"[\u4e00-\u9fff]{{0,4}}[”’]?(?:[::]|{DEFINES_LABEL}(?![数定]))"),
    ),
)
# The whole name of a long label is printed up to its end, whatever it is: “三区三线管控” of 三区三线管控体系.
_BEHIND_LONG = re.compile(rf"[^。;,:”]{{0,8}}?(?:[”’]{_DEFINER}|{_DEFINER})")
_NUMBERED = (
    # “3”指, 建设“3”个…平台：
    _LabelForm("numeral", re.compile("[“‘]$"), re.compile(rf"[”’](?:{_DEFINER}|{_UNIT}(?=.))")),
    # 四大支柱产业(甲、乙…), 夯实一个根本保证，就是…
    _LabelForm(
        "numeral",
        re.compile("(?<![0-9十百第])$"),
        re.compile(
            rf"(?:{_UNIT}[^。;,:、“”()]{{1,14}}\((?=[^()]*、)"
            rf"|{_UNIT}?[^。;,:“”]{{0,14}}[”’]?[^。;,:“”]{{0,8}}[:,]?(?:具体|:|(?![是为]){DEFINES_LABEL}))"
        ),
    ),
)
_NOUN_OF_FORMULA = re.compile(f"(?:{pattern_of('label_noun')})+")
# Text before the next label: 第二个“2”, or its verb: 聚焦一个目标，就是…；夯实一个保证，就是….
_BEFORE_LABEL = re.compile(r"第[一二三四五六七八九]?个?$|(?<=[;。])[^;。,、:“”\n]{1,6}$")


def _names(form: str, numeral: str, shared: str) -> tuple[str, ...]:
    """What is printed of the label of a group.

    The ``whole`` of it, its ``beginning`` (up to three characters of the shared part), an ``abbreviation`` (any number
    of them but not all), or the ``numeral`` alone. Of a long label the whole is only compared up to its beginning.
    """
    match form:
        case "whole":
            return (numeral + (shared if len(shared) < LONG else shared[:3]),)
        case "beginning":
            return (numeral + shared[:3],)
        case "abbreviation":
            return tuple(numeral + shared[:size] for size in range(1, len(shared)))
    return (numeral,)


def _find_names(text: str, names: Iterable[str], start: int, end: int) -> list[Piece]:
    """Every place of every name, from left to right, and at one place in the order of the names."""
    found: list[Piece] = []
    for name in names:
        at = text.find(name, start, end)
        while at >= 0:
            found.append((at, at + len(name)))
            at = text.find(name, at + 1, end)
    return sorted(found, key=itemgetter(0))


def _find_label(text: str, group: Counted, start: int, end: int) -> Piece | None:
    """The first place that names the group and goes on to explain it, not in a 《title》."""
    numeral, shared = group
    numbers = number_forms(numeral)
    is_formula = numeral is not None and _NOUN_OF_FORMULA.fullmatch(shared) is not None  # “2” of 5+2工程
    if not is_formula and all(text.find(number + shared[:1], start, end) < 0 for number in numbers):
        return None
    for form in (*_NAMED, *_NUMBERED[: int(is_formula)]) if shared else _NUMBERED:
        behind = _BEHIND_LONG if form.name == "whole" and len(shared) >= LONG else form.behind
        names = [name for number in numbers for name in _names(form.name, number, shared)]
        for at, stop in _find_names(text, names, start, end):
            before = form.before.search(text, max(at - 2, start), at)
            followed = behind.match(text, stop, end) if before else None
            in_title = text.rfind("《", 0, at) > text.rfind("》", 0, at)
            if before and followed and not in_title and followed.end() < end:
                return before.start(), followed.end()
    return None


def find_labelled(
    definition: NormalizedDefinition, stretch: Piece, groups: Sequence[Counted]
) -> list[Piece | None] | None:
    """For each group the stretch that explains it, from after its label to the next label.

    Args:
        definition: The normalized definition.
        stretch: Where to look.
        groups: Numeral (``None`` for open) and shared part of each group of the head, simplified.

    Returns:
        A stretch for each group, ``None`` for a group without label; ``None`` altogether where no group is labelled.
    """
    in_order = all(not shared for _, shared in groups)
    found: list[Piece | None] = []
    at, end = stretch
    for group in groups:
        found.append(_find_label(definition.text, group, at, end))
        at = found[-1][1] if in_order and found[-1] else at  # the digits of a formula may repeat: 1139
    starts = sorted(label for label in found if label)
    if not starts or len(set(starts)) < len(starts):
        return None
    if len(starts) > 1 and all(label[1] > following[0] for label, following in pairwise(starts)):
        return None  # “三品一标”指: one label for all
    stops = dict(zip(starts, [*(_before_label(definition.text, begin) for begin, _ in starts[1:]), end], strict=True))
    return [_stretch(definition, label[1], stops[label]) if label else None for label in found]


_OTHER_LABEL = re.compile(rf"(?<=[。;,\n])\s*[“‘][^“”‘’、,]{{2,12}}[”’](?:[:,]|{_DEFINER})")


def find_one_labelled(
    definition: NormalizedDefinition, stretch: Piece, groups: Sequence[Counted]
) -> list[Piece | None] | None:
    """The stretch of the only group where a definition explains others as well: “双区”，甲和乙；“双城”，丙和丁.

    Returns:
        One stretch, up to the next label of anything; ``None`` where nothing else is labelled.
    """
    text, (start, end) = definition.text, stretch
    label = _find_label(text, groups[0], start, end)
    behind = _OTHER_LABEL.search(text, label[1], end) if label else None
    if label is None or (behind is None and not _OTHER_LABEL.match(text, start, label[0])):
        return None
    return [_stretch(definition, label[1], behind.start() if behind else end)]


def _before_label(text: str, label: int) -> int:
    found = _BEFORE_LABEL.search(text, max(label - 8, 0), label)
    return found.start() if found else label


def _stretch(definition: NormalizedDefinition, start: int, end: int) -> Piece:
    text = definition.text
    if text[start - 1] == "(":
        end = next((closed for opened, closed in definition.pairs_in(start - 1, end) if opened == start - 1), end)
    start, end = definition.strip(start, end)
    return definition.strip(start + text.startswith("个", start), end)


@lru_cache(maxsize=128)
def count_behind(count: int, shared: str) -> re.Pattern[str]:
    """A count with its measure (等3个), or the group behind its members: 市、县、镇三级, 以主城区为“一核”."""
    number = number_pattern(count)
    measured = rf"(?:等)?(?<![0-9.第]){number}\s?[个大项类种条座家所片张]"
    if not shared:
        return re.compile(measured)
    quoted = rf"[等这为]?[“‘(]{number}{re.escape(shared[:1])}[^“”()]{{0,4}}[”’)]"
    named = rf"[等这为]?(?<![0-9.第]){number}{re.escape(shared[:2])}"
    forms = quoted if count == 1 else f"{named}|{quoted}"
    return re.compile(rf"{f'{measured}|' if count > 1 else ''}(?:{forms})(?![”’]?(?:{DEFINES_LABEL}|:))")


def is_named(text: str, group: Counted, start: int, end: int) -> bool:
    """Whether the numeral with what the group shares occurs; where it does not, a pattern for all heads is enough."""
    return any(text.find(form + group[1][:1], start, end) >= 0 for form in number_forms(group[0]))


_BEHIND_CORE = re.compile(rf"[”’]?[^。;,:“]{{0,6}}?{_DEFINER}")


def find_core_stretches(text: str, cores: Sequence[str]) -> list[Piece] | None:
    """For each of several cores of one head the stretch of ``text`` that explains it; ``None`` where one is not found.

    Args:
        text: The normalized definition.
        cores: The cores, simplified and without quotes.
    """
    found: list[Piece] = []
    for core in cores:
        place = text.find(core, found[-1][1] if found else 0) if core else -1
        label = _BEHIND_CORE.match(text, place + len(core)) if place >= 0 else None
        if not label:
            return None
        found.append((place - (text[place - 1 : place] in {"“", "‘", "("}), label.end()))
    stops = [*(start for start, _ in found[1:]), len(text)]
    return [(end, stop) for (_, end), stop in zip(found, stops, strict=True)]


# Text between the end of a sentence and the next core: its number, its modifier (甲、乙。（2）; 丙；农业科技).
_BEFORE_NEXT = re.compile(r"(?<=[。；;\n])[^。；;\n]{1,10}$")


def find_core_definitions(definition: str, cores: Sequence[str]) -> tuple[str, ...] | None:
    """Finds the stretch for each of several cores of one head; ``None`` if they are not explained one by one.

    >>> find_core_definitions("（1）三化：甲、乙、丙。（2）三农：丁、戊、己。", ["三化", "三农"])
    ('甲、乙、丙。', '丁、戊、己。')
    """
    stretches = find_core_stretches(normalize_definition(definition).text, [to_hans(core) for core in cores])
    texts = [definition[slice(*stretch)] for stretch in stretches or ()]
    parts = [_BEFORE_NEXT.sub("", text).strip(" \n\u3000、，,；;：:") for text in texts[:-1]]
    parts += [text.strip(" \n\u3000：:") for text in texts[-1:]]
    return tuple(parts) if parts and all(len(part) > 1 and part[0] not in "”」" for part in parts) else None
