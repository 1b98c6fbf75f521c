"""Scores extractions against gold: precision, recall and F1, overall and by rule.

Two readers copy the same entry with different width, white space and Markdown marks; these are ignored. See
evaluation/README.md for the figures. The functions at the end format tallies: flat names for the floors, the document
that the API serves, tables for the terminal.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.gold import GoldEntry, GoldSet, GoldText, Items
from glossary.model import Entry, Extraction

Measures = dict[str, float]
Extractor = Callable[[str], Extraction]

_NOISE = re.compile(r"<!--|-->|[\s\u3000*_`#\\]+")
_EDGES = "：:。.;；,，、 "
_FRAMES = str.maketrans("", "", "“”‘’\"'「」『』﹁﹂《》〈〉【】[]［］（）()")
# A nearly right definition: 90 % of the characters, 60 % if a page artefact interrupts it.
_NEARLY, _NEARLY_IF_INTERRUPTED = 0.9, 0.6


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


def without_noise(text: str) -> str:
    """As :func:`folded`, also without quotes and brackets."""
    return folded(text).translate(_FRAMES)


def likeness(one: str, other: str) -> float:
    """Returns the similarity of two definitions, ``0 … 1``; 0 if one is much longer."""
    if one == other:
        return 1.0
    if not one or not other or min(len(one), len(other)) / max(len(one), len(other)) < _NEARLY_IF_INTERRUPTED:
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _score_entries(name: str, gold: Sequence[GoldEntry], found: Sequence[Entry], tally: Tally) -> None:
    ignored = {without_noise(entry.head) for entry in gold if entry.is_optional}
    wanted = [entry for entry in gold if not entry.is_optional]
    left = [entry for entry in found if without_noise(entry.head) not in ignored]
    tally.counts.update(texts=1, true=len(wanted), found=len(left))
    tally.found_by.update(entry.rule for entry in left)
    for entry in wanted:
        tally.counts.update(
            with_items=bool(entry.items), with_page=entry.page is not None, with_heads=bool(entry.heads)
        )
        candidates = [each for each in left if without_noise(each.head) == without_noise(entry.head)]
        if not candidates:
            tally.misses.append(f"{name}: missed {entry.head}")
            continue
        best = max(candidates, key=lambda each: likeness(folded(each.definition), folded(entry.definition)))
        left.remove(best)
        _score_entry(name, entry, best, tally)
    tally.misses.extend(f"{name}: wrongly {entry.head}" for entry in left)


def _score_entry(name: str, gold: GoldEntry, found: Entry, tally: Tally) -> None:
    like = likeness(folded(found.definition), folded(gold.definition))
    needed = _NEARLY_IF_INTERRUPTED if gold.is_interrupted else _NEARLY
    is_exact = like == 1.0 or (gold.is_interrupted and like >= needed)
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
    return [without_noise(item) for group in items for item in group]


def _is_near(have: list[str], want: list[str]) -> bool:
    return len(have) == len(want) and all(
        (one in other or other in one) and 2 * min(len(one), len(other)) >= max(len(one), len(other))
        for one, other in zip(have, want, strict=True)
    )


def _score_slogans(text: GoldText, found: Extraction, tally: Tally) -> None:
    left = list(found.slogans)
    right = 0
    for gold in text.slogans or ():
        wanted = {without_noise(gold.core), without_noise(gold.surface)}
        hit = next(
            (
                each
                for each in left
                if _overlap((each.span.start, each.span.end), (gold.start, gold.end))
                and wanted & {without_noise(each.core), without_noise(each.surface)}
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
        hit = next((each for each in left if without_noise(each.core) == without_noise(gold.core)), None)
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


def measures(tallies: Mapping[str, Tally]) -> Measures:
    """Returns the figures of one set under flat names (``entries.strict.f1``), with counts of the gold.

    Only kinds in the set are included: a set without definitions in running text has no ``glosses.…``.
    """
    flat: Measures = {}
    for kind, tally in tallies.items():
        counts = tally.counts
        if not counts["texts"]:
            continue
        flat |= {f"{kind}.gold.texts": counts["texts"], f"{kind}.gold.true": counts["true"]}
        for level in ("strict", "lenient", "head") if kind == "entries" else ("right",):
            prefix = f"{kind}.{level}" if kind == "entries" else kind
            found = figures(counts[level], counts["found"], counts["true"])
            flat |= {
                f"{prefix}.precision": round(found.precision, 4),
                f"{prefix}.recall": round(found.recall, 4),
                f"{prefix}.f1": round(found.f1, 4),
            }
        if kind == "entries":
            flat |= _details(counts)
    return flat


def _details(counts: Counter[str]) -> Measures:
    """Returns the share of right details among the entries that have them; empty if none has."""
    shares = {}
    if counts["with_items"]:
        shares["items.exact"] = counts["items"] / counts["with_items"]
        shares["items.near"] = counts["items_near"] / counts["with_items"]
        shares["items.no_extra"] = 1 - counts["extra_items"] / counts["with_items"]
    for name, having in (("pages", "with_page"), ("heads", "with_heads")):
        if counts[having]:
            shares[name] = counts[name] / counts[having]
    return {f"entries.{name}": round(share, 4) for name, share in shares.items()}


def quality_document(version: str, by_set: Mapping[str, Mapping[str, Tally]]) -> dict[str, Any]:
    """Returns the content of glossary/gold_quality.json: the figures of each set, and of each rule over all sets."""
    return {
        "version": version,
        "sets": {name: measures(tallies) for name, tallies in by_set.items()},
        "rules": rules(by_set),
    }


def rules(by_set: Mapping[str, Mapping[str, Tally]]) -> list[dict[str, Any]]:
    """Returns for each rule the number found, the number right, its precision, and its share of the gold."""
    rows = []
    for kind in ("entries", "slogans", "glosses"):
        tallies = [tallies[kind] for tallies in by_set.values()]
        true = sum(tally.counts["true"] for tally in tallies)
        for rule in sorted({rule for tally in tallies for rule in tally.found_by}):
            found = sum(tally.found_by[rule] for tally in tallies)
            right = sum(tally.right_by[rule] for tally in tallies)
            rows.append(
                {
                    "kind": kind,
                    "rule": rule,
                    "found": found,
                    "right": right,
                    "precision": round(right / found, 4),
                    "share": round(right / true, 4) if true else 0.0,
                }
            )
    return rows


def table(title: str, columns: Mapping[str, Measures]) -> str:
    """Returns a table of figures, one row for each measure in any column."""
    names = list(dict.fromkeys(name for column in columns.values() for name in column if ".gold." not in name))
    width = max((len(name) for name in names), default=10)
    head = f"{title:<{width}}  " + "  ".join(f"{name:>14}" for name in columns)
    rows = [
        f"{name:<{width}}  " + "  ".join(f"{_formatted(column.get(name)):>14}" for column in columns.values())
        for name in names
    ]
    return "\n".join([head, "-" * len(head), *rows])


def rules_table(rows: list[dict[str, Any]]) -> str:
    """Returns a table of rules, one per line, most productive first within their kind."""
    lines = [f"{'rule':<34} {'found':>6} {'right':>6} {'precision':>10} {'share':>7}"]
    for row in sorted(rows, key=lambda row: (row["kind"], -row["found"])):
        label = f"{row['kind']} {row['rule']}"
        lines.append(f"{label:<34} {row['found']:>6} {row['right']:>6} {row['precision']:>10.3f} {row['share']:>7.3f}")
    return "\n".join(lines)


def _formatted(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
