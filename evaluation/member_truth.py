"""Heads and definitions with the members that a reader sees: annotated reports, the project's gold, golden cases."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.gold import load_house
from evaluation.scoring import bare
from glossary.extraction.members.readings import read_head

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
WEIGHTS = HERE.parent / "glossary" / "extraction" / "members" / "weights.json"
CASES = HERE.parent / "tests" / "golden" / "members.jsonl"


@dataclass(frozen=True)
class Truth:
    """One head and definition with the members a reader sees.

    Attributes:
        document: Where it is from; a document is never in two folds.
        items: For each group its members, one group for a flat list; ``None`` where nothing is enumerated.
        name: The set it belongs to.
    """

    document: str
    head: str
    definition: str
    items: tuple[tuple[str, ...], ...] | None
    name: str

    @property
    def flat(self) -> list[str]:
        """All members as compared."""
        return [bare(item) for group in self.items or () for item in group]


def load_truth(more: Path | None = None) -> list[Truth]:
    """The annotated entries of ``shared``, the golden cases and further lists; heads that count nothing are left out.

    Args:
        more: JSON lines of document, head, definition and items that nobody annotated, such as answers that two
            versions of the finder give alike; they count less and are never measured on.
    """
    found: list[Truth] = []
    for line in more.read_text("utf-8").splitlines() if more else ():
        document, head, definition, items = json.loads(line)
        found.append(Truth(f"more-{document}", head, definition, tuple(map(tuple, items)) or None, "more"))
    for name, folder, texts in (
        ("first", "entries", "corpus/reports"),
        ("second", "entries2", "corpus/reports2"),
        ("seeds", "seed_entries", "seeds"),
    ):
        for path in sorted((SHARED / "eval" / "gold" / folder).glob("*.json")):
            document = json.loads(path.read_text("utf-8"))
            text = (SHARED / texts / f"{document['id']}.txt").read_bytes().decode("utf-8")
            found += [
                Truth(
                    f"{name}-{document['id']}",
                    entry.get("head") or text[entry["head_start"] : entry["head_end"]],
                    text[entry["start"] : entry["end"]].replace("\r\n", "\n"),
                    _items(entry.get("items")),
                    name,
                )
                for entry in document["entries"]
                if not (entry.get("optional") or entry.get("borderline"))
            ]
    for gold in load_house(HERE / "gold").texts:
        found += [
            Truth(f"house-{gold.name}", entry.head, entry.definition, entry.items or None, "house")
            for entry in gold.entries or ()
            if not entry.is_optional
        ]
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        items = tuple(tuple(members) for _, _, members in case["groups"] if members)
        found.append(Truth(f"case-{case['id']}", case["head"], case["definition"], items or None, "cases"))
    return [truth for truth in found if truth.items or read_head(truth.head)]


def _items(items: Any) -> tuple[tuple[str, ...], ...] | None:
    if not items:
        return None
    return tuple(map(tuple, items)) if isinstance(items[0], list) else (tuple(items),)


def is_near(have: Sequence[str], want: Sequence[str]) -> bool:
    """As many members, each the wanted one with a little more or less around it."""
    return len(have) == len(want) and all(
        (one in other or other in one) and 2 * min(len(one), len(other)) >= max(len(one), len(other))
        for one, other in zip(have, want, strict=True)
    )
