"""Region, level and year ask for one and the same source: every total is compared with a look at all attestations."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.lookup import Dictionary, Query, open_dictionary
from glossary.pipeline import find_origins, harvest
from glossary.term_store import open_term_store

CITIES = ("湖南省株洲市", "湖南省郴州市", "江西省赣州市", "湖南省", "江西省")
WORDS = ("梅兰竹菊松柏桐", "金银铜铁锡铅铝", "春夏秋冬晨昏夜", "虎豹狼熊鹿马牛", "琴棋书画诗酒茶")
YEARS = (2019, 2021, 2023)
LABELS = ("三莲", "四渠", "五桥", "六坊", "七巷")


class Request(NamedTuple):
    """A combination of filters."""

    region: str | None
    level: str | None
    year: int | None
    kind: str | None


class Use(NamedTuple):
    """One source's use of one term, with all that a filter can ask of both."""

    term: str
    kind: str
    source: str
    level: str | None
    year: int | None
    province: str | None
    city: str | None


def report(city: str, year: int, labels: tuple[str, ...]) -> str:
    """A report with a glossary in which the place explains each label."""
    place = city.removeprefix("湖南省").removeprefix("江西省") or city
    entries = []
    for number, label in enumerate(labels, 1):
        count = "一二三四五六七".index(label[0]) + 1
        members = "、".join(f"{word}{label[-1]}" for word in WORDS[CITIES.index(city)][:count])
        entries.append(f"{number}.“{label}”：指{members}。\n")
    return (
        f"政府工作报告\n——{year}年1月20日在{place}第十六届人民代表大会第一次会议上\n各位代表：\n"
        f"现在，我代表{place}人民政府向大会报告工作。推进放管服改革，建设“{'”“'.join(labels)}”。\n"
        f"名词解释\n{''.join(entries)}{len(labels) + 1}.放管服：简政放权、放管结合、优化服务。\n"
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each place uses other labels in other years: region or year alone match more terms than both together."""
    folder = tmp_path_factory.mktemp("filters")
    for at, city in enumerate(CITIES):
        for turn, year in enumerate(YEARS):
            if (at + turn) % 4 < 3:
                chosen = tuple(label for n, label in enumerate(LABELS) if (n + at + 2 * turn) % 3)
                (folder / f"{at}-{year}.txt").write_text(report(city, year, chosen), "utf-8")
    path = folder / "filters.db"
    found, failures = find_origins([str(each) for each in sorted(folder.glob("*.txt"))])
    with open_term_store(path) as opened:
        harvest(found, opened, failures=failures, workers=1)
    return path


@pytest.fixture(scope="module")
def dictionary(store: Path) -> Iterator[Dictionary]:
    opened = open_dictionary(store)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def uses(store: Path) -> list[Use]:
    """Every use of a term by a source, by a plain join."""
    statement = (
        "SELECT DISTINCT t.headword, t.kind, s.id, s.level, s.year, s.province, s.city FROM attestation AS a "
        "JOIN term AS t ON t.n = a.term JOIN source AS s ON s.n = a.source"
    )
    connection = sqlite3.connect(store)
    found = [Use(*row) for row in connection.execute(statement)]
    connection.close()
    return found


def fits(use: Use, reply: Request) -> bool:
    """Whether one source's use satisfies all filters."""
    return (
        reply.region in (None, use.province, use.city)
        and reply.level in (None, use.level)
        and reply.year in (None, use.year)
        and reply.kind in (None, use.kind)
    )


REGIONS = st.sampled_from([None, "湖南省", "江西省", "株洲市", "郴州市", "赣州市"])
LEVELS = st.sampled_from([None, "province", "prefecture"])
KINDS = st.sampled_from([None, "numeral_slogan", "term"])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.builds(Request, REGIONS, LEVELS, st.sampled_from([None, *YEARS, 2022]), KINDS))
def test_every_total_is_what_brute_force_counts(dictionary: Dictionary, uses: list[Use], reply: Request) -> None:
    wanted = [use for use in uses if fits(use, reply)]
    page = dictionary.search(Query(limit=200, **reply._asdict()))
    assert page.total == len({use.term for use in wanted})
    assert {item["headword"] for item in page.items} == {use.term for use in wanted}
    for item in page.items:
        assert item["matching_sources"] == len({use.source for use in wanted if use.term == item["headword"]})


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REGIONS, LEVELS, st.sampled_from([None, *YEARS]))
def test_a_facet_promises_what_its_filter_gives(
    dictionary: Dictionary, region: str | None, level: str | None, year: int | None
) -> None:
    facets = dictionary.search(Query(region=region, level=level, year=year)).facets
    if level is None:
        for value, count in facets["level"].items():
            assert dictionary.search(Query(region=region, level=value, year=year)).total == count
    if year is None:
        for value, count in facets["year"].items():
            assert dictionary.search(Query(region=region, level=level, year=int(value))).total == count
    if region is None:
        for value, count in facets["region"].items():
            assert dictionary.search(Query(region=value, level=level, year=year)).total == count


def test_a_row_shows_what_the_place_means(dictionary: Dictionary) -> None:
    """Each city explains 四渠 by its own canals."""
    for region in ("株洲市", "郴州市"):
        for row in dictionary.search(Query("四渠", region=region)).items:
            assert WORDS[CITIES.index(f"湖南省{region}")][0] in row["definition"]
            assert (row["issuer"], row["elsewhere"]) == (f"{region}人民政府", False)


def test_a_row_names_issuer_and_years(dictionary: Dictionary) -> None:
    row = dictionary.search(Query("放管服")).items[0]
    assert row["issuer"]
    assert (row["years"]["first"], row["years"]["last"]) == (2019, 2023)
