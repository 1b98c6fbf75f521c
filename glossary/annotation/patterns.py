"""Chooses the patterns by which the forms of a dictionary are matched. Pure.

A form is matched on simplified and traditional pages, with any quotation marks and width, with or without quotes
around the base form (五小水利, “五小”水利), with any separators or none (双随机、一公开, 双随机一公开), and with its
numerals as digits (3区3线) if it has at least two separate numerals. Some forms are matched in quotation marks only:

* A numeral slogan of two characters (五小, 四上) that no source prints without quotes: 第五小学 does not contain a
  slogan. The same applies to a number, or a number with a measure word (231, 一二三, 十大, 12条).
* A plain word of two characters that only one source explains (更大 is the name of a university in one report and not a
  term elsewhere), and a place name (四平).

The table ``chinese/data/false_friends.tsv`` has characters beside a form that make it a part of another word.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise, product
from operator import itemgetter
from typing import Any, NamedTuple

from glossary.chinese.normalize import QUOTE, normalize_page
from glossary.chinese.numerals import COUNTING
from glossary.chinese.regions import is_place_name
from glossary.chinese.word_lists import WordTableError, simplified, words_with

NUMERALS = frozenset("零一二三四五六七八九十百千万亿两0123456789")
_HAN_NUMERALS = frozenset(COUNTING)
WORD = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_GUARDED = NUMERALS | WORD
_ANY_SEPARATOR = frozenset("、，,·;；")
_NUMBER = re.compile(f"[0-9零{COUNTING}百千万]+{simplified('measure_words', 'measured', 'number-measure')}?")
_RANKS = {"headword": 0, "spelling": 1, "full_form": 2, "short_form": 3, "misspelling": 4, "damaged": 5}
_NUMERAL = re.compile(f"[{''.join(sorted(NUMERALS))}]")
_DIGITS = str.maketrans("零一二两三四五六七八九", "01223456789")
_LAST = 9
"""The rank of spellings that no source prints."""
_SHORT = 2
_MAX_LENGTH = 60
"""Code points; a longer headword is a sentence that does not occur again."""
_MIN_SOURCES = 2
"""How many sources must explain a plain word of two characters, so that it is found without quotation marks."""


@dataclass(slots=True)
class LexiconForm:
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


class HeadForm(NamedTuple):
    """The data of a term that the lexicon needs.

    Attributes:
        headword: The headword of the article.
        is_slogan: Whether it is a numeral slogan.
        explained_by: How many sources explain it; 0 if unknown.
    """

    headword: str
    is_slogan: bool = False
    explained_by: int = 0


class Pattern(NamedTuple):
    """A pattern: a normalized form with its term and sense.

    Attributes:
        trim: Code points at both ends that must match but are not part of the place (1 for a form in quotes only).
    """

    folded: str
    term: int
    sense: str | None
    trim: int = 0


class Columns(NamedTuple):
    """The patterns of a lexicon by column: a quarter of a million of them are loaded at once.

    Patterns in quotation marks only come first and patterns with a boundary check last, so the number shows the kind.

    Attributes:
        folded: The normalized forms.
        terms: The numbers of their terms.
        senses: The ids of the senses that they imply, by number of the pattern.
        trimmed: How many are found in quotation marks only.
        guarded: The number of the first that has a boundary check.
    """

    folded: Sequence[str]
    terms: Sequence[int]
    senses: Mapping[int, str]
    trimmed: int
    guarded: int


class Patterns(Sequence[Pattern]):
    """The patterns of a lexicon; each is compiled at its first use."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns.folded)

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        folded, terms, senses, trimmed, _ = self.columns
        return Pattern(folded[number], terms[number], senses.get(number), int(number < trimmed))


def choose_patterns(heads: Sequence[HeadForm], forms: Iterable[LexiconForm]) -> Columns:
    """Chooses the patterns of the forms of a dictionary."""
    ordered = sorted([(*_order(one), one) for one in _choose(heads, forms)], key=itemgetter(0, 1, 2))
    patterns = [one for *_, one in ordered]
    return Columns(
        [one.folded for one in patterns],
        array("I", [one.term for one in patterns]),
        {number: one.sense for number, one in enumerate(patterns) if one.sense is not None},
        sum(one.trim > 0 for one in patterns),
        sum(not is_checked for _, is_checked, *_ in ordered),
    )


def _order(pattern: Pattern) -> tuple[bool, bool, str]:
    return not pattern.trim, _needs_check(pattern), pattern.folded


def _needs_check(pattern: Pattern) -> bool:
    folded, blocked = pattern.folded, blocked_characters()
    is_part = folded[-2:] in blocked.behind or folded[:2] in blocked.before
    return folded[0] in _GUARDED or folded[-1] in WORD or is_part


def _choose(heads: Sequence[HeadForm], forms: Iterable[LexiconForm]) -> Iterable[Pattern]:
    """Returns one pattern for each normalized form; of several terms, headwords win, then the more frequent form."""
    grouped: dict[int, list[LexiconForm]] = {}
    for form in forms:
        grouped.setdefault(form.term, []).append(form)
    best: dict[str, tuple[tuple[int, int, int], Pattern]] = {}
    for term, own in grouped.items():
        for rank, pattern in _patterns(heads[term], own):
            known = best.get(pattern.folded)
            if known is None or rank < known[0]:
                best[pattern.folded] = (rank, pattern)
    return [pattern for _, pattern in best.values()]


def _patterns(head: HeadForm, forms: Sequence[LexiconForm]) -> Iterable[tuple[tuple[int, int, int], Pattern]]:
    core = normalize_page(head.headword).replace(QUOTE, "")
    only_quoted = _is_only_quoted(head, core, forms)
    for form in forms:
        rank = (_RANKS.get(form.kind, _LAST - 1), -form.count, form.term)
        for folded in _spellings(normalize_page(form.form).strip(), core):
            bare = folded.replace(QUOTE, "")
            if not 2 <= len(bare) <= _MAX_LENGTH or "\n" in folded:
                continue
            kept = bare if folded.strip(QUOTE) == bare else folded  # quotation marks around all of it are no part of it
            if (bare == core and only_quoted) or (len(bare) == 2 and form.kind == "short_form"):
                yield rank, Pattern(f"{QUOTE}{bare}{QUOTE}", form.term, form.sense, trim=1)
            else:
                yield rank, Pattern(kept, form.term, form.sense)
            if head.is_slogan and (digits := _in_digits(kept)):
                yield (_LAST, -form.count, form.term), Pattern(digits, form.term, form.sense)


def _in_digits(folded: str) -> str | None:
    """Returns the form with digits for numerals; ``None`` if they are too few or adjacent, as in a number."""
    numerals = [found.start() for found in _NUMERAL.finditer(folded)]
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


def _is_only_quoted(head: HeadForm, core: str, forms: Sequence[LexiconForm]) -> bool:
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


class Blocked(NamedTuple):
    """Characters that form a false friend together with a form: 三产 is no slogan in 三产业, 三角 none in 长三角.

    Attributes:
        behind: Characters after a form, by the last character of a two-character slogan, or the last two of any form.
        before: Characters before a form, by the two-character slogan, or the first two of a form without a numeral.
    """

    behind: dict[str, frozenset[str]]
    before: dict[str, frozenset[str]]


@cache
def blocked_characters() -> Blocked:
    """Returns what the role ``annotation`` blocks: 业 after 三产 (三产业), 长 before 三角 (长三角).

    A row with a value blocks only what is before that part of its word: 线 before 上平台 (线上平台).
    """
    behind: defaultdict[str, set[str]] = defaultdict(set)
    before: defaultdict[str, set[str]] = defaultdict(set)
    rows = words_with("false_friends", "annotation")
    for word, part in chain.from_iterable(((word, row.value) for word in _spell_out(row.word)) for row in rows):
        start = word.index(part) if part else _start_of_slogan(word)
        if start:
            before[word[start : start + 2]].add(word[start - 1])
        for end in range(start + 2, len(word) if not part else 0):
            if word[end] not in _HAN_NUMERALS:  # no numeral may follow any slogan of two characters
                behind[_end_of(word[start:end])].add(word[end])
    return Blocked(*({form: frozenset(blocked) for form, blocked in side.items()} for side in (behind, before)))


def _start_of_slogan(word: str) -> int:
    """Returns where the form in a word begins: 1 in 长三角, and in 双双创, where 双双 is an adverb."""
    if word.startswith("双双"):
        return 1
    return next((at for at, character in enumerate(word) if character in NUMERALS), 0)


_WORD = re.compile(r"(?:\{N\})?(?:[\u4e00-\u9fff]|\[[\u4e00-\u9fff]+\])+")
_CHARACTERS = re.compile(r"\[(.+?)\]|\{(N)\}|(.)")


def _spell_out(word: str) -> Iterator[str]:
    """Yields the words that a row means: 三公里 and 三公斤 for ``{N}公[里斤]``; ``{N}`` is any numeral, here 三.

    Raises:
        WordTableError: The word is a regular expression of another kind.
    """
    if not _WORD.fullmatch(word):
        raise WordTableError(f"false_friends.tsv: a word with the role annotation is no regular expression: {word}")
    choices = [several or ("三" if numeral else one) for several, numeral, one in _CHARACTERS.findall(word)]
    yield from map("".join, product(*choices))


def _end_of(form: str) -> str:
    """Returns the key of a form in ``Blocked.behind``."""
    return form[-1] if len(form) == 2 and form[0] in NUMERALS else form[-2:]
