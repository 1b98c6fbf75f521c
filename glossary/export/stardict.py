"""StarDict 2.4.2 (GoldenDict, KOReader, sdcv …), as a zip of its four files.

Every written form is found: the headword in the index, the others in the synonym file. Definitions are plain text.
There are two
archives: one whose words and definitions are in simplified, one whose are in traditional characters.
"""

import struct
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from glossary.chinese.script import render_in_script
from glossary.export.release import (
    Edition,
    ExportMetadata,
    add_member,
    clean,
    form_in,
    group_label,
    issuer_and_year,
    unnamed_groups,
    written_forms,
)

_LONGEST_WORD = 255
"""Bytes of a word: the format's limit, its closing zero aside."""


def write_stardict(edition: Edition, imprint: ExportMetadata, out: BinaryIO, script: str = "zh-Hans") -> int:
    """Write the archive with its words in ``script``; returns the number of explained articles."""
    words: list[tuple[bytes, bytes]] = []
    synonyms: list[tuple[bytes, bytes]] = []
    for article in edition.articles():
        word = _bytes(article["headword"] if script == "zh-Hans" else form_in(article, script))
        if article["senses"] and len(word) <= _LONGEST_WORD:
            words.append((word, _bytes(render_in_script(_text(article), script))))
            forms = (_bytes(form) for form in written_forms(article))
            synonyms.extend((form, word) for form in forms if form != word and len(form) <= _LONGEST_WORD)
    words.sort(key=lambda pair: _order(pair[0]))
    synonyms.sort(key=lambda pair: (_order(pair[0]), _order(pair[1])))
    numbers = {word: number for number, (word, _) in enumerate(words)}
    index, body = _index(words)
    pointers = b"".join(form + b"\0" + struct.pack(">I", numbers[word]) for form, word in synonyms)
    title = render_in_script(imprint.title, script)
    about = f"website={imprint.base_url}\ndescription=revision {edition.revision}, {imprint.license_url}"
    with zipfile.ZipFile(out, "w") as archive:
        add_member(archive, "glossary.ifo", _information(title, about, len(words), len(synonyms), len(index)))
        add_member(archive, "glossary.idx", index)
        add_member(archive, "glossary.syn", pointers)
        add_member(archive, "glossary.dict", body)
    return len(words)


def _bytes(text: str) -> bytes:
    """A zero byte ends a word and a text; other control characters are no text for any reader."""
    return clean(text).encode()


def _order(word: bytes) -> tuple[bytes, bytes]:
    """StarDict's order: ASCII letters without case first, bytes where that is equal."""
    return word.lower(), word


def _index(words: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    index, body = bytearray(), bytearray()
    for word, text in words:
        index += word + b"\0" + struct.pack(">II", len(body), len(text))
        body += text
    return bytes(index), bytes(body)


def _text(article: dict[str, Any]) -> str:
    """Reading, traditional form, senses with issuer and year, years of use; members where a definition lacks them."""
    traditional = form_in(article, "zh-Hant")
    lines = [" ".join(dict.fromkeys((article["pinyin"]["marks"], traditional)))]
    for position, sense in enumerate(article["senses"], 1):
        mark = f"{position}. " if len(article["senses"]) > 1 else ""
        attribution = issuer_and_year(sense["definitions"][0])
        lines.append(f"{mark}{sense['definition']}{f'（{attribution}）' if attribution else ''}")
        for group in unnamed_groups(sense):
            lines += [f"  {group_label(group)}："] * (len(sense["groups"]) > 1)
            lines += [f"  · {member['text']}" for member in group["members"]]
    years = [article[end]["year"] for end in ("first", "last") if article.get(end)]
    used = f"{'–'.join(dict.fromkeys(map(str, years)))}，" if years else ""
    return "\n".join([*lines, f"{used}{article['sources']}份文献"])


def _information(title: str, about: str, words: int, synonyms: int, size: int) -> bytes:
    lines = [
        "StarDict's dict ifo file",
        "version=2.4.2",
        f"bookname={title}",
        f"wordcount={words}",
        f"synwordcount={synonyms}",
        f"idxfilesize={size}",
        "sametypesequence=m",
        about,
    ]
    return ("\n".join(lines) + "\n").encode()
