"""Writing exports, compared with the minimum that any program must do for the same rows.

    python -m benchmarks.bench_exports [--store FILE]

Every format is given as a multiple of what ``csv.writer`` takes for the finished values of all articles. Without
``--store`` the five seeds are harvested, which is enough for ratios.
"""

import argparse
import csv
import io
import sqlite3
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.ratios import alternate, machine, spread
from glossary.export.formats import EXPORTS, Export
from glossary.export.release import ExportMetadata
from glossary.package_data import seed_files
from glossary.pipeline import find_origins, harvest
from glossary.store.read.reader import Snapshot
from glossary.term_store import open_term_store

ROUNDS = 7


def main() -> None:
    """Print the floor, then every format as a multiple of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args().store
    with tempfile.TemporaryDirectory() as folder:
        store = given or _harvest(Path(folder))
        with Snapshot(store) as snapshot:
            _measure(snapshot)


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
