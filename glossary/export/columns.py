"""The dictionary as four tables: what the columns hold, and where each cell comes from.

CSV, the Excel variant and the CSVW metadata are all written from these columns, so that they cannot contradict each
other. Columns are only ever added at the end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from glossary.annotation.kwic import find_sentence, keyword_in_context, text_fragment
from glossary.export.release import Article, Edition, form_in, members_of, pinyin_of
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
        "pinyin": pinyin_of(article["headword"]).marks,
        "kind": article["kind"],
        "shape": article["shape"],
        "numerals": ["X" if numeral is None else numeral for numeral in article["numerals"]],
        "members": members_of(sense) if sense else [],
        "members_status": _members_status(sense),
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
    }


def _printed_variants(article: Article) -> list[str]:
    printed = (variant["form"] for variant in article["variants"] if variant["origin"] == "attested")
    return [form for form in printed if form != article["headword"]]


def _members_status(sense: dict[str, Any] | None) -> str | None:
    """The worst status of the sense's groups: one group that conflicts makes the whole doubtful."""
    statuses = {group["status"] for group in sense["groups"]} if sense else set()
    order = ("conflicting", "partial", "unknown", "open", "complete")
    return next((status for status in order if status in statuses), None)


def _definition_rows(edition: Edition) -> Iterator[Row]:
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
                }


def _attestation_rows(edition: Edition) -> Iterator[Row]:
    for source, text, found in edition.attestations():
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
                "url": text_fragment(source["origin"], text, span),
            }


def _source_rows(edition: Edition) -> Iterator[Row]:
    for source in edition.sources():
        origin = source["origin"]
        # Paths say something of a machine and nothing of the document.
        yield {**source, "url": origin if origin.startswith(("http://", "https://")) else None}


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
    ),
    _term_rows,
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
        Column("url", "address of the source with a text fragment, where it was fetched", "anyURI"),
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
        Column("url", "where it was fetched, empty for files", "anyURI"),
    ),
    _source_rows,
)

TABLES = (TERMS, DEFINITIONS, ATTESTATIONS, SOURCES)
