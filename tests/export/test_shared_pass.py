"""Several writers over one pass: each gets all rows, an error ends all of them, nothing is read twice."""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.export.columns import ATTESTATIONS, MEMBERS, TERMS
from glossary.export.formats import Export, FileGroup, available_exports, find_export, plan_groups
from glossary.export.passes import ARTICLES, Stream, rows_of, write_together
from glossary.export.release import Edition, ExportMetadata
from tests.export.edition import FakeEdition, article


class _Counted(FakeEdition):
    """Counts how often the articles are read."""

    passes = 0

    def articles(self) -> Iterator[dict[str, Any]]:
        self.passes += 1
        yield from super().articles()


def _edition(count: int) -> _Counted:
    return _Counted(*(article(id=f"t{number}") for number in range(count)))


def _ids(edition: Edition) -> list[str]:
    return [each["id"] for each in edition.articles()]


@given(count=st.integers(0, 40), writers=st.integers(1, 5))
def test_every_writer_gets_all_articles_of_one_pass(count: int, writers: int) -> None:
    edition = _edition(count)

    assert write_together(edition, [_ids] * writers) == [[f"t{number}" for number in range(count)]] * writers
    assert edition.passes == 1


def test_a_writer_may_read_less_more_or_something_else() -> None:
    def nothing(edition: Edition) -> int:
        return len(list(edition.sources()))

    def first(edition: Edition) -> str:
        return str(next(iter(edition.articles()))["id"])

    def twice(edition: Edition) -> int:
        return len(_ids(edition)) + len(_ids(edition))

    edition = _edition(20)

    assert write_together(edition, [nothing, first, twice, _ids])[:3] == [1, "t0", 40]
    assert edition.passes == 2


def test_the_rows_of_a_table_are_computed_once() -> None:
    edition = _edition(3)
    found = write_together(edition, [lambda each: list(rows_of(TERMS, each))] * 3, [TERMS])

    assert found[0] == found[1] == found[2] == list(TERMS.find_rows(edition))
    assert edition.passes == 2  # one of them by the line above


def test_articles_and_the_rows_of_a_table_are_shared_one_after_the_other() -> None:
    """A database wants both, a CSV file only the second; who comes too late for the first reads it alone."""

    def both(edition: Edition) -> tuple[int, int]:
        return len(_ids(edition)), len(list(rows_of(MEMBERS, edition)))

    def late(edition: Edition) -> tuple[int, int]:
        return len(list(rows_of(MEMBERS, edition))), len(_ids(edition))

    edition = _edition(10)
    count = len(list(MEMBERS.find_rows(_edition(10))))

    assert write_together(edition, [both, late, both], [MEMBERS]) == [(10, count), (count, 10), (10, count)]
    assert edition.passes == 3  # the shared articles, the shared rows, and the articles for the late one


def test_a_stream_that_others_need_is_read_to_its_end_though_no_writer_wants_all_of_it() -> None:
    read = []

    def open_stream(edition: Edition, stream: Stream) -> Iterator[Any]:
        for each in edition.articles():
            read.append(each["id"])
            yield each

    write_together(_edition(30), [lambda edition: next(iter(edition.articles()))], (), open_stream, {ARTICLES})

    assert len(read) == 30


@pytest.mark.parametrize("group", plan_groups([export.name for export in available_exports()]))
def test_a_group_of_files_takes_every_article_once(group: FileGroup) -> None:
    edition = _edition(1)
    writers = [partial(_write, find_export(name)) for name in group.names]
    write_together(edition, writers, group.tables)

    assert edition.passes == 1


def _write(export: Export, edition: Edition) -> None:
    export.write(edition, ExportMetadata(), io.BytesIO())


@pytest.mark.parametrize("name", ["glossary.xlsx", "tables.db", "terms.jsonl", "yomitan.zip"])
def test_a_file_with_several_tables_takes_one_pass(name: str) -> None:
    edition = _edition(1)
    find_export(name).write(edition, ExportMetadata(), io.BytesIO())

    assert edition.passes == 1


def test_an_error_of_one_writer_ends_all() -> None:
    """The others are closed, so that they can give back what they hold."""
    closed = []

    def patient(edition: Edition) -> None:
        try:
            _ids(edition)
        finally:
            closed.append("closed")

    def broken(edition: Edition) -> None:
        next(iter(edition.articles()))
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_together(_edition(30), [patient, broken, patient])
    assert closed == ["closed", "closed"]


def test_every_file_is_in_one_group() -> None:
    """terms.csv first; the articles and the attestations are each read by one group, which hands them on."""
    names = [export.name for export in available_exports()]
    groups = plan_groups(names)

    assert sorted(name for each in groups for name in each.names) == sorted(names)
    assert groups[0].names == ("terms.csv",)
    assert [stream for each in groups for stream in each.reads] == [ARTICLES, ATTESTATIONS]
    assert [stream for each in groups for stream in each.hands_on] == [ARTICLES, ATTESTATIONS]
    assert not groups[-1].hands_on


def test_nothing_is_handed_on_that_no_other_group_needs() -> None:
    alone, *others = plan_groups(["attestations.csv", "jieba.txt"])

    assert not others or alone.hands_on == {ARTICLES}
    assert [each.hands_on for each in plan_groups(["jieba.txt", "yomitan.zip"])] == [frozenset()]
