"""Where a definition takes its head apart: “三区”指…；“三线”…, “1”指…“3”指…. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from glossary.chinese.headword import Counted
from glossary.chinese.numerals import number_forms
from glossary.chinese.script import to_hans
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece, normalize_definition

_OPENING, _CLOSING = "“‘(", "”’)"
_DEFINER = re.compile(
    r"\s*(?:的?则?(?:分别|主要|具体)?(?:是指|指的是|即[指为是]|指|即|是|为|就是|包括|对应|代表)"
    r"|[::,]\s*(?:分别|主要|具体)?(?:是指|指|即|就是|是|为)?|——|\s)"
)
# 三副城：, 三个目标是指: a noun that the head leaves out stands between label and colon.
_DEFINED_WITH_NOUN = re.compile(r"[\u4e00-\u9fff]{0,4}[”’]?(?:[::]|(?:是指|指|即|为|是)(?![导标挥数定引]))")
# Between the number of a digit formula and its list: 夯实一个根本保证，就是….
_LOOSELY_DEFINED = re.compile(
    r"(?:个|大|项|类|种|条|步|方面|重)?[^。;,:“”]{0,14}[”’]?[^。;,:“”]{0,8}[:,]?(?:即|就是|是指|指|具体|包括|:)"
)
# 四大支柱产业(甲、乙、丙、丁), with its list in brackets.
_LISTED_IN_BRACKETS = re.compile(r"(?:个|大|项|类|种|条|座|家|支)[^。;,:、“”()]{1,14}\((?=[^()]*、)")
_RESTATED = re.compile(r"[“‘][^”’]{1,12}[”’][^。;,:“]{0,8},?(?:即|就是|是指|指|分别是|:)")
# What stands before the next label: 第二个“2”.
_ORDINAL = re.compile("第[一二三四五六七八九]?个?$")
_UP_TO_DEFINER = re.compile(rf"[”’]?[^。;,:“]{{0,6}}?(?={_DEFINER.pattern})")
_UP_TO_QUOTE_OR_DEFINER = re.compile(rf"[^。;,:”]{{0,8}}?(?=[”’]|{_DEFINER.pattern})")
_REST_IN_QUOTES = re.compile(r"[^“”’、]{0,4}[”’]")
_NOUN_OF_FORMULA = re.compile("(?:工程|行动|计划|体系|模式|政策|格局|机制|产业|战略|布局|平台)+")


def find_core_stretches(definition: NormalizedDefinition, cores: Sequence[str]) -> list[Piece] | None:
    """For each of several cores of one head the stretch that explains it; ``None`` where one is not found.

    Args:
        definition: The normalized definition.
        cores: The cores, simplified and without quotes.
    """
    text = definition.text
    found: list[Piece] = []
    at = 0
    for core in cores:
        place = next(_places(text, core, at, len(text)), -1)
        label = _UP_TO_DEFINER.match(text, place + len(core)) if core and place >= 0 else None
        if not label:
            return None
        definer = _DEFINER.match(text, label.end())
        stop = definer.end() if definer else label.end()
        found.append((place - (text[place - 1 : place] in set(_OPENING)), stop))
        at = label.end()
    stops = [*(start for start, _ in found[1:]), len(text)]
    return [(end, stop) for (_, end), stop in zip(found, stops, strict=True)]


# What stands between the end of a sentence and the next core: its number, its modifier (甲、乙。（2）; 丙；农业科技).
_BEFORE_NEXT = re.compile(r"(?<=[。；;\n])[^。；;\n]{1,10}$")


def find_core_definitions(definition: str, cores: Sequence[str]) -> tuple[str, ...] | None:
    """What a definition says of each of several cores of one head; ``None`` where it does not take them one by one.

    >>> find_core_definitions("（1）三化：甲、乙、丙。（2）三农：丁、戊、己。", ["三化", "三农"])
    ('甲、乙、丙。', '丁、戊、己。')
    """
    stretches = find_core_stretches(normalize_definition(definition), [to_hans(core) for core in cores])
    if not stretches:
        return None
    parts = tuple(
        _BEFORE_NEXT.sub("", definition[slice(*stretch)]).strip(" \n\u3000、，,；;：:")
        if at + 1 < len(stretches)
        else definition[slice(*stretch)].strip(" \n\u3000：:")
        for at, stretch in enumerate(stretches)
    )
    return parts if all(len(part) > 1 and part[0] not in "”」" for part in parts) else None


def find_labelled(
    definition: NormalizedDefinition, stretch: Piece, groups: Sequence[Counted]
) -> list[Piece | None] | None:
    """For each group the stretch that explains it, from behind its label to the next label.

    Args:
        definition: The normalized definition.
        stretch: Where to look.
        groups: Numeral (``None`` for open) and shared part of each group of the head, simplified.

    Returns:
        A stretch for each group, ``None`` for a group without label; ``None`` altogether where no group is labelled.
    """
    start, end = stretch
    in_order = all(not shared for _, shared in groups)
    found: list[Piece | None] = []
    at = start
    for numeral, shared in groups:
        found.append(_label(definition, (numeral, shared), at, end))
        at = found[-1][1] if in_order and found[-1] else at  # the digits of a formula may repeat: 1139
    starts = sorted(label for label in found if label)
    if not starts or len(set(starts)) < len(starts):
        return None
    if len(starts) > 1 and all(label[1] > following[0] for label, following in pairwise(starts)):
        return None  # “三品一标”指: one label for all
    stops = dict(zip(starts, [*(begin for begin, _ in starts[1:]), end], strict=True))
    return [_stretch(definition, label[1], stops[label]) if label else None for label in found]


def _stretch(definition: NormalizedDefinition, start: int, end: int) -> Piece:
    text = definition.text
    if text[start - 1] == "(":
        end = next((closed for opened, closed in definition.pairs_in(start - 1, end) if opened == start - 1), end)
    start, end = definition.strip(start, end)
    ordinal = _ORDINAL.search(text, max(end - 3, start), end)
    end = ordinal.start() if ordinal else end
    restated = _RESTATED.match(text, start, end)
    start = restated.end() if restated else start
    return definition.strip(start + text.startswith("个", start), end)


_Rule = Callable[[str, int, str, int], Piece | None]


def _label(definition: NormalizedDefinition, group: Counted, start: int, end: int) -> Piece | None:
    """The first place that names the group and goes on to explain it: label's start, and where the rest begins."""
    numeral, shared = group
    rules = (_quoted_digit, _lone_digit, _loose) if not shared else (_named, _quoted_name, _abbreviated, _named_loosely)
    for rule in rules:
        label = _first_label(definition, group, rule, (start, end))
        if label:
            return label
    if numeral and _NOUN_OF_FORMULA.fullmatch(shared):  # “2” of 5+2工程
        return _first_label(definition, (numeral, ""), _quoted_digit, (start, end))
    return None


def _first_label(definition: NormalizedDefinition, group: Counted, rule: _Rule, stretch: Piece) -> Piece | None:
    """The first label that ``rule`` finds for any form of the group's numeral, not in a 《title》."""
    numeral, shared = group
    text = definition.text
    wanted = shared[: 1 if rule is _abbreviated else 2 if rule is _named_loosely else 3]
    labels = (
        label
        for form in number_forms(numeral)
        for place in _places(text, form + wanted, *stretch)
        if text.rfind("《", 0, place) <= text.rfind("》", 0, place)
        and (label := rule(text, place, form + shared, stretch[1]))
    )
    return min(labels, default=None)


def _places(text: str, wanted: str, start: int, end: int) -> Iterator[int]:
    at = text.find(wanted, start, end)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, end)


def _named(text: str, at: int, name: str, end: int) -> Piece | None:
    """“三区”指, 三区即, 三区：; of a long shared part the first three characters will do."""
    stop = at + min(len(name), 4)
    if len(name) > 5:
        rest = _UP_TO_QUOTE_OR_DEFINER.match(text, stop, end)
        stop = rest.end() if rest else stop
    elif not text.startswith(name, at):
        return None
    else:
        stop = at + len(name)
    stop += text[stop : stop + 1] in set(_CLOSING)
    definer = _DEFINER.match(text, stop, end)
    return (at - (text[at - 1 : at] in set(_OPENING)), definer.end()) if definer else None


def _named_loosely(text: str, at: int, name: str, end: int) -> Piece | None:
    """三副城：, 一个环境配套是指: the name with a noun behind it, at the beginning of a clause."""
    if not text.startswith(name[:2], at) or text[max(at - 1, 0) : at] not in {"", *"。;,:“‘和、\n"}:
        return None
    defined = _DEFINED_WITH_NOUN.match(text, at + len(name[:5]), end) if text.startswith(name[:5], at) else None
    return (at - (text[at - 1 : at] in set(_OPENING)), defined.end()) if defined else None


def _quoted_name(text: str, at: int, name: str, end: int) -> Piece | None:
    """“一芯驱动”，即…: a name that goes on within its quotes."""
    if text[at - 1 : at] not in set(_OPENING) or not text.startswith(name[:4], at):
        return None
    quoted = _REST_IN_QUOTES.match(text, at + len(name[:4]), end)
    if not quoted:
        return None
    definer = _DEFINER.match(text, quoted.end(), end)
    return (at - 1, definer.end()) if definer else None


def _abbreviated(text: str, at: int, name: str, end: int) -> Piece | None:
    """“双区”指… for 双区驱动: the first characters of a name, in quotes."""
    close = next((stop for stop in range(at + 2, min(at + len(name), end)) if text[stop] in _CLOSING), -1)
    if text[at - 1 : at] not in set(_OPENING) or close < 0 or not name.startswith(text[at:close]):
        return None
    definer = _DEFINER.match(text, close + 1, end)
    return (at - 1, definer.end()) if definer else None


def _quoted_digit(text: str, at: int, form: str, end: int) -> Piece | None:
    label = _lone_digit(text, at, form, end)
    definer = _DEFINER.match(text, at + len(form) + 1, end) if label else None
    return (at - 1, definer.end()) if definer else None


def _lone_digit(text: str, at: int, form: str, end: int) -> Piece | None:
    """“4”落实…; not the first of “1”和“2”为…, which are explained together."""
    stop = at + len(form)
    if text[at - 1 : at] not in set("“‘") or text[stop : stop + 1] not in set("”’"):
        return None
    return None if text[stop + 1 : stop + 2] in set("和与及、") or stop >= end else (at - 1, stop + 1)


def _loose(text: str, at: int, form: str, end: int) -> Piece | None:
    """夯实一个根本保证，就是…; 九大支柱产业包括：…."""
    if text[at - 1 : at] in set("0123456789十百第"):
        return None
    stop = at + len(form)
    defined = _LISTED_IN_BRACKETS.match(text, stop, end) or _LOOSELY_DEFINED.match(text, stop, end)
    return (at, defined.end()) if defined else None
