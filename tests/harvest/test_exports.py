"""Exports are a function of the set of sources: the same bytes whatever the order, the batches and the detours."""

from pathlib import Path

from glossary.export.publish import publish
from glossary.export.release import ExportMetadata
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.store.read.snapshot import Snapshot
from glossary.store.write.staging import QueuedSource
from glossary.term_store import open_term_store
from tests.store.samples import REPORTS

SEEDS = [str(path) for path in seed_files()]


def _publish(path: Path) -> dict[str, bytes]:
    folder = path.with_suffix("")
    with Snapshot(path) as snapshot:
        publish(snapshot, folder, ExportMetadata())
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


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
