"""A dictionary for Yomitan (format 3), the pop-up reader: terms, and a second archive with frequencies alone.

Yomitan folds nothing in Chinese: each written form is a row of its own, without quotation marks and with digits, too;
rows of one article share a sequence.
The archives are reproducible: fixed dates, fixed order, compact JSON.
"""

import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from glossary.chinese.script import detect_script, render_in_script
from glossary.export.release import (
    Article,
    Edition,
    ExportMetadata,
    add_member,
    explained_by,
    form_in,
    form_reading,
    group_label,
    members_of,
    shown_definition,
    unnamed_groups,
    written_forms,
)
from glossary.model import member_text

_BANK = 2_000
"""Rows a bank: what Yomitan's own builder takes."""
_TAGS = [
    ["数字略语", "expression", 0, "以数字概括若干项内容的说法", 0],
    ["专名", "expression", 1, "带数字的名称", 0],
    ["名词", "expression", 2, "名词解释中的名词", 0],
    ["未释", "archaism", 3, "收录的文献中没有解释", 0],
]
_TAG_OF_KIND = {"numeral_slogan": "数字略语", "numeral_name": "专名", "term": "名词"}
_STYLES = """[data-sc-gw="variant"] { opacity: .7 }
[data-sc-gw="source"] { font-size: .8em; opacity: .7 }
[data-sc-gw="member"] { font-weight: bold }
"""


class Part(NamedTuple):
    """One archive of the dictionary, which Yomitan knows as a dictionary of its own.

    Attributes:
        name: Its file without the ending.
        suffix: What follows the dictionary's title in its own.
        description: What it holds.
    """

    name: str
    suffix: str
    description: str


EXPLAINED = Part("yomitan", "", "政府工作报告中的名词解释与数字略语。超过16个字的词目需要调大扫描长度。")
UNEXPLAINED = Part("yomitan-unexplained", "·未释", "政府工作报告用到而没有解释的数字略语，只有用到它的文献数。")
FREQUENCY = Part("yomitan-frequency", "·词频", "用到每个词的文献数。")


def write_yomitan(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the archive of the explained articles; returns the number of rows."""
    rows = _term_rows(edition, metadata, is_explained=True)
    return _write_archive(out, index(edition, metadata), "term_bank", rows, _TAGS)


def write_yomitan_unexplained(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the archive of the articles that no source explains; returns the number of rows."""
    rows = _term_rows(edition, metadata, is_explained=False)
    return _write_archive(out, index(edition, metadata, UNEXPLAINED), "term_bank", rows, _TAGS)


def write_yomitan_frequency(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the archive with frequencies alone (how many sources use a term); returns the number of rows."""
    return _write_archive(out, index(edition, metadata, FREQUENCY), "term_meta_bank", _frequency_rows(edition), [])


def index(edition: Edition, metadata: ExportMetadata, part: Part = EXPLAINED) -> dict[str, Any]:
    """Returns the archive's index.json, which is also written next to it so that Yomitan finds updates.

    The title never changes. The revision is made of integers, because Yomitan compares those part by part and takes an
    edition for new where they are larger: the numbers of sources and of attestations, which grow as documents come
    in, and the hash of the data, which distinguishes two editions but has no order. Where documents are forgotten the
    revision falls, and Yomitan offers nothing: what follows from the set of sources alone cannot always rise.
    """
    described: dict[str, Any] = {
        "title": f"{metadata.title}{part.suffix}",
        "format": 3,
        "revision": _revision(edition),
        "sequenced": True,
        "author": "glossary",
        "url": metadata.base_url,
        "description": part.description,
        "attribution": metadata.license_url,
        "sourceLanguage": "zh",
        "targetLanguage": "zh",
        "isUpdatable": True,
        "indexUrl": f"{metadata.base_url}v1/exports/{part.name}-index.json",
        "downloadUrl": f"{metadata.base_url}v1/exports/{part.name}.zip",
    }
    return described | ({"frequencyMode": "occurrence-based"} if part is FREQUENCY else {})


def _revision(edition: Edition) -> str:
    sources, attestations = edition.totals()
    digest = int.from_bytes(edition.revision.encode()[-6:], "big") % 1_000_000
    return f"{sources}.{attestations}.{digest}"


def _term_rows(edition: Edition, metadata: ExportMetadata, *, is_explained: bool) -> Iterator[list[Any]]:
    for sequence, article in enumerate(edition.articles(), 1):
        if bool(article["senses"]) != is_explained:
            continue
        tag = _TAG_OF_KIND[article["kind"]]
        tags = tag if is_explained else f"{tag} 未释"
        contents: dict[str, list[dict[str, Any]]] = {}
        for form in written_forms(article):
            script = detect_script(form)
            if script not in contents:
                contents[script] = [{"type": "structured-content", "content": _content(article, metadata, script)}]
            reading = form_reading(article, form)
            yield [form, reading, tags, "", article["sources"], contents[script], sequence, ""]


def _content(article: Article, metadata: ExportMetadata, script: str) -> list[dict[str, Any]]:
    """Returns the article in ``script``: a reader who looks up 三區三線 reads traditional characters."""
    other = article["headword"] if script == "zh-Hant" else form_in(article, "zh-Hant")
    own = form_in(article, "zh-Hant") if script == "zh-Hant" else article["headword"]
    nodes: list[dict[str, Any]] = []
    if own != other:
        lang = "zh-Hans" if script == "zh-Hant" else "zh-Hant"
        nodes.append({"tag": "div", "lang": lang, "data": {"gw": "variant"}, "content": other})
    senses = [{"tag": "li", "content": _sense(sense, script)} for sense in article["senses"]]
    if senses:
        nodes.append({"tag": "ol", "lang": script, "data": {"gw": "senses"}, "content": senses})
    else:
        nodes.append({"tag": "div", "lang": script, "content": render_in_script("尚无释义。", script)})
    used = f"{article['sources']}{render_in_script('份文献', script)}"
    link = {"tag": "a", "href": metadata.term_url(article["id"]), "content": used}
    years = _years(article)
    return [*nodes, {"tag": "div", "lang": script, "data": {"gw": "source"}, "content": [*years, link]}]


def _years(article: Article) -> list[str]:
    ends = [article[end]["year"] for end in ("first", "last") if article.get(end)]
    return [f"{'–'.join(dict.fromkeys(map(str, ends)))}，"] if ends else []


def _sense(sense: dict[str, Any], script: str) -> list[Any]:
    """Returns the definition, the members that it does not name, issuer and year."""
    content: list[Any] = _definition(sense, script)
    groups = unnamed_groups(sense)
    if len(groups) == 1 and len(sense["groups"]) == 1:
        content.append(_members(groups[0], script))
    elif groups:
        rows = [
            {"tag": "li", "content": [render_in_script(group_label(group), script), _members(group, script)]}
            for group in groups
        ]
        content.append({"tag": "ul", "data": {"gw": "groups"}, "content": rows})
    attribution = render_in_script(explained_by(sense), script)
    if attribution:
        content.append({"tag": "div", "data": {"gw": "source"}, "content": attribution})
    return content


def _definition(sense: dict[str, Any], script: str) -> list[Any]:
    """The definition with its members set off, so that no list has to repeat them."""
    printed = shown_definition(sense)
    shown = render_in_script(printed, script)  # as long as what is printed
    nodes: list[Any] = []
    at = 0
    for member in members_of(sense):
        start = printed.find(member, at)
        if start >= 0:
            nodes += [shown[at:start]] if start > at else []
            at = start + len(member)
            nodes.append({"tag": "span", "data": {"gw": "member"}, "content": shown[start:at]})
    return [*nodes, shown[at:]] if at < len(shown) or not nodes else nodes


def _members(group: dict[str, Any], script: str) -> dict[str, Any]:
    rows = [{"tag": "li", "content": render_in_script(member_text(member), script)} for member in group["members"]]
    return {"tag": "ul", "data": {"gw": "members"}, "content": rows}


def _frequency_rows(edition: Edition) -> Iterator[list[Any]]:
    for article in edition.articles():
        value = {"value": article["sources"], "displayValue": f"{article['sources']}份文献"}
        for form in written_forms(article):
            yield [form, "freq", value]


def _write_archive(out: BinaryIO, head: dict[str, Any], bank: str, rows: Iterator[list[Any]], tags: list[Any]) -> int:
    count = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        add_member(archive, "index.json", orjson.dumps(head))
        if tags:
            add_member(archive, "styles.css", _STYLES.encode())
            add_member(archive, "tag_bank_1.json", orjson.dumps(tags))
        for number, (size, body) in enumerate(_banks(rows), 1):
            add_member(archive, f"{bank}_{number}.json", body)
            count += size
    return count


def _banks(rows: Iterator[list[Any]]) -> Iterator[tuple[int, bytearray]]:
    bank, size = bytearray(b"["), 0
    for row in rows:
        if size == _BANK:
            bank += b"]"
            yield size, bank
            bank, size = bytearray(b"["), 0
        bank += b"," + orjson.dumps(row) if size else orjson.dumps(row)
        size += 1
    if size:
        bank += b"]"
        yield size, bank
