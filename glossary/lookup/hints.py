"""Why a question finds nothing: a filter whose value no term has, with the value that was probably meant."""

import sqlite3
from dataclasses import fields
from typing import Any

from rapidfuzz import process, utils

from glossary.lookup.tallies import Tallies
from glossary.store import places, searching
from glossary.store.places import SourceFilters
from glossary.store.searching import Filters

NEAR = 50
"""Similarity, of 100, from which a value may have been meant."""


def find_hints(connection: sqlite3.Connection, filters: Filters, tallies: Tallies) -> list[dict[str, Any]]:
    """A hint for each filter that no term of the dictionary passes, whatever else is asked.

    Returns:
        ``parameter``, its ``value`` as text, ``nearest`` (a value that terms have, or ``None``) and a sentence.
    """
    asked = {one.name: getattr(filters, one.name) for one in fields(Filters)}
    return [
        hint(name, _text(value), _known(connection, name, tallies))
        for name, value in asked.items()
        if value is not None and not searching.filtered(connection, Filters(**{name: value}), -1, 1)
    ]


def find_finding_hints(connection: sqlite3.Connection, source: str | None, code: str | None) -> list[dict[str, Any]]:
    """Likewise for findings: a source that is not there, a code that no finding has."""
    hints = []
    if source is not None and places.source_number(connection, source) is None:
        hints.append(hint("source", source, [], "document"))
    if code is not None and code not in (known := places.finding_codes(connection)):
        hints.append(hint("code", code, known, "finding"))
    return hints


def meant_hint(q: str, headword: str) -> dict[str, Any]:
    """The hint that the words of a question are in no text as asked, while look-up knows a headword that they mean."""
    detail = f"no term of this dictionary is found by q {q!r}; did you mean {headword!r}?"
    return {"parameter": "q", "value": q, "nearest": headword, "detail": detail}


def find_source_hints(connection: sqlite3.Connection, filters: SourceFilters) -> list[dict[str, Any]]:
    """Likewise for sources: a year, a level or a place that no source has."""
    asked = {name: value for name, value in filters._asdict().items() if value is not None}
    return [
        hint(name, str(value), searching.places(connection) if name == "region" else [], "source")
        for name, value in asked.items()
        if not places.count_sources(connection, SourceFilters(**{name: value}))
    ]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _known(connection: sqlite3.Connection, name: str, tallies: Tallies) -> list[str]:
    """Values that can be mistyped, and the heads of codes; among numbers and years there is no near one."""
    if name == "region":
        return searching.places(connection)
    return list(tallies.values["shape"]) if name == "shape" else []


def _nearest(value: str, known: list[str]) -> str | None:
    """Of a code its longest head, of a word the one that is most like it."""
    if value.isdecimal():
        return max((each for each in known if value.startswith(each) and each != value), key=len, default=None)
    near = process.extractOne(value, known, score_cutoff=NEAR, processor=utils.default_process)
    return near[0] if near and near[0] != value else None


def hint(name: str, value: str, known: list[str], of: str = "term of this dictionary") -> dict[str, Any]:
    """The hint that nothing ``of`` that kind has ``value``, with the nearest of the ``known`` ones.

    >>> hint("shape", "nxnx", ["NX", "NXNX"])["nearest"]
    'NXNX'
    >>> hint("region", "430202", ["43", "4302", "株洲市"])["nearest"]
    '4302'
    """
    nearest = _nearest(value, known)
    said = f"no {of} has {name} {value!r}"
    return {
        "parameter": name,
        "value": value,
        "nearest": nearest,
        "detail": f"{said}; did you mean {nearest!r}?" if nearest else said,
    }
