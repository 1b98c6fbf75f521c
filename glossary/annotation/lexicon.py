"""Matches all written forms of a dictionary on a page. Pure.

A form is found on simplified and traditional pages, with any quotation marks and width, with or without quotes around
the base form (五小水利, “五小”水利), with any separators or none (双随机、一公开, 双随机一公开), across a line wrap,
letter-spaced, and with its numerals as digits (3区3线) if it has at least two separate numerals.
Restrictions prevent false matches:

* A numeral slogan of two characters (五小, 四上) that no source prints without quotes is found in quotes only: 第五小学
  does not contain a slogan. The same applies to a number, or a number with a measure word (231, 一二三, 十大, 12条).
* A form that begins with a numeral is not found after another numeral, 第 or 周 (二十四上). A slogan of two characters
  is not found if its second one begins a common word (三公里, 五小时, 四上午; ``chinese/data/word_boundaries.tsv``), or
  within a longer slogan (三线 in 一闸三线).
* A plain word of two characters that only one source explains is found in quotes only (更大 is the name of a
  university in one report and not a term elsewhere), and so is a place name (四平).
* A form that begins or ends with a Latin letter or digit is not found within a longer word or number (1+7 in 21+73).
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, TypedDict

import orjson

from glossary.annotation.line_wraps import across, find_gaps, leftmost_longest
from glossary.annotation.matcher import BoundaryCheck, Matcher, MatchSpan
from glossary.annotation.page_text import QUOTE, folded_pairs, normalize_page
from glossary.chinese.regions import is_place_name
from glossary.chinese.word_lists import load_rows

_ANY_SEPARATOR = frozenset("、，,·;；")
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两0123456789")
_BEFORE_NUMERAL = _NUMERALS | frozenset("第周期")
_HAN_NUMERALS = frozenset("一二三四五六七八九十两双")
_LINKS = frozenset("是要为和与及的在")
_NUMBER = re.compile(r"[0-9零一二三四五六七八九十百千万两双]+[个大项类种条批字张次]?")
_WORD = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_GUARDED = _NUMERALS | _WORD
_JOINED = _WORD | frozenset("+.")
_RANKS = {"headword": 0, "spelling": 1, "full_form": 2, "short_form": 3, "misspelling": 4, "damaged": 5}
BoundaryConstraints = tuple[frozenset[str], frozenset[str], bool]
"""Constraints of a form: characters not allowed before it, after it, and whether a longer slogan may contain it."""
_DIGITS = str.maketrans("零一二两三四五六七八九", "01223456789")
_LAST = 9
"""The rank of spellings that no source prints."""
_SHORT = 2
_MAX_LENGTH = 60
"""Code points; a longer headword is a sentence that does not occur again."""


_NONE: frozenset[str] = frozenset()
_MIN_SOURCES = 2
"""How many sources must explain a plain word of two characters, so that it is found without quotation marks."""


class Blocked(NamedTuple):
    """Characters that form another word together with a form.

    Attributes:
        behind: Characters after a form, by the last character of a two-character slogan, or the last two of any form.
        before: Characters before a form, by the two-character slogan.
    """

    behind: dict[str, frozenset[str]]
    before: dict[str, frozenset[str]]


@cache
def _blocked() -> Blocked:
    """Loads the table ``word_boundaries``."""
    rows = load_rows("word_boundaries")
    sides = (
        {row["form"]: frozenset(row["blocked"]) for row in rows if row["side"] == side} for side in Blocked._fields
    )
    return Blocked(*sides)


def boundary_rules() -> dict[str, Any]:
    """Returns the boundary rules as data, for clients that match locally.

    ``behind`` and ``before`` are the table ``word_boundaries``: by the end of a form, by a whole form.
    """
    sets = {
        "numerals": _NUMERALS,
        "before_numeral": _BEFORE_NUMERAL,
        "word": _WORD,
        "joined": _JOINED,
        "han_numerals": _HAN_NUMERALS,
        "links": _LINKS,
    }
    tables = _blocked()._asdict()
    return {name: "".join(sorted(words)) for name, words in sets.items()} | {
        side: {form: "".join(sorted(words)) for form, words in sorted(table.items())} for side, table in tables.items()
    }


@dataclass(frozen=True, slots=True)
class Form:
    """One stored written form of a term.

    Attributes:
        form: The form as printed.
        term: The term's number in the lexicon.
        sense: Id of the sense that this form implies, if any.
        kind: ``headword``, ``spelling``, ``full_form``, ``short_form``, ``misspelling``, ``damaged``.
        count: How often sources print it.
    """

    form: str
    term: int
    sense: str | None = None
    kind: str = "headword"
    count: int = 0


@dataclass(frozen=True, slots=True)
class HeadForm:
    """The data of a term that the lexicon needs.

    Attributes:
        headword: The headword of the article.
        is_slogan: Whether it is a numeral slogan.
        explained_by: How many sources explain it; 0 if unknown.
    """

    headword: str
    is_slogan: bool = False
    explained_by: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: a normalized form with its term and sense.

    Attributes:
        trim: Code points at both ends that must match but are not part of the place (1 for a form in quotes only).
    """

    folded: str
    term: int
    sense: str | None
    trim: int = 0


class Lexicon:
    """The forms of a dictionary as one matcher; ``patterns[place[2]]`` is the pattern of a place."""

    def __init__(self, heads: Sequence[HeadForm], forms: Iterable[Form], *, pure: bool = False) -> None:
        self.heads = heads
        chosen = _choose(heads, forms)
        # Forms in quotes only come first and forms with a boundary check last, so the number shows the kind.
        self.patterns: tuple[Pattern, ...] = tuple(sorted(chosen, key=_order))
        plain = sum(not _needs_check(one) for one in self.patterns)
        folded = [one.folded for one in self.patterns]
        self._trimmed = sum(one.trim > 0 for one in self.patterns)
        self.matcher = Matcher(folded, guarded=plain, guard=_boundary_check(folded), pure=pure)

    def __len__(self) -> int:
        return len(self.patterns)

    def find(self, text: str, *, nested: bool = False) -> list[MatchSpan]:
        """Returns the places of forms in ``text``: (start, end, number of the pattern), in order, in code points.

        Args:
            text: A text in any script.
            nested: Whether to return every form, including overlapping ones; else leftmost-longest without overlap.
        """
        view = normalize_page(text)
        search = self.matcher.every if nested else self.matcher.longest
        places = search(view)
        gaps = find_gaps(view)
        if gaps and (crossing := across(view, gaps, search)):
            places = _in_order([*places, *crossing]) if nested else leftmost_longest([*places, *crossing])
        trimmed = self._trimmed
        return [self._trim(place) if place[2] < trimmed else place for place in places]

    def _trim(self, place: MatchSpan) -> MatchSpan:
        start, end, number = place
        trim = self.patterns[number].trim
        return start + trim, end - trim, number


def _in_order(places: list[MatchSpan]) -> list[MatchSpan]:
    return sorted(places, key=lambda place: (place[0], -place[1]))


def _boundary_check(forms: Sequence[str]) -> BoundaryCheck:
    """Returns the boundary check; a closure, because it is called for every place that is found."""
    # Most constraints are equal; shared objects stay in the processor's cache.
    shared: dict[BoundaryConstraints, BoundaryConstraints] = {}
    guards = [shared.setdefault(guard, guard) for guard in map(_constraints, forms)]

    def is_allowed(text: str, start: int, end: int, number: int) -> bool:
        not_before, not_after, is_short = guards[number]
        if start and text[start - 1] in not_before:
            return False
        if is_short and start > 1 and text[start - 2] in _HAN_NUMERALS and _may_join(text[start - 1]):
            return False
        if not not_after or end == len(text) or text[end] not in not_after:
            return True
        # A full stop after a word ends a sentence, unless a digit or letter follows.
        return text[end] == "." and text[end + 1 : end + 2] not in _WORD

    return is_allowed


def _may_join(character: str) -> bool:
    """Whether a character between two numerals may join them to one slogan: 一闸三线, but not 一是三农."""
    return "\u4e00" <= character <= "\u9fff" and character not in _LINKS


def _constraints(folded: str) -> BoundaryConstraints:
    """Returns the characters not allowed before and after a form, and whether a longer slogan may contain it."""
    blocked = _blocked()
    first, last = folded[0], folded[-1]
    before = _JOINED if first in _WORD else _BEFORE_NUMERAL if first in _NUMERALS else frozenset()
    if last in _WORD:
        return before, _JOINED, False
    if len(folded) == 2 and first in _NUMERALS:
        return before | blocked.before.get(folded, _NONE), blocked.behind.get(last, _NONE) | _HAN_NUMERALS, True
    after = blocked.behind.get(folded[-2:], _NONE)
    return before, after, len(folded) == 3 and first in _HAN_NUMERALS


def _order(pattern: Pattern) -> tuple[bool, bool, str]:
    return not pattern.trim, _needs_check(pattern), pattern.folded


def _needs_check(pattern: Pattern) -> bool:
    return pattern.folded[0] in _GUARDED or pattern.folded[-1] in _WORD


def _choose(heads: Sequence[HeadForm], forms: Iterable[Form]) -> Iterable[Pattern]:
    """Returns one pattern for each normalized form; of several terms, headwords win, then the more frequent form."""
    grouped: dict[int, list[Form]] = {}
    for form in forms:
        grouped.setdefault(form.term, []).append(form)
    best: dict[str, tuple[tuple[int, int, int], Pattern]] = {}
    for term, own in grouped.items():
        for rank, pattern in _patterns(heads[term], own):
            known = best.get(pattern.folded)
            if known is None or rank < known[0]:
                best[pattern.folded] = (rank, pattern)
    return [pattern for _, pattern in best.values()]


def _patterns(head: HeadForm, forms: Sequence[Form]) -> Iterable[tuple[tuple[int, int, int], Pattern]]:
    core = normalize_page(head.headword).replace(QUOTE, "")
    only_quoted = _is_only_quoted(head, core, forms)
    for form in forms:
        rank = (_RANKS.get(form.kind, _LAST - 1), -form.count, form.term)
        for folded in _spellings(normalize_page(form.form).strip(), core):
            bare = folded.replace(QUOTE, "")
            if not 2 <= len(bare) <= _MAX_LENGTH or "\n" in folded:
                continue
            if (bare == core and only_quoted) or (len(bare) == 2 and form.kind == "short_form"):
                yield rank, Pattern(f"{QUOTE}{bare}{QUOTE}", form.term, form.sense, trim=1)
            elif folded.strip(QUOTE) == bare:
                yield rank, Pattern(bare, form.term, form.sense)
            else:
                yield rank, Pattern(folded, form.term, form.sense)
            if head.is_slogan and (digits := _in_digits(folded)):
                yield (_LAST, -form.count, form.term), Pattern(digits, form.term, form.sense)


def _in_digits(folded: str) -> str | None:
    """Returns the form with digits for numerals; ``None`` if they are too few or adjacent, as in a number."""
    numerals = [at for at, character in enumerate(folded) if character in _NUMERALS]
    if len(numerals) < 2 or any(after - before == 1 for before, after in pairwise(numerals)):
        return None
    digits = folded.translate(_DIGITS)
    return digits if digits != folded and all(digits[at].isdigit() for at in numerals) else None


def _spellings(folded: str, core: str) -> Iterable[str]:
    """Returns the spellings of a form: with its quotes, without, around the base form; with and without separators."""
    bare = folded.replace(QUOTE, "")
    ways = {folded: None, bare: None}
    if core and core in bare and bare != core:
        ways[bare.replace(core, f"{QUOTE}{core}{QUOTE}", 1)] = None
    for way in tuple(ways):
        for separator in ("", "、", "，") if not _ANY_SEPARATOR.isdisjoint(way) else ():
            ways["".join(separator if each in _ANY_SEPARATOR else each for each in way)] = None
    return ways


def _is_only_quoted(head: HeadForm, core: str, forms: Sequence[Form]) -> bool:
    """Whether a form is found in quotes only: a number, a place name, or a word of two characters under conditions.

    The word must be always quoted, or explained by one source only. For each place, the store counts both the base form
    and the printed form, so the difference of the two counts is the number of places without quotes.
    """
    if _NUMBER.fullmatch(core) or is_place_name(core):
        return True
    if len(core) > _SHORT:
        return False
    if 0 < head.explained_by < _MIN_SOURCES:
        return True
    counts: dict[bool, int] = {True: 0, False: 0}
    for form in forms:
        folded = normalize_page(form.form)
        if folded == core:
            counts[False] += form.count
        elif f"{QUOTE}{core}{QUOTE}" in folded:
            counts[True] += form.count
    return counts[False] <= counts[True] and (head.is_slogan or counts[True] > 0)


class ClientRules(TypedDict):
    """The rules a client needs to match like the server.

    Attributes:
        digest: 16 hex digits, a hash of the other fields: equal digests mean equal rules.
        folding: ``from`` and ``to``: strings with the same number of code points.
        guards: Sets of characters as strings, and tables of such sets; docs/reading-aid.md explains their use.
    """

    digest: str
    folding: dict[str, str]
    guards: dict[str, Any]


@cache
def client_rules() -> ClientRules:
    """Returns the rules of this version.

    >>> client_rules()["guards"]["han_numerals"]
    '一七三两九二五八六十双四'
    """
    pairs = folded_pairs()
    folding = {"from": "".join(pairs), "to": "".join(pairs.values())}
    guards = boundary_rules()
    packed = orjson.dumps([folding, guards], option=orjson.OPT_SORT_KEYS)
    return {"digest": hashlib.sha256(packed).hexdigest()[:16], "folding": folding, "guards": guards}
