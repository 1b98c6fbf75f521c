"""What editors decide holds, and survives every harvest."""

import sqlite3

import orjson
import pytest

from glossary.senses.overrides import Decision
from glossary.store.read.reports import list_reviews
from glossary.store.write.store import TermStore
from glossary.term_store import open_term_store
from tests.store.samples import REPORTS, Report


@pytest.fixture
def store():
    with open_term_store(":memory:") as store:
        store.publish([report.arrival() for report in REPORTS])
        yield store


def _article(store: TermStore, key: str):
    row = store._db.execute("SELECT article FROM term WHERE key = ?", [key]).fetchone()
    return orjson.loads(row[0]) if row else None


def _decide(kind: str, form: str, other: str = "") -> Decision:
    return Decision(kind, form, other, form, other, "for the test")


def test_same_files_one_article_under_the_other(store) -> None:
    """两个确立 has no article of its own then, and its id leads on."""
    store.decide([_decide("same", "两个维护", "两个确立")])
    forms = {each["form"] for each in _article(store, "两个维护")["variants"]}

    assert _article(store, "两个确立") is None
    assert "两个确立" in forms
    assert store._db.execute("SELECT COUNT(*) FROM redirect").fetchone()[0] == 4  # 放管服改革 leads to 放管服, too


def test_different_keeps_a_slip_apart(store) -> None:
    """An editorial decision overrides equal members."""
    store.decide([_decide("different", "三区三线", "三区两线")])

    assert _article(store, "三区两线")["headword"] == "三区两线"


def test_preferred_names_the_headword(store) -> None:
    """The headword of the article is the form of the decision."""
    store.decide([_decide("preferred", "放管服", "“放管服”改革")])

    assert _article(store, "放管服")["headword"] == "“放管服”改革"


def test_rejected_takes_an_article_out(store) -> None:
    """Its evidence is kept, in case the decision is changed."""
    store.decide([_decide("rejected", "两个维护")])
    assert _article(store, "两个维护") is None

    store.decide([], replace=True)
    assert _article(store, "两个维护")["sources"] == 3


def test_places_join_and_part_senses(store) -> None:
    """Two explanations are decided by the places that the article names."""
    senses = _article(store, "六大工程")["senses"]
    places = [
        f"{each['source']}:{each['start']}-{each['end']}" for sense in senses for each in sense["definitions"][:1]
    ]
    store.decide([_decide("same", *places)])

    assert len(senses) == 2
    assert len(_article(store, "六大工程")["senses"]) == 1
    assert _article(store, "六大工程")["senses"][0]["merged"] == [{"rule": "curated", "score": 1.0}]


def test_decisions_survive_a_harvest(store) -> None:
    """Sources that come and go do not undo them."""
    store.decide([_decide("same", "两个维护", "两个确立")])
    for report in REPORTS[5:]:
        store.forget(report.source().id)
    store.publish([report.arrival() for report in REPORTS[5:]])

    assert _article(store, "两个确立") is None


def test_what_was_close_is_listed_for_review(store) -> None:
    """Each line names the two places that a decision can take."""
    shops = "小餐饮店、小菜店、小书店、小诊所、小网店。"
    store.publish([Report("己湖市", 2025, entries=[("“五小”行业", shops)]).arrival()])
    store._db.conn.row_factory = sqlite3.Row
    rows = list(list_reviews(store._db.conn))

    assert [(row["headword"], row["rule"]) for row in rows] == [("五小", "members")]
    assert rows[0]["left"] != rows[0]["right"]
