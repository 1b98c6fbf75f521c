"""A glossary for OmegaT and other tools that read tab-separated terms (``.utf8``): term, reading, comment.

The second column is where a translator's rendering belongs. The dictionary has none, so it holds the pinyin: a tool
shows it beside the term, and whoever fills it in with a translation has a glossary of their own.
"""

from typing import BinaryIO

from glossary.export.release import (
    Article,
    Edition,
    ExportMetadata,
    issuer_and_year,
    labelled_groups,
    unnamed_groups,
    written_forms,
)
from glossary.export.serialization import clean

_MAX_COMMENT = 600
"""Characters of a comment: what a side pane shows."""


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


def _cell(text: str) -> str:
    return " ".join(clean(text).split())
