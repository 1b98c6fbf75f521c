"""An extraction as one JSON object: the line that ``glossary extract`` prints and the API answers with.

JSON Lines: one article a line, in full, as the API answers it in zh-Hans; the fields are told in docs/model.md.
"""

from dataclasses import asdict
from typing import Any, BinaryIO

import orjson

from glossary.export.release import Edition
from glossary.model import Document, Entry, Extraction, Finding, Group, InlineDefinition, Metadata, Slogan


def write_jsonl(edition: Edition, out: BinaryIO) -> int:
    """Write every article; returns their number."""
    count = 0
    for count, article in enumerate(edition.articles(), 1):  # noqa: B007 - the last value is the number of rows
        out.write(orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE))
    return count


def to_record(origin: str, extraction: Extraction) -> dict[str, Any]:
    """The JSON-ready form of ``extraction``; offsets are code points into the source's text."""
    return {
        "source": origin,
        "document": _document(extraction.document),
        "sections": [
            {"start": s.span.start, "end": s.span.end, "heading": s.heading and asdict(s.heading), "rule": s.rule}
            for s in extraction.sections
        ],
        "entries": [_entry(entry) for entry in extraction.entries],
        "slogans": [_slogan(slogan) for slogan in extraction.slogans],
        "glosses": [_gloss(gloss) for gloss in extraction.glosses],
        "findings": [finding_record(finding) for finding in extraction.findings],
    }


def finding_record(finding: Finding) -> dict[str, Any]:
    """A finding with its span flattened; ``start`` and ``end`` are ``None`` for the whole source."""
    span = finding.span
    return {
        "code": finding.code,
        "message": finding.message,
        "start": span and span.start,
        "end": span and span.end,
    }


def _document(document: Document) -> dict[str, Any]:
    stated = _metadata(document.stated)
    return {
        **stated,
        "inferred": {key: value for key, value in _metadata(document.inferred).items() if _is_said(value)},
        "script": document.script,
        "complete": document.complete,
    }


def _metadata(metadata: Metadata) -> dict[str, Any]:
    return {**asdict(metadata), "authors": list(metadata.authors)}


def _is_said(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_said(each) for each in value.values())
    return value not in (None, [], ())


def _group(group: Group) -> dict[str, Any]:
    return {
        "numeral": group.numeral,
        "shared": group.shared,
        "members": list(group.members),
        "status": group.status.value,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "head": entry.head,
        "heads": list(entry.heads),
        "page": entry.page,
        "definition": entry.definition,
        "start": entry.span.start,
        "end": entry.span.end,
        "head_start": entry.head_span.start,
        "head_end": entry.head_span.end,
        "groups": [_group(group) for group in entry.groups],
        "items": entry.items,
        "status": entry.status.value,
        "section": entry.section,
        "markers": [[marker.start, marker.end] for marker in entry.markers],
        "rule": entry.rule,
        "article": entry.article,
    }


def _slogan(slogan: Slogan) -> dict[str, Any]:
    return {
        "surface": slogan.surface,
        "core": slogan.core,
        "start": slogan.span.start,
        "end": slogan.span.end,
        "quoted": slogan.quoted,
        "rule": slogan.rule,
    }


def _gloss(gloss: InlineDefinition) -> dict[str, Any]:
    return {
        "head": gloss.head,
        "core": gloss.core,
        "definition": gloss.definition,
        "start": gloss.span.start,
        "end": gloss.span.end,
        "head_start": gloss.head_span.start,
        "head_end": gloss.head_span.end,
        "groups": [_group(group) for group in gloss.groups],
        "status": gloss.status.value,
        "rule": gloss.rule,
        "article": gloss.article,
    }
