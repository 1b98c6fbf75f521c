"""What a numeral counts, and what looks like a count and is none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.chinese.numerals import find_numerals, normalize_numerals, signature, value_of

SIGNATURES = {
    "三区三线": (3, 3),
    "兩個維護": (2,),
    "三重一大": (3, 1),
    "四环十七射": (4, 17),
    "双随机、一公开": (2, 1),
    "两不愁三保障": (2, 3),
    "一带一路": (1, 1),
    "三位一体": (3,),
    "四统一": (4,),
    "六个一": (6,),
    "5个100": (5,),
    "三类500强": (3,),
    "1+7+4": (1, 7, 4),
    "１＋Ｎ": (1, None),
    "③区③线": (3, 3),
    "135工程": (1, 3, 5),
    "一二四": (1, 2, 4),
    "五五工程": (5, 5),
    "十大提升行动": (10,),
    "双百工程": (2,),
    "月清三地": (3,),
    "多规合一": (None,),
    "“三产”“三资”招商": (3, 3),
    "一馆一园一基地": (1, 1, 1),
}
COUNTLESS = ["十四五", "一村一策", "一网通办", "三年行动", "民生100", "十百千", "百县千乡万村", "第一议题", "1号工程"]


@pytest.mark.parametrize(("core", "expected"), SIGNATURES.items())
def test_each_group_promises_its_number_of_members(core: str, expected: tuple[int | None, ...]) -> None:
    assert signature(core) == expected


@pytest.mark.parametrize("core", COUNTLESS)
def test_numbers_that_count_no_members_open_no_group(core: str) -> None:
    assert signature(core) == ()


@pytest.mark.parametrize(
    ("number", "value"), [("十", 10), ("十四", 14), ("二十", 20), ("雙", 2), ("", None), ("多", None)]
)
def test_numerals_have_their_values(number: str, value: int | None) -> None:
    assert value_of(number) == value


@given(st.text(st.sampled_from("一二三十两双多百千0123456789+N个、第区线“”") | st.characters()))
def test_numerals_lie_in_order_inside_any_text(core: str) -> None:
    found = find_numerals(core)

    assert all(0 <= numeral.start < numeral.end <= len(core) for numeral in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(normalize_numerals(core)) == len(core)
