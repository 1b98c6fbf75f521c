"""Numeral slogans (数字略语) in running text. Pure."""

from collections.abc import Sequence

from glossary.model import Entry, Slogan


def find_slogans(text: str, entries: Sequence[Entry] = ()) -> tuple[Slogan, ...]:
    """The numeral slogans of ``text`` in printed order, never overlapping; ``entries`` tell which cores are known."""
    return ()
