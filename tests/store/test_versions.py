"""A store of another version is refused with a remedy, and the remedy works."""

from contextlib import closing
from pathlib import Path

import pytest

from glossary.errors import StoreError, StoreMissingError, StoreOutdatedError
from glossary.package_data import find_code_version
from glossary.store.database import find_revision, open_for_reading
from glossary.term_store import open_term_store
from tests.store.dump import dump
from tests.store.samples import REPORTS, Report


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with all reports."""
    with open_term_store(tmp_path / "terms.db") as store:
        store.publish([report.arrival() for report in REPORTS])
    return tmp_path / "terms.db"


def _age(path: Path) -> None:
    """Let the store look as if an older folding had made it: no key is folded to simplified script."""
    with open_term_store(path) as store:
        db = store._db
        db.execute("UPDATE meta SET value = '1/k0/opencc-0' WHERE key = 'keys'")
        db.execute("UPDATE evidence SET core_key = 'old-' || core_key, head_key = 'old-' || head_key")
        db.execute("UPDATE filing SET key = 'old-' || key, target = 'old-' || target, family = 'old-' || family")
        db.execute("UPDATE term SET key = 'old-' || key")


def test_an_older_store_is_refused_with_the_command_that_mends_it(path: Path) -> None:
    """Reading and writing both say so."""
    _age(path)
    with pytest.raises(StoreOutdatedError, match="glossary rebuild"):
        open_term_store(path)
    with pytest.raises(StoreOutdatedError, match="glossary rebuild"):
        open_for_reading(path)


def test_a_rebuild_brings_an_older_store_up_to_date(path: Path) -> None:
    """Afterwards it is as if this version had written it."""
    expected = dump(path)
    _age(path)
    with open_term_store(path, check=False) as store:
        store.rebuild()

    assert dump(path) == expected


def test_new_merge_rules_rewrite_every_article(path: Path) -> None:
    """The next harvest, though it brings nothing, looks at all of them."""
    with open_term_store(path) as store:
        store._db.execute("UPDATE meta SET value = 'older' WHERE key = 'merging'")
        store._db.execute("UPDATE term SET draft = '' WHERE key = '三区三线'")
        change = store.publish()

        assert change.changed == {"三区三线"}
        assert change.untouched > 5


def test_other_databases_are_rejected(tmp_path: Path) -> None:
    """A missing file, and a file of another kind."""
    (tmp_path / "notes.txt").write_text("三区三线" * 1000, "utf-8")
    with pytest.raises(StoreMissingError):
        open_for_reading(tmp_path / "missing.db")
    with pytest.raises(StoreError):
        open_for_reading(tmp_path / "notes.txt")
    with pytest.raises(StoreError):
        open_term_store(tmp_path / "notes.txt")


@pytest.mark.slow
def test_readers_see_the_state_before_or_after_a_harvest(path: Path) -> None:
    """A reader's transaction does not see half of a publication."""
    reader = open_for_reading(path)
    before = reader.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0]
    reader.execute("BEGIN")
    terms = reader.execute("SELECT COUNT(*) FROM term").fetchone()[0]
    with open_term_store(path) as store:
        store.forget(REPORTS[0].source().id)
    seen = reader.execute("SELECT COUNT(*) FROM term").fetchone()[0]
    reader.execute("COMMIT")
    after = reader.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0]

    assert seen == terms
    assert after != before


def test_a_changed_table_of_words_is_another_version_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a table produced is stale when a row changes, as for code."""
    monkeypatch.setattr("glossary.package_data._PACKAGE", tmp_path)
    (tmp_path / "rules").mkdir()
    versions = []
    for content in ("三区\tsān qū", "三区\tsān ōu"):
        (tmp_path / "rules" / "readings.tsv").write_text(content, "utf-8")
        find_code_version.cache_clear()
        versions.append(find_code_version("rules"))
    find_code_version.cache_clear()

    assert versions[0] != versions[1]


def test_a_source_without_terms_changes_the_revision() -> None:
    """It is part of what the dictionary was made from, and of its list of sources."""
    with open_term_store(":memory:") as store:
        store.publish([report.arrival() for report in REPORTS])
        before = find_revision(store._db.conn)
        store.publish([Report("空市", 2020, body="没有词条的一份报告。\n").arrival()])

        assert find_revision(store._db.conn) != before


def test_a_store_is_copied_before_its_tables_are_changed(path: Path) -> None:
    """The copy is the store as it was, also for the version that wrote it, and is made once."""
    with open_term_store(path) as store:
        store._db.execute("DROP INDEX term_use")
        store._db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm010_first_queries'")
        store._db.execute("DROP INDEX source_script")
    for _ in range(2):
        with open_term_store(path):
            pass
    (copy,) = path.parent.glob("terms.db.before-*")

    assert copy.name == "terms.db.before-m010_first_queries"
    with closing(open_for_reading(copy)) as before, closing(open_for_reading(path)) as after:
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'term_use'"
        assert [each.execute(query).fetchone()[0] for each in (before, after)] == [0, 1]
        assert find_revision(before) == find_revision(after)


def test_articles_are_exported_in_the_order_of_an_index(path: Path) -> None:
    """All articles of a large dictionary are not sorted before the first one is sent."""
    with closing(open_for_reading(path)) as connection:
        query = "SELECT article FROM term ORDER BY sources DESC, attestations DESC, key"
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plan == ["SCAN term USING INDEX term_use"]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT EXISTS (SELECT 1 FROM source WHERE script <> 'zh-Hans')", "source_script"),
        ("SELECT form.key FROM form JOIN term AS own ON own.key = form.key WHERE form.term <> own.n", "form_key"),
    ],
)
def test_the_first_queries_of_a_reader_use_an_index(path: Path, query: str, index: str) -> None:
    """A table of a large store is not read from end to end before the first answer."""
    with closing(open_for_reading(path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert any(f"USING COVERING INDEX {index}" in step for step in plan), plan
