"""Matches all written forms of a dictionary on a page. Pure.

:mod:`glossary.annotation.patterns` has the spellings of a form. A form is also found across a line wrap and
letter-spaced. Boundary checks prevent false matches:

* A form that begins with a numeral is not found after another numeral, 第 or 周 (二十四上). A slogan of two characters
  is not found if its second one begins a common word (三公里, 五小时, 四上午; ``chinese/data/false_friends.tsv``), or
  within a longer slogan (三线 in 一闸三线).
* No form is found if its end begins another word, or its beginning ends one: 综合窗 in 综合窗口, 上平台 in 线上平台
  (the same table).
* A form that begins or ends with a Latin letter or digit is not found within a longer word or number (1+7 in 21+73).
"""

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple, TypedDict

import orjson

from glossary.annotation.matcher import BoundaryCheck, Matcher, MatchSpan, across, find_gaps, leftmost_longest
from glossary.annotation.patterns import (
    NUMERALS,
    WORD,
    Columns,
    HeadForm,
    LexiconForm,
    Patterns,
    blocked_characters,
    choose_patterns,
)
from glossary.chinese.normalize import folded_pairs, normalize_page
from glossary.chinese.numerals import COUNTING
from glossary.chinese.offsets import Utf16
from glossary.chinese.word_lists import word_set

_BEFORE_NUMERAL = NUMERALS | frozenset("第周期")
_HAN_NUMERALS = frozenset(COUNTING)
_LINKS = word_set("function_words", "link")
_JOINED = WORD | frozenset("+.")
BoundaryConstraints = tuple[frozenset[str], frozenset[str], bool]
"""Constraints of a form: characters not allowed before it, after it, and whether a longer slogan may contain it."""


_NONE: frozenset[str] = frozenset()


def boundary_rules() -> dict[str, Any]:
    """Returns the boundary rules as data, for clients that match locally.

    ``behind`` and ``before`` come from the table ``false_friends``: by the end of a form, by a whole form.
    """
    sets = {
        "numerals": NUMERALS,
        "before_numeral": _BEFORE_NUMERAL,
        "word": WORD,
        "joined": _JOINED,
        "han_numerals": _HAN_NUMERALS,
        "links": _LINKS,
    }
    tables = blocked_characters()._asdict()
    return {name: "".join(sorted(words)) for name, words in sets.items()} | {
        side: {form: "".join(sorted(words)) for form, words in sorted(table.items())} for side, table in tables.items()
    }


class Lexicon:
    """The forms of a dictionary as one matcher; ``patterns[place[2]]`` is the pattern of a place.

    Args:
        heads: The terms, by number.
        forms: The stored forms of all terms, or the patterns already chosen from them.
        pure: Whether to use the pure Python matcher.
        automaton: The packed automaton of these patterns, so that it need not be built.
    """

    def __init__(
        self,
        heads: Sequence[HeadForm],
        forms: Iterable[LexiconForm] | Columns,
        *,
        pure: bool = False,
        automaton: bytes = b"",
    ) -> None:
        columns = forms if isinstance(forms, Columns) else choose_patterns(heads, forms)
        self.heads = heads
        self.patterns = Patterns(columns)
        self._trimmed = columns.trimmed
        guard = _boundary_check(columns.folded)
        self.matcher = Matcher(columns.folded, guarded=columns.guarded, guard=guard, pure=pure, automaton=automaton)

    def __len__(self) -> int:
        return len(self.patterns)

    def pack(self) -> list[bytes]:
        """Returns the lexicon as bytes; :meth:`unpack` makes one of them in a tenth of the time."""
        folded, terms, senses, *counts = self.patterns.columns
        texts = [folded, [head.headword for head in self.heads], list(senses.items()), counts]
        slogans = bytes(head.is_slogan for head in self.heads)
        return [*map(orjson.dumps, texts), array("I", terms).tobytes(), slogans, self.matcher.pack()]

    @classmethod
    def unpack(cls, packed: Sequence[bytes]) -> "Lexicon":
        """Returns the lexicon that :meth:`pack` packed, on a machine of the same byte order.

        Raises:
            ValueError: It is not what was packed.
        """
        *texts, terms, slogans, automaton = packed
        folded, headwords, senses, counts = map(orjson.loads, texts)
        columns = Columns(folded, array("I", terms), dict(senses), *counts)
        return cls(list(map(HeadForm, headwords, map(bool, slogans))), columns, automaton=automaton)

    def find(self, text: str, *, nested: bool = False) -> list[MatchSpan]:
        """Returns the places of forms in ``text``: (start, end, number of the pattern), in order, in code points.

        Args:
            text: A text in any script.
            nested: Whether to return every form, including overlapping ones; else leftmost-longest without overlap.
        """
        view = normalize_page(text)
        search = self.matcher.every if nested else self.matcher.longest
        places = search(view)
        gaps = find_gaps(view, text)
        if gaps and (crossing := across(view, gaps, search)):
            places = _in_order([*places, *crossing]) if nested else leftmost_longest([*places, *crossing])
        trimmed = self._trimmed
        return [(place[0] + 1, place[1] - 1, place[2]) if place[2] < trimmed else place for place in places]


def _in_order(places: list[MatchSpan]) -> list[MatchSpan]:
    return sorted(places, key=lambda place: (place[0], -place[1]))


def _boundary_check(forms: Sequence[str]) -> BoundaryCheck:
    """Returns the boundary check; a closure, because it is called for every place that is found."""
    guards = _ConstraintsByNumber(forms)

    def is_allowed(text: str, start: int, end: int, number: int) -> bool:
        not_before, not_after, is_short = guards[number]
        if start and text[start - 1] in not_before:
            return False
        if is_short and start > 1 and text[start - 2] in _HAN_NUMERALS and _may_join(text[start - 1]):
            return False
        if not not_after or end == len(text) or text[end] not in not_after:
            return True
        # A full stop after a word ends a sentence, unless a digit or letter follows.
        return text[end] == "." and text[end + 1 : end + 2] not in WORD

    return is_allowed


class _ConstraintsByNumber(dict[int, BoundaryConstraints]):
    """The constraints of each form, found when a text has the form: few of the forms are in any text."""

    def __init__(self, forms: Sequence[str]) -> None:
        super().__init__()
        self._forms = forms
        self._shared: dict[BoundaryConstraints, BoundaryConstraints] = {}

    def __missing__(self, number: int) -> BoundaryConstraints:
        constraints = _constraints(self._forms[number])
        # Most constraints are equal; shared objects stay in the processor's cache.
        found = self[number] = self._shared.setdefault(constraints, constraints)
        return found


def _may_join(character: str) -> bool:
    """Whether a character between two numerals may join them to one slogan: 一闸三线, but not 一是三农."""
    return "\u4e00" <= character <= "\u9fff" and character not in _LINKS


def _constraints(folded: str) -> BoundaryConstraints:
    """Returns the characters not allowed before and after a form, and whether a longer slogan may contain it."""
    blocked = blocked_characters()
    first, last = folded[0], folded[-1]
    if first in WORD:
        before = _JOINED
    else:
        before = _BEFORE_NUMERAL if first in NUMERALS else blocked.before.get(folded[:2], _NONE)
    if last in WORD:
        return before, _JOINED, False
    if len(folded) == 2 and first in NUMERALS:
        return before | blocked.before.get(folded, _NONE), blocked.behind.get(last, _NONE) | _HAN_NUMERALS, True
    after = blocked.behind.get(folded[-2:], _NONE)
    return before, after, len(folded) == 3 and first in _HAN_NUMERALS


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


Policy = Literal["longest", "all"]
Row = tuple[int, int, int, int, int]
"""Start and end in code points, start and end in UTF-16 units, index of the match."""


def annotate(text: str, lexicon: Lexicon, *, policy: Policy = "longest", first: bool = False) -> list[MatchSpan]:
    """Finds the forms of ``lexicon`` in ``text``; returns (start, end, number of the pattern), in order.

    Args:
        text: The text, in any script.
        lexicon: The lexicon to match.
        policy: ``longest``: leftmost-longest, no overlap; ``all``: every form, including nested and overlapping ones.
        first: Whether to return only the first place of each term.
    """
    places = lexicon.find(text, nested=policy == "all")
    return _firsts(places, lexicon) if first else places


def in_both_units(places: Sequence[MatchSpan], units: Utf16) -> list[Row]:
    """Returns the places with offsets in code points and in UTF-16 units.

    >>> in_both_units([(1, 3, 7)], Utf16("😀三农"))
    [(1, 3, 2, 4, 7)]
    """
    if units.is_same:
        return [(start, end, start, end, what) for start, end, what in places]
    return [(start, end, units.offset(start), units.offset(end), what) for start, end, what in places]


def _firsts(places: list[MatchSpan], lexicon: Lexicon) -> list[MatchSpan]:
    seen: set[int] = set()
    kept = []
    for place in places:
        term = lexicon.patterns[place[2]].term
        if term not in seen:
            seen.add(term)
            kept.append(place)
    return kept


class Expansion(NamedTuple):
    """A place in the text with its expansion; ``explanation`` is ``None`` if no source explains the term."""

    start: int
    end: int
    headword: str
    brief: str | None
    explanation: str | None


def expand_inline(text: str, opened: Iterable[Expansion]) -> str:
    """Returns ``text`` with the members or the definition in brackets after each place.

    >>> expand_inline("推进三农工作", [Expansion(2, 4, "三农", "农业、农村、农民", None)])
    '推进三农（农业、农村、农民）工作'
    """
    pieces: list[str] = []
    written = 0
    for one in opened:
        if one.start < written or not (one.brief or one.explanation):
            continue
        end = one.end + (text[one.end : one.end + 1] in CLOSING)
        pieces += (text[written:end], f"（{one.brief or one.explanation}）")
        written = end
    return "".join((*pieces, text[written:]))


def expand_as_footnotes(text: str, opened: Sequence[Expansion]) -> str:
    """Returns ``text`` with a numbered mark at each place and footnotes below; equal explanations share a number.

    >>> print(expand_as_footnotes("推进三农工作", [Expansion(2, 4, "三农", None, "农业、农村、农民。")]))
    推进三农[1]工作
    <BLANKLINE>
    [1] 三农：农业、农村、农民。
    """
    pieces: list[str] = []
    notes: dict[tuple[str, str], int] = {}
    written = 0
    for one in opened:
        explanation = one.explanation or one.brief
        if one.start < written or not explanation:
            continue
        number = notes.setdefault((one.headword, explanation), len(notes) + 1)
        end = one.end + (text[one.end : one.end + 1] in CLOSING)
        pieces += (text[written:end], f"[{number}]")
        written = end
    body = "".join((*pieces, text[written:]))
    if not notes:
        return body
    lines = (f"[{number}] {head}：{note}" for (head, note), number in notes.items())
    return f"{body.rstrip()}\n\n" + "\n".join(lines) + ("\n" if text.endswith("\n") else "")


CLOSING = frozenset('”’」』"')
"""A closing quotation mark directly after a place is kept before the brackets."""
