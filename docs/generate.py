"""The pages that are written from the code: ``make docs`` writes them, a test compares them.

docs/cli.md holds the ``--help`` of every command, so that a page never promises an option that is not there.
"""

from pathlib import Path

import click

from glossary.cli import main

_INTRODUCTION = """# The `glossary` command

Written from the commands' own `--help` by `make docs`. Data goes to stdout, everything else to stderr; the exit code is
0, 1 (an error of ours: one line with its code, see [errors.md](errors.md)) or 2 (wrong use).
"""


def cli_page() -> str:
    """docs/cli.md: the group's help, then that of each command, 80 columns wide."""
    context = click.Context(main, info_name="glossary", max_content_width=100, terminal_width=100)
    names = main.list_commands(context)
    sections = [_section("glossary", main, context)]
    for name in names:
        command = main.get_command(context, name)
        if command is not None:
            sections += _command_sections(f"glossary {name}", command, context)
    return "\n".join([_INTRODUCTION, *sections])


def _command_sections(path: str, command: click.Command, parent: click.Context) -> list[str]:
    context = click.Context(command, info_name=path.rsplit(" ", 1)[1], parent=parent)
    sections = [_section(path, command, context)]
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            sections += _command_sections(f"{path} {name}", child, context)
    return sections


def _section(path: str, command: click.Command, context: click.Context) -> str:
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return "\n".join([f"## `{path}`", "", "```text", *lines, "```", ""])


if __name__ == "__main__":
    (Path(__file__).parent / "cli.md").write_text(cli_page(), "utf-8")
