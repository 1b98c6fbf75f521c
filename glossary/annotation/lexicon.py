"""All written forms of a dictionary, ready to be found on a page. Pure.

A form is found whether the page is simplified or traditional, whatever its quotation marks and width, with the core
in quotes or without (五小水利, “五小”水利), with the form's separators, others or none (双随机、一公开, 双随机一公开),
across a wrapped line, letter-spaced, and with its numerals as digits (3区3线), where there are at least two that stand
apart.
What would be found too often is held back:

* a numeral slogan of two characters (五小, 四上) that no source prints without quotes is found in quotes only: 第五小学
  is no slogan;
* likewise what is a number or a number and a measure word (231, 一二三, 十大, 12条);
* a form that begins with a numeral is not found behind another one, 第 or 周 (二十四上), a slogan of two characters not
  where a common word begins with its second one (三公里, 五小时, 四上午; ``chinese/data/word_boundaries.tsv``) nor
  within a longer slogan (三线 in 一闸三线);
* a plain word of two characters that one source alone explains is found in quotes only (更大 is the name of a
  university in one report and no term elsewhere), and so is the name of a place (四平);
* a form that begins or ends with a Latin letter or digit is not found within a longer word or number (1+7 in 21+73).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from glossary.annotation.line_wraps import across, find_gaps, leftmost_longest
from glossary.annotation.matcher import BoundaryCheck, Matcher, MatchSpan
from glossary.annotation.page_text import QUOTE, normalize_page
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
"""What refuses a form: characters before it, characters behind it, a longer slogan around it."""
_DIGITS = str.maketrans("零一二两三四五六七八九", "01223456789")
_LAST = 9
"""The rank of what no source prints."""
_SHORT = 2
_LONGEST = 60
"""Code points; a longer head is a sentence that nobody writes a second time."""


_NONE: frozenset[str] = frozenset()
_FEWEST_SOURCES = 2
"""Sources that must explain a plain word of two characters before it is found without quotation marks."""


class Blocked(NamedTuple):
    """Characters that make another word of a form.

    Attributes:
        behind: By the last character of a slogan of two characters, or by the last two of any form.
        before: By a slogan of two characters.
    """

    behind: dict[str, frozenset[str]]
    before: dict[str, frozenset[str]]


@cache
def _blocked() -> Blocked:
    """The table ``word_boundaries``."""
    rows = load_rows("word_boundaries")
    sides = (
        {row["form"]: frozenset(row["blocked"]) for row in rows if row["side"] == side} for side in Blocked._fields
    )
    return Blocked(*sides)


def boundary_rules() -> dict[str, Any]:
    """All that decides where a form may stand, as data for clients that match by themselves.

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
    """One written form of a term, as the store has it.

    Attributes:
        form: As printed.
        term: The term's number in the lexicon.
        sense: Id of the sense that this form chooses, if it chooses one.
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
    """What the lexicon must know of a term.

    Attributes:
        headword: Of the article.
        is_slogan: Whether it is a numeral slogan.
        explained_by: How many sources explain it; 0 where that is not known.
    """

    headword: str
    is_slogan: bool = False
    explained_by: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is looked for: a folded form, the term and sense it stands for, how much of it is quotation mark.

    Attributes:
        trim: Code points at both ends that must be there and are no part of the place (1 for a form in quotes only).
    """

    folded: str
    term: int
    sense: str | None
    trim: int = 0


class Lexicon:
    """The forms of a dictionary as one matcher; ``patterns[place[2]]`` tells what a place stands for."""

    def __init__(self, heads: Sequence[HeadForm], forms: Iterable[Form], *, pure: bool = False) -> None:
        self.heads = heads
        chosen = _choose(heads, forms)
        # Forms in quotes only come first and forms with a guard last, so that a number tells which one it is.
        self.patterns: tuple[Pattern, ...] = tuple(sorted(chosen, key=_order))
        plain = sum(not _needs_guard(one) for one in self.patterns)
        folded = [one.folded for one in self.patterns]
        self._trimmed = sum(one.trim > 0 for one in self.patterns)
        self.matcher = Matcher(folded, guarded=plain, guard=_guard_of(folded), pure=pure)

    def __len__(self) -> int:
        return len(self.patterns)

    def find(self, text: str, *, nested: bool = False) -> list[MatchSpan]:
        """The forms in ``text``: (start, end, number of the pattern), in order; offsets in code points of ``text``.

        Args:
            text: A page, a sentence; any script.
            nested: Every form, overlapping ones too; else leftmost-longest without overlap.
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


def _guard_of(forms: Sequence[str]) -> BoundaryCheck:
    """Whether a form may stand at a place; a closure, because it is asked for every place that is found."""
    # Few differ: shared, they stay in the processor's cache while a page is read.
    shared: dict[BoundaryConstraints, BoundaryConstraints] = {}
    guards = [shared.setdefault(guard, guard) for guard in map(_guard, forms)]

    def may_stand(text: str, start: int, end: int, number: int) -> bool:
        not_before, not_after, is_short = guards[number]
        if start and text[start - 1] in not_before:
            return False
        if is_short and start > 1 and text[start - 2] in _HAN_NUMERALS and _may_join(text[start - 1]):
            return False
        if not not_after or end == len(text) or text[end] not in not_after:
            return True
        # A full stop behind a word is one, unless a digit or letter follows.
        return text[end] == "." and text[end + 1 : end + 2] not in _WORD

    return may_stand


def _may_join(character: str) -> bool:
    """Whether a character between two numerals makes one slogan of them (一闸三线), as in 一是三农 it does not."""
    return "\u4e00" <= character <= "\u9fff" and character not in _LINKS


def _guard(folded: str) -> BoundaryConstraints:
    """What must not stand before a form and behind it, and whether it is a short slogan that a longer one may hold."""
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
    return not pattern.trim, _needs_guard(pattern), pattern.folded


def _needs_guard(pattern: Pattern) -> bool:
    return pattern.folded[0] in _GUARDED or pattern.folded[-1] in _WORD


def _choose(heads: Sequence[HeadForm], forms: Iterable[Form]) -> Iterable[Pattern]:
    """One pattern for each folded form: of several terms the one whose headword it is, else the more frequent one."""
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
            if not 2 <= len(bare) <= _LONGEST or "\n" in folded:
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
    """The form with digits for numerals; ``None`` where they are too few or too close to tell it from a number."""
    numerals = [at for at, character in enumerate(folded) if character in _NUMERALS]
    if len(numerals) < 2 or any(after - before == 1 for before, after in pairwise(numerals)):
        return None
    digits = folded.translate(_DIGITS)
    return digits if digits != folded and all(digits[at].isdigit() for at in numerals) else None


def _spellings(folded: str, core: str) -> Iterable[str]:
    """The ways a page may print a form: quotes as given, none, around the core; separators as given, none."""
    bare = folded.replace(QUOTE, "")
    ways = {folded: None, bare: None}
    if core and core in bare and bare != core:
        ways[bare.replace(core, f"{QUOTE}{core}{QUOTE}", 1)] = None
    for way in tuple(ways):
        for separator in ("", "、", "，") if not _ANY_SEPARATOR.isdisjoint(way) else ():
            ways["".join(separator if each in _ANY_SEPARATOR else each for each in way)] = None
    return ways


def _is_only_quoted(head: HeadForm, core: str, forms: Sequence[Form]) -> bool:
    """Whether a number, a place, or a word of two characters that is always quoted or that one source alone explains.

    The store counts the core once for each place and the printed form beside it, so what the quoted forms leave of
    the core's count are places without quotes.
    """
    if _NUMBER.fullmatch(core) or is_place_name(core):
        return True
    if len(core) > _SHORT:
        return False
    if 0 < head.explained_by < _FEWEST_SOURCES:
        return True
    counts: dict[bool, int] = {True: 0, False: 0}
    for form in forms:
        folded = normalize_page(form.form)
        if folded == core:
            counts[False] += form.count
        elif f"{QUOTE}{core}{QUOTE}" in folded:
            counts[True] += form.count
    return counts[False] <= counts[True] and (head.is_slogan or counts[True] > 0)
