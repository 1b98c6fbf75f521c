"""Questions to the whole dictionary, with lists as answers.

``glossary search`` and ``suggest``: terms by characters, pinyin or properties. ``concordance``, ``timeline`` and
``drift``: where, when and how a term was used. ``sources`` and ``unexplained``: the harvested sources, and the terms
that they use without explaining them.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click
import orjson

from glossary.cli._output import (
    clean,
    counted,
    csv_option,
    database_option,
    near_line,
    page_options,
    print_csv,
    print_json_lines,
    print_table,
    script_option,
)
from glossary.lookup import Dictionary, Query, open_dictionary
from glossary.lookup.search import MODES
from glossary.senses.evidence import LEVELS
from glossary.store.database import open_for_reading
from glossary.store.read.reports import list_sources

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


_WIDTH = 18


@click.command("concordance")
@click.argument("form")
@script_option
@page_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, with sentence, source and link.")
@csv_option
@database_option
def concordance_command(form: str, database: str, *, as_json: bool, as_csv: bool, **options: Any) -> None:
    """Show occurrences of the term of FORM in context (KWIC), newest source first."""
    with closing(open_dictionary(database)) as dictionary:
        page = dictionary.concordance(form, **options)
    if as_json:
        print_json_lines(page.items)
    elif as_csv:
        print_csv(page.items)
    else:
        for line in page.items:
            click.echo(_kwic_line(line))
    following = f"; continue with --cursor {page.next}" if page.next else ""
    click.echo(f"{len(page.items)} of {page.total} places{following}", err=True)


def _kwic_line(line: dict[str, Any]) -> str:
    left = clean(line["left"])[-_WIDTH:].rjust(_WIDTH, "\u3000")
    keyword = click.style(clean(line["keyword"]), bold=True)
    return f"{line['year'] or '    '}  {line['source']}  {left}{keyword}{clean(line['right'])[:_WIDTH]}"


_TABLES = ("year", "level", "province")

_TIMELINE_HELP = """Show how many sources of each year, level and province use the term, and its heat (沸烫热暖温冷).

Each count is followed by its denominator: all sources of that year, level or province. The table has every year from
the first to the last of the dictionary. --region and --level count only the sources of a place or level.

\b
Examples:
  glossary timeline 三区三线
  glossary timeline 三区三线 --region 湖南省 --level county
  glossary timeline 三区三线 --csv > timeline.csv
"""


@click.command("timeline", help=_TIMELINE_HELP)
@click.argument("form")
@click.option("--region", help="Only sources from this place: a name (株洲市) or GB/T 2260 code (4302).")
@click.option("--level", type=click.Choice(LEVELS), help="Only sources of this level.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@csv_option
@database_option
def timeline_command(
    form: str, database: str, *, region: str | None, level: str | None, as_json: bool, as_csv: bool
) -> None:
    """Counts and prints."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.timeline(form, region=region, level=level)
    if as_json:
        click.echo(orjson.dumps(found))
    elif as_csv:
        print_csv(list(_csv_rows(found)), ("by", "value", "attestations", "sources", "of", "share"))
    else:
        for name in _TABLES:
            rows = [
                (row[name] or "unknown", row["sources"], row["of"], f"{row['share']:.1%}") for row in found[f"{name}s"]
            ]
            print_table((name, "sources", "of", "share"), rows)
            click.echo()
        for line in _heat_lines(found["heat"]):
            click.echo(line)


def _csv_rows(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _TABLES:
        for row in found[f"{name}s"]:
            yield {**row, "by": name, "value": row[name]}


def _heat_lines(heat: dict[str, Any]) -> Iterator[str]:
    if heat["tier"] is None:
        yield "heat: no source has a year"
        return
    caution = "" if heat["reliable"] else "; too few sources to be reliable"
    yield (
        f"heat: {heat['tier']}, {heat['sources']} of {heat['of']} sources of "
        f"{heat['from_year']}–{heat['to_year']} {heat['scope']}{caution}"
    )
    yield f"      {heat['formula']}"


_DRIFT_HELP = """Show how the wording of each sense of FORM changed from year to year: +added, -removed.

\b
Examples:
  glossary drift 三区三线
  glossary drift 三区三线 --from 2019 --to 2023 --json
  glossary drift 三区三线 --csv > drift.csv
"""


@click.command("drift", help=_DRIFT_HELP)
@click.argument("form")
@click.option("--from", "since", type=int, help="Only wordings of this year and later.")
@click.option("--to", "until", type=int, help="Only wordings of this year and earlier.")
@script_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@csv_option
@database_option
def drift_command(
    form: str, database: str, *, since: int | None, until: int | None, script: str, as_json: bool, as_csv: bool
) -> None:
    """Compares and prints."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.convert_body(dictionary.drift(form, since, until, script), script)
    if as_json:
        click.echo(orjson.dumps(found))
        return
    if as_csv:
        from glossary.lookup import drift

        print_csv(drift.flatten(found["senses"]), drift.COLUMNS)
        return
    for number, sense in enumerate(found["senses"], 1):
        click.echo(click.style(f"{number}. {sense['status']}", fg="cyan"))
        for wording in sense["wordings"]:
            click.echo(f"   {wording['year']}  {clean(wording['issuer'] or wording['source'])}")
            click.echo(f"      {''.join(_marked(wording))}")
        if sense["more"] or sense["undated"]:
            click.echo(f"   {sense['more']} more wordings, {sense['undated']} without a year", err=True)


def _marked(wording: dict[str, Any]) -> Iterator[str]:
    """Yields the wording with its additions and deletions against the previous one."""
    for change in wording["changes"] or [{"op": "same", "old": wording["text"], "new": wording["text"]}]:
        if change["op"] == "same":
            yield clean(change["new"])
            continue
        if change["old"]:
            yield click.style(f"[-{clean(change['old'])}-]", fg="red")
        if change["new"]:
            yield click.style(f"{{+{clean(change['new'])}+}}", fg="green")


_SOURCE_COLUMNS = ("id", "year", "level", "issuer", "entries", "mentions", "findings", "origin")


@click.command("sources")
@database_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, with all fields.")
@csv_option
def sources_command(database: str, *, as_json: bool, as_csv: bool) -> None:
    """List the harvested sources with counts for each."""
    with closing(open_for_reading(database)) as connection:
        rows = list_sources(connection)
        if as_json:
            print_json_lines(rows)
        elif as_csv:
            print_csv(rows)
        else:
            print_table(_SOURCE_COLUMNS, ([row[name] for name in _SOURCE_COLUMNS] for row in rows))


_UNEXPLAINED_COLUMNS = ("headword", "uses", "explained", "definition")


@click.command("unexplained")
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@csv_option
@database_option
def unexplained_command(source: str, database: str, *, as_json: bool, as_csv: bool) -> None:
    """List the terms that SOURCE (see `glossary sources`) uses without explaining them, with other definitions."""
    with closing(open_dictionary(database)) as dictionary:
        found = dictionary.unexplained(source)
    rows = [
        {**term, "definition": term["senses"][0]["definition"] if term["senses"] else None} for term in found["terms"]
    ]
    if as_json:
        print_json_lines(found["terms"])
    elif as_csv:
        print_csv(rows, ("id", "headword", "kind", "uses", "start", "explained", "definition"))
    elif rows:
        shown = [{**row, "definition": (row["definition"] or "")[:_CUT]} for row in rows]
        print_table(_UNEXPLAINED_COLUMNS, ([row[name] for name in _UNEXPLAINED_COLUMNS] for row in shown))
    elsewhere = f"{found['explained_elsewhere']} of them explained by other sources"
    click.echo(f"{counted(len(rows), 'term')}, {elsewhere}", err=True)
