"""Runs the benchmarks and writes what they print, whole, to docs/benchmarks.md.

    python -m benchmarks.run_all [NAME…] [--again] [--write]

Each benchmark is a part: its output is kept as a file of ``.cache/benchmarks``. Without names every part runs that has
no result for the code as it is, and then the page is written; all parts take about twenty minutes on a machine that
does nothing else. So a run that was interrupted goes on. With names only these parts run.

``--again`` runs parts that have a result. ``--write`` writes the page from the results there are.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from glossary.package_data import find_code_version

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
RESULTS = HERE.parent / ".cache" / "benchmarks"
PACKAGES = (
    "flask", "granian", "fastapi", "uvicorn", "orjson", "opencc", "daachorse", "sqlite-utils", "numpy", "lxml",
    "selectolax", "pypdfium2", "ahocorasick_rs", "pyahocorasick", "jieba", "distributed",
)  # fmt: skip
MISSED = "MISSED"
"""What a benchmark prints after a bound that does not hold."""

INTRODUCTION = """# Benchmarks, as they were last run

Written by `make bench`; not edited by hand. Ratios within one run count; seconds differ from machine to machine.
[../benchmarks/README.md](../benchmarks/README.md) explains what each part measures and why. Square brackets hold the
smallest and the largest value of the rounds. A bound that does not hold is followed by MISSED.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One part: its name, what it printed, how it ended, and under which conditions it ran.

    Attributes:
        code: Version of the code of the library.
        load: Load of the machine before it started.
        seconds: How long it took.
    """

    name: str
    output: str
    exit_code: int
    code: str
    date: str
    load: float
    seconds: float


def main() -> None:
    """Run the requested parts, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    code = find_code_version("")
    os.environ.setdefault("BENCH_SYNTHETIC", str(RESULTS / f"synthetic-{code}.db"))
    for name in arguments.names or ([] if arguments.write else part_names()):
        known = load(name)
        if known and known.code == code and not arguments.again:
            print(f"== {name}: has a result", flush=True)
            continue
        make_store(name)
        keep(run(name, code))
    if arguments.write or not arguments.names:
        write_page()


OPTIONS = {"bench_api": ("--seconds", "2"), "bench_api_mixed": ("--requests", "100000")}
"""Options with which a part takes less time than alone."""
OVER_STORE = ("bench_annotation", "bench_api", "bench_api_inprocess", "bench_lookup")
"""The parts over one synthetic store, which is made once."""


def make_store(name: str) -> None:
    """Make the store of a part unless there is one; the store of an older version of the code is removed."""
    store = Path(os.environ["BENCH_SYNTHETIC"])
    if name not in OVER_STORE or store.exists():
        return
    RESULTS.mkdir(parents=True, exist_ok=True)
    for old in RESULTS.glob("synthetic-*.db*"):
        old.unlink()
    print("== making a synthetic store", flush=True)
    subprocess.run([sys.executable, "-m", "benchmarks.synthetic", str(store)], check=True, cwd=HERE.parent)


def part_names() -> list[str]:
    """Every benchmark, in the order of the page."""
    return sorted(path.stem for path in HERE.glob("bench_*.py"))


def run(name: str, code: str) -> Result:
    """Run one benchmark and return all that it prints."""
    print(f"== {name}", flush=True)
    started, load_before = time.monotonic(), os.getloadavg()[0]
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *OPTIONS.get(name, ())],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=HERE.parent,
    )  # fmt: skip
    print(done.stdout, flush=True)
    date = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    return Result(name, done.stdout.rstrip(), done.returncode, code, date, load_before, time.monotonic() - started)


def keep(result: Result) -> None:
    """Store the result of a part."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{result.name}.json").write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1), "utf-8")


def load(name: str) -> Result | None:
    """The stored result of a part."""
    path = RESULTS / f"{name}.json"
    return Result(**json.loads(path.read_text("utf-8"))) if path.is_file() else None


def write_page() -> None:
    """Write the page from the stored results; a part without one is named as such."""
    results = [load(name) for name in part_names()]
    known = [each for each in results if each]
    missing = [name for name, each in zip(part_names(), results, strict=True) if each is None]
    PAGE.write_text(
        "\n".join([INTRODUCTION, _conditions(known), _summary(known, missing), *map(_section, known)]), "utf-8"
    )
    print(f"written to {PAGE.name}; without a result: {', '.join(missing) or 'none'}")


def _conditions(results: list[Result]) -> str:
    """Machine and versions, as a list."""
    codes = dict.fromkeys(each.code for each in results)
    return "\n".join([
        f"- {platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        f"- {platform.python_implementation()} {platform.python_version()}; "
        + ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name))),
        f"- version of the library's code: {', '.join(codes)}",
        "",
    ])  # fmt: skip


def _summary(results: list[Result], missing: list[str]) -> str:
    missed = [
        f"- `{each.name}`: {' '.join(line.split())}"
        for each in results
        for line in each.output.splitlines()
        if line.endswith(MISSED)
    ]
    lines = ["## Bounds that do not hold", "", *(missed or ["None of those that were measured."]), ""]
    if missing:
        lines += ["Not run for this page: " + ", ".join(f"`{name}`" for name in missing) + ".", ""]
    return "\n".join(lines)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _section(result: Result) -> str:
    end = f"exit code {result.exit_code}, " if result.exit_code else ""
    took = f"({end}{result.seconds:.0f} s, {result.date}, load before it {result.load:.1f})"
    command = " ".join([f"python -m benchmarks.{result.name}", *OPTIONS.get(result.name, ())])
    return f"## `{command}`\n\n```text\n{result.output}\n```\n\n{took}\n"


if __name__ == "__main__":
    main()
