"""The gate: figures that must not fall. A run may raise a floor; lowering one needs a reason that is written down."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.report import Measures

HIGHEST = 0.99
"""No floor asks for perfection: it would forbid every trade."""


@dataclass(slots=True)
class Floors:
    """Floors by set and measure, and the story of those that were lowered."""

    floors: dict[str, Measures] = field(default_factory=dict)
    lowered: list[dict[str, Any]] = field(default_factory=list)

    def failures(self, measured: Mapping[str, Measures]) -> list[str]:
        """A sentence for each measure below its floor; sets that were not measured are not judged."""
        return [
            f"{name} {measure}: {found.get(measure, 0.0)} is below the floor of {floor}"
            for name, found in measured.items()
            for measure, floor in self.floors.get(name, {}).items()
            if found.get(measure, 0.0) < floor
        ]

    def lift(self, measured: Mapping[str, Measures]) -> list[str]:
        """Raise each floor to what was measured, never lower one; returns what was raised.

        Shares are cut to whole hundredths and end at 0.99, so that a rule may win one entry and lose another; the
        sizes of the gold are kept exactly.
        """
        raised = []
        for name, found in measured.items():
            floors = self.floors.setdefault(name, {})
            for measure, value in found.items():
                floor = value if isinstance(value, int) else min(HIGHEST, math.floor(value * 100) / 100)
                if floor > floors.get(measure, -1.0):
                    raised.append(f"{name} {measure}: {floors.get(measure)} → {floor}")
                    floors[measure] = floor
        return raised

    def lower(self, name: str, measure: str, value: float, reason: str) -> None:
        """Lower one floor for a reason that stays in the file.

        Raises:
            ValueError: There is no such floor, it is not above ``value``, or no reason is given.
        """
        floor = self.floors.get(name, {}).get(measure)
        if floor is None:
            raise ValueError(f"no floor {name} {measure}")
        if value >= floor:
            raise ValueError(f"{name} {measure} stands at {floor}: that is not lowering")
        if len(reason.strip()) < 10:
            raise ValueError("a floor is lowered for a reason of at least ten characters")
        self.floors[name][measure] = value
        self.lowered.append({"set": name, "measure": measure, "from": floor, "to": value, "reason": reason.strip()})


def load_floors(path: Path) -> Floors:
    """The floors of a file; none where there is no file."""
    if not path.exists():
        return Floors()
    held = json.loads(path.read_text("utf-8"))
    return Floors(held["floors"], held["lowered"])


def save_floors(path: Path, floors: Floors) -> None:
    """Write the floors, sorted, so that a change reads well in a diff."""
    held = {"floors": floors.floors, "lowered": floors.lowered}
    path.write_text(json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
