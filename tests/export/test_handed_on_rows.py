"""Rows that one process reads and others get: all of them, while they are written, or an error."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import GlossaryError
from glossary.export.passes import hand_on, receive, run_in_processes
from glossary.export.publish import StoredEdition, publish
from glossary.store.read.reader import Snapshot
from tests.export.edition import FakeEdition, article

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=8,
)


@given(rows=st.lists(_JSON, max_size=40))
def test_the_rows_are_the_same_in_the_same_order(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows"

    assert list(hand_on(rows, path)) == rows
    assert list(receive(path)) == rows


def test_incomplete_rows_are_an_error_if_nobody_writes_them(tmp_path: Path) -> None:
    """Not the end of the rows: the file would be whole under its name, and lack articles."""
    path = tmp_path / "rows"
    with pytest.raises(GlossaryError, match="run the same command again"):
        next(receive(path))

    list(hand_on(range(100), path))
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(GlossaryError, match="before rows was complete"):
        list(receive(path))


def _write_or_read(path: Path, task: str) -> list[int]:
    def slowly() -> Iterator[int]:
        for number in range(30):
            Event().wait(0.01)
            yield number

    return list(receive(path) if task == "read" else hand_on(slowly(), path))


@pytest.mark.slow
def test_rows_are_read_while_another_process_writes_them(tmp_path: Path) -> None:
    found = list(run_in_processes(partial(_write_or_read, tmp_path / "rows"), ["read", "read", "write"], 3))

    assert found == [list(range(30))] * 3


def test_the_articles_and_the_attestations_are_read_once_for_all_formats(tmp_path: Path) -> None:
    reads = []

    class Counted(FakeEdition):
        def articles(self) -> Iterator[dict[str, Any]]:
            reads.append("articles")
            yield from super().articles()

        def attestations(self) -> Iterator[Any]:
            reads.append("attestations")
            yield from super().attestations()

    publish(Counted(article()), tmp_path)

    assert reads == ["articles", "attestations"]


class _CountedStore(StoredEdition):
    """Notes beside the store how many articles any process reads."""

    is_large = True

    def __call__(self) -> Snapshot:
        log = Path(f"{self.path}.log")

        class Counted(Snapshot):
            def articles(self) -> Iterator[dict[str, Any]]:
                for each in super().articles():
                    with log.open("a") as out:
                        out.write(f"{each['id']}\n")
                    yield each

        return Counted(self.path)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_every_article_is_read_once_by_all_processes_together(seeds_db: Path, tmp_path: Path, workers: int) -> None:
    store = tmp_path / "seeds.db"
    store.write_bytes(seeds_db.read_bytes())
    folder = publish(_CountedStore(str(store)), tmp_path / "editions", workers=workers)

    with Snapshot(store) as snapshot:
        assert Path(f"{store}.log").read_text().split() == [each["id"] for each in snapshot.articles()]
    assert not list(folder.glob(".writing-*"))
