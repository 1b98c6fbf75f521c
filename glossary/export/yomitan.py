"""A dictionary for Yomitan (format 3), the pop-up reader: terms, and a second archive with frequencies alone.

Yomitan folds nothing in Chinese: each written form is a row of its own, without quotation marks and with digits, too;
rows of one article share a sequence.
The archives are reproducible: fixed dates, fixed order, compact JSON.

Zip archives whose bytes depend on their contents alone.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import orjson

from glossary.export.release import Article, Edition, ExportMetadata, form_in, form_reading, group_label, written_forms


def add_member(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    """Add a file with a fixed date, fixed permissions and the best compression."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, body, compresslevel=9)


_BANK = 10_000
"""Rows a bank: what Yomitan's own builder takes."""
_TAGS = [
    ["slogan", "expression", 0, "数字略语", 0],
    ["name", "expression", 1, "带数字的名称", 0],
    ["term", "expression", 2, "名词", 0],
    ["unexplained", "archaism", 3, "尚无释义", 0],
]
_TAG_OF_KIND = {"numeral_slogan": "slogan", "numeral_name": "name", "term": "term"}
_STYLES = """[data-sc-gw="variant"] { opacity: .7 }
[data-sc-gw="source"] { font-size: .8em; opacity: .7 }
"""


def write_yomitan(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write the dictionary's archive; returns the number of rows."""
    return _write_archive(out, index(edition, imprint), "term_bank", _term_rows(edition, imprint), _TAGS)


def write_yomitan_frequency(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write the archive with frequencies alone (how many sources use a term); returns the number of rows."""
    return _write_archive(out, index(edition, imprint, frequency=True), "term_meta_bank", _frequency_rows(edition), [])


def index(edition: Edition, imprint: ExportMetadata, *, frequency: bool = False) -> dict[str, Any]:
    """The archive's index.json, which also stands alone beside it so that Yomitan sees updates.

    The title never changes. The revision is made of integers, because Yomitan compares those part by part and takes an
    edition for new where they are larger: the numbers of sources and of attestations, which grow as documents come
    in, and the data set's own hash, which tells two editions apart and has no order. Where documents are forgotten the
    revision falls, and Yomitan offers nothing: what follows from the set of sources alone cannot always rise.
    """
    part = "yomitan-frequency" if frequency else "yomitan"
    described: dict[str, Any] = {
        "title": f"{imprint.title}·词频" if frequency else imprint.title,
        "format": 3,
        "revision": _revision(edition),
        "sequenced": True,
        "author": "glossary",
        "url": imprint.base_url,
        "description": "政府工作报告中的名词解释与数字略语。超过16个字的词目需要调大扫描长度。",
        "attribution": imprint.license_url,
        "sourceLanguage": "zh",
        "targetLanguage": "zh",
        "isUpdatable": True,
        "indexUrl": f"{imprint.base_url}v1/exports/{part}-index.json",
        "downloadUrl": f"{imprint.base_url}v1/exports/{part}.zip",
    }
    return described | ({"frequencyMode": "occurrence-based"} if frequency else {})


def _revision(edition: Edition) -> str:
    sources = attestations = 0
    for article in edition.articles():
        attestations += article["attestations"]
    for _ in edition.sources():
        sources += 1
    digest = int.from_bytes(edition.revision.encode()[-6:], "big") % 1_000_000
    return f"{sources}.{attestations}.{digest}"


def _term_rows(edition: Edition, imprint: ExportMetadata) -> Iterator[list[Any]]:
    for sequence, article in enumerate(edition.articles(), 1):
        content = [{"type": "structured-content", "content": _content(article, imprint)}]
        tag = _TAG_OF_KIND[article["kind"]]
        tags = tag if article["explained"] else f"{tag} unexplained"
        for form in written_forms(article):
            yield [form, form_reading(article, form), tags, "", article["sources"], content, sequence, ""]


def _content(article: Article, imprint: ExportMetadata) -> list[dict[str, Any]]:
    traditional = form_in(article, "zh-Hant")
    nodes: list[dict[str, Any]] = []
    if traditional != article["headword"]:
        nodes.append({"tag": "div", "lang": "zh-Hant", "data": {"gw": "variant"}, "content": traditional})
    senses = [{"tag": "li", "content": _sense(sense)} for sense in article["senses"]]
    if senses:
        nodes.append({"tag": "ol", "lang": "zh-Hans", "data": {"gw": "senses"}, "content": senses})
    else:
        nodes.append({"tag": "div", "lang": "zh-Hans", "content": "尚无释义。"})
    link = {"tag": "a", "href": imprint.term_url(article["id"]), "content": f"{article['sources']}份文献"}
    return [*nodes, {"tag": "div", "lang": "zh-Hans", "data": {"gw": "source"}, "content": ["出处：", link]}]


def _sense(sense: dict[str, Any]) -> list[Any]:
    content: list[Any] = [sense["definition"]]
    groups = [group for group in sense["groups"] if group["members"]]
    if len(groups) == 1:
        content.append(_members(groups[0]))
    elif groups:
        rows = [{"tag": "li", "content": [group_label(group), _members(group)]} for group in groups]
        content.append({"tag": "ul", "data": {"gw": "groups"}, "content": rows})
    issuer = sense["definitions"][0]["issuer"]
    if issuer:
        content.append({"tag": "div", "data": {"gw": "source"}, "content": issuer})
    return content


def _members(group: dict[str, Any]) -> dict[str, Any]:
    rows = [{"tag": "li", "content": member["text"]} for member in group["members"]]
    return {"tag": "ul", "data": {"gw": "members"}, "content": rows}


def _frequency_rows(edition: Edition) -> Iterator[list[Any]]:
    for article in edition.articles():
        value = {"value": article["sources"], "displayValue": f"{article['sources']}份文献"}
        for form in written_forms(article):
            yield [form, "freq", value]


def _write_archive(out: BinaryIO, head: dict[str, Any], bank: str, rows: Iterator[list[Any]], tags: list[Any]) -> int:
    count = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        add_member(archive, "index.json", orjson.dumps(head))
        if tags:
            add_member(archive, "styles.css", _STYLES.encode())
            add_member(archive, "tag_bank_1.json", orjson.dumps(tags))
        for number, (size, body) in enumerate(_banks(rows), 1):
            add_member(archive, f"{bank}_{number}.json", body)
            count += size
    return count


def _banks(rows: Iterator[list[Any]]) -> Iterator[tuple[int, bytes]]:
    buffer, size = BytesIO(), 0
    for row in rows:
        buffer.write(b"," if size else b"[")
        buffer.write(orjson.dumps(row))
        size += 1
        if size == _BANK:
            yield size, buffer.getvalue() + b"]"
            buffer, size = BytesIO(), 0
    if size:
        yield size, buffer.getvalue() + b"]"
