"""Formats tallies: flat names for the floors, the document that the API serves, tables for the terminal."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from evaluation.scoring import Tally, figures

Measures = dict[str, float]


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
    """Returns the content of glossary/quality.json: the figures of each set, and of each rule over all sets."""
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
