"""``glossary extract --explain``: the members, every candidate, and what speaks for it in words."""

from collections.abc import Iterator

from hypothesis import given, settings

from glossary.extraction.members.explain import WORDS, describe_feature, explain_members
from glossary.extraction.members.find_members import find_members
from glossary.extraction.members.lists import load_weights
from tests.extraction.test_members import DEFINITIONS, HEADS


def _feature_names() -> Iterator[tuple[str, str]]:
    return ((model, name) for model, weights in load_weights().items() for name in weights)


def test_every_feature_with_a_weight_is_described() -> None:
    """A new name, or a new part of one, needs a row in ``feature_words.tsv``."""
    assert [(model, name) for model, name in _feature_names() if describe_feature(model, name) == name] == []


def test_every_strategy_and_boundary_is_described() -> None:
    """Some that the titles name have no weight of their own."""
    assert describe_feature("groups", "labelled_partly") != "labelled_partly"
    assert describe_feature("right", "open") != "open"


def test_a_name_that_no_row_describes_is_printed_as_it_is() -> None:
    """Also if a row describes a part of it."""
    assert describe_feature("lists", "many:left_unheard_of") == "many:left_unheard_of"


def test_no_part_is_described_twice() -> None:
    lines = [line.split("\t")[:2] for line in WORDS.read_text("utf-8").splitlines()]
    assert len({tuple(line) for line in lines}) == len(lines)


def test_the_explanation_shows_members_candidates_and_weights() -> None:
    definition = "“三区”指农业、生态、城镇空间；“三线”指城镇开发边界、永久基本农田、生态保护红线。"
    lines = list(explain_members("三区三线", definition))
    (first, _), _ = find_members("三区三线", definition)
    assert lines[0] == "三区三线: 3 区, 3 线"
    assert lines[1] == f"   3区: 农业空间、生态空间、城镇空间  (complete, confidence {first.confidence})"
    assert any(line.startswith("1. each label has its own stretch") and line.endswith("chosen") for line in lines)
    assert "No members  score +0.00  not chosen" in lines
    (score, *words), *_ = (line.split() for line in lines if line.endswith("[least_score]"))
    assert float(score) > 0
    assert words[:-1] == ["score", "of", "the", "weakest", "list"]


def test_the_explanation_shows_lists_that_were_not_taken() -> None:
    definition = "甲乙工业企业、丙丁建筑企业、戊己批发企业、庚辛住宿企业、壬癸房产企业、子丑服务企业。"
    lines = list(explain_members("四上企业", definition))
    lists = lines[lines.index("Lists of all members in the whole definition") + 1 :]
    assert len(lists) > 1
    assert all(line.count("、") == 3 for line in lists)


def test_the_explanation_of_no_members() -> None:
    lines = list(explain_members("三农", "农业是国民经济的基础。"))
    assert lines == ["三农: 3 农", "   3农: –", "", "No members  score +0.00  chosen"]
    assert list(explain_members("渡口", "河边的码头。")) == ["渡口 counts nothing."]


@given(HEADS, DEFINITIONS)
@settings(max_examples=60)
def test_every_answer_is_explained(head: str, definition: str) -> None:
    groups, _ = find_members(head, definition)
    lines = list(explain_members(head, definition))
    printed = [line.split(": ")[1].split("  ")[0] for line in lines[1 : len(groups) + 1]]
    assert printed == ["、".join(group.full_forms or group.members) or "–" for group in groups]
