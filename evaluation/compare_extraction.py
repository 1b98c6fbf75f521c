"""Compares two extractions of the same documents cell by cell: what a change of the rules changes.

    git stash; python -m evaluation.compare_extraction --write before.jsonl; git stash pop
    python -m evaluation.compare_extraction before.jsonl

The documents are the five seeds and the texts of the project's own gold, without their marks. A line of the output is a
cell: document, kind of record, headword or form, column, and the two values. ``make snapshot`` only names the
documents that differ.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.gold import parse_marked
from glossary.export.json_lines import to_record
from glossary.extraction.extract import extract
from glossary.package_data import seed_files

GOLD = Path(__file__).parent / "gold"
KINDS = ("entries", "glosses", "slogans")


class Difference(NamedTuple):
    """One cell with two values; ``column`` is empty if one side has no such record."""

    document: str
    kind: str
    form: str
    column: str
    before: Any
    after: Any


def main() -> None:
    """Compares with a file, or writes it with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="JSON lines, written by this command with --write")
    parser.add_argument("--write", action="store_true", help="write the present extractions instead of comparing")
    parser.add_argument("--ignore", default="", help="columns to leave out, separated by commas: confidence,rule")
    options = parser.parse_args()
    present = present_extractions()
    if options.write:
        lines = [json.dumps([name, record], ensure_ascii=False) for name, record in present.items()]
        options.file.write_text("\n".join(lines) + "\n", "utf-8")
        return
    recorded = load_records(options.file)
    found = [
        each
        for name in sorted(recorded.keys() & present.keys())
        for each in find_differences(name, recorded[name], present[name])
        if each.column.rsplit(".", 1)[-1] not in options.ignore.split(",")
    ]
    for each in found:
        print("\t".join(json.dumps(cell, ensure_ascii=False) if not isinstance(cell, str) else cell for cell in each))
    print(f"{len(found)} cells of {len(present)} documents differ")


def load_records(path: Path) -> dict[str, dict[str, Any]]:
    """Returns the extractions that ``--write`` wrote, by the name of the document."""
    return dict(json.loads(line) for line in path.read_text("utf-8").splitlines())


def present_extractions(further: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """Returns the extraction of each document as a JSON object, by the name of its file.

    Args:
        further: More texts, by their names.
    """
    texts = dict(further or {})
    texts |= {path.name: path.read_text("utf-8") for path in seed_files()}
    texts |= {
        f"{path.parent.name}/{path.name}": parse_marked(path.read_text("utf-8"))[0] for path in GOLD.rglob("*.txt")
    }
    records = {name: to_record("", extract(text, {})) for name, text in sorted(texts.items())}
    return {name: json.loads(json.dumps(record)) for name, record in records.items()}


def find_differences(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Yields the cells in which two extractions of the document ``name`` differ.

    >>> old, new = ({"entries": [{"head": "三农", "head_start": 0, "rule": rule}]} for rule in ("a", "b"))
    >>> [each.column for each in find_differences("x", old, new)]
    ['rule']
    """
    yield from _differ(name, "document", "", before.get("document", {}), after.get("document", {}))
    for kind in KINDS:
        old, new = by_place(before.get(kind, [])), by_place(after.get(kind, []))
        for place in sorted(old.keys() | new.keys()):
            form = place[1]
            if place not in old or place not in new:
                yield Difference(name, kind, form, "", _shown(old.get(place)), _shown(new.get(place)))
            else:
                yield from _differ(name, kind, form, old[place], new[place])
    codes = [sorted(finding["code"] for finding in one.get("findings", [])) for one in (before, after)]
    if codes[0] != codes[1]:
        yield Difference(name, "findings", "", "code", *codes)


def by_place(records: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], Mapping[str, Any]]:
    """Returns records by the start and the form of what they are about."""
    return {
        (record.get("head_start", record.get("start", 0)), record.get("head") or record.get("surface", "")): record
        for record in records
    }


def _shown(record: Mapping[str, Any] | None) -> Any:
    return record and (record.get("definition") or record.get("rule"))


def _differ(
    name: str, kind: str, form: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    old, new = _flatten(before), _flatten(after)
    for column in differing_columns(before, after):
        yield Difference(name, kind, form, column, old.get(column), new.get(column))


def differing_columns(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yields the paths of the cells in which two records differ: ``groups.0.members``."""
    old, new = _flatten(before), _flatten(after)
    yield from (column for column in dict.fromkeys([*old, *new]) if old.get(column) != new.get(column))


def _flatten(value: Any, path: str = "") -> dict[str, Any]:
    """The cells of a record by their path: ``groups.0.members``; a list of words is one cell."""
    if isinstance(value, dict):
        pairs: list[tuple[str, Any]] = list(value.items())
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        pairs = [(str(at), each) for at, each in enumerate(value)]
    else:
        return {path: value}
    return {
        key: cell for name, each in pairs for key, cell in _flatten(each, f"{path}.{name}" if path else name).items()
    }


if __name__ == "__main__":
    main()
