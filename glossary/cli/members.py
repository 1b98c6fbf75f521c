"""``glossary members``: what a term counts, and which terms count it."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click

from glossary.cli._output import csv_option, database_option, print_csv, print_json_lines, print_table, script_option
from glossary.lookup import Dictionary, open_dictionary

_COLUMNS = ("sense", "group", "position", "member", "full_form", "term", "status", "issuer", "year")

_HELP = """List the members that the term of FORM counts, sense by sense and group by group.

With --of list the terms that count FORM among their members; FORM need not have an article then.

\b
Examples:
  glossary members 三区三线
  glossary members 三区三线 --csv > members.csv
  glossary members 永久基本农田 --of
"""


@click.command("members", short_help="List the members of a term, or the terms that count it.", help=_HELP)
@click.argument("form")
@click.option("--of", "is_reverse", is_flag=True, help="The terms that count FORM among their members.")
@script_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@csv_option
@database_option
def command(form: str, database: str, *, is_reverse: bool, script: str, as_json: bool, as_csv: bool) -> None:
    """Look up, print."""
    with closing(open_dictionary(database)) as dictionary:
        columns = ("id", "headword", "sense", "member", "group", "position") if is_reverse else _COLUMNS
        if is_reverse:
            rows = dictionary.convert_body(dictionary.members_of(form), script)
        else:
            rows = list(_members(dictionary, form, script))
    if as_json:
        print_json_lines(rows)
    elif as_csv:
        print_csv(rows, columns)
    elif rows:
        print_table(columns, ([row[name] for name in columns] for row in rows))
    click.echo(f"{len(rows)} {'terms' if is_reverse else 'members'}", err=True)


def _members(dictionary: Dictionary, form: str, script: str) -> Iterator[dict[str, Any]]:
    article = dictionary.article(form, script).article()
    for at, sense in enumerate(article["senses"], 1):
        wording = sense["definitions"][0]
        for number, group in enumerate(sense["groups"], 1):
            for position, member in enumerate(group["members"], 1):
                yield {
                    "sense": at,
                    "group": f"{number} {group['shared']}".strip(),
                    "position": position,
                    "member": member["text"],
                    "full_form": member.get("full_form"),
                    "term": member["term"],
                    "status": group["status"],
                    "issuer": wording["issuer"],
                    "year": wording["year"],
                }
