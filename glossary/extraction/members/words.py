"""The words that tell where members begin and end, from ``chinese/data/member_words.tsv``. Pure."""

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

TABLE = files("glossary.chinese") / "data" / "member_words.tsv"
LONGEST_TAIL = 8


@cache
def read_table() -> tuple[dict[str, str], ...]:
    """The rows of the table: word, roles (parted by blanks) and an example that shows the word in its first role."""
    rows = csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(rows)


@cache
def load_words(role: str) -> frozenset[str]:
    """The words that have a role.

    ``lead`` announces a list (分为), ``governing`` is a verb whose objects are listed (实施), ``verb`` any verb that a
    member may begin with, ``single_verb`` one of one character, ``preposition`` stands before a list (将), ``scope``
    says of whom the list is (农村), ``noun`` is an ambiguous noun, ``compound`` only looks as if it held one of these
    (因为), ``tail`` is a class noun behind a list (工程), ``closer`` any other word there (统称), ``class_noun`` a noun
    that may be said once for all members (空间 of 农业、生态、城镇空间).
    """
    return frozenset(row["word"] for row in read_table() if role in row["roles"].split())


@cache
def _roles(*roles: str) -> dict[str, str]:
    """For each word of several roles its role; the first role that has a word decides."""
    return {word: role for role in reversed(roles) for word in load_words(role)}


@cache
def _by_first(*names: str) -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """The roles, and for each first character how long the words are that begin so, the longest first."""
    roles = _roles(*names)
    lengths: dict[str, set[int]] = {}
    for word in roles:
        lengths.setdefault(word[0], set()).add(len(word))
    return roles, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}


def find_words(text: str, start: int, end: int, *names: str) -> Iterator[tuple[int, int, str]]:
    """The words of the roles in ``text[start:end]`` from left to right, the longest at each place first.

    Yields:
        Start, end and the table of each word; words do not overlap.
    """
    roles, lengths = _by_first(*names)
    at = start
    while at < end:
        for length in lengths.get(text[at], ()):
            if at + length <= end:
                role = roles.get(text[at : at + length])
                if role:
                    yield at, at + length, role
                    at += length
                    break
        else:
            at += 1


@lru_cache(maxsize=50_000)
def begins_with(text: str, name: str) -> bool:
    """Whether ``text`` begins with a word of the table."""
    words = load_words(name)
    return text[:2] in words or text[:4] in words or text[:3] in words or text[:1] in words


@lru_cache(maxsize=50_000)
def consists_of(text: str, name: str) -> bool:
    """Whether ``text`` is one word of the table after the other, 的 among them."""
    words = load_words(name)
    at = 0
    while at < len(text):
        length = next(
            (size for size in range(min(LONGEST_TAIL, len(text) - at), 0, -1) if text[at : at + size] in words), 0
        )
        if not length and text[at] != "的":
            return False
        at += length or 1
    return at > 0
