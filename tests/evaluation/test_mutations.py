"""The mutations of ``python -m evaluation.mutate_behaviour`` still fit the code."""

from pathlib import Path

from evaluation.mutate_behaviour import ROOT, read_mutations


def test_every_mutation_applies() -> None:
    """A mutation whose text has changed would be left out without a notice; forty are needed."""
    mutations = read_mutations()
    stale = [each.name for each in mutations if each.old not in (ROOT / each.file).read_text("utf-8")]
    no_tests = [each.name for each in mutations if not all((ROOT / Path(path)).exists() for path in each.tests.split())]

    assert (stale, no_tests) == ([], [])
    assert len(mutations) >= 40
