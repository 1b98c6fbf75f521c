"""The lexicon for clients: what an update leaves with the client is what a fresh one would get."""

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from glossary.annotation.lexicon import client_rules
from glossary.chinese.normalize import normalize_page
from glossary.cli._output import keep_lexicons
from glossary.errors import InvalidQueryError
from glossary.lookup import Dictionary, open_dictionary
from glossary.lookup.annotation_index import find_state
from glossary.store.lexicon_cache import has_matcher
from tests.lookup.test_sessions import harvest_text, report

CITY = "政府工作报告\n——2021年1月20日在株洲市第十六届人民代表大会第一次会议上\n市长　某某\n"
KEPT = "“河长制”：指由各级党政负责人担任河长的制度。"


def terms(sheets: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {str(term["headword"]): term for sheet in sheets.values() for term in sheet}


def read(dictionary: Dictionary, since: str | None = None, **wanted: str) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(dictionary.lexicon(since, **wanted).json())
    return answer


def test_forms_come_in_both_scripts_with_how_to_match_them(dictionary: Dictionary) -> None:
    answer = read(dictionary)
    assert answer["complete"]
    found = terms(answer["sheets"])
    assert len(found) == int(dictionary.meta()["count.term"])
    assert ["三區三線", 0, None] in found["三区三线"]["forms"]
    assert found["三区三线"]["senses"][0]["brief"].startswith("“三区”指")
    assert ['"三微"', 1, None] in found["三微"]["forms"]


def test_a_term_has_what_a_card_shows_without_the_server(dictionary: Dictionary) -> None:
    term = terms(read(dictionary, forms="folded")["sheets"])["三区三线"]
    (sense,) = term["senses"]
    assert term["pinyin"] == "sān qū sān xiàn"
    assert (sense["issuer"], sense["years"]) == ("株洲市荷塘区人民政府", [2023, 2023])
    assert sense["groups"][0] == [3, "区", ["城镇空间", "农业空间", "生态空间"]]


def test_what_would_be_empty_is_left_out_of_the_lexicon(dictionary: Dictionary) -> None:
    for forms in ("all", "folded"):
        found = terms(read(dictionary, forms=forms)["sheets"]).values()
        assert any("senses" not in term for term in found)
        assert all(value not in ("", [], None) for term in found for value in term.values())
        senses = [sense for term in found for sense in term.get("senses", ())]
        assert all(value not in ([], None) for sense in senses for value in sense.values())


def test_a_meaning_of_one_government_is_called_local(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    entries = report("“六大工程”：指甲工程、乙工程、丙工程、丁工程、戊工程、己工程。", KEPT)
    harvest_text(path, tmp_path / "a.txt", entries.replace("政府工作报告\n", CITY))
    found = terms(read(open_dictionary(path), forms="folded")["sheets"])
    assert found["六大工程"]["counted"]
    assert found["六大工程"]["senses"][0]["local"]
    assert "local" not in found["河长制"]["senses"][0]
    assert "counted" not in found["河长制"]


def test_members_are_shown_in_full(tmp_path: Path) -> None:
    """What the text prints once for all members is repeated for each: in the download and in an annotated text."""
    harvest_text(tmp_path / "d.db", tmp_path / "a.txt", report("“三空间”：指农业、生态、城镇空间。"))
    dictionary = open_dictionary(tmp_path / "d.db")
    expected = ["农业空间", "生态空间", "城镇空间"]

    assert terms(read(dictionary)["sheets"])["三空间"]["senses"][0]["groups"] == [[3, "空间", expected]]
    assert [one["groups"][0]["members"] for one in dictionary.annotate("划定“三空间”").terms()] == [expected]
    dictionary.close()


def test_folded_forms_are_those_that_folding_leaves(dictionary: Dictionary) -> None:
    folded = terms(read(dictionary, forms="folded")["sheets"])
    for headword, term in terms(read(dictionary)["sheets"]).items():
        own = {form for form, *_ in folded[headword]["forms"]}
        assert own <= {form for form, *_ in term["forms"]}
        assert all(normalize_page(form) == form for form in own)


def test_texts_come_in_the_script_that_is_wanted(dictionary: Dictionary) -> None:
    term = terms(read(dictionary, forms="folded", script="zh-Hant-TW")["sheets"])["三區三線"]
    assert term["senses"][0]["brief"].startswith("「三區」指城鎮空間")
    assert term["senses"][0]["groups"][0][1] == "區"
    assert ["三区三线", 0, None] in term["forms"]


def test_an_update_holds_only_what_changed_and_leads_to_the_same(tmp_path: Path) -> None:
    path, document = tmp_path / "d.db", tmp_path / "a.txt"
    harvest_text(path, tmp_path / "b.txt", report(KEPT))
    harvest_text(path, document, report("“三莲”：指红莲、白莲、青莲。"))
    dictionary = open_dictionary(path)
    before = read(dictionary, forms="folded", script="zh-Hant")
    assert read(dictionary, before["version"])["sheets"] == {}
    harvest_text(path, document, report("“五桥”：指甲桥、乙桥、丙桥、丁桥、戊桥。"))
    update = read(dictionary, before["version"])
    assert not update["complete"]
    assert "河長制" not in terms(update["sheets"])
    client = before["sheets"] | update["sheets"]
    assert terms(client) == terms(read(dictionary, forms="folded", script="zh-Hant")["sheets"])
    dictionary.close()


@pytest.mark.parametrize("since", ["x", "AAAA", "三", "folded-zh-Hans", "folded-zh-Hant-HK-TW-0123456789abcdef"])
def test_an_unknown_version_gets_everything(dictionary: Dictionary, since: str) -> None:
    assert dictionary.lexicon(since).complete


def test_a_version_of_another_variant_gets_everything(dictionary: Dictionary) -> None:
    version = dictionary.lexicon(forms="folded").version
    assert not dictionary.lexicon(version).complete
    assert dictionary.lexicon(version, forms="all").complete
    assert dictionary.lexicon(version, script="zh-Hant").complete


def test_rules_come_to_those_who_have_others(dictionary: Dictionary) -> None:
    rules = client_rules()
    assert "rules" not in read(dictionary, f"folded-zh-Hans-{rules['digest']}")
    assert "rules" not in read(dictionary, forms="folded")
    other = read(dictionary, "folded-zh-Hans-0000000000000000")
    assert (other["complete"], other["rules"]) == (True, rules)
    version = dictionary.lexicon(forms="folded").version.replace(rules["digest"], "0" * 16)
    update = read(dictionary, version)
    assert (update["complete"], update["sheets"], update["rules"]) == (False, {}, rules)


@pytest.mark.parametrize("wanted", [{"forms": "some"}, {"script": "zh"}])
def test_what_does_not_exist_is_refused(dictionary: Dictionary, wanted: dict[str, str]) -> None:
    with pytest.raises(InvalidQueryError):
        dictionary.lexicon(**wanted)


def test_a_kept_lexicon_is_the_one_that_is_made(tmp_path: Path) -> None:
    path, document = tmp_path / "d.db", tmp_path / "a.txt"
    harvest_text(path, document, report("“三莲”：指红莲、白莲、青莲。", KEPT))
    made = open_dictionary(path).lexicon(forms="folded")
    assert made.bodies is None
    keep_lexicons(str(path))
    kept = open_dictionary(path).lexicon(forms="folded")
    assert kept.bodies is not None
    assert gzip.decompress(kept.bodies["gzip"]) == kept.json() == made.json()
    assert open_dictionary(path).lexicon(kept.version).sheets == {}
    digests = kept.version[:-1024] + "A" * 1024
    assert set(open_dictionary(path).lexicon(digests).sheets) == {f"{at:02x}" for at in range(256)}


def test_a_kept_lexicon_of_another_dictionary_is_not_given(tmp_path: Path) -> None:
    path, document = tmp_path / "d.db", tmp_path / "a.txt"
    harvest_text(path, document, report("“三莲”：指红莲、白莲、青莲。", KEPT))
    keep_lexicons(str(path))
    harvest_text(path, document, report("“五桥”：指甲桥、乙桥、丙桥、丁桥、戊桥。", KEPT))
    assert "五桥" in terms(read(open_dictionary(path))["sheets"])


def test_the_kept_matcher_finds_the_same_places_and_belongs_to_its_dictionary(tmp_path: Path) -> None:
    path, document = tmp_path / "d.db", tmp_path / "a.txt"
    text = "抓好“三莲”、“双莲”和河长制"
    harvest_text(path, document, report("“三莲”：指红莲、白莲、青莲。", KEPT))
    built = open_dictionary(path).annotate(text).json()
    keep_lexicons(str(path))
    kept = open_dictionary(path)
    assert has_kept_matcher(kept)
    assert kept.annotate(text).json() == built
    harvest_text(path, document, report("“双莲”：指红莲、白莲。", KEPT))
    changed = open_dictionary(path)
    assert not has_kept_matcher(changed)
    assert [term["headword"] for term in changed.annotate(text).terms() if term["explained"]] == ["双莲", "河长制"]


def has_kept_matcher(dictionary: Dictionary) -> bool:
    session = dictionary._session
    with session.snapshot() as reader:
        return has_matcher(reader.connection, find_state(session))


NATIONAL = "政府工作报告\n——2021年3月5日在第十三届全国人民代表大会第四次会议上\n国务院总理　某某\n"


def test_a_label_without_explanation_has_its_explained_parts(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    explained = report("“三莲”：指红莲、白莲、青莲。", "“四渠”：指东渠、西渠、南渠、北渠。")
    harvest_text(path, tmp_path / "a.txt", explained.replace("政府工作报告\n", NATIONAL))
    harvest_text(path, tmp_path / "b.txt", "政府工作报告\n推进“三莲四渠”建设。\n")
    dictionary = open_dictionary(path)
    found = terms(read(dictionary, forms="folded")["sheets"])
    assert found["三莲四渠"]["parts"] == [["三莲", found["三莲"]["id"]], ["四渠", found["四渠"]["id"]]]
    assert "parts" not in found["三莲"]
    assert [place[:2] for place in dictionary.annotate("推进三莲四渠建设").matches] == [(2, 4), (4, 6)]


def test_a_run_of_nationwide_labels_holds_everywhere(tmp_path: Path) -> None:
    """六稳六保, explained by one city, means in any text what 六稳 and 六保 mean."""
    path = tmp_path / "d.db"
    explained = report("“三莲”：指红莲、白莲、青莲。", "“四渠”：指东渠、西渠、南渠、北渠。")
    harvest_text(path, tmp_path / "a.txt", explained.replace("政府工作报告\n", NATIONAL))
    run = report("“三莲四渠”：“三莲”指红莲、白莲、青莲；“四渠”指东渠、西渠、南渠、北渠。", "“五桥六岸”：指甲桥和甲岸。")
    harvest_text(path, tmp_path / "b.txt", run.replace("政府工作报告\n", CITY))
    dictionary = open_dictionary(path)
    (row,) = dictionary.annotate("推进三莲四渠建设", region="成都市").terms()
    assert (row["headword"], row["elsewhere"]) == ("三莲四渠", False)
    assert row["why"] in {"parts: each part means the same everywhere", "only: there is one meaning"}
    found = terms(read(dictionary, forms="folded")["sheets"])
    assert "local" not in found["三莲四渠"]["senses"][0]


def test_a_run_holds_everywhere_if_its_parts_are_printed_with_nouns_elsewhere(tmp_path: Path) -> None:
    """六保, which every glossary prints as “六保”任务, is a part of 六稳六保 all the same."""
    path = tmp_path / "d.db"
    explained = report("“三莲”工作：指红莲、白莲、青莲。", "“四渠”任务：指东渠、西渠、南渠、北渠。")
    harvest_text(path, tmp_path / "a.txt", explained.replace("政府工作报告\n", NATIONAL))
    run = report("“三莲四渠”：“三莲”指红莲、白莲、青莲；“四渠”指东渠、西渠、南渠、北渠。")
    harvest_text(path, tmp_path / "b.txt", run.replace("政府工作报告\n", CITY))
    (row,) = open_dictionary(path).annotate("推进三莲四渠建设", region="成都市").terms()
    assert (row["headword"], row["elsewhere"]) == ("三莲四渠", False)


def test_parts_that_mean_something_else_elsewhere_are_no_parts(tmp_path: Path) -> None:
    """So that the parts depend on no text: 三莲 of one city and 四渠 of another do not explain 三莲四渠 of a third."""
    path = tmp_path / "d.db"
    explained = report("“三莲”：指红莲、白莲、青莲。", "“四渠”：指东渠、西渠、南渠、北渠。")
    harvest_text(path, tmp_path / "a.txt", explained.replace("政府工作报告\n", CITY))
    harvest_text(path, tmp_path / "b.txt", "政府工作报告\n推进“三莲四渠”建设。\n")
    dictionary = open_dictionary(path)
    assert "parts" not in terms(read(dictionary, forms="folded")["sheets"])["三莲四渠"]
    for region in (None, "株洲市", "长沙市"):
        assert [place[:2] for place in dictionary.annotate("推进三莲四渠建设", region=region).matches] == [(2, 6)]
