"""``glossary lookup``: the article for any written form."""

from contextlib import closing

import click

from glossary.chinese.script import to_script
from glossary.cli._article import article_lines
from glossary.cli._output import database_option, error_line, script_option, waiting_line
from glossary.errors import SourceNotFoundError, TermNotFoundError
from glossary.lookup import Dictionary, LookupResult, open_dictionary

_HELP = """Show the article of each FORM: members, meanings, who explains it and when.

FORM is written as you found it: simplified or traditional, in any quotation marks, full or half width, with
digits or Chinese numerals; an article's id does, too. The answer says which of these steps was needed.

The exit code is 1 if a form has no article; what comes near it is then named on stderr.

\b
Examples:
  glossary lookup 三区三线
  glossary lookup 「三區三線」 --script zh-Hant-TW
  glossary lookup 3区3线 五小水利
  glossary lookup 三区三线 --json | jq '.senses[].groups[].members[].text'
"""


@click.command("lookup", short_help="Show the article of a form in any spelling.", help=_HELP)
@click.argument("forms", nargs=-1, required=True, metavar="FORM...")
@script_option
@click.option("--json", "as_json", is_flag=True, help="The answer of the API, one JSON object a line.")
@database_option
@click.pass_context
def command(ctx: click.Context, forms: tuple[str, ...], database: str, *, script: str, as_json: bool) -> None:
    """Look up, print; name what comes near a miss."""
    missed = printed = 0
    with closing(open_dictionary(database)) as dictionary:
        for form in forms:
            try:
                answer = dictionary.article(form, script)
            except TermNotFoundError as error:
                missed += 1
                click.echo(error_line(error), err=True)
                continue
            if as_json:
                click.echo(answer.json())
            else:
                _print(dictionary, answer, is_first=not printed)
            printed += 1
    if missed:
        _print_waiting(database)
        ctx.exit(1)


def _print_waiting(database: str) -> None:
    """After a miss: the form may be in a document that was read and not published."""
    from glossary.store.database import open_for_reading
    from glossary.store.read.reports import count_queued

    with closing(open_for_reading(database)) as connection:
        waiting = count_queued(connection)
    if waiting:
        click.echo(waiting_line(waiting), err=True)


def _print(dictionary: Dictionary, answer: LookupResult, *, is_first: bool) -> None:
    if not is_first:
        click.echo()
    named = {wording["source"] for sense in answer.article()["senses"] for wording in sense["definitions"]}
    sources = {source: _name(dictionary, source, answer.script) for source in sorted(named)[:200]}
    for line in article_lines(answer, sources):
        click.echo(line)


def _name(dictionary: Dictionary, source: str, script: str) -> str:
    """How a reader would name a source: who speaks (else for where) and what it is, else the file it came from.

    Words are in ``script`` as the rest of the article is; a file has one name.
    """
    try:
        found = dictionary.source(source)
    except SourceNotFoundError:
        return source
    parts = [part for part in (found["issuer"] or found["region"], found["title"]) if part]
    return to_script(" ".join(parts), script) or found["origin"].rsplit("/", 1)[-1]
