"""What an attack is, and what all of them need."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving import GLOSSARY, Served

ANSWERED = 1.0
"""Seconds within which the service answers whatever else is sent; generous, since the machine may be busy."""


@dataclass(frozen=True)
class Outcome:
    """Whether the attack is withstood, and the figures."""

    holds: bool
    now: str


@dataclass(frozen=True)
class Case:
    """One attack.

    Attributes:
        name: As in the changelog of faults: F1 …
        what: What is done, in a few words.
        before: The result before the correction.
        attack: Does it in an empty folder.
    """

    name: str
    what: str
    before: str
    attack: Callable[[Path], Outcome]


def glossary(*arguments: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*GLOSSARY, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        encoding="utf-8",
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The last line on standard error, without names of folders."""
    line = (done.stderr.strip().splitlines() or ["nothing"])[-1]
    return " ".join(part.rsplit("/", 1)[-1] if part.startswith("/") else part for part in line.split()).replace(
        "|", "¦"
    )


def seeds(folder: Path) -> Path:
    """A store with the seeds."""
    db = folder / "seeds.db"
    done = glossary("harvest", "--seeds", "--db", db)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return db


def slowest(served: Served, times: int = 10) -> float:
    """The longest of some answers to /healthz and to look-ups that are in no cache, in seconds."""
    paths = [path for number in range(times) for path in ("/healthz", f"/v1/terms/x{time.monotonic_ns()}{number}")]
    return max(served.get(path, timeout=120)[2] for path in paths)


def report(*heads: str) -> str:
    """A report with a glossary of these heads."""
    entries = "".join(f"{n}.{head}：指甲桥、乙桥、丙桥。\n" for n, head in enumerate(heads, 1))
    return f"政府工作报告\n各位代表：\n现在报告工作。\n名词解释\n{entries}"
