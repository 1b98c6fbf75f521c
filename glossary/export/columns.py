"""The dictionary as five tables: what the columns hold, and where each cell comes from.

CSV, the Excel variant and the CSVW metadata are all written from these columns, so that they cannot contradict each
other. Columns are only ever added at the end.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from glossary.annotation.kwic import find_sentence, keyword_in_context, text_fragment
from glossary.export.citations import composed_title, gbt7714
from glossary.export.release import (
    Article,
    Edition,
    form_in,
    group_label,
    labelled_groups,
    members_of,
    members_status,
    source_address,
)
from glossary.export.row_file import RowFile
from glossary.model import Span
from glossary.package_data import rule_precision

Row = dict[str, Any]


_WIDTH = 20
"""Code points of context on either side of an attestation."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its header, stable for ever.
        note: What it holds, one phrase; docs/columns.md and the CSVW metadata say it.
        datatype: A CSVW datatype.
        lang: The language tag of its text.
        about: The property it gives, a prefixed name that CSVW knows.
        separator: What parts its list, where it is one.
        required: Whether no cell is empty.
    """

    name: str
    note: str
    datatype: str = "string"
    lang: str | None = None
    about: str | None = None
    separator: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: ``rows`` gives its rows as dictionaries by column name."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Edition], Iterator[Row]]


def _term_rows(edition: Edition) -> Iterator[Row]:
    for article in edition.articles():
        yield _term_row(article)


def _term_row(article: Article) -> Row:
    sense = article["senses"][0] if article["senses"] else None
    first = sense["definitions"][0] if sense else {}
    return {
        "id": article["id"],
        "term": article["headword"],
        "term_hant": form_in(article, "zh-Hant"),
        "term_hant_tw": form_in(article, "zh-Hant-TW"),
        "term_hant_hk": form_in(article, "zh-Hant-HK"),
        "pinyin": article["pinyin"]["marks"],
        "kind": article["kind"],
        "shape": article["shape"],
        "numerals": ["X" if numeral is None else numeral for numeral in article["numerals"]],
        "members": members_of(sense) if sense else [],
        "members_status": members_status(sense),
        "definition": sense and sense["definition"],
        "definition_source": first.get("source"),
        "definition_issuer": first.get("issuer"),
        "definition_year": first.get("year"),
        "senses": len(article["senses"]),
        "variants": _printed_variants(article),
        "attestations": article["attestations"],
        "sources": article["sources"],
        "first_year": (article["first"] or {}).get("year"),
        "last_year": (article["last"] or {}).get("year"),
        "rule_precision": rule_precision(first.get("kind", ""), first.get("rule", "")),
        "groups": labelled_groups(sense) if sense else None,
    }


def _printed_variants(article: Article) -> list[str]:
    printed = (variant["form"] for variant in article["variants"] if variant["origin"] == "attested")
    return [form for form in printed if form != article["headword"]]


def _member_rows(edition: Edition) -> Iterator[Row]:
    for article in edition.articles():
        for position, sense in enumerate(article["senses"], 1):
            first = sense["definitions"][0]
            for number, group in enumerate(sense["groups"], 1):
                for at, member in enumerate(group["members"], 1):
                    yield {
                        "term_id": article["id"],
                        "term": article["headword"],
                        "sense_id": sense["id"],
                        "sense": position,
                        "group": number,
                        "group_label": group_label(group),
                        "numeral": group["numeral"],
                        "position": at,
                        "member": member["text"],
                        "full_form": member.get("full_form"),
                        "member_term_id": member["term"],
                        "group_status": group["status"],
                        "confidence": member.get("confidence", group.get("confidence")),
                        "source_id": first["source"],
                        "issuer": first["issuer"],
                        "year": first["year"],
                    }


def _places(edition: Edition) -> dict[str, Row]:
    """By id of source: where and what it is, as far as other tables repeat it."""
    return {
        source["id"]: {
            "province": source["province"],
            "city": source["city"],
            "title": composed_title(source),
            "url": source_address(source),
        }
        for source in edition.sources()
    }


def _definition_rows(edition: Edition) -> Iterator[Row]:
    places = _places(edition)
    for article in edition.articles():
        for position, sense in enumerate(article["senses"], 1):
            for wording, definition in enumerate(sense["definitions"], 1):
                yield {
                    "id": f"{sense['id']}.{wording}",
                    "term_id": article["id"],
                    "term": article["headword"],
                    "sense_id": sense["id"],
                    "sense": position,
                    "wording": wording,
                    "status": sense["status"],
                    "qualifier": sense["qualifier"],
                    "tail": sense["tail"],
                    "scope_level": sense["scope"]["level"],
                    "scope_region": sense["scope"]["region"],
                    "scope_issuer": sense["scope"]["issuer"],
                    "head": definition["head"],
                    "definition": definition["text"],
                    "members": members_of(sense) if wording == 1 else [],
                    "kind": definition["kind"],
                    "source_id": definition["source"],
                    "page": definition["page"],
                    "start": definition["start"],
                    "end": definition["end"],
                    "issuer": definition["issuer"],
                    "level": definition["level"],
                    "year": definition["year"],
                    "supports": definition["supports"],
                    "rule": definition["rule"],
                    "rule_precision": rule_precision(definition["kind"], definition["rule"]),
                    "groups": labelled_groups(sense) if wording == 1 else None,
                    **places.get(definition["source"], {}),
                }


def _attestation_rows(edition: Edition) -> Iterator[Row]:
    """Kept in a file for the other formats that hold them: looking for sentences takes longer than all writing."""
    names = [column.name for column in ATTESTATIONS.columns]
    kept = _kept_rows(cast("Hashable", edition))
    if kept.is_complete:
        yield from kept.rows(names)
        return
    with kept.writer() as keep:
        for row in _find_attestations(edition):
            keep([row[name] for name in names])
            yield row


def _find_attestations(edition: Edition) -> Iterator[Row]:
    for source, text, found in edition.attestations():
        title, address = composed_title(source), source_address(source)
        for row in found:
            span = Span(row["start"], row["end"])
            line = keyword_in_context(text, span, _WIDTH)
            yield {
                "term_id": row["term"],
                "term": row["headword"],
                "sense_id": row["sense"],
                "source_id": source["id"],
                "kind": row["kind"],
                "start": span.start,
                "end": span.end,
                "before": line.left,
                "quote": line.keyword,
                "after": line.right,
                "sentence": find_sentence(text, span).of(text),
                "issuer": source["issuer"],
                "level": source["level"],
                "year": source["year"],
                "url": text_fragment(address, text, span) if address else None,
                "province": source["province"],
                "city": source["city"],
                "title": title,
            }


@lru_cache(maxsize=1)
def _kept_rows(edition: Hashable) -> RowFile:
    return RowFile()


def _source_rows(edition: Edition) -> Iterator[Row]:
    for source in edition.sources():
        # Local paths say something of a machine and nothing of the document.
        said = {**source, "url": source_address(source)}
        yield {**said, "full_title": composed_title(said), "citation": gbt7714(said)}


_HANS = "zh-Hans"

TERMS = Table(
    "terms",
    "Terms: one row an article",
    ("id",),
    (
        Column("id", "id of the article, the same on every machine", required=True, about="skos:notation"),
        Column("term", "headword in simplified characters", lang=_HANS, required=True, about="skos:prefLabel"),
        Column(
            "term_hant", "headword in traditional characters", lang="zh-Hant", required=True, about="skos:prefLabel"
        ),
        Column(
            "term_hant_tw",
            "headword in the characters of Taiwan",
            lang="zh-Hant-TW",
            required=True,
            about="skos:prefLabel",
        ),
        Column(
            "term_hant_hk",
            "headword in the characters of Hong Kong",
            lang="zh-Hant-HK",
            required=True,
            about="skos:prefLabel",
        ),
        Column("pinyin", "pinyin with tone marks", lang="zh-Latn-pinyin"),
        Column("kind", "numeral_slogan, numeral_name or term", required=True),
        Column("shape", "shape of the slogan (NXNX, N个X, D+D …)"),
        Column("numerals", "what the numerals promise, X for an open one", separator="|"),
        Column("members", "the counted members of the first sense, in order", lang=_HANS, separator="|"),
        Column("members_status", "complete, partial, conflicting, open or unknown: the worst of its groups"),
        Column("definition", "definition of the first sense, as printed", lang=_HANS, about="skos:definition"),
        Column("definition_source", "id of the source that prints it", about="dc:source"),
        Column("definition_issuer", "who issued that source", lang=_HANS),
        Column("definition_year", "year of that source", "gYear"),
        Column("senses", "number of senses", "nonNegativeInteger", required=True),
        Column("variants", "further written forms that sources print", separator="|", about="skos:altLabel"),
        Column("attestations", "places where sources use the term", "nonNegativeInteger", required=True),
        Column("sources", "sources that use it", "nonNegativeInteger", required=True),
        Column("first_year", "year of the first use in this corpus", "gYear"),
        Column("last_year", "year of the last use in this corpus", "gYear"),
        Column("rule_precision", "measured precision of the rule that found the definition, 0 to 1", "decimal"),
        Column("groups", "the members of the first sense group by group (三区：…；三线：…)", lang=_HANS),
    ),
    _term_rows,
)

MEMBERS = Table(
    "members",
    "Members: one row a counted member of a sense",
    ("sense_id", "group", "position"),
    (
        Column("term_id", "id of the article", required=True),
        Column("term", "headword", lang=_HANS, required=True),
        Column("sense_id", "id of the sense", required=True),
        Column("sense", "position of the sense in the article, from 1", "positiveInteger", required=True),
        Column("group", "which group of the headword (三区三线 has two), from 1", "positiveInteger", required=True),
        Column("group_label", "what the group counts (三区)", lang=_HANS),
        Column("numeral", "how many members the headword promises; empty for N, X, 多", "nonNegativeInteger"),
        Column("position", "position of the member in the group, from 1", "positiveInteger", required=True),
        Column("member", "the member as printed", lang=_HANS, required=True),
        Column("full_form", "the member in full, where the source shortens it", lang=_HANS),
        Column("member_term_id", "id of the article on the member, where there is one"),
        Column("group_status", "complete, conflicting, open or unknown: the count check of the group", required=True),
        Column("confidence", "how sure the list is, 0 to 1", "decimal"),
        Column("source_id", "id of the source whose list it is", required=True, about="dc:source"),
        Column("issuer", "who issued that source", lang=_HANS),
        Column("year", "year of that source", "gYear"),
    ),
    _member_rows,
)

DEFINITIONS = Table(
    "definitions",
    "Definitions: one row a wording of a sense",
    ("id",),
    (
        Column("id", "id of the wording", required=True),
        Column("term_id", "id of the article", required=True),
        Column("term", "headword", lang=_HANS, required=True),
        Column("sense_id", "id of the sense", required=True),
        Column("sense", "position of the sense in the article, from 1", "positiveInteger", required=True),
        Column(
            "wording",
            "position of the wording in the sense, from 1, official ones first",
            "positiveInteger",
            required=True,
        ),
        Column("status", "primary, disputed or superseded", required=True),
        Column("qualifier", "what stands before the core and belongs to the sense", lang=_HANS),
        Column("tail", "noun behind the core (企业, 工程)", lang=_HANS),
        Column("scope_level", "level of government for which the sense holds"),
        Column("scope_region", "region for which it holds", lang=_HANS),
        Column("scope_issuer", "issuer for whom it holds", lang=_HANS),
        Column("head", "head as printed", required=True),
        Column("definition", "definition as printed", required=True, about="skos:definition"),
        Column("members", "the counted members, in order; with the first wording", separator="|"),
        Column("kind", "entry (of a glossary) or gloss (in running text)", required=True),
        Column("source_id", "id of the source", required=True, about="dc:source"),
        Column("page", "page of the printed booklet, where the head names one", "nonNegativeInteger"),
        Column("start", "first code point of the definition in the source", "nonNegativeInteger", required=True),
        Column("end", "code point behind its last", "nonNegativeInteger", required=True),
        Column("issuer", "who issued the source", lang=_HANS),
        Column("level", "level of the issuing government"),
        Column("year", "year of the source", "gYear"),
        Column("supports", "further sources that print the same wording", separator="|"),
        Column("rule", "rule that found it", required=True),
        Column("rule_precision", "measured precision of that rule, 0 to 1", "decimal"),
        Column("groups", "the members group by group; with the first wording", lang=_HANS),
        Column("province", "province of the source", lang=_HANS),
        Column("city", "city of the source", lang=_HANS),
        Column("title", "title of the source, with place and year where the printed one lacks them", lang=_HANS),
        Column("url", "where the source can be read", "anyURI"),
    ),
    _definition_rows,
)

ATTESTATIONS = Table(
    "attestations",
    "Attestations: one row a place where a source uses a term",
    ("source_id", "start", "end", "term_id"),
    (
        Column("term_id", "id of the article", required=True),
        Column("term", "headword", lang=_HANS, required=True),
        Column("sense_id", "id of the sense, where the place chooses one"),
        Column("source_id", "id of the source", required=True, about="dc:source"),
        Column("kind", "entry, gloss or mention", required=True),
        Column("start", "first code point of the form in the source", "nonNegativeInteger", required=True),
        Column("end", "code point behind its last", "nonNegativeInteger", required=True),
        Column("before", "up to 20 code points before, line ends as blanks"),
        Column("quote", "the form as printed", required=True),
        Column("after", "up to 20 code points behind, line ends as blanks"),
        Column("sentence", "the sentence that holds it", required=True, about="skos:example"),
        Column("issuer", "who issued the source", lang=_HANS),
        Column("level", "level of the issuing government"),
        Column("year", "year of the source", "gYear"),
        Column("url", "address of the source with a text fragment, where it is known", "anyURI"),
        Column("province", "province of the source", lang=_HANS),
        Column("city", "city of the source", lang=_HANS),
        Column("title", "title of the source, with place and year where the printed one lacks them", lang=_HANS),
    ),
    _attestation_rows,
)

SOURCES = Table(
    "sources",
    "Sources: one row a document",
    ("id",),
    (
        Column("id", "id of the source: s and 16 hex digits of its sha256", required=True),
        Column("title", "title", about="dc:title"),
        Column("issuer", "who issued it", about="dc:creator"),
        Column("publisher", "who published it, where that is someone else", about="dc:publisher"),
        Column("kind", "government_work_report, news_feature …"),
        Column("level", "level of the issuing government"),
        Column("province", "province"),
        Column("city", "city"),
        Column("county", "county"),
        Column("region_code", "GB/T 2260 code, where known"),
        Column("date", "date, as precise as the document says", about="dc:date"),
        Column("year", "year", "gYear"),
        Column("script", "zh-Hans or zh-Hant", required=True),
        Column("length", "code points of its text", "nonNegativeInteger", required=True),
        Column("sha256", "of the bytes as read", required=True),
        Column("url", "where it was fetched, or where its file says that it stands", "anyURI"),
        Column("full_title", "title with place and year where the printed one lacks them", lang=_HANS),
        Column("citation", "ready citation after GB/T 7714", lang=_HANS),
    ),
    _source_rows,
)

TABLES = (TERMS, MEMBERS, DEFINITIONS, ATTESTATIONS, SOURCES)
