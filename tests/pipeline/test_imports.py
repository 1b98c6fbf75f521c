"""``glossary import`` of decisions about what nobody has printed, and of files that are none."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from glossary.cli import main


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with the seeds."""
    path = tmp_path / "terms.db"
    CliRunner().invoke(main, ["harvest", "--seeds", "--workers", "1", "--db", str(path)], catch_exceptions=False)
    return path


def _import(store: Path, content: bytes) -> Result:
    file = store.with_name("decisions.csv")
    file.write_bytes(content)
    return CliRunner().invoke(main, ["import", str(file), "--db", str(store)], catch_exceptions=False)


HEADER = "kind,form,other,reason\n"


def test_decisions_about_what_no_source_has_are_named_and_kept(store: Path) -> None:
    """Forms and places; a slip of the pen would otherwise pass for a decision."""
    rows = [
        "same,三区三线,没有这个词,why",
        "preferred,五小,s0000000000000000:1-2,why",
        "rejected,三微,,why",
        "different,三区三线,两个统筹,why",
    ]
    first = _import(store, (HEADER + "\n".join(rows)).encode())
    again = _import(store, (HEADER + "\n".join(rows)).encode())

    assert first.exit_code == 0
    assert first.stderr.startswith("4 decisions: 0 new terms, ")
    assert first.stderr.splitlines()[1:] == [
        "no source has 没有这个词: same,三区三线,没有这个词 is kept and has no effect yet",
        "no source has s0000000000000000:1-2: preferred,五小,s0000000000000000:1-2 is kept and has no effect yet",
    ]
    assert again.stderr.splitlines()[1:] == first.stderr.splitlines()[1:]


def test_many_rows_that_fit_nothing_are_counted(store: Path) -> None:
    """The first are named."""
    rows = [f"rejected,没有这个词{'一' * count},,why" for count in range(1, 31)]
    lines = _import(store, (HEADER + "\n".join(rows)).encode()).stderr.splitlines()

    assert len(lines) == 22
    assert lines[-1] == "and 10 more rows without effect"


def test_a_file_that_is_no_text_is_named_itself(store: Path) -> None:
    """No column is to blame for it."""
    result = _import(store, HEADER.encode() + "same,三区三线,两个统筹,因为\n".encode("gb18030"))

    assert result.exit_code == 1
    assert result.stderr.endswith(
        "decisions.csv: is not UTF-8 text (line 2); save the decisions as CSV UTF-8 [file-error]\n"
    )
    assert "column" not in result.stderr


def test_counts_of_one_are_in_the_singular(tmp_path: Path) -> None:
    """In the closing lines of a harvest."""
    (tmp_path / "one.txt").write_text("政府工作报告\n推进“三区三线”。\n", "utf-8")
    arguments = ["harvest", str(tmp_path / "one.txt"), "--workers", "1", "--db", str(tmp_path / "one.db")]
    stderr = CliRunner().invoke(main, arguments, catch_exceptions=False).stderr

    assert "read       1 source (0 unchanged), 0 failed: 0 entries, 0 inline definitions, 1 slogan, " in stderr
    assert "dictionary 1 source, 1 term (0 explained), 0 senses, 1 attestation, " in stderr
