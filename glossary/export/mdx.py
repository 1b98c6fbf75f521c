"""An MDX dictionary for MDict, GoldenDict and Eudic; needs the extra ``mdx`` (mdict-utils).

Every written form leads to its article, with the headword, the reading, the senses, who says so and when.
"""

import datetime as dt
import html
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, BinaryIO

from glossary.errors import MissingExtraError
from glossary.export.release import (
    Article,
    Edition,
    ExportMetadata,
    clean,
    form_in,
    group_label,
    issuer_and_year,
    unnamed_groups,
    written_forms,
)

_CREATED = dt.date(1980, 1, 1)


def write_mdx(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write the dictionary; returns the number of explained articles.

    Raises:
        MissingExtraError: mdict-utils is not installed.
    """
    try:
        from mdict_utils.base import writemdict
    except ImportError as error:
        raise MissingExtraError("mdx", "mdict-utils") from error
    entries: dict[str, str] = {}
    links: dict[str, str] = {}
    for article in edition.articles():
        if article["senses"]:
            headword = clean(article["headword"])
            entries[headword] = "".join(_article(article, imprint))
            for form in written_forms(article):
                links.setdefault(clean(form), f"@@@LINK={headword}")
    count = len(entries)
    entries |= {form: link for form, link in links.items() if form not in entries}
    description = f"revision {edition.revision}, {imprint.license_url}"
    # The library writes today's date into the header; the same data must give the same bytes.
    clock, writemdict.datetime = writemdict.datetime, SimpleNamespace(date=SimpleNamespace(today=lambda: _CREATED))
    try:
        writemdict.MDictWriter(entries, imprint.title, description).write(out)
    finally:
        writemdict.datetime = clock
    return count


def _article(article: Article, imprint: ExportMetadata) -> Iterator[str]:
    traditional = form_in(article, "zh-Hant")
    yield f"<h3>{_escaped(article['headword'])}</h3><p><i>{_escaped(article['pinyin']['marks'])}</i>"
    yield f" {_escaped(traditional)}</p>" if traditional != article["headword"] else "</p>"
    senses = article["senses"]
    yield "<ol>" if len(senses) > 1 else ""
    for sense in senses:
        body = "".join(_sense(sense))
        yield f"<li>{body}</li>" if len(senses) > 1 else body
    yield "</ol>" if len(senses) > 1 else ""
    yield f'<p><a href="{_escaped(imprint.term_url(article["id"]))}">{article["sources"]}份文献</a></p>'


def _sense(sense: dict[str, Any]) -> Iterator[str]:
    yield f"<div>{_escaped(sense['definition'])}</div>"
    for group in unnamed_groups(sense):
        items = "".join(f"<li>{_escaped(each['text'])}</li>" for each in group["members"])
        yield f"<div>{_escaped(group_label(group))}</div><ul>{items}</ul>"
    attribution = issuer_and_year(sense["definitions"][0])
    if attribution:
        yield f"<div><small>{_escaped(attribution)}</small></div>"


def _escaped(text: str) -> str:
    return html.escape(clean(text)).replace("\n", "<br>")
