"""Under which key evidence is filed: misspellings and measure-word variants join the article they mean. Pure.

Only keys of one *family* (equal but for numerals and measure words) can be filed together, so that a new source
touches the families it names and no others.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from glossary.merge.evidence import Evidence
from glossary.merge.overlap import fold
from glossary.model import MembersStatus

_NUMERALS = re.compile(r"[一二三四五六七八九十两双][个大项类种条]?(?=.)")
_HAS_NUMERAL = re.compile(r"[二三四五六七八九十两双]")


@dataclass(frozen=True, slots=True)
class Filing:
    """Where the evidence of ``key`` is filed, and why."""

    key: str
    target: str
    rule: str = ""


def find_family(key: str) -> str:
    """The key without numerals and measure words; a key that counts nothing is its own family.

    >>> find_family("三区三线"), find_family("三区两线"), find_family("四种意识"), find_family("放管服")
    ('#区#线', '#区#线', '#意识', '放管服')
    """
    if not _HAS_NUMERAL.search(key) or len(key) > 40:
        return key
    family = _NUMERALS.sub("#", key)
    return family if family.strip("#") else key


def plan_filing(
    keys: Iterable[str], explained: Iterable[Evidence], apart: Collection[frozenset[str]] = ()
) -> dict[str, Filing]:
    """The filing of all keys of one family, from the explanations that stand under them.

    Two keys whose explanations enumerate the same members are one article. It is filed under the key whose numerals
    the members agree with; among several under the one that more sources use, then the smaller key.

    Args:
        keys: All keys of the family.
        explained: The entries and glosses that stand under them.
        apart: Pairs that a curator called different.
    """
    filings = {key: Filing(key, key) for key in sorted(keys)}
    by_key: dict[str, list[Evidence]] = defaultdict(list)
    for row in explained:
        if row.core_key in filings and row.members:
            by_key[row.core_key].append(row)
    for group in _same_members(by_key):
        target = min(group, key=lambda key: _claim(by_key[key], key))
        for key in group - {target}:
            rule = "misspelling" if _numerals(key) != _numerals(target) else "measure word"
            if frozenset((key, target)) in apart:
                continue
            if rule == "measure word" or _is_misspelt(by_key[key]):
                filings[key] = Filing(key, target, rule)
    return filings


def _same_members(by_key: Mapping[str, Sequence[Evidence]]) -> list[set[str]]:
    """Sets of two or more keys that are joined by equal member sets."""
    joined: dict[frozenset[str], set[str]] = defaultdict(set)
    for key, rows in by_key.items():
        for row in rows:
            if len(row.members) > 1:
                joined[frozenset(map(fold, row.members))].add(key)
    groups: list[set[str]] = []
    for keys in joined.values():
        touching = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys] + [keys.union(*touching)]
    return [group for group in groups if len(group) > 1]


def _claim(rows: Sequence[Evidence], key: str) -> tuple[object, ...]:
    complete = any(row.status == MembersStatus.COMPLETE for row in rows)
    return (not complete, -len({row.facts.source for row in rows}), key)


def _is_misspelt(rows: Sequence[Evidence]) -> bool:
    """No explanation under this key agrees with its numerals."""
    return all(row.status != MembersStatus.COMPLETE for row in rows)


def _numerals(key: str) -> list[str]:
    return re.findall(r"[一二三四五六七八九十两双]", key)
