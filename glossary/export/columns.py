"""The dictionary as five tables: the columns and the origin of each cell.

CSV, the Excel variant and the CSVW metadata are all written from these columns, so that they cannot contradict each
other. Columns are only ever added at the end.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from glossary.export.release import Article, Edition, explained_by, form_in, labelled_groups, members_of, members_status
from glossary.export.table_rows import (
    Places,
    Row,
    attestation_rows,
    definition_rows,
    find_places,
    member_rows,
    printed_variants,
    source_rows,
    trust,
)


class Term(NamedTuple):
    """What the cells of a term are taken from.

    Attributes:
        article: The article.
        sense: Its first sense, ``None`` if nothing explains the term.
        definition: The first definition of that sense, or empty.
        trust: How far the definition can be trusted (:func:`glossary.export.table_rows.trust`).
    """

    article: Article
    sense: dict[str, Any] | None
    definition: dict[str, Any]
    trust: Row


NUMBERS = frozenset(("nonNegativeInteger", "positiveInteger", "gYear", "decimal"))
"""The datatypes of numbers."""


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
        value: Gives the cell of a term; columns of other tables have none: ``table_rows`` gives their rows.
    """

    name: str
    note: str
    datatype: str = "string"
    lang: str | None = None
    about: str | None = None
    separator: str | None = None
    required: bool = False
    value: "Callable[[Term], Any] | None" = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: What files and SQL call it.
        title: What it holds, one row per what.
        key: The columns that identify a row.
        columns: In their order.
        of_article: Gives the rows of one article as dictionaries by column name; ``None`` if rows are not of articles.
        of_edition: Gives all rows of a table whose rows are not of articles.
    """

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    of_article: Callable[[Article, Places], Iterator[Row]] | None = None
    of_edition: Callable[[Edition], Iterator[Row]] | None = None

    def find_rows(self, edition: Edition) -> Iterator[Row]:
        """All rows as dictionaries by column name."""
        return self.of_edition(edition) if self.of_edition else (row for _, row in article_rows([self], edition))


def article_rows(tables: Sequence[Table], edition: Edition) -> Iterator[tuple[Table, Row]]:
    """Yields the rows of several tables, article by article: one pass over the articles for all of them."""
    places = find_places(edition) if DEFINITIONS in tables else {}
    for article in edition.articles():
        for table in tables:
            assert table.of_article is not None
            for row in table.of_article(article, places):
                yield table, row


_HANS = "zh-Hans"


def _headword_in(script: str, term: Term) -> str:
    return form_in(term.article, script)


TERMS = Table(
    "terms",
    "Terms: one row per article",
    ("id",),
    (
        Column(
            "id",
            "id of the article, the same on every machine",
            required=True,
            about="skos:notation",
            value=lambda term: term.article["id"],
        ),
        Column(
            "term",
            "headword in simplified characters",
            lang=_HANS,
            required=True,
            about="skos:prefLabel",
            value=lambda term: term.article["headword"],
        ),
        *(
            Column(name, note, lang=script, required=True, about="skos:prefLabel", value=partial(_headword_in, script))
            for name, script, note in (
                ("term_hant", "zh-Hant", "headword in traditional characters"),
                ("term_hant_tw", "zh-Hant-TW", "headword in the characters of Taiwan"),
                ("term_hant_hk", "zh-Hant-HK", "headword in the characters of Hong Kong"),
            )
        ),
        Column(
            "pinyin",
            "pinyin with tone marks",
            lang="zh-Latn-pinyin",
            value=lambda term: term.article["pinyin"]["marks"],
        ),
        Column("kind", "numeral_slogan, numeral_name or term", required=True, value=lambda term: term.article["kind"]),
        Column("shape", "shape of the slogan (NXNX, N个X, D+D …)", value=lambda term: term.article["shape"]),
        Column(
            "numerals",
            "the numerals of the headword, X for an open one",
            separator="|",
            value=lambda term: ["X" if numeral is None else numeral for numeral in term.article["numerals"]],
        ),
        Column(
            "members",
            "the counted members of the first sense as printed, in order",
            lang=_HANS,
            separator="|",
            value=lambda term: members_of(term.sense) if term.sense else [],
        ),
        Column(
            "members_status",
            "complete, partial, conflicting, open or unknown: the worst of its groups",
            value=lambda term: members_status(term.sense),
        ),
        Column(
            "definition",
            "definition of the first sense, as printed",
            lang=_HANS,
            about="skos:definition",
            value=lambda term: term.sense and term.sense["definition"],
        ),
        Column(
            "definition_source", "id of its source", about="dc:source", value=lambda term: term.definition.get("source")
        ),
        Column(
            "definition_issuer", "issuer of that source", lang=_HANS, value=lambda term: term.definition.get("issuer")
        ),
        Column("definition_year", "year of that source", "gYear", value=lambda term: term.definition.get("year")),
        Column(
            "senses",
            "number of senses",
            "nonNegativeInteger",
            required=True,
            value=lambda term: len(term.article["senses"]),
        ),
        Column(
            "variants",
            "other written forms that sources use",
            separator="|",
            about="skos:altLabel",
            value=lambda term: printed_variants(term.article),
        ),
        Column(
            "attestations",
            "number of places where sources use the term",
            "nonNegativeInteger",
            required=True,
            value=lambda term: term.article["attestations"],
        ),
        Column(
            "sources",
            "number of sources that use it",
            "nonNegativeInteger",
            required=True,
            value=lambda term: term.article["sources"],
        ),
        Column(
            "first_year",
            "year of the first use in this corpus",
            "gYear",
            value=lambda term: (term.article["first"] or {}).get("year"),
        ),
        Column(
            "last_year",
            "year of the last use in this corpus",
            "gYear",
            value=lambda term: (term.article["last"] or {}).get("year"),
        ),
        Column(
            "rule_precision",
            "precision of its rule, read by hand, 0 to 1",
            "decimal",
            value=lambda term: term.trust["rule_precision"],
        ),
        Column(
            "groups",
            "the members of the first sense in full, group by group (三区：…；三线：…)",
            lang=_HANS,
            value=lambda term: labelled_groups(term.sense) if term.sense else None,
        ),
        Column(
            "rule_read",
            "number of results of that rule read by hand",
            "nonNegativeInteger",
            value=lambda term: term.trust["rule_read"],
        ),
        Column(
            "rule_precision_low",
            "lower end of the 95 % Wilson interval of rule_precision",
            "decimal",
            value=lambda term: term.trust["rule_precision_low"],
        ),
        Column(
            "confidence",
            "probability that the definition defines the term, 0 to 0.99",
            "decimal",
            value=lambda term: term.trust["confidence"],
        ),
        Column(
            "explained_by",
            "issuer and year of the definition; number of issuers and years of the sense",
            lang=_HANS,
            value=lambda term: explained_by(term.sense) if term.sense else None,
        ),
    ),
    lambda article, _: iter([_term_row(article)]),
)


def _term_row(article: Article) -> Row:
    sense = article["senses"][0] if article["senses"] else None
    definition = sense["definitions"][0] if sense else {}
    term = Term(article, sense, definition, trust(definition))
    return {column.name: column.value(term) for column in TERMS.columns if column.value}


MEMBERS = Table(
    "members",
    "Members: one row per counted member of a sense",
    ("sense_id", "group", "position"),
    (
        Column("term_id", "id of the article", required=True),
        Column("term", "headword", lang=_HANS, required=True),
        Column("sense_id", "id of the sense", required=True),
        Column("sense", "position of the sense in the article, from 1", "positiveInteger", required=True),
        Column("group", "which group of the headword (三区三线 has two), from 1", "positiveInteger", required=True),
        Column("group_label", "what the group counts (三区)", lang=_HANS),
        Column("numeral", "the number that the headword states; empty for N, X, 多", "nonNegativeInteger"),
        Column("position", "position of the member in the group, from 1", "positiveInteger", required=True),
        Column("member", "the member as printed", lang=_HANS, required=True),
        Column("full_form", "the full form, if the source shortens the member", lang=_HANS),
        Column("member_term_id", "id of the article about the member, if there is one"),
        Column("group_status", "complete, conflicting, open or unknown: the count check of the group", required=True),
        Column("confidence", "confidence of the list, 0 to 1", "decimal"),
        Column("source_id", "id of the source of the list", required=True, about="dc:source"),
        Column("issuer", "issuer of that source", lang=_HANS),
        Column("year", "year of that source", "gYear"),
    ),
    member_rows,
)

DEFINITIONS = Table(
    "definitions",
    "Definitions: one row per wording of a sense",
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
        Column("qualifier", "modifier before the base form that belongs to the sense", lang=_HANS),
        Column("tail", "class noun after the base form (企业, 工程)", lang=_HANS),
        Column("scope_level", "level of government for which the sense holds"),
        Column("scope_region", "region for which it holds", lang=_HANS),
        Column("scope_issuer", "issuer for whom it holds", lang=_HANS),
        Column("head", "headword as printed", required=True),
        Column("definition", "definition as printed", required=True, about="skos:definition"),
        Column("members", "the counted members as printed, in order; with the first wording", separator="|"),
        Column("kind", "entry (of a glossary) or gloss (in running text)", required=True),
        Column("source_id", "id of the source", required=True, about="dc:source"),
        Column("page", "page of the printed booklet, if given", "nonNegativeInteger"),
        Column("start", "first code point of the definition in the source", "nonNegativeInteger", required=True),
        Column("end", "code point after the last", "nonNegativeInteger", required=True),
        Column("issuer", "issuer of the source", lang=_HANS),
        Column("level", "level of the issuing government"),
        Column("year", "year of the source", "gYear"),
        Column("supports", "other sources with the same wording", separator="|"),
        Column("rule", "rule that found it", required=True),
        Column("rule_precision", "precision of that rule, read by hand, 0 to 1", "decimal"),
        Column("groups", "the members in full, group by group; with the first wording", lang=_HANS),
        Column("province", "province of the source", lang=_HANS),
        Column("city", "city of the source", lang=_HANS),
        Column("title", "title of the source, with place and year added if missing", lang=_HANS),
        Column("url", "address of the source", "anyURI"),
        Column("rule_read", "number of results of that rule read by hand", "nonNegativeInteger"),
        Column("rule_precision_low", "lower end of the 95 % Wilson interval of rule_precision", "decimal"),
        Column("confidence", "probability that the definition defines the term, 0 to 0.99", "decimal"),
    ),
    definition_rows,
)

ATTESTATIONS = Table(
    "attestations",
    "Attestations: one row per place where a source uses a term",
    ("source_id", "start", "end", "term_id"),
    (
        Column("term_id", "id of the article", required=True),
        Column("term", "headword", lang=_HANS, required=True),
        Column("sense_id", "id of the sense, if the place selects one"),
        Column("source_id", "id of the source", required=True, about="dc:source"),
        Column("kind", "entry, gloss or mention", required=True),
        Column("start", "first code point of the form in the source", "nonNegativeInteger", required=True),
        Column("end", "code point after the last", "nonNegativeInteger", required=True),
        Column("before", "up to 30 code points before it, line ends as spaces"),
        Column("quote", "the form as printed", required=True),
        Column("after", "up to 30 code points after it, line ends as spaces"),
        Column("sentence", "the sentence that contains it", required=True, about="skos:example"),
        Column("issuer", "issuer of the source", lang=_HANS),
        Column("level", "level of the issuing government"),
        Column("year", "year of the source", "gYear"),
        Column("url", "address of the source with a text fragment, if known", "anyURI"),
        Column("province", "province of the source", lang=_HANS),
        Column("city", "city of the source", lang=_HANS),
        Column("title", "title of the source, with place and year added if missing", lang=_HANS),
    ),
    of_edition=attestation_rows,
)

SOURCES = Table(
    "sources",
    "Sources: one row per document",
    ("id",),
    (
        Column("id", "id of the source: s and 16 hex digits of its sha256", required=True),
        Column("title", "title", about="dc:title"),
        Column("issuer", "issuer", about="dc:creator"),
        Column("publisher", "publisher, if different from the issuer", about="dc:publisher"),
        Column("kind", "government_work_report, news_feature …"),
        Column("level", "level of the issuing government"),
        Column("province", "province"),
        Column("city", "city"),
        Column("county", "county"),
        Column("region_code", "GB/T 2260 code, if known"),
        Column("date", "date, as precise as in the document", about="dc:date"),
        Column("year", "year", "gYear"),
        Column("script", "zh-Hans or zh-Hant", required=True),
        Column("length", "code points of its text", "nonNegativeInteger", required=True),
        Column("sha256", "digest of the bytes as read", required=True),
        Column("url", "address of the source, as fetched or as stated in its file", "anyURI"),
        Column("full_title", "title with place and year added if missing", lang=_HANS),
        Column("citation", "formatted citation by GB/T 7714", lang=_HANS),
    ),
    of_edition=source_rows,
)

TABLES = (TERMS, MEMBERS, DEFINITIONS, ATTESTATIONS, SOURCES)
