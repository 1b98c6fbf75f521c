"""Terms for translators: TBX, a glossary for OmegaT, and the terms of one report as TBX, TSV or HTML.

TBX-Basic is written in version 3 (ISO 30042:2019, DCA style) and, for older tools, in version 2 (2008). A sense is a
concept, as terminologists have it: two senses of a term are two concept entries that refer to each other. A slogan is
a ``shortForm``, a term a ``phrase``; the traditional form has its own language section. Where TBX prescribes an
order (auxiliary information before terms, term notes before the rest) the code follows it line by line.

OmegaT and other tools read tab-separated terms (``.utf8``): term, translation, comment. The dictionary has no
translations, so the second column holds the pinyin; translators replace it with their own renderings.
"""

import html
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO

from glossary.export.release import (
    Article,
    Edition,
    ExportMetadata,
    element,
    explained_by,
    form_in,
    labelled_groups,
    shown_definition,
    start_tag,
    unnamed_groups,
    written_forms,
    xml_safe,
)

_STATUS = {
    "primary": "preferredTerm-admn-sts",
    "disputed": "admittedTerm-admn-sts",
    "superseded": "supersededTerm-admn-sts",
}
_HEAD_3 = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-model href="https://raw.githubusercontent.com/LTAC-Global/TBX_Core_RNG/master/TBXcoreStructV03.rng" \
type="application/xml" schematypens="http://relaxng.org/ns/structure/1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="zh-Hans" xmlns="urn:iso:std:iso:30042:ed-2">
"""
_HEAD_2 = """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX-Basic" xml:lang="zh-Hans">
"""


def write_tbx3(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write version 3; returns the number of concept entries."""
    return _write(edition, metadata, out, _Version3())


def write_tbx2(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write version 2 (martif, ``tig``); returns the number of term entries."""
    return _write(edition, metadata, out, _Version2())


class _Version3:
    """What version 3 calls things."""

    head, root, header = _HEAD_3, "tbx", "tbxHeader"
    entry, section, term = "conceptEntry", "langSec", "termSec"
    links = True


class _Version2:
    """What version 2 calls things; its tools know no external cross references at the entry."""

    head, root, header = _HEAD_2, "martif", "martifHeader"
    entry, section, term = "termEntry", "langSet", "tig"
    links = False


def _write(edition: Edition, metadata: ExportMetadata, out: BinaryIO, version: _Version3 | _Version2) -> int:
    """Write a termbase; returns the number of its concepts."""
    provenance = f"Harvested from government reports, one source for each definition; revision {edition.revision}"
    header = (
        f"<{version.header}><fileDesc><titleStmt>{element('title', metadata.title)}</titleStmt>"
        f"<sourceDesc>{element('p', provenance)}</sourceDesc></fileDesc></{version.header}>\n<text><body>\n"
    )
    out.write((version.head + header).encode())
    count = 0
    for article in edition.articles():
        for concept in _concepts(article, metadata, version):
            out.write(f"{concept}\n".encode())
            count += 1
    out.write(f"</body></text>\n</{version.root}>\n".encode())
    return count


def _concepts(article: Article, metadata: ExportMetadata, version: _Version3 | _Version2) -> Iterator[str]:
    senses = article["senses"] or [None]
    ids = [f"c-{article['id']}-{at}" for at in range(1, len(senses) + 1)]
    for own, sense in zip(ids, senses, strict=True):
        others = [other for other in ids if other != own]
        body = "".join(_concept(article, sense, others, metadata, version))
        yield f"{start_tag(version.entry, id=own)}{body}</{version.entry}>"


def _concept(
    article: Article,
    sense: dict[str, Any] | None,
    others: list[str],
    metadata: ExportMetadata,
    version: _Version3 | _Version2,
) -> Iterator[str]:
    if sense and sense["tail"]:
        yield element("descrip", sense["tail"], type="subjectField")
    for other in others:
        yield element("ref", article["headword"], type="crossReference", target=other)
    if version.links and not article.get("is_of_text"):
        yield element(
            "xref", article["headword"], type="externalCrossReference", target=metadata.term_url(article["id"])
        )
    yield from _simplified(article, sense, version)
    traditional = form_in(article, "zh-Hant")
    if traditional != article["headword"]:
        yield start_tag(version.section, xml_lang="zh-Hant")
        yield f"<{version.term}>{element('term', traditional)}"
        yield f"{element('termNote', 'variant', type='termType')}</{version.term}></{version.section}>"


def _simplified(article: Article, sense: dict[str, Any] | None, version: _Version3 | _Version2) -> Iterator[str]:
    yield start_tag(version.section, xml_lang="zh-Hans")
    for wording in sense["definitions"] if sense else ():
        source = " ".join(str(part) for part in (wording["issuer"], wording["year"], wording["source"]) if part)
        definition = element("descrip", wording["text"], type="definition")
        yield f"<descripGrp>{definition}{element('admin', source, type='source')}</descripGrp>"
    status = _STATUS[sense["status"]] if sense else "admittedTerm-admn-sts"
    yield f"<{version.term}>{element('term', article['headword'])}"
    yield element("termNote", "noun", type="partOfSpeech")
    yield element("termNote", "phrase" if article["kind"] == "term" else "shortForm", type="termType")
    region = sense["scope"]["region"] if sense else None
    if region:
        yield element("termNote", region, type="geographicalUsage")
    yield element("termNote", status, type="administrativeStatus")
    yield f"</{version.term}>"
    for form in dict.fromkeys(_further_forms(article)):
        yield f"<{version.term}>{element('term', form)}"
        yield f"{element('termNote', 'variant', type='termType')}</{version.term}>"
    yield f"</{version.section}>"


def _further_forms(article: Article) -> Iterator[str]:
    for variant in article["variants"]:
        is_shown = variant["script"] == "zh-Hans" and variant["kind"] in {"full_form", "short_form"}
        if is_shown and variant["form"] != article["headword"]:
            yield variant["form"]


FORMATS = ("tbx", "tsv", "html")

_MARGIN = 10
"""Characters for the number of a sense and the ellipsis for further ones."""
_MAX_COMMENT = 600
"""Maximum characters of an OmegaT comment: as much as its side pane shows."""
_COLUMNS = ("term", "as_printed", "pinyin", "definition", "members", "issuer", "uses")
_PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: system-ui, "Noto Sans CJK SC", sans-serif; line-height: 1.6; margin: 1rem; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #999; padding: .3rem .6rem; text-align: left; vertical-align: top; }}
</style></head><body>
<h1>{title}</h1>
<table><thead><tr>{head}</tr></thead><tbody>
{rows}
</tbody></table></body></html>
"""


class Terms:
    """Articles as an edition, each with the one sense that is meant."""

    revision, converter = "", ""

    def __init__(self, articles: Iterable[Article], revision: str) -> None:
        self._articles, self.revision = list(articles), revision

    def articles(self) -> Iterator[Article]:
        """In the order of the text."""
        return iter(self._articles)

    def sources(self) -> Iterator[dict[str, Any]]:
        """None: a termbase names its sources in the definitions."""
        return iter(())

    def attestations(self) -> Iterator[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
        """None."""
        return iter(())

    def decisions(self) -> Iterator[dict[str, str]]:
        """None."""
        return iter(())

    def totals(self) -> tuple[int, int]:
        """No sources, no attestations."""
        return 0, 0


def meant(article: Article, sense: str | None) -> Article:
    """The article with the sense of that id alone; with none, the first."""
    senses = [each for each in article["senses"] if each["id"] == sense] or article["senses"][:1]
    return {**article, "senses": senses}


def article_of_text(term: Mapping[str, Any], article: Article | None, number: int) -> Article:
    """Returns the article with the definition that the text itself gives; it takes precedence over all others.

    Args:
        term: An annotated term that the text defines, or that the dictionary does not contain.
        article: Its article, if the dictionary contains one.
        number: The position of the term in the text, for its id if the dictionary contains no article.
    """
    found = article or {
        "id": f"text-{number}",
        "headword": term["headword"],
        "kind": term["kind"],
        "pinyin": {"marks": term["pinyin"]},
        "variants": [],
        "is_of_text": True,
    }
    return {**found, "senses": [_sense_of_text(term)] if term["definition"] else []}


def _sense_of_text(term: Mapping[str, Any]) -> dict[str, Any]:
    year = (term["years"] or {}).get("first")
    groups = [{**group, "members": [{"text": member} for member in group["members"]]} for group in term["groups"]]
    return {
        "status": "primary",
        "tail": "",
        "scope": term["scope"],
        "definition": term["definition"],
        "definitions": [{"text": term["definition"], "issuer": term["issuer"], "year": year, "source": ""}],
        "groups": groups,
    }


def write_termbase(form: str, rows: list[tuple[Article, str, int]], title: str, revision: str) -> str:
    """The termbase as text.

    Args:
        form: One of ``FORMATS``.
        rows: Articles as :func:`meant` gives them, with the form as printed and the number of its uses.
        title: What the text is called.
        revision: Of the dictionary.
    """
    if form == "tbx":
        out = BytesIO()
        write_tbx3(Terms((article for article, _, _ in rows), revision), ExportMetadata(title=title), out)
        return out.getvalue().decode()
    records = [_record(article, printed, uses) for article, printed, uses in rows]
    if form == "tsv":
        lines = ["\t".join(_COLUMNS), *("\t".join(_cell(record[name]) for name in _COLUMNS) for record in records)]
        return "\n".join(lines) + "\n"
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    body = "\n".join(
        f"<tr>{''.join(f'<td>{html.escape(xml_safe(record[name]))}</td>' for name in _COLUMNS)}</tr>"
        for record in records
    )
    return _PAGE.format(title=html.escape(xml_safe(title)), head=head, rows=body)


def _record(article: Article, printed: str, uses: int) -> Mapping[str, str]:
    sense = article["senses"][0] if article["senses"] else None
    return {
        "term": " ".join(dict.fromkeys((article["headword"], form_in(article, "zh-Hant")))),
        "as_printed": printed,
        "pinyin": article["pinyin"]["marks"],
        "definition": shown_definition(sense) if sense else "",
        "members": labelled_groups(sense) if sense else "",
        "issuer": explained_by(sense) if sense else "",
        "uses": str(uses),
    }


def _cell(text: str) -> str:
    return " ".join(xml_safe(text).split())


def write_omegat(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write a line for each written form of the explained articles; returns their number."""
    out.write(f"# {_cell(metadata.title)}, revision {edition.revision}, {metadata.license_url}\n".encode())
    count = 0
    for article in edition.articles():
        if not article["senses"]:
            continue
        comment = glossary_comment(article)
        for form in written_forms(article):
            out.write(f"{_cell(form)}\t{_cell(article['pinyin']['marks'])}\t{comment}\n".encode())
            count += 1
    return count


def glossary_comment(article: Article) -> str:
    """The senses in one line: definition, issuer and year; members where the definition does not name them.

    A long definition is cut before its issuer. Senses for which no room is left are replaced by an ellipsis.
    """
    senses = article["senses"]
    line = ""
    for at, sense in enumerate(senses, 1):
        part = (f"{at}. " if len(senses) > 1 else "") + _comment_on(sense)
        if line and len(line) + len(part) + 3 > _MAX_COMMENT:
            return f"{line} …"
        line = f"{line} {part}" if line else part
    return line


def _comment_on(sense: dict[str, Any]) -> str:
    attribution = _cell(explained_by(sense))
    members = labelled_groups(sense) if unnamed_groups(sense) else ""
    text = _cell(shown_definition(sense) + (f"（{members}）" if members else ""))
    source = f" —— {attribution}" if attribution else ""
    room = _MAX_COMMENT - len(source) - _MARGIN
    return (text if len(text) <= room else text[: room - 1] + "…") + source
