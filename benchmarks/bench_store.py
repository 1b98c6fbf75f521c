"""The store: harvesting the seeds, and a look-up among 1,000,000 terms against one among 10,000.

    python -m benchmarks.bench_store [--terms 1000000]

Bounds: the seeds in under 2 s; a look-up among a million terms takes at most 1.5 times that among ten thousand.

The large stores are made from the small one: each article is copied under keys with two more characters, with its
forms, digit keys and senses, which are all that a look-up reads. Look-ups of both stores alternate within one run.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from benchmarks.ratios import bound, machine, seconds
from glossary.chinese.normalize import term_key
from glossary.lookup.dictionary import Dictionary, open_dictionary
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥春夏秋冬晴雨风云山河湖海松竹梅兰桃李杏柳莲菊鹤鹿虎牛马羊犬象鱼鸟"
"""Characters that every folding leaves alone, so that a copy's key is the key of its headword."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--terms", type=int, default=1_000_000, help="size of the large store")
    terms = parser.parse_args().terms
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        _time_harvest(Path(folder))
        small = grow(Path(folder) / "small.db", 10_000)
        large = grow(Path(folder) / "large.db", terms)
        _compare(small, large, terms)


def _time_harvest(folder: Path) -> None:
    origins = [str(path) for path in seed_files()]

    def once() -> None:
        with open_term_store(folder / f"{time.perf_counter_ns()}.db") as store:
            harvest(origins, store, workers=1)

    path = folder / "again.db"
    with open_term_store(path) as store:
        harvest(origins, store, workers=1)
        again = seconds(lambda: harvest(origins, store, workers=1))
    first = seconds(once, rounds=3)
    print(f"\nharvest of the five seeds: {first:.2f} s; again, unchanged: {again / first:.3f} of that")


def grow(path: Path, terms: int) -> Path:
    """A store at ``path`` with the seeds' articles copied until there are ``terms``."""
    with open_term_store(path) as store:
        harvest([str(seed) for seed in seed_files()], store, workers=1)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -262144")
    connection.execute("BEGIN")
    count = step = connection.execute("SELECT count(*) FROM term").fetchone()[0]
    highest = {table: _highest(connection, table) for table in ("term", "form", "sense")}
    for copy, suffix in enumerate(_suffixes(), 1):
        if count >= terms:
            break
        _copy(connection, copy, suffix, highest)
        count += step
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def _suffixes() -> Iterator[str]:
    return ("".join(letters) for letters in product(LETTERS, repeat=3))


def _highest(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT max(n) FROM {table}").fetchone()[0])


def _copy(connection: sqlite3.Connection, copy: int, suffix: str, highest: dict[str, int]) -> None:
    term, form, sense = (highest[table] for table in ("term", "form", "sense"))
    changes = {
        "term": {"n": f"n + {term * copy}", **{name: f"{name} || '{suffix}'" for name in ("id", "key", "headword")}},
        "form": {
            "n": f"n + {form * copy}",
            "term": f"term + {term * copy}",
            "sense": f"sense + {sense * copy}",
            **{name: f"{name} || '{suffix}'" for name in ("key", "form")},
        },
        "loose": {"key": f"key || '{suffix}'", "term": f"term + {term * copy}"},
        "sense": {"n": f"n + {sense * copy}", "id": f"id || '{suffix}'", "term": f"term + {term * copy}"},
    }
    for table, changed in changes.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        quoted = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
        original = {"term": "n", "form": "n", "sense": "n", "loose": "term"}[table]
        limit = highest["term" if table == "loose" else table]
        connection.execute(f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} WHERE {original} <= {limit}")


def _compare(small: Path, large: Path, terms: int) -> None:
    stores = {10_000: open_dictionary(small), terms: open_dictionary(large)}
    forms = {size: _forms(path, 2000) for size, path in zip(stores, (small, large), strict=True)}
    times: dict[int, list[float]] = {size: [] for size in stores}
    for at in range(2000):
        for size, dictionary in stores.items():
            times[size].append(_timed(dictionary, forms[size][at]))
    print(f"\n{'terms':>10}{'file':>9}{'median':>12}{'p99':>12}")
    for size, path in zip(stores, (small, large), strict=True):
        ordered = sorted(times[size])
        median, late = statistics.median(ordered), ordered[len(ordered) * 99 // 100]
        print(f"{size:>10,}{path.stat().st_size / 2**20:>6.0f} MB{median * 1e6:>9.0f} µs{late * 1e6:>9.0f} µs")
    ratio = statistics.median(times[terms]) / statistics.median(times[10_000])
    print(bound(f"look-up among {terms:,} terms / among 10,000", ratio, 1.5))


def _forms(path: Path, count: int) -> list[str]:
    connection = sqlite3.connect(path)
    highest = _highest(connection, "term")
    chosen = random.Random(7).choices(range(1, highest + 1), k=count * 2)
    found = (connection.execute("SELECT headword, key FROM term WHERE n = ?", [n]).fetchone() for n in chosen)
    forms = [row[0] for row in found if row and term_key(row[0]) == row[1]][:count]
    connection.close()
    return forms


def _timed(dictionary: Dictionary, form: str) -> float:
    start = time.perf_counter()
    dictionary.article(form)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
