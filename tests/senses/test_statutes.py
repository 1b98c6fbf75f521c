"""Definitions of laws: each version of a law, and each law, defines its terms for itself."""

from dataclasses import replace

from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.same_sense import Core, compare_explanations

CORE = Core("渡口")
OLD = Evidence(
    SourceFacts("s1", year=2015),
    "entry",
    "渡口",
    "渡口",
    "渡口",
    "渡口",
    10,
    20,
    5,
    7,
    definition="是指供渡船停靠的场所，包括码头、引道和候船的设施。",
    number="第三十条（一）",
)


def test_an_amended_definition_is_another_sense() -> None:
    """The wordings agree by more than half, which would do for two explanations of a report."""
    amended = "是指供渡船、游船停靠的场所，包括码头、引道和水域。"
    new = replace(OLD, facts=SourceFacts("s2", year=2020), definition=amended)
    assert not compare_explanations(OLD, new, CORE).same
    assert compare_explanations(OLD, new, CORE).rule == "statute"
    assert compare_explanations(replace(OLD, number="1"), replace(new, number="1"), CORE).same


def test_a_law_that_is_printed_twice_has_one_sense() -> None:
    """The same wording, from two files."""
    again = replace(OLD, facts=SourceFacts("s2", year=2015))
    assert compare_explanations(OLD, again, CORE).same
