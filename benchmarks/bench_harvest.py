"""A harvest as the command runs it: one and two workers, ten times the reports, three times the reports, a rebuild.

    python -m benchmarks.bench_harvest [--reports FOLDER]

FOLDER (or the variable BENCH_REPORTS) has real reports as text files; they are brought to 1,000 and 3,074 by
``vary_reports``. Without them synthetic reports are harvested, for which the bounds were not made. The floor is the
least that any program must do with the same files: read, decode, one pass of OpenCC.

The harvests of 1,000 reports run three times, one and two workers in turn: their rows and the ratio are the median.

Bounds, on two cores: 1,000 reports within 18 s and 1.6 times as fast as with one worker; 3,074 within 70 s; the main
process below 500 MB; ten times the reports in at most eleven times the time; a rebuild within 8 s.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench_scaling import write_report
from benchmarks.ratios import bound, machine
from benchmarks.vary_reports import vary
from glossary.chinese.script import to_hans

SMALL, MIDDLE, LARGE = 100, 1_000, 3_074
ROUNDS = 3
"""Rounds of the harvests with one and with two workers, which are compared."""
RUN = """
import json, resource, sys, time
from glossary.cli import main
began = time.perf_counter()
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([own.ru_maxrss / 1024, workers.ru_maxrss / 1024, own.ru_utime + workers.ru_utime]))
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time from start to end of the command, megabytes of both kinds of processes, user seconds."""

    seconds: float
    main: float
    worker: float
    user: float

    def __str__(self) -> str:
        return f"{self.seconds:7.2f} s {self.user:7.1f} s {self.main:8.0f} MB {self.worker:8.0f} MB"


def main() -> None:
    """Print the table, then the bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, default=os.environ.get("BENCH_REPORTS"))
    given = parser.parse_args().reports
    with tempfile.TemporaryDirectory(prefix="bench-harvest-") as name:
        folder = Path(name)
        sizes = {size: _reports(given, folder / str(size), size) for size in (SMALL, MIDDLE, LARGE)}
        kind = "real reports and variations of them" if given else "synthetic reports"
        print(f"{machine()}; {kind}; {_megabytes(sizes[MIDDLE]):.0f} MB in {MIDDLE:,}")
        floor = _floor(sizes[MIDDLE])
        pairs = [(_harvest(sizes, folder, MIDDLE, 2), _harvest(sizes, folder, MIDDLE, 1)) for _ in range(ROUNDS)]
        _print(floor, _costs(sizes, folder, pairs), [one.seconds / two.seconds for two, one in pairs])


def _harvest(sizes: dict[int, Path], folder: Path, size: int, workers: int) -> Cost:
    """What a harvest into a new store costs."""
    db = folder / f"{size}-{workers}.db"
    for part in folder.glob(f"{db.name}*"):
        part.unlink()
    return _run("harvest", str(sizes[size]), "--db", str(db), "--workers", str(workers))


def _median(costs: Sequence[Cost]) -> Cost:
    """The cost of the round whose time is the median."""
    return sorted(costs, key=lambda cost: cost.seconds)[len(costs) // 2]


def _costs(sizes: dict[int, Path], folder: Path, pairs: Sequence[tuple[Cost, Cost]]) -> dict[str, Cost]:
    """The rows of the table, by name."""
    two, one = (_median(costs) for costs in zip(*pairs, strict=True))
    return {
        f"{SMALL} reports, two workers": _harvest(sizes, folder, SMALL, 2),
        f"{MIDDLE:,} reports, two workers": two,
        f"{MIDDLE:,} reports, one worker": one,
        f"rebuild of {MIDDLE:,} reports": _run("rebuild", "--db", str(folder / f"{MIDDLE}-2.db"), "--workers", "2"),
        f"{LARGE:,} reports, two workers": _harvest(sizes, folder, LARGE, 2),
    }


def _reports(given: Path | None, folder: Path, size: int) -> Path:
    """A folder with so many reports."""
    if given:
        vary(Path(given), folder, size)
        return folder
    folder.mkdir(parents=True)
    for number in range(size):
        (folder / f"{number:06d}.txt").write_text(write_report(number), "utf-8")
    return folder


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in _files(folder)) / 1e6


def _floor(folder: Path) -> float:
    """Seconds of one process that reads, decodes and converts all files."""
    began = time.perf_counter()
    for path in _files(folder):
        to_hans(path.read_text("utf-8"))
    return time.perf_counter() - began


def _run(*words: str) -> Cost:
    """Run a command of ours in a process of its own."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stderr.decode(errors="replace"))
    own, worker, user = json.loads(done.stdout.splitlines()[-1])
    return Cost(seconds, own, worker, user)


def _print(floor: float, costs: dict[str, Cost], ratios: Sequence[float]) -> None:
    print(f"\n{'':32}{'wall':>9} {'user':>9} {'main at most':>11} {'worker':>11}")
    for name, cost in costs.items():
        print(f"{name:32}{cost}")
    small, two, one, rebuild, large = costs.values()
    print(f"{'read + decode + OpenCC, 1,000':32}{floor:7.2f} s; one worker: {one.seconds / floor:.1f} times that\n")
    print(bound("1,000 reports with two workers", two.seconds, 18, " s"))
    name = f"one worker / two workers [{min(ratios):.2f} .. {max(ratios):.2f}]"
    print(bound(name, statistics.median(ratios), 1.6, at_most=False))
    print(bound("3,074 reports with two workers", large.seconds, 70, " s"))
    print(bound("main process at 3,074 reports", large.main, 500, " MB"))
    print(bound("time of 1,000 reports / 100 reports", two.seconds / small.seconds, 11))
    print(bound("rebuild of 1,000 reports", rebuild.seconds, 8, " s"))


if __name__ == "__main__":
    main()
