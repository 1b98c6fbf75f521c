"""The articles of the invented reports."""

import orjson
import pytest

from glossary.senses.article import find_term_id
from glossary.term_store import open_term_store
from tests.store.samples import PROJECTS, REPORTS, Report


@pytest.fixture(scope="module")
def store():
    with open_term_store(":memory:") as store:
        store.publish([report.arrival() for report in REPORTS])
        yield store


def _article(store, key):
    row = store._db.execute("SELECT article FROM term WHERE key = ?", [key]).fetchone()
    return orjson.loads(row[0]) if row else None


def test_a_national_formulation_is_one_sense(store):
    """三区三线 is worded three ways by three cities and once more under a misspelt head: one meaning."""
    article = _article(store, "三区三线")

    assert len(article["senses"]) == 1
    assert {each["year"] for each in article["senses"][0]["definitions"]} == {2021, 2022, 2023}
    assert [len(group["members"]) for group in article["senses"][0]["groups"]] == [3, 3]


def test_a_misspelt_head_is_a_form_of_the_article_it_means(store):
    """三区两线 names the same six members: no article of its own, its id leads on."""
    rows = store._db.execute(
        "SELECT form.kind, term.key FROM form JOIN term ON term.n = form.term WHERE form.key = '三区两线'"
    ).fetchall()
    redirect = store._db.execute(
        "SELECT key FROM redirect JOIN term ON n = term WHERE old_id = ?", [find_term_id("三区两线")]
    ).fetchone()

    assert _article(store, "三区两线") is None
    assert rows == [("misspelling", "三区三线")]
    assert redirect == ("三区三线",)


def test_another_measure_word_is_the_same_article(store):
    """四种意识 with the members of 四个意识 is a spelling of it."""
    forms = {each["form"]: each["kind"] for each in _article(store, "四个意识")["variants"]}

    assert forms["四种意识"] == "spelling"
    assert _article(store, "四种意识") is None


def test_local_programmes_stay_local(store):
    """Two cities have two 六大工程, each scoped to its issuer."""
    senses = _article(store, "六大工程")["senses"]

    assert sorted(sense["scope"]["issuer"] for sense in senses) == ["乙水市人民政府", "甲山市人民政府"]


def test_a_mention_goes_to_the_sense_of_its_own_issuer_or_to_none(store):
    """甲山市 means its own 六大工程 a year later; what 丙川市 means nobody knows."""
    rows = store._db.execute(
        "SELECT source.city, sense.definition FROM attestation JOIN source ON source.n = attestation.source "
        "JOIN term ON term.n = attestation.term LEFT JOIN sense ON sense.n = attestation.sense "
        "WHERE term.key = '六大工程' AND attestation.kind = 'mention'"
    ).fetchall()

    assert sorted(rows) == [("丙川市", None), ("甲山市", PROJECTS)]


def test_the_class_noun_chooses_the_sense(store):
    """五小水利 and 五小行业 lead to their own senses, 五小 to the article."""
    rows = store._db.execute(
        "SELECT form.key, sense.tail FROM form LEFT JOIN sense ON sense.n = form.sense WHERE form.key LIKE '五小%' "
        "GROUP BY 1, 2"
    ).fetchall()

    assert dict(rows) == {"五小": None, "五小水利": "水利", "五小水利工程": "水利", "五小行业": "行业"}


def test_a_bare_mention_without_a_choice_stays_unresolved(store):
    """“五小” in a national report names neither waterworks nor shops."""
    rows = store._db.execute(
        "SELECT attestation.sense FROM attestation JOIN source ON source.n = attestation.source "
        "JOIN term ON term.n = attestation.term WHERE term.key = '五小' AND source.level = 'national'"
    ).fetchall()

    assert rows == [(None,)]


def test_members_lead_to_their_own_articles(store):
    """永久基本农田 is explained by 丙川市: the member of 三区三线 links to it."""
    groups = _article(store, "三区三线")["senses"][0]["groups"]
    linked = {member["text"]: member["term"] for group in groups for member in group["members"]}

    assert linked["永久基本农田"] == find_term_id("永久基本农田")
    assert linked["城镇空间"] is None


@pytest.mark.parametrize(("sources", "near"), [(3, {}), (20, {"三线一单": "shared_group"})])
def test_near_articles_are_named_with_the_reason(sources, near):
    """三线一单 ends with a group of 三区三线 at its other end, so both must be well known: twenty sources use them."""
    entries = [("三区三线", "甲区、乙区、丙区；子线、丑线、寅线。"), ("三线一单", "红线、底线、上线和清单。")]
    with open_term_store(":memory:") as store:
        store.publish([Report(f"试验{at}市", 2020, entries=entries).arrival() for at in range(sources)])
        zones = {each["headword"]: each["reason"] for each in _article(store, "三区三线")["near"]}

    assert zones == near


def test_a_common_count_alone_confuses_nobody(store):
    """两个确立 shares only the count with 两个维护."""
    assert _article(store, "两个维护")["near"] == []


def test_both_scripts_lead_to_the_article(store):
    """三區三線 as printed is attested, the form of another script is converted."""
    forms = {each["form"]: each["origin"] for each in _article(store, "三区三线")["variants"]}

    assert forms["「三區三線」"] == "attested"
    assert forms["三區三線"] == "attested"
    assert _article(store, "四个意识")["variants"][-1]["origin"] == "converted"


def test_at_most_eight_similar_terms_are_named():
    """Ten labels differ from 三区三线 in one character."""
    forms = ["三区三线", *(f"三区三{character}" for character in "甲乙丙丁戊己庚辛壬癸")]
    reports = [
        Report(f"{form[-1]}市", 2020, entries=[(form, "甲区、乙区、丙区；子线、丑线、寅线。")]) for form in forms
    ]
    with open_term_store(":memory:") as store:
        store.publish([report.arrival() for report in reports])

        assert len(_article(store, "三区三线")["near"]) == 8
