"""What a changed source costs: rows rewritten and time, against the whole harvest.

    python -m benchmarks.bench_changes [FOLDER]

Harvests FOLDER (the seeds without one), changes one document after the other by a sentence, harvests it again, and
prints how many articles were examined and rewritten, and how many the document mentions. Bound: nothing is looked
at that neither the old nor the new text mentions, misspellings of the same family apart.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ratios import machine
from glossary.package_data import packaged_path
from glossary.pipeline import find_origins, harvest
from glossary.store.write.store import TermStore
from glossary.term_store import open_term_store

_CHANGED = 20


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged_path("seeds")
    print(machine())
    with tempfile.TemporaryDirectory() as scratch, open_term_store(Path(scratch) / "terms.db") as store:
        origins, failures = find_origins([str(folder)])
        started = time.perf_counter()
        summary = harvest(origins, store, failures=failures)
        whole = time.perf_counter() - started
        print(f"\n{summary.totals['source']} sources, {summary.totals['term']} terms: {whole:.2f} s")
        rows = [_change(store, Path(origin), Path(scratch)) for origin in origins[:: max(1, len(origins) // _CHANGED)]]
    _print(rows, whole)


def _change(store: TermStore, report: Path, scratch: Path) -> tuple[int, int, int, int, float]:
    """Mentioned, looked at, rewritten, relinked, seconds."""
    copy = scratch / report.name
    copy.write_bytes(report.read_bytes())
    harvest([str(copy)], store)
    copy.write_text(report.read_text("utf-8") + "\n我们继续努力。\n", "utf-8")
    started = time.perf_counter()
    change = harvest([str(copy)], store).change
    seconds = time.perf_counter() - started
    mentioned = len(store.find_terms(str(copy)))
    return mentioned, change.rewritten + change.untouched, change.rewritten, len(change.relinked), seconds


def _print(rows: list[tuple[int, int, int, int, float]], whole: float) -> None:
    columns = ("mentioned", "looked at", "rewritten", "relinked only")
    for name, values in zip(columns, list(zip(*rows, strict=True))[:4], strict=True):
        print(f"{name:<14} median {statistics.median(values):>6}   most {max(values):>6}")
    seconds = statistics.median(row[4] for row in rows)
    print(f"one changed source: {seconds:.2f} s, {seconds / whole:.4f} of the whole harvest")


if __name__ == "__main__":
    main()
