"""The pages that are written from the code: ``make docs`` writes them, a test compares them.

docs/cli.md holds the ``--help`` of every command, docs/columns.md every column of the exported tables, docs/findings.md
every finding code, so that no page promises what is not there. In the readmes the output behind each ``$ glossary …``,
and in the contract every example of an answer, are written anew, as the five seeds give them.
"""

import re
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from click.testing import CliRunner

from docs.examples import renewed
from docs.extension_rules import rules_module
from glossary.cli import main
from glossary.export.columns import TABLES, Column, Table
from glossary.package_data import STAGES, finding_codes

_INTRODUCTION = """# The `glossary` command

Written from the commands' own `--help` by `make docs`. Data goes to stdout, everything else to stderr; the exit code is
0, 1 (an error of ours: one line with its code, see [errors.md](errors.md)) or 2 (wrong use).
"""

_COLUMNS = """# The columns of the exported tables

Written from the code by `make docs`. The CSVW metadata beside each CSV file says the same to machines; lists are
parted by `|` in CSV and JSON arrays in `tables.db`. See [exports.md](exports.md).
"""


def cli_page() -> str:
    """docs/cli.md: the group's help, then that of each command, 80 columns wide."""
    settings = {**main.context_settings, "max_content_width": 100, "terminal_width": 100}
    context = click.Context(main, info_name="glossary", **settings)
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


def columns_page() -> str:
    """docs/columns.md: the tables of the export, column by column."""
    return "\n".join([_COLUMNS, *(_table_section(table) for table in TABLES)])


def _table_section(table: Table) -> str:
    rows = [f"| `{column.name}` | {_type(column)} | {column.note} |" for column in table.columns]
    key = ", ".join(f"`{name}`" for name in table.key)
    head = [
        f"## `{table.name}.csv`",
        "",
        f"{table.title}. Key: {key}.",
        "",
        "| column | type | holds |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*head, *rows, ""])


def _type(column: Column) -> str:
    kind = f"list of {column.datatype}" if column.separator else column.datatype
    return kind if column.required else f"{kind}, may be empty"


_FINDINGS = """# Findings

Written from `glossary/data/finding_codes.tsv` by `make docs`. Nothing is dropped silently: whatever cannot be read,
parsed or decided leaves a finding with a stable code. `E…`: a source or a part of it is lost; `W…`: doubtful; `I…`:
worth knowing. A code is never reused for another thing. `glossary check` lists the findings of a store.
"""


def findings_page() -> str:
    """docs/findings.md: every finding code, by stage."""
    sections = [_findings_section(stage, heading) for stage, heading in STAGES.items()]
    return "\n".join([_FINDINGS, *sections])


def _findings_section(stage: str, heading: str) -> str:
    rows = [
        f"| {each.code} | {each.meaning} | {each.example} | {each.remedy} |"
        for each in finding_codes().values()
        if each.stage == stage
    ]
    return "\n".join(
        [f"## {heading}", "", "| code | seen | example | what to do |", "| --- | --- | --- | --- |", *rows, ""]
    )


PAGES = {
    "cli.md": cli_page,
    "columns.md": columns_page,
    "findings.md": findings_page,
    "../extension/matching/rules.js": rules_module,
}

SEEDS = "seeds.db"
READMES = ("README.md", "README.zh.md")
_SESSION = re.compile(r"(?<=^```console\n)\$ glossary (.+)\n(?:.*\n)*?(?=```$)", re.MULTILINE)


def with_sessions(page: str, run: Callable[[list[str]], str]) -> str:
    r"""``page`` with the output behind each ``$ glossary …`` of its console blocks as ``run`` gives it.

    >>> with_sessions("```console\n$ glossary stats\nold\n```", lambda words: f"{words[0]}: new")
    '```console\n$ glossary stats\nstats: new\n```'
    """
    return _SESSION.sub(lambda found: f"$ glossary {found[1]}\n{run(shlex.split(found[1])).strip()}\n", page)


def run_over_seeds(folder: Path) -> Callable[[list[str]], str]:
    """A function that runs a command over the five seeds, harvested into ``folder``, and gives its output."""
    database = str(folder / SEEDS)
    runner = CliRunner(env={"GLOSSARY_DB": database})
    runner.invoke(main, ["harvest", "--seeds", "--workers", "1"], catch_exceptions=False)
    return lambda words: runner.invoke(main, words, catch_exceptions=False).stdout


def _write_all() -> None:
    docs = Path(__file__).parent
    for name, write in PAGES.items():
        (docs / name).write_text(write(), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        run = run_over_seeds(Path(folder))
        for name in READMES:
            page = docs.parent / name
            page.write_text(with_sessions(page.read_text("utf-8"), run), "utf-8")
        told = docs.parent / "openapi.yaml"
        told.write_text(renewed(told.read_text("utf-8"), Path(folder) / SEEDS), "utf-8")


if __name__ == "__main__":
    _write_all()
