"""Hashes the current answers of the software, to show that a refactoring changes none of them.

Run ``make snapshot WRITE=1`` before a change and ``make snapshot`` after it. The second run names each document and
file with a different answer, and ends with exit code 1 if there are any. Three kinds of answers:

* the extraction of every document: the five seeds, the project's own gold, and further texts if present;
* every export of a dictionary of the five seeds;
* the contract, ``openapi.yaml``.

The record is in ``.cache/``: it is for one change only, and a committed one would soon be stale.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from glossary.export.json_lines import to_record
from glossary.export.publish import publish
from glossary.extraction.extract import extract
from glossary.ingest.reader import read_sources
from glossary.model import Source
from glossary.package_data import packaged_path, seed_files
from glossary.pipeline import find_origins, harvest
from glossary.store.read.reader import Snapshot
from glossary.term_store import open_term_store

HERE = Path(__file__).parent
RECORD = HERE.parent / ".cache" / "snapshot.json"
FURTHER_TEXTS = HERE.parent.parent / "shared" / "corpus"
"""Texts outside the project, compared if present."""


def main() -> None:
    """Compares, or writes with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the present answers instead of comparing")
    write = parser.parse_args().write
    answers = present_answers()
    if write or not RECORD.exists():
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(json.dumps(answers, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
        print(f"{len(answers)} answers are on record; run again without --write to compare")
        return
    differences = find_differences(json.loads(RECORD.read_text("utf-8")), answers)
    for name in differences:
        print(f"differs: {name}")
    print(f"{len(differences)} of {len(answers)} answers differ from the record")
    sys.exit(1 if differences else 0)


def find_differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Returns the names whose hashes differ or that only one side has.

    >>> find_differences({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"})
    ['b', 'c']
    """
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def present_answers() -> dict[str, str]:
    """Returns hashes of extraction, exports and contract, by name."""
    gold = sorted(path for path in (HERE / "gold").rglob("*.txt"))
    further = sorted(path for path in FURTHER_TEXTS.rglob("*") if path.suffix in {".txt", ".md"})
    answers = {f"extraction {_name(path)}": digest for path, digest in _extractions([*seed_files(), *gold, *further])}
    answers |= {f"export {name}": digest for name, digest in _exports()}
    return answers | {"contract openapi.yaml": _digest(packaged_path("openapi.yaml").read_bytes())}


def _name(path: Path) -> str:
    """Returns the path from the folder of the project, so that a record may be compared in another checkout."""
    return os.path.relpath(path, HERE.parent)


def _extractions(files: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in files:
        for source in read_sources(str(path)):
            if isinstance(source, Source):
                record = to_record("", extract(source.text, dict(source.hints)))
                yield path, _digest(json.dumps(record, ensure_ascii=False, sort_keys=True).encode())


def _exports() -> Iterator[tuple[str, str]]:
    """Returns every file of an edition of the five seeds."""
    with tempfile.TemporaryDirectory() as folder:
        store_path = Path(folder) / "seeds.db"
        found, failures = find_origins([str(path) for path in seed_files()])
        with open_term_store(store_path) as store:
            harvest(found, store, failures=failures, workers=1)
        with Snapshot(store_path) as snapshot:
            edition = publish(snapshot, Path(folder) / "editions")
        for file in sorted(edition.rglob("*")):
            if file.is_file():
                yield str(file.relative_to(edition)), _digest(file.read_bytes())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


if __name__ == "__main__":
    main()
