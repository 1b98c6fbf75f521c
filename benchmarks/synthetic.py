"""A store of many distinct terms, written row by row: what search, annotation and look-up are timed over.

Heads are slogans and names made of common characters, definitions are stretches of the seeds' text of 30 to 150
characters, two a term. The same seed of the generator gives the same store.
"""

import argparse
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from glossary.chinese.normalize import digit_key, term_key
from glossary.chinese.pinyin import read
from glossary.chinese.script import to_script
from glossary.package_data import seed_files
from glossary.store.search import index
from glossary.term_store import open_term_store

TERMS = 100_000
"""The terms of the store that most benchmarks are over."""
NUMERALS = "二三四五六七八九十两双"
SHAPES = ("NX", "NXX", "NXNX", "NXXNXX", "N个XX", "N大XX", "XXX", "XXXX", "XXXXX", "XXNX")


def build(path: Path, terms: int, *, seed: int = 7) -> Path:
    """A store of ``terms`` terms and twice as many definitions at ``path``."""
    with open_term_store(path):
        pass
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -262144")
    connection.execute("BEGIN")
    for n, row in enumerate(_rows(terms, random.Random(seed)), 1):
        _insert(connection, n, *row)
    for n in range(1, terms + 1):
        (article,) = connection.execute("SELECT article FROM term WHERE n = ?", (n,)).fetchone()
        index.index(connection, n, index.make_index_entry(orjson.loads(article)))
    index.optimize_index(connection, terms)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('revision', ?)", (f"synthetic-{terms}-{seed}",))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def own_store(folder: Path, terms: int, given: Path | None = None) -> Path:
    """A store of ``terms`` terms in ``folder``, which the caller may change.

    A copy of ``given``, or else of the file that the variable BENCH_SYNTHETIC names, or a new one; ``run_all`` makes
    one store for all parts.
    """
    known = given or (Path(name) if (name := os.environ.get("BENCH_SYNTHETIC")) and terms == TERMS else None)
    store = folder / "synthetic.db"
    if known and known.exists():
        shutil.copyfile(known, store)
        return store
    return build(store, terms)


def _rows(terms: int, rng: random.Random) -> Iterator[tuple[str, list[str], int]]:
    text = "".join(seed.read_text("utf-8") for seed in seed_files())
    common = [each for each in text if "\u4e00" <= each <= "\u9fff" and each not in NUMERALS + "一百千万"]
    seen: set[str] = set()
    while len(seen) < terms:
        shape = rng.choice(SHAPES)
        head = "".join(
            rng.choice(NUMERALS) if each == "N" else rng.choice(common) if each == "X" else each for each in shape
        )
        if term_key(head) != head or head in seen:
            continue
        seen.add(head)
        definitions = []
        for _ in range(2):
            start = rng.randrange(len(text) - 150)
            definitions.append(text[start : start + rng.randint(30, 150)])
        yield head, definitions, int(rng.paretovariate(1.2))


def _insert(connection: sqlite3.Connection, n: int, head: str, definitions: list[str], sources: int) -> None:
    article = _article(n, head, definitions, sources)
    rank = 1 << 17 | min(sources, 0x1FFF) << 4 | min(sources.bit_length(), 0xF)
    connection.execute(
        "INSERT INTO term (n, id, key, headword, kind, shape, numerals, attestations, sources, first_year, last_year, "
        "explained, rank, draft, digest, article) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', ?)",
        (
            *(n, article["id"], head, head, article["kind"], None, ",".join(map(str, article["numerals"]))),
            *(sources, sources, 2019, 2024, 1, rank, orjson.dumps(article)),
        ),
    )
    for variant in article["variants"]:
        connection.execute(
            "INSERT INTO form (key, form, term, kind, script, origin, count) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (head, variant["form"], n, variant["kind"], variant["script"], variant["origin"], variant["count"]),
        )
    connection.execute("INSERT INTO loose VALUES (?, ?)", (digit_key(head), n))
    connection.execute(
        "INSERT INTO sense (term, id, position, definition, qualifier, tail, status) VALUES (?, ?, 1, ?, '', '', ?)",
        (n, article["senses"][0]["id"], definitions[0], "primary"),
    )


def _article(n: int, head: str, definitions: list[str], sources: int) -> dict[str, Any]:
    term, reading = f"t{n:012x}", read(head)
    is_slogan = any(each in NUMERALS for each in head)
    traditional = to_script(head, "zh-Hant")
    variants = [{"form": head, "script": "zh-Hans", "origin": "attested", "kind": "headword", "count": sources}]
    if traditional != head:
        variants.append(
            {"form": traditional, "script": "zh-Hant", "origin": "converted", "kind": "headword", "count": 0}
        )
    wordings = [
        {"text": text, "head": head, "source": "s0123456789abcdef", "kind": "entry", "start": 10, "end": 90, "page": 3}
        | {"year": 2023, "issuer": "某某市人民政府", "level": "prefecture", "rule": "numbered-colon", "supports": []}
        for text in definitions
    ]
    sense: dict[str, Any] = {
        "id": f"{term}.{n:08x}",
        "definition": definitions[0],
        "definitions": wordings,
        "groups": [],
    }
    sense |= {"status": "primary", "qualifier": "", "tail": "", "years": {"first": 2019, "last": 2024}, "merged": []}
    sense |= {"scope": {"level": "prefecture", "region": None, "region_code": None, "issuer": None}}
    issuer = {"issuer": "某某市人民政府", "level": "prefecture", "region": None}
    sense |= {"issuers": [{**issuer, "first": 2023, "last": 2023, "sources": 1}], "doubts": []}
    sense |= {"explained_years": {"first": 2023, "last": 2023}}
    return {
        "id": term,
        "headword": head,
        "pinyin": {"marks": reading.marks, "numbers": reading.numbers, "zhuyin": reading.zhuyin},
        "kind": "numeral_slogan" if is_slogan else "term",
        "shape": None,
        "numerals": [3] if is_slogan else [],
        "explained": True,
        "issuer_specific": False,
        "reach": {"provinces": 1, "national": 0},
        "variants": variants,
        "senses": [sense],
        "attestations": sources,
        "sources": sources,
        "first": {"year": 2019, "source": "s0123456789abcdef"},
        "last": {"year": 2024, "source": "s0123456789abcdef"},
        "near": [],
    }


def main() -> None:
    """Write a store for the other benchmarks (``--store``), so that they need not make one each."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--terms", type=int, default=TERMS)
    arguments = parser.parse_args()
    build(arguments.path, arguments.terms)


if __name__ == "__main__":
    main()
