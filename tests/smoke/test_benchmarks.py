"""The benchmarks run: what they measure is for a quiet machine to say, that they still fit the code is said here."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["bench_lookup", "--terms", "300"], "2 of 2 pages annotated as by a walk"),
        (["bench_api_inprocess", "--terms", "300"], "annotate, traditional"),
        (["bench_api_mixed", "--requests", "200"], "5xx 0"),
        (["bench_store", "--terms", "11000"], "look-up among 11,000 terms"),
        (["bench_scaling", "--small", "2000", "--large", "4000"], "first page of a search, large / small"),
    ],
)
def test_a_benchmark_runs_to_its_last_line(words: list[str], expected: str) -> None:
    script, *options = words
    command = [sys.executable, "-m", f"benchmarks.{script}", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert (done.returncode, expected in done.stdout) == (0, True), done.stdout + done.stderr
