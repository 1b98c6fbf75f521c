"""Writes the pages that are generated from the code: ``make docs`` runs it, a test compares the pages.

* docs/cli.md: the ``--help`` of every command;
* docs/columns.md: every column of the exported tables;
* docs/findings.md: every finding code;
* docs/word-roles.md: every role of the word tables;
* extension/matching/rules.js: the tables by which the extension matches, the same as those of the library;
* extension/matching/page_patterns.js: the patterns by which it finds slogans and explanations on a page;
* in the READMEs, the output of each ``$ glossary …``, and in the contract every example of a response, both from a
  dictionary of the five seeds.
"""

import json
import re
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from click.testing import CliRunner

from docs.examples import update_examples
from docs.javascript import escape_unseen
from docs.page_patterns import page_patterns_module
from docs.word_roles import word_roles_page
from glossary.annotation.lexicon import client_rules
from glossary.cli import main
from glossary.export.columns import TABLES, Column, Table
from glossary.findings import STAGES, finding_codes, finding_messages

_INTRODUCTION = """# The `glossary` command

Generated from `--help` by `make docs`. Data goes to stdout, everything else to stderr. Exit codes: 0 (success), 1
(an error: one line with its code, see [errors.md](errors.md)), 2 (wrong usage).
"""

_COLUMNS = """# The columns of the exported tables

Generated from the code by `make docs`. The CSVW metadata next to each CSV file describes the same columns for machines.
Lists are separated by `|` in CSV and are JSON arrays in `tables.db`. See [exports.md](exports.md).
"""


def cli_page() -> str:
    """Returns docs/cli.md: the help of the group, then of each command."""
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
    """Returns docs/columns.md: the tables of the export, column by column."""
    return "\n".join([_COLUMNS, *(_table_section(table) for table in TABLES)])


def _table_section(table: Table) -> str:
    rows = [f"| `{column.name}` | {_type(column)} | {column.note} |" for column in table.columns]
    key = ", ".join(f"`{name}`" for name in table.key)
    head = [
        f"## `{table.name}.csv`",
        "",
        f"{table.title}. Key: {key}.",
        "",
        "| column | type | content |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*head, *rows, ""])


def _type(column: Column) -> str:
    kind = f"list of {column.datatype}" if column.separator else column.datatype
    return kind if column.required else f"{kind}, may be empty"


_FINDINGS = """# Findings

Generated from `glossary/data/finding_codes.tsv` by `make docs`. Nothing is dropped silently: whatever cannot be read,
parsed or decided leaves a finding with a stable code. `E…`: a source or a part of it is lost. `W…`: a result is
doubtful. `I…`: information. Codes are never reused. `glossary check` lists the findings of a store. Each message
is shown with an example of its values; its id is its code, with a name if the code has several messages.
"""


def findings_page() -> str:
    """Returns docs/findings.md: every finding code with its messages, by stage."""
    sections = [_findings_section(stage, heading) for stage, heading in STAGES.items()]
    return "\n".join([_FINDINGS, *sections])


def _findings_section(stage: str, heading: str) -> str:
    codes = {code: each for code, each in finding_codes().items() if each.stage == stage}
    rows = [f"| {each.code} | {each.meaning} | {each.example} | {each.remedy} |" for each in codes.values()]
    messages = [
        f"| {each.id} | {each.template.format(**each.values)} |"
        for each in finding_messages().values()
        if each.code in codes
    ]
    return "\n".join(
        [
            *(f"## {heading}", "", "| code | finding | example | what to do |", "| --- | --- | --- | --- |", *rows, ""),
            *("| id | message |", "| --- | --- |", *messages, ""),
        ]
    )


_RULES_HEAD = """/**
 * How text is folded and where forms may stand, as the server's matcher has it. Written by `make docs`; do not edit.
 *
 * @typedef {object} Rules
 * @property {string} digest Of everything else, so that a client sees whether it has the same.
 * @property {{from: string, to: string}} folding Code points of `from`, each with the one of `to` that it is folded to.
 * @property {Guards} guards
 */

/**
 * @typedef {object} Guards Sets of characters, and tables of such sets; docs/reading-aid.md says what they are for.
 * @property {string} numerals
 * @property {string} before_numeral
 * @property {string} word
 * @property {string} joined
 * @property {string} han_numerals
 * @property {string} links
 * @property {Record<string, string>} behind
 * @property {Record<string, string>} before
 */

/** @type {Rules} */
export const RULES = """


def rules_module() -> str:
    """Returns ``extension/matching/rules.js``: the server's rules of matching, which the extension carries."""
    rules = json.dumps(client_rules(), ensure_ascii=False, indent=2)
    return f"{_RULES_HEAD}{escape_unseen(rules)};\n"


PAGES = {
    "cli.md": cli_page,
    "columns.md": columns_page,
    "findings.md": findings_page,
    "word-roles.md": word_roles_page,
    "../extension/matching/rules.js": rules_module,
    "../extension/matching/page_patterns.js": page_patterns_module,
}

SEEDS = "seeds.db"
READMES = ("README.md", "README.zh.md")
_SESSION = re.compile(r"(?<=^```console\n)\$ glossary (.+)\n(?:.*\n)*?(?=```$)", re.MULTILINE)


def with_sessions(page: str, run: Callable[[list[str]], str]) -> str:
    r"""Returns ``page`` with the output of ``run`` below each ``$ glossary …`` of its console blocks.

    >>> with_sessions("```console\n$ glossary stats\nold\n```", lambda words: f"{words[0]}: new")
    '```console\n$ glossary stats\nstats: new\n```'
    """
    return _SESSION.sub(lambda found: f"$ glossary {found[1]}\n{run(shlex.split(found[1])).strip()}\n", page)


def run_over_seeds(folder: Path) -> Callable[[list[str]], str]:
    """Harvests the five seeds into ``folder``; returns a function that runs a command and returns its output."""
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
        contract = docs.parent / "openapi.yaml"
        contract.write_text(update_examples(contract.read_text("utf-8"), Path(folder) / SEEDS), "utf-8")


if __name__ == "__main__":
    _write_all()
