"""Whole editions: the same sources give the same bytes, a manifest shows whether a file is complete."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from glossary.cli import main
from glossary.errors import InvalidQueryError
from glossary.export.editions import own_editions, prune
from glossary.export.formats import EXPORTS, available_exports, find_export
from glossary.export.passes import receive
from glossary.export.publish import StoredEdition, publish, read_manifest, read_progress
from glossary.export.release import ExportMetadata
from glossary.store.read.reader import Snapshot
from tests.export.conftest import harvest_seeds
from tests.export.edition import FakeEdition, article


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


def test_the_same_sources_give_the_same_bytes(seeds_db: Path, tmp_path: Path) -> None:
    """Harvested in the other order into another store: every file of the edition is identical."""
    with Snapshot(seeds_db) as one, Snapshot(harvest_seeds(tmp_path / "x.db", is_reversed=True)) as other:
        first, second = publish(one, tmp_path / "one"), publish(other, tmp_path / "other")

    assert first.name == second.name
    assert _bytes(first) == _bytes(second)


def test_the_manifest_has_rows_bytes_and_sums(snapshot: Snapshot, tmp_path: Path) -> None:
    """Of every file in the folder, and the revision of the store."""
    folder = publish(snapshot, tmp_path)
    manifest = read_manifest(folder)
    files = {row["name"]: row for row in manifest["files"]}

    assert manifest["revision"] == snapshot.revision
    assert set(files) | {"manifest.json"} == set(_bytes(folder))
    for name, row in files.items():
        body = (folder / name).read_bytes()
        assert row["bytes"] == len(body)
        assert row["sha256"] == hashlib.sha256(body).hexdigest()
    assert files["terms.csv"]["rows"] == files["terms.jsonl"]["rows"] == len(list(snapshot.articles()))


def test_an_edition_is_written_once(snapshot: Snapshot, tmp_path: Path) -> None:
    """Publishing again gives the same folder, untouched; another address another one; nothing is left aside."""
    folder = publish(snapshot, tmp_path)
    (folder / "terms.csv").write_bytes(b"touched")

    assert publish(snapshot, tmp_path) == folder
    assert (folder / "terms.csv").read_bytes() == b"touched"
    other = publish(snapshot, tmp_path, ExportMetadata(base_url="https://x.example/"))
    assert other != folder
    assert {path.name for path in tmp_path.iterdir()} == {folder.name, other.name}


def test_only_older_editions_of_the_same_service_are_pruned(snapshot: Snapshot, seeds_db: Path, tmp_path: Path) -> None:
    """Not those of another store in the same folder, of another address, or written by a user."""
    here, there = "https://x.example/", "https://y.example/"
    old = publish(snapshot, tmp_path, ExportMetadata(here, title="旧名"), store=seeds_db)
    kept = publish(snapshot, tmp_path, ExportMetadata(here), store=seeds_db)
    others = {
        publish(snapshot, tmp_path, ExportMetadata(there), store=seeds_db),
        publish(snapshot, tmp_path, ExportMetadata(here, title="别名"), store=tmp_path / "other.db"),
        publish(snapshot, tmp_path, ExportMetadata(here, title="自己的")),
    }
    (tmp_path / "mine").mkdir()
    assert set(own_editions(tmp_path, seeds_db, here)) == {old, kept}

    prune(tmp_path, kept, seeds_db, here)

    assert set(tmp_path.iterdir()) == {kept, tmp_path / "mine", *others}


def test_a_failed_edition_leaves_nothing(tmp_path: Path) -> None:
    """No folder that looks whole, no file aside."""

    class Broken(FakeEdition):
        def articles(self) -> Iterator[dict[str, Any]]:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        publish(Broken(), tmp_path)

    assert not list(tmp_path.iterdir())


def test_files_are_there_one_by_one_and_a_stopped_writer_is_continued(snapshot: Snapshot, tmp_path: Path) -> None:
    """terms.csv first; what was complete before the stop is not written again."""

    class StopError(Exception):
        pass

    seen: list[str] = []

    def stop(row: dict) -> None:
        seen.append(row["name"])
        if len(seen) == 3:
            raise StopError

    with pytest.raises(StopError):
        publish(snapshot, tmp_path, on_file=stop)
    (folder,) = tmp_path.iterdir()
    assert seen[0] == "terms.csv"
    assert set(seen) <= {row["name"] for row in read_progress(folder)}
    written = (folder / "terms.csv").stat()

    later: list[str] = []
    assert publish(snapshot, tmp_path, on_file=lambda row: later.append(row["name"])) == folder
    assert (folder / "terms.csv").stat() == written
    assert not set(seen) & set(later)
    assert read_manifest(folder)["files"][0]["name"] == "terms.csv"
    assert not read_progress(folder)


@pytest.mark.slow
def test_two_processes_write_what_one_writes(seeds_db: Path, snapshot: Snapshot, tmp_path: Path) -> None:
    """Byte for byte, with compressed copies for a service."""
    one = publish(snapshot, tmp_path / "one")
    two = publish(StoredEdition(str(seeds_db)), tmp_path / "two", workers=2, store=seeds_db)
    packed = {name for name in _bytes(two) if name.endswith(".gz")}

    assert {name: body for name, body in _bytes(two).items() if name not in packed} == _bytes(one)
    assert gzip.decompress(_bytes(two)["terms.csv.gz"]) == _bytes(one)["terms.csv"]
    assert not {name for name in packed if name.startswith(("yomitan.zip", "tables.db", "glossary.xlsx"))}


def test_formats_and_files_have_names_of_their_own() -> None:
    """Either name finds the export; an unknown one lists those that are."""
    assert len({export.format for export in EXPORTS}) == len({export.name for export in EXPORTS}) == len(EXPORTS)
    assert find_export("csv") is find_export("terms.csv")
    with pytest.raises(InvalidQueryError, match="available: csv, "):
        find_export("docx")


@pytest.mark.parametrize("export", available_exports(), ids=lambda export: export.format)
def test_every_format_can_be_had_on_the_command_line(export, seeds_db: Path, tmp_path: Path) -> None:
    """The same bytes on stdout and in a file, the rows on stderr."""
    runner = CliRunner()
    shown = runner.invoke(main, ["export", export.format, "--db", str(seeds_db)])
    saved = runner.invoke(main, ["export", export.format, "--db", str(seeds_db), "-o", str(tmp_path / "out")])

    assert shown.exit_code == saved.exit_code == 0
    assert shown.stdout_bytes == (tmp_path / "out").read_bytes()
    assert f"{export.name}: " in saved.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_without_a_store_is_one_line(tmp_path: Path) -> None:
    """With the code of the error, and no file."""
    result = CliRunner().invoke(main, ["export", "csv", "--db", str(tmp_path / "none.db"), "-o", str(tmp_path / "x")])

    assert result.exit_code == 1
    assert "[store-missing]" in result.stderr
    assert not (tmp_path / "x").exists()


def test_a_file_is_announced_before_its_group_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """sources.csv needs no article: it is there and listed while the other files of its group are being written."""
    announced: list[set[str]] = []

    def receive_slowly(path: Path) -> Iterator[Any]:
        yield from receive(path)
        (folder,) = tmp_path.iterdir()
        announced.append({row["name"] for row in read_progress(folder) if (folder / row["name"]).is_file()})

    monkeypatch.setattr("glossary.export.publish.receive", receive_slowly)
    publish(FakeEdition(article()), tmp_path)

    assert any("sources.csv" in names and "skos.ttl" not in names for names in announced)
