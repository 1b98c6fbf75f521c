"""Where a definition takes its head apart: “三区”指…；“三线”…, “1”指…“3”指…. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from glossary.chinese.headword import Counted
from glossary.chinese.numerals import number_forms, number_pattern
from glossary.chinese.script import to_hans
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece, normalize_definition

LONG = 5
"""Code points of a shared part whose end a definition need not repeat."""
_DEFINER = (
    r"(?:\s*(?:的?则?(?:分别|主要|具体)?(?:是指(?![导标挥引])|指的是|即[指为是]|指|即|是|为|就是|包括|对应|代表)"
    r"|[::,]\s*(?:分别|主要|具体)?(?:是指|指|即|就是|是|为)?|——|\s))"
)
_MEASURE = "(?:个|大|项|类|种|条|步|方面|重|座|家|支)"


class _LabelForm(NamedTuple):
    """One way in which a definition prints the label of a group; the numeral and the shared part change, this does not.

    Attributes:
        name: How much of the label is printed, see :func:`_names`.
        begin: Where a label begins whose name is at a place, -1 where none does.
        behind: What follows the name.
    """

    name: str
    begin: Callable[[str, int, int], int]
    behind: re.Pattern[str]


def _opened(text: str, at: int, start: int) -> int:
    """With an opening mark."""
    return at - 1 if at > start and text[at - 1] in "“‘(" else -1


def _maybe_opened(text: str, at: int, start: int) -> int:
    """With or without an opening mark."""
    return at - (at > start and text[at - 1] in "“‘(")


def _opens_clause(text: str, at: int, start: int) -> int:
    """At the beginning of a clause, with or without a quote."""
    if at > start and text[at - 1] in "“‘" and (at == 1 or text[at - 2] in _BEFORE_CLAUSE):
        return at - 1
    return at if not at or text[at - 1] in _BEFORE_CLAUSE else -1


def _opens_sentence(text: str, at: int, start: int) -> int:
    """At the beginning of a sentence or of a clause behind a semicolon, with or without a quote."""
    begin = _maybe_opened(text, at, start)
    return begin if not begin or text[begin - 1] in "。;\n" else -1


def _quoted(text: str, at: int, start: int) -> int:
    """With an opening quote."""
    return at - 1 if at > start and text[at - 1] in "“‘" else -1


def _uncounted(text: str, at: int, start: int) -> int:
    """Not within a larger number or behind 第."""
    return -1 if at and text[at - 1] in "0123456789十百第" else at


_BEFORE_CLAUSE = "。;,:“‘和、\n"
# In the order of preference.
_NAMED = (
    # “三区”指, 三区即, 三区：
    _LabelForm("whole", _maybe_opened, re.compile(rf"[”’)]?{_DEFINER}")),
    # “一芯驱动”，即
    _LabelForm("beginning", _opened, re.compile(rf"[^“”’、]{{0,4}}[”’]{_DEFINER}")),
    # “双区”指 for 双区驱动
    _LabelForm("abbreviation", _opened, re.compile(rf"[”’)]{_DEFINER}")),
    # “双城”，广州和深圳
    _LabelForm("whole", _opens_sentence, re.compile(r"[”’]?,(?=.)")),
    _LabelForm("abbreviation", _opens_sentence, re.compile("[”’],(?=.)")),
    # 三副城：, 三个目标是指: between label and colon is a noun that the head omits
    _LabelForm(
        "beginning",
        _opens_clause,
        re.compile(r"[\u4e00-\u9fff]{0,4}[”’]?(?:[::]|(?:是指|指|即|为|是)(?![导标挥数定引]))"),
    ),
)
# The whole name of a long label is printed up to its end, whatever it is: “三区三线管控” of 三区三线管控体系.
_BEHIND_LONG = re.compile(rf"[^。;,:”]{{0,8}}?(?:[”’]{_DEFINER}|{_DEFINER})")
_NUMBERED = (
    _LabelForm("numeral", _quoted, re.compile(rf"[”’]{_DEFINER}")),
    # “4”落实…; not the first of “1”和“2”为…, which are explained together
    _LabelForm("numeral", _quoted, re.compile(r"[”’](?![和与及、]|$)")),
    # 四大支柱产业(甲、乙…), 夯实一个根本保证，就是…
    _LabelForm(
        "numeral",
        _uncounted,
        re.compile(
            rf"(?:{_MEASURE}[^。;,:、“”()]{{1,14}}\((?=[^()]*、)"
            rf"|{_MEASURE}?[^。;,:“”]{{0,14}}[”’]?[^。;,:“”]{{0,8}}[:,]?(?:即|就是|是指|指|具体|包括|:))"
        ),
    ),
)
_NOUN_OF_FORMULA = re.compile("(?:工程|行动|计划|体系|模式|政策|格局|机制|产业|战略|布局|平台)+")
_RESTATED = re.compile(r"[“‘][^”’]{1,12}[”’][^。;,:“]{0,8},?(?:即|就是|是指|指|分别是|:)")
# Text before the next label: 第二个“2”.
_ORDINAL = re.compile("第[一二三四五六七八九]?个?$")


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


def _find_labels(text: str, form: _LabelForm, group: Counted, start: int, end: int) -> Iterator[Piece]:
    """The labels of a group in one form, from left to right; they do not overlap."""
    numeral, shared = group
    behind = _BEHIND_LONG if form.name == "whole" and len(shared) >= LONG else form.behind
    names = [name for number in number_forms(numeral) for name in _names(form.name, number, shared)]
    for at, stop in _find_names(text, names, start, end):
        begin = form.begin(text, at, start) if at >= start else -1
        followed = behind.match(text, stop, end) if begin >= 0 else None
        if followed:
            yield begin, followed.end()
            start = followed.end()


def _find_label(text: str, group: Counted, start: int, end: int) -> Piece | None:
    """The first place that names the group and goes on to explain it, not in a 《title》."""
    numeral, shared = group
    begins = [text.find(form + shared[:1], start, end) for form in number_forms(numeral)]
    is_formula = numeral is not None and _NOUN_OF_FORMULA.fullmatch(shared) is not None  # “2” of 5+2工程
    forms = (*_NAMED, *_NUMBERED[: int(is_formula)]) if shared else _NUMBERED
    for form in forms if max(begins) >= 0 or is_formula else ():
        for begin, stop in _find_labels(text, form, group, start, end):
            if text.rfind("《", 0, begin) <= text.rfind("》", 0, begin) and stop < end:
                return begin, stop
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
    stops = dict(zip(starts, [*(begin for begin, _ in starts[1:]), end], strict=True))
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


@lru_cache(maxsize=128)
def count_behind(count: int, shared: str) -> re.Pattern[str]:
    """A count with its measure (等3个), or the group behind its members: 市、县、镇三级, 以主城区为“一核”."""
    number = number_pattern(count)
    measured = rf"(?:等)?(?<![0-9.第]){number}\s?[个大项类种条座家所片张]"
    if not shared or count < 2:
        return re.compile(measured)
    quoted = rf"(?:等|这|为)?[“‘]{number}{re.escape(shared[:1])}[^“”]{{0,4}}[”’]"
    named = rf"(?:等|这|为)?(?<![0-9.第]){number}{re.escape(shared[:2])}"
    return re.compile(rf"{measured}|(?:{named}|{quoted})(?![”’]?(?:指|即|是|:))")


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
