"""Which sense a mention means: its own government's, one's above, the country's, or nobody knows."""

import pytest

from glossary.store.store import TermStore
from tests.store.samples import Report

VOWS = "毫不动摇坚守初心，毫不动摇服务百姓。"
LABEL = ("“两个毫不动摇”", "两个毫不动摇")


def _senses(*reports: Report) -> list[tuple[str, str | None]]:
    """(city, definition of the sense) of each mention."""
    with TermStore(":memory:") as store:
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
