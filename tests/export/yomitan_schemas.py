"""JSON schemas of the files of a Yomitan dictionary, in draft 7, as Yomitan checks them at import.

They allow no more than Yomitan's own schemas of format 3 (term, term meta and tag banks, index), and of the elements of
structured content only those that the export writes: unknown keys, elements and attributes fail.
"""

from typing import Any

_STRING = {"type": "string"}
_CONTENT = {"$ref": "#/definitions/content"}


def _element(tags: list[str], *required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["tag", *required],
        "additionalProperties": False,
        "properties": {"tag": {"enum": tags}, "content": _CONTENT, "lang": _STRING, **properties},
    }


_DATA = {"type": "object", "additionalProperties": _STRING}
_DEFINITIONS = {
    "content": {
        "oneOf": [
            _STRING,
            {"type": "array", "items": _CONTENT},
            _element(["span", "div", "ol", "ul", "li"], data=_DATA, title=_STRING),
            _element(["a"], "href", href={"type": "string", "pattern": r"^(?:https?:|\?)"}),
        ]
    }
}


def _row(*cells: Any) -> dict[str, Any]:
    return {
        "type": "array",
        "items": list(cells),
        "minItems": len(cells),
        "maxItems": len(cells),
        "additionalItems": False,
    }


def _bank(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": _DEFINITIONS,
        "type": "array",
        "minItems": 1,
        "items": row,
    }


_DETAILED = {
    "type": "object",
    "required": ["type", "content"],
    "additionalProperties": False,
    "properties": {"type": {"const": "structured-content"}, "content": _CONTENT},
}
_FREQUENCY = {
    "type": "object",
    "required": ["value"],
    "additionalProperties": False,
    "properties": {"value": {"type": "integer", "minimum": 0}, "displayValue": _STRING},
}
_FORM = {"type": "string", "minLength": 1}
_ADDRESS = {"type": "string", "pattern": "^https?:"}
_LANGUAGE = {"type": "string", "pattern": "^[a-z]{2,3}$"}

TERM_BANK = _bank(
    _row(
        *(_FORM, _STRING, _STRING, {"const": ""}, {"type": "integer"}),
        {"type": "array", "minItems": 1, "items": _DETAILED},
        {"type": "integer", "minimum": 0},
        _STRING,
    )
)
"""Form, reading, tags, rules of inflection, score, definitions, sequence, tags of the term."""

TERM_META_BANK = _bank(_row(_FORM, {"const": "freq"}, _FREQUENCY))
"""Form, kind, frequency."""

TAG_BANK = _bank(_row(_FORM, _STRING, {"type": "number"}, _STRING, {"type": "number"}))
"""Name, category, order, notes, score."""

INDEX = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "revision", "format", "isUpdatable", "indexUrl", "downloadUrl"],
    "properties": {
        **dict.fromkeys(("title", "revision"), _FORM),
        **dict.fromkeys(("author", "url", "description", "attribution"), _STRING),
        **dict.fromkeys(("indexUrl", "downloadUrl"), _ADDRESS),
        **dict.fromkeys(("sourceLanguage", "targetLanguage"), _LANGUAGE),
        "sequenced": {"type": "boolean"},
        "format": {"const": 3},
        "isUpdatable": {"const": True},
        "frequencyMode": {"enum": ["occurrence-based", "rank-based"]},
    },
}

SCHEMAS = {"term_bank": TERM_BANK, "term_meta_bank": TERM_META_BANK, "tag_bank": TAG_BANK, "index": INDEX}
"""By the beginning of a file's name."""
