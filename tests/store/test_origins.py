"""Copies of one document, and what their paths say of it."""

from dataclasses import replace

from glossary.extraction.extract import extract
from glossary.model import Source
from glossary.store.write.staging import QueuedSource, serialize_source
from glossary.store.write.store import TermStore
from glossary.term_store import open_term_store
from tests.store.dump import dump

TEXT = "政府工作报告\n\n各位代表：我们推进“四廊五区”建设。\n"


def _arrive(origin: str, year: str) -> QueuedSource:
    """A document with its year in the path, read as the harvest reads it."""
    hints = (("year", year),)
    source = Source("s" + "0" * 16, TEXT, "0" * 64, origin, hints=hints)
    return QueuedSource(
        origin, source.id, source.sha256, "1", hints, serialize_source(source, extract(TEXT, dict(hints)), "1")
    )


def _years(store: TermStore) -> list[int | None]:
    return [row[0] for row in store._db.execute("SELECT year FROM source")]


def test_the_smallest_origin_represents_all_copies() -> None:
    """Whichever copy came first, the year of the smallest path counts."""
    early, late = _arrive("a/2020.txt", "2020"), _arrive("b/2021.txt", "2021")
    dumps = []
    for order in ([early, late], [late, early]):
        with open_term_store(":memory:") as store:
            for arrival in order:
                store.publish([arrival])
            assert _years(store) == [2020]
            dumps.append(dump(store))

    assert dumps[0] == dumps[1]


def test_a_copy_that_was_not_extracted_again_counts_too() -> None:
    """The worker knew the bytes and brought no payload: the store reads its own text with the new hints."""
    bare = replace(_arrive("a/2020.txt", "2020"), payload=None)
    with open_term_store(":memory:") as store:
        store.publish([_arrive("b/2021.txt", "2021")])
        store.publish([bare])

        assert _years(store) == [2020]


def test_a_rebuild_extracts_what_older_rules_have_read() -> None:
    """The stored text is enough: the result is as if the present rules had read the file."""
    with open_term_store(":memory:") as store:
        store.publish([_arrive("a/2020.txt", "2020")])
        expected = dump(store)
        store._db.execute("UPDATE source SET extractor = 'older', year = 1900, digest = ''")
        store.rebuild("1")

        assert dump(store) == expected


def test_the_next_origin_counts_when_the_smallest_is_gone() -> None:
    """The copy at the smallest path went: the document is dated by the next one."""
    with open_term_store(":memory:") as store:
        store.publish([_arrive("a/2020.txt", "2020"), _arrive("b/2021.txt", "2021")])
        store.publish([QueuedSource("a/2020.txt")])
        found = dump(store)

        assert _years(store) == [2021]
    with open_term_store(":memory:") as store:
        store.publish([_arrive("b/2021.txt", "2021")])

        assert dump(store) == found
