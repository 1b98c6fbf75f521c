"""A harvest of real files: what is new, unchanged, changed, gone, broken or cut off."""

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from glossary.errors import GlossaryError
from glossary.package_data import seed_files
from glossary.pipeline import ChunkResult, find_origins, harvest
from glossary.store.write.store import TermStore
from glossary.term_store import open_term_store
from tests.store.dump import dump

REPORT = """{city}人民政府工作报告

{year}年，我们推进“四廊五区”建设，落实“六暖”行动，深化链长制。

名词解释

1.四廊五区：东廊、西廊、南廊、北廊和老城区、新城区、山区、湖区、港区。
2.“六暖”行动：{warm}
3.链长制：由领导担任产业链链长，统筹一条产业链发展的制度。
"""
WARM = "暖居、暖学、暖医、暖老、暖幼、暖业。"
OTHER_WARM = "暖心、暖情、暖意、暖春、暖冬、暖流。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three invented reports."""
    for city, year, warm in (("甲山市", 2021, WARM), ("乙水市", 2022, WARM), ("丙川市", 2023, OTHER_WARM)):
        path = tmp_path / "reports" / city / f"{year}.txt"
        path.parent.mkdir(parents=True)
        path.write_text(REPORT.format(city=city, year=year, warm=warm), "utf-8")
    return tmp_path / "reports"


def _harvest(store: TermStore, *wanted: Path | str, workers: int = 1, keep: bool = True):
    requested = [str(each) for each in wanted]
    found, failures = find_origins(requested)
    return harvest(found, store, failures=failures, requested=requested, workers=workers, keep=keep)


def _meta(store: TermStore, key: str) -> str:
    return store._db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()[0]


def _dump_of(*wanted: Path | str, workers: int = 1) -> list[str]:
    with open_term_store(":memory:") as store:
        _harvest(store, *wanted, workers=workers)
        return dump(store)


def test_the_same_files_again_change_nothing(folder: Path) -> None:
    """The second harvest reads, compares and is done."""
    with open_term_store(":memory:") as store:
        first = _harvest(store, folder)
        before = dump(store)
        second = _harvest(store, folder)

        assert first.sources == 3
        assert second.unchanged == 3
        assert second.change.rewritten == 0
        assert dump(store) == before


def test_a_renamed_copy_is_another_origin_of_the_same_source(folder: Path) -> None:
    """Equal bytes are one source; its smallest origin is shown, whatever came first."""
    report = folder / "甲山市" / "2021.txt"
    copy = folder / "一份副本.txt"
    copy.write_bytes(report.read_bytes())
    with open_term_store(":memory:") as store:
        _harvest(store, report)
        before = store._db.execute("SELECT COUNT(*) FROM attestation").fetchone()
        change = _harvest(store, copy).change
        shown = store._db.execute("SELECT origin FROM source").fetchall()

        assert shown == [(str(copy),)]
        assert change.new == set()
        assert store._db.execute("SELECT COUNT(*) FROM attestation").fetchone() == before
        assert store._db.execute("SELECT COUNT(*) FROM origin").fetchone() == (2,)
        assert dump(store) == _dump_of(report, copy)


def test_a_changed_file_replaces_its_old_content(folder: Path) -> None:
    """After a correction the store is as if the mistake had never been printed."""
    report = folder / "甲山市" / "2021.txt"
    with open_term_store(":memory:") as store:
        _harvest(store, folder)
        report.write_text(report.read_text("utf-8").replace("链长制", "田长制"), "utf-8")
        change = _harvest(store, folder).change

        assert change.new == {"田长制"}
        assert dump(store) == _dump_of(folder)


def test_a_change_touches_only_the_terms_it_mentions(folder: Path) -> None:
    """Articles that the changed text does not name are not even looked at."""
    extra = folder / "丁原市.txt"
    extra.write_text(
        "名词解释\n\n1.三清一改：清垃圾、清塘沟、清粪污，改陋习。\n2.河长制：由河长负责河流的制度。\n", "utf-8"
    )
    with open_term_store(":memory:") as store:
        _harvest(store, folder)
        extra.write_text(extra.read_text("utf-8").replace("改陋习", "改旧习"), "utf-8")
        change = _harvest(store, extra).change

        assert change.changed == {"三清一改", "河长制"}
        assert change.untouched + change.rewritten == 2


def test_what_is_gone_from_an_archive_is_forgotten(folder: Path) -> None:
    """A new edition of an archive replaces the old one as a whole."""
    archive = folder.parent / "reports.zip"

    def pack(*reports: Path) -> None:
        with zipfile.ZipFile(archive, "w") as packed:
            for report in reports:
                packed.writestr(report.parent.name + ".txt", report.read_text("utf-8"))

    reports = sorted(folder.rglob("*.txt"))
    with open_term_store(":memory:") as store:
        pack(*reports)
        _harvest(store, archive)
        pack(*reports[:2])
        _harvest(store, archive)

        assert dump(store) == _dump_of(archive)
        assert store.totals()["source"] == 2


def test_a_broken_archive_takes_nothing_away(folder: Path) -> None:
    """What cannot be read now may be readable again: the failure is noted, the evidence stays."""
    archive = folder.parent / "reports.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.txt", (folder / "甲山市" / "2021.txt").read_text("utf-8"))
    with open_term_store(":memory:") as store:
        _harvest(store, archive)
        archive.write_bytes(b"PK\x03\x04 broken")
        summary = _harvest(store, archive)

        assert [failure.is_error for failure in summary.failures] == [True]
        assert store.totals()["source"] == 1


def test_a_file_that_cannot_be_read_any_more_takes_nothing_away(folder: Path) -> None:
    """Its failure is noted at its path; its former content stays."""
    report = folder / "甲山市" / "2021.txt"
    with open_term_store(":memory:") as store:
        _harvest(store, folder)
        before = store.totals()
        report.write_bytes(b"\x00\x01\x02" * 100)
        _harvest(store, folder)

        assert str(report) in store.find_unread()
        assert {**store.totals(), "finding": 0} == {**before, "finding": 0}


def test_bad_files_do_not_stop_the_others(folder: Path) -> None:
    """Each leaves a finding with its code; every good file is harvested."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 64)
    with open_term_store(":memory:") as store:
        summary = _harvest(store, folder, folder / "missing.txt")
        codes = [row[0] for row in store._db.execute("SELECT code FROM finding WHERE origin IS NOT NULL ORDER BY 1")]

        assert summary.sources == 3
        assert sorted(each.finding.code for each in summary.failures if each.is_error) == ["E101", "E102", "E104"]
        assert codes == ["E101", "E104"]


def test_what_cannot_be_read_changes_nothing_but_its_own_list(folder: Path) -> None:
    """A mistyped path leaves no trace, a broken file none in the revision."""
    with open_term_store(":memory:") as store:
        _harvest(store, folder)
        before, revision = dump(store), _meta(store, "revision")
        _harvest(store, folder / "missing.txt")
        assert dump(store) == before

        broken = folder / "broken.txt"
        broken.write_bytes(bytes(range(256)) * 64)
        _harvest(store, broken)
        assert _meta(store, "revision") == revision
        assert _meta(store, "unread") != ""

        store.forget(str(broken))
        assert dump(store) == before


def test_the_notes_of_an_archive_and_a_folder_go_when_they_can_be_opened(folder: Path) -> None:
    """And those of a member that is in it no longer."""
    archive, other = folder.parent / "reports.zip", folder.parent / "other"
    archive.write_bytes(b"PK\x03\x04 broken")
    other.mkdir()
    with open_term_store(":memory:") as store:
        _harvest(store, archive, other)
        assert sorted(store.find_unread()) == sorted(map(str, (archive, other)))

        for name, kept in (("b.txt", True), ("a.txt", False)):
            with zipfile.ZipFile(archive, "w") as packed:
                packed.writestr(name, (bytes(range(256)) * 64) if kept else "三区三线。")
            (other / "c.txt").write_text("四上企业。", "utf-8")
            _harvest(store, archive, other)
            assert sorted(store.find_unread()) == [f"{archive}!b.txt"] * kept


def test_a_missing_archive_takes_nothing_away(folder: Path) -> None:
    """It may come back; forgetting is a decision."""
    archive = folder.parent / "reports.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.txt", (folder / "甲山市" / "2021.txt").read_text("utf-8"))
    with open_term_store(":memory:") as store:
        _harvest(store, archive)
        before = dump(store)
        archive.unlink()
        _harvest(store, archive)

        assert dump(store) == before


def test_one_of_two_origins_can_be_forgotten(folder: Path) -> None:
    """The source stays at the other."""
    first = folder / "甲山市" / "2021.txt"
    with open_term_store(":memory:") as store:
        _harvest(store, first)
        before = dump(store)
        copy = folder / "甲山市" / "copy.txt"
        shutil.copy(first, copy)
        _harvest(store, copy)
        store.forget(str(copy))

        assert dump(store) == before


def test_a_mended_file_takes_its_failure_back(folder: Path) -> None:
    """The finding of an unreadable file goes when the file can be read."""
    broken = folder / "empty.txt"
    broken.write_bytes(b"")
    with open_term_store(":memory:") as store:
        _harvest(store, folder)
        broken.write_text(REPORT.format(city="戊江市", year=2024, warm=WARM), "utf-8")
        _harvest(store, folder)

        assert dump(store) == _dump_of(folder)


def test_a_dry_run_keeps_nothing_and_shows_the_difference(folder: Path) -> None:
    """What would be new is named; the store stays as it was."""
    with open_term_store(":memory:") as store:
        _harvest(store, folder / "甲山市")
        before = dump(store)
        (folder / "甲山市" / "2022.txt").write_text("名词解释\n\n1.五修：修路、修渠、修桥、修堤、修塘。\n", "utf-8")
        change = _harvest(store, folder, keep=False).change

        assert change.new == {"五修"}
        assert "六暖" in change.changed
        assert dump(store) == before


@pytest.mark.slow
def test_several_workers_give_what_one_gives(folder: Path) -> None:
    """Forty documents in two processes: byte for byte the same dictionary."""
    for number in range(40):
        text = REPORT.format(city="己湖市", year=1980 + number, warm=WARM if number % 3 else OTHER_WARM)
        (folder / f"{number}.txt").write_text(text, "utf-8")

    assert _dump_of(folder, workers=2) == _dump_of(folder, workers=1)


def test_a_cluster_gives_what_one_process_gives(folder: Path) -> None:
    """Extraction on a Dask scheduler; the store is written here."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        open_term_store(":memory:") as store,
    ):
        found, failures = find_origins([str(folder)])
        harvest(found, store, failures=failures, scheduler=cluster.scheduler_address)

        assert dump(store) == _dump_of(folder)


@pytest.mark.slow
def test_a_cluster_that_loses_one_of_two_workers_gives_what_one_process_gives(folder: Path) -> None:
    """The documents of the worker that is killed are read again."""
    distributed = pytest.importorskip("distributed")
    for number in range(150):
        (folder / f"{number}.txt").write_text(REPORT.format(city="己湖市", year=1900 + number, warm=WARM), "utf-8")
    killed: list[int] = []

    with (
        distributed.LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        open_term_store(":memory:") as store,
    ):

        def kill_one(chunk: ChunkResult) -> None:
            if chunk.origins and not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        found, failures = find_origins([str(folder)])
        summary = harvest(found, store, failures=failures, scheduler=cluster.scheduler_address, on_chunk=kill_one)

        assert killed
        assert summary.sources == 153
        assert dump(store) == _dump_of(folder)


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_named(folder: Path) -> None:
    """One line, no traceback; the store is as it was."""
    pytest.importorskip("distributed")
    with open_term_store(":memory:") as store, pytest.raises(GlossaryError, match="no Dask scheduler"):
        harvest([str(folder / "甲山市" / "2021.txt")], store, scheduler="tcp://127.0.0.1:1")


KILLED = """
import os, signal, sys
from glossary import pipeline as module
from glossary.store.write import store as store_module
from glossary.term_store import open_term_store

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[3] == "reading":
    count = iter(range(100))
    on_chunk = lambda reading: die() if next(count) == 20 else None
else:
    on_chunk = None
    store_module.write_revision = die
found, failures = module.find_origins([sys.argv[1]])
with open_term_store(sys.argv[2]) as store:
    module.harvest(found, store, failures=failures, on_chunk=on_chunk)
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["reading", "publishing"])
def test_a_killed_harvest_leaves_a_store_that_goes_on(folder: Path, tmp_path: Path, moment: str) -> None:
    """kill -9: readers see nothing of it, the next harvest needs no second reading of what was read."""
    for number in range(30):
        (folder / f"{number}.txt").write_text(REPORT.format(city="己湖市", year=1980 + number, warm=WARM), "utf-8")
    path = tmp_path / "terms.db"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(path), moment], check=False)

    assert killed.returncode == -9
    with open_term_store(path) as store:
        assert store.totals().get("source", 0) == 0
        summary = _harvest(store, folder)
        assert summary.unchanged >= 16
        assert dump(store) == _dump_of(folder)


def test_the_seeds_keep_their_names_wherever_they_are_installed() -> None:
    """``seeds/…`` is the origin of a seed, not a path of this machine."""
    with open_term_store(":memory:") as store:
        harvest([str(path) for path in seed_files()], store)
        origins = [row[0] for row in store._db.execute("SELECT origin FROM source ORDER BY origin")]

        assert [origin[:9] for origin in origins] == ["seeds/000", "seeds/001", "seeds/002", "seeds/003", "seeds/004"]
