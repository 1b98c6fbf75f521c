"""Explanations of slogans in running text. Pure."""

from collections.abc import Sequence

from glossary.model import Gloss, Slogan


def find_glosses(text: str, slogans: Sequence[Slogan] = ()) -> tuple[Gloss, ...]:
    """The explanations that ``text`` itself gives for its ``slogans``, in printed order."""
    return ()
