"""Every answer that differs from the code before the restructuring has a cause."""

from pathlib import Path
from typing import Any

import pytest

from evaluation.change_causes import CAUSES, find_changes, read_list, summary

LIST = Path("docs/changed-answers.tsv")
PAGE = Path("docs/changed-answers.md")


def record(**entry: Any) -> dict[str, Any]:
    """An extraction with one entry, or with none."""
    members = entry.pop("members", ["甲区", "乙区", "丙区"])
    group = {"numeral": 3, "shared": "区", "members": members, "status": "complete"}
    whole = {"head": "三区", "head_start": 0, "end": 20, "definition": "…", "rule": "numbered-colon", "groups": [group]}
    entries = [] if entry.get("head") == "" else [whole | entry]
    sections = [{"start": 0, "end": 50}]
    return {"document": {"kind": "other"}, "sections": sections, "entries": entries, "slogans": [], "glosses": []}


@pytest.mark.parametrize(
    ("changed", "columns", "cause"),
    [
        ({"members": ["实施甲区", "乙区", "丙区"]}, "groups.members", "first-member"),
        ({"members": ["甲区", "乙区", "丙区建设"]}, "groups.members", "last-member"),
        ({"members": ["甲区", "乙小区", "丙区"]}, "groups.members", "other-list"),
        ({"members": ["甲区", "新乙区", "丙区"]}, "groups.members", "inner-member"),
        ({"members": ["甲", "乙", "丙"]}, "groups.members", "part-of-all"),
        ({"members": []}, "groups.members", "no-list"),
        ({"definition": "…。"}, "definition", "end"),
        ({"rule": "line-space"}, "rule", "rule"),
        ({"head": ""}, "gone", "no-definition"),
        ({"head_start": 3}, "gone", "span"),
    ],
)
def test_the_cause_follows_from_both_records(changed: dict[str, Any], columns: str, cause: str) -> None:
    first = next(iter(find_changes("x", record(), record(**changed))))
    assert (first.columns, first.cause) == (columns, cause)


def test_equal_extractions_have_no_changes() -> None:
    """Nor do new columns and rules with another name."""
    old, new = record(rule="page-note"), record(rule="note-sentence")
    new["entries"][0]["groups"][0]["confidence"] = 0.9
    assert list(find_changes("x", old, new)) == []


def test_a_change_of_no_known_cause_is_not_hidden() -> None:
    """The list would show it with an empty cause, and the next test would fail."""
    old, new = record(), record()
    new["document"] = {"kind": "other", "script": "zh-Hant"}
    assert [each.cause for each in find_changes("x", old, new)] == [""]


def test_every_listed_change_has_a_cause_and_the_page_counts_them() -> None:
    changes = read_list(LIST)
    assert {each.cause for each in changes} <= CAUSES.keys()
    assert summary(changes) in PAGE.read_text("utf-8")
    assert max(len(each.form) for each in changes) <= 11, "no text of the documents but the beginning of headwords"
