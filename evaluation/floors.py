"""Floors: minimum figures. A run may raise a floor; lowering one needs a written reason."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.scoring import Measures

MAX_FLOOR = 0.99
"""No floor is higher: a perfect score would forbid every trade-off."""


@dataclass(slots=True)
class Floors:
    """Floors by set and measure, and the record of those that were lowered."""

    floors: dict[str, Measures] = field(default_factory=dict)
    lowered: list[dict[str, Any]] = field(default_factory=list)

    def failures(self, measured: Mapping[str, Measures]) -> list[str]:
        """Returns a sentence for each measure below its floor; ignores sets that were not measured."""
        return [
            f"{name} {measure}: {found.get(measure, 0.0)} is below the floor of {floor}"
            for name, found in measured.items()
            for measure, floor in self.floors.get(name, {}).items()
            if found.get(measure, 0.0) < floor
        ]

    def lift(self, measured: Mapping[str, Measures]) -> list[str]:
        """Raises each floor to the measured figure, never lowers one; returns a line for each change.

        Shares are rounded down to hundredths and capped at 0.99, so that a rule may win one entry and lose another; the
        sizes of the gold stay exact.
        """
        raised = []
        for name, found in measured.items():
            floors = self.floors.setdefault(name, {})
            for measure, value in found.items():
                floor = value if isinstance(value, int) else min(MAX_FLOOR, math.floor(value * 100) / 100)
                if floor > floors.get(measure, -1.0):
                    raised.append(f"{name} {measure}: {floors.get(measure)} → {floor}")
                    floors[measure] = floor
        return raised

    def lower(self, name: str, measure: str, value: float, reason: str) -> None:
        """Lowers one floor and records the reason in the file.

        Raises:
            ValueError: The floor does not exist, is not above ``value``, or the reason is too short.
        """
        floor = self.floors.get(name, {}).get(measure)
        if floor is None:
            raise ValueError(f"no floor {name} {measure}")
        if value >= floor:
            raise ValueError(f"{name} {measure} is {floor}; {value} is not lowering it")
        if len(reason.strip()) < 10:
            raise ValueError("a reason of at least ten characters is required to lower a floor")
        self.floors[name][measure] = value
        self.lowered.append({"set": name, "measure": measure, "from": floor, "to": value, "reason": reason.strip()})


def load_floors(path: Path) -> Floors:
    """Returns the floors of a file; empty if there is no file."""
    if not path.exists():
        return Floors()
    held = json.loads(path.read_text("utf-8"))
    return Floors(held["floors"], held["lowered"])


def save_floors(path: Path, floors: Floors) -> None:
    """Writes the floors, sorted, so that changes are easy to read in a diff."""
    held = {"floors": floors.floors, "lowered": floors.lowered}
    path.write_text(json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
