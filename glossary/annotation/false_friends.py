"""Characters beside a form that make it a part of another word; from ``chinese/data/false_friends.tsv``. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain, product
from typing import NamedTuple

from glossary.chinese.numerals import COUNTING
from glossary.chinese.word_lists import WordTableError, words_with

NUMERALS = frozenset("零一二三四五六七八九十百千万亿两0123456789")
_HAN_NUMERALS = frozenset(COUNTING)


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
