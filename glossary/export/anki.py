"""Notes for Anki: as tab-separated text for Anki's basic note type, and as a deck (``.apkg``) with its own note type.

The headers of the text file configure Anki's import: two fields, Front and Back. The deck has a note for every article
with its senses, members, issuers and years. The article's id identifies a note, so that a newer deck updates cards
instead of adding duplicates.
"""

import hashlib
import html
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import genanki

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
    xml_safe,
)
from glossary.model import member_text
from glossary.output_files import temporary_folder

_TAB = "\t"
_COLUMNS = ("id", "Front", "Back", "tags")
_HEADERS = f"#separator:tab\n#html:true\n#guid column:1\n#tags column:4\n#columns:{_TAB.join(_COLUMNS)}\n"
_KINDS = {"numeral_slogan": "数字略语", "numeral_name": "带数字的名称", "term": "名词"}


def write_anki(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
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
        yield _field(f"{at}. {shown_definition(sense)}" if len(article["senses"]) > 1 else shown_definition(sense))
        for group in unnamed_groups(sense):
            yield _field(f"{group_label(group)}：{'、'.join(map(member_text, group['members']))}")
        attribution = explained_by(sense)
        if attribution:
            yield f"<small>{_field(attribution)}</small>"


def _field(text: str) -> str:
    # Quotes, too: at the beginning of a field they would open a quoted one, and the next notes would be part of it.
    return html.escape(xml_safe(text)).replace("\t", " ").replace("\r", "").replace("\n", "<br>")


_TIMESTAMP = 315_532_800.0
"""1 January 1980 in seconds: cards get their numbers from it, and the same data must give the same bytes."""
_FIELDS = ("Headword", "Traditional", "Pinyin", "Senses", "Years", "Link")
_FRONT = '<div class="headword" lang="zh-Hans">{{Headword}}</div>'
_BACK = """{{FrontSide}}
<div class="reading">{{Pinyin}}</div>
<div class="traditional" lang="zh-Hant">{{Traditional}}</div>
<hr id="answer">
{{Senses}}
<div class="foot">{{Years}} · <a href="{{Link}}">↗</a></div>
"""
_STYLE = """.card {
  font-family: "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  font-size: 18px; line-height: 1.6; text-align: left;
}
.headword { font-size: 32px; text-align: center; }
.reading, .traditional { text-align: center; opacity: .75; }
.said, .foot { font-size: 14px; opacity: .7; }
ol, ul { padding-left: 1.4em; }
"""
_NO_TAG = re.compile(r"[\s\"'&<>,，、]+")


def write_anki_deck(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the package; returns the number of notes, one for each explained article."""
    model = genanki.Model(
        _number("note type"),
        "政府工作报告词典",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "释义", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    deck = genanki.Deck(
        _number("deck"), metadata.title, description=f"revision {edition.revision}, {metadata.license_url}"
    )
    provinces = {source["id"]: source["province"] for source in edition.sources()}
    for article in edition.articles():
        if article["senses"]:
            tags = list(_tags(article, provinces))
            fields = _fields(article, metadata)
            deck.add_note(genanki.Note(model, fields, guid=article["id"], tags=tags))
    _write_reproducibly(genanki.Package(deck), out)
    return len(deck.notes)


def _number(name: str) -> int:
    """A number that is always the same for a note type or deck: Anki knows them by it."""
    return int.from_bytes(hashlib.sha256(f"glossary {name}".encode()).digest()[:4], "big") | 1 << 30


def _fields(article: Article, metadata: ExportMetadata) -> list[str]:
    first, last = ((article[end] or {}).get("year") for end in ("first", "last"))
    years = "–".join(dict.fromkeys(str(year) for year in (first, last) if year))
    traditional = form_in(article, "zh-Hant")
    senses = "".join(f"<li>{_sense(sense)}</li>" for sense in article["senses"])
    return [
        _escaped(article["headword"]),
        _escaped(traditional if traditional != article["headword"] else ""),
        _escaped(article["pinyin"]["marks"]),
        f"<ol>{senses}</ol>" if len(article["senses"]) > 1 else _sense(article["senses"][0]),
        years,
        _escaped(metadata.term_url(article["id"])),
    ]


def _sense(sense: dict[str, Any]) -> str:
    attribution = explained_by(sense)
    groups = [group for group in sense["groups"] if group["members"]]
    lists = "".join(
        f"<div>{_escaped(group_label(group))}</div><ol>{''.join(_item(each) for each in group['members'])}</ol>"
        for group in groups
    )
    return f"<div>{_escaped(shown_definition(sense))}</div>{lists}" + (
        f'<div class="said">{_escaped(attribution)}</div>' if attribution else ""
    )


def _item(member: dict[str, Any]) -> str:
    return f"<li>{_escaped(member_text(member))}</li>"


def _tags(article: Article, provinces: dict[str, str | None]) -> Iterator[str]:
    """Kind, years and provinces of the explanations: what one wants to learn a part of the deck by."""
    yield {"numeral_slogan": "数字略语", "numeral_name": "带数字的名称"}.get(article["kind"], "名词")
    wordings = [wording for sense in article["senses"] for wording in sense["definitions"]]
    yield from sorted({f"年份::{wording['year']}" for wording in wordings if wording["year"]})
    names = {provinces.get(wording["source"]) for wording in wordings}
    yield from sorted(f"省份::{_NO_TAG.sub('', name)}" for name in names if name)


def _escaped(text: str) -> str:
    return html.escape(xml_safe(text)).replace("\n", "<br>")


def _write_reproducibly(package: Any, out: BinaryIO) -> None:
    """The package with fixed dates: the library stamps the archive with the clock."""
    with temporary_folder() as folder:
        path = folder / "deck.apkg"
        package.write_to_file(path, timestamp=_TIMESTAMP)
        with zipfile.ZipFile(path) as written, zipfile.ZipFile(out, "w") as archive:
            for name in sorted(written.namelist()):
                add_member(archive, name, written.read(name))
