"""The five seeds all the way through: read, extracted, merged, stored."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from glossary.cli import main
from glossary.extraction.extract import extract
from glossary.package_data import seed_files

SEEDS = {path.name[:3]: path.read_text("utf-8") for path in seed_files()}


@pytest.mark.parametrize(("seed", "entries"), [("000", 15), ("001", 9), ("002", 0), ("003", 0), ("004", 0)])
def test_every_entry_of_the_seeds_is_found(seed: str, entries: int) -> None:
    """As many as the documents print, numbered without a gap."""
    found = extract(SEEDS[seed]).entries

    assert [entry.number for entry in found] == [str(number) for number in range(1, entries + 1)]


def test_slogans_of_the_seeds_and_their_false_friends() -> None:
    """Quoted and unquoted ones are found; brands, industries and levels are not."""
    cores = {slogan.core for text in SEEDS.values() for slogan in extract(text).slogans}

    assert {"三区三线", "五小", "四上", "六大工程", "三微", "双拥", "一带一路", "1+7+4"} <= cores
    assert not {"三一大会战", "三产业", "三峰科技", "百日攻坚"} & cores


def test_spans_show_the_printed_words() -> None:
    """Law 1: what is shown is in the text, at its offsets."""
    for text in SEEDS.values():
        found = extract(text)
        assert all(slogan.span.of(text) == slogan.surface for slogan in found.slogans)
        assert all(entry.head_span.of(text) == entry.head for entry in found.entries)


def test_harvest_and_harvest_again(tmp_path: Path) -> None:
    """The second harvest reads nothing again and changes nothing."""
    runner, db = CliRunner(), str(tmp_path / "x.db")
    first = runner.invoke(main, ["harvest", "--seeds", "--workers", "1", "--db", db])
    again = runner.invoke(main, ["harvest", "--seeds", "--workers", "1", "--db", db])

    assert first.exit_code == again.exit_code == 0
    assert "5 sources (5 unchanged)" in again.stderr
    assert "0 new terms, 0 changed, 0 removed" in again.stderr


def test_extract_prints_one_line_a_file() -> None:
    """JSON, in the order of the files, with the document's metadata next to what was found."""
    result = CliRunner().invoke(main, ["extract", *map(str, seed_files())])
    records = [json.loads(line) for line in result.stdout.splitlines()]

    assert [Path(record["source"]).name[:3] for record in records] == list(SEEDS)
    assert {"source", "document", "entries", "slogans", "glosses", "findings"} <= set(records[0])
