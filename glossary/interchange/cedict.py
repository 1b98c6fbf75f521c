"""CC-CEDICT's line format (``.u8``), which many Chinese readers and dictionaries import."""

from typing import BinaryIO

from glossary.interchange.edition import Article, Edition, Imprint, form_in, reading_of
from glossary.interchange.xml_text import clean

_PARTING = str.maketrans("/[]", "／［］")
"""A slash parts the senses, brackets hold the reading: neither may stand inside a field."""


def write_cedict(edition: Edition, imprint: Imprint, out: BinaryIO) -> int:
    """Write a line for each explained article; returns their number."""
    out.writelines(
        f"{line}\n".encode()
        for line in (
            "# " + imprint.title,
            "#! version=1",
            "#! charset=UTF-8",
            f"#! revision={edition.revision}",
            f"#! license={imprint.license_url}",
        )
    )
    count = 0
    for article in edition.articles():
        if article["senses"]:
            out.write(f"{_line(article)}\n".encode())
            count += 1
    return count


def _line(article: Article) -> str:
    traditional, simplified = (
        clean("".join(form.split())).translate(_PARTING) for form in (form_in(article, "zh-Hant"), article["headword"])
    )
    reading = _in_one_line(reading_of(article["headword"]).numbers).translate(_PARTING).replace("ü", "u:")
    senses = "/".join(_in_one_line(sense["definition"]).replace("/", "／") for sense in article["senses"])
    return f"{traditional} {simplified} [{reading}] /{senses}/"


def _in_one_line(text: str) -> str:
    return clean(" ".join(filter(None, map(str.strip, text.splitlines()))))
