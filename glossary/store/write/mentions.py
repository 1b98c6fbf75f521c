"""Mentions of plain terms: all uses of 放管服 in any source, once the glossary of one source explains it.

Slogans are recognized by their pattern. A plain term has none, so its forms are searched for in every text. Each match
becomes evidence like any other mention, with the rule ``plain-form``. A new text is searched for all forms, an old text
for new forms only. The mentions of a form are removed with its last entry. The store may not import extraction
and matching: the caller hands them in, as a :class:`TextAnalysis`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from glossary.chinese.headword import HeadwordKind, parse_headword
from glossary.chinese.normalize import term_key
from glossary.chinese.script import to_hans
from glossary.model import Extraction, Source, Span
from glossary.senses.collect import find_context
from glossary.store.database import as_json, chunks, unpack_text
from glossary.store.write.article_building import MapJobs

if TYPE_CHECKING:  # workers do not need the library
    from sqlite_utils import Database

FindForms = Callable[[str], Iterable[tuple[int, int, int]]]
"""Every place of some forms in a text: start and end (code points, half-open) and the number of the form."""

FormFinder = Callable[[Sequence[str]], FindForms]
"""Gives, for forms, the function that finds every place of them in a text; worker processes import it by its name."""


@dataclass(frozen=True, slots=True)
class TextAnalysis:
    """The two functions over texts that writing calls.

    Attributes:
        extract: The extraction of one source, by the present rules and the source's own hints.
        form_finder: Gives the matcher for some forms.
    """

    extract: Callable[[Source], Extraction]
    form_finder: FormFinder


FORM_RULE = "plain-form"
"""The rule of evidence derived from headwords of other sources; the extraction rules have other names."""

_MIN_LENGTH, _MAX_LENGTH = 3, 20
"""Minimum and maximum characters of a form; two characters occur in too many other words."""
_MAX_OCCURRENCES = 500
_HEADS_AT_ONCE = 500
_TEXTS_AT_ONCE = 32
"""Texts per job: a megabyte or two of memory."""


class _Use(NamedTuple):
    """One occurrence of a form in a source."""

    form: str
    key: str
    start: int
    end: int


def refresh_mentions(db: "Database", dirty: Iterable[str], analysis: TextAnalysis, map_jobs: MapJobs) -> set[str]:
    """Update the mentions of plain terms.

    Args:
        db: The store, within a transaction.
        dirty: Keys whose evidence changed.
        analysis: Provides the matcher.
        map_jobs: Where texts are searched.

    Returns:
        Additional keys whose evidence changed.
    """
    new, gone = _update_watched(db, dirty, map_jobs)
    changed = {key for form, key in gone.items() if _drop(db, form)}
    unread = {row[0] for row in db.execute("SELECT n FROM source WHERE n NOT IN (SELECT source FROM scanned)")}
    watched = dict(db.execute("SELECT form, key FROM watched").fetchall()) if unread else {}
    changed |= _search(db, sorted(unread), watched, analysis, map_jobs)
    if new:
        read = [row[0] for row in db.execute("SELECT source FROM scanned ORDER BY source")]
        changed |= _search(db, read, new, analysis, map_jobs)
    db.conn.executemany("INSERT INTO scanned (source) VALUES (?)", ((number,) for number in sorted(unread)))
    return changed


def _update_watched(db: "Database", dirty: Iterable[str], map_jobs: MapJobs) -> tuple[dict[str, str], dict[str, str]]:
    """Returns newly tracked headwords of entries, and tracked forms that are no longer the headword of any entry."""
    keys = as_json(sorted(dirty))
    rows = db.execute(
        "SELECT DISTINCT core, core_key FROM evidence "
        "WHERE kind = 'entry' AND core_key = head_key AND core_key IN (SELECT value FROM json_each(?))",
        [keys],
    )
    jobs = chunks(sorted(rows), _HEADS_AT_ONCE)
    wanted = {form: key for found in map_jobs(find_plain_forms, jobs) for form, key in found}
    rows = db.execute("SELECT form, key FROM watched WHERE key IN (SELECT value FROM json_each(?))", [keys])
    before = dict(rows.fetchall())
    new = {form: key for form, key in wanted.items() if form not in before}
    gone = {form: key for form, key in before.items() if form not in wanted}
    db.conn.executemany("DELETE FROM watched WHERE form = ?", [(form,) for form in gone])
    db.conn.executemany("INSERT INTO watched (form, key) VALUES (?, ?)", sorted(new.items()))
    return new, gone


def find_plain_forms(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Returns those forms, in simplified script and with their keys, that have no shape to be recognized by. Pure."""
    return [(to_hans(core), key) for core, key in rows if _is_plain(core)]


@lru_cache(maxsize=65536)
def _is_plain(core: str) -> bool:
    is_fitting = _MIN_LENGTH <= len(core) <= _MAX_LENGTH and not any(each.isspace() for each in core)
    return is_fitting and parse_headword(core).kind == HeadwordKind.TERM


def _drop(db: "Database", form: str) -> bool:
    rule = [FORM_RULE, term_key(form), form]
    return bool(db.execute("DELETE FROM evidence WHERE rule = ? AND core_key = ? AND core = ?", rule).rowcount)


def _search(
    db: "Database", sources: Sequence[int], forms: dict[str, str], analysis: TextAnalysis, map_jobs: MapJobs
) -> set[str]:
    """Write the mentions of forms in some sources; returns the keys that were found."""
    found: set[str] = set()
    if not forms:
        return found
    wanted = tuple(sorted(forms.items()))
    jobs = (
        _SearchJob(analysis.form_finder, wanted, _load_texts(db, chunk)) for chunk in chunks(sources, _TEXTS_AT_ONCE)
    )
    for rows in map_jobs(search_texts, jobs):
        db.conn.executemany(_INSERT, rows)
        found.update(row[_KEY] for row in rows)
    return found


class _Text(NamedTuple):
    """A text to search.

    Attributes:
        number: The number of its source.
        packed: The text as it is stored.
        evidence: Its evidence: key, start, end, head_start, head_end.
    """

    number: int
    packed: bytes
    evidence: list[tuple[str, int, int, int, int]]


class _SearchJob(NamedTuple):
    """Some texts to search.

    Attributes:
        form_finder: Gives the matcher.
        forms: Each form with its key, sorted.
        texts: The texts.
    """

    form_finder: FormFinder
    forms: tuple[tuple[str, str], ...]
    texts: list[_Text]


def _load_texts(db: "Database", sources: list[int]) -> list[_Text]:
    evidence: dict[int, list[tuple[str, int, int, int, int]]] = defaultdict(list)
    rows = db.execute(
        'SELECT source, core_key, start, "end", head_start, head_end FROM evidence '
        "WHERE source IN (SELECT value FROM json_each(?)) AND rule <> ?",
        [as_json(sources), FORM_RULE],
    )
    for source, *place in rows:
        evidence[source].append(tuple(place))
    texts = db.execute(
        "SELECT n, text FROM source WHERE n IN (SELECT value FROM json_each(?)) ORDER BY n", [as_json(sources)]
    )
    return [_Text(number, packed, evidence[number]) for number, packed in texts]


def search_texts(job: _SearchJob) -> list[tuple[Any, ...]]:
    """Returns the rows of evidence for all uses of forms in some texts. Pure."""
    find_forms = _make_finder(job.form_finder, job.forms)
    found: list[tuple[Any, ...]] = []
    for each in job.texts:
        text = unpack_text(each.packed)
        places = ((start, end, job.forms[index]) for start, end, index in find_forms(to_hans(text)))
        found += (_row(each.number, text, use) for use in _find_uses(text, each.evidence, places))
    return found


@lru_cache(maxsize=1)
def _make_finder(form_finder: FormFinder, forms: tuple[tuple[str, str], ...]) -> FindForms:
    """Returns the matcher; a process that searches many texts for the same forms makes it once."""
    return form_finder([form for form, _ in forms])


def _find_uses(
    text: str, evidence: list[tuple[str, int, int, int, int]], places: Iterable[tuple[int, int, tuple[str, str]]]
) -> Iterator[_Use]:
    """Yields occurrences of forms, except those that are already evidence of the same key."""
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for key, *spans in evidence:
        taken[key] += [(spans[0], spans[1]), (spans[2], spans[3])]
    counts: Counter[str] = Counter()
    for start, end, (form, key) in places:
        is_free = not any(start < other_end and other_start < end for other_start, other_end in taken.get(key, ()))
        if is_free and _is_whole_word(text, start, end) and counts[form] < _MAX_OCCURRENCES:
            counts[form] += 1
            yield _Use(form, key, start, end)


def _is_whole_word(text: str, start: int, end: int) -> bool:
    """Whether a form that begins or ends with Latin letters is not part of a longer word."""
    return not (_is_joined(text[start - 1 : start], text[start]) or _is_joined(text[end - 1], text[end : end + 1]))


def _is_joined(left: str, right: str) -> bool:
    return bool(left and right) and left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


_INSERT = """
INSERT INTO evidence (source, kind, core_key, head_key, head, core, qualifier, tail, before, after, start, "end",
    head_start, head_end, rule, quoted)
VALUES (?, 'mention', ?, ?, ?, ?, '', '', ?, ?, ?, ?, ?, ?, ?, 0)
"""


_KEY = 1
"""Where a row of ``_INSERT`` has its key."""


def _row(number: int, text: str, use: _Use) -> tuple[Any, ...]:
    span = Span(use.start, use.end)
    before, after = find_context(text, span)
    surface = span.of(text)
    place = (use.start, use.end)
    return (number, use.key, term_key(surface), surface, use.form, before, after, *place, *place, FORM_RULE)
