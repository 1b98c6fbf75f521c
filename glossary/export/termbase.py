"""Terms for translators: those of one report as TBX, TSV or HTML, and a glossary of all terms for OmegaT.

OmegaT and other tools read tab-separated terms (``.utf8``): term, translation, comment. The dictionary has no
translations, so the second column holds the pinyin; translators replace it with their own renderings.
"""

import html
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO

from glossary.export.release import (
    Article,
    Edition,
    ExportMetadata,
    clean,
    form_in,
    issuer_and_year,
    labelled_groups,
    unnamed_groups,
    written_forms,
)
from glossary.export.tbx import write_tbx3

FORMATS = ("tbx", "tsv", "html")

_MAX_COMMENT = 600
"""Maximum characters of an OmegaT comment: as much as its side pane shows."""
_COLUMNS = ("term", "as_printed", "pinyin", "definition", "members", "issuer", "uses")
_PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: system-ui, "Noto Sans CJK SC", sans-serif; line-height: 1.6; margin: 1rem; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #999; padding: .3rem .6rem; text-align: left; vertical-align: top; }}
</style></head><body>
<h1>{title}</h1>
<table><thead><tr>{head}</tr></thead><tbody>
{rows}
</tbody></table></body></html>
"""


class Terms:
    """Articles as an edition, each with the one sense that is meant."""

    revision, converter = "", ""

    def __init__(self, articles: Iterable[Article], revision: str) -> None:
        self._articles, self.revision = list(articles), revision

    def articles(self) -> Iterator[Article]:
        """In the order of the text."""
        return iter(self._articles)

    def sources(self) -> Iterator[dict[str, Any]]:
        """None: a termbase names its sources in the definitions."""
        return iter(())

    def attestations(self) -> Iterator[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
        """None."""
        return iter(())

    def decisions(self) -> Iterator[dict[str, str]]:
        """None."""
        return iter(())


def meant(article: Article, sense: str | None) -> Article:
    """The article with the sense of that id alone; with none, the first."""
    senses = [each for each in article["senses"] if each["id"] == sense] or article["senses"][:1]
    return {**article, "senses": senses}


def write_termbase(form: str, rows: list[tuple[Article, str, int]], title: str, revision: str) -> str:
    """The termbase as text.

    Args:
        form: One of ``FORMATS``.
        rows: Articles as :func:`meant` gives them, with the form as printed and the number of its uses.
        title: What the text is called.
        revision: Of the dictionary.
    """
    if form == "tbx":
        out = BytesIO()
        write_tbx3(Terms((article for article, _, _ in rows), revision), ExportMetadata(title=title), out)
        return out.getvalue().decode()
    records = [_record(article, printed, uses) for article, printed, uses in rows]
    if form == "tsv":
        lines = ["\t".join(_COLUMNS), *("\t".join(_cell(record[name]) for name in _COLUMNS) for record in records)]
        return "\n".join(lines) + "\n"
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    body = "\n".join(
        f"<tr>{''.join(f'<td>{html.escape(clean(record[name]))}</td>' for name in _COLUMNS)}</tr>" for record in records
    )
    return _PAGE.format(title=html.escape(clean(title)), head=head, rows=body)


def _record(article: Article, printed: str, uses: int) -> Mapping[str, str]:
    sense = article["senses"][0] if article["senses"] else None
    return {
        "term": " ".join(dict.fromkeys((article["headword"], form_in(article, "zh-Hant")))),
        "as_printed": printed,
        "pinyin": article["pinyin"]["marks"],
        "definition": (sense and sense["definition"]) or "",
        "members": labelled_groups(sense) if sense else "",
        "issuer": issuer_and_year(sense["definitions"][0]) if sense else "",
        "uses": str(uses),
    }


def _cell(text: str) -> str:
    return " ".join(clean(text).split())


def write_omegat(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write a line for each written form of the explained articles; returns their number."""
    out.write(f"# {_cell(imprint.title)}, revision {edition.revision}, {imprint.license_url}\n".encode())
    count = 0
    for article in edition.articles():
        if not article["senses"]:
            continue
        comment = glossary_comment(article)
        for form in written_forms(article):
            out.write(f"{_cell(form)}\t{_cell(article['pinyin']['marks'])}\t{comment}\n".encode())
            count += 1
    return count


def glossary_comment(article: Article) -> str:
    """The senses in one line: definition, issuer and year; members where the definition does not name them."""
    senses = article["senses"]
    parts = []
    for at, sense in enumerate(senses, 1):
        attribution = issuer_and_year(sense["definitions"][0])
        mark = f"{at}. " if len(senses) > 1 else ""
        members = labelled_groups(sense) if unnamed_groups(sense) else ""
        listed, source = f"（{members}）" if members else "", f" —— {attribution}" if attribution else ""
        parts.append(f"{mark}{sense['definition']}{listed}{source}")
    text = _cell(" ".join(parts))
    return text if len(text) <= _MAX_COMMENT else text[: _MAX_COMMENT - 1] + "…"
