"""StarDict 2.4.2 (GoldenDict, KOReader, sdcv …), as a zip of its four files.

Every written form is found: the headword in the index, the others in the synonym file. Definitions are plain text.
"""

import struct
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from glossary.export.release import Edition, ExportMetadata, group_label, pinyin_of, written_forms
from glossary.export.tbx import clean
from glossary.export.yomitan import add_member

_LONGEST_WORD = 255
"""Bytes of a word: the format's limit, its closing zero aside."""


def write_stardict(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write the archive; returns the number of explained articles."""
    words: list[tuple[bytes, bytes]] = []
    synonyms: list[tuple[bytes, bytes]] = []
    for article in edition.articles():
        word = _bytes(article["headword"])
        if article["senses"] and len(word) <= _LONGEST_WORD:
            words.append((word, _bytes(_text(article))))
            forms = (_bytes(form) for form in written_forms(article)[1:])
            synonyms.extend((form, word) for form in forms if form != word and len(form) <= _LONGEST_WORD)
    words.sort(key=lambda pair: _order(pair[0]))
    synonyms.sort(key=lambda pair: (_order(pair[0]), _order(pair[1])))
    numbers = {word: number for number, (word, _) in enumerate(words)}
    index, body = _index(words)
    pointers = b"".join(form + b"\0" + struct.pack(">I", numbers[word]) for form, word in synonyms)
    with zipfile.ZipFile(out, "w") as archive:
        add_member(archive, "glossary.ifo", _information(edition, imprint, len(words), len(synonyms), len(index)))
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
    lines = [pinyin_of(article["headword"]).marks]
    for position, sense in enumerate(article["senses"], 1):
        mark = f"{position}. " if len(article["senses"]) > 1 else ""
        issuer = sense["definitions"][0]["issuer"]
        lines.append(f"{mark}{sense['definition']}{f'（{issuer}）' if issuer else ''}")
        groups = [group for group in sense["groups"] if group["members"]]
        for group in groups:
            lines += [f"  {group_label(group)}："] * (len(groups) > 1)
            lines += [f"  · {member['text']}" for member in group["members"]]
    return "\n".join(lines)


def _information(edition: Edition, imprint: ExportMetadata, words: int, synonyms: int, size: int) -> bytes:
    lines = [
        "StarDict's dict ifo file",
        "version=2.4.2",
        f"bookname={imprint.title}",
        f"wordcount={words}",
        f"synwordcount={synonyms}",
        f"idxfilesize={size}",
        "sametypesequence=m",
        f"website={imprint.base_url}",
        f"description=revision {edition.revision}, {imprint.license_url}",
    ]
    return ("\n".join(lines) + "\n").encode()
