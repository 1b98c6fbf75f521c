"""Notes for Anki as tab-separated text; the file's own headers tell Anki how to read it."""

import html
from typing import BinaryIO

from glossary.export.release import Article, Edition, ExportMetadata, form_in, members_of, pinyin_of
from glossary.export.tbx import clean

_TAB = "\t"
_COLUMNS = ("id", "headword", "traditional", "pinyin", "definition", "members", "source", "kind")
_HEADERS = f"#separator:tab\n#html:true\n#guid column:1\n#tags column:8\n#columns:{_TAB.join(_COLUMNS)}\n"


def write_anki(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write a note for each explained article; returns their number. The article's id is the note's guid."""
    out.write(_HEADERS.encode())
    count = 0
    for article in edition.articles():
        if article["senses"]:
            out.write((_TAB.join(map(_field, _fields(article, imprint))) + "\n").encode())
            count += 1
    return count


def _fields(article: Article, imprint: ExportMetadata) -> list[str]:
    sense = article["senses"][0]
    wording = sense["definitions"][0]
    source = " ".join(str(part) for part in (wording["issuer"], wording["year"]) if part)
    return [
        article["id"],
        article["headword"],
        form_in(article, "zh-Hant"),
        pinyin_of(article["headword"]).marks,
        sense["definition"],
        "；".join(members_of(sense)),
        source or imprint.source_url(wording["source"]),
        article["kind"],
    ]


def _field(text: str) -> str:
    # Quotes, too: at the beginning of a field they would open a quoted one, and the next notes would be part of it.
    return html.escape(clean(text)).replace("\t", " ").replace("\r", "").replace("\n", "<br>")
