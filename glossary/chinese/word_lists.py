"""The words that rules are built from: tables under ``data/``, one word per row, with its roles and an example. Pure.

Rules do not list words themselves. A rule names a table and a role and gets a pattern built from the rows::

    CLASS_NOUN = re.compile(simplified("class_nouns", "surface"))

Each row has an example that the tests run, so that a test fails if a row is deleted or changed.
docs/words.md describes the tables, the roles and how to add a word.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from glossary.chinese.script import CONFIGURATIONS, to_script

TABLES = files("glossary.chinese") / "data"


class WordTableError(ValueError):
    """Raised if a table is invalid: a row has no example, a role lists a word twice, or no word has a role."""


class Word(NamedTuple):
    """A row of a table.

    Attributes:
        word: The word, in simplified script unless it occurs in one script only; a regular expression in
            ``false_friends``.
        roles: The functions of the word in the rules.
        value: Further data that the role needs, such as what must follow the word.
        not_before: Strings that may not follow the word, because they form another word: 指 is not a verb in 指导.
        not_after: Strings that may not precede the word; all of the same length.
        example: A text that contains the word in its role.
        expect: The result of the rules for the example, as a line of text; empty if only the pattern is tested.
        source: Where it was found: ``reports``, ``policy`` (national language), ``history``, ``law``, ``general``.
    """

    word: str
    roles: frozenset[str]
    value: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    example: str = ""
    expect: str = ""
    source: str = ""


def load_rows(table: str) -> list[dict[str, str]]:
    """The rows of any table, as dictionaries by column name.

    >>> load_rows("readings")[0]["reading"]
    'yi1 dao1 qie1'
    """
    lines = (TABLES / f"{table}.tsv").read_text("utf-8").splitlines()
    header, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [dict(zip(header, row, strict=True)) for row in rows]


@cache
def load_words(table: str) -> tuple[Word, ...]:
    """The rows of a table, in order. All columns but ``word``, ``roles`` and ``example`` are optional.

    Raises:
        WordTableError: A row has no word, role or example, or a role lists a word twice.

    >>> [word.word for word in load_words("definition_verbs") if "covers" in word.roles]
    ['均包括', '都包括', '包括']
    """
    words = tuple(_make_word(row) for row in load_rows(table))
    seen: set[tuple[str, str]] = set()
    for word in words:
        if not (word.word and word.roles and word.example):
            raise WordTableError(f"{table}.tsv: {word.word or 'a row'} lacks its word, role or example")
        for key in ((word.word, role) for role in word.roles):
            if key in seen:
                raise WordTableError(f"{table}.tsv gives a word twice: {word.word}")
            seen.add(key)
    return words


def _make_word(row: Mapping[str, str | None]) -> Word:
    return Word(
        word=row["word"] or "",
        roles=frozenset((row["roles"] or "").split()),
        value=row.get("value") or "",
        not_before=tuple((row.get("not_before") or "").split()),
        not_after=tuple((row.get("not_after") or "").split()),
        example=row["example"] or "",
        expect=row.get("expect") or "",
        source=row.get("source") or "",
    )


def words_with(table: str, *roles: str) -> tuple[Word, ...]:
    """The rows of a table that have one of ``roles``.

    Raises:
        WordTableError: No word has any of the roles; probably a role is misspelt.
    """
    if len(roles) == 1:
        found = _words_by_role(table).get(roles[0], ())
    else:
        found = tuple(word for word in load_words(table) if not word.roles.isdisjoint(roles))
    if not found:
        raise WordTableError(f"{table}.tsv: no word has the role {' or '.join(roles)}")
    return found


@cache
def _words_by_role(table: str) -> dict[str, tuple[Word, ...]]:
    """The words of each role, in the order of the table: most patterns are built from one role of a long table."""
    found: dict[str, list[Word]] = {}
    for word in load_words(table):
        for role in word.roles:
            found.setdefault(role, []).append(word)
    return {role: tuple(words) for role, words in found.items()}


def word_set(table: str, *roles: str) -> frozenset[str]:
    """The words of a table in the given roles.

    >>> "三农" in word_set("slogan_words", "anywhere")
    True
    """
    return frozenset(word.word for word in words_with(table, *roles))


def list_words(table: str, *roles: str) -> tuple[str, ...]:
    """The words of a table in the given roles, in the order of the table.

    >>> list_words("measure_words", "exchanged")
    ('个', '大', '项')
    """
    return tuple(word.word for word in words_with(table, *roles))


def character_class(table: str, *roles: str) -> str:
    """The characters of a table in the given roles, to stand in ``[…]`` or ``[^…]`` of a regular expression.

    Raises:
        WordTableError: No word has any of the roles, or one has several characters.

    >>> character_class("function_words", "link")
    '是要为和与及的在'
    """
    characters = list_words(table, *roles)
    if any(len(character) > 1 for character in characters):
        raise WordTableError(f"{table}.tsv: a word with the role {' or '.join(roles)} has several characters")
    return "".join(characters)


@cache
def alternation(table: str, *roles: str) -> str:
    """A regular expression for the words of a table that have one of ``roles``, in either script, longest first.

    >>> alternation("definition_verbs", "covers")
    '(?:均包括|都包括|包括(?!但))'
    """
    return _join((word.word, _in_both_scripts(word)) for word in words_with(table, *roles))


@cache
def simplified(table: str, *roles: str) -> str:
    """Like :func:`alternation`, but shorter: for text in simplified script only.

    See :func:`glossary.chinese.normalize.normalize_text`.

    >>> simplified("definition_verbs", "joins-last")
    '(?:以及|[和及与])'
    """
    found = words_with(table, *roles)
    return _join((word.word, guarded(word)) for word in found)


def guarded(word: Word) -> str:
    """A regular expression for one word in simplified script, where it does not belong to another word.

    >>> guarded(Word("指", frozenset(), not_before=("导", "定")))
    '指(?![导定])'
    """
    return _with_guards(word.word, word.not_before, word.not_after)


@cache
def spaced(table: str, *roles: str, blanks: str = r"\s") -> str:
    r"""Like :func:`alternation`, for words that may be printed with blanks between their characters: 回　顾.

    >>> spaced("title_block_words", "about-report").split("|")[-1]
    '本\\s*版)'
    """
    return _join((word.word, f"{blanks}*".join(map(_spell, word.word))) for word in words_with(table, *roles))


def _join(patterns: Iterable[tuple[str, str]]) -> str:
    """Join alternatives, longest word first, so that 攻坚 does not match before 攻坚战; otherwise in table order.

    Single characters become one class, which is tested at once.
    """
    words: list[str] = []
    characters: list[str] = []
    for word, pattern in sorted(patterns, key=lambda pair: -len(pair[0])):
        is_character = len(word) == 1 and pattern.strip("[]").isalpha()
        (characters if is_character else words).append(pattern)
    if len(characters) > 1:
        characters = [f"[{''.join(pattern.strip('[]') for pattern in characters)}]"]
    return f"(?:{'|'.join((*words, *characters))})"


def _with_guards(word: str, not_before: Iterable[str], not_after: Iterable[str]) -> str:
    before = "".join(f"(?<!{each})" for each in not_after)
    return before + word + "".join([f"(?!{_class(not_before)})"] if not_before else [])


def _class(strings: Iterable[str]) -> str:
    """The shortest pattern: ``[导定]`` for single characters, alternatives otherwise."""
    strings = tuple(strings)
    if len(strings) > 1 and all(len(each) == 1 for each in strings):
        return f"[{''.join(strings)}]"
    return "|".join(strings)


def _in_both_scripts(word: Word) -> str:
    return _with_guards(*(_spell(word.word), tuple(map(_spell, word.not_before)), tuple(map(_spell, word.not_after))))


def _spell(word: str) -> str:
    return "".join(f"[{each}]" if len(each) > 1 else each for each in map(in_both_scripts, word))


# Simplified characters with several traditional forms: OpenCC returns only the commonest for a single character.
_FURTHER = {
    "注": "註",
    "汇": "彙匯",
    "系": "係繫",
    "核": "覈",
    "布": "佈",
    "复": "復複",
    "制": "製",
    "准": "準",
    "里": "裡裏",
    "于": "於",
    "松": "鬆",
    "周": "週",
    "钟": "鐘",
}


@cache
def in_both_scripts(character: str) -> str:
    """``character`` with its traditional forms.

    >>> in_both_scripts("为"), in_both_scripts("人")
    ('为為爲', '人')
    """
    forms = (to_script(character, script, quotes=False) for script in CONFIGURATIONS)
    return "".join(sorted({character, *forms, *_FURTHER.get(character, "")}))
