"""A store's file under the hands of people: moved, copied over, damaged, foreign, read-only, newer."""

import os
import random
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api import create_app
from benchmarks.serving import GLOSSARY
from benchmarks.torture_files import damaged_copy
from glossary.errors import StoreDamagedError, StoreError, StoreNewerError
from glossary.lookup import open_dictionary, session
from glossary.pipeline import find_origins, harvest
from glossary.store.database import open_for_reading
from glossary.store.integrity import check_store
from glossary.store.maintenance import back_up, restore
from glossary.term_store import open_term_store


def report(*heads: str) -> str:
    entries = "".join(f"{n}.{head}：指甲桥、乙桥、丙桥。\n" for n, head in enumerate(heads, 1))
    return f"政府工作报告\n各位代表：\n现在报告工作。\n名词解释\n{entries}"


def grow(path: Path, folder: Path, *heads: str) -> Path:
    """Harvest one more document into the store at ``path``."""
    document = folder / f"{'-'.join(heads)}.txt"
    document.write_text(report(*heads), "utf-8")
    found, failures = find_origins([str(document)])
    with open_term_store(path) as store:
        harvest(found, store, failures=failures)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return grow(tmp_path / "terms.db", tmp_path, "“三莲”")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return grow(tmp_path / "other.db", tmp_path, "“三渠”")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*GLOSSARY, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


def revision(path: Path) -> str:
    with closing(open_for_reading(path)) as connection:
        found: str = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0]
        return found


def test_the_file_alone_is_the_store_after_a_harvest_though_a_reader_has_it_open(path: Path, tmp_path: Path) -> None:
    """F7: a plain copy is the published state, not the one before."""
    with closing(open_dictionary(path)) as reading:
        assert reading.article("三莲")
        grow(path, tmp_path, "“五桥”")
        shutil.copy(path, tmp_path / "copy.db")

        assert revision(tmp_path / "copy.db") == revision(path) == reading.revision


@pytest.mark.slow
def test_the_log_is_empty_after_every_command_that_writes(path: Path, tmp_path: Path) -> None:
    """F7: whatever a command writes last, though a reader has the store open."""
    (tmp_path / "decisions.csv").write_text("kind,form,other,reason\nrejected,三莲,,x\n", "utf-8")
    commands: list[list[str | Path]] = [
        ["harvest", tmp_path / "“三莲”.txt"], ["import", tmp_path / "decisions.csv"], ["rebuild"],
        ["forget", tmp_path / "“三莲”.txt"],
    ]  # fmt: skip
    with closing(open_dictionary(path)) as reading:
        for command in commands:
            actual = run(*command, "--db", path)
            assert actual.returncode == 0, actual.stderr
            assert reading.revision
            assert Path(f"{path}-wal").stat().st_size == 0, command


def test_a_file_moved_over_an_open_store_is_served_whole(
    path: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F6: after a harvest, with readers open; no state of the old file gets into the new one."""
    monkeypatch.setattr(session, "_CHECK_SECONDS", 0.0)
    expected = revision(other)
    with closing(open_dictionary(path)) as reading:
        grow(path, tmp_path, "“五桥”")
        assert reading.article("五桥")
        other.replace(path)

        assert reading.revision == expected
        assert reading.article("三渠")
    assert not list(check_store(path))


def test_a_file_beside_the_log_of_another_store_is_refused(path: Path, other: Path, tmp_path: Path) -> None:
    """F6: a harvest that was cut off leaves a log; it must not be mixed into another file."""
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("PRAGMA user_version = 77")
        writer.commit()
        log = Path(f"{path}-wal").read_bytes()
    assert len(log) > 4096
    moved = tmp_path / "moved.db"
    other.replace(moved)
    Path(f"{moved}-wal").write_bytes(log)

    with pytest.raises(StoreDamagedError, match="log of another store"):
        open_for_reading(moved)
    with pytest.raises(StoreDamagedError, match="log of another store"):
        open_term_store(moved)
    Path(f"{moved}-wal").unlink()
    assert not list(check_store(moved))


def test_a_backup_of_an_open_store_is_complete(path: Path, tmp_path: Path) -> None:
    """F7: one file, no log next to it, of its own identity."""
    with closing(open_dictionary(path)), closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("INSERT INTO staged (origin) VALUES ('x')")
        writer.commit()
        back_up(path, tmp_path / "backup.db")

    assert revision(tmp_path / "backup.db") == revision(path)
    assert not list(check_store(tmp_path / "backup.db"))
    assert [each.name for each in tmp_path.glob("*backup.db*")] == ["backup.db"]


def test_a_restored_store_is_seen_without_a_restart(path: Path, other: Path) -> None:
    with closing(open_dictionary(path)) as reading:
        assert reading.article("三莲")
        restore(other, path)

        assert reading.revision == revision(other)
        assert reading.article("三渠")
    assert not list(check_store(path))


def test_a_damaged_backup_is_not_restored(path: Path, other: Path) -> None:
    damage(other)
    before = revision(path)
    with pytest.raises(StoreError):
        restore(other, path)
    assert revision(path) == before


def test_a_damaged_store_is_restored_and_kept_aside(path: Path, other: Path) -> None:
    path.write_bytes(b"nothing" * 1000)
    restore(other, path)

    assert revision(path) == revision(other)
    assert path.with_name("terms.db.damaged").read_bytes().startswith(b"nothing")


def damage(path: Path) -> None:
    """Flip one bit within the text of an article: every page and index stays whole."""
    content = bytearray(path.read_bytes())
    at = content.rindex(b'"senses"') + 3
    content[at] ^= 1
    path.write_bytes(content)


def test_a_flipped_bit_is_found(path: Path) -> None:
    assert not list(check_store(path))
    damage(path)
    assert "differs from what was written" in next(check_store(path))

    actual = run("check", "--store", "--db", path)
    assert actual.returncode == 1
    assert "differs from what was written" in actual.stdout
    assert "glossary restore" in actual.stderr


@pytest.mark.parametrize("command", [["lookup", "三莲"], ["export", "jsonl"], ["search", "莲"]], ids=str)
def test_a_damaged_store_ends_a_command_in_one_line(path: Path, command: list[str]) -> None:
    """F15: whatever exception the bytes lead to, no traceback; a command that does not meet the damage works."""
    damage(path)
    actual = run(*command, "--db", path)

    assert "Traceback" not in actual.stderr
    if actual.returncode:
        assert actual.stderr.strip().splitlines()[-1].endswith("[store-damaged]")


def places_in(path: Path) -> list[Any]:
    with closing(open_dictionary(path)) as dictionary:
        return list(dictionary.annotate("“三莲”和“双莲”工程").matches)


@pytest.mark.parametrize("table", ["client_lexicon", "client_lexicon_shard", "client_lexicon_body", "matcher"])
def test_a_changed_byte_of_a_finished_lexicon_is_found(path: Path, table: str) -> None:
    """F15: compression does not tell, since brotli has no checksum."""
    dictionary = open_dictionary(path)
    dictionary.keep_lexicons()
    dictionary.close()
    assert not list(check_store(path))
    column, keys = ("version", "variant") if table == "client_lexicon" else ("body", "rowid")
    before = places_in(path)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f"SELECT {keys}, {column} FROM {table}").fetchall()
        for key, value in rows:
            changed = value[:9] + "x" if column == "version" else bytes([*value[:9], value[9] ^ 1, *value[10:]])
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {keys} = ?", [changed, key])
        connection.commit()

    assert len(list(check_store(path))) == len(rows) > 0
    assert places_in(path) == before  # a damaged matcher is not used, but built again


@pytest.mark.slow
def test_many_damages_never_end_in_a_traceback(path: Path, tmp_path: Path) -> None:
    """F15: pages zeroed and bytes flipped at random places; answers of the API are 200, 404 or 503."""
    whole, rng = path.read_bytes(), random.Random(7)
    for number in range(40):
        (broken := tmp_path / f"broken{number}.db").write_bytes(damaged_copy(whole, number, rng))
        client = create_app({"db": broken, "log_format": "off"}).test_client()
        for ask in ("/v1/terms/三莲", "/v1/terms?q=莲", "/v1/sources", "/v1/meta", "/v1/suggest?q=三"):
            first = client.get(ask)
            if first.status_code == 500:  # the check of the file runs now
                time.sleep(0.5)
                first = client.get(ask)
            assert first.status_code in (200, 404, 503), (number, ask, first.text)


def test_another_file_copied_over_an_open_store_is_served(
    path: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F16: in place, the same inode; cached answers go, and no restart is needed."""
    monkeypatch.setattr(session, "_CHECK_SECONDS", 0.0)
    monkeypatch.setattr("glossary.store.read.change_watch.GLANCE", 0.0)
    client = create_app({"db": path}).test_client()
    assert client.get("/v1/terms/三莲").status_code == 200
    time.sleep(0.02)
    shutil.copyfile(other, path)

    actual = [client.get("/v1/terms/三渠").status_code for _ in range(3)]
    assert actual[-1] == 200, actual
    assert client.get("/v1/terms/三莲").status_code == 404


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """F24: nothing is written into it, whatever command is called."""
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
        connection.commit()
    before = foreign.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_term_store(foreign)
    with pytest.raises(StoreError, match="another program"):
        open_for_reading(foreign)
    assert foreign.read_bytes() == before


def test_a_file_of_a_few_bytes_is_left_alone(tmp_path: Path) -> None:
    """F24: SQLite itself would take it for an empty database and overwrite it."""
    (tmp_path / "note.txt").write_bytes(b"x")
    with pytest.raises(StoreError, match="not an SQLite database"):
        open_term_store(tmp_path / "note.txt")
    assert (tmp_path / "note.txt").read_bytes() == b"x"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meta SET value = '9/k9/opencc-9' WHERE key = 'keys'",
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('glossary', 'm099_future', '')",
    ],
    ids=["keys", "migration"],
)
def test_a_newer_store_is_refused_by_every_command_and_left_as_it_is(path: Path, change: str) -> None:
    """F23: older software must not rebuild it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(change)
        connection.commit()
    with pytest.raises(StoreNewerError, match="newer version"):
        open_for_reading(path, check=False)
    with pytest.raises(StoreNewerError, match="newer version"):
        open_term_store(path, check=False)


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("chattr"), reason="root writes into read-only files")
def test_a_read_only_store_is_refused_in_one_line(path: Path, tmp_path: Path) -> None:
    """F14: by every command that writes."""
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        pytest.skip("this user writes into read-only files")
    for command in (["forget", "x"], ["harvest", tmp_path / "“三莲”.txt"], ["rebuild"]):
        actual = run(*command, "--db", path)
        assert actual.returncode == 1
        assert "read-only" in actual.stderr
        assert len(actual.stderr.strip().splitlines()) == 1


def test_a_store_on_a_read_only_connection_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F14: as root meets it on a read-only file system."""
    real = sqlite3.connect

    def connect(database: str, **options: object) -> sqlite3.Connection:
        return real(f"{Path(database).resolve().as_uri()}?mode=ro", uri=True, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("glossary.store.database.sqlite3.connect", connect)
    with pytest.raises(StoreError, match="read-only"):
        open_term_store(path).publish([])


def test_queued_documents_are_reported(path: Path) -> None:
    """F30: by the commands that would say that there is nothing."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO staged (origin, payload) VALUES ('a.txt', x'00')")
        connection.commit()
    for command in (["check"], ["stats"], ["lookup", "没有"]):
        actual = run(*command, "--db", path)
        assert "1 document read but not published" in actual.stderr, command
