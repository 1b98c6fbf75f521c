"""``glossary lookup`` and ``members``: the article for any written form."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import click

from glossary.chinese.normalize import QUOTES
from glossary.chinese.script import render_in_script, to_script
from glossary.cli._output import (
    clean,
    csv_option,
    database_option,
    error_line,
    print_csv,
    print_json_lines,
    print_table,
    script_option,
    waiting_line,
)
from glossary.errors import SourceNotFoundError, TermNotFoundError
from glossary.lookup import Dictionary, LookupResult, open_dictionary
from glossary.model import member_text

_HELP = """Show the article of each FORM: members, senses, issuers and years.

FORM is the form as you found it: simplified or traditional, with any quotation marks, full or half width, with digits
or Chinese numerals; or the id of an article. The output shows how the form was matched.

The exit code is 1 if a form has no article; similar headwords are printed on stderr.

\b
Examples:
  glossary lookup 三区三线
  glossary lookup 「三區三線」 --script zh-Hant-TW
  glossary lookup 3区3线 五小水利
  glossary lookup 三区三线 --json | jq '.senses[].groups[].members[].text'
"""


@click.command("lookup", help=_HELP)
@click.argument("forms", nargs=-1, required=True, metavar="FORM...")
@script_option
@click.option("--json", "as_json", is_flag=True, help="The response of the API, one JSON object per line.")
@database_option
@click.pass_context
def lookup_command(ctx: click.Context, forms: tuple[str, ...], database: str, *, script: str, as_json: bool) -> None:
    """Looks up and prints; suggests similar headwords after a miss."""
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
                _print_article(dictionary, answer, is_first=not printed)
            printed += 1
    if missed:
        _print_waiting(database)
        ctx.exit(1)


def _print_waiting(database: str) -> None:
    """After a miss: the form may be in a document that was read but not published."""
    from glossary.store.database import open_for_reading
    from glossary.store.read.reports import count_queued

    with closing(open_for_reading(database)) as connection:
        waiting = count_queued(connection)
    if waiting:
        click.echo(waiting_line(waiting), err=True)


def _print_article(dictionary: Dictionary, answer: LookupResult, *, is_first: bool) -> None:
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


_STEPS = {
    "nfkc": "width",
    "space": "blanks",
    "case": "case",
    "dashes": "dashes",
    "quotes": "quotation marks",
    "separators": "separators",
    "script": "traditional to simplified",
    "variants": "character variants",
    "numerals": "numerals as digits",
    "full-form": "a fuller form of the article",
    "short-form": "a shorter form of the article",
    "misspelling": "a misspelling that sources print",
    "damaged": "a damaged form that sources print",
    "taiwan-wording": "Taiwan's wording",
    "note-mark": "without the mark of a note",
    "brackets": "without the brackets or marks around it",
    "id": "the id",
    "redirect": "an older id",
    "parts": "a part of the form",
}
_SHOWN = 3
"""Maximum wordings of a sense and written forms shown; the others are counted."""


def article_lines(answer: LookupResult, sources: Mapping[str, str]) -> Iterator[str]:
    """Yields the lines of an article.

    Args:
        answer: The result of the look-up.
        sources: Names of the sources by id.
    """
    article = answer.article()
    reading = article.get("pinyin", {}).get("marks", "")
    yield f"{click.style(clean(article['headword']), bold=True)}  {clean(reading)}".rstrip()
    yield click.style(" · ".join(_facts(article)), dim=True)
    if answer.via != ("exact",):
        steps = ", ".join(_STEPS.get(step, step) for step in answer.via if step != "exact")
        sure = "" if answer.confidence == 1.0 else f" (confidence {answer.confidence})"
        yield click.style(f"{clean(answer.form)} found by: {steps}{sure}", dim=True)
    for number, sense in enumerate(article["senses"], 1):
        yield ""
        yield from _sense_lines(sense, number, len(article["senses"]), sources, is_chosen=sense["id"] == answer.sense)
    if not article["senses"]:
        yield ""
        yield "No source explains this term yet."
    yield from _foot_lines(article)


def _facts(article: Mapping[str, Any]) -> Iterator[str]:
    yield article["kind"].replace("_", " ")
    if article["shape"]:
        yield article["shape"]
    yield f"{_counted(article['attestations'], 'place')} in {_counted(article['sources'], 'source')}"
    years = [article[end]["year"] for end in ("first", "last") if article.get(end) and article[end]["year"]]
    if years:
        yield "–".join(dict.fromkeys(map(str, years)))
    yield article["id"]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _sense_lines(
    sense: Mapping[str, Any], number: int, count: int, sources: Mapping[str, str], *, is_chosen: bool
) -> Iterator[str]:
    mark = f"{number}. " if count > 1 else ""
    scope = " · ".join(clean(part) for part in _scope(sense))
    heading = f"{mark}{scope}{'  ← this form' if is_chosen and count > 1 else ''}".strip()
    if heading:
        yield click.style(heading, fg="cyan")
    for group in sense["groups"]:
        if group["members"]:
            yield _group_line(group)
    wordings = sense["definitions"]
    for wording in wordings[:_SHOWN]:
        yield f"   {clean(wording['text'])}"
        yield click.style(f"      — {_cited(wording, sources)}", dim=True)
    if len(wordings) > _SHOWN:
        yield click.style(f"      and {len(wordings) - _SHOWN} more wordings; --json shows all", dim=True)


_DOUBTFUL = {"conflicting": "not as many as the number says", "partial": "incomplete"}
"""How the members fail the count check; other states need no word."""


def _group_line(group: Mapping[str, Any]) -> str:
    """The members of a group, in full where the text shortens them, with what is known about their quality."""
    counted = "" if group["numeral"] is None else f" ({group['numeral']})"
    members = "、".join(clean(member_text(member)) for member in group["members"])
    sure = "" if group["confidence"] is None else f"confidence {group['confidence']:.2f}"
    notes = ", ".join(filter(None, (_DOUBTFUL.get(group["status"]), sure)))
    return f"   {clean(group['shared'])}{counted}: {members}" + click.style(f"  ({notes})" if notes else "", dim=True)


def _scope(sense: Mapping[str, Any]) -> Iterator[str]:
    yield from (sense[name] for name in ("qualifier", "tail") if sense[name])
    scope = sense["scope"]
    place = scope.get("region") or scope.get("issuer") or ("national" if scope.get("level") == "national" else None)
    if place:
        yield place
    if sense["status"] != "primary":
        yield sense["status"]


def _cited(wording: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    parts = [clean(sources.get(wording["source"], wording["source"]))]
    if wording["year"]:
        parts.append(str(wording["year"]))
    if wording["page"]:
        parts.append(f"p. {wording['page']}")
    if wording["supports"]:
        parts.append(f"and {_counted(len(wording['supports']), 'more source')} with the same wording")
    return ", ".join(parts)


def _foot_lines(article: Mapping[str, Any]) -> Iterator[str]:
    headword = article["headword"]
    forms = [
        form for form in dict.fromkeys(one["form"] for one in article["variants"]) if form.strip(QUOTES) != headword
    ]
    if forms:
        more = f" … {len(forms) - 2 * _SHOWN} more" if len(forms) > 2 * _SHOWN else ""
        yield ""
        yield f"Also written: {'  '.join(clean(form) for form in forms[: 2 * _SHOWN])}{more}"
    yield from near_lines(article["near"])


def near_lines(near: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yields the first similar terms, most similar first, and the number of further ones."""
    for each in near[:_SHOWN]:
        yield f"Not to be confused with: {clean(each['headword'])} ({clean(each['reason']).replace('_', ' ')})"
    if len(near) > _SHOWN:
        yield f"  and {len(near) - _SHOWN} more similar terms; --json shows all"


_MEMBER_COLUMNS = (
    "sense",
    "group",
    "group_label",
    "position",
    "member",
    "full_form",
    "term",
    "status",
    "confidence",
    "issuer",
    "year",
)

_MEMBERS_HELP = """List the members that the term of FORM counts, sense by sense and group by group.

With --of, list the terms that count FORM among their members; then FORM need not have an article.

\b
Examples:
  glossary members 三区三线
  glossary members 三区三线 --csv > members.csv
  glossary members 永久基本农田 --of
"""


@click.command("members", help=_MEMBERS_HELP)
@click.argument("form")
@click.option("--of", "is_reverse", is_flag=True, help="List the terms that count FORM among their members.")
@script_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@csv_option
@database_option
def members_command(form: str, database: str, *, is_reverse: bool, script: str, as_json: bool, as_csv: bool) -> None:
    """Looks up and prints."""
    with closing(open_dictionary(database)) as dictionary:
        columns = ("id", "headword", "sense", "member", "group", "position") if is_reverse else _MEMBER_COLUMNS
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
    from glossary.export.release import group_label

    article = dictionary.article(form, script).article()
    for at, sense in enumerate(article["senses"], 1):
        wording = sense["definitions"][0]
        for number, group in enumerate(sense["groups"], 1):
            for position, member in enumerate(group["members"], 1):
                yield {
                    "sense": at,
                    "group": number,
                    "group_label": render_in_script(group_label(group), script),
                    "position": position,
                    "member": member["text"],
                    "full_form": member.get("full_form"),
                    "term": member["term"],
                    "status": group["status"],
                    "confidence": group["confidence"],
                    "issuer": wording["issuer"],
                    "year": wording["year"],
                }
