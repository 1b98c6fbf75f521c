"""Runs every benchmark and writes what they print, whole, to docs/benchmarks.md.

    python -m benchmarks.run_all [NAME…]

Without names all ``bench_*.py`` run, one after the other: that takes about half an hour, on a machine that does nothing
else. With names only these run, and nothing is written.
"""

import os
import platform
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
PACKAGES = (
    "flask", "granian", "orjson", "opencc", "daachorse", "sqlite-utils", "numpy", "lxml", "selectolax", "pypdfium2",
    "ahocorasick_rs", "pyahocorasick", "jieba",
)  # fmt: skip

INTRODUCTION = """# Benchmarks, as they were last run

Written by `make bench`; not edited by hand. Ratios within one run count; seconds differ from machine to machine.
[../benchmarks/README.md](../benchmarks/README.md) says what is promised and why. A missed bound is printed as such.
"""


def main() -> None:
    """Run the benchmarks that are named, or all of them."""
    wanted = sys.argv[1:] or sorted(path.stem for path in HERE.glob("bench_*.py"))
    sections = [run(name) for name in wanted]
    if sys.argv[1:]:
        return
    PAGE.write_text("\n".join([INTRODUCTION, conditions(), *sections]), "utf-8")
    print(f"written to {PAGE.name}")


def conditions() -> str:
    """Machine, load and versions, as a list."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    lines = [
        f"- {platform.machine()}, {os.cpu_count()} cores, {platform.system()}; load at the end {load}",
        f"- {platform.python_implementation()} {platform.python_version()}; "
        + ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name))),
        f"- {time.strftime('%Y-%m-%d', time.gmtime())}",
        "",
    ]
    return "\n".join(lines)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def run(name: str) -> str:
    """The section of one benchmark: its command and all that it prints."""
    print(f"== {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )  # fmt: skip
    print(done.stdout, flush=True)
    end = f"exit code {done.returncode}, " if done.returncode else ""
    took = f"({end}{time.monotonic() - started:.0f} s)"
    return f"## `python -m benchmarks.{name}`\n\n```text\n{done.stdout.rstrip()}\n```\n\n{took}\n"


if __name__ == "__main__":
    main()
