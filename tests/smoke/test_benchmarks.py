"""The benchmarks run: their figures need a quiet machine; this only tests that they still fit the code."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import run_all
from benchmarks.vary_reports import vary

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


def test_parts_are_kept_and_make_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_all, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(run_all, "PAGE", tmp_path / "page.md")
    part = run_all.Result("bench_store", "a: 3.00, bound ≤ 2: MISSED\nb: 1.00, bound ≤ 2", 0, "c0de", "today", 0.1, 5)
    run_all.keep(part)
    assert run_all.load("bench_store") == part
    assert run_all.load("bench_lookup") is None
    run_all.write_page()
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "- `bench_store`: a: 3.00, bound ≤ 2: MISSED\n" in page
    assert part.output in page
    assert "`bench_lookup`" in page.split("Not run for this page", 1)[1].split("\n", 1)[0]


def test_reports_are_varied_alike_every_time(tmp_path: Path) -> None:
    (tmp_path / "one" / "甲山市").mkdir(parents=True)
    text = "甲山市2021年政府工作报告\n" + "推进“三清一改”行动。\n" * 60
    (tmp_path / "one" / "甲山市" / "2021.txt").write_text(text, "utf-8")
    assert [vary(tmp_path / "one", tmp_path / name, 3) for name in ("a", "b")] == [3, 3]
    found = [sorted(path.read_text("utf-8") for path in (tmp_path / name).rglob("*.txt")) for name in ("a", "b")]
    assert found[0] == found[1]
    assert len(set(found[0])) == 3
    assert text in found[0]
    assert not any("甲山" in each for each in found[0] if each != text)
