"""Which sense of an article is first."""

import random
from dataclasses import replace
from itertools import product

import pytest

from glossary.model import Group, MembersStatus
from glossary.senses.article import write_article
from glossary.senses.evidence import Evidence, SourceFacts

RISKS = ("防大险", "扶贫户", "治黑水")
PROJECTS = ("招大商", "抓项目", "帮企业")
OTHERS = ("修老路", "建新桥", "开渡口")


def _evidence(
    city: str, year: int, members: tuple[str, ...] = (), *, province: str = "云岭省", level: str = "prefecture"
) -> Evidence:
    """One explanation of 三大会战, or a mention where there are no members."""
    facts = SourceFacts(f"s-{province}{city}-{year}", year, level, f"{city}人民政府", (province, city or None, None))
    names = ("entry" if members else "mention", "三大会战", "三大会战", "三大会战", "三大会战", 10, 20, 0, 4)
    if not members:
        return Evidence(facts, *names)
    groups = (Group(3, "大会战", members, MembersStatus.COMPLETE),)
    return Evidence(facts, *names, definition="、".join(members), groups=groups, status=MembersStatus.COMPLETE)


def _first(rows: list[Evidence]) -> tuple[str, ...]:
    """Members of the first sense, whatever the order of the evidence."""
    found = set()
    for seed in range(3):
        shuffled = random.Random(seed).sample(rows, len(rows))
        senses = write_article("三大会战", shuffled).senses
        found.add(tuple(member["text"] for member in senses[0]["groups"][0]["members"]))
    assert len(found) == 1
    return found.pop()


def test_two_provinces_outweigh_one_place_with_many_sources() -> None:
    """Years of one city are one city."""
    city = [_evidence("甲山市", year, PROJECTS) for year in (2014, 2015, 2016)]
    wide = [_evidence("乙水市", 2020, RISKS, province="南泽省"), _evidence("丙川市", 2021, RISKS, province="北原省")]

    assert _first([*city, *wide]) == RISKS


def test_what_the_state_council_explains_comes_first() -> None:
    """However many places mean something else."""
    cities = [_evidence(f"{name}市", 2020, PROJECTS, province=f"{name}省") for name in "甲乙丙丁"]
    national = _evidence("", 2005, RISKS, level="national")

    assert _first([*cities, national]) == RISKS


def test_the_years_of_undecided_mentions_decide_their_sense() -> None:
    """Explained once each; but the whole country uses it when the second city does."""
    explained = [_evidence("甲山市", 2014, PROJECTS), _evidence("乙水市", 2020, RISKS, province="南泽省")]
    places = product(("丙川市", "丁原市", "戊江市"), ("东海省", "西陵省", "中州省"))
    uses = [_evidence(city, 2019, province=province) for city, province in places]

    assert _first(explained) == PROJECTS
    assert _first([*explained, *uses]) == RISKS


def test_a_label_without_a_majority_stays_with_those_who_explain_it() -> None:
    """Everybody's own 三大会战, in all years: no sense is meant by most."""
    explained = [_evidence("甲山市", 2014, PROJECTS), _evidence("乙水市", 2020, RISKS, province="南泽省")]
    uses = [_evidence(f"{at}市", year, province=f"{at}省") for at, year in enumerate(range(1990, 2024, 2))]

    assert _first([*explained, *uses]) == PROJECTS


@pytest.mark.parametrize(("year", "is_meant"), [(2018, True), (2024, False)])
def test_a_label_lasts_as_long_as_a_term_of_office(year: int, is_meant: bool) -> None:
    """What a city calls 三大会战 ten years later is another one."""
    article = write_article("三大会战", [_evidence("甲山市", 2014, PROJECTS), _evidence("甲山市", year)])

    assert (article.attestations[-1][0] is not None) == is_meant


def test_of_equal_senses_the_older_one_comes_first() -> None:
    """Nothing else distinguishes them."""
    assert _first([_evidence("甲山市", 2015, PROJECTS), _evidence("乙水市", 2014, OTHERS)]) == OTHERS


def test_of_senses_with_equal_sources_the_one_of_more_years_comes_first() -> None:
    """Two reports of one year count less than two reports of two years."""
    one_year = [_evidence("甲山市", 2012, PROJECTS), _evidence("甲山市", 2012, PROJECTS)]
    one_year[1] = replace(one_year[1], facts=replace(one_year[1].facts, source="s-second"))
    two_years = [_evidence("乙水市", year, RISKS) for year in (2013, 2014)]

    assert _first([*one_year, *two_years]) == RISKS
