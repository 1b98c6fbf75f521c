"""Superscript text: a note marker becomes ``[n]``, an exponent a superscript digit."""

import re

_NUMBER = re.compile(r"\d{1,3}")
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")


def note_marker(raised: str, before: str) -> str:
    """The plain text for the superscript ``raised``; ``before`` is the character in front of it.

    >>> note_marker("3", "线"), note_marker("[3]", "线"), note_marker("2", "m"), note_marker("①", "线")
    ('[3]', '[3]', '²', '①')
    """
    text = raised.strip()
    if not _NUMBER.fullmatch(text):
        return text
    is_exponent = before.isascii() and before.isalnum()
    return text.translate(_RAISED) if is_exponent else f"[{text}]"
