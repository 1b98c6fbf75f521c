"""Conversion between the scripts: tests/golden/script.jsonl holds phrases of reports, the tables their own examples."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.chinese import script
from glossary.chinese.conversion_prefilter import changeable_pattern
from glossary.chinese.normalize import term_key
from glossary.chinese.script import (
    CONFIGURATIONS,
    SCRIPTS,
    detect_script,
    load_overrides,
    render_in_script,
    to_hans,
    to_script,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "script.jsonl"
CASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
FROM_SIMPLIFIED = [case for case in CASES if next(iter(case)) == "zh-Hans"]
DATA = Path(__file__).parents[2] / "glossary" / "chinese" / "data"


def rows(table: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / f"{table}_overrides.tsv").read_text("utf-8").splitlines()[1:]]


def scripts_of(row: list[str]) -> list[str]:
    """The scripts for which a row of ``traditional_overrides.tsv`` holds."""
    return row[2].split() or list(SCRIPTS[1:])


def test_phrases_of_reports_are_converted_as_they_are_printed() -> None:
    converted = [
        {tag: text, wanted_tag: render_in_script(text, wanted_tag, quotes=False)}
        for (tag, text), (wanted_tag, _) in (case.items() for case in CASES)
    ]
    assert [case for case, found in zip(CASES, converted, strict=True) if found != case] == []


def test_phrases_come_back_to_their_key() -> None:
    texts = [case["zh-Hans"] for case in FROM_SIMPLIFIED]
    for tag in SCRIPTS[1:]:
        assert [text for text in texts if term_key(to_script(text, tag)) != term_key(text)] == []


def test_there_are_more_than_four_hundred_phrases() -> None:
    assert len({tuple(case.values()) for case in CASES}) == len(CASES) > 400


def test_every_override_has_an_example_that_needs_it() -> None:
    plain = {tag: opencc.OpenCC(name) for tag, name in CONFIGURATIONS.items()}
    for phrase, wanted, own, example in rows("traditional"):
        tag = own.split()[0] if own else "zh-Hant"
        at = example.index(phrase)
        converted = to_script(example, tag, quotes=False)
        assert len(phrase) == len(wanted)
        assert converted[at : at + len(phrase)] == wanted
        guards = any(other in example for other in load_overrides("traditional") if other != phrase)
        assert guards or converted != plain[tag].convert(example), f"OpenCC does so by itself: {phrase} needs no row"


def test_every_override_to_simplified_characters_is_shown_by_its_example() -> None:
    for phrase, wanted, example in rows("simplified"):
        at = example.index(phrase)
        assert render_in_script(f"臺灣：{example}", "zh-Hans")[3 + at : 3 + at + len(phrase)] == wanted


@pytest.mark.parametrize("table", ["traditional", "simplified"])
def test_a_table_gives_each_phrase_once(table: str) -> None:
    phrases = [(row[0], tag) for row in rows(table) for tag in (scripts_of(row) if table == "traditional" else "")]
    assert len(set(phrases)) == len(phrases)
    assert {tag for row in rows("traditional") for tag in row[2].split()} <= {"zh-Hant-HK", "zh-Hant-TW"}


@pytest.mark.parametrize("row", [row for row in rows("traditional") if row[2]], ids=lambda row: row[0] + row[2])
def test_an_override_for_a_region_holds_for_text_of_either_script(row: list[str]) -> None:
    *_, own, example = row
    for tag in own.split():
        converted = to_script(example, tag, quotes=False)
        for printed in ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK"):
            assert render_in_script(f"臺灣：{to_script(example, printed)}", tag, quotes=False)[3:] == converted
        assert to_hans(converted) == to_hans(example)
        assert render_in_script(f"臺灣：{converted}", "zh-Hans")[3:] == to_hans(example)


@pytest.fixture
def one_script_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An override table with a row for all scripts, one for Hong Kong and one for Hong Kong and Taiwan."""
    lines = ["phrase\ttraditional\tscripts\texample"]
    lines += ["头雁\t甲甲\t\t头雁", "领雁\t乙乙\tzh-Hant-HK\t领雁", "头雁工\t丙丙丙\tzh-Hant-HK zh-Hant-TW\t头雁工"]
    lines += ["里面\t裡面\tzh-Hant-HK\t里面", "里头\t裏頭\tzh-Hant-TW\t里头"]
    (tmp_path / "traditional_overrides.tsv").write_text("\n".join(lines), "utf-8")
    (tmp_path / "simplified_overrides.tsv").write_text("phrase\tsimplified\texample\n衞\t卫\t衞生\n", "utf-8")
    caches = (script.load_overrides, script._overridden_converters, script._converter)
    monkeypatch.setattr(script, "_DATA", tmp_path)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


@pytest.mark.usefixtures("one_script_table")
@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        ("zh-Hant", "甲甲、領雁、甲甲工程"),
        ("zh-Hant-TW", "甲甲、領雁、丙丙丙程"),
        ("zh-Hant-HK", "甲甲、乙乙、丙丙丙程"),
    ],
)
def test_an_override_may_hold_for_one_script_alone(tag: str, wanted: str) -> None:
    assert to_script("头雁、领雁、头雁工程", tag) == wanted


@pytest.mark.usefixtures("one_script_table")
@pytest.mark.parametrize("printed", ["里面、里头", "裏面、裏頭"])
@pytest.mark.parametrize(
    ("tag", "wanted"), [("zh-Hant-HK", "裡面、裏頭"), ("zh-Hant-TW", "裡面、裏頭"), ("zh-Hans", "里面、里头")]
)
def test_the_characters_of_a_region_are_those_of_its_row(printed: str, tag: str, wanted: str) -> None:
    """OpenCC writes 裏面 for Hong Kong and 裡頭 for Taiwan; a row decides, in text of either script."""
    assert render_in_script(printed, tag) == wanted


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


def dictionary_rows(name: str, folder: Path) -> list[tuple[str, str]]:
    """The rows of a dictionary of the installed OpenCC, read with the program that comes with it."""
    package, text = Path(opencc.__file__).parent / "clib", folder / f"{name}.txt"
    source = package / "share" / "opencc" / f"{name}.ocd2"
    program = str(package / "bin" / "opencc_dict")
    subprocess.run([program, "-i", source, "-o", text, "-f", "ocd2", "-t", "text"], check=True)
    lines = (line.split("\t") for line in text.read_text("utf-8").splitlines() if "\t" in line)
    return [(key, values.split(" ")[0]) for key, values in lines]


def test_long_texts_are_converted_as_opencc_converts_them(tmp_path: Path) -> None:
    """A text without anything that changes is not converted, so each entry that changes anything must be found."""
    names = re.findall(r"(\w+)\.ocd2", script._settings("t2s").read_text("utf-8"))
    found = [row for name in names for row in dictionary_rows(name, tmp_path)]
    assert len(found) > 4_000
    filler = "三" * script._LONG
    changed = [key for key, value in found if key != value]
    assert [key for key in changed if to_hans(filler + key) != script._converter("t2s").convert(filler + key)] == []
    assert [key for key in changed if not script._changeable().search(key)] == []


def test_an_unknown_release_of_opencc_converts_every_text() -> None:
    pattern = changeable_pattern("0", str)
    assert pattern.search("三")
    assert pattern.search("\n")


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    broken = "\ud800三區"
    assert to_hans(broken) == "\ufffd三区"
    assert render_in_script(broken, "zh-Hans") == "\ufffd三区"
    assert to_script("\udc00三区", "zh-Hant-HK") == "\ufffd三區"
    assert detect_script(broken) == "zh-Hant"


@pytest.mark.parametrize(
    ("printed", "simplified"),
    [
        ("脱貧", "脱贫"),
        ("敍事能力", "叙事能力"),
        ("衞星", "卫星"),
        ("著名", "著名"),
        ("石家莊市关于发展的报告", "石家莊市关于发展的报告"),
    ],
)
def test_a_short_text_of_regional_characters_is_simplified(printed: str, simplified: str) -> None:
    assert render_in_script(printed, "zh-Hans") == simplified


def test_script_is_that_of_the_whole_sample_and_not_of_its_beginning() -> None:
    """A simplified report behind a long letter in traditional characters, and the other way round."""
    letter, report = "發展經濟，保護環境。" * 110, "发展经济，保护环境。" * 300
    assert detect_script(letter + report) == "zh-Hans"
    assert detect_script(report[:1100] + "發展經濟，保護環境。" * 300) == "zh-Hant"
