"""``glossary concordance``: where a term stands, keyword in context."""

from contextlib import closing
from typing import Any

import click

from glossary.cli._output import clean, csv_option, database_option, print_csv, print_json_lines, script_option
from glossary.lookup import open_dictionary

_WIDTH = 18


@click.command("concordance", short_help="Show occurrences of a term in context (KWIC).")
@click.argument("form")
@script_option
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="Lines on a page.")
@click.option("--cursor", help="The next page, as the page before named it on stderr.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with sentence, source and link.")
@csv_option
@database_option
def command(form: str, database: str, *, as_json: bool, as_csv: bool, **options: Any) -> None:
    """List where the term of FORM stands, newest source first: year, source, keyword in context."""
    with closing(open_dictionary(database)) as dictionary:
        page = dictionary.concordance(form, **options)
    if as_json:
        print_json_lines(page.items)
    elif as_csv:
        print_csv(page.items)
    else:
        for line in page.items:
            click.echo(_line(line))
    following = f"; go on with --cursor {page.next}" if page.next else ""
    click.echo(f"{len(page.items)} of {page.total} places{following}", err=True)


def _line(line: dict[str, Any]) -> str:
    left = clean(line["left"])[-_WIDTH:].rjust(_WIDTH, "\u3000")
    keyword = click.style(clean(line["keyword"]), bold=True)
    return f"{line['year'] or '    '}  {line['source']}  {left}{keyword}{clean(line['right'])[:_WIDTH]}"
