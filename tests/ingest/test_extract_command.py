"""``glossary extract``: one line per document, whatever it is, and a meaningful exit code."""

import json
import os
import random
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.serving import GLOSSARY
from glossary.cli import main
from glossary.ingest.reader import read_sources
from glossary.model import Source

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def extract(*arguments: str, stdin: bytes | None = None) -> tuple[Result, list[dict]]:
    """Outcome and printed objects."""
    result = CliRunner().invoke(main, ["extract", *arguments], input=stdin)
    return result, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def seed_records() -> list[dict]:
    return extract(*map(str, SEEDS))[1]


def test_a_line_a_document_in_the_order_given(seed_records: list[dict]) -> None:
    assert [record["source"] for record in seed_records] == list(map(str, SEEDS))


def test_every_offset_points_into_the_file_as_decoded(seed_records: list[dict]) -> None:
    """What is printed can be checked against the file by anyone who opens it."""
    for path, record in zip(SEEDS, seed_records, strict=True):
        text = path.read_bytes().decode("utf-8")
        (source,) = read_sources(str(path))
        assert isinstance(source, Source)
        assert source.text == text
        for slogan in record["slogans"]:
            assert text[slogan["start"] : slogan["end"]] == slogan["surface"]
        for entry in record["entries"]:
            assert text[entry["head_start"] : entry["head_end"]].replace("*", "") == entry["head"]


def test_what_cannot_be_read_is_a_line_with_its_finding(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("各位代表：划定“三区三线”。", "utf-8")
    bad.write_bytes(os.urandom(3000))
    result, records = extract(str(good), str(bad), str(tmp_path / "nope.txt"), str(good))
    assert result.exit_code == 1
    assert [record["source"] for record in records] == [str(good), str(bad), str(tmp_path / "nope.txt"), str(good)]
    assert [[finding["code"] for finding in record["findings"]][:1] for record in records[1:3]] == [["E104"], ["E102"]]
    assert records[1].keys() == records[0].keys()
    assert (records[1]["entries"], records[1]["slogans"]) == ([], [])
    assert [line.rsplit("[", 1)[1] for line in result.stderr.splitlines()] == ["E104]", "E102]"]


def test_good_files_end_with_exit_code_0_and_nothing_on_stderr(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("划定“三区三线”。", "utf-8")
    result, records = extract(str(tmp_path))
    assert (result.exit_code, len(records), result.stderr) == (0, 1, "")


def test_what_is_left_out_is_named_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("划定“三区三线”。", "utf-8")
    (tmp_path / "cover.jpg").write_bytes(b"\xff\xd8")
    result, records = extract(str(tmp_path))
    assert (result.exit_code, len(records)) == (0, 1)
    assert "cover.jpg" in result.stderr


def test_standard_input_is_a_document(tmp_path: Path) -> None:
    result, records = extract("-", stdin="划定“三区三线”。".encode("gb18030"))
    assert result.exit_code == 0
    assert records[0]["source"] == "-"
    assert extract("-", stdin=b"")[1][0]["findings"][0]["code"] == "E101"


def test_names_that_are_no_utf_8_are_read_and_printed(tmp_path: Path) -> None:
    """A folder unpacked from an old Chinese archive holds names in GBK."""
    path = tmp_path / os.fsdecode("昆明市2020.txt".encode("gbk"))
    try:
        path.write_text("划定“三区三线”。", "utf-8")
    except OSError:
        pytest.skip("this file system keeps names in UTF-8")
    result, records = extract(str(tmp_path))
    assert result.exit_code == 0, result.stderr
    assert records[0]["source"] == str(tmp_path / "昆明市2020.txt")


@pytest.fixture
def mixed(tmp_path: Path) -> list[str]:
    """Arguments of every kind, with bad ones among them."""
    (folder := tmp_path / "reports").mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(
            f"第{number}号。划定“三区三线”，坚持“{'三四五'[number % 3]}莲”。", "utf-8"
        )
    (folder / "07-broken.txt").write_bytes(random.Random(1).randbytes(3000))
    (folder / "08-cover.jpg").write_bytes(b"\xff\xd8")
    with zipfile.ZipFile(tmp_path / "reports.zip", "w") as archive:
        for number in range(20):
            archive.writestr(f"{number:02}.md", f"推进“{'六七八'[number % 3]}渠”建设。")
    table = "text\n" + "".join(f"第{number}行，实施“五桥”工程。\n" for number in range(20))
    (tmp_path / "rows.csv").write_text(table, "utf-8")
    names = ["rows.csv", "reports", "nope.txt", "reports/03.txt", "-", "reports.zip", "reports/03.txt"]
    return [name if name == "-" else str(tmp_path / name) for name in names]


@pytest.mark.slow
def test_three_workers_print_what_one_prints(mixed: list[str]) -> None:
    """The same bytes on both streams, and the same exit code."""

    def run(workers: str) -> tuple[int, bytes, bytes]:
        command = [*GLOSSARY, "extract", "--workers", workers, *mixed]
        done = subprocess.run(command, capture_output=True, input="划定“三区”。".encode(), timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    code, printed, messages = run("1")
    assert (code, printed.count(b"\n")) == (1, 20 + 31 + 1 + 1 + 1 + 20 + 1)
    assert messages.count(b"\n") == 3
    assert run("3") == (code, printed, messages)


def test_help_teaches_by_examples() -> None:
    result = CliRunner().invoke(main, ["extract", "--help"])
    assert result.exit_code == 0
    assert "glossary extract report.txt" in result.stdout


def test_no_file_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["extract"]).exit_code == 2
