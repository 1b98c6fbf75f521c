"""Rules are skipped in texts without their trigger characters, and no answer changes by it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.linear import UNITS
from glossary.chinese import rule_triggers
from glossary.chinese.normalize import normalize_text, usual_text
from glossary.chinese.rule_triggers import TRIGGERS, trigger_characters
from glossary.extraction.diagnostics import find_text_corruption, find_unbalanced_quotes
from glossary.extraction.entries.enumerators import label_values
from glossary.extraction.entries.find_entries import find_glossaries, find_statutory_definitions
from glossary.extraction.entries.footnotes import find_markers
from glossary.extraction.entries.standard_terms import find_terms_chapters
from glossary.extraction.extract import extract
from glossary.extraction.slogans.find_slogans import find_slogans
from glossary.extraction.slogans.quotes import with_usual_marks
from glossary.model import Extraction
from glossary.package_data import seed_files

ALL = frozenset().union(*TRIGGERS.values())

_TERMS = (
    "1 范围\n本标准适用于渡口。\n3 术语和定义\n3.1\n渡口 ferry\n渡船停靠的场所。\n"
    "3.2\n渡线 line\n渡船往来的航线。\n4 要求\n甲。\n"
)
_NOTES = (
    "全年渡运旅客三万人次〔2〕，新建渡口〔1〕三处。\n" * 20
    + "〔1〕渡口：渡船停靠的场所。\n〔2〕旅客：乘坐渡船的人。\n〔3〕渡线：航线。\n"
)
EXAMPLES: dict[str, tuple[Callable[[str], object], str]] = {
    "look-alikes": (usual_text, "三⻓"),
    "undecoded": (lambda text: list(find_text_corruption(text)), "河口\ufffd渡船"),
    "decoded-twice": (lambda text: list(find_text_corruption(text)), "锟斤拷河口渡船"),
    "private": (lambda text: list(find_text_corruption(text)), "河口\ue000渡船"),
    "controls": (lambda text: list(find_text_corruption(text)), "河口\x7f渡船"),
    "escapes": (lambda text: list(find_text_corruption(text)), r"河口\u6e21船"),
    "question-marks": (lambda text: list(find_text_corruption(text)), "株洲?中国"),
    "doubled-marks": (with_usual_marks, "推进''三微''改造"),
    "corner-quotes": (lambda text: list(find_unbalanced_quotes(text)), "推進「三微改造"),
    "other-quotes": (find_slogans, "落实“四个‘一刻不停’”"),
    "box-characters": (find_glossaries, "名词解释\n│三微│指甲、乙、丙。│\n│两网│指丁网、戊网。│\n"),
    "footnote-markers": (lambda text: dict(find_markers(text, 0, len(text))), "推进三微改造①，"),
    "markdown-footnotes": (label_values, "[^a-plan]: 甲。\n[^b-plan]: 乙。"),
    "notes-in-brackets": (find_glossaries, _NOTES),
    "chapters-of-terms": (lambda text: list(find_terms_chapters(text)), _TERMS),
    "so-called": (find_statutory_definitions, "第二条　本条例所称渡口，是指渡船停靠的场所。"),
}
"""For each rule, a function that applies it and a text in which it finds something."""


def test_every_rule_has_an_example() -> None:
    assert EXAMPLES.keys() == TRIGGERS.keys()


@pytest.mark.parametrize("rule", TRIGGERS)
def test_a_rule_is_applied_only_to_a_text_with_one_of_its_characters(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, text = EXAMPLES[rule]
    found = find(text)
    monkeypatch.setattr(rule_triggers, "trigger_characters", lambda _: ALL - TRIGGERS[rule])

    assert trigger_characters(text) & TRIGGERS[rule]
    assert find(text) != found


def _extract_without_skipping(text: str) -> Extraction:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_triggers, "trigger_characters", lambda _: ALL)
        normalize_text.cache_clear()
        found = extract(text)
    normalize_text.cache_clear()
    return found


_PIECES = (*UNITS, *(text for _, text in EXAMPLES.values()), "名词解释\n", "三微：指甲、乙、丙。\n", "推进“三微”改造。")


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_skipping_rules_never_changes_an_answer(text: str) -> None:
    assert extract(text) == _extract_without_skipping(text)


@pytest.mark.slow
@pytest.mark.parametrize("path", seed_files(), ids=lambda path: path.stem)
def test_skipping_rules_changes_no_answer_of_a_report(path: Path) -> None:
    text = path.read_text("utf-8")

    assert extract(text) == _extract_without_skipping(text)
