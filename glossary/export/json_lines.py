"""JSON Lines: one article a line, as the API answers it in zh-Hans; and an extraction as one JSON object."""

import os
from dataclasses import asdict
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import orjson

from glossary.export.release import Edition
from glossary.model import Document, Entry, Extraction, Finding, Group, InlineDefinition, Metadata, Slogan

_BLOCK = 1 << 18
"""Bytes that are copied at a time."""


def write_jsonl(edition: Edition, out: BinaryIO) -> int:
    """Write every article; returns their number.

    Many a reader (pandas, pyarrow, Spark) takes the type of a key from the first lines. So every object has all keys of
    its kind, and the first line is the article that leaves the fewest of them null or empty; the others follow most
    used first.
    """
    fullest = b""
    most, at, count = -1, 0, 0
    with TemporaryFile() as lines:
        for count, article in enumerate(map(_with_all_keys, edition.articles()), 1):  # noqa: B007 - their number
            line = orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)
            filled: set[str] = set()
            _collect_filled(article, "", filled)
            if len(filled) > most:
                most, at, fullest = len(filled), lines.tell(), line
            lines.write(line)
        out.write(fullest)
        _copy(lines, 0, at, out)
        _copy(lines, at + len(fullest), lines.seek(0, os.SEEK_END), out)
    return count


def _copy(lines: BinaryIO, start: int, end: int, out: BinaryIO) -> None:
    lines.seek(start)
    while start < end and (block := lines.read(min(_BLOCK, end - start))):
        out.write(block)
        start += len(block)


def _collect_filled(value: Any, path: str, found: set[str]) -> None:
    """Adds the paths of the keys below ``value`` that hold something whose type can be seen."""
    if isinstance(value, dict):
        for key, each in value.items():
            _collect_filled(each, f"{path}.{key}", found)
    elif isinstance(value, list):
        for each in value:
            _collect_filled(each, path + "[]", found)
    elif value is not None:
        found.add(path)


def _with_all_keys(article: dict[str, Any]) -> dict[str, Any]:
    """The article with the key that only converted forms have in all of them."""
    variants = [{"configuration": None, **variant} for variant in article["variants"]]
    return {**article, "variants": variants}


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
        "inferred": {key: value for key, value in _metadata(document.inferred).items() if _has_value(value)},
        "script": document.script,
        "complete": document.complete,
    }


def _metadata(metadata: Metadata) -> dict[str, Any]:
    return {**asdict(metadata), "authors": list(metadata.authors)}


def _has_value(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_value(each) for each in value.values())
    return value not in (None, [], ())


def _group(group: Group) -> dict[str, Any]:
    return {
        "numeral": group.numeral,
        "shared": group.shared,
        "members": list(group.members),
        "full_forms": list(group.full_forms),
        "status": group.status.value,
        "confidence": group.confidence,
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
