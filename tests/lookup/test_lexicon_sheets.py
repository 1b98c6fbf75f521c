"""The lexicon for clients: what an update leaves with the client is what a fresh one would get."""

from pathlib import Path

import orjson
import pytest

from glossary.lookup import Dictionary, open_dictionary
from tests.lookup.test_sessions import harvest_text, report


def terms(sheets: dict[str, list[dict[str, object]]]) -> dict[str, dict[str, object]]:
    return {str(term["headword"]): term for sheet in sheets.values() for term in sheet}


def test_forms_come_in_both_scripts_with_how_to_match_them(dictionary: Dictionary) -> None:
    read = orjson.loads(dictionary.lexicon().json())
    assert read["complete"]
    found = terms(read["sheets"])
    assert len(found) == int(dictionary.meta()["count.term"])
    assert ["三區三線", 0, None] in found["三区三线"]["forms"]
    assert found["三区三线"]["brief"].startswith("“三区”指")  # type: ignore[attr-defined]
    assert ['"三微"', 1, None] in found["三微"]["forms"]


def test_an_update_holds_only_what_changed_and_leads_to_the_same(tmp_path: Path) -> None:
    path, document = tmp_path / "d.db", tmp_path / "a.txt"
    kept = "“四渠”：指东渠、西渠、南渠、北渠。"
    harvest_text(path, document, report("“三莲”：指红莲、白莲、青莲。", kept))
    dictionary = open_dictionary(path)
    before = orjson.loads(dictionary.lexicon().json())
    assert orjson.loads(dictionary.lexicon(before["version"]).json())["sheets"] == {}
    harvest_text(path, document, report("“五桥”：指甲桥、乙桥、丙桥、丁桥、戊桥。", kept))
    update = orjson.loads(dictionary.lexicon(before["version"]).json())
    assert not update["complete"]
    assert "四渠" not in terms(update["sheets"])
    client = before["sheets"] | update["sheets"]
    assert terms(client) == terms(orjson.loads(dictionary.lexicon().json())["sheets"])
    dictionary.close()


@pytest.mark.parametrize("since", ["x", "AAAA", "三"])
def test_a_version_that_nobody_gave_out_gets_everything(dictionary: Dictionary, since: str) -> None:
    assert dictionary.lexicon(since).complete
