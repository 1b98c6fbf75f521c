"""Files for dictionary programs (StarDict, MDX, CC-CEDICT), segmenters (jieba, HanLP), input methods (Rime, Sogou).

StarDict 2.4.2 (GoldenDict, KOReader, sdcv) is a zip of four files. Every written form is found: the headword in the
index, the others in the synonym file. There are two archives, one in simplified and one in traditional characters.

MDX (MDict, GoldenDict, Eudic) needs the extra ``mdx`` (mdict-utils). Every written form leads to its article, with the
headword, the reading, the senses, issuers and years.

CC-CEDICT's line format (``.u8``) is what many Chinese readers import.

A segmenter needs the words alone, an input method how they are typed. Every written form in simplified characters is
listed that a text may contain without blanks or punctuation; explained or not, because a word is a word.
"""

import datetime as dt
import html
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, BinaryIO

from glossary.chinese.pinyin import read
from glossary.chinese.script import render_in_script
from glossary.errors import MissingExtraError
from glossary.export.release import (
    Article,
    Edition,
    ExportMetadata,
    add_member,
    explained_by,
    form_in,
    group_label,
    shown_definition,
    unnamed_groups,
    written_forms,
    xml_safe,
)
from glossary.model import member_text

_LONGEST_WORD = 255
"""Bytes of a word: the format's limit, its closing zero aside."""


def write_stardict(edition: Edition, metadata: ExportMetadata, out: BinaryIO, script: str = "zh-Hans") -> int:
    """Write the archive with its words in ``script``; returns the number of explained articles."""
    words: list[tuple[bytes, bytes]] = []
    synonyms: list[tuple[bytes, bytes]] = []
    for article in edition.articles():
        word = _stardict_bytes(article["headword"] if script == "zh-Hans" else form_in(article, script))
        if article["senses"] and len(word) <= _LONGEST_WORD:
            words.append((word, _stardict_bytes(render_in_script(_stardict_text(article), script))))
            forms = (_stardict_bytes(form) for form in written_forms(article))
            synonyms.extend((form, word) for form in forms if form != word and len(form) <= _LONGEST_WORD)
    words.sort(key=lambda pair: _stardict_order(pair[0]))
    synonyms.sort(key=lambda pair: (_stardict_order(pair[0]), _stardict_order(pair[1])))
    numbers = {word: number for number, (word, _) in enumerate(words)}
    index, body = _stardict_index(words)
    pointers = b"".join(form + b"\0" + struct.pack(">I", numbers[word]) for form, word in synonyms)
    title = render_in_script(metadata.title, script)
    about = f"website={metadata.base_url}\ndescription=revision {edition.revision}, {metadata.license_url}"
    with zipfile.ZipFile(out, "w") as archive:
        add_member(archive, "glossary.ifo", _stardict_information(title, about, len(words), len(synonyms), len(index)))
        add_member(archive, "glossary.idx", index)
        add_member(archive, "glossary.syn", pointers)
        add_member(archive, "glossary.dict", body)
    return len(words)


def _stardict_bytes(text: str) -> bytes:
    """A zero byte ends a word and a text; other control characters are no text for any reader."""
    return xml_safe(text).encode()


def _stardict_order(word: bytes) -> tuple[bytes, bytes]:
    """StarDict's order: ASCII letters without case first, bytes where that is equal."""
    return word.lower(), word


def _stardict_index(words: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    index, body = bytearray(), bytearray()
    for word, text in words:
        index += word + b"\0" + struct.pack(">II", len(body), len(text))
        body += text
    return bytes(index), bytes(body)


def _stardict_text(article: dict[str, Any]) -> str:
    """Reading, traditional form, senses with issuer and year, years of use; members where a definition lacks them."""
    traditional = form_in(article, "zh-Hant")
    lines = [" ".join(dict.fromkeys((article["pinyin"]["marks"], traditional)))]
    for position, sense in enumerate(article["senses"], 1):
        mark = f"{position}. " if len(article["senses"]) > 1 else ""
        lines.append(f"{mark}{_cited(sense)}")
        for group in unnamed_groups(sense):
            lines += [f"  {group_label(group)}："] * (len(sense["groups"]) > 1)
            lines += [f"  · {member_text(member)}" for member in group["members"]]
    years = [article[end]["year"] for end in ("first", "last") if article.get(end)]
    used = f"{'–'.join(dict.fromkeys(map(str, years)))}，" if years else ""
    return "\n".join([*lines, f"{used}{article['sources']}份文献"])


def _cited(sense: dict[str, Any]) -> str:
    """The definition with its issuer and year in parentheses."""
    attribution = explained_by(sense)
    return f"{shown_definition(sense)}（{attribution}）" if attribution else shown_definition(sense)


def _stardict_information(title: str, about: str, words: int, synonyms: int, size: int) -> bytes:
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


_CREATED = dt.date(1980, 1, 1)


def write_mdx(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
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
            headword = xml_safe(article["headword"])
            entries[headword] = "".join(_mdx_article(article, metadata))
            for form in written_forms(article):
                links.setdefault(xml_safe(form), f"@@@LINK={headword}")
    count = len(entries)
    entries |= {form: link for form, link in links.items() if form not in entries}
    description = f"revision {edition.revision}, {metadata.license_url}"
    # The library writes today's date into the header; the same data must give the same bytes.
    clock, writemdict.datetime = writemdict.datetime, SimpleNamespace(date=SimpleNamespace(today=lambda: _CREATED))
    try:
        writemdict.MDictWriter(entries, metadata.title, description).write(out)
    finally:
        writemdict.datetime = clock
    return count


def _mdx_article(article: Article, metadata: ExportMetadata) -> Iterator[str]:
    traditional = form_in(article, "zh-Hant")
    yield f"<h3>{_escaped(article['headword'])}</h3><p><i>{_escaped(article['pinyin']['marks'])}</i>"
    yield f" {_escaped(traditional)}</p>" if traditional != article["headword"] else "</p>"
    senses = article["senses"]
    yield "<ol>" if len(senses) > 1 else ""
    for sense in senses:
        body = "".join(_mdx_sense(sense))
        yield f"<li>{body}</li>" if len(senses) > 1 else body
    yield "</ol>" if len(senses) > 1 else ""
    yield f'<p><a href="{_escaped(metadata.term_url(article["id"]))}">{article["sources"]}份文献</a></p>'


def _mdx_sense(sense: dict[str, Any]) -> Iterator[str]:
    yield f"<div>{_escaped(shown_definition(sense))}</div>"
    for group in unnamed_groups(sense):
        items = "".join(f"<li>{_escaped(member_text(each))}</li>" for each in group["members"])
        yield f"<div>{_escaped(group_label(group))}</div><ul>{items}</ul>"
    attribution = explained_by(sense)
    if attribution:
        yield f"<div><small>{_escaped(attribution)}</small></div>"


def _escaped(text: str) -> str:
    return html.escape(xml_safe(text)).replace("\n", "<br>")


_DAY = len("2023-02-09")
_PARTING = str.maketrans("/[]", "／［］")
"""A slash separates the senses, brackets enclose the pinyin: neither may occur inside a field."""


def write_cedict(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write a line for each explained article; returns their number."""
    out.writelines(f"{line}\n".encode() for line in _cedict_head(edition, metadata))
    count = 0
    for article in edition.articles():
        if article["senses"]:
            out.write(f"{_cedict_line(article)}\n".encode())
            count += 1
    return count


def _cedict_head(edition: Edition, metadata: ExportMetadata) -> Iterator[str]:
    """The date is that of the newest document, as far as days are known: the same sources give the same bytes."""
    yield f"# {metadata.title}"
    yield "#! version=1"
    yield "#! charset=UTF-8"
    yield f"#! revision={edition.revision}"
    days = [source["date"] for source in edition.sources() if source["date"] and len(source["date"]) == _DAY]
    if days:
        yield f"#! date={max(days)}T00:00:00Z"
    yield f"#! license={metadata.license_url}"


def _cedict_line(article: Article) -> str:
    traditional, simplified = (
        xml_safe("".join(form.split())).translate(_PARTING)
        for form in (form_in(article, "zh-Hant"), article["headword"])
    )
    reading = _in_one_line(article["pinyin"]["numbers"]).translate(_PARTING).replace("ü", "u:")
    senses = "/".join(_in_one_line(_cited(sense)).replace("/", "／") for sense in article["senses"])
    return f"{traditional} {simplified} [{reading}] /{senses}/"


def _in_one_line(text: str) -> str:
    return xml_safe(" ".join(filter(None, map(str.strip, text.splitlines()))))


_WORD = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff][\u3400-\u9fff\U00020000-\U0003ffff0-9A-Za-z+]*|[0-9A-Za-z+]+[\u3400-\u9fff][\u3400-\u9fff0-9A-Za-z+]*"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_TYPED = re.compile(r"[a-z]+")
_LONGEST = 16
"""Maximum characters of a word: longer ones are sentences, which are not typed at once."""
_NATURE = "nz"
"""The part of speech: other proper noun (ICTCLAS and PKU tags, which jieba and HanLP share)."""


def write_jieba(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write ``word frequency tag`` lines for ``jieba.load_userdict``; returns their number.

    The frequency is left out, so that jieba chooses the one that keeps the word whole.
    """
    return _write_lines(out, (f"{word} {_NATURE}" for word, _ in _words(edition)))


def write_hanlp(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write ``word tag frequency`` lines for HanLP's custom dictionary; returns their number."""
    words = _words(edition)
    return _write_lines(out, (f"{word} {_NATURE} {max(1, article['attestations'])}" for word, article in words))


def write_rime(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write a Rime dictionary (``glossary.dict.yaml``) for a Pinyin schema to import; returns the number of words."""
    head = (
        f"# {metadata.title}\n# revision {edition.revision}, {metadata.license_url}\n"
        f'---\nname: glossary\nversion: "{edition.revision or "empty"}"\nsort: by_weight\n'
        "use_preset_vocabulary: false\n...\n\n"
    )
    out.write(head.encode())
    return _write_lines(
        out,
        (
            f"{word}\t{' '.join(syllables)}\t{max(1, article['attestations'])}"
            for word, syllables, article in _typed_words(edition)
        ),
    )


def _write_lines(out: BinaryIO, lines: Iterable[str]) -> int:
    """Write the lines in UTF-8; returns their number."""
    count = 0
    for line in lines:
        out.write(f"{line}\n".encode())
        count += 1
    return count


def write_sogou(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write custom phrases for Sogou Pinyin (``initials,position=phrase``, UTF-16 with BOM); returns their number."""
    positions: dict[str, int] = {}
    out.write(b"\xff\xfe")
    count = 0
    for word, syllables, _ in _typed_words(edition):
        code = "".join(syllable[0] for syllable in syllables)
        positions[code] = positions.get(code, 0) + 1
        if 2 <= len(code) <= _LONGEST and positions[code] <= 9:  # nine candidates: what the window shows
            out.write(f"{code},{positions[code]}={word}\r\n".encode("utf-16-le"))
            count += 1
    return count


def _words(edition: Edition) -> Iterator[tuple[str, Article]]:
    """Each word once, with the article of its first use; articles come most used first."""
    seen: set[str] = set()
    for article in edition.articles():
        for form in _simplified_forms(article):
            if form not in seen and 2 <= len(form) <= _LONGEST and _WORD.fullmatch(form):
                seen.add(form)
                yield form, article


def _simplified_forms(article: Article) -> Iterator[str]:
    printed = {variant["form"] for variant in article["variants"] if variant["script"] != "zh-Hans"}
    yield from (form for form in written_forms(article, simplified_only=True) if form not in printed)


def _typed_words(edition: Edition) -> Iterator[tuple[str, list[str], Article]]:
    """Words of Chinese characters alone with their syllables (ü as v), as one types them."""
    for word, article in _words(edition):
        if _HAN.fullmatch(word):
            numbers = article["pinyin"]["numbers"] if word == article["headword"] else read(word).numbers
            syllables = [token[:-1].replace("ü", "v") for token in numbers.lower().split(" ")]
            if len(syllables) == len(word) and all(map(_TYPED.fullmatch, syllables)):
                yield word, syllables, article
