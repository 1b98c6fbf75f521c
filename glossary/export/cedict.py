"""CC-CEDICT's line format (``.u8``), which many Chinese readers and dictionaries import."""

from collections.abc import Iterator
from typing import BinaryIO

from glossary.export.release import Article, Edition, ExportMetadata, clean, form_in

_DAY = len("2023-02-09")
_PARTING = str.maketrans("/[]", "／［］")
"""A slash parts the senses, brackets hold the reading: neither may stand inside a field."""


def write_cedict(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write a line for each explained article; returns their number."""
    out.writelines(f"{line}\n".encode() for line in _head(edition, imprint))
    count = 0
    for article in edition.articles():
        if article["senses"]:
            out.write(f"{_line(article)}\n".encode())
            count += 1
    return count


def _head(edition: Edition, imprint: ExportMetadata) -> Iterator[str]:
    """The date is that of the newest document, as far as days are known: the same sources give the same bytes."""
    yield f"# {imprint.title}"
    yield "#! version=1"
    yield "#! charset=UTF-8"
    yield f"#! revision={edition.revision}"
    days = [source["date"] for source in edition.sources() if source["date"] and len(source["date"]) == _DAY]
    if days:
        yield f"#! date={max(days)}T00:00:00Z"
    yield f"#! license={imprint.license_url}"


def _line(article: Article) -> str:
    traditional, simplified = (
        clean("".join(form.split())).translate(_PARTING) for form in (form_in(article, "zh-Hant"), article["headword"])
    )
    reading = _in_one_line(article["pinyin"]["numbers"]).translate(_PARTING).replace("ü", "u:")
    senses = "/".join(_in_one_line(sense["definition"]).replace("/", "／") for sense in article["senses"])
    return f"{traditional} {simplified} [{reading}] /{senses}/"


def _in_one_line(text: str) -> str:
    return clean(" ".join(filter(None, map(str.strip, text.splitlines()))))
