"""tests/golden/headwords.jsonl holds the cases: head, qualifier, cores, tail, kind, shape, groups."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.chinese.headword import HeadwordKind, parse_headword
from glossary.chinese.script import to_script

GOLDEN = Path(__file__).parents[1] / "golden" / "headwords.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
HEADS = st.text(
    st.sampled_from("一二三四五六七八九十两双多区线个大工程行动“”「」、+1358NX年级五小水利企业 "), max_size=30
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["head"])
def test_head_is_taken_apart(case: dict[str, Any]) -> None:
    """Modifier, base forms, class noun, kind, shape and groups, all as printed."""
    head = parse_headword(case["head"])
    assert [head.qualifier, list(head.cores), head.tail] == [case["qualifier"], case["cores"], case["tail"]]
    assert [head.kind.value, head.shape] == [case["kind"], case["shape"]]
    assert [list(group) for group in head.groups] == case["groups"]


@pytest.mark.parametrize("forms", [
    ("“五小”水利", "五小水利工程", "五小行业", "“五小”单位", "「五小」水利"),
    ("“四上”企业", "四上企业", "四上單位", "四上企業"),
    ("行政执法“三项制度”", "三项制度改革", "“三项制度”"),
    ("校园足球“三全”模式", "三全育人"),
    ("“三高四新”战略", "“三高四新”美好蓝图", "三高四新"),
    ("四好农村路", "“四好”农村公路", "“四好农村公路”", "“四好农村路”"),
    ("能耗“双控”", "碳排放“双控”", "双控"),
    ("“六个一”工程", "“六个一”"),
])  # fmt: skip
def test_forms_of_one_article_have_one_core(forms: tuple[str, ...]) -> None:
    """Every written form of a core has one key, quoted or not, with whatever class noun."""
    from glossary.chinese.normalize import term_key

    assert len({term_key(core) for form in forms for core in parse_headword(form).cores}) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["head"])
def test_traditional_head_counts_the_same(case: dict[str, Any]) -> None:
    """The script of the print changes neither kind nor shape nor numerals."""
    here, there = parse_headword(case["head"]), parse_headword(to_script(case["head"], "zh-Hant-TW"))
    assert (there.kind, there.shape) == (here.kind, here.shape)
    assert [numeral for numeral, _ in there.groups] == [numeral for numeral, _ in here.groups]


@given(HEADS | st.text(max_size=40))
def test_any_text_is_a_head(text: str) -> None:
    """Never raises; always a core; only slogans have groups."""
    head = parse_headword(text)
    assert head.cores
    assert not head.groups or head.kind is HeadwordKind.NUMERAL_SLOGAN


def test_a_numeral_is_near_its_quotes() -> None:
    """七个“小切口” takes its numeral in, at the end of however long a head."""
    assert parse_headword("七个“小切口”").cores == ("七个小切口",)
    assert parse_headword("三区" + "、清风小镇" * 400 + "七座“五小”切口").cores[-1] == "七座五小"


def test_a_core_behind_a_quotation_is_found() -> None:
    """“文化惠民”七大工程 counts seven works; “普九”计划 is one word."""
    assert parse_headword("“文化惠民”七大工程").cores == ("七大工程",)
