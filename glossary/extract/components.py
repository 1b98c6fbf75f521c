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


def find_labelled(phrases: Phrases, groups: Sequence[tuple[int | None, str]]) -> list[tuple[int, int] | None] | None:
    """For each group the stretch that explains it, from behind its label to the next label.

    Args:
        phrases: The definition.
        groups: Numeral (``None`` for open) and shared part of each group of the head.

    Returns:
        A stretch for each group, ``None`` for a group without label; ``None`` altogether where fewer than two
        counted groups are labelled.
    """
    found = _in_order(phrases.text, groups) if all(not shared for _, shared in groups) else None
    found = found or [_label(phrases.text, numeral, shared, 0) for numeral, shared in groups]
    starts = sorted(label for label in found if label)
    if len(starts) < 2 or len(set(starts)) < len(starts):
        return None
    stops = dict(zip(starts, [*(start for start, _ in starts[1:]), len(phrases.text)], strict=True))
    return [(label[1], stops[label]) if label else None for label in found]


def _in_order(text: str, groups: Sequence[tuple[int | None, str]]) -> list[tuple[int, int] | None] | None:
    """The labels of a digit formula stand in the order of its digits, which may repeat."""
    labels: list[tuple[int, int] | None] = []
    at = 0
    for numeral, shared in groups:
        label = _label(text, numeral, shared, at)
        labels.append(label)
        at = label[1] if label else at
    return labels


def _label(text: str, numeral: int | None, shared: str, start: int) -> tuple[int, int] | None:
    """The first place that names the group and goes on to explain it: label's start, and where the rest begins."""
    number = number_pattern(numeral)
    patterns = [rf"[“\"‘(]?{number}{_shared(shared)}[”\"’)]?(?={_DEFINER})"]
    if not shared:
        patterns = [
            rf"[“\"‘]{number}[”\"’](?={_DEFINER})",
            rf"[“\"‘]{number}[”\"’](?![和与及、])",
            rf"(?<![0-9十百第]){number}(?:个|大|项|类|种|条|步|方面|重)?[^。;,:“”]{{0,14}}[”\"’]?[^。;,:“”]{{0,8}}(?=[:,]?(?:即|就是|是指|指|具体|包括|:))",
        ]
    for pattern in patterns:
        found = re.compile(pattern).search(text, start)
        if found:
            definer = re.compile(_DEFINER).match(text, found.end())
            return found.start(), definer.end() if definer else found.end()
    return None


def _shared(shared: str) -> str:
    plain = to_hans(shared)
    return re.escape(plain) if len(plain) <= 4 else re.escape(plain[:3]) + r"[^。;,:”]{0,8}?"
