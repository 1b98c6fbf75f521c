"""The rows of each table as dicts with all its columns: those of one article, or all of them.

Rows of one article let a file with several tables be written from one pass over the articles.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from glossary.annotation.kwic import find_sentence, keyword_in_context, text_fragment, without_marks
from glossary.export.citations import composed_title, gbt7714
from glossary.export.release import (
    Article,
    Edition,
    group_label,
    labelled_groups,
    members_of,
    source_address,
)
from glossary.model import Span
from glossary.rule_quality import find_evaluation, wilson_interval

Row = dict[str, Any]
Places = Mapping[str, Row]
"""By id of source: province, city, title and address."""
_NOWHERE: Row = {"province": None, "city": None, "title": None, "url": None}


def trust(definition: Mapping[str, Any]) -> Row:
    """Returns the measured precision of the rule that found a definition, and the confidence of the definition."""
    reading = find_evaluation(definition.get("kind", ""), definition.get("rule", ""))
    low = wilson_interval(reading.right, reading.read)[0] if reading else None
    return {
        "rule_precision": round(reading.right / reading.read, 4) if reading else None,
        "rule_read": reading.read if reading else None,
        "rule_precision_low": None if low is None else round(low, 4),
        "confidence": definition.get("confidence"),
    }


def printed_variants(article: Article) -> list[str]:
    """The written forms of an article that sources print, without the headword."""
    printed = (variant["form"] for variant in article["variants"] if variant["origin"] == "attested")
    return [form for form in printed if form != article["headword"]]


def member_rows(article: Article, places: Places) -> Iterator[Row]:
    """One row a member of a sense."""
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


def find_places(edition: Edition) -> Places:
    """Where and what each source is, as far as other tables repeat it."""
    return {
        source["id"]: {
            "province": source["province"],
            "city": source["city"],
            "title": composed_title(source),
            "url": source_address(source),
        }
        for source in edition.sources()
    }


def definition_rows(article: Article, places: Places) -> Iterator[Row]:
    """One row a wording of a sense."""
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
                **trust(definition),
                "groups": labelled_groups(sense) if wording == 1 else None,
                **places.get(definition["source"], _NOWHERE),
            }


def attestation_rows(edition: Edition) -> Iterator[Row]:
    """One row per place, source by source."""
    for source, text, found in edition.attestations():
        title, address = composed_title(source), source_address(source)
        for row in found:
            span = Span(row["start"], row["end"])
            line = keyword_in_context(text, span)
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
                "sentence": without_marks(find_sentence(text, span).of(text)),
                "issuer": source["issuer"],
                "level": source["level"],
                "year": source["year"],
                "url": text_fragment(address, text, span) if address else None,
                "province": source["province"],
                "city": source["city"],
                "title": title,
            }


def source_rows(edition: Edition) -> Iterator[Row]:
    """One row a source."""
    for source in edition.sources():
        # Local paths say something of a machine and nothing of the document.
        record = {**source, "url": source_address(source)}
        yield {**record, "full_title": composed_title(record), "citation": gbt7714(record)}
