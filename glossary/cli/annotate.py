"""``glossary annotate`` and ``convert``: a text with its terms marked, or in another script."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from glossary.chinese.script import render_in_script
from glossary.cli._output import Script, clean, database_option
from glossary.errors import UnreadableSourceError
from glossary.export.termbase import article_of_text, meant, write_termbase
from glossary.findings import make_error
from glossary.ingest.decoding import decode
from glossary.ingest.html import declared_encoding
from glossary.ingest.reader import read_content, read_sources
from glossary.limits import LIMITS
from glossary.lookup import Annotations, Dictionary, open_dictionary
from glossary.lookup.annotate_text import attribution
from glossary.model import Failure, Source

_HELP = """Mark the terms of FILE, and list the slogans without an explanation.

FILE is a document that `glossary harvest` can read, or - for standard input, in either script.

\b
--format marked     the text with its terms in 〖 〗, then their explanations (the default)
         inline     the text with each slogan expanded in brackets: 三农（农业、农村、农民）
         footnotes  the text with numbers, the explanations below
         html       FILE is HTML: the same page with a <span> around each term
         ruby       the same with the explanation above the term
         json       places (code points and UTF-16 units), terms and unknown slogans

\b
Examples:
  glossary annotate report.txt
  glossary annotate report.docx --format footnotes > explained.txt
  glossary annotate page.html --format html --first > marked.html
  glossary annotate report.txt --year 2023 --region 株洲市 --format json | jq .terms
  glossary annotate report.docx --termbase tbx > report.tbx
"""
_FORMATS = ("marked", "inline", "footnotes", "html", "ruby", "json")


@click.command("annotate", help=_HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True))
@click.option("--format", "form", type=click.Choice(_FORMATS), default="marked", help="Output format.")
@click.option(
    "--policy", type=click.Choice(("longest", "all")), default="longest", help="all: nested terms, too (json)."
)
@click.option("--first/--every", default=None, help="Only the first occurrence of each term.")
@click.option(
    "--termbase", type=click.Choice(("tbx", "tsv", "html")),
    help="Write a termbase with the terms of FILE, each in the sense used there.",
)  # fmt: skip
@click.option("--year", type=int, help="Year of the text, to select senses. The default is found in the text.")
@click.option("--region", help="Place of the text: a name or GB/T 2260 code. The default is found in the text.")
@database_option
def annotate_command(
    file: str, database: str, *, form: str, policy: Any, first: bool | None, termbase: str | None, **context: Any
) -> None:
    """Reads FILE, annotates it and writes the result."""
    text, hints = _read(file, as_html=not termbase and form in {"html", "ruby"})
    with closing(open_dictionary(database)) as dictionary:
        if termbase:
            found = dictionary.annotate(text, hints=hints, **context)
            written = write_termbase(termbase, list(_rows(dictionary, text, found)), Path(file).stem, found.revision)
        elif form in {"html", "ruby"}:
            mode: Any = "span" if form == "html" else "ruby"
            written = dictionary.annotate_html(text, mode=mode, first=bool(first), **context)
        elif form in {"inline", "footnotes"}:
            style: Any = form
            written = dictionary.unpack(text, style=style, first=first is not False, **context)
        else:
            found = dictionary.annotate(text, policy=policy, first=bool(first), unknown=True, hints=hints, **context)
            written = found.json().decode() if form == "json" else "\n".join(_marked(dictionary, text, found))
    click.echo(written, nl=not written.endswith("\n"))


def _read(file: str, *, as_html: bool) -> tuple[str, dict[str, str]]:
    """The text of the document, of an HTML page its markup, and what its path and front matter say of it.

    Raises:
        UnreadableSourceError: no document there, or none that can be read.
    """
    if as_html:
        with click.open_file(file, "rb") as opened:
            content: bytes = opened.read(LIMITS.document_bytes + 1)
        return decode(content, file, declared_encoding(content)).text, {}
    found = read_content(sys.stdin.buffer.read(LIMITS.document_bytes + 1), "-") if file == "-" else read_sources(file)
    for one in found:
        if isinstance(one, Source):
            return one.text, dict(one.hints)
        if isinstance(one, Failure) and one.is_error:
            raise UnreadableSourceError(one.origin, one.finding.code, one.finding.message)
    raise make_error("E101-no-document", file)


def _rows(dictionary: Dictionary, text: str, found: Annotations) -> Iterator[tuple[dict[str, Any], str, int]]:
    """Yields each term of the text: article with the selected sense, printed form, number of occurrences."""
    uses = Counter(row[4] for row in found.matches)
    printed = {row[4]: text[row[0] : row[1]] for row in reversed(found.matches)}
    for at, term in enumerate(found.terms()):
        article = dictionary.article(term["id"]).article() if term["id"] else None
        if article is None or term["origin"] == "text":
            yield article_of_text(term, article, at + 1), printed[at], uses[at]
        else:
            yield meant(article, term.get("sense")), printed[at], uses[at]


def _marked(dictionary: Dictionary, text: str, found: Annotations) -> Iterator[str]:
    yield _with_marks(text, found)
    terms = found.terms()
    explained = [term for term in terms if term["definition"]]
    for title, is_elsewhere in (("Explained", False), ("Explained by other governments only", True)):
        listed = [term for term in explained if term["elsewhere"] is is_elsewhere]
        if listed:
            yield ""
            yield click.style(title, bold=True)
            yield from map(_explanation, listed)
    unexplained = dict.fromkeys(term["headword"] for term in terms if not term["definition"])
    unexplained |= dict.fromkeys(slogan["surface"] for slogan in found.unknown)
    if unexplained:
        yield ""
        yield click.style("Nobody explains", bold=True)
        yield from (f"  {clean(form)}" for form in unexplained)


def _explanation(term: dict[str, Any]) -> str:
    """Returns a term with its definition and the issuer of the definition."""
    return f"  {clean(term['headword'])}：{clean(term['definition'])}（{clean(attribution(term))}）"


def _with_marks(text: str, found: Annotations) -> str:
    pieces: list[str] = []
    written = 0
    for start, end, *_ in found.matches:
        if start < written:
            continue
        pieces += (text[written:start], click.style(f"〖{text[start:end]}〗", bold=True))
        written = end
    return "".join((*pieces, text[written:])).rstrip("\n")


_CONVERT_HELP = """Convert TEXT, or standard input, into another script. The number of characters stays the same.

\b
Examples:
  glossary convert 三区三线 --to zh-TW
  glossary convert --to zh-Hans < 報告.txt
"""


@click.command("convert", help=_CONVERT_HELP)
@click.argument("text", required=False)
@click.option("--to", "script", type=Script(), required=True, help="zh-Hans, zh-Hant, zh-TW or zh-HK.")
@click.option("--quotes/--no-quotes", default=True, show_default=True, help="Convert quotation marks, too.")
def convert_command(text: str | None, script: str, *, quotes: bool) -> None:
    """Reads, converts and prints."""
    if text is not None:
        if _is_file(text):
            click.echo(f"note: {text} is converted as a text; to convert the file: --to {script} < {text}", err=True)
        click.echo(render_in_script(text, script, quotes=quotes))
        return
    for line in sys.stdin:
        click.echo(render_in_script(line, script, quotes=quotes), nl=False)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return False
