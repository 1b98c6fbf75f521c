"""Sentences around a place, for concordance lines and cards."""

from glossary.annotation.kwic import find_sentence
from glossary.model import Span


def test_a_sentence_without_end_is_cut_around_the_place() -> None:
    """At most 300 code points, with the place in them."""
    text = "甲" * 1000 + "三区三线" + "乙" * 1000
    sentence = find_sentence(text, Span(1000, 1004))

    assert sentence.end - sentence.start <= 300
    assert "甲三区三线乙" in sentence.of(text)
