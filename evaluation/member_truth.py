"""Headwords and definitions with annotated members, from annotated reports, the project's gold and golden cases."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.gold import load_synthetic
from evaluation.scoring import without_noise
from glossary.extraction.members.readings import read_head

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
WEIGHTS = HERE.parent / "glossary" / "extraction" / "members" / "weights.json"
CASES = HERE.parent / "tests" / "golden" / "members.jsonl"


@dataclass(frozen=True)
class Truth:
    """A headword and a definition with the annotated members.

    Attributes:
        document: The source document; all its examples are in one fold.
        items: The members of each group, one group for a flat list; ``None`` if nothing is enumerated.
        name: The set it belongs to.
    """

    document: str
    head: str
    definition: str
    items: tuple[tuple[str, ...], ...] | None
    name: str

    @property
    def flat(self) -> list[str]:
        """Returns all members in the form in which they are compared."""
        return [without_noise(item) for group in self.items or () for item in group]


def load_truth(more: Path | None = None) -> list[Truth]:
    """Reads the annotated entries of ``shared``, the golden cases and further lists, except headwords without a count.

    Args:
        more: JSON lines of document, head, definition and items: answers of a finder that are sure or were corrected by
            a reader. They have less weight than annotated reports and are never measured. A line with a fifth value,
            the name of a set, is an annotation of that set.
    """
    found: list[Truth] = []
    for line in more.read_text("utf-8").splitlines() if more else ():
        document, head, definition, items, *rest = json.loads(line)
        name = rest[0] if rest else "more"
        found.append(Truth(f"{name}-{document}", head, definition, tuple(map(tuple, items)) or None, name))
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
    for gold in load_synthetic(HERE / "gold").texts:
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
    """Whether there are as many members, each equal to the expected one up to a little text around it."""
    return len(have) == len(want) and all(
        (one in other or other in one) and 2 * min(len(one), len(other)) >= max(len(one), len(other))
        for one, other in zip(have, want, strict=True)
    )
