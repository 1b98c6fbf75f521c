"""For whom a sense holds."""

from dataclasses import replace

import pytest

from glossary.chinese.headword import parse_headword
from glossary.model import Document, Group, MembersStatus, Metadata
from glossary.senses.article import is_issuer_specific
from glossary.senses.clusters import Cluster, find_senses
from glossary.senses.evidence import Evidence, SourceFacts, find_facts
from glossary.senses.overrides import Overrides
from glossary.senses.same_sense import Core, Verdict
from glossary.senses.sense_records import find_scope, list_issuers, write_senses

COMPLETE = MembersStatus.COMPLETE
Place = tuple[str | None, str | None, str | None]


def _scope(*places: Place) -> tuple[str | None, str | None]:
    """Level and region of what these places explain."""
    rows = [
        Evidence(
            SourceFacts(f"s{at}", 2020, "prefecture", None, place),
            "entry",
            *("三湖",) * 4,
            10,
            20,
            0,
            4,
            definition="甲",
        )
        for at, place in enumerate(places)
    ]
    scope = find_scope(Cluster(rows))
    return scope.level, scope.region


@pytest.mark.parametrize(
    ("places", "scope"),
    [
        ([("云岭省", "甲山市", None)], ("prefecture", "云岭省甲山市")),
        ([("云岭省", "甲山市", "丙区"), ("云岭省", "甲山市", "丁县")], ("prefecture", "云岭省甲山市")),
        ([("云岭省", "甲山市", None), ("云岭省", "乙水市", None)], ("province", "云岭省")),
        ([("云岭省", "甲山市", None), ("南泽省", "乙水市", None)], (None, None)),
        ([("云岭省", "甲山市", None), ("南泽省", "乙水市", None), ("北原省", None, None)], ("national", None)),
        ([(None, None, "甲山市"), (None, None, "乙水市")], (None, None)),
        ([("云岭省", "甲山市", None), (None, None, "乙水市")], (None, None)),
        ([("云岭省", None, None), ("南泽省", None, None), (None, None, "乙水市")], (None, None)),
    ],
)
def test_the_scope_is_the_smallest_known_area(places: list[Place], scope: tuple[str | None, str | None]) -> None:
    """Where a province is not known, nothing is known of the area that holds both places."""
    assert _scope(*places) == scope


def _row(level: str, place: Place, kind: str = "entry") -> Evidence:
    facts = SourceFacts(f"s{level}{place[0]}", 2020, level, None, place)
    return Evidence(facts, kind, *("三湖",) * 4, 10, 20, 0, 4, definition=None if kind == "mention" else "甲")


def test_the_noun_after_the_label_shows_what_the_centre_means() -> None:
    """“五位一体”总体布局 of the State Council is what two provinces print with 总体布局."""
    own = _row("province", ("云岭省", None, None))
    several = [replace(own, facts=replace(own.facts, source=name, place=(name, None, None))) for name in ("甲", "乙")]
    printed = [replace(row, tail="总体布局", definition="修渠、筑路、架桥、植树、治沙") for row in several]
    other = replace(_row("prefecture", ("北原省", "丙市", None)), definition="路灯、路面、绿化、护栏、门头")
    used = replace(_row("national", (None, None, None), "mention"), after="”总体布局")
    found = find_senses([*printed, other, used], Core("五位一体", "NX合一", "位"))
    assert [len(each.mentions) for each in found.clusters] == [1, 0]
    assert find_scope(found.clusters[0]).level == "national"


def test_the_centre_makes_a_meaning_national_by_using_it() -> None:
    own = [_row("prefecture", ("云岭省", "甲山市", None))]
    used = [_row("national", (None, None, None), "mention")]
    assert find_scope(Cluster(own, mentions=used)).level == "national"
    assert find_scope(Cluster(own)).level == "prefecture"


def test_a_list_of_one_government_in_running_text_is_its_own_though_the_centre_uses_the_label() -> None:
    """十大生态产业和生产性服务业“双引擎” is what one city means."""
    own = [_row("prefecture", ("云岭省", "甲山市", None), "gloss")]
    used = [_row("national", (None, None, None), "mention")]
    assert find_scope(Cluster(own, mentions=used)).level == "prefecture"


def test_what_one_government_builds_is_its_own_though_the_centre_uses_the_label() -> None:
    own = _row("province", ("云岭省", None, None))
    used = [_row("national", (None, None, None), "mention")]
    for definition, level in (
        ("新建、改建、扩建幼儿园1200所", "province"),
        ("年主营业务收入在2000万元以上的企业", "national"),
    ):
        assert find_scope(Cluster([replace(own, definition=definition)], mentions=used)).level == level


def test_of_disputed_wordings_the_one_that_others_are_like_is_shown() -> None:
    """一老一小 is 困境儿童 in one city, and 婴幼儿 in two others."""
    words = (
        "特殊困难老年人、困境儿童关爱工作",
        "“一老”是养老服务，“一小”是婴幼儿照护服务",
        "“一老”指老年人养老，“一小”指婴幼儿托育服务",
    )
    rows = [
        replace(_row("prefecture", (name, name, None)), definition=definition)
        for name, definition in zip("甲乙丙", words, strict=True)
    ]
    disputed = Cluster(rows, merged=[Verdict(same=True, rule="disputed", score=0.0)])
    (record,) = write_senses([disputed], ["s"], Overrides())
    assert record["definition"] in words[1:]


def test_a_report_of_december_is_that_of_the_next_year() -> None:
    """If its title or headings say so."""
    dated = Metadata(date="1999-12-29", date_precision="day")
    for plan_year, year in ((2000, 2000), (None, 1999)):
        inferred = Metadata(plan_year=plan_year)
        assert find_facts("s", Document(stated=dated, inferred=inferred)).year == year
    january = Metadata(date="1999-01-29", date_precision="day", plan_year=2000)
    assert find_facts("s", Document(stated=january, inferred=Metadata())).year == 1999


def test_issuers_are_listed_with_place_and_years() -> None:
    places: list[tuple[int, str, Place]] = [
        (2021, "prefecture", ("云岭省", "甲山市", None)),
        (2019, "province", ("云岭省", None, None)),
        (2023, "prefecture", ("云岭省", "甲山市", None)),
    ]
    facts = [SourceFacts(f"s{year}", year, level, f"{level}政府", place) for year, level, place in places]
    listed = list_issuers(facts)
    assert [(each["region"], each["first"], each["last"], each["sources"]) for each in listed] == [
        ("云岭省", 2019, 2019, 1),
        ("云岭省甲山市", 2021, 2023, 2),
    ]


@pytest.mark.parametrize(
    ("lists", "level"),
    [
        (
            (
                "文明城、园林城、卫生城、平安城、环保城",
                "文明城、园林城、卫生城、双拥城、森林城",
                "文明城、园林城、卫生城、生态城、健康城",
            ),
            None,
        ),
        (("违法占地、违法建设", "违法用地、违法建设", "违法占地、违法建设"), "national"),
    ],
)
def test_three_provinces_must_mean_the_same(lists: tuple[str, ...], level: str | None) -> None:
    """Three cities with another 五城同创 each, of which three campaigns are common, do not make it the nation's."""
    rows = [
        replace(_row("prefecture", (name, "甲市", None)), groups=(Group(None, "", tuple(each.split("、")), COMPLETE),))
        for name, each in zip(("云岭省", "南泽省", "北原省"), lists, strict=True)
    ]
    assert find_scope(Cluster(rows)).level == level


def test_the_label_of_one_field_is_not_what_the_centre_uses_without_it() -> None:
    """农业科技“五五”工程 of one city does not explain the “五五” of the State Council, a plan of another field."""
    own = replace(_row("prefecture", ("云岭省", "甲山市", None)), qualifier="农业科技", tail="工程")
    used = _row("national", (None, None, None), "mention")
    found = find_senses([own, used], Core("五五", "NX", "五"))
    assert find_scope(found.clusters[0]).level == "prefecture"
    assert found.unresolved == (used,)


@pytest.mark.parametrize(
    ("wording", "level"),
    [
        ("我市构建的现代产业体系", "prefecture"),
        ("云岭省明确构建的产业体系", "prefecture"),
        ("先进的产业体系", "national"),
        ("由香港、澳门和广东省九市组成的城市群", "national"),
    ],
)
def test_a_wording_about_its_own_place_is_not_what_the_centre_means(wording: str, level: str) -> None:
    own = [replace(_row("prefecture", ("云岭省", "甲山市", None)), definition=wording)]
    used = [_row("national", (None, None, None), "mention")]
    assert find_scope(Cluster(own, mentions=used)).level == level


@pytest.mark.parametrize(
    ("headword", "reach", "is_nationwide", "is_specific"),
    [
        ("十大产业集群", {"provinces": 3, "national": 0}, False, True),
        ("五大发展理念", {"provinces": 15, "national": 0}, True, False),
        ("五大发展理念", {"provinces": 15, "national": 1}, False, False),
        ("四好农村路", {"provinces": 3, "national": 0}, False, False),
    ],
)
def test_ordinary_things_that_three_provinces_count_are_not_the_same(
    headword: str, reach: dict[str, int], *, is_nationwide: bool, is_specific: bool
) -> None:
    found = is_issuer_specific(headword, parse_headword(headword), reach, is_nationwide=is_nationwide)
    assert found is is_specific
