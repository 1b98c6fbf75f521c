"""Rules for definitions that answer a question about a slogan: “三个格外”是指什么？…. Pure."""

import re
from dataclasses import replace

from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.word_lists import simplified
from glossary.extraction.inline_definitions.rules_after import label_list, lists_members
from glossary.extraction.inline_definitions.slogan_context import LOOK_AHEAD, Extent, SloganContext, sentence_end

_WORD = simplified("function_words", "question")
_ANSWERS = r"(?:[？?]\s{0,8}|[ \u3000]{0,8}\n\s{0,8})(?:答\s?[：:]?\s{0,4})?"
_QUESTION_BEHIND = re.compile(rf"[^\n。；？?]{{0,12}}?{_WORD}[^\n。；？?]{{0,8}}{_ANSWERS}")
_BEHIND_WORD = re.compile(rf"[^\n。；，？?]{{0,8}}{_ANSWERS}")
_QUESTION_NEAR = re.compile(r"[^？?\n]{0,48}[？?\n]")
"""What both patterns above need; most slogans have no question mark and no line end so near behind them."""
_WORD_BEFORE = re.compile(rf"{_WORD}[^\n。；，？?“]{{0,3}}$")
_MEANS = re.compile(f"{simplified('definition_verbs', 'opens-note')}[：:]?")


def answered(context: SloganContext) -> Extent:
    """The answer to a question about the slogan: “三个格外”是指什么？答：…, 什么是“三区三线”？“三区”指…，“三线”指…."""
    question = _find_question(context)
    if not question:
        return None
    at, end = question.end(), _paragraph_end(context.text, question.end())
    if context.core in context.text[at : at + len(context.core) + 2]:  # the answer repeats the slogan before its verb
        return None
    labelled = label_list(replace(context, end=at))
    if labelled and labelled[0] <= at + 1:
        return labelled
    means = _MEANS.match(context.text, at, end)
    if means:
        stop = sentence_end(context.text, means.end())
        return (means.end(), stop) if means.end() + 1 < stop else None
    return (at, end) if _has_members(context.text[at:end], context.count) else None


def _find_question(context: SloganContext) -> re.Match[str] | None:
    """Returns the rest of the question about the slogan, up to the answer; ``None`` if there is none."""
    if not _QUESTION_NEAR.match(context.text, context.end):
        return None
    if _WORD_BEFORE.search(context.text, max(0, context.start - 8), context.start):
        return _BEHIND_WORD.match(context.text, context.end)
    return _QUESTION_BEHIND.match(context.text, context.end)


def _paragraph_end(text: str, at: int) -> int:
    """Returns where the paragraph at ``at`` ends, without its last stop."""
    end = text.find("\n", at, at + LOOK_AHEAD)
    if end < 0:
        end = len(text) if len(text) <= at + LOOK_AHEAD else sentence_end(text, at) or at
    return at + len(text[at:end].rstrip("。； \u3000"))


def _has_members(answer: str, count: int) -> bool:
    """Whether an answer has as many items as the slogan counts: between marks, as sentences, or 一是…二是…."""
    if not 1 < count <= len(ONE_TO_TEN):
        return False
    if f"{ONE_TO_TEN[count - 1]}是" in answer:
        return answer.startswith("一是") and f"{ONE_TO_TEN[count % 10]}是" not in answer[2:]
    return lists_members(answer, count) or answer.count("。") == count - 1
