"""A new harvest becomes visible by itself, and no answer mixes two states."""

import threading
from pathlib import Path

import pytest

from glossary.errors import StoreError, StoreMissingError, TermNotFoundError
from glossary.lookup import Query, open_dictionary, session
from glossary.pipeline import find_origins, harvest
from glossary.store.read.reader import Reader
from glossary.term_store import open_term_store


def harvest_text(store_path: Path, document: Path, text: str) -> None:
    document.write_text(text, "utf-8")
    found, failures = find_origins([str(document)])
    with open_term_store(store_path) as store:
        harvest(found, store, failures=failures, workers=1)


def report(*entries: str) -> str:
    numbered = "".join(f"{n}.{entry}\n" for n, entry in enumerate(entries, 1))
    return f"政府工作报告\n各位代表：\n现在报告工作。\n名词解释\n{numbered}"


def test_a_new_harvest_is_seen_without_opening_again(tmp_path: Path) -> None:
    path, document = tmp_path / "d.db", tmp_path / "a.txt"
    harvest_text(path, document, report("“三莲”：指红莲、白莲、青莲。", "“四渠”：指东渠、西渠、南渠、北渠。"))
    dictionary = open_dictionary(path)
    first = dictionary.revision
    assert dictionary.article("三莲").article()["explained"]
    assert [place[:2] for place in dictionary.annotate("建设“三莲”").matches] == [(3, 5)]
    harvest_text(
        path, document, report("“五桥”：指甲桥、乙桥、丙桥、丁桥、戊桥。", "“四渠”：指东渠、西渠、南渠、北渠。")
    )
    assert dictionary.revision != first
    with pytest.raises(TermNotFoundError):
        dictionary.article("三莲")
    assert dictionary.article("五桥").revision == dictionary.revision
    assert [term["explained"] for term in dictionary.annotate("建设“三莲”").terms()] == [False]
    assert [item["headword"] for item in dictionary.search(Query("五桥")).items] == ["五桥"]
    dictionary.close()


def test_a_lookup_during_a_harvest_sees_one_state(tmp_path: Path) -> None:
    """It uses no transaction if the store does not change; if it does, the look-up is repeated in one."""
    path, document = tmp_path / "d.db", tmp_path / "a.txt"
    harvest_text(path, document, report("“三莲”：指红莲、白莲、青莲。"))
    dictionary = open_dictionary(path)
    assert dictionary.article("三莲")
    seen = []

    def work(reader: Reader) -> tuple[bool, bool]:
        before = reader.article_by_key("三莲") is not None
        if not seen:
            harvest_text(path, document, report("“五桥”：指甲桥、乙桥、丙桥、丁桥、戊桥。"))
        after = reader.article_by_key("三莲") is not None
        seen.append((before, after, reader.connection.in_transaction))
        return before, after

    assert dictionary._session.read(work) == (False, False)
    assert seen == [(True, False, False), (False, False, True)]
    assert dictionary._session.read(work) == (False, False)
    assert seen[2] == (False, False, False)
    dictionary.close()


def test_a_file_put_in_the_place_of_the_old_one_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_CHECK_SECONDS", 0.0)
    old, new, document = tmp_path / "old.db", tmp_path / "new.db", tmp_path / "a.txt"
    harvest_text(old, document, report("“三莲”：指红莲、白莲、青莲。"))
    harvest_text(new, document, report("“五桥”：指甲桥、乙桥、丙桥、丁桥、戊桥。"))
    dictionary = open_dictionary(old)
    assert dictionary.article("三莲")
    new.replace(old)
    assert dictionary.article("五桥")
    dictionary.close()


def test_threads_may_share_a_dictionary(seed_store: Path) -> None:
    dictionary = open_dictionary(seed_store)
    expected = dictionary.article("三区三线").json()
    right: list[bool] = []

    def ask() -> None:
        answers = [dictionary.article("三区三线").json() for _ in range(100) if dictionary.suggest("三")]
        right.append(answers == [expected] * 100)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 4
    dictionary.close()


def test_an_error_leaves_the_dictionary_usable(seed_store: Path) -> None:
    dictionary = open_dictionary(seed_store)
    for _ in range(3):
        with pytest.raises(TermNotFoundError):
            dictionary.article("没有这个词条")
    assert dictionary.article("三微")
    dictionary.close()


def test_a_file_that_is_not_a_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        open_dictionary(tmp_path / "nothing.db")
    (tmp_path / "text.db").write_text("三区三线")
    with pytest.raises(StoreError):
        open_dictionary(tmp_path / "text.db")
