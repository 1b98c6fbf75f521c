"""Where a definition takes its head apart: “三区”指…；“三线”…, “1”指…“3”指…, 一是…. Pure."""

import re
from collections.abc import Sequence

from glossary.extract.phrases import Phrases
from glossary.han.numerals import number_pattern
from glossary.han.script import to_hans

_DEFINER = (
    r"\s*(?:的?(?:则)?(?:分别|主要|具体)?(?:是指|指的是|即指|指|即|是|为|就是|包括|对应)"
    r"|[::,]\s*(?:分别|主要|具体)?(?:是指|指|即|就是|是|为)?|——|\s)"
)


_RESTATED = re.compile(r"[“\"‘][^”\"’]{1,12}[”\"’][^。;,:“]{0,8},?(?:即|就是|是指|指|分别是|:)")


def find_cores(phrases: Phrases, cores: Sequence[str]) -> list[tuple[int, int]] | None:
    """For each of several cores of one head the stretch that explains it; ``None`` where one is not found.

    Args:
        phrases: The definition.
        cores: The cores, simplified and without quotes.
    """
    found, at = [], 0
    for core in cores:
        label = re.compile(rf"[“\"‘]?{re.escape(core)}[”\"’]?[^。;,:“]{{0,6}}?(?={_DEFINER})").search(phrases.text, at)
        if not label:
            return None
        found.append(label.span())
        at = label.end()
    stops = [*(start for start, _ in found[1:]), len(phrases.text)]
    return [(end, stop) for (_, end), stop in zip(found, stops, strict=True)]


def find_labelled(
    phrases: Phrases, start: int, end: int, groups: Sequence[tuple[int | None, str]]
) -> list[tuple[int, int] | None] | None:
    """For each group the stretch that explains it, from behind its label to the next label.

    Args:
        phrases: The definition.
        start: Where to look from.
        end: Where to stop.
        groups: Numeral (``None`` for open) and shared part of each group of the head.

    Returns:
        A stretch for each group, ``None`` for a group without label; ``None`` altogether where fewer than two
        counted groups are labelled.
    """
    in_order = all(not shared for _, shared in groups)
    found: list[tuple[int, int] | None] = []
    at = start
    for numeral, shared in groups:
        found.append(_label(phrases.text, numeral, shared, at, end))
        at = found[-1][1] if in_order and found[-1] else at  # the digits of a formula may repeat: 1139
    starts = sorted(label for label in found if label)
    if len(starts) < 2 or len(set(starts)) < len(starts):
        return None
    stops = dict(zip(starts, [*(start for start, _ in starts[1:]), end], strict=True))
    return [_stretch(phrases, label[1], stops[label]) if label else None for label in found]


def _stretch(phrases: Phrases, start: int, end: int) -> tuple[int, int]:
    start, end = phrases.strip(start, end)
    restated = _RESTATED.match(phrases.text, start, end)
    return phrases.strip(restated.end() if restated else start, end)


def _label(text: str, numeral: int | None, shared: str, start: int, end: int) -> tuple[int, int] | None:
    """The first place that names the group and goes on to explain it: label's start, and where the rest begins."""
    number = number_pattern(numeral)
    patterns = [
        rf"[“\"‘(]?{number}{_shared(shared)}[”\"’)]?(?={_DEFINER})",
        rf"[“\"‘]{number}{_shared(shared)}[^“”\"’、]{{0,4}}[”\"’](?={_DEFINER}|,)",
    ]
    if not shared:
        patterns = [
            rf"[“\"‘]{number}[”\"’](?={_DEFINER})",
            rf"[“\"‘]{number}[”\"’](?![和与及、])",
            rf"(?<![0-9十百第]){number}(?:个|大|项|类|种|条|步|方面|重)?[^。;,:“”]{{0,14}}[”\"’]?[^。;,:“”]{{0,8}}(?=[:,]?(?:即|就是|是指|指|具体|包括|:))",
        ]
    for pattern in patterns:
        found = re.compile(pattern).search(text, start, end)
        if found:
            definer = re.compile(_DEFINER).match(text, found.end(), end)
            return found.start(), definer.end() if definer else found.end()
    return None


def _shared(shared: str) -> str:
    plain = to_hans(shared)
    return re.escape(plain) if len(plain) <= 4 else re.escape(plain[:3]) + r"[^。;,:”]{0,8}?"
