"""``glossary export``: its choices, and the message for anything else."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from glossary.cli import main
from glossary.export.formats import EXPORTS


def _export(*arguments: str) -> Result:
    environment = {"GLOSSARY_BASE_URL": "https://x.example/"}
    return CliRunner(env=environment).invoke(main, ["export", *arguments], catch_exceptions=False)


def test_a_format_that_does_not_exist_is_wrong_use(seeds_db: Path) -> None:
    """Exit code 2 like every choice that does not exist; help and refusal list the same."""
    refused = _export("bogus", "--db", str(seeds_db))
    listed = "".join(_export("--help").stdout.partition("Formats: ")[2].split()).rstrip(".").split(",")

    assert refused.exit_code == 2
    assert "".join(refused.stderr.rpartition(" is not one of ")[2].split()).split(",") == listed
    assert set(listed) == {export.format for export in EXPORTS if not export.companion} | {"all", "site"}


def test_the_nearest_format_is_suggested(seeds_db: Path) -> None:
    assert "did you mean csv? 'cvs' is not one of csv," in _export("cvs", "--db", str(seeds_db)).stderr


def test_a_file_that_cannot_be_written_is_named_as_given(seeds_db: Path, tmp_path: Path) -> None:
    """Not by the name under which it is written aside."""
    wanted = tmp_path / "none" / "x.csv"

    assert _export("csv", "-o", str(wanted), "--db", str(seeds_db)).stderr == (
        f"glossary: {wanted}: No such file or directory; check the path [file-error]\n"
    )


@pytest.mark.parametrize("address", ["https://example.org/g", "https://example.org/g/"])
def test_an_address_needs_no_slash_at_its_end(seeds_db: Path, address: str) -> None:
    """It is taken with one."""
    actual = _export("yomitan-index", "--base-url", address, "--db", str(seeds_db)).stdout

    assert '"url":"https://example.org/g/"' in actual


@pytest.mark.parametrize("address", ["example.org", "https://", "https://example.org/?q="])
def test_an_invalid_address_is_a_usage_error(seeds_db: Path, address: str) -> None:
    """Links would lead nowhere."""
    assert _export("csv", "--base-url", address, "--db", str(seeds_db)).exit_code == 2


def test_links_to_this_machine_alone_are_warned_of(seeds_db: Path) -> None:
    """Nobody else could open them."""
    assert "set --base-url" in _export("tbx", "--base-url", "http://127.0.0.1:8000/", "--db", str(seeds_db)).stderr
    assert "set --base-url" not in _export("tbx", "--db", str(seeds_db)).stderr


def test_files_about_the_others_are_written_with_all_of_them(seeds_db: Path) -> None:
    """They would have nothing to describe alone."""
    refused = _export("datapackage", "--db", str(seeds_db))

    assert refused.exit_code == 2
    assert "use `all` to write it" in refused.stderr
