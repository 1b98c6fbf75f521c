"""Findings about an article that follow from the article itself."""

from typing import Any

import pytest

from glossary.senses.ranking import NO_DEFINITION, NO_TERM
from glossary.senses.review import find_questions, find_review_items


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


WORDING = {"source": "s1", "start": 1, "end": 9, "head": "六暖", "text": "六件暖事", "issuer": None, "year": 2020}


def test_each_further_pair_of_one_term_counts_less() -> None:
    """双控 with thirty close pairs must not fill the first screens of a review."""
    row = {"verdict": "split", "rule": "members", "score": 0.5, "message": "甲：一 ⟷ 乙：二", "left": "s1:1-9"}
    pairs = [row | {"right": f"s{number}:1-9"} for number in range(2, 5)]
    ranks = [question.rank for question in find_questions(_article(senses=[], sources=3), pairs)]
    assert ranks == [1.0, 0.5, 0.333]


@pytest.mark.parametrize(
    ("code", "why"), [(NO_DEFINITION, "its wording may not define"), (NO_TERM, "its head may not be a term")]
)
def test_a_question_gives_its_reason_in_words(code: str, why: str) -> None:
    sense = {"id": "t0.1", "status": "primary", "definitions": [WORDING], "groups": [], "doubts": [code]}
    (question,) = find_questions(_article(senses=[sense]), [])
    assert question.why == why
