"""tests/golden/entries.jsonl holds the cases, written for this project; this file only runs them.

A case has ``text`` and ``expect``, pairs of head and definition in printed order. ``numbers``, ``pages``, ``heads``,
``markers`` (how many each entry has) and ``sections`` (how many there are) are checked where given, ``findings``
always.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glossary.extraction.entries.find_entries import Glossaries, find_glossaries

GOLDEN = Path(__file__).parents[1] / "golden" / "entries.jsonl"


def cases() -> Iterator[Any]:
    """One parameter set a line; ``known_failure`` gives the reason and is a strict xfail."""
    for case in map(json.loads, GOLDEN.read_text("utf-8").splitlines()):
        reason = case.get("known_failure")
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        yield pytest.param(case, id=case["id"], marks=marks)


def seen(found: Glossaries) -> dict[str, Any]:
    """What was found, in the words of the golden file."""
    return {
        "expect": [[entry.head, entry.definition] for entry in found.entries],
        "numbers": [entry.number for entry in found.entries],
        "pages": [entry.page for entry in found.entries],
        "heads": [list(entry.heads) for entry in found.entries],
        "markers": [len(entry.markers) for entry in found.entries],
        "sections": len(found.sections),
        "findings": [finding.code for finding in found.findings],
    }


@pytest.mark.parametrize("case", list(cases()))
def test_entries_are_read_as_printed(case: dict[str, Any]) -> None:
    """Heads and definitions in printed order, nothing else, and no finding but the expected ones."""
    found = seen(find_glossaries(case["text"]))
    wanted = {"findings": []} | {key: value for key, value in case.items() if key in found}
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("case", list(cases()))
def test_spans_show_what_was_read(case: dict[str, Any]) -> None:
    """The head's span holds the head, the definition's span begins and ends with the definition."""
    for entry in find_glossaries(case["text"]).entries:
        assert "".join(entry.head_span.of(case["text"]).replace("*", "").split()) == "".join(entry.head.split())
        printed = entry.span.of(case["text"]).replace("*", "")
        assert printed[0] == entry.definition[0]
        assert printed[-1] == entry.definition[-1]
