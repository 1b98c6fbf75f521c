"""The words of the language that patterns are made of: tables in ``data/``, one word a row, with roles and an example.

A table has the columns ``word``, ``roles`` (parted by blanks), ``not_before`` (characters that make another word of it:
指 is no verb in 指导) and ``example``, a text that holds the word in its role; tests read the examples.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from glossary.chinese.script import CONFIGURATIONS, to_script

TABLES = files("glossary.chinese") / "data"


@dataclass(frozen=True, slots=True)
class Word:
    """A row of a table.

    Attributes:
        word: The word, simplified unless it is printed so in one script only.
        roles: What the word does.
        not_before: Characters that may not follow it.
        example: A text that holds it.
    """

    word: str
    roles: frozenset[str]
    not_before: str
    example: str


def load_rows(table: str) -> list[dict[str, str]]:
    """The rows of any table, by its own columns.

    >>> load_rows("word_boundaries")[0]["form"]
    '上'
    """
    lines = (TABLES / f"{table}.tsv").read_text("utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def load_words(table: str) -> tuple[Word, ...]:
    """The rows of a table, in its order.

    Raises:
        ValueError: A word is given twice.

    >>> [word.word for word in load_words("definition_verbs") if "covers" in word.roles]
    ['包括']
    """
    words = tuple(
        Word(row["word"], frozenset(row["roles"].split()), row.get("not_before") or "", row["example"])
        for row in load_rows(table)
    )
    if len({word.word for word in words}) < len(words):
        raise ValueError(f"{table}.tsv gives a word twice")
    return words


@cache
def alternation(table: str, *roles: str) -> str:
    """A regular expression for the words of a table that have one of ``roles``, in either script, longest first.

    >>> alternation("definition_verbs", "covers")
    '(?:包括(?![但]))'
    """
    words = [word for word in load_words(table) if word.roles.intersection(roles)]
    return f"(?:{'|'.join(map(_pattern, sorted(words, key=lambda word: -len(word.word))))})"


def _pattern(word: Word) -> str:
    spelt = "".join(f"[{each}]" if len(each) > 1 else each for each in map(in_both_scripts, word.word))
    barred = "".join(map(in_both_scripts, word.not_before))
    return f"{spelt}(?![{barred}])" if barred else spelt


# One simplified character for several traditional ones: OpenCC gives the commonest for a character alone.
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
}


@cache
def in_both_scripts(character: str) -> str:
    """``character`` with its traditional forms.

    >>> in_both_scripts("为"), in_both_scripts("人")
    ('为為爲', '人')
    """
    forms = (to_script(character, script, quotes=False) for script in CONFIGURATIONS)
    return "".join(sorted({character, *forms, *_FURTHER.get(character, "")}))
