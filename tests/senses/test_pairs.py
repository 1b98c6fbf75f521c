"""Pairs of explanations, labelled by hand: one meaning or two."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.senses.pairs import are_one_sense, explain

ROOT = Path(__file__).parents[2]
PAIRS = [json.loads(line) for line in (ROOT / "tests/golden/merging.jsonl").read_text("utf-8").splitlines()]
REAL = ROOT.parent / "shared/gold/dedup_pairs.json"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{'same' if pair['same'] else 'different'}: {pair['why']}")
def test_invented_pairs_merge_as_labelled(pair: dict) -> None:
    """Each pair shows one of the same-sense rules in docs/merging.md."""
    left, right = explain(*pair["a"]), explain(*pair["b"])

    assert are_one_sense(left, right) == pair["same"]
    assert are_one_sense(right, left) == pair["same"]


@pytest.mark.skipif(not REAL.exists(), reason="the real pairs are not part of the repository")
def test_real_pairs_are_never_wrongly_merged() -> None:
    """None of 15 different pairs merged, at least 22 of 23 same pairs found; measured: see docs/merging.md."""
    right = Counter()
    for pair in json.loads(REAL.read_text("utf-8"))["pairs"]:
        one = are_one_sense(_side(pair["a"], 2020), _side(pair["b"], 2021))
        right[pair["label"]] += one == (pair["label"] == "same")

    assert right["different"] == 15
    assert right["same"] >= 22


def _side(side: dict, year: int) -> list:
    place = "国务院" if "Congress report" in side["source"] or "State Council" in side["source"] else side["source"]
    return explain(side["head"], side["definition"], place[:9], year, items=tuple(side["items"]))
