"""Breaks one behaviour at a time and runs the tests of its package: a mutation that no test notices is a gap.

Usage::

    python -m evaluation.mutate_behaviour                # all mutations of evaluation/mutations.toml
    python -m evaluation.mutate_behaviour --only D4,cli  # those whose name contains one of these

Works on a copy of the tracked files in a temporary folder; the checkout stays as it is. Prints one line per mutation
with the first test that fails. The exit code is 1 if a mutation survives or does not apply any more.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = Path(__file__).with_name("mutations.toml")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_TIMEOUT = 600.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change that breaks a behaviour.

    Attributes:
        name: What it breaks.
        file: The file that is changed, from the root of the repository.
        old: The text that is replaced; its first occurrence counts.
        new: What replaces it.
        tests: Arguments for pytest: the tests of the package.
    """

    name: str
    file: str
    old: str
    new: str
    tests: str


def read_mutations(table: Path = TABLE) -> list[Mutation]:
    """Returns the mutations of ``mutations.toml``, in its order."""
    return [Mutation(**row) for row in tomllib.loads(table.read_text("utf-8"))["mutation"]]


def run(mutation: Mutation, folder: Path) -> str:
    """Returns the verdict on one mutation of the copy in ``folder``, which is as before afterwards.

    ``killed`` with the first test that fails, ``survived``, or ``does not apply``.
    """
    path = folder / mutation.file
    before = path.read_bytes()
    old, new = mutation.old.encode(), mutation.new.encode()
    if old not in before:
        return "does not apply"
    path.write_bytes(before.replace(old, new, 1))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-p",
        "no:cacheprovider",
        "-m",
        "not slow",
        *mutation.tests.split(),
    ]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return "killed by the time limit"
    finally:
        path.write_bytes(before)
    if done.returncode == 0:
        return "survived"
    failed = _FAILED.search(done.stdout)
    return f"killed by {failed[1]}" if failed else f"pytest ended with {done.returncode}: {done.stdout[-300:]}"


def copy_tracked_files(folder: Path) -> None:
    """Copies all files that git tracks, as they are in the checkout, into ``folder``."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)


def run_all(mutations: list[Mutation]) -> Iterator[tuple[Mutation, str]]:
    """Yields each mutation with its verdict."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_tracked_files(folder)
        for mutation in mutations:
            yield mutation, run(mutation, folder)


def main() -> int:
    """Run the mutations that the command line names, print the verdicts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="Parts of names, separated by commas.")
    parser.add_argument("--part", default="1/1", help="2/5: the second of five parts of the list.")
    arguments = parser.parse_args()
    wanted = [part for part in arguments.only.split(",") if part]
    part, parts = map(int, arguments.part.split("/"))
    mutations = [each for each in read_mutations() if not wanted or any(name in each.name for name in wanted)]
    mutations = mutations[part - 1 :: parts]
    killed = 0
    for mutation, verdict in run_all(mutations):
        killed += verdict.startswith("killed")
        print(f"{mutation.name} ({mutation.file}): {verdict}", flush=True)
    print(f"{killed} of {len(mutations)} noticed")
    return int(killed < len(mutations))


if __name__ == "__main__":
    sys.exit(main())
