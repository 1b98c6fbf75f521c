"""Key assignment: which key evidence belongs to."""

import json
from pathlib import Path

import pytest

from glossary.senses.canonical_keys import assign_keys
from tests.senses.pairs import explain

GOLDEN = Path(__file__).parents[1] / "golden/key_assignment.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_keys_are_one_term_by_what_their_explanations_name(case: dict) -> None:
    """Equal members join two keys of a family; the numeral decides everything else. Order does not matter."""
    rows = [row for at, entry in enumerate(case["entries"]) for row in explain(*entry, f"{at}县", 2020 + at)]
    keys = sorted({row.core_key for row in rows})
    plan = assign_keys(keys, rows)
    assigned = {
        key: [assignment.target, assignment.rule] for key, assignment in plan.items() if assignment.target != key
    }

    assert assigned == case["assigned"]
    assert assign_keys(keys[::-1], rows[::-1]) == plan
