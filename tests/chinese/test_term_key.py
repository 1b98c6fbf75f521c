"""Written forms that are one form share a key; others keep apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese.normalize import digit_key, term_key
from glossary.chinese.script import SCRIPTS, taiwan_to_mainland_terms, to_hans, to_script

ALIKE = [
    ("三区三线", "「三區三線」"),
    ("三区三线", "『三區三綫』"),
    ("三区三线", "三 区 三　线"),
    ("两个维护", "“两个\u200b维护”"),
    ("1+7+4", "“１＋７＋４”"),
    ("台账制", "台帳制"),
    ("科技创新“七大计划”", "科技創新「七大計畫」"),
    ("着力推进", "著力推進"),
    ("国家卫生城市", "國家衞生城市"),
    ("双随机、一公开", "雙隨機，一公開"),
    ("二〇二三年", "二零二三年"),
    ("N合一", "“n合一”"),
]
APART = [
    ("三区三线", "三区两线"),
    ("两个维护", "二个维护"),
    ("1+7+4", "174"),
    ("生产**业", "生产业"),
    ("四上", "四上企业"),
    ("社区", "社群"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_written_forms_of_one_term_share_a_key(one: str, other: str) -> None:
    assert term_key(one) == term_key(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_numerals_and_tails_keep_terms_apart(one: str, other: str) -> None:
    assert term_key(one) != term_key(other)


def test_digit_key_folds_single_numerals_only() -> None:
    assert digit_key("6稳6保") == digit_key("六稳六保")
    assert digit_key("二个维护") == digit_key("两个维护")
    assert digit_key("十三五") != digit_key("135")


@given(st.text(max_size=80))
def test_folding_to_simplified_keeps_every_offset(text: str) -> None:
    assert len(to_hans(text)) == len(text)


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(SCRIPTS))
def test_conversion_to_any_script_keeps_every_offset(text: str, script: str) -> None:
    assert len(to_script(text, script)) == len(text)


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(form: str) -> None:
    assert term_key(term_key(form)) == term_key(form)


@given(
    st.sampled_from(["三区三线", "“五小”水利", "台账制", "衛生", "着力推进", "万企兴万村"]), st.sampled_from(SCRIPTS)
)
def test_a_form_keeps_its_key_in_every_script(form: str, script: str) -> None:
    assert term_key(to_script(form, script)) == term_key(form)


def test_taiwan_wording_is_a_second_chance() -> None:
    assert taiwan_to_mainland_terms("營商環境最佳化") == "营商环境优化"
