"""The words at which members begin and end, from ``chinese/data/member_words.tsv``. Pure."""

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

TABLE = files("glossary.chinese") / "data" / "member_words.tsv"
_SIZES = (4, 3, 2, 1)


@cache
def read_table() -> tuple[dict[str, str], ...]:
    """The rows of the table: word, roles (parted by blanks) and an example that shows the word in its first role."""
    rows = csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(rows)


@cache
def load_words(role: str) -> frozenset[str]:
    """The words that have a role.

    Before a list: ``lead`` announces it (分为), and so does ``announces`` behind a ``defining_adverb`` (分别);
    ``defines_label`` stands between a label and its list (是指); ``governing`` is a verb whose objects are listed
    (实施), ``verb`` any verb that a member may begin with; ``preposition`` precedes a list (将), ``scope`` modifies all
    of it (农村).

    Behind a list: ``tail`` is a class noun (工程), ``et_cetera`` is 等, and ``behind_et_cetera`` follows it (部门);
    ``measure`` counts the list again (三类), perhaps behind a ``before_count`` (上述); ``end`` is a word that is in no
    member (合称), ``closer`` any other word there (共同).

    Within a list: a ``conjunction`` joins (和), a word that ``joins_nothing`` only holds one (普及); a ``compound``
    only looks as if it held one of the words above (因为). No member begins with a ``never_first`` or ends with a
    ``never_last``; a ``contrast`` begins a clause that says what is not meant (并非); ``part_played`` is what a member
    is (核心); ``gloss`` begins an explanation in brackets; ``remainder`` begins an item that stands for all others
    (其他), ``remainder_kind`` is a noun with which such an item is a kind of its own (其他垃圾); ``class_noun`` may be
    printed once for all members (空间 of 农业、生态、城镇空间), ``noun_ending`` is the last character of a noun that is
    complete (停车场), ``noun_suffix`` makes another noun of one (产业化); ``done_by`` is between who does something and
    what (工商部门核发的营业执照).

    In a head: ``unit`` is between the numeral and what is counted (个), ``parted_into`` what is parted (五等份);
    ``together`` ends a head and is in no member (合一); ``label_noun`` is the kind of thing (体系).
    """
    return frozenset(row["word"] for row in read_table() if role in row["roles"].split())


@cache
def pattern_of(role: str) -> str:
    """Returns a regular expression that matches the words of a role, the longest first."""
    return "|".join(sorted(load_words(role), key=lambda word: (-len(word), word)))


@cache
def _by_first(*roles: str) -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """The role of each word (the first of ``roles`` that has it), and how long the words with a first character are."""
    role_of = {word: role for role in reversed(roles) for word in load_words(role)}
    lengths: dict[str, set[int]] = {}
    for word in role_of:
        lengths.setdefault(word[0], set()).add(len(word))
    return role_of, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}


DEFINES_LABEL = (
    rf"(?:{pattern_of('defines_label')})(?:(?<!指)|(?![标导挥引]))(?:(?<!为)|(?!{pattern_of('part_played')}))"
)
"""A regular expression for what is between a label and its definition.

指 in 指标 and 指导 is another word, and 以甲、乙“两型”为目标 does not define 两型.
"""


PLAYS_PART = "[把将以由]?([^,;。]{1,80}?)(?<![行认因作成化变改称])作?为"
"""A regular expression for what plays a part, in a group, up to its part: 以甲为核心, 乙作为平台; not 成为."""


def find_words(text: str, start: int, end: int, *roles: str) -> Iterator[tuple[int, int, str]]:
    """The words of the roles in ``text[start:end]`` from left to right, the longest at each place first.

    Yields:
        Start, end and role of each word; words do not overlap.
    """
    role_of, lengths = _by_first(*roles)
    at = start
    while at < end:
        for length in lengths.get(text[at], ()):
            role = role_of.get(text[at : at + length])
            if role and at + length <= end:
                yield at, at + length, role
                at += length
                break
        else:
            at += 1


@lru_cache(maxsize=50_000)
def beginning(text: str, role: str) -> int:
    """How long the longest word of a role is that ``text`` begins with, 0 for none; at most four characters count."""
    words, lengths = _by_first(role)
    for size in _SIZES if text[:1] in lengths else ():
        if text[:size] in words:
            return size
    return 0


@cache
def _all_words() -> frozenset[str]:
    """The words that a boundary must not split; words of remainders are only compared with beginnings."""
    return frozenset(row["word"] for row in read_table() if not row["roles"].startswith("remainder"))


def splits_word(text: str, at: int) -> bool:
    """Whether ``at`` is within a word of the table: 目|标, 高质|量."""
    words = _all_words()
    return text[at - 1 : at + 1] in words or text[at - 2 : at + 1] in words or text[at - 1 : at + 2] in words


@lru_cache(maxsize=50_000)
def consists_of(text: str, role: str) -> bool:
    """Whether ``text`` is one word of a role after the other, 的 among them."""
    words, lengths = _by_first(role)
    at = 0
    while at < len(text):
        for size in lengths.get(text[at], ()):
            if text[at : at + size] in words:
                at += size
                break
        else:
            if text[at] != "的":
                return False
            at += 1
    return at > 0
