"""Region, year and level are conditions on one and the same source; a timeline can be narrowed to a place."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import create_app
from glossary.lookup import Dictionary, Query, open_dictionary
from glossary.term_store import open_term_store
from tests.store.samples import Report

_OTHER = [("三改", "指旧房改造、旧村改造、旧厂改造。")]
_REPORTS = (
    Report("甲城市", 2021, entries=[("三改", "指改水、改厕、改厨。")], slogans=[("“两拆”", "两拆")]),
    Report("甲城市", 2023, slogans=[("“三改”", "三改")]),
    Report("乙岭市", 2023, province="乙岭省", entries=_OTHER, slogans=[("“两拆”", "两拆")]),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one_source") / "x.db"
    with open_term_store(path) as opened:
        opened.publish([report.arrival() for report in _REPORTS])
    return path


@pytest.fixture(scope="module")
def dictionary(store: Path) -> Iterator[Dictionary]:
    opened = open_dictionary(store)
    yield opened
    opened.close()


def _headwords(dictionary: Dictionary, **filters: object) -> set[str]:
    return {row["headword"] for row in dictionary.search(Query(**filters)).items}  # type: ignore[arg-type]


def test_one_source_satisfies_region_and_year(dictionary: Dictionary) -> None:
    """甲城市 used 两拆 in 2021, and others used it in 2023: that is no use in 甲城市 in 2023."""
    assert _headwords(dictionary, region="甲城市", year=2021) == {"三改", "两拆"}
    assert _headwords(dictionary, region="甲城市", year=2023) == {"三改"}


def test_facets_count_what_choosing_them_leaves(dictionary: Dictionary) -> None:
    """Years within a place, places within a year."""
    in_place = dictionary.search(Query(region="甲城市")).facets["year"]
    in_year = dictionary.search(Query(year=2021)).facets["region"]

    assert in_place == {"2021": 2, "2023": 1}
    assert in_year == {"云岭省": 2}
    for year, count in in_place.items():
        assert dictionary.search(Query(region="甲城市", year=int(year))).total == count


def test_a_timeline_counts_by_province_and_narrows_to_a_place(dictionary: Dictionary) -> None:
    """Every year of the range is a row, a year without a source too."""
    all_of_it, there = dictionary.timeline("三改"), dictionary.timeline("三改", region="乙岭省")

    assert [(row["year"], row["sources"], row["of"]) for row in all_of_it["years"]] == [
        (2021, 1, 1), (2022, 0, 0), (2023, 2, 2)
    ]  # fmt: skip
    assert {row["province"]: (row["sources"], row["of"]) for row in all_of_it["provinces"]} == {
        "云岭省": (2, 2), "乙岭省": (1, 1)
    }  # fmt: skip
    assert [(row["year"], row["of"]) for row in there["years"]] == [(2023, 1)]


def test_lists_are_answered_as_csv(store: Path) -> None:
    """With a header, in the order of the JSON; the next page is in the Link header."""
    client = create_app({"db": store}).test_client()
    found = client.get("/v1/terms?limit=1", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(found.text)))
    actual = client.get("/v1/terms?limit=1").get_json()
    use = client.get("/v1/terms/三改/timeline?region=甲城市", headers={"Accept": "text/csv"})

    assert found.content_type.startswith("text/csv")
    assert [row["id"] for row in rows] == [row["id"] for row in actual["terms"]]
    assert 'rel="next"' in found.headers["Link"]
    assert [row["value"] for row in csv.DictReader(io.StringIO(use.text)) if row["by"] == "year"] == [
        "2021",
        "2022",
        "2023",
    ]


@pytest.mark.parametrize(("tag", "script"), [("zh-TW", "zh-Hant-TW"), ("zh-HK", "zh-Hant-HK"), ("zh-CN", "zh-Hans")])
def test_the_tags_of_places_mean_the_script_written_there(store: Path, tag: str, script: str) -> None:
    """As browsers and translation tools send them."""
    client = create_app({"db": store}).test_client()

    assert client.get(f"/v1/terms/三改/near?script={tag}").headers["Content-Language"] == script
    assert client.get(f"/v1/terms/三改?script={tag}").headers["Content-Language"] == script
