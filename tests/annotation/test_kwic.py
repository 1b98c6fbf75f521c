"""Sentences around a place, for concordance lines and cards."""

from urllib.parse import unquote

from glossary.annotation.kwic import find_sentence, keyword_in_context, text_fragment
from glossary.model import Span

MARKDOWN = (
    "---\ntitle: 甲市政府工作报告\nurl: https://example.org/1\n---\n"
    "# 名词解释\n<!-- 第9页，共30页 -->\n**31. 三区三线：**指三类空间<!-- 第10页 -->和三条控制线。\n"
    "> **32. 三农：**略。\n"
)
START = MARKDOWN.index("三区三线")


def test_a_sentence_without_end_is_cut_around_the_place() -> None:
    """At most 300 code points, with the place in them."""
    text = "甲" * 1000 + "三区三线" + "乙" * 1000
    sentence = find_sentence(text, Span(1000, 1004))

    assert sentence.end - sentence.start <= 300
    assert "甲三区三线乙" in sentence.of(text)


def test_context_has_neither_marks_of_layout_nor_what_precedes_the_text() -> None:
    """Front matter, comments and marks of Markdown; the keyword and its offsets stay as printed."""
    line = keyword_in_context(MARKDOWN, Span(START, START + 4))

    assert line.left == "名词解释  31. "
    assert line.keyword == "三区三线"
    assert line.right == "：指三类空间和三条控制线。 32. 三农：略。 "


def test_a_comment_that_crosses_the_end_of_the_context_is_left_out() -> None:
    """Even where the text has only its end or its beginning."""
    text = f"甲<!--{'页' * 70}-->乙三农丙<!--{'页' * 70}-->丁"
    at = text.index("三农")
    line = keyword_in_context(text, Span(at, at + 2), 8)

    assert (line.left, line.right) == ("乙", "丙")


def test_a_text_fragment_names_words_of_the_page() -> None:
    """The page has no asterisks: with them the browser would find nothing."""
    link = text_fragment("https://example.org/1", MARKDOWN, Span(START, START + 4)) or ""

    assert unquote(link.partition("#")[2]) == ":~:text=31.-,三区三线,-：指三类空间"
