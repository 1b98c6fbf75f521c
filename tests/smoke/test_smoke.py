"""Every module can be imported and every command has a help text. Under 15 seconds."""

import pkgutil
from importlib import import_module

import pytest
from click.testing import CliRunner

import api
import glossary
from glossary.cli import main

MODULES = sorted(
    found.name
    for package in (glossary, api)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
)
COMMANDS = main.list_commands(None)  # type: ignore[arg-type]


def test_every_module_can_be_imported() -> None:
    """Without side effects that fail."""
    assert [name for name in MODULES if not import_module(name).__doc__] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    """``glossary NAME --help`` ends well and prints more than its usage line."""
    result = CliRunner().invoke(main, [name, "--help"])

    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output
    assert main.get_command(None, name).help  # type: ignore[arg-type, union-attr]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_keeps_its_lists(name: str) -> None:
    r"""An escaped ``\b`` in a docstring is text to click: the lists would run together after a literal backslash."""
    assert "\\b" not in (main.get_command(None, name).help or "")  # type: ignore[arg-type, union-attr]


def test_the_list_of_commands_shows_whole_sentences() -> None:
    """In a terminal of 80 columns."""
    listed = CliRunner().invoke(main, ["--help"], terminal_width=80).output

    assert "..." not in listed.split("Build a dictionary:")[1]


def test_an_unknown_command_is_a_usage_error() -> None:
    """Exit code 2, as for every wrong use."""
    assert CliRunner().invoke(main, ["no-such-command"]).exit_code == 2
