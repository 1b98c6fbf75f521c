"""Conversion between the scripts: tests/golden/script.jsonl holds phrases of reports, the tables their own examples."""

import json
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese import script
from glossary.chinese.normalize import term_key
from glossary.chinese.script import SCRIPTS, detect_script, load_overrides, render_in_script, to_hans, to_script

GOLDEN = Path(__file__).parents[1] / "golden" / "script.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
FROM_SIMPLIFIED = [case for case in CASES if next(iter(case)) == "zh-Hans"]
DATA = Path(__file__).parents[2] / "glossary" / "chinese" / "data"


def rows(table: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / f"{table}_overrides.tsv").read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: next(iter(case.values())))
def test_phrases_of_reports_come_out_as_print_has_them(case: dict[str, str]) -> None:
    (_, text), (tag, wanted) = case.items()
    assert render_in_script(text, tag, quotes=False) == wanted


@pytest.mark.parametrize("case", FROM_SIMPLIFIED, ids=lambda case: case["zh-Hans"])
def test_phrases_come_back_to_their_key(case: dict[str, str]) -> None:
    for tag in SCRIPTS[1:]:
        assert term_key(to_script(case["zh-Hans"], tag)) == term_key(case["zh-Hans"])


def test_there_are_more_than_four_hundred_phrases() -> None:
    assert len({tuple(case.values()) for case in CASES}) == len(CASES) > 400


@pytest.mark.parametrize(("phrase", "wanted", "example"), rows("script"), ids=lambda value: value)
def test_every_override_has_an_example_that_needs_it(phrase: str, wanted: str, example: str) -> None:
    at = example.index(phrase)
    converted = to_script(example, "zh-Hant", quotes=False)
    assert len(phrase) == len(wanted)
    assert converted[at : at + len(phrase)] == wanted
    guards = any(other in example for other in load_overrides("script") if other != phrase)
    assert guards or converted != opencc.OpenCC("s2t").convert(example), "OpenCC does so by itself: no row is due"


@pytest.mark.parametrize(("phrase", "wanted", "example"), rows("simplified"), ids=lambda value: value)
def test_an_override_of_the_way_back_is_shown_by_its_example(phrase: str, wanted: str, example: str) -> None:
    at = example.index(phrase)
    assert render_in_script(f"臺灣：{example}", "zh-Hans")[3 + at : 3 + at + len(phrase)] == wanted


@pytest.mark.parametrize("table", ["script", "simplified"])
def test_a_table_gives_each_phrase_once(table: str) -> None:
    phrases = [phrase for phrase, *_ in rows(table)]
    assert len(set(phrases)) == len(phrases) == len(load_overrides(table))


def test_settings_of_the_folder_one_works_in_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCC prefers ``t2s.json`` of the working folder; such a file must not change stored data."""
    for name in ("t2s", "s2tw"):
        (tmp_path / f"{name}.json").write_text('{"name": "none", "conversion_chain": []}', "utf-8")
    monkeypatch.chdir(tmp_path)
    script._converter.cache_clear()
    assert to_hans("三區三線") == "三区三线"
    assert to_script("三区三线", "zh-Hant-TW") == "三區三線"


@pytest.mark.parametrize("unit", ["a’a", "1’30”", "足额发放", "‘’", "“a’”"])
def test_time_grows_with_the_text_alone(unit: str) -> None:
    """Each mark that stays cut the whole text in two once: this text would take minutes and not a moment."""
    text = unit * (600_000 // len(unit))
    assert len(to_script(text, "zh-Hant-TW")) == len(text)


def test_what_only_looks_like_a_quotation_mark_stays() -> None:
    assert to_script("“People’s ‘a’ 1’30”” ‘企业’s’", "zh-Hant-TW") == "「People’s 『a』 1’30”」 『企業』s』"


@settings(deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_text_keeps_its_length(text: str) -> None:
    for tag in SCRIPTS:
        assert len(to_script(text, tag)) == len(text)
        assert len(render_in_script(text, tag)) == len(text)
    assert detect_script(text) in SCRIPTS


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    broken = "\ud800三區"
    assert to_hans(broken) == "\ufffd三区"
    assert render_in_script(broken, "zh-Hans") == "\ufffd三区"
    assert to_script("\udc00三区", "zh-Hant-HK") == "\ufffd三區"
    assert detect_script(broken) == "zh-Hant"
