"""Assigns keys to articles: misspellings and variants with measure words or class nouns join their article. Pure.

Only keys with one skeleton key (equal except for numerals, measure words and class nouns) can be filed together, so a
new source affects only keys that share a skeleton key with one of its own.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from glossary.chinese.headword import HeadwordKind, leading_class_nouns, parse_headword
from glossary.chinese.numerals import COUNTING, SEVERAL, unify_twos
from glossary.chinese.word_lists import simplified
from glossary.model import MembersStatus
from glossary.senses.evidence import Evidence
from glossary.senses.similarity import find_members_in, match_wordings, wording_key

_MEASURE = simplified("measure_words", "measured")
_NUMERALS = re.compile(f"[{COUNTING}]{_MEASURE}?(?=.)")
_MAX_KEY_LENGTH = 40
_SPELLING = "spelling"
_TAIL = "tail"
_MIN_TERM_LENGTH = 3
_MAX_COMPARED = 12
"""How many explanations of each key are compared; the first ones in canonical order."""
_MIN_COMPARABLE_LENGTH = 15
_SAME_WORDING = 0.5
_DIGITS = "零一二三四五六七八九十"
_HAS_NUMERAL = re.compile(rf"[{SEVERAL}]")


@dataclass(frozen=True, slots=True)
class KeyAssignment:
    """The article key (``target``) that the evidence of ``key`` is filed under, and the rule that decided."""

    key: str
    target: str
    rule: str = ""


@lru_cache(maxsize=65536)
def skeleton_key(key: str) -> str:
    """Returns the key without numerals and measure words; a key without numerals is its own skeleton.

    >>> skeleton_key("三区三线"), skeleton_key("三区两线"), skeleton_key("四种意识"), skeleton_key("放管服")
    ('#区#线', '#区#线', '#意识', '放管服')
    >>> skeleton_key("八五普法"), skeleton_key("十四五"), skeleton_key("放管服改革")
    ('八五普法', '十四五', '放管服')
    """
    kind = parse_headword(key).kind if len(key) <= _MAX_KEY_LENGTH else None
    if kind is HeadwordKind.TERM:
        return without_tail(key)
    if not _HAS_NUMERAL.search(key) or kind is not HeadwordKind.NUMERAL_SLOGAN:
        return key
    family = _NUMERALS.sub("#", key)
    return family if family.strip("#") else key


def without_tail(key: str) -> str:
    """Strips generic class nouns from the end of a plain term; at least three characters remain.

    >>> without_tail("放管服改革"), without_tail("养老服务"), without_tail("长江经济带发展战略")
    ('放管服', '养老服务', '长江经济带')
    """
    starts = range(_MIN_TERM_LENGTH, len(key) - 1)
    return next((key[:at] for at in starts if leading_class_nouns(key[at:]) == key[at:]), key)


def assign_keys(
    keys: Iterable[str], explained: Iterable[Evidence], apart: Collection[frozenset[str]] = ()
) -> dict[str, KeyAssignment]:
    """Assigns every key of one family to an article, by the explanations of the keys.

    A key is a misspelling of another key of the family if no explanation of it agrees with its own numerals and one
    names the members of the other key. Keys that differ by measure words, or by 两, 双 and 二, and name the same
    members share one article, filed under the key that more sources explain, then the smaller key. A plain term with a
    generic class noun joins the term without it if their explanations agree (放管服改革, 放管服).

    Args:
        keys: All keys of the family.
        explained: The entries and inline definitions of these keys.
        apart: Pairs of keys that an editor marked as different.
    """
    by_key: dict[str, list[Evidence]] = {key: [] for key in sorted(keys)}
    for row in explained:
        if row.core_key in by_key:
            by_key[row.core_key].append(row)
    strongest = sorted((key for key in by_key if by_key[key]), key=lambda key: _claim(by_key[key], key))
    assignments = {key: KeyAssignment(key, key) for key in by_key}
    targets: set[str] = set()
    for target in strongest:
        for key in strongest:
            is_free = key != target and assignments[key].target == key and key not in targets
            if not is_free or assignments[target].target != target or frozenset((key, target)) in apart:
                continue
            if rule := _find_rule(by_key[key], key, by_key[target], target):
                assignments[key] = KeyAssignment(key, target, rule)
                targets.add(target)
    return assignments


def _claim(rows: Sequence[Evidence], key: str) -> tuple[object, ...]:
    return (not _has_complete(rows), -len({row.facts.source for row in rows}), key)


def _has_complete(rows: Sequence[Evidence]) -> bool:
    return any(row.status == MembersStatus.COMPLETE for row in rows)


def _find_rule(rows: Sequence[Evidence], key: str, target_rows: Sequence[Evidence], target: str) -> str:
    """Returns the rule by which ``key`` is filed under ``target``; empty if it is not."""
    if key != target and key.startswith(target) and without_tail(key) == target:
        return _TAIL if _do_wordings_agree(rows, target_rows) else ""
    lists = [row.members for row in target_rows if row.status == MembersStatus.COMPLETE and len(row.members) > 1]
    if _numerals(key) == _numerals(target):
        return _SPELLING if any(_names_all(row, members) for row in rows for members in lists) else ""
    if len(_numerals(key)) != len(_numerals(target)):
        return ""
    groups = _find_other_groups(key, target)
    is_misspelt = any(_is_misspelt(row, members, groups) for row in rows for members in lists)
    return "misspelling" if is_misspelt and not any(_has_own(row, lists, groups) for row in rows) else ""


def _do_wordings_agree(rows: Sequence[Evidence], others: Sequence[Evidence]) -> bool:
    """Whether any two explanations share half of their wording; short ones must be equal."""
    pairs = product(rows[:_MAX_COMPARED], others[:_MAX_COMPARED])
    return any(_agree(one, other) for one, other in pairs)


def _agree(one: Evidence, other: Evidence) -> bool:
    wordings = (one.definition or "", other.definition or "")
    if min(map(len, wordings)) >= _MIN_COMPARABLE_LENGTH:
        return match_wordings(*wordings) >= _SAME_WORDING
    return wording_key(wordings[0]) == wording_key(wordings[1])


def _is_misspelt(row: Evidence, members: Sequence[str], groups: Sequence[tuple[int, str]]) -> bool:
    return _names_all(row, members) or (_names_half(row, members) and _counts_as(row, groups))


def _has_own(row: Evidence, lists: Sequence[Sequence[str]], groups: Sequence[tuple[int, str]]) -> bool:
    """Whether an explanation agrees with its own numerals.

    It does not if its list is a subset of a list of the other key (the rest was cut off), or if its text states the
    numeral of the other key, however its list was parsed (三条控制线 under 三区两线).
    """
    if groups and _counts_as(row, groups):
        return False
    own = set(map(wording_key, row.members))
    return row.status == MembersStatus.COMPLETE and not any(own <= set(map(wording_key, members)) for members in lists)


def _names_all(row: Evidence, members: Sequence[str]) -> bool:
    return (
        set(map(wording_key, row.members)) == set(map(wording_key, members))
        or find_members_in(members, row.definition or "") > 0.99
    )


def _names_half(row: Evidence, members: Sequence[str]) -> bool:
    return find_members_in(members, row.definition or "") >= 0.5


def _counts_as(row: Evidence, groups: Sequence[tuple[int, str]]) -> bool:
    """Whether the definition states the numerals of the other headword: 三条控制线 under 三区两线."""
    wording = wording_key(row.definition or "")
    return all(
        re.search(f"{_DIGITS[numeral]}{_MEASURE}?.{{0,6}}{re.escape(shared)}", wording) for numeral, shared in groups
    )


def _find_other_groups(key: str, target: str) -> list[tuple[int, str]]:
    """Returns the groups of ``target`` whose numeral differs from that of ``key``."""
    pairs = zip(parse_headword(key).groups, parse_headword(target).groups, strict=False)
    return [
        (theirs[0], theirs[1]) for mine, theirs in pairs if mine != theirs and theirs[0] and theirs[0] < len(_DIGITS)
    ]


def _numerals(key: str) -> list[str]:
    """Returns the numerals of a key. 两, 双 and 二 are equal: 双轮驱动 is not a misspelling of 两轮驱动."""
    return re.findall(r"[一三四五六七八九十两]", unify_twos(key))
