"""The dictionary as five tables: what the columns hold, and where each cell comes from.

CSV, the Excel variant and the CSVW metadata are all written from these columns, so that they cannot contradict each
other. Columns are only ever added at the end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from glossary.export.release import Edition
from glossary.export.table_rows import Row, attestation_rows, definition_rows, member_rows, source_rows, term_rows

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
    """One table; ``find_rows`` gives its rows as dictionaries by column name."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    find_rows: Callable[[Edition], Iterator[Row]]


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
        Column(
            "rule_precision", "share of its rule's explanations that were right when read by hand, 0 to 1", "decimal"
        ),
        Column("groups", "the members of the first sense group by group (三区：…；三线：…)", lang=_HANS),
        Column("rule_read", "how many of that rule's explanations were read by hand", "nonNegativeInteger"),
        Column("rule_precision_low", "lower end of the 95 % Wilson interval of rule_precision", "decimal"),
        Column("confidence", "how sure it is that the definition defines the term, 0 to 0.99", "decimal"),
    ),
    term_rows,
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
    member_rows,
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
        Column(
            "rule_precision", "share of that rule's explanations that were right when read by hand, 0 to 1", "decimal"
        ),
        Column("groups", "the members group by group; with the first wording", lang=_HANS),
        Column("province", "province of the source", lang=_HANS),
        Column("city", "city of the source", lang=_HANS),
        Column("title", "title of the source, with place and year where the printed one lacks them", lang=_HANS),
        Column("url", "where the source can be read", "anyURI"),
        Column("rule_read", "how many of that rule's explanations were read by hand", "nonNegativeInteger"),
        Column("rule_precision_low", "lower end of the 95 % Wilson interval of rule_precision", "decimal"),
        Column("confidence", "how sure it is that the definition defines the term, 0 to 0.99", "decimal"),
    ),
    definition_rows,
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
        Column("before", "up to 30 code points before, line ends as blanks"),
        Column("quote", "the form as printed", required=True),
        Column("after", "up to 30 code points behind, line ends as blanks"),
        Column("sentence", "the sentence that holds it", required=True, about="skos:example"),
        Column("issuer", "who issued the source", lang=_HANS),
        Column("level", "level of the issuing government"),
        Column("year", "year of the source", "gYear"),
        Column("url", "address of the source with a text fragment, where it is known", "anyURI"),
        Column("province", "province of the source", lang=_HANS),
        Column("city", "city of the source", lang=_HANS),
        Column("title", "title of the source, with place and year where the printed one lacks them", lang=_HANS),
    ),
    attestation_rows,
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
    source_rows,
)

TABLES = (TERMS, MEMBERS, DEFINITIONS, ATTESTATIONS, SOURCES)
