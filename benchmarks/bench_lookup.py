"""Look-up, search, suggestions and annotation over 100,000 terms with 200,000 definitions, in one process.

    python -m benchmarks.bench_lookup [--terms 100000] [--store FILE]

Bounds: an article in simplified script within 20 µs; the first 20 rows of a search within 0.5 ms (p95) and nothing
missed or added; the search index at most 0.7 of the tables it is over; annotating a page at most 4 times the bare
automaton over the same page, traditional pages included.

Times are processor time of this thread, so that other work on the machine counts less. ``--store`` takes a store that
``python -m benchmarks.synthetic FILE`` wrote before.
"""

import argparse
import itertools
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from benchmarks.ratios import bound, machine
from benchmarks.synthetic import TERMS, own_store
from glossary.annotation.matcher import Matcher
from glossary.chinese.normalize import normalize_page, term_key
from glossary.chinese.pinyin import normalize_pinyin
from glossary.chinese.script import to_script
from glossary.errors import TermNotFoundError
from glossary.lookup import Dictionary, Query, open_dictionary, text_explanations
from glossary.lookup.annotation_index import AnnotationIndex
from glossary.package_data import seed_files
from glossary.store.search.index import BREAK, normalize_for_search

PAGE = 8_170
"""Characters of the annotated page: 24.5 kB of UTF-8."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--terms", type=int, default=TERMS)
    parser.add_argument("--store", type=Path)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        path = own_store(Path(folder), arguments.terms, arguments.store)
        dictionary = open_dictionary(path)
        heads, definitions = _samples(dictionary)
        _lookups(dictionary, heads)
        _searches(dictionary, heads, definitions)
        _is_exact(dictionary, heads, definitions)
        _sizes(dictionary)
        _annotations(dictionary, heads)
        dictionary.close()
        _first_annotation(path)


_FIRST = """
import sys, time
from glossary.lookup import on_demand, open_dictionary
on_demand.preload()
dictionary = open_dictionary(sys.argv[1])
if sys.argv[2] == "keep":
    dictionary.keep_lexicons()
else:
    start = time.process_time()
    dictionary.annotate("划定三区三线。")
    print(time.process_time() - start)
"""


def _first_annotation(path: Path) -> None:
    """What the first annotation of a process waits for: the matcher is built, or loaded where a harvest has kept it."""
    for name, command in (("built", "ask"), ("", "keep"), ("loaded", "ask")):
        done = subprocess.run([sys.executable, "-c", _FIRST, path, command], capture_output=True, text=True, check=True)
        if name:
            print(f"first annotation of a process, matcher {name}: {float(done.stdout):.2f} s")


def _connection(dictionary: Dictionary) -> sqlite3.Connection:
    """A connection of the dictionary's own: the rows themselves are wanted."""
    return dictionary._session._idle[0].reader.connection  # noqa: SLF001


def _samples(dictionary: Dictionary) -> tuple[list[str], list[str]]:
    ask = _connection(dictionary).execute
    rng = random.Random(1)
    heads = [head for (head,) in ask("SELECT headword FROM term")]
    definitions = [text for (text,) in ask("SELECT definition FROM sense")]
    return rng.sample(heads, min(2000, len(heads))), rng.sample(definitions, min(2000, len(definitions)))


def _times(work: Callable[[str], object], questions: Iterable[str]) -> list[float]:
    taken = []
    for question in questions:
        start = time.thread_time()
        with suppress(TermNotFoundError):
            work(question)
        taken.append(time.thread_time() - start)
    return sorted(taken)


def _row(name: str, taken: list[float]) -> tuple[float, float]:
    """Print a row; returns its median and its 95th percentile in microseconds."""
    median, late = statistics.median(taken) * 1e6, taken[int(len(taken) * 0.95)] * 1e6
    print(f"{name:<36}{median:>10.0f}{late:>10.0f}")
    return median, late


def _lookups(dictionary: Dictionary, heads: list[str]) -> None:
    print(f"\n{'look-up':<36}{'p50 µs':>10}{'p95 µs':>10}")
    median, _ = _row("simplified, each form once", _times(lambda form: dictionary.article(form).json(), heads))
    _row("simplified, forms seen before", _times(lambda form: dictionary.article(form).json(), heads[:200] * 10))
    traditional = [to_script(head, "zh-Hant") for head in heads]
    _row("traditional form, simplified answer", _times(lambda form: dictionary.article(form).json(), traditional))
    _row("Taiwan answer", _times(lambda form: dictionary.article(form, "zh-Hant-TW").json(), heads[:500]))
    _row("miss with suggestions", _times(dictionary.article, (f"{head[:-1]}甲" for head in heads[:500])))
    print(bound("article, simplified, p50", median, 20, " µs"))


def _searches(dictionary: Dictionary, heads: list[str], definitions: list[str]) -> None:
    print(f"\n{'search, first 20 rows':<36}{'p50 µs':>10}{'p95 µs':>10}")
    slowest = 0.0
    for length in (1, 2, 3, 4, 6):
        questions = list(_questions(heads, definitions, length, 400))
        _, late = _row(f"{length} characters", _times(lambda q: dictionary.search(Query(q, counted=False)), questions))
        slowest = max(slowest, late)
    counted = list(_questions(heads, definitions, 2, 100))
    _row("2 characters, total and facets", _times(lambda q: dictionary.search(Query(q)), counted))
    _row(
        "suggest, 1 to 3 characters", _times(dictionary.suggest, (head[: 1 + at % 3] for at, head in enumerate(heads)))
    )
    typed = [item["pinyin"] for head in heads[:200] for item in dictionary.suggest(head, 1)]
    _row("suggest, pinyin", _times(dictionary.suggest, (marks[: 1 + at % 8] for at, marks in enumerate(typed))))
    _row("fuzzy", _times(lambda q: dictionary.search(Query(q, "fuzzy")), (f"{head[:-1]}甲" for head in heads[:200])))
    print(bound("first page of a search, p95 of the slowest length", slowest, 500, " µs"))


def _questions(heads: list[str], definitions: list[str], length: int, count: int) -> Iterator[str]:
    rng = random.Random(length)
    while count:
        text = rng.choice(heads if rng.random() < 0.3 else definitions)
        start = rng.randrange(max(1, len(text) - length + 1))
        question = text[start : start + length]
        if len(question) == length and all("\u4e00" <= each <= "\u9fff" for each in question):
            count -= 1
            yield question


_SCANNED = """
    SELECT term.id, search_text.heads, search_text.typed, search_text.definitions
    FROM search_text JOIN search USING (row) JOIN term ON term.n = search.term ORDER BY row
"""


class Folded(NamedTuple):
    """The fields of an article that search compares, folded: heads, pinyin as typed, definitions."""

    id: str
    heads: list[str]
    typed: list[str]
    definitions: str


class Scan:
    """Search without an index, the reference for correctness: compares every article, in order of importance."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._articles = [
            Folded(id_, heads.split(BREAK), typed.split(" "), definitions)
            for id_, heads, typed, definitions in connection.execute(_SCANNED)
        ]

    def containing(self, question: str) -> list[str]:
        """Returns the ids of terms with ``question`` in a head, then of those with it in a definition only."""
        key, needle = term_key(question), normalize_for_search(question)
        in_heads = [one.id for one in self._articles if any(key in head for head in one.heads)]
        known = set(in_heads)
        return in_heads + [one.id for one in self._articles if needle in one.definitions and one.id not in known]

    def completing(self, typed: str, limit: int) -> list[str]:
        """Returns the first ``limit`` ids: heads with the prefix ``typed``, then pinyin, then heads that contain it."""
        found = dict.fromkeys(id_ for ids in self._completions(typed) for id_ in ids)
        return list(found)[:limit]

    def _completions(self, typed: str) -> Iterator[list[str]]:
        key = term_key(typed)
        yield [one.id for one in self._articles if any(head.startswith(key) for head in one.heads)]
        spoken = normalize_pinyin(typed)
        if spoken.isascii():
            yield [one.id for one in self._articles if any(each.startswith(spoken) for each in one.typed)]
        yield [one.id for one in self._articles if any(key in head for head in one.heads)]


def _is_exact(dictionary: Dictionary, heads: list[str], definitions: list[str]) -> None:
    """Compare the rows of searches and suggestions, one by one and in their order, with a scan over everything."""
    scan = Scan(_connection(dictionary))
    questions = [q for length in (1, 2, 3, 5) for q in _questions(heads, definitions, length, 15)]
    _difference("searches", [(_every_id(dictionary, q), scan.containing(q)) for q in questions])
    marks = [item["pinyin"] for head in heads[:15] for item in dictionary.suggest(head, 1)]
    typed = [head[: 1 + at % 3] for at, head in enumerate(heads[:45])]
    typed += [normalize_pinyin(each)[: 1 + at % 8] for at, each in enumerate(marks)]
    _difference(
        "suggestions", [([one["id"] for one in dictionary.suggest(t, 20)], scan.completing(t, 20)) for t in typed]
    )


def _every_id(dictionary: Dictionary, question: str) -> list[str]:
    """The ids of all rows, page by page."""
    found, cursor = list[str](), None
    while True:
        page = dictionary.search(Query(question, limit=200, cursor=cursor, counted=False))
        found += [item["id"] for item in page.items]
        cursor = page.next
        if cursor is None:
            return found


def _difference(name: str, answers: list[tuple[list[str], list[str]]]) -> None:
    missed = sum(len(set(expected) - set(found)) for found, expected in answers)
    added = sum(len(set(found) - set(expected)) for found, expected in answers)
    others = sum(found != expected for found, expected in answers)
    print(
        f"{len(answers)} {name} against a scan: {missed} rows missed, {added} added, {others} answers in another order"
    )


def _sizes(dictionary: Dictionary) -> None:
    sizes = dict(_connection(dictionary).execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    index = sum(size for name, size in sizes.items() if name.startswith("search"))
    tables = sum(sizes[name] for name in ("term", "sense"))
    print(f"index of search {index / 1e6:.0f} MB over {tables / 1e6:.0f} MB of articles: {index / tables:.2f}")


def _annotations(dictionary: Dictionary, heads: list[str]) -> None:
    text = "".join(path.read_text("utf-8") for path in seed_files())
    rng = random.Random(2)
    page = "".join(text[at : at + 40] + rng.choice(heads) for at in range(0, PAGE, 44))[:PAGE]
    traditional = to_script(page, "zh-Hant-TW")
    dictionary.annotate(page)
    index: AnnotationIndex = dictionary._session._memory._whole["annotation index"]  # noqa: SLF001
    read_uncached = text_explanations._read_kept.__wrapped__  # noqa: SLF001 - what the first annotation of a page costs more
    view = normalize_page(page)
    number = map(str, itertools.count())
    automaton: Any = index.lexicon.matcher._automaton  # noqa: SLF001
    bare = _alternating(
        [
            lambda: automaton.find(view),
            lambda: index.lexicon.matcher.longest(view),
            lambda: index.lexicon.find(page),
            lambda: orjson.dumps(index.lexicon.find(page)),
            lambda: dictionary.annotate(page).json(),
            lambda: dictionary.annotate(traditional).json(),
            lambda: dictionary.annotate(page, unknown=True).json(),
            lambda: dictionary.annotate(page + next(number), own=False).json(),
            lambda: dictionary.annotate(page + next(number)).json(),
            lambda: read_uncached(page, ()),
        ]
    )
    names = ["bare automaton", "with guards", "with folding", "found, as JSON"]
    names += ["annotated, a page sent before", "the same, traditional", "the same, with unknown slogans"]
    names += ["a new page, dictionary alone", "a new page, its own words first", "of it, reading the page"]
    print(f"\nannotate {len(page.encode()) / 1e3:.1f} kB, {len(dictionary.annotate(page).matches)} places")
    for name, taken in zip(names, bare, strict=True):
        print(f"{name:<36}{taken * 1e6:>8.0f} µs{taken / bare[0]:>8.2f} ×")
    _is_leftmost_longest(index, (page, traditional))


def _is_leftmost_longest(index: AnnotationIndex, pages: tuple[str, ...]) -> None:
    """Compare the places on each page with those of a walk through it that looks for the longest at every position."""
    matcher = index.lexicon.matcher
    walk = Matcher(matcher.forms, guarded=matcher._guarded, guard=matcher._guard, pure=True)  # noqa: SLF001
    views = [normalize_page(page) for page in pages]
    same = sum(matcher.longest(view) == walk.longest(view) for view in views)
    print(f"{same} of {len(pages)} pages annotated as by a walk that tries every position")


def _alternating(works: list[Callable[[], object]], rounds: int = 31) -> list[float]:
    """The median time of each piece of work, all of them alternating."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for own, work in zip(taken, works, strict=True):
            start = time.thread_time()
            work()
            own.append(time.thread_time() - start)
    return [statistics.median(own) for own in taken]


if __name__ == "__main__":
    main()
