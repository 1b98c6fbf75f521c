"""The commands that write the store and look into it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from glossary.cli import main


def _call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the seeds; copied, not changed."""
    path = tmp_path_factory.mktemp("harvested") / "terms.db"
    _call("harvest", "--seeds", "--workers", "1", "--db", str(path))
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command in an empty folder, with the store that the environment names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GLOSSARY_DB", str(tmp_path / "terms.db"))
    return _call


@pytest.fixture
def seeds(run: Callable[..., Result], harvested: Path, tmp_path: Path) -> None:
    """The seeds are harvested."""
    shutil.copy(harvested, tmp_path / "terms.db")


def test_the_seeds_are_harvested_once(run) -> None:
    """The summary counts; the second run reads nothing again."""
    first = run("harvest", "--seeds", "--workers", "1")
    second = run("harvest", "--seeds", "--workers", "1")

    assert first.exit_code == second.exit_code == 0
    assert "5 sources (0 unchanged)" in first.stderr
    assert "5 sources (5 unchanged)" in second.stderr
    assert first.stdout == ""


def test_a_missing_file_costs_the_exit_code_and_nothing_else(run) -> None:
    """The finding is on stderr, the seeds are harvested all the same, and the store keeps nothing of it."""
    result = run("harvest", "--seeds", "missing.txt", "--workers", "1")
    listed = run("check", "--code", "E")

    assert result.exit_code == 1
    assert "E102 missing.txt" in result.stderr
    assert "5 sources" in result.stderr
    assert listed.stdout == ""


def test_a_file_that_could_not_be_read_is_listed_until_it_is_forgotten(run, seeds, tmp_path: Path) -> None:
    """By its path, as check prints it; the revision identifies the dictionary and stays."""
    before = json.loads(run("stats", "--json").stdout)["revision"]
    (tmp_path / "broken.txt").write_bytes(bytes(range(256)) * 64)
    harvested = run("harvest", "broken.txt", "--workers", "1")
    listed = run("check", "--code", "E").stdout
    after = json.loads(run("stats", "--json").stdout)["revision"]
    forgotten = run("forget", "broken.txt")

    assert harvested.exit_code == 1
    assert listed.startswith("E104 broken.txt: ")
    assert after == before
    assert forgotten.exit_code == 0
    assert run("check", "--code", "E").stdout == ""
    assert run("forget", "broken.txt").exit_code == 1


def test_a_folder_with_nothing_to_read_is_named(run, tmp_path: Path) -> None:
    """As a file that cannot be read: at once on stderr, with exit code 1."""
    (tmp_path / "empty").mkdir()
    result = run("harvest", "empty", "--workers", "1")

    assert result.exit_code == 1
    assert result.stderr.startswith("E103 empty: ")


def test_nothing_to_harvest_is_wrong_use(run) -> None:
    """Exit code 2, as for every wrong call."""
    assert run("harvest").exit_code == 2


def test_a_dry_run_prints_the_difference_and_makes_no_file(run, tmp_path: Path) -> None:
    """JSON on stdout: new, changed, vanished."""
    result = run("harvest", "--seeds", "--dry-run", "--workers", "1")

    assert "三区三线" in json.loads(result.stdout)["new"]
    assert not (tmp_path / "terms.db").exists()


def test_the_same_text_at_two_places_is_named(run, tmp_path: Path) -> None:
    """One source, two origins: whether both are new or one was there before."""
    report = "名词解释\n\n1.五修：修路、修渠、修桥、修堤、修塘。\n"
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(report, "utf-8")
    dry = json.loads(run("harvest", "a.txt", "b.txt", "--dry-run", "--workers", "1").stdout)
    alone = run("harvest", "b.txt", "--workers", "1")
    both = run("harvest", "a.txt", "--workers", "1")

    assert dry["copies"] == {"b.txt": "a.txt"}
    assert "copies" not in alone.stderr
    assert "copies     1 of them the same text as another: a.txt is b.txt\n" in both.stderr


def test_a_source_can_be_listed_and_forgotten(run, seeds) -> None:
    """What sources names, forget takes."""
    sources = [json.loads(line) for line in run("sources", "--json").stdout.splitlines()]
    forgotten = run("forget", sources[0]["id"])
    unknown = run("forget", "s0")

    assert len(sources) == 5
    assert forgotten.exit_code == 0
    assert "1 terms" not in forgotten.stderr
    assert len(run("sources").stdout.splitlines()) == 5  # the header and four sources
    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "glossary: no source s0; `glossary sources` lists them [source-not-found]\n",
    )


def test_decisions_are_imported_all_or_none(run, seeds, tmp_path: Path) -> None:
    """A mistake in the last row keeps the first one out."""
    rows = "kind,form,other,reason\nrejected,三区三线,,for the test\n"
    (tmp_path / "good.csv").write_text(rows, "utf-8")
    (tmp_path / "bad.csv").write_text(rows + "nonsense,甲,乙,why\n", "utf-8")
    refused, before = run("import", "bad.csv"), json.loads(run("stats", "--json").stdout)
    taken, after = run("import", "good.csv"), json.loads(run("stats", "--json").stdout)

    assert refused.exit_code == 1
    assert "line 3, column 'kind'" in refused.stderr
    assert taken.exit_code == 0
    assert after["counts"]["term"] == before["counts"]["term"] - 1
    assert after["revision"] != before["revision"]


@pytest.mark.parametrize("command", [["sources"], ["check"], ["stats"], ["forget", "s0"], ["rebuild"]])
def test_without_a_store_the_commands_explain_what_to_do(run, command: list[str], tmp_path: Path) -> None:
    """No empty store is left after."""
    result = run(*command)

    assert result.exit_code == 1
    assert "glossary harvest" in result.stderr
    assert not (tmp_path / "terms.db").exists()


@pytest.mark.slow
def test_a_rebuild_of_a_sound_store_changes_nothing(run, seeds) -> None:
    """It reports that."""
    assert "0 new terms, 0 changed, 0 removed" in run("rebuild").stderr


def test_words_of_a_terminal_in_gbk_are_understood(harvested: Path) -> None:
    """No UTF-8 by their bytes; the traceback they ended in helped nobody."""
    command = [os.fsencode(sys.executable), b"-m", b"glossary", b"lookup", "三区三线".encode("gbk")]
    done = subprocess.run([*command, b"--db", os.fsencode(harvested)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert "三区三线" in done.stdout.decode("utf-8")


def test_a_console_in_gbk_is_written_to(harvested: Path, tmp_path: Path) -> None:
    """What it has no character for is written by its number."""
    page = tmp_path / "page.txt"
    page.write_text("\U0001f600落实三区三线。", "utf-8")
    command = [sys.executable, "-m", "glossary", "annotate", str(page), "--db", str(harvested)]
    environment = {**os.environ, "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr.decode("gbk", "replace")
    assert "落实" in done.stdout.decode("gbk")
