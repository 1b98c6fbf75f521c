"""Findings about an article that follow from the article itself."""

from typing import Any

import pytest

from glossary.senses.review import find_review_items


def _article(**changes: Any) -> dict[str, Any]:
    sound = {
        "id": "t0",
        "headword": "六暖",
        "kind": "numeral_slogan",
        "explained": True,
        "sources": 1,
        "variants": [],
        "senses": [{"id": "t0.1", "status": "primary", "definitions": [{}], "groups": []}],
    }
    return sound | changes


def test_a_sound_article_has_no_finding() -> None:
    """Where nothing is wrong, nothing is reported."""
    assert list(find_review_items(_article())) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"senses": [{"id": "t0.1", "status": "disputed", "definitions": [{}, {}], "groups": []}]}, "W401"),
        (
            {
                "senses": [
                    {
                        "id": "t0.1",
                        "status": "primary",
                        "definitions": [{}],
                        "groups": [{"numeral": 6, "shared": "暖", "members": ["暖居"], "status": "conflicting"}],
                    }
                ]
            },
            "W402",
        ),
        ({"variants": [{"form": "七暖", "kind": "misspelling"}]}, "W403"),
        ({"explained": False, "senses": [], "sources": 3}, "I401"),
    ],
)
def test_each_finding_has_its_code(changes: dict[str, Any], code: str) -> None:
    """Contradictions, wrong counts, slips and gaps."""
    assert [item.code for item in find_review_items(_article(**changes))] == [code]
