"""Attacks on the service, the store and the commands, each with what it prints now.

docs/reliability.md keeps the last full output.

python -m benchmarks.torture              all of them, some ten minutes on two cores
python -m benchmarks.torture F1 F8        some
python -m benchmarks.torture --write      and writes the table into docs/reliability.md
"""

import argparse
import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import torture_documents, torture_environment, torture_files, torture_serving, torture_texts
from benchmarks.ratios import machine
from benchmarks.torture_case import Case, Outcome

CASES: tuple[Case, ...] = (
    *torture_serving.CASES,
    *torture_files.CASES,
    *torture_documents.CASES,
    *torture_environment.CASES,
    *torture_texts.CASES,
)
PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- torture: begin -->", "<!-- torture: end -->"


@dataclass
class Row:
    """One line of the table."""

    case: Case
    outcome: Outcome
    seconds: float


def run(cases: list[Case]) -> list[Row]:
    """Every case in a folder of its own; one that fails by itself is a line of the table like any other."""
    rows = []
    for case in cases:
        began = time.monotonic()
        with TemporaryDirectory(prefix="torture-") as folder:
            try:
                outcome = case.attack(Path(folder))
            except Exception as error:  # noqa: BLE001 - an attack that breaks the script is a result
                traceback.print_exc()
                outcome = Outcome(False, f"{type(error).__name__}: {error}")
        rows.append(Row(case, outcome, time.monotonic() - began))
        mark = "held " if outcome.holds else "FAILS"
        print(f"{mark} {case.name:<10} {case.what}: {outcome.now} ({rows[-1].seconds:.1f} s)", flush=True)
    return rows


def lines_of(rows: list[Row]) -> dict[str, str]:
    """The rows as lines of a Markdown table, by name."""
    return {
        row.case.name: f"| {row.case.name} | {row.case.what} | {row.case.before} | {row.outcome.now} | "
        f"{'held' if row.outcome.holds else '**fails**'} |"
        for row in rows
    }


def write(rows: list[Row]) -> None:
    """Put the rows into the table between its marks, in the place of the earlier ones of the same cases."""
    page = PAGE.read_text("utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    found = pattern.search(page)
    before = found[0].splitlines() if found else []
    lines = {line.split("|")[1].strip(): line for line in before if line.startswith("| ")} | lines_of(rows)
    kept = [lines[case.name] for case in CASES if case.name in lines]
    held = sum(line.endswith("| held |") for line in kept)
    head = "| | attack | before | now | |\n| --- | --- | --- | --- | --- |\n"
    summary = f"{held} of {len(kept)} held; {machine()}, {os.cpu_count()} cores, load {os.getloadavg()[1]:.0f}."
    table = f"{summary}\n\n{head}" + "\n".join(kept) + "\n"
    PAGE.write_text(pattern.sub(lambda _: f"{BEGIN}\n{table}{END}", page), "utf-8")


def main() -> int:
    """Run, print, write; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="as in the first column of the table")
    parser.add_argument("--write", action="store_true", help=f"write the table into {PAGE.name}")
    given = parser.parse_args()
    chosen: Callable[[Case], bool] = lambda case: not given.names or case.name in given.names  # noqa: E731
    rows = run([case for case in CASES if chosen(case)])
    if given.write:
        write(rows)
    return 0 if all(row.outcome.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
