"""The dictionary as four tables: what the columns hold, and where each cell comes from.

CSV, the Excel variant and the CSVW metadata are all written from these columns, so that they cannot contradict each
other. Columns are only ever added at the end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from glossary.han.pinyin import read
from glossary.interchange.edition import Article, Edition, form_in, members_of
from glossary.interchange.quality import rule_precision
from glossary.interchange.sentences import context, sentence_around, text_fragment

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its header, stable for ever.
        datatype: A CSVW datatype.
        lang: The language tag of its text.
        about: The property it gives, a prefixed name that CSVW knows.
        separator: What parts its list, where it is one.
        required: Whether no cell is empty.
    """

    name: str
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
        "pinyin": read(article["headword"]).marks,
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
        "variants": [variant["form"] for variant in article["variants"] if variant["origin"] == "attested"],
        "attestations": article["attestations"],
        "sources": article["sources"],
        "first_year": (article["first"] or {}).get("year"),
        "last_year": (article["last"] or {}).get("year"),
        "rule_precision": rule_precision(first.get("kind", ""), first.get("rule", "")),
    }


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
        url = source["origin"] if source["origin"].startswith(("http://", "https://")) else None
        for row in found:
            before, after = context(text, row["start"], row["end"])
            quote = text[row["start"] : row["end"]]
            yield {
                "term_id": row["term"],
                "term": row["headword"],
                "sense_id": row["sense"],
                "source_id": source["id"],
                "kind": row["kind"],
                "start": row["start"],
                "end": row["end"],
                "before": before,
                "quote": quote,
                "after": after,
                "sentence": sentence_around(text, row["start"], row["end"]),
                "issuer": source["issuer"],
                "level": source["level"],
                "year": source["year"],
                "url": url and url + text_fragment(before, quote, after),
            }


def _source_rows(edition: Edition) -> Iterator[Row]:
    for source in edition.sources():
        origin = source["origin"]
        # Paths say something of a machine and nothing of the document.
        yield {**source, "url": origin if origin.startswith(("http://", "https://")) else None}


_TERM_ID = Column("term_id", required=True)
_HANS = "zh-Hans"

TERMS = Table(
    "terms",
    "Terms: one row an article",
    ("id",),
    (
        Column("id", required=True, about="skos:notation"),
        Column("term", lang=_HANS, required=True, about="skos:prefLabel"),
        Column("term_hant", lang="zh-Hant", required=True, about="skos:prefLabel"),
        Column("term_hant_tw", lang="zh-Hant-TW", required=True, about="skos:prefLabel"),
        Column("term_hant_hk", lang="zh-Hant-HK", required=True, about="skos:prefLabel"),
        Column("pinyin", lang="zh-Latn-pinyin"),
        Column("kind", required=True),
        Column("shape"),
        Column("numerals", separator="|"),
        Column("members", lang=_HANS, separator="|"),
        Column("members_status"),
        Column("definition", lang=_HANS, about="skos:definition"),
        Column("definition_source", about="dc:source"),
        Column("definition_issuer", lang=_HANS),
        Column("definition_year", "gYear"),
        Column("senses", "nonNegativeInteger", required=True),
        Column("variants", separator="|", about="skos:altLabel"),
        Column("attestations", "nonNegativeInteger", required=True),
        Column("sources", "nonNegativeInteger", required=True),
        Column("first_year", "gYear"),
        Column("last_year", "gYear"),
        Column("rule_precision", "decimal"),
    ),
    _term_rows,
)

DEFINITIONS = Table(
    "definitions",
    "Definitions: one row a wording of a sense",
    ("id",),
    (
        Column("id", required=True),
        _TERM_ID,
        Column("term", lang=_HANS, required=True),
        Column("sense_id", required=True),
        Column("sense", "positiveInteger", required=True),
        Column("wording", "positiveInteger", required=True),
        Column("status", required=True),
        Column("qualifier", lang=_HANS),
        Column("tail", lang=_HANS),
        Column("scope_level"),
        Column("scope_region", lang=_HANS),
        Column("scope_issuer", lang=_HANS),
        Column("head", required=True),
        Column("definition", required=True, about="skos:definition"),
        Column("members", separator="|"),
        Column("kind", required=True),
        Column("source_id", required=True, about="dc:source"),
        Column("page", "nonNegativeInteger"),
        Column("start", "nonNegativeInteger", required=True),
        Column("end", "nonNegativeInteger", required=True),
        Column("issuer", lang=_HANS),
        Column("level"),
        Column("year", "gYear"),
        Column("supports", separator="|"),
        Column("rule", required=True),
        Column("rule_precision", "decimal"),
    ),
    _definition_rows,
)

ATTESTATIONS = Table(
    "attestations",
    "Attestations: one row a place where a source uses a term",
    ("source_id", "start", "end", "term_id"),
    (
        _TERM_ID,
        Column("term", lang=_HANS, required=True),
        Column("sense_id"),
        Column("source_id", required=True, about="dc:source"),
        Column("kind", required=True),
        Column("start", "nonNegativeInteger", required=True),
        Column("end", "nonNegativeInteger", required=True),
        Column("before"),
        Column("quote", required=True),
        Column("after"),
        Column("sentence", required=True, about="skos:example"),
        Column("issuer", lang=_HANS),
        Column("level"),
        Column("year", "gYear"),
        Column("url", "anyURI"),
    ),
    _attestation_rows,
)

SOURCES = Table(
    "sources",
    "Sources: one row a document",
    ("id",),
    (
        Column("id", required=True),
        Column("title", about="dc:title"),
        Column("issuer", about="dc:creator"),
        Column("publisher", about="dc:publisher"),
        Column("kind"),
        Column("level"),
        Column("province"),
        Column("city"),
        Column("county"),
        Column("region_code"),
        Column("date", about="dc:date"),
        Column("year", "gYear"),
        Column("script", required=True),
        Column("length", "nonNegativeInteger", required=True),
        Column("sha256", required=True),
        Column("url", "anyURI"),
    ),
    _source_rows,
)

TABLES = (TERMS, DEFINITIONS, ATTESTATIONS, SOURCES)
