"""``glossary suggest``: completions of what is being typed."""

from contextlib import closing

import click

from glossary.cli._article import near_line
from glossary.cli._output import clean, database_option, print_json_lines, print_table
from glossary.lookup import open_dictionary


@click.command("suggest", short_help="Complete the beginning of a form or its pinyin.")
@click.argument("typed")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@database_option
def command(typed: str, database: str, *, limit: int, as_json: bool) -> None:
    """Complete TYPED, the beginning of a form in either script or of its pinyin: 三区, sanq, sq."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.suggest(typed, limit)
        near = "" if found else near_line(dictionary, typed)
    if as_json:
        print_json_lines(found)
    elif found:
        print_table(("headword", "pinyin", "by"), ((one["headword"], one["pinyin"], one["match"]) for one in found))
    if near:
        click.echo(clean(f"no form begins with {typed}, nor does its pinyin; {near}"), err=True)
