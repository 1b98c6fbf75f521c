"""Rows of the table of terms: explained by the dictionary, explained by the text itself, or unexplained.

All rows have the same fields; ``api/schemas/texts.py`` describes them.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from glossary.chinese import pinyin
from glossary.chinese.headword import parse_headword
from glossary.chinese.offsets import Utf16
from glossary.lookup.sense_choice import Context, SenseChoice
from glossary.model import member_text
from glossary.rule_quality import expected_precision
from glossary.senses.article import find_term_id
from glossary.senses.similarity import wording_key

if TYPE_CHECKING:
    from glossary.lookup.text_explanations import OwnExplanation

DICTIONARY, TEXT, NOBODY = "dictionary", "text", "nobody"
"""The origin of an explanation."""


def article_row(article: Mapping[str, Any], choice: SenseChoice) -> dict[str, Any]:
    """Returns the row of a term that the dictionary explains, in the chosen sense."""
    row = _row(article["id"], article["headword"], article["kind"], choice.why)
    reading = article.get("pinyin")
    row |= {
        "pinyin": reading["marks"] if reading else "",
        "explained": article["explained"],
        "senses": len(article["senses"]),
    }
    return row | _source_of(choice) if choice.sense else row


def _source_of(choice: SenseChoice) -> dict[str, Any]:
    sense, wording = choice.sense or {}, choice.wording or {}
    return {
        "sense": sense["id"],
        "definition": wording["text"],
        "groups": _groups(sense, wording),
        "origin": DICTIONARY,
        "elsewhere": choice.elsewhere,
        "scope": {name: sense["scope"][name] for name in ("level", "region", "issuer")},
        "issuer": wording["issuer"],
        "issuers": len(sense["issuers"]),
        "years": sense["explained_years"],
        "confidence": sense.get("confidence"),
    }


def _groups(sense: Mapping[str, Any], wording: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the groups with members; empty if the displayed wording is another one and names other members."""
    named = wording_key(wording["text"])
    members = (member["text"] for group in sense["groups"] for member in group["members"])
    if wording is not sense["definitions"][0] and not all(wording_key(member) in named for member in members):
        return []
    return [
        {"numeral": group["numeral"], "shared": group["shared"], "members": [*map(member_text, group["members"])]}
        for group in sense["groups"]
    ]


def own_row(units: Utf16, own: "OwnExplanation", context: Context, *, is_known: bool) -> dict[str, Any]:
    """Returns the row of a term that the text itself explains, with the place of the explanation.

    Args:
        units: The units of the text.
        own: The text's own explanation.
        context: Place and year of the text.
        is_known: Whether the dictionary has an article with that headword.
    """
    from glossary.extraction.members.find_members import find_members  # a harvest needs the other rows alone

    where = "glossary" if own.kind == "entry" else "running text"
    term = find_term_id(own.key) if is_known else None
    row = _row(term, own.core, parse_headword(own.core).kind.value, f"text: its own {where} explains it")
    return row | {
        "pinyin": pinyin.read(own.core).marks,
        "explained": True,
        "senses": 1,
        "definition": own.definition,
        "groups": [
            {"numeral": group.numeral, "shared": group.shared, "members": list(group.full_forms or group.members)}
            for group in (own.groups or find_members(own.head, own.definition)[0])
        ],
        "origin": TEXT,
        "scope": {"level": "text", "region": context.region, "issuer": None},
        "issuers": 1,
        "years": {"first": context.year, "last": context.year},
        "confidence": round(expected_precision(own.kind, own.rule), 2),
        "place": {
            "start": own.span.start,
            "end": own.span.end,
            "utf16_start": units.offset(own.span.start),
            "utf16_end": units.offset(own.span.end),
            "kind": own.kind,
            "rule": own.rule,
        },
    }


def unexplained_row(core: str) -> dict[str, Any]:
    """Returns the row of a slogan that neither the text nor the dictionary explains."""
    return _row(None, core, parse_headword(core).kind.value, "no source explains it")


def _row(term: str | None, headword: str, kind: str, why: str) -> dict[str, Any]:
    """Returns a row without an explanation."""
    return {
        "id": term,
        "headword": headword,
        "pinyin": "",
        "kind": kind,
        "explained": False,
        "senses": 0,
        "sense": None,
        "why": why,
        "definition": None,
        "groups": [],
        "origin": NOBODY,
        "elsewhere": False,
        "scope": None,
        "issuer": None,
        "issuers": 0,
        "years": None,
        "confidence": None,
        "place": None,
    }
