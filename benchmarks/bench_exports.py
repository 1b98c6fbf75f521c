"""Writing exports, compared with the minimum that any program must do for the same rows.

    python -m benchmarks.bench_exports [--store FILE]

Every format is given as a multiple of what ``csv.writer`` takes for the finished values of all articles. Without
``--store`` (or the variable BENCH_STORE) the five seeds are harvested, which is enough for ratios. Then the whole
edition is written with two workers, and the memory of all its processes is sampled.

Bounds, for a store of a thousand reports: the edition within 15 s, terms.csv within 1 s, its first rows also from a
service that has no edition yet; 200 MB of memory of all processes together. Memory is the proportional set size (PSS):
a page that several processes share is counted once.
"""

import argparse
import csv
import io
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from benchmarks.ratios import alternate, bound, machine, spread
from benchmarks.serving import serve
from glossary.export.formats import EXPORTS, Export
from glossary.export.release import ExportMetadata
from glossary.package_data import seed_files
from glossary.pipeline import find_origins, harvest
from glossary.store.read.reader import Snapshot
from glossary.term_store import open_term_store

ROUNDS = 7
_FIRST_ROWS = 10


def main() -> None:
    """Print the floor, then every format as a multiple of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, default=os.environ.get("BENCH_STORE"))
    given = parser.parse_args().store
    with tempfile.TemporaryDirectory() as folder:
        seeds = _harvest(Path(folder))
        with Snapshot(seeds) as snapshot:
            _measure(snapshot)
        _write_edition(Path(given) if given else seeds, Path(folder) / "edition")
        _download(Path(given) if given else seeds, Path(folder))


def _write_edition(store: Path, folder: Path) -> None:
    """Write all files with two workers in a process of its own, and print time and memory."""
    began = time.perf_counter()
    writer = subprocess.Popen([sys.executable, "-c", _EDITION, store, folder], stdout=subprocess.PIPE, text=True)
    whole = largest = 0.0
    while writer.poll() is None:
        memory = list(map(_private_memory, _find_processes(writer.pid)))
        whole, largest = max(whole, sum(memory)), max(largest, *memory, 0.0)
        time.sleep(0.05)
    seconds, first = time.perf_counter() - began, float(writer.communicate()[0])
    print(f"\nall files of {store.stat().st_size / 1e6:.0f} MB, two workers; memory without shared pages")
    print(bound("all files", seconds, 15, " s"))
    print(bound("terms.csv, after the start of the command", first, 1, " s"))
    print(bound("largest process", largest, 200, " MB"))
    print(bound("all processes together", whole, 200, " MB"))


def _download(store: Path, folder: Path) -> None:
    """Ask a service without any edition for terms.csv, and print the time of its first rows."""
    with serve(store, folder, environment={"GLOSSARY_EXPORTS": str(folder / "exports")}) as served:
        began = time.perf_counter()
        with served.open(b"GET /v1/exports/terms.csv HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
            answer = b""
            while answer.partition(b"\r\n\r\n")[2].count(b"\n") < _FIRST_ROWS:
                answer += client.recv(1 << 12)
            seconds = time.perf_counter() - began
    assert answer.startswith(b"HTTP/1.1 200"), answer
    print(bound("terms.csv over HTTP without an edition, first rows", seconds, 1, " s"))


_EDITION = """
import sys, time
began = time.perf_counter()
from pathlib import Path
from glossary.export.publish import StoredEdition, publish

first = []
if __name__ == "__main__":
    note = lambda row: first.append(time.perf_counter() - began)
    publish(StoredEdition(sys.argv[1]), Path(sys.argv[2]), workers=2, on_file=note)
    print(first[0])
"""


def _find_processes(process: int) -> list[int]:
    """A process and its descendants; Linux only, elsewhere the process alone."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found = [process]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _private_memory(process: int) -> float:
    """Megabytes that belong to one process, shared pages in proportion."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _harvest(folder: Path) -> Path:
    path = folder / "seeds.db"
    found, failures = find_origins([str(each) for each in seed_files()])
    with open_term_store(path) as store:
        harvest(found, store, failures=failures, workers=1)
    return path


def _measure(snapshot: Snapshot) -> None:
    rows = [[str(value) for value in article.values()] for article in snapshot.articles()]
    works: dict[str, Callable[[], object]] = {
        "csv.writer, finished rows": lambda: csv.writer(io.StringIO()).writerows(rows),
        "sqlite3, finished rows": lambda: _insert(rows),
    }
    for export in EXPORTS:
        if export.companion:  # derived from the other files
            continue
        works[export.name] = partial(_write, export, snapshot)
    times = alternate(works, ROUNDS)
    print(f"{machine()}; {len(rows):,} articles")
    for name, taken in times.items():
        print(f"{name:<34}{spread(taken, times['csv.writer, finished rows'])}")


def _write(export: Export, snapshot: Snapshot) -> None:
    export.write(snapshot, ExportMetadata(), io.BytesIO())


def _insert(rows: list[list[str]]) -> None:
    connection = sqlite3.connect(":memory:")
    columns = ", ".join(f"c{at}" for at in range(len(rows[0])))
    connection.execute(f"CREATE TABLE t ({columns})")
    connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.close()


if __name__ == "__main__":
    main()
