"""The dictionary is a function of the set of sources: order, batches, copies and detours leave no trace."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.senses.overrides import Decision
from glossary.store.write import rebuild
from glossary.term_store import open_term_store
from tests.store.dump import dump
from tests.store.samples import REPORTS

INDICES = range(len(REPORTS))
DECISIONS = (
    Decision("same", "放管服", "放管服改革", "放管服", "放管服改革", "one reform"),
    Decision("different", "三区三线", "三区两线", "三区三线", "三区两线", "for the test"),
    Decision("preferred", "三区三线", "三区三线划定", "三区三线", "三区三线划定", "longer"),
    Decision("rejected", "两个维护", "", "两个维护", "", "for the test"),
    Decision("same", "两个维护", "两个确立", "两个维护", "两个确立", "for the test"),
)
SUBSETS = st.sets(st.sampled_from(INDICES), min_size=1)


def _harvested(batches: Sequence[Sequence[int]]) -> list[str]:
    with open_term_store(":memory:") as store:
        for batch in batches:
            store.publish([REPORTS[index].arrival() for index in batch])
        return dump(store)


@settings(max_examples=25, deadline=None)
@given(SUBSETS, st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_and_batches_leave_no_trace(chosen: set[int], random, size: int) -> None:
    """Any order in any batches gives what one batch in the order of names gives."""
    order = sorted(chosen)
    random.shuffle(order)
    batches = [order[at : at + size] for at in range(0, len(order), size)]

    assert _harvested(batches) == _harvested([sorted(chosen)])


@settings(max_examples=25, deadline=None)
@given(SUBSETS, SUBSETS, st.randoms(use_true_random=False))
def test_what_is_forgotten_leaves_no_trace(kept: set[int], others: set[int], random) -> None:
    """Sources added, forgotten and added again: only those that are there in the end count."""
    order = sorted(kept | others)
    random.shuffle(order)
    with open_term_store(":memory:") as store:
        store.publish([REPORTS[index].arrival() for index in order])
        for index in order:
            store.forget(REPORTS[index].source().id)
            if index in kept:
                store.publish([REPORTS[index].arrival()])
        found = dump(store)

    assert found == _harvested([sorted(kept)])


@settings(max_examples=15, deadline=None)
@given(SUBSETS, st.randoms(use_true_random=False))
def test_a_rebuild_changes_nothing(chosen: set[int], random) -> None:
    """The result of many steps is that of one step over all evidence."""
    order = sorted(chosen)
    random.shuffle(order)
    with open_term_store(":memory:") as store:
        for index in order:
            store.publish([REPORTS[index].arrival()])
        before = dump(store)
        change = store.rebuild()

        assert dump(store) == before
        assert change.rewritten == 0
        assert change.untouched == store.totals()["term"]


def test_a_group_of_keys_assigned_in_two_steps_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """三区三线 is looked at for its own sake and for its misspelling's; rejected terms are no articles."""
    monkeypatch.setattr(rebuild, "_KEYS_AT_ONCE", 1)
    with open_term_store(":memory:") as store:
        store.publish([report.arrival() for report in REPORTS])
        store.decide([DECISIONS[0], DECISIONS[3]])
        before = dump(store)

        assert store.rebuild().untouched == store.totals()["term"]
        assert dump(store) == before


@settings(max_examples=15, deadline=None)
@given(SUBSETS, st.sampled_from(INDICES), st.sampled_from(INDICES), st.booleans())
def test_a_changed_document_replaces_its_old_content(chosen: set[int], old: int, new: int, detour: bool) -> None:
    """Another text at the same origin: the store is as if the old text had never been there."""
    rest = [REPORTS[index].arrival() for index in sorted(chosen - {old, new})]
    copy = [REPORTS[new].arrival("z/copy.txt")] * detour
    with open_term_store(":memory:") as store:
        store.publish(rest)
        store.publish([REPORTS[old].arrival("a/report.txt")])
        store.publish(copy)
        store.publish([REPORTS[new].arrival("a/report.txt")])
        found = dump(store)
    with open_term_store(":memory:") as store:
        store.publish([*rest, *copy, REPORTS[new].arrival("a/report.txt")])

        assert found == dump(store)


@settings(max_examples=15, deadline=None)
@given(SUBSETS, st.sets(st.sampled_from(range(len(DECISIONS)))), st.randoms(use_true_random=False))
def test_it_does_not_matter_when_an_editor_decides(chosen: set[int], decided: set[int], random) -> None:
    """Decisions before, between and after the harvests give one dictionary; withdrawn ones leave no trace."""
    order = sorted(chosen)
    random.shuffle(order)
    rows = [DECISIONS[index] for index in sorted(decided)]
    with open_term_store(":memory:") as store:
        store.decide(DECISIONS)
        for index in order:
            store.publish([REPORTS[index].arrival()])
        store.decide(rows, replace=True)
        found = dump(store)
    with open_term_store(":memory:") as store:
        store.publish([REPORTS[index].arrival() for index in sorted(chosen)])
        store.decide(rows)

        assert found == dump(store)
