"""Deletes rows of the word tables, one at a time, and reports the deletions that no test would notice.

A deletion is noticed if the outcome for the example of the row changes; tests/golden/words.tsv holds the outcomes
with the row. Each deletion runs in a separate process, forked before the rules are imported, so that their
patterns are built again.

    python -m evaluation.mutate_words                 # 40 rows drawn at random
    python -m evaluation.mutate_words --all           # every row; some minutes
    python -m evaluation.mutate_words --write         # fill in ``expect`` and write tests/golden/words.tsv
"""

import argparse
import csv
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import opencc  # noqa: F401 - imported before the forks, because it is slow
import pypinyin  # noqa: F401

from glossary.chinese import script, word_lists

if TYPE_CHECKING:
    from evaluation.word_outcomes import Case

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "words.tsv"
_DATA = Path(word_lists.__file__).parent / "data"
_NOTICED, _MISSED = 0, 3


def main() -> int:
    """Runs with the given arguments; exit code 1 if more than one deletion in ten goes unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every row instead of a sample")
    parser.add_argument("--number", type=int, default=40, help="how many rows to draw (default: 40)")
    parser.add_argument("--seed", type=int, default=None, help="seed of the draw")
    parser.add_argument("--table", choices=table_names(), action="append", help="only this table; may be repeated")
    parser.add_argument("--write", action="store_true", help="write the outcomes of today into tables and golden file")
    options = parser.parse_args()
    if options.write:
        return write_outcomes()
    names = options.table or table_names()
    rows = [row for row in read_golden() if row[0] in names]
    if not options.all:
        rows = random.Random(options.seed).sample(rows, min(options.number, len(rows)))
    script.to_hans("三区")  # loads its tables once, before the forks
    missed = [row for row in rows if not _is_noticed(*row)]
    for row in missed:
        print("not noticed:", *row, sep="\t", flush=True)
    print(f"{len(rows) - len(missed)} of {len(rows)} deletions noticed")
    return int(10 * len(missed) > len(rows))


def table_names() -> list[str]:
    """Returns the names of all word tables with examples."""
    return sorted(path.stem for path in _DATA.glob("*.tsv") if _has_roles(path))


def _has_roles(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        return file.readline().startswith("word\troles\t")


def read_golden() -> list[list[str]]:
    """Reads the rows of the golden file: table, role, word, example, outcome."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _is_noticed(table: str, role: str, word: str, example: str, outcome: str) -> bool:
    """Whether the example has another outcome than ``outcome`` without the word; an exception is another outcome."""
    child = os.fork()
    if child == 0:
        code = _NOTICED
        try:
            code = _MISSED if _outcome_without(table, role, word, example) == outcome else _NOTICED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != _MISSED


def _outcome_without(table: str, role: str, word: str, example: str) -> str:
    full = word_lists.load_words

    def load_without(name: str) -> tuple[word_lists.Word, ...]:
        return tuple(each for each in full(name) if name != table or each.word != word or role not in each.roles)

    word_lists.load_words = load_without  # type: ignore[assignment]
    from evaluation.word_outcomes import Case, find_outcome

    return find_outcome(Case(table, role, word, example))


def write_outcomes() -> int:
    """Writes the current outcomes into ``expect`` of every row, and into the golden file that tests read."""
    from evaluation.word_outcomes import PHRASE_TABLES, cases_of, find_outcome

    golden: list[list[str]] = []
    for table in (*table_names(), *PHRASE_TABLES):
        outcomes = {case: find_outcome(case) for case in cases_of(table)}
        golden += [[*case, outcome] for case, outcome in outcomes.items()]
        _write_expected(table, outcomes)
    GOLDEN.write_text("".join("\t".join(line) + "\n" for line in golden), "utf-8")
    return 0


def _write_expected(table: str, outcomes: "dict[Case, str]") -> None:
    """Fills in the column ``expect`` of a table, if it has one."""
    path = _DATA / f"{table}.tsv"
    header, *lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    if "expect" not in header:
        return
    first = {(case.word, case.example): outcome for case, outcome in reversed(outcomes.items())}
    for line in lines:
        row = dict(zip(header, line, strict=True))
        line[header.index("expect")] = first[row["word"], row["example"]]
    path.write_text("".join("\t".join(line) + "\n" for line in (header, *lines)), "utf-8")


def missing_words() -> Iterator["Case"]:
    """Returns the words of the tables that are missing from the golden file."""
    from evaluation.word_outcomes import PHRASE_TABLES, cases_of

    known = {tuple(row[:3]) for row in read_golden()}
    for table in (*table_names(), *PHRASE_TABLES):
        yield from (case for case in cases_of(table) if case[:3] not in known)


if __name__ == "__main__":
    sys.exit(main())
