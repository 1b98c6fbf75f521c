"""Where a definition takes its head apart: “三区”指…；“三线”…, “1”指…“3”指…. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from glossary.chinese.headword import Counted
from glossary.chinese.numerals import number_forms
from glossary.chinese.script import to_hans
from glossary.extraction.members.normalized_definition import NormalizedDefinition, Piece, normalize_definition

_DEFINER = (
    r"(?:\s*(?:的?则?(?:分别|主要|具体)?(?:是指|指的是|即[指为是]|指|即|是|为|就是|包括|对应|代表)"
    r"|[::,]\s*(?:分别|主要|具体)?(?:是指|指|即|就是|是|为)?|——|\s))"
)
# How a definition may print the label of a group, in the order of preference. NAME is numeral and shared part,
# BEGINNING their first four characters, ABBREVIATION any shorter name, NUMERAL the numeral alone.
_NAMED = (
    rf"[“‘(]?NAME[”’)]?{_DEFINER}",  # “三区”指, 三区即, 三区：
    rf"[“‘(]BEGINNING[^“”’、]{{0,4}}[”’]{_DEFINER}",  # “一芯驱动”，即
    rf"[“‘(]ABBREVIATION[”’)]{_DEFINER}",  # “双区”指 for 双区驱动
    # 三副城：, 三个目标是指: between label and colon is a noun that the head omits
    r"(?:^|(?<=[。;,:“‘和、\n]))[“‘]?BEGINNING[\u4e00-\u9fff]{0,4}[”’]?(?:[::]|(?:是指|指|即|为|是)(?![导标挥数定引]))",
)
_MEASURE = "(?:个|大|项|类|种|条|步|方面|重|座|家|支)"
_NUMBERED = (
    rf"[“‘]NUMERAL[”’]{_DEFINER}",
    r"[“‘]NUMERAL[”’](?![和与及、]|$)",  # “4”落实…; not the first of “1”和“2”为…, which are explained together
    # 四大支柱产业(甲、乙…), 夯实一个根本保证，就是…
    (
        rf"(?<![0-9十百第])NUMERAL(?:{_MEASURE}[^。;,:、“”()]{{1,14}}\((?=[^()]*、)"
        rf"|{_MEASURE}?[^。;,:“”]{{0,14}}[”’]?[^。;,:“”]{{0,8}}[:,]?(?:即|就是|是指|指|具体|包括|:))"
    ),
)
_NOUN_OF_FORMULA = re.compile("(?:工程|行动|计划|体系|模式|政策|格局|机制|产业|战略|布局|平台)+")
_RESTATED = re.compile(r"[“‘][^”’]{1,12}[”’][^。;,:“]{0,8},?(?:即|就是|是指|指|分别是|:)")
# Text before the next label: 第二个“2”.
_ORDINAL = re.compile("第[一二三四五六七八九]?个?$")


@lru_cache(maxsize=4096)
def _label_pattern(template: str, numeral: int | None, shared: str) -> re.Pattern[str]:
    """The pattern of the label of a group by one of the templates."""
    number = "|".join(map(re.escape, number_forms(numeral)))
    head, rest = re.escape(shared[:3]), re.escape(shared[3:])
    rest = rest if len(shared) < 5 else rf"[^。;,:”]{{0,8}}?(?=[”’]|{_DEFINER})"
    shorter = "|".join(re.escape(shared[:size]) for size in range(1, len(shared))) or "(?!)"
    parts = {
        "NAME": rf"(?:{number}){head}{rest}",
        "BEGINNING": rf"(?:{number}){head}",
        "ABBREVIATION": rf"(?:{number})(?:{shorter})",
        "NUMERAL": f"(?:{number})",
    }
    return re.compile(re.sub("|".join(parts), lambda found: parts[found[0]], template))


def _find_label(text: str, group: Counted, start: int, end: int) -> Piece | None:
    """The first place that names the group and goes on to explain it, not in a 《title》."""
    numeral, shared = group
    begins = [text.find(form + shared[:1], start, end) for form in number_forms(numeral)]
    is_formula = numeral is not None and _NOUN_OF_FORMULA.fullmatch(shared) is not None  # “2” of 5+2工程
    templates = (*_NAMED, *_NUMBERED[: int(is_formula)]) if shared else _NUMBERED
    for template in templates if max(begins) >= 0 or is_formula else ():
        for found in _label_pattern(template, numeral, shared).finditer(text, start, end):
            if text.rfind("《", 0, found.start()) <= text.rfind("》", 0, found.start()) and found.end() < end:
                return found.span()
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
