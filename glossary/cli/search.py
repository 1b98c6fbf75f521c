"""``glossary search`` and ``suggest``: terms by characters, pinyin or properties."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click

from glossary.cli._output import (
    clean,
    csv_option,
    database_option,
    near_line,
    page_options,
    print_csv,
    print_json_lines,
    print_table,
)
from glossary.lookup import Dictionary, Query, open_dictionary
from glossary.lookup.search import MODES
from glossary.senses.evidence import LEVELS

_HELP = """List the terms whose written forms or definitions contain QUERY, most important first.

One character is enough. Without QUERY, all terms that match the options are listed.

\b
--match substring   in written forms, then in definitions (the default)
        prefix      forms that begin with it
        exact       the whole form, in any script and with any quotation marks
        pinyin      syllables with or without tones (san1 qu, sanqu), initials (sqsx)
        fuzzy       similar forms

\b
Examples:
  glossary search 双碳
  glossary search sqsx --match pinyin
  glossary search 永久基本农田 --json
  glossary search --kind numeral_slogan --number 5 --unexplained
  glossary search --region 株洲市 --year 2023
"""
_COLUMNS = ("headword", "pinyin", "sources", "years", "definition", "issuer and years")
_CUT = 48
_SUGGESTED = ("id", "headword", "pinyin", "explained", "definition", "sources", "match")


@click.command("search", help=_HELP)
@click.argument("question", required=False, default="", metavar="[QUERY]")
@click.option("--match", type=click.Choice(MODES), default="substring", help="How QUERY is compared.")
@click.option("--kind", type=click.Choice(("numeral_slogan", "numeral_name", "term")), help="Only terms of this kind.")
@click.option("--shape", help="Only this shape: NXNX, N个X, …")
@click.option("--number", type=click.IntRange(0), help="Only slogans that count this many; 0 for N, X and 多.")
@click.option("--region", help="Only terms used by sources from this place: a name (株洲市) or GB/T 2260 code (4302).")
@click.option("--level", type=click.Choice(LEVELS), help="Only terms used by sources of this level.")
@click.option("--year", type=int, help="Only terms used by sources of this year.")
@click.option("--explained/--unexplained", default=None, help="Only terms with, or without, an explanation.")
@page_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@csv_option
@database_option
def search_command(question: str, database: str, *, as_json: bool, as_csv: bool, **options: Any) -> None:
    """Searches and prints a page, the cursor of the next page, and hints if nothing is found."""
    with closing(open_dictionary(database)) as dictionary:
        page = dictionary.search(Query(question, **options))
        hints = [] if page.items else list(_hints(dictionary, question, options))
    if as_json:
        print_json_lines(page.items)
    elif as_csv:
        print_csv(page.items)
    elif page.items:
        print_table(_COLUMNS, map(_row, page.items))
    total = "many" if page.total is None else page.total
    following = f"; continue with --cursor {page.next}" if page.next else ""
    click.echo(f"{len(page.items)} of {total} terms{following}", err=True)
    for hint in hints:
        click.echo(hint, err=True)


def _hints(dictionary: Dictionary, question: str, options: dict[str, Any]) -> Iterator[str]:
    """Yields a line for each filter value that no term has; if there is none, similar forms for the query."""
    filters = [*_strange_values(dictionary, options)]
    yield from filters
    if question and not filters:
        yield clean(near_line(dictionary, question))


def _strange_values(dictionary: Dictionary, options: dict[str, Any]) -> Iterator[str]:
    for name in ("shape", "region", "year"):
        value = options[name]
        near = dictionary.near_values(name, str(value)) if value is not None else []
        if near:
            yield f"no term has the {name} {clean(value)}; similar values: {'  '.join(map(clean, near))}"


def _row(item: dict[str, Any]) -> tuple[Any, ...]:
    years = "–".join(dict.fromkeys(str(year) for year in (item["first_year"], item["last_year"]) if year))
    definition = item["definition"] or ""
    cut = definition if len(definition) <= _CUT else definition[: _CUT - 1] + "…"
    return item["headword"], item["pinyin"], item["sources"], years, cut, _attribution(item)


def _attribution(item: dict[str, Any]) -> str:
    """The issuer of the definition and its years; empty if no source explains the term."""
    explained = item["years"] or {}
    years = "–".join(dict.fromkeys(str(year) for year in (explained.get("first"), explained.get("last")) if year))
    return ", ".join(part for part in (item["issuer"], years) if part)


@click.command("suggest")
@click.argument("typed")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="Maximum number of rows.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@csv_option
@database_option
def suggest_command(typed: str, database: str, *, limit: int, as_json: bool, as_csv: bool) -> None:
    """Complete TYPED, the beginning of a form in either script or of its pinyin: 三区, sanq, sq."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.suggest(typed, limit)
        near = "" if found else near_line(dictionary, typed)
    if as_json:
        print_json_lines(found)
    elif as_csv:
        print_csv(found, _SUGGESTED)
    elif found:
        print_table(("headword", "pinyin", "by"), ((one["headword"], one["pinyin"], one["match"]) for one in found))
    if near:
        click.echo(clean(f"no form begins with {typed}, nor does its pinyin; {near}"), err=True)
