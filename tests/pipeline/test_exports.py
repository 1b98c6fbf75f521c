"""Exports are a function of the set of sources: the same bytes whatever the order, the batches and the detours."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from glossary.cli import main
from glossary.export.publish import edition_name, publish
from glossary.export.release import ExportMetadata
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.store.read.reader import Snapshot
from glossary.store.write.staging import QueuedSource
from glossary.term_store import open_term_store
from tests.store.samples import REPORTS

SEEDS = [str(path) for path in seed_files()]


def _publish(path: Path) -> dict[str, bytes]:
    folder = path.with_suffix("")
    with Snapshot(path) as snapshot:
        publish(snapshot, folder, ExportMetadata())
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.slow
def test_every_export_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    """One batch in order, and many in reverse with a source forgotten and added again: every file, byte by byte."""
    arrivals: list[QueuedSource] = [report.arrival() for report in REPORTS]
    with open_term_store(tmp_path / "straight.db") as store:
        harvest(SEEDS, store)
        store.publish(arrivals)
    with open_term_store(tmp_path / "winding.db") as store:
        for arrival in reversed(arrivals):
            store.publish([arrival])
        store.forget(REPORTS[3].source().id)
        for seed in reversed(SEEDS):
            harvest([seed], store)
        store.publish([arrivals[3]])
    straight, winding = _publish(tmp_path / "straight.db"), _publish(tmp_path / "winding.db")

    assert len(straight) > 10
    assert [name for name in straight if straight[name] != winding[name]] == []


def test_the_revision_does_not_depend_on_where_the_files_lie(tmp_path: Path) -> None:
    """Nor do the bytes of any export: the same sources in another folder are the same dictionary."""
    (tmp_path / "elsewhere" / "deeper").mkdir(parents=True)
    moved = [str(shutil.copy(seed, tmp_path / "elsewhere" / "deeper")) for seed in SEEDS]
    for name, origins in (("one", SEEDS), ("two", moved)):
        with open_term_store(tmp_path / f"{name}.db") as store:
            harvest(origins, store)

    assert _publish(tmp_path / "one.db") == _publish(tmp_path / "two.db")


@pytest.mark.slow
def test_a_harvest_renews_the_files_of_the_service(tmp_path: Path) -> None:
    """They exist before the first request; a user's own exports are not changed."""
    database, folder = tmp_path / "x.db", tmp_path / "exports"
    first, *others = SEEDS
    assert CliRunner().invoke(main, ["harvest", first, "--db", str(database)]).exit_code == 0
    assert not folder.exists()
    with Snapshot(database) as snapshot:
        publish(snapshot, folder, ExportMetadata("https://x.example/"), store=database)
        own = publish(snapshot, folder, ExportMetadata("https://y.example/"))
    result = CliRunner().invoke(main, ["harvest", *others, "--db", str(database)])

    assert "writing the export files of https://x.example/" in result.stderr
    with Snapshot(database) as snapshot:
        present = folder / edition_name(snapshot.revision, ExportMetadata("https://x.example/"))
    assert (present / "manifest.json").is_file()
    assert {path.name for path in folder.iterdir()} >= {present.name, own.name}
