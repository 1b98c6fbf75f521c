"""The sense that is selected for the place and year of a text, and its issuer."""

from typing import Any

import pytest

from glossary.lookup.sense_choice import Context, SenseChoice, choose_sense, choose_sense_of_region
from glossary.lookup.sense_context import view_article

PLACES = {
    "centre": ("national", None),
    "province": ("province", "湖南省"),
    "city": ("prefecture", "湖南省株洲市"),
    "county": ("county", "湖南省株洲市荷塘区"),
    "other": ("prefecture", "湖南省郴州市"),
    "far": ("province", "四川省"),
    "far city": ("prefecture", "四川省绵阳市"),
    "third": ("province", "江西省"),
}

OTHERS = ("北京市", "天津市", "上海市", "海南省")


def sense(name: str, *issuers: str, year: int = 2020, **more: Any) -> dict[str, Any]:
    """A sense that governments of ``PLACES`` explain; ``national`` where three provinces or the centre do."""
    listed = [
        {"issuer": each, "level": PLACES[each][0], "region": PLACES[each][1], "first": year, "last": year, "sources": 1}
        for each in issuers or (name,)
    ]
    provinces = {PLACES[each["issuer"]][1][:2] for each in listed if each["region"]}
    is_national = len(provinces) > 2 or any(each["level"] == "national" for each in listed)
    level, region = ("national", None) if is_national else (listed[0]["level"], listed[0]["region"])
    return {
        "id": name,
        "definition": "甲、乙、丙",
        "definitions": [{"kind": more.get("kind", "entry"), "issuer": name}],
        "scope": {"level": level, "region": region, "issuer": None},
        "issuers": listed,
        "groups": [],
        "qualifier": "",
        "tail": "",
        **more,
    }


def chosen(senses: list[dict[str, Any]], context: Context, *, is_label: bool = True, **more: Any) -> SenseChoice:
    article = {"headword": more.pop("headword", "三大板块"), "issuer_specific": is_label, "senses": senses}
    article["reach"] = more.pop("reach", {})
    return choose_sense(view_article(article), more.pop("form_sense", None), context, **more)


@pytest.mark.parametrize(
    ("region", "offered", "expected"),
    [
        ("4302", "centre province city county", "city"),
        ("430200", "centre province city county", "city"),
        ("株洲", "centre province city county", "city"),
        ("430202", "centre province city", "city"),
        ("430202", "centre province far", "province"),
        ("株洲市荷塘区", "centre province city county", "county"),
        ("湖南", "centre city province", "province"),
        ("4311", "centre far", "centre"),
        ("50", "centre far", "centre"),
        ("4501", "centre province city", "centre"),
    ],
)
def test_codes_and_names_choose_the_same_sense(region: str, offered: str, expected: str) -> None:
    """This government's own word, else that of one above it, else the country's."""
    choice = chosen([sense(name) for name in offered.split()], Context(2020, region))
    assert choice.sense is not None
    assert (choice.sense["id"], choice.elsewhere) == (expected, False)


@pytest.mark.parametrize("region", [None, "江西省", "湖南省株洲市"])
def test_a_label_of_another_government_is_marked_as_such(region: str | None) -> None:
    choices = [chosen([sense("far", *issuers)], Context(2020, region)) for issuers in ((), ("far", "far city"))]
    assert all(choice.elsewhere for choice in choices)
    assert [choice.why for choice in choices] == ["elsewhere: far means it so", "elsewhere: far and 1 other mean it so"]


def test_a_label_outlives_its_term_of_office_no_more() -> None:
    old = [sense("city", year=2009)]
    assert chosen(old, Context(2020, "湖南省株洲市")).elsewhere
    assert not chosen(old, Context(2012, "湖南省株洲市")).elsewhere


def test_the_sense_of_a_neighbour_needs_the_province() -> None:
    assert chosen([sense("other")], Context(2020, "湖南省株洲市")).elsewhere
    provinces = sense("other", definition="省委提出的甲、乙、丙")
    assert not chosen([provinces], Context(2020, "湖南省株洲市")).elsewhere


def test_a_meaning_that_several_provinces_print_is_shared() -> None:
    shared = sense("shared", "province", "far", "far city")
    reach = {"provinces": 20, "national": 0}
    choice = chosen([shared], Context(2020, "江西省"), reach=reach)
    assert (choice.elsewhere, choice.why[:7]) == (False, "shared:")
    assert chosen([shared, sense("other"), sense("third")], Context(2020, "重庆市"), reach=reach).elsewhere


def test_a_meaning_of_a_few_other_provinces_needs_a_word_beside_the_label() -> None:
    """Guangdong's 三旧 is not that of Wuhan, Nanchang and Kunming; 双碳, which most provinces use, is that of all."""
    old = sense("shared", "province", "far", "third", definition="城市旧厂区、旧住宅区和城中村。")
    context = Context(2020, "广东省")
    for around, reach, elsewhere in (
        (("以“", "”改造为抓手"), 5, True),
        (("加快旧厂区、城中村“", "”改造"), 5, False),
        (("以“", "”改造为抓手"), 18, False),
    ):
        found = chosen([old], context, headword="三旧", around=around, reach={"provinces": reach, "national": 0})
        assert found.elsewhere is elsewhere
    assert not chosen([old], Context(2020), headword="三旧", around=("以“", "”改造")).elsewhere


def test_a_meaning_of_one_field_needs_its_field_near_the_label() -> None:
    """矿山“五化”改造 is not that of ferroalloys; “三无”、“五保”人员 has the 人员 of both labels."""
    alloys = sense("other", qualifier="铁合金", tail="改造", definition="除尘密闭化、能耗值标杆化。")
    rest = sense("far", tail="建设")
    context = Context(2020, "湖南省郴州市桂阳县")
    assert chosen([alloys, rest], context, headword="五化", around=("加快矿山“", "”改造")).elsewhere
    assert not chosen([alloys, rest], context, headword="五化", around=("加快铁合金“", "”改造")).elsewhere
    assert not chosen([alloys, rest], context, headword="五化", around=("降低能耗“", "”改造")).elsewhere
    visits = sense("province", qualifier="信访", tail="乡镇", definition="无越级上访、无集体上访。")
    people = sense("centre", qualifier="城镇", tail="人员", definition="无劳动能力、无生活来源的人员。")
    found = chosen([visits, people], context, headword="三无", around=("城乡低保、“", "”、“五保”人员供养标准"))
    assert found.sense is not None
    assert (found.sense["id"], found.elsewhere) == ("centre", False)


def test_later_meanings_do_not_contest_that_of_the_time() -> None:
    """五个一批 was of poverty in 2016; 三网融合 was of networks until 2012 and is of transport from 2025 on."""
    reach = {"provinces": 20, "national": 0}
    shared = sense("shared", "province", "far", "third", year=2016)
    own = [
        {
            **sense("city"),
            "id": f"own{at}",
            "issuers": [{**shared["issuers"][0], "region": place, "first": 2023, "last": 2023}],
        }
        for at, place in enumerate(OTHERS)
    ]
    assert not chosen([shared, *own], Context(2016, "重庆市"), reach=reach).elsewhere
    assert chosen([shared, *own], Context(2021, "重庆市"), reach=reach).elsewhere
    networks = sense("networks", "province", "far", "third", year=2012, **counted("电信网", "互联网"))
    transport = sense("transport", "city", "far city", "third", year=2025, **counted("公交", "轨道"))
    assert not chosen([networks, transport], Context(2013, "重庆市"), reach=reach).elsewhere
    assert chosen([networks, transport], Context(2024, "重庆市"), reach=reach).elsewhere


def test_a_meaning_that_sources_dispute_is_not_shared() -> None:
    """农产品“十进”工程 of one province and 民族团结“十进” of another are no one meaning."""
    disputed = sense("shared", "province", "far", "far city", status="disputed")
    assert chosen([disputed], Context(2020, "江西省")).elsewhere


def test_a_name_with_a_numeral_that_one_province_uses_is_its_own() -> None:
    """一卡通 of one prefecture is two health cards; 最多跑一次 is used everywhere."""
    for provinces, elsewhere in ((1, True), (7, False)):
        reach = {"provinces": provinces, "national": 0}
        article = {"headword": "一卡通", "shape": "one-name", "issuer_specific": False, "reach": reach}
        view = view_article(article | {"senses": [sense("far")]})
        assert choose_sense(view, None, Context(2020, "江西省")).elsewhere is elsewhere


def test_a_plain_term_means_the_same_everywhere() -> None:
    assert not chosen([sense("far")], Context(2020, "江西省"), is_label=False).elsewhere


def test_a_name_that_ends_in_the_headword_is_a_particular_one() -> None:
    named = sense("far", definition="两河流域国家文化艺术节。")
    choice = chosen([named], Context(2020, "江西省"), is_label=False, headword="艺术节")
    assert choice.elsewhere


def test_a_wording_that_refers_to_its_own_place_is_a_particular_one() -> None:
    """人才新政 of 南昌 (我市出台了…) is not that of 沈阳."""
    own = sense("far", definition="我市出台的人才行动计划，安排人才发展经费。")
    assert chosen([own], Context(2020, "江西省"), is_label=False, headword="人才新政").elsewhere
    several = sense("far", "third", definition="我市出台的人才行动计划，安排人才发展经费。")
    assert not chosen([several], Context(2020, "江西省"), is_label=False, headword="人才新政").elsewhere


@pytest.mark.parametrize(("before", "is_elsewhere"), [("农业科技“", False), ("深入开展“", True)])
def test_the_label_of_one_field_explains_no_other(before: str, *, is_elsewhere: bool) -> None:
    """农业科技“五五”工程 is not “五五”普法."""
    own = sense("far", qualifier="农业科技", tail="工程")
    choice = chosen([own], Context(2020, "江西省"), around=(before, "”宣传"), is_label=False, headword="五五")
    assert choice.elsewhere is is_elsewhere


@pytest.mark.parametrize(
    ("before", "expected"), [("推进承包地“", "fields"), ("深化农村承包地“", "fields"), ("稳慎推进农村宅基地“", "homes")]
)
def test_the_end_of_a_modifier_chooses_its_meaning(before: str, expected: str) -> None:
    """承包地“三权分置”改革 is not that of 宅基地, although only this one was printed with 改革."""
    senses = [
        sense("fields", "centre", qualifier="农村承包地", tail="制度"),
        sense("homes", "centre", qualifier="宅基地", tail="改革"),
    ]
    choice = chosen(senses, Context(2018, "江西省"), around=(before, "”改革"), is_label=False, headword="三权分置")
    assert choice.sense is not None
    assert choice.sense["id"] == expected


def test_three_provinces_that_mean_it_differently_do_not_share_a_meaning() -> None:
    """Three provinces that mean it alike make it national; 五城同创 of three cities has other members in each."""
    unlike = sense("far", "third", "province") | {"scope": {"level": None, "region": None, "issuer": None}}
    assert chosen([unlike], Context(2020, "重庆市")).elsewhere


def test_a_verb_names_no_field() -> None:
    """实施“八大行动” of one province is not that of another, although its form has only this meaning."""
    own = sense("far", qualifier="实施")
    assert chosen([own], Context(2020, "江西省"), form_sense="far", headword="八大行动").elsewhere


@pytest.mark.parametrize(("year", "expected"), [(2016, "old"), (2020, "old"), (2021, "new"), (2025, "new")])
def test_the_meaning_of_a_formula_follows_time(year: int, expected: str) -> None:
    senses = [sense("old", "centre", year=2017), sense("new", "centre", year=2021)]
    choice = chosen(senses, Context(year, "江西省"))
    assert choice.sense is not None
    assert choice.sense["id"] == expected


@pytest.mark.parametrize(
    ("around", "expected"),
    [(("", "”水利工程"), "water"), (("", "”企业"), "firms"), (("关停“", "”行业"), None), (("", "”场所整治"), None)],
)
def test_a_noun_beside_the_label_chooses_its_meaning(around: tuple[str, str], expected: str | None) -> None:
    """“五小”企业 is never explained by “五小”水利."""
    senses = [sense("water", "far", tail="水利"), sense("firms", "third", tail="企业")]
    choice = chosen(senses, Context(2020, "湖南省"), around=around, headword="五小")
    assert (choice.sense["id"] if choice.sense else None) == expected
    assert not choice.elsewhere


@pytest.mark.parametrize(
    ("around", "is_explained"),
    [(("双向开放、惠通", "”大文章"), False), (("压实", "责任"), True), (("压实“", "”"), True)],
)
def test_a_label_that_is_always_printed_with_its_noun_is_no_part_of_a_name(
    around: tuple[str, str], *, is_explained: bool
) -> None:
    """四方责任 does not explain 惠通四方."""
    duties = sense("centre", tail="责任")
    article = {"headword": "四方", "shape": "NX", "issuer_specific": True, "senses": [duties]}
    choice = choose_sense(view_article(article), None, Context(2020, "江西省"), around)
    assert (choice.sense is not None) == is_explained


@pytest.mark.parametrize(("before", "elsewhere"), [("实施民族团结“", False), ("抓好项目“", True), ("落实“", True)])
def test_a_noun_of_a_plain_kind_does_not_make_a_meaning_general(before: str, *, elsewhere: bool) -> None:
    """民族团结“十百千万”工程 of one prefecture is not the “十百千万”工程 of a province."""
    senses = [sense("far city", qualifier="民族团结", tail="工程"), sense("third", tail="品牌矩阵")]
    choice = chosen(senses, Context(2020, "湖南省"), around=(before, "”工程"), headword="十百千万")
    assert choice.elsewhere is elsewhere


def test_a_noun_that_names_no_field_excludes_no_meaning() -> None:
    """“四个全面”战略布局 of 2021 is the new 四个全面, although only the old one was printed with 战略布局."""
    senses = [sense("old", "centre", year=2017, tail="战略布局"), sense("new", "centre", year=2021)]
    beside = chosen(senses, Context(2021, "江西省"), around=("", "”战略布局"), is_label=False)
    within = chosen(senses, Context(2021, "江西省"), form_sense="old", is_label=False)
    assert [choice.sense and choice.sense["id"] for choice in (beside, within)] == ["new", "new"]


def test_running_text_explains_its_own_kind_of_label_only() -> None:
    own = [sense("city", kind="gloss")]
    assert not chosen(own, Context(2020, "湖南省株洲市"), around=("", "”机制")).elsewhere
    assert chosen(own, Context(2020, "湖南省株洲市"), around=("", "”耕地保护机制")).elsewhere


def test_a_sense_with_a_finding_explains_nothing() -> None:
    assert chosen([sense("far", doubts=["W405"])], Context(), is_label=False).sense is None


def test_national_texts_get_the_national_sense() -> None:
    senses = [sense("far"), sense("centre", year=1990)]
    choice = chosen(senses, Context(2020, None, "national"))
    assert choice.sense is not None
    assert choice.sense["id"] == "centre"


def test_a_label_that_most_provinces_have_for_themselves_is_nowhere_national() -> None:
    """三位一体 of one thing in three provinces and of other things in many more."""
    shared = sense("shared", "province", "far", "third")
    own = [
        {**sense("city"), "id": f"own{at}", "issuers": [{**shared["issuers"][0], "region": place}]}
        for at, place in enumerate(OTHERS)
    ]
    reach = {"provinces": 20, "national": 0}
    assert chosen([shared, *own], Context(2020, "重庆市"), reach=reach).elsewhere
    assert not chosen([shared, *own[:1]], Context(2020, "重庆市"), reach=reach).elsewhere


def counted(*members: str) -> dict[str, Any]:
    return {"definition": "、".join(members), "groups": [{"members": [{"text": member} for member in members]}]}


@pytest.mark.parametrize(
    ("first", "second", "is_marked"),
    [
        (counted("无劳动能力", "无生活来源"), counted("无非正常上访", "无逾期受理"), False),
        (counted("全面建成小康社会", "深化改革", "依法治国"), counted("全面建设现代化", "深化改革", "依法治国"), True),
    ],
)
def test_of_nationwide_senses_of_several_things_none_is_taken_for_granted(
    first: dict[str, Any], second: dict[str, Any], is_marked: bool
) -> None:
    """三无 is used for residents and for petitions; 四个全面 has two editions of one thing."""
    senses = [sense("one", "province", "far", "third", **first), sense("two", "city", "far city", "third", **second)]
    reach = {"provinces": 20, "national": 0}
    assert chosen(senses, Context(2020, "广东省"), headword="三无", reach=reach).elsewhere is not is_marked


def test_a_label_of_change_counts_what_is_named_before_it() -> None:
    senses = [sense("accidents", "province", "far", "third", **counted("事故起数", "死亡人数"))]
    context = Context(2020, "广东省")
    near = chosen(senses, context, headword="双下降", around=("安全生产事故起数、死亡人数实现", ""))
    assert near.sense is not None
    assert not near.elsewhere
    assert chosen(senses, context, headword="双下降", around=("刑事、治安案件发案率", "")).sense is None
    assert chosen(senses, context, headword="双下降", around=("实现", "")).sense is not None


def test_a_label_of_change_in_one_clause_with_itself_counts_other_things() -> None:
    energy = sense("energy", "centre", "far", qualifier="能耗", definition="能耗总量和强度双控。")
    context = Context(2024, "广东省")
    first = chosen([energy], context, headword="双控", around=("推动能耗“", "”向碳排放“双控”转变"))
    assert first.sense is not None
    assert chosen([energy], context, headword="双控", around=("推动能耗双控向碳排放", "转变")).sense is None


def test_a_yearly_list_is_that_of_its_year() -> None:
    lists = [sense("city", year=2020)]
    assert not chosen(lists, Context(2020, "株洲"), headword="十件实事", is_label=False).elsewhere
    assert chosen(lists, Context(2021, "株洲"), headword="十件实事", is_label=False).elsewhere


def test_without_place_and_year_no_one_government_is_preferred() -> None:
    """三线 is cables in one city and rivers in another; 三区三线 has one meaning, or a shared one."""
    several = chosen([sense("city"), sense("far city")], Context(), headword="三线")
    assert (several.elsewhere, several.why.split(":")[0]) == (True, "elsewhere")
    assert not chosen([sense("city")], Context(), headword="三线").elsewhere
    assert not chosen(
        [sense("shared", "province", "far", "third"), sense("city")], Context(), headword="三线"
    ).elsewhere
    assert (
        chosen([sense("city"), sense("far city")], Context(region="湖南省株洲市"), headword="三线").wording is not None
    )
    assert not chosen([sense("city"), sense("far city")], Context(region="湖南省株洲市"), headword="三线").elsewhere


def test_a_code_of_numbers_is_nobody_elses_even_with_a_noun() -> None:
    """1+N is filled in by each government for each field; “1+N”政策 of one explains none of another."""
    there = sense("far city", tail="政策体系", qualifier="碳达峰")
    here = {"headword": "1+N", "shape": "D+D", "issuer_specific": True, "senses": [there, sense("far")]}
    choice = choose_sense(view_article(here), "far city", Context(2020, "湖南省"), ("", "政策体系"))
    assert choice.elsewhere


@pytest.mark.parametrize(
    ("definition", "is_elsewhere"),
    [
        ("绵阳与某某文化科技公司共同投资建设的文化产业项目。", True),
        ("是绵阳市的文化产业项目。", True),
        ("以原绵阳印刷厂为基础的园区。", True),
        ("一枢纽，即西部综合交通枢纽；三中心，即物流、商贸、金融中心。", True),
        ("以文化创意为主的产业园区。", False),
    ],
)
def test_a_wording_of_one_government_about_its_own_things_explains_no_other_text(
    definition: str, *, is_elsewhere: bool
) -> None:
    only = sense("far city", definition=definition)
    assert chosen([only], Context(2020, "湖南省"), is_label=False, headword="文创园").elsewhere == is_elsewhere


def listed(senses: list[dict[str, Any]], context: Context, headword: str = "三大板块") -> SenseChoice:
    article = {"headword": headword, "shape": "NX", "issuer_specific": True, "senses": senses}
    return choose_sense_of_region(view_article(article), context)


def test_a_list_for_a_region_shows_the_meaning_of_a_place_within_it() -> None:
    """A city's label explains no report of its province, but a search for the province includes its cities."""
    senses = [sense("far"), sense("city")]
    assert chosen(senses, Context(2020, "湖南省")).elsewhere
    assert (listed(senses, Context(2020, "湖南省")).issuer, listed(senses, Context(2020, "湖南省")).elsewhere) == (
        "city",
        False,
    )
    assert listed(senses, Context(2020, "江西省")).elsewhere
    assert listed(senses, Context(2010, "湖南省")).elsewhere, "of another term of office"


def test_a_list_shows_a_short_label_without_its_noun() -> None:
    """三百 of 大庆, printed as “三百行动”, is what a search for 大庆 finds; no noun can be next to it there."""
    senses = [sense("far", tail="工程"), sense("city", tail="行动")]
    assert listed(senses, Context(2020, "株洲市"), "三百").issuer == "city"
