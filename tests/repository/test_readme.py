"""The commands that the pages show are run: a reader who copies them gets what is promised."""

import re
import shlex
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from glossary.cli import main
from glossary.package_data import seed_files
from tests.repository.tracked_files import ROOT

PAGES = ["README.md", "README.zh.md"]
HAN = re.compile("[\u4e00-\u9fff]")
BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(page: str, language: str) -> list[str]:
    return [body for found, body in BLOCK.findall((ROOT / page).read_text("utf-8")) if found == language]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the examples name, and the seeds harvested where the command looks for them."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "reports").mkdir()
    report = seed_files()[4].read_bytes()
    (folder / "reports" / "one.txt").write_bytes(report)
    (folder / "report.txt").write_bytes(report)
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("two.txt", seed_files()[3].read_bytes())
    result = CliRunner().invoke(
        main, ["harvest", "--seeds", "--workers", "1", "--db", str(folder / "data/glossary.db")]
    )
    assert result.exit_code == 0, result.output
    return folder


def _commands(page: str) -> list[str]:
    lines = [line for block in _blocks(page, "sh") for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("glossary ")]


@pytest.mark.parametrize("line", dict.fromkeys(line for page in PAGES for line in _commands(page)))
def test_every_command_of_the_readmes_runs(line: str, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As printed, the network left out; a command that does not end by itself explains its options."""
    monkeypatch.chdir(workspace)
    arguments = [word for word in shlex.split(line)[1:] if "://" not in word]
    if arguments == ["serve"]:
        arguments.append("--help")
    result = CliRunner().invoke(main, arguments, env={"GLOSSARY_DB": None})

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("page", PAGES)
def test_what_the_readmes_show_is_what_one_sees(page: str, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ``$ glossary …`` is followed by its output: every line with Chinese in it, in order."""
    monkeypatch.chdir(workspace)
    sessions = _blocks(page, "console")
    assert sessions
    for session in sessions:
        command, _, shown = session.partition("\n")
        arguments = shlex.split(command.removeprefix("$ glossary "))
        result = CliRunner().invoke(main, arguments, env={"GLOSSARY_DB": None})
        seen = iter(result.stdout.splitlines())
        actual = [line for line in shown.splitlines() if HAN.search(line)]
        assert actual
        assert not [line for line in actual if line not in seen]
