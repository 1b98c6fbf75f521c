"""Extraction: megabytes of UTF-8 text a second on one core, growth with length, and texts made to be slow.

    python -m benchmarks.bench_extraction [FOLDER]

Over 300 of the reports in FOLDER (or the variable BENCH_REPORTS; the five seeds without one), extraction is also
given as a multiple of the least that any reader of Chinese must do: read the file, decode it, and pass it once through
OpenCC.

Bound: 3 MB/s over reports; time grows with length and not with its square; no adversarial text is more than fifteen
times slower than a report of its size.
"""

import os
import statistics
import sys
from pathlib import Path

from benchmarks.ratios import alternate, machine, seconds, spread
from glossary.chinese.script import to_hans
from glossary.extraction.extract import extract
from glossary.package_data import seed_files

ADVERSARIAL = {
    "digits": "1234567890",
    "numerals": "一二三四五六七八九十",
    "opening quotes": "“",
    "quotes in quotes": "“‘三",
    "open brackets": "（【《",
    "quoted numerals": "“三个”",
    "numbered lines": "1.三：四\n2.五：六\n",
    "numbers in one line": "1.三：四；2.五：六；",
    "short lines": "三\n",
    "item commas": "三、",
    "heading lines": "名词解释\n",
    "white space": " \u3000",
    "plus signs": "1+",
    "one character": "的",
}
REPORTS = 300
"""Reports that are read, spread over the folder."""
SIZE = 60_000
"""Characters of an adversarial text: 180 kB of Han."""


def main() -> None:
    """Print the three tables."""
    print(machine())
    seeds = [path.read_text("utf-8") for path in seed_files()]
    _throughput(_files(sys.argv[1:]))
    base = _growth("".join(seeds))
    _adversarial(base)


def _files(arguments: list[str]) -> list[Path]:
    folders = [Path(each) for each in arguments or filter(None, [os.environ.get("BENCH_REPORTS")])]
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".txt", ".md"})
    return found[:: max(len(found) // REPORTS, 1)][:REPORTS] or list(seed_files())


def _throughput(files: list[Path]) -> None:
    size = sum(path.stat().st_size for path in files)
    times = alternate(
        {
            "floor": lambda: [to_hans(path.read_text("utf-8")) for path in files],
            "ours": lambda: [extract(path.read_text("utf-8")) for path in files],
        },
        rounds=3,
    )
    taken = statistics.median(times["ours"])
    print(f"\n{len(files)} files, {size / 1e3:.0f} kB: {size / taken / 1e6:.2f} MB/s")
    print(f"read + decode + extract, over read + decode + one pass of OpenCC: {spread(times['ours'], times['floor'])}")


def _growth(text: str) -> float:
    print(f"\n{'length':<10}{'MB/s':>8}{'time':>10}   (time as a multiple of the shortest; 1 2 4 8 is linear)")
    first = 0.0
    for factor in (1, 2, 4, 8):
        longer = text * factor
        taken = seconds(lambda longer=longer: extract(longer), rounds=3)  # type: ignore[misc]
        first = first or taken
        print(f"{factor:<10}{len(longer.encode()) / taken / 1e6:>8.2f}{taken / first:>10.2f}")
    return first / len(text)


def _adversarial(base: float) -> None:
    print(f"\n{'text':<22}{'× report':>10}{'2 × length':>12}   (time against a report of the same length; growth)")
    for name, piece in ADVERSARIAL.items():
        once = (piece * SIZE)[:SIZE]
        short = seconds(lambda once=once: extract(once), rounds=1)  # type: ignore[misc]
        long = seconds(lambda once=once: extract(once * 2), rounds=1)  # type: ignore[misc]
        print(f"{name:<22}{short / (base * SIZE):>10.2f}{long / short:>12.2f}")


if __name__ == "__main__":
    main()
