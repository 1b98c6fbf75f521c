"""The scorer: what counts as right, by example."""

from dataclasses import replace

import pytest

from evaluation.evaluate import HERE
from evaluation.gold import GoldEntry, GoldGloss, GoldMark, GoldSet, GoldSlogan, GoldText, load_synthetic, parse_marked
from evaluation.scoring import Figures, figures, measures, score
from glossary.model import Entry, Extraction, Group, InlineDefinition, Slogan, Span

SPAN = Span(0, 1)
SYNTHETIC = load_synthetic(HERE / "gold")


def _entry(head: str, definition: str, *members: str) -> Entry:
    groups = (Group(len(members), "", members),) if members else ()
    return Entry(head, definition, SPAN, SPAN, groups=groups, rule="r")


def _entries(gold: GoldEntry, *found: Entry) -> dict[str, float]:
    tallies = score(GoldSet("x", (GoldText("x", "", entries=(gold,)),)), lambda _: Extraction(entries=found))
    return measures(tallies)


def test_marks_nest_and_leave_the_text() -> None:
    """Offsets count the text without marks; groups and labels are kept."""
    text, marks = parse_marked("甲⟦e 三乙|⟦i1 丙⟧和⟦i2 丁⟧⟧")

    assert text == "甲丙和丁"
    assert marks == (GoldMark("e", 1, 4, "", "三乙"), GoldMark("i", 1, 2, "1"), GoldMark("i", 3, 4, "2"))


@pytest.mark.parametrize("marked", ["⟦h 三", "三⟧"])
def test_marks_that_do_not_pair_are_refused(marked: str) -> None:
    """A slip in the gold must not pass for truth."""
    with pytest.raises(ValueError, match="closed"):
        parse_marked(marked)


def test_our_gold_is_wide_enough() -> None:
    """At least twelve documents, with entries, items, slogans, explanations, and one with nothing in it."""
    entries = [text.entries for text in SYNTHETIC.texts if text.entries is not None]

    assert len(SYNTHETIC.texts) >= 12
    assert () in entries
    assert sum(bool(entry.items) for found in entries for entry in found) >= 50
    assert sum(len(text.slogans or ()) for text in SYNTHETIC.texts) >= 40
    assert sum(len(text.glosses or ()) for text in SYNTHETIC.texts) >= 5
    assert not any(mark in text.text for text in SYNTHETIC.texts for mark in "⟦⟧")


def test_width_white_space_and_markdown_do_not_count() -> None:
    """Two careful readers copy them differently."""
    found = _entries(GoldEntry("“三早”", "早发现、早报告。"), _entry("“三早”", "**早发现**、\n早报告"))

    assert found["entries.strict.f1"] == 1


def test_a_head_without_its_quotes_is_found_but_not_strictly_right() -> None:
    """The head is the right one, yet not as printed."""
    found = _entries(GoldEntry("“三早”", "早发现。"), _entry("早三", "早发现。"), _entry("三早", "早发现。"))

    assert found["entries.head.recall"] == 1
    assert found["entries.head.precision"] == 0.5


def test_a_definition_cut_short_is_wrong_and_one_with_a_little_more_is_lenient() -> None:
    """90 % alike is lenient; a half is not."""
    whole = "一二三四五六七八九十" * 3

    assert _entries(GoldEntry("头", whole), _entry("头", whole + "多"))["entries.lenient.f1"] == 1
    assert _entries(GoldEntry("头", whole), _entry("头", whole + "多"))["entries.strict.f1"] == 0
    assert _entries(GoldEntry("头", whole), _entry("头", whole[:15]))["entries.lenient.f1"] == 0


def test_items_are_compared_in_order() -> None:
    """Exact, near (a shared tail more) and wrong; items where none are true are extra."""
    gold = GoldEntry("三早", "定义", (("早发现", "早报告"),))

    assert _entries(gold, _entry("三早", "定义", "早发现", "早报告"))["entries.items.exact"] == 1
    assert _entries(gold, _entry("三早", "定义", "早发现", "早报告制度"))["entries.items.near"] == 1
    assert _entries(gold, _entry("三早", "定义", "早报告", "早发现"))["entries.items.near"] == 0


def test_pages_and_several_heads_are_compared() -> None:
    """Each is a share of the entries that have such a thing; a set without one has no such figure."""
    gold = GoldEntry("“甲”“乙”", "定义", heads=("“甲”", "“乙”"), page=3)
    right = replace(_entry("“甲”“乙”", "定义"), heads=("“甲”", "“乙”"), page=3)

    assert _entries(gold, right)["entries.pages"] == _entries(gold, right)["entries.heads"] == 1
    assert _entries(gold, replace(right, page=4))["entries.pages"] == 0
    assert _entries(gold, replace(right, heads=()))["entries.heads"] == 0
    assert "entries.pages" not in _entries(GoldEntry("甲", "定义"), _entry("甲", "定义"))


def test_optional_entries_count_neither_way() -> None:
    """Neither finding nor missing one changes a figure."""
    gold = GoldText("x", "", entries=(GoldEntry("甲", "乙"), GoldEntry("丙", "丁", is_optional=True)))
    with_optional = Extraction(entries=(_entry("甲", "乙"), _entry("丙", "丁")))

    for found in (with_optional, Extraction(entries=(_entry("甲", "乙"),))):
        assert measures(score(GoldSet("x", (gold,)), lambda _, f=found: f))["entries.strict.f1"] == 1


def test_a_slogan_counts_once_and_neutral_spans_not_at_all() -> None:
    """Overlap and the same core make a hit; what is found in a neutral span is ignored."""
    gold = GoldText("x", "", slogans=(GoldSlogan(2, 6, "“三农”", "三农"),), neutral=((10, 13),))
    found = Extraction(
        slogans=(
            Slogan("三农", "三农", Span(3, 5), quoted=True, rule="a"),
            Slogan("三农", "三农", Span(3, 5), quoted=True, rule="b"),
            Slogan("十四五", "十四五", Span(10, 13), quoted=False, rule="c"),
        )
    )
    tally = score(GoldSet("x", (gold,)), lambda _: found)["slogans"]

    assert tally.counts["right"] == 1
    assert tally.counts["found"] == 2
    assert tally.found_by == {"a": 1, "b": 1}


def test_an_explanation_is_right_with_its_items_only() -> None:
    """The place and the core alone are not enough where the gold lists items."""
    gold = GoldText("x", "", glosses=(GoldGloss("三农", 0, 5, (("农业", "农村"),)),))
    right = InlineDefinition(
        "三农", "三农", "农业、农村", SPAN, Span(0, 5), (Group(2, "农", ("农业", "农村")),), rule="i-e"
    )
    wrong = InlineDefinition("三农", "三农", "农业、农村", SPAN, Span(0, 5), rule="i-e")

    for gloss, expected in ((right, 1), (wrong, 0)):
        tallies = score(GoldSet("x", (gold,)), lambda _, g=gloss: Extraction(glosses=(g,)))
        assert measures(tallies)["glosses.f1"] == expected


def test_nothing_found_is_not_a_division_by_zero() -> None:
    """Every figure is 0."""
    assert figures(0, 0, 0) == Figures(0, 0, 0)
