"""The characters that rules for whole texts need. One pass finds which of them a text has, and skips the other rules.

Most texts have few of these characters, so most of these rules never read them. Rules that look around a slogan or
within a line are not here: their first step costs no more than asking.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter

from glossary.chinese.script import MAX_KEPT
from glossary.chinese.word_lists import list_words

LOOK_ALIKES = "".join(
    map(chr, (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA), 0xFE30, 0xFE50, 0xFE54, 0xFE55, 0xE5E5))
)
"""Radicals and compatibility forms, which look like usual characters (also ︰﹐﹔﹕), and a private blank."""
_CIRCLED = "".join(map(chr, (*range(0x2460, 0x2488), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
_PRIVATE = "".join(map(chr, range(0xE000, 0xF900)))
CONTROLS = "".join(map(chr, (*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))))
"""Control characters that separate neither words nor lines."""
_MISDECODED = "".join(word[0] for role in ("decoded-twice", "filler") for word in list_words("misdecoded_text", role))

TRIGGERS: Mapping[str, frozenset[str]] = {
    rule: frozenset(characters)
    for rule, characters in {
        "look-alikes": LOOK_ALIKES,
        "undecoded": "\ufffd",
        "decoded-twice": _MISDECODED,
        "private": _PRIVATE,
        "controls": CONTROLS,
        "escapes": "\\",
        "question-marks": "?？",
        "doubled-marks": "'`´‘",
        "corner-quotes": "「」『』",
        "other-quotes": "„‘’「」『』﹁﹂﹃﹄〝〞〟«»‹›❝❞❛❜‟′〖〗｢｣\"＂'″",
        "box-characters": "│┃",
        "footnote-markers": f"[［〔﹝【<⁰¹²³⁴⁵⁶⁷⁸⁹{_CIRCLED}",
        "markdown-footnotes": "^",
        "notes-in-brackets": "[［〔﹝【",
        "chapters-of-terms": "术",
        "so-called": "称稱",
    }.items()
}
"""The characters of which a text must have one, by rule; the rule cannot find anything in another text."""

_ANY = re.compile(f"[{''.join(map(re.escape, sorted(frozenset().union(*TRIGGERS.values()))))}]")


def can_apply(rule: str, text: str, source: str | None = None) -> bool:
    """Whether ``text`` has a character that the rule needs.

    Args:
        rule: The rule.
        text: The text that it reads.
        source: The text that ``text`` is a view of, for callers whose source other rules have read already.

    >>> can_apply("question-marks", "三农"), can_apply("question-marks", "三农？")
    (False, True)
    """
    if source is None:
        return not TRIGGERS[rule].isdisjoint(trigger_characters(text))
    # A view has no other characters than its source and what replaces look-alikes in it.
    return can_apply(rule, source) or (can_apply("look-alikes", source) and can_apply(rule, text))


def trigger_characters(text: str) -> frozenset[str]:
    """All trigger characters of a text, found in one pass; cached unless the text is very long, because all rules ask.

    >>> sorted(trigger_characters("三⻓[1]怎样？"))
    ['[', '⻓', '？']
    """
    return _known_characters(text) if len(text) <= MAX_KEPT else _find_characters(text)


def quotes_alternate(text: str) -> bool:
    """Whether each “ is followed by one ” before the next “ and before the end of its paragraph, as in most texts.

    >>> quotes_alternate("“两基”、“三农”"), quotes_alternate("“两基“、“三农”")
    (True, False)
    """
    return _known_to_alternate(text) if len(text) <= MAX_KEPT else _alternate(text)


def _alternate(text: str) -> bool:
    """Splitting a text is ten times as fast as looking for its quotes with a pattern."""
    if text.count("“") != text.count("”"):
        return False
    before, *quotations = text.split("“")
    if "”" in before:
        return False
    return all(each.count("”") == 1 and "\n" not in each[: each.index("”")] for each in quotations)


_known_to_alternate = lru_cache(maxsize=2)(_alternate)


def _find_characters(text: str) -> frozenset[str]:
    return frozenset(map(itemgetter(0), _ANY.finditer(text)))


_known_characters = lru_cache(maxsize=4)(_find_characters)
