"""Metadata of the five seeds (metadata_seeds.json) and of other title blocks (tests/golden/metadata.jsonl)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.chinese.regions import listed_places, split_region
from glossary.extraction.metadata.document import find_document
from glossary.extraction.metadata.title_block import read_title_block
from glossary.model import Metadata, Region

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
EXPECTED = json.loads((HERE / "metadata_seeds.json").read_text("utf-8"))
LAYOUTS = [json.loads(line) for line in (HERE.parent / "golden" / "metadata.jsonl").read_text("utf-8").splitlines()]
BLOCKS = st.text(
    st.sampled_from("政府工作报告——2023年1月6日在云河市第六届人民代表大会次会议上各位代表：代市长 赵山\n（）<!-->#*"),
    max_size=300,
)


@pytest.mark.parametrize("name", EXPECTED)
def test_seed_states_this_and_nothing_else(name: str) -> None:
    """Every stated field is equal; null where the text does not say."""
    document = find_document((SEEDS / name).read_text("utf-8"))
    expected = dict(EXPECTED[name])
    province, complete = expected.pop("inferred_province"), expected.pop("complete")
    stated = asdict(document.stated)
    stated["authors"] = list(stated["authors"])
    assert stated == {"region_code": None} | expected
    assert document.inferred.region.province == province
    assert document.complete is complete


@pytest.mark.parametrize("case", LAYOUTS, ids=lambda case: case["id"])
def test_layout_is_read(case: dict[str, Any]) -> None:
    """Each case names the fields it is about; ``stated`` and ``inferred`` are compared apart."""
    document = find_document(case["text"], case.get("hints"))
    for side in ("stated", "inferred"):
        found = asdict(getattr(document, side))
        found["authors"] = list(found["authors"])
        assert {key: found[key] for key in case.get(side, {})} == case.get(side, {})
    assert document.script == case.get("script", "zh-Hans")


def test_hints_never_become_stated_facts() -> None:
    """A title, region and year from path and front matter are inferred; the text has none."""
    hints = {"title": "云河市政府工作报告（2024年1月11日 赵山）", "region": "昆明市", "year": "2024"}
    document = find_document("今年的工作很多。", hints)
    assert document.stated == Metadata(kind="other")
    assert document.inferred.title == "云河市2024年政府工作报告"
    assert (document.inferred.date, document.inferred.region_code) == ("2024-01-11", "530100")


def test_the_record_of_a_document_states_what_its_text_does_not() -> None:
    """The column 发布日期 of a data set is a stated date; a date in the text is stronger."""
    hints = {
        "date": "2031年3月5日",
        "issuer": "云河市人民政府",
        "publisher": "云河日报",
        "author": "赵山",
        "year": "2030",
    }
    stated = find_document("今年的工作很多。", hints).stated
    assert (stated.date, stated.date_precision) == ("2031-03-05", "day")
    assert (stated.issuer, stated.publisher, stated.authors) == ("云河市人民政府", "云河日报", ("赵山",))

    block = "云河市政府工作报告\n（2030年1月8日在云河市第九届人民代表大会第一次会议上）\n市长 赵山\n\n"
    text = f"{block}各位代表：\n我代表市人民政府报告工作。"
    stated = find_document(text, hints | {"issuer": "别处"}).stated
    assert (stated.date, stated.issuer) == ("2030-01-08", "云河市人民政府")


def test_front_matter_is_not_a_title_block() -> None:
    """What is between --- lines is a hint, not the document's own words."""
    text = "---\ntitle: 2020年政府工作报告\n---\n\n各位代表：\n现在，我代表市人民政府报告工作。"
    assert find_document(text).stated.title is None


def test_every_listed_place_has_its_level() -> None:
    """The list distinguishes provinces and prefecture-level units, not their last character."""
    for name, place in listed_places().items():
        assert split_region(name)[1] == ("province" if place.name == place.province else "prefecture"), name


def test_codes_are_unique_and_below_their_province() -> None:
    codes = [place.code for place in listed_places().values()]
    assert len(set(codes)) == len(codes)
    assert all(place.code[:2] == listed_places()[place.province].code[:2] for place in listed_places().values())


@given(st.text(max_size=400) | BLOCKS)
@example("政府工作报告")
def test_any_text_has_metadata(text: str) -> None:
    """Never raises; the block ends within the text; no hints, no inferred title."""
    document = find_document(text)
    assert 0 <= read_title_block(text).body_start <= len(text)
    assert document.inferred.title is None


@given(st.text(max_size=12))
@example("一镇")
def test_any_name_is_a_region_or_none(name: str) -> None:
    """A township alone has a level, but its name is not part of a region."""
    region, level = split_region(name)
    assert (level in {None, "township"}) >= (region == Region())
    assert level is not None or region == Region()


@pytest.mark.parametrize(
    ("hinted", "composed"),
    [
        ("中云市市政府工作报告 （2031年1月27日 万某）", "中云市2031年政府工作报告"),
        ("2031年政府工作报告", "中云市2031年政府工作报告"),
        ("政府工作报告（2031年）", "中云市2031年政府工作报告"),
        ("政府工作报告", "中云市2031年政府工作报告"),
        ("2031年中云市政府工作报告", "2031年中云市政府工作报告"),
        ("中云市在一次会议上的报告", "中云市在一次会议上的报告"),
    ],
)
def test_a_hinted_title_names_place_and_year(hinted: str, composed: str) -> None:
    """Web sites name a report without its place or year; the hint itself stays as it is."""
    text = "——2031年1月27日在中云市第三届人民代表大会第五次会议上\n\n市长 万某\n\n各位代表：\n\n我报告工作。\n"
    assert find_document(text, {"title": hinted}).inferred.title == composed


def test_a_known_script_is_not_looked_for() -> None:
    text = "臺灣政府工作報告"
    assert find_document(text).script == "zh-Hant"
    assert find_document(text, script="zh-Hans").script == "zh-Hans"
