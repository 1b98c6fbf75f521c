"""The tables: whole, escaped, safe in spreadsheets, and described so that a machine can check them."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.export.columns import ATTESTATIONS, DEFINITIONS, SOURCES, TABLES, TERMS, Table
from glossary.export.release import ExportMetadata
from glossary.export.spreadsheets import (
    csv_metadata,
    escape_cell,
    escape_formula,
    file_name,
    write_csv,
    write_excel_csv,
)
from glossary.store.read.reader import Snapshot
from tests.export.edition import HOSTILE, FakeEdition, article

BLANKS = str.maketrans(dict.fromkeys("\n\t\r\u3000", " "))


def _read(table: Table, edition, *, excel: bool = False) -> list[dict[str, str]]:
    out = io.BytesIO()
    if excel:
        write_excel_csv(table, edition, out)
    else:
        write_csv(table, edition, out)
    text = out.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_fills_exactly_the_columns(table: Table, snapshot: Snapshot) -> None:
    """No column without a value in any row, required cells filled, keys unique."""
    rows = _read(table, snapshot)
    made = {name for row in table.find_rows(snapshot) for name in row}

    assert {column.name for column in table.columns} <= made
    assert all(row[column.name] for row in rows for column in table.columns if column.required)
    assert len({tuple(row[name] for name in table.key) for row in rows}) == len(rows)


def test_terms_of_the_seeds(snapshot: Snapshot) -> None:
    """One row an article, members in order, scripts as columns."""
    rows = {row["term"]: row for row in _read(TERMS, snapshot)}
    row = rows["三区三线"]

    assert row["term_hant"] == "三區三線"
    assert row["pinyin"] == "sān qū sān xiàn"
    assert row["numerals"] == "3|3"
    assert row["members"].split("|")[:3] == ["城镇空间", "农业空间", "生态空间"]
    assert rows["三微"]["definition"] == ""


def test_definitions_and_attestations_point_into_their_sources(snapshot: Snapshot) -> None:
    """The text at its offsets is what a cell quotes, as printed."""
    texts = {source["id"]: text for source, text, _ in snapshot.attestations()}

    for row in _read(ATTESTATIONS, snapshot):
        text = texts[row["source_id"]]
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
        assert row["before"] + row["quote"] + row["after"] in text.translate(BLANKS)
        assert row["quote"] in row["sentence"]
    for row in _read(DEFINITIONS, snapshot):
        assert row["definition"][:8] in texts[row["source_id"]][int(row["start"]) : int(row["end"])]


def test_the_rows_of_all_tables_belong_together(snapshot: Snapshot) -> None:
    """Definitions and attestations name articles and sources that are there, and their counts agree."""
    terms = {row["id"]: row for row in _read(TERMS, snapshot)}
    sources = {row["id"] for row in _read(SOURCES, snapshot)}
    attestations = _read(ATTESTATIONS, snapshot)

    assert {row["term_id"] for row in _read(DEFINITIONS, snapshot)} <= set(terms)
    assert {row["source_id"] for row in attestations} == sources
    assert sum(int(row["attestations"]) for row in terms.values()) == len(attestations)


def test_hostile_text_comes_back_whole_from_the_plain_file() -> None:
    """Quotes, commas and line breaks are escaped; only NUL, which no CSV reader takes, is replaced."""
    rows = _read(TERMS, FakeEdition(article(definition=HOSTILE)))

    assert rows[0]["definition"] == HOSTILE.replace("\0", "\ufffd")


def test_the_excel_variant_has_no_formulas_and_lists_altered_cells() -> None:
    """Byte order mark, CRLF, an apostrophe before each formula, its place reported."""
    out = io.BytesIO()
    rows, altered = write_excel_csv(TERMS, FakeEdition(article("-1减法", HOSTILE)), out)

    assert out.getvalue().startswith(b"\xef\xbb\xbfid,term,")
    assert out.getvalue().endswith(b"\r\n")
    assert rows == 1
    assert {"2:term", "2:definition"} <= set(altered)
    assert _read(TERMS, FakeEdition(article(definition=HOSTILE)), excel=True)[0]["definition"].startswith("'=")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "＝1", "＋1", " =1", "\n=1", "\u3000@x"])
def test_every_way_to_open_a_formula_is_guarded(cell: str) -> None:
    """The list of OWASP, full-width signs and leading blanks included."""
    assert escape_formula(cell).startswith("'")
    assert escape_formula(cell).replace("'", "") == cell


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [("甲;=1", "甲;'=1"), ('甲;"=1', "甲;'\"=1"), ("甲\n-1", "甲\n'-1"), ("甲\t @x", "甲\t' @x"), ("甲; 乙", "甲; 乙")],
)
def test_no_formula_begins_where_another_locale_begins_a_cell(cell: str, guarded: str) -> None:
    """Many a spreadsheet opens a file of commas as one of semicolons, where our quotes mean nothing."""
    assert escape_formula(cell) == guarded


@pytest.mark.parametrize("cell", ["1-3-5", "3-5", "10-20", "3/5", "3.10", "12:30", "0123", "１－３", "12e34", "1" * 16])
def test_what_a_spreadsheet_would_turn_into_a_date_or_number_stays_text(cell: str) -> None:
    """“1-3-5”工程 is a slogan, and no day in May."""
    assert escape_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["3", "430202", "2023-01-05", "1+3+5", "1-3-5工程", "3.", "三区三线"])
def test_what_a_spreadsheet_leaves_alone_gets_no_apostrophe(cell: str) -> None:
    """A number stays a number, and text with letters stays text."""
    assert escape_cell(cell) == cell


def test_the_excel_variant_keeps_slogans_of_digits_and_lists_them() -> None:
    out = io.BytesIO()
    _, altered = write_excel_csv(TERMS, FakeEdition(article("1-3-5", "一个中心")), out)

    assert "2:term" in altered
    assert _read(TERMS, FakeEdition(article("1-3-5", "一个中心")), excel=True)[0]["term"] == "'1-3-5"


@pytest.mark.parametrize("cell", ["", "1+7+4", "三区三线", "“四上”企业", "'=1"])
def test_ordinary_cells_stay_as_they_are(cell: str) -> None:
    """A sum of digits is a slogan, not a formula."""
    assert escape_formula(cell) == cell


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_survives_a_csv_reader(headword: str, definition: str) -> None:
    """Line ends become LF and NUL a replacement character; nothing else changes, and no row is torn."""
    rows = _read(DEFINITIONS, FakeEdition(article("头", definition, variants=[])))
    expected = definition.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")

    assert [row["definition"] for row in rows] == [expected]


def test_paths_of_a_machine_are_not_exported() -> None:
    """The path of a file is no fact about the document; an address is, with a fragment that scrolls to the words."""
    path, url = FakeEdition(article(), origin="/srv/reports/a.txt"), FakeEdition(article())

    assert _read(SOURCES, path)[0]["url"] == ""
    assert _read(ATTESTATIONS, path)[0]["url"] == ""
    assert _read(ATTESTATIONS, url)[0]["url"] == (
        "https://x.example/a#:~:text=%E7%94%B2%E3%80%82%E5%AE%88%E7%89%A2-,"
        "%E4%B8%89%E5%8C%BA%E4%B8%89%E7%BA%BF,-%EF%BC%8C%E5%A5%BD%E3%80%82%E4%B9%99"
    )
    assert _read(ATTESTATIONS, url)[0]["sentence"] == "守牢三区三线，好。"


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_metadata_describes_its_file(table: Table, excel: bool, snapshot: Snapshot) -> None:
    """Titles equal the header in order; the key and every template name a column."""
    described = json.loads(csv_metadata(table, snapshot, ExportMetadata(), excel=excel))
    titles = [column["titles"] for column in described["tableSchema"]["columns"]]

    assert described["url"] == file_name(table, excel=excel)
    assert titles == list(_read(table, snapshot, excel=excel)[0])
    assert set(described["tableSchema"]["primaryKey"]) <= set(titles)


@pytest.mark.slow
def test_a_csvw_processor_finds_nothing_to_complain_about(seeds_db: Path, tmp_path: Path) -> None:
    """The whole edition validates against its metadata (package csvw, in a process of its own)."""
    csvw = pytest.importorskip("csvw", reason="the validator is in the test extra")
    assert csvw
    subprocess.run(
        [sys.executable, "-m", "glossary", "export", "all", "--db", str(seeds_db), "-o", str(tmp_path)], check=True
    )
    program = (
        "import sys, warnings; warnings.simplefilter('error'); from csvw import CSVW\n"
        "for path in sys.argv[1:]: assert CSVW(path, validate=True).is_valid, path"
    )
    files = [str(path) for path in tmp_path.glob("*/*.csv-metadata.json")]

    assert len(files) == 10
    subprocess.run([sys.executable, "-c", program, *files], check=True, timeout=60)


def test_tables_have_the_line_ends_of_their_readers(snapshot: Snapshot) -> None:
    """LF for programs, CRLF (RFC 4180) for spreadsheets."""
    plain, excel = io.BytesIO(), io.BytesIO()
    write_csv(SOURCES, snapshot, plain)
    write_excel_csv(SOURCES, snapshot, excel)

    assert plain.getvalue().endswith(b"\n")
    assert b"\r" not in plain.getvalue()
    assert excel.getvalue().count(b"\r\n") == plain.getvalue().count(b"\n")


def test_the_most_used_terms_come_first(snapshot: Snapshot) -> None:
    """By sources, then by attestations; docs/exports.md promises it."""
    used = [(int(row["sources"]), int(row["attestations"])) for row in _read(TERMS, snapshot)]

    assert len(set(used)) > 3
    assert used == sorted(used, reverse=True)


@pytest.mark.parametrize("character", ["甲", "𠮷"])
def test_the_excel_variant_cuts_what_a_cell_cannot_hold_and_lists_it(character: str) -> None:
    edition = FakeEdition(article(definition=character * 40_000))
    (row,) = _read(TERMS, edition, excel=True)
    assert len(row["definition"].encode("utf-16-le")) <= 2 * 32_767
    assert row["definition"].endswith("terms.csv has the whole text)")
    assert _read(TERMS, edition)[0]["definition"] == character * 40_000
    _, altered = write_excel_csv(TERMS, edition, io.BytesIO())
    assert "2:definition" in altered
