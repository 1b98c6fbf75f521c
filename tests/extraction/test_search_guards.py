"""Patterns that name the characters they may begin with, for speed: the guard must let every match through."""

import re

import pytest

from glossary.extraction.members.leading import STRONG_LEAD

GUARDED = {"STRONG_LEAD": STRONG_LEAD}
_GUARD = re.compile(r"\(\?=\[([^\]]+)\]\)")
_AROUND = re.compile(r"\(\?<?[!=][^()]*\)")
_WORD = re.compile(r"[\u4e00-\u9fff:—]+")


@pytest.mark.parametrize("name", GUARDED)
def test_guard_holds_every_first_character(name: str) -> None:
    """Without the guard nothing more is found: neither each word of the pattern nor any two of them in a row."""
    pattern = GUARDED[name]
    guard = _GUARD.match(pattern.pattern)
    assert guard
    bare = re.compile(pattern.pattern[guard.end() :])
    words = set(_WORD.findall(_AROUND.sub("", bare.pattern)))
    for text in words | {one + other for one in words for other in words}:
        assert [found.span() for found in pattern.finditer(text)] == [found.span() for found in bare.finditer(text)]
