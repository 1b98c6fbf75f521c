"""TBX-Basic, for translation tools: version 3 (ISO 30042:2019, DCA style) and version 2 (2008) for older ones.

A sense is a concept, as terminologists have it: two senses of a term are two concept entries that refer to each other.
A slogan is a ``shortForm``, a term a ``phrase``; the traditional form stands in its own language section. Where TBX
prescribes an order (auxiliary information before terms, term notes before the rest) the code follows it line by line.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from glossary.export.release import Article, Edition, ExportMetadata, element, form_in, start_tag

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


def write_tbx3(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write version 3; returns the number of concept entries."""
    header = (
        f"<tbxHeader><fileDesc><titleStmt>{element('title', imprint.title)}</titleStmt>"
        f"<sourceDesc>{element('p', _provenance(edition))}</sourceDesc></fileDesc></tbxHeader>\n<text><body>\n"
    )
    out.write((_HEAD_3 + header).encode())
    count = _write_concepts(edition, imprint, out, _Version3())
    out.write(b"</body></text>\n</tbx>\n")
    return count


def write_tbx2(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write version 2 (martif, ``tig``); returns the number of term entries."""
    header = (
        f"<martifHeader><fileDesc><titleStmt>{element('title', imprint.title)}</titleStmt>"
        f"<sourceDesc>{element('p', _provenance(edition))}</sourceDesc></fileDesc></martifHeader>\n<text><body>\n"
    )
    out.write((_HEAD_2 + header).encode())
    count = _write_concepts(edition, imprint, out, _Version2())
    out.write(b"</body></text>\n</martif>\n")
    return count


class _Version3:
    """What version 3 calls things."""

    entry, section, term = "conceptEntry", "langSec", "termSec"
    links = True


class _Version2:
    """What version 2 calls things; its tools know no external cross references at the entry."""

    entry, section, term = "termEntry", "langSet", "tig"
    links = False


def _provenance(edition: Edition) -> str:
    return f"Harvested from government reports, one source for each definition; revision {edition.revision}"


def _write_concepts(edition: Edition, imprint: ExportMetadata, out: BinaryIO, version: _Version3 | _Version2) -> int:
    count = 0
    for article in edition.articles():
        for concept in _concepts(article, imprint, version):
            out.write(f"{concept}\n".encode())
            count += 1
    return count


def _concepts(article: Article, imprint: ExportMetadata, version: _Version3 | _Version2) -> Iterator[str]:
    senses = article["senses"] or [None]
    ids = [f"c-{article['id']}-{at}" for at in range(1, len(senses) + 1)]
    for own, sense in zip(ids, senses, strict=True):
        others = [other for other in ids if other != own]
        body = "".join(_concept(article, sense, others, imprint, version))
        yield f"{start_tag(version.entry, id=own)}{body}</{version.entry}>"


def _concept(
    article: Article,
    sense: dict[str, Any] | None,
    others: list[str],
    imprint: ExportMetadata,
    version: _Version3 | _Version2,
) -> Iterator[str]:
    if sense and sense["tail"]:
        yield element("descrip", sense["tail"], type="subjectField")
    for other in others:
        yield element("ref", article["headword"], type="crossReference", target=other)
    if version.links:
        yield element(
            "xref", article["headword"], type="externalCrossReference", target=imprint.term_url(article["id"])
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
