"""Notes for Anki as tab-separated text; the file's own headers tell Anki how to read it.

Two fields, Front and Back, so that they go onto Anki's own basic note type by themselves. A deck with a note type of
its own is in :mod:`.anki_deck`.
"""

import html
from collections.abc import Iterator
from typing import BinaryIO

from glossary.export.release import (
    Article,
    Edition,
    ExportMetadata,
    form_in,
    group_label,
    issuer_and_year,
    unnamed_groups,
)
from glossary.export.serialization import clean

_TAB = "\t"
_COLUMNS = ("id", "Front", "Back", "tags")
_HEADERS = f"#separator:tab\n#html:true\n#guid column:1\n#tags column:4\n#columns:{_TAB.join(_COLUMNS)}\n"
_KINDS = {"numeral_slogan": "数字略语", "numeral_name": "带数字的名称", "term": "名词"}


def write_anki(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write a note for each explained article; returns their number. The article's id is the note's guid."""
    out.write(_HEADERS.encode())
    count = 0
    for article in edition.articles():
        if article["senses"]:
            fields = [article["id"], _field(article["headword"]), "<br>".join(_back(article)), _KINDS[article["kind"]]]
            out.write((_TAB.join(fields) + "\n").encode())
            count += 1
    return count


def _back(article: Article) -> Iterator[str]:
    """The lines of the back of a card: reading, traditional form, every sense with members, issuer and year."""
    traditional = form_in(article, "zh-Hant")
    yield _field(" ".join(dict.fromkeys((article["pinyin"]["marks"], traditional))))
    for at, sense in enumerate(article["senses"], 1):
        yield _field(f"{at}. {sense['definition']}" if len(article["senses"]) > 1 else sense["definition"])
        for group in unnamed_groups(sense):
            yield _field(f"{group_label(group)}：{'、'.join(each['text'] for each in group['members'])}")
        attribution = issuer_and_year(sense["definitions"][0])
        if attribution:
            yield f"<small>{_field(attribution)}</small>"


def _field(text: str) -> str:
    # Quotes, too: at the beginning of a field they would open a quoted one, and the next notes would be part of it.
    return html.escape(clean(text)).replace("\t", " ").replace("\r", "").replace("\n", "<br>")
