"""Text in the one form that the rules for slogans are written for; lengths, and so offsets, stay. Pure."""

from functools import lru_cache

from glossary.han.numerals import fold_numerals
from glossary.han.script import to_hans


@lru_cache(maxsize=1)
def fold_text(text: str) -> str:
    """A whole text in simplified script, numerals in one form; slogans and glosses ask for the same one in turn.

    >>> fold_text("劃定“③區＋1”")
    '划定“3区+1”'
    """
    return fold_numerals(to_hans(text))


@lru_cache(maxsize=20_000)
def fold_form(form: str) -> str:
    """The same for a core or a head; few of them are new."""
    return fold_numerals(to_hans(form))
