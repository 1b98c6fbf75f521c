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
  where a common word begins with its second one (三公里, 五小时, 四上午) nor within a longer slogan (三线 in 一闸三线);
* a form that begins or ends with a Latin letter or digit is not found within a longer word or number (1+7 in 21+73).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from glossary.annotation.line_wraps import across, find_gaps, leftmost_longest
from glossary.annotation.matcher import BoundaryCheck, Matcher, MatchSpan
from glossary.annotation.page_text import QUOTE, normalize_page

_ANY_SEPARATOR = frozenset("、，,·;；")
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两0123456789")
_BEFORE_NUMERAL = _NUMERALS | frozenset("第周期")
_BEHIND = {
    "上": "午下级市",
    "下": "午级",
    "小": "时学组",
    "公": "里斤顷分尺开司",
    "产": "业",
    "农": "历",
    "分": "之钟",
    "年": "级",
    "无": "所线论",
}
"""What, behind a two-character slogan, makes its second character the beginning of a word."""
_HAN_NUMERALS = frozenset("一二三四五六七八九十两双")
_NOT_BEHIND = {last: _HAN_NUMERALS | frozenset(words) for last, words in _BEHIND.items()}
_LINKS = frozenset("是要为和与及的在")
_BEHIND_ONE = frozenset("批流律百件张把条套支本次类点步")
"""What, behind 九个一, makes a longer form of it (九个一批)."""
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
_LONGEST = 60
"""Code points; a longer head is a sentence that nobody writes a second time."""


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
    """What the lexicon must know of a term: its headword and whether it is a numeral slogan."""

    headword: str
    is_slogan: bool = False


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
    first, last = folded[0], folded[-1]
    before = _JOINED if first in _WORD else _BEFORE_NUMERAL if first in _NUMERALS else frozenset()
    if last in _WORD:
        return before, _JOINED, False
    if len(folded) == 2 and first in _NUMERALS:
        return before, _NOT_BEHIND.get(last, _HAN_NUMERALS), True
    after = _BEHIND_ONE if folded.endswith("个一") else frozenset[str]()
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
    """Whether a number, or a two-character slogan that stands in quotes wherever a source prints it.

    The store counts the core once for each place and the printed form beside it, so what the quoted forms leave of
    the core's count are places without quotes.
    """
    if _NUMBER.fullmatch(core):
        return True
    if not head.is_slogan or len(core) > 2:
        return False
    counts: dict[bool, int] = {True: 0, False: 0}
    for form in forms:
        folded = normalize_page(form.form)
        if folded == core:
            counts[False] += form.count
        elif f"{QUOTE}{core}{QUOTE}" in folded:
            counts[True] += form.count
    return counts[False] <= counts[True]
