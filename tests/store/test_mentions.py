"""Which sense a mention means: its own government's, one's above, the country's, or nobody knows."""

import pytest

from glossary.store.write.store import TermStore
from glossary.term_store import open_term_store
from tests.store.samples import Report

VOWS = "毫不动摇坚守初心，毫不动摇服务百姓。"
LABEL = ("“两个毫不动摇”", "两个毫不动摇")


def _senses(*reports: Report) -> list[tuple[str, str | None]]:
    """(city, definition of the sense) of each mention."""
    with open_term_store(":memory:") as store:
        store.publish([report.arrival() for report in reports])
        rows = store._db.execute(
            "SELECT COALESCE(source.city, source.province, ''), sense.definition FROM attestation "
            "JOIN source ON source.n = attestation.source LEFT JOIN sense ON sense.n = attestation.sense "
            "WHERE attestation.kind = 'mention' ORDER BY 1"
        )
        return rows.fetchall()


def _explaining(city: str, province: str, definition: str = VOWS, level: str = "prefecture") -> Report:
    return Report(city, 2020, level, province, entries=[("两个毫不动摇", definition)])


def test_what_three_provinces_explain_alike_is_meant_everywhere() -> None:
    """A fourth province that only mentions it means the same."""
    explaining = [_explaining("甲市", "东省"), _explaining("乙市", "南省"), _explaining("丙市", "西省")]

    assert _senses(*explaining, Report("丁市", 2021, province="北省", slogans=[LABEL])) == [("丁市", VOWS)]


@pytest.mark.parametrize("count", [1, 2])
def test_what_few_explain_is_not_meant_elsewhere(count: int) -> None:
    """Two provinces may have the same label by chance."""
    explaining = [_explaining("甲市", "东省"), _explaining("乙市", "南省")][:count]

    assert _senses(*explaining, Report("丁市", 2021, province="北省", slogans=[LABEL])) == [("丁市", None)]


def test_a_city_means_what_its_province_explains() -> None:
    """The province's label holds below it."""
    explaining = _explaining("东省", "东省", level="province")

    assert _senses(explaining, Report("丁市", 2021, province="东省", slogans=[LABEL])) == [("丁市", VOWS)]


def test_the_own_label_comes_before_the_country_s() -> None:
    """A city with a label of its own means that one."""
    own = "毫不动摇修路，毫不动摇种树。"
    country = [_explaining("甲市", "东省"), _explaining("乙市", "南省"), _explaining("丙市", "西省")]
    mention = Report("丁市", 2021, province="北省", slogans=[LABEL])

    assert _senses(*country, _explaining("丁市", "北省", own), mention) == [("丁市", own)]


def _uses(store: TermStore, key: str) -> list[tuple[str, int]]:
    rows = store._db.execute(
        "SELECT COALESCE(source.city, source.level), COUNT(*) FROM attestation JOIN term ON term.n = attestation.term "
        "JOIN source ON source.n = attestation.source WHERE term.key = ? AND attestation.kind = 'mention' "
        "GROUP BY source.id ORDER BY 1",
        [key],
    )
    return rows.fetchall()


def test_a_plain_term_is_found_in_every_text_once_a_glossary_explains_it() -> None:
    """In both scripts, whichever text came first; without an entry it is not looked for any more."""
    land = "深化链长制，链长制见效。\n"
    explaining = Report("甲市", 2020, entries=[("链长制", "由领导担任产业链链长的制度。")], body=land)
    using = [Report("乙市", 2021, body=land), Report("丙市", 2022, body="深化鏈長制。\n")]
    with open_term_store(":memory:") as store:
        store.publish([using[0].arrival()])
        store.publish([explaining.arrival()])
        store.publish([using[1].arrival()])

        assert _uses(store, "链长制") == [("丙市", 1), ("乙市", 2), ("甲市", 2)]

        store.forget(explaining.source().id)

        assert _uses(store, "链长制") == []
        assert store.totals()["term"] == 0


def test_a_latin_term_is_not_part_of_a_longer_word() -> None:
    """TOD is in TOD模式, not in TODAY."""
    explaining = Report("甲市", 2020, entries=[("TOD", "以公共交通为导向的发展。")])
    with open_term_store(":memory:") as store:
        store.publish([explaining.arrival(), Report("乙市", 2021, body="推广TOD模式，参加TODAY展会。\n").arrival()])

        assert _uses(store, "tod") == [("乙市", 1)]


def test_a_plain_term_of_two_characters_is_not_looked_for() -> None:
    """路长 would be found in 道路长度."""
    explaining = Report("甲市", 2020, entries=[("路长", "负责一条道路的干部。"), ("路长制", "由干部负责道路的制度。")])
    with open_term_store(":memory:") as store:
        store.publish([explaining.arrival(), Report("乙市", 2021, body="道路长度增加，推行路长制。\n").arrival()])

        assert _uses(store, "路长") == []
        assert _uses(store, "路长制") == [("乙市", 1)]
