"""Scores extractions against gold: precision, recall and F1, overall and by rule.

Two readers copy the same entry with different width, white space and Markdown marks; these are ignored. See
evaluation/README.md for the figures.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from evaluation.gold import GoldEntry, GoldSet, GoldText, Items
from glossary.model import Entry, Extraction

Extractor = Callable[[str], Extraction]

_NOISE = re.compile(r"<!--|-->|[\s\u3000*_`#\\]+")
_EDGES = "：:。.;；,，、 "
_FRAMES = str.maketrans("", "", "“”‘’\"'「」『』﹁﹂《》〈〉【】[]［］（）()")
# A nearly right definition: 90 % of the characters, 60 % if a page artefact interrupts it.
_NEARLY, _NEARLY_WITH_JUNK = 0.9, 0.6


@dataclass(slots=True)
class Tally:
    """Counts over any number of texts; ``rules`` counts for each rule how many it found and how many were right."""

    counts: Counter[str] = field(default_factory=Counter)
    found_by: Counter[str] = field(default_factory=Counter)
    right_by: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1, each in ``0 … 1``."""

    precision: float
    recall: float
    f1: float


def figures(right: float, found: float, true: float) -> Figures:
    """Returns precision, recall and F1 from counts; 0 instead of a division by zero.

    >>> figures(right=1, found=2, true=1)
    Figures(precision=0.5, recall=1.0, f1=0.6666666666666666)
    """
    precision = right / found if found else 0.0
    recall = right / true if true else 0.0
    both = precision + recall
    return Figures(precision, recall, 2 * precision * recall / both if both else 0.0)


def score(gold: GoldSet, extractor: Extractor) -> dict[str, Tally]:
    """Scores ``extractor`` on a set of texts; returns tallies of ``entries``, ``slogans`` and ``glosses``."""
    tallies = {"entries": Tally(), "slogans": Tally(), "glosses": Tally()}
    for text in gold.texts:
        found = extractor(text.text)
        if text.entries is not None:
            _score_entries(text.name, text.entries, found.entries, tallies["entries"])
        if text.slogans is not None:
            _score_slogans(text, found, tallies["slogans"])
        if text.glosses is not None:
            _score_glosses(text, found, tallies["glosses"])
    return tallies


def folded(text: str) -> str:
    """Returns ``text`` without differences of width, white space, Markdown marks and closing punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).strip(_EDGES)


def bare(text: str) -> str:
    """As :func:`folded`, also without quotes and brackets."""
    return folded(text).translate(_FRAMES)


def likeness(one: str, other: str) -> float:
    """Returns the similarity of two definitions, ``0 … 1``; 0 if one is much longer."""
    if one == other:
        return 1.0
    if not one or not other or min(len(one), len(other)) / max(len(one), len(other)) < _NEARLY_WITH_JUNK:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _score_entries(name: str, gold: Sequence[GoldEntry], found: Sequence[Entry], tally: Tally) -> None:
    ignored = {bare(entry.head) for entry in gold if entry.is_optional}
    wanted = [entry for entry in gold if not entry.is_optional]
    left = [entry for entry in found if bare(entry.head) not in ignored]
    tally.counts.update(texts=1, true=len(wanted), found=len(left))
    tally.found_by.update(entry.rule for entry in left)
    for entry in wanted:
        tally.counts.update(
            with_items=bool(entry.items), with_page=entry.page is not None, with_heads=bool(entry.heads)
        )
        candidates = [each for each in left if bare(each.head) == bare(entry.head)]
        if not candidates:
            tally.misses.append(f"{name}: missed {entry.head}")
            continue
        best = max(candidates, key=lambda each: likeness(folded(each.definition), folded(entry.definition)))
        left.remove(best)
        _score_entry(name, entry, best, tally)
    tally.misses.extend(f"{name}: wrongly {entry.head}" for entry in left)


def _score_entry(name: str, gold: GoldEntry, found: Entry, tally: Tally) -> None:
    like = likeness(folded(found.definition), folded(gold.definition))
    needed = _NEARLY_WITH_JUNK if gold.has_junk else _NEARLY
    is_exact = like == 1.0 or (gold.has_junk and like >= needed)
    is_strict = is_exact and folded(found.head) == folded(gold.head)
    tally.counts.update(head=1, lenient=like >= needed, strict=is_strict)
    tally.right_by[found.rule] += is_strict
    if not is_strict:
        tally.misses.append(f"{name}: not exactly {gold.head}")
    _score_items(name, gold, found, tally)
    _score_details(name, gold, found, tally)


def _score_details(name: str, gold: GoldEntry, found: Entry, tally: Tally) -> None:
    if gold.page is not None:
        tally.counts["pages"] += found.page == gold.page
        if found.page != gold.page:
            tally.misses.append(f"{name}: page of {gold.head}: {found.page}")
    if gold.heads:
        is_right = [folded(head) for head in found.heads] == [folded(head) for head in gold.heads]
        tally.counts["heads"] += is_right
        if not is_right:
            tally.misses.append(f"{name}: heads of {gold.head}: {found.heads}")


def _score_items(name: str, gold: GoldEntry, found: Entry, tally: Tally) -> None:
    have = _flat(tuple(group.members for group in found.groups))
    want = _flat(gold.items)
    if not want:
        tally.counts["extra_items"] += bool(have)
        return
    tally.counts.update(items=have == want, items_near=_is_near(have, want))
    if have != want:
        tally.misses.append(f"{name}: items of {gold.head}: {'、'.join(have) or 'none'}")


def _flat(items: Items) -> list[str]:
    return [bare(item) for group in items for item in group]


def _is_near(have: list[str], want: list[str]) -> bool:
    return len(have) == len(want) and all(
        (one in other or other in one) and 2 * min(len(one), len(other)) >= max(len(one), len(other))
        for one, other in zip(have, want, strict=True)
    )


def _score_slogans(text: GoldText, found: Extraction, tally: Tally) -> None:
    left = list(found.slogans)
    right = 0
    for gold in text.slogans or ():
        wanted = {bare(gold.core), bare(gold.surface)}
        hit = next(
            (
                each
                for each in left
                if _overlap((each.span.start, each.span.end), (gold.start, gold.end))
                and wanted & {bare(each.core), bare(each.surface)}
            ),
            None,
        )
        if hit is None:
            tally.misses.append(f"{text.name}: missed {gold.surface}")
            continue
        left.remove(hit)
        right += 1
        tally.right_by[hit.rule] += 1
        tally.found_by[hit.rule] += 1
    wrong = [each for each in left if not _is_neutral(each.span.start, each.span.end, text.neutral)]
    tally.found_by.update(each.rule for each in wrong)
    tally.misses.extend(f"{text.name}: wrongly {each.surface}" for each in wrong)
    tally.counts.update(texts=1, true=len(text.slogans or ()), found=right + len(wrong), right=right)


def _score_glosses(text: GoldText, found: Extraction, tally: Tally) -> None:
    left = list(found.glosses)
    for gold in text.glosses or ():
        hit = next((each for each in left if bare(each.core) == bare(gold.core)), None)
        if hit is None or not _overlap((hit.span.start, hit.span.end), (gold.start, gold.end)):
            tally.misses.append(f"{text.name}: missed the explanation of {gold.core}")
            continue
        left.remove(hit)
        members = _flat(tuple(group.members for group in hit.groups))
        is_right = not gold.items or members == _flat(gold.items)
        if not is_right:
            tally.misses.append(f"{text.name}: items of {gold.core}: {'、'.join(members) or 'none'}")
        tally.right_by[hit.rule] += is_right
        tally.counts["right"] += is_right
    tally.found_by.update(each.rule for each in found.glosses)
    tally.misses.extend(f"{text.name}: wrongly explained {each.core}" for each in left)
    tally.counts.update(texts=1, true=len(text.glosses or ()), found=len(found.glosses))


def _is_neutral(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(_overlap((start, end), span) for span in spans)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
