"""A question that nothing answers gets a way on, on stderr; stdout stays empty."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from glossary.cli import main


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["suggest", "三区四"], "did you mean: 三区  三区三线"),
        (["suggest", "zzzz"], "`glossary search` lists all terms"),
        (["suggest", "。"], "`glossary search` lists all terms"),
        (["search", "三区四线"], "did you mean: 三区三线"),
        (["search", "zzz"], "no similar form"),
        (["search", "两个维护", "--year", "1999"], "no term has the year 1999"),
        (["search", "三区三线", "--number", "9"], "`glossary lookup` finds 三区三线 by it"),
        (["search", "--number", "999"], "0 of 0 terms"),
    ],
)
def test_an_empty_result_has_hints(seed_store: Path, arguments: list[str], hint: str) -> None:
    """No bare header, no error: the exit code stays 0."""
    result = CliRunner().invoke(main, [*arguments, "--db", str(seed_store)])

    assert result.exit_code == 0
    assert not result.stdout
    assert hint in result.stderr
