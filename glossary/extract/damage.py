"""Traces of damage in a text: lost bytes, holes, interpuncts turned into ?, quotes without partner. Pure."""

import re
from collections.abc import Iterator
from itertools import islice

from glossary.model import Finding, Span

_HAN = "\u4e00-\u9fff"
# Kind of damage, what it looks like, and what to think of it. Each is reported once, at its first place.
_TRACES = (
    (re.compile("\ufffd\ufffd*"), "characters that could not be decoded"),  # a single one first: it is found faster
    (re.compile(r"笆濉|锟斤拷|烫烫烫|屯屯屯|鈥[檚滄]|â€"), "characters of a text that was decoded twice"),
    (re.compile(r"[\ue000-\uf8ff][\ue000-\uf8ff]*"), "private characters that no font knows"),
)
# 株洲?中国 lost its interpunct; 怎样启航?什么才是… asks.
_QUESTION_MARK = re.compile(rf"[?？](?=[{_HAN}])")
_BEFORE_MARK = re.compile(rf"[{_HAN}“”]")
_ASKING = re.compile(
    r"[什怎吗嗎呢哪谁誰何么麼几幾]|多少|[有没]没有|还是|還是|([\u4e00-\u9fff])[不没]\1|为啥|是否|难道|難道"
)
_STARS = re.compile(r"\*+")
_BEFORE_HOLE, _AFTER_HOLE = re.compile(rf"[{_HAN},，、。；;：:]$"), re.compile(rf"[{_HAN}]")
_MOST_QUOTES = 20
_MOST_QUESTIONS = 1_000


def find_damage(text: str) -> Iterator[Finding]:
    """Damaged characters, one finding (W221) a kind with the number of places."""
    for pattern, seen in _TRACES:
        found = pattern.search(text)
        if found:
            count = sum(1 for _ in pattern.finditer(text, found.start()))
            yield _damaged(seen, count, Span(*found.span()))
    asks = "?" in text or "？" in text
    questions = islice(_QUESTION_MARK.finditer(text), _MOST_QUESTIONS if asks else 0)
    marks = [Span(*mark.span()) for mark in questions if _is_odd(text, mark.start())]
    if marks:
        yield _damaged("question marks between characters", len(marks), marks[0])
    holes = list(_holes(text))
    if holes:
        yield _damaged("asterisks in the place of characters", len(holes), holes[0])


def _damaged(seen: str, count: int, span: Span) -> Finding:
    places = "1 place" if count == 1 else f"{count} places"
    return Finding("W221", f"{seen} in {places}; compare with the original", span)


def _is_odd(text: str, at: int) -> bool:
    """Whether the question mark at ``at`` follows a word and nothing before it asks."""
    if not _BEFORE_MARK.match(text, max(at - 1, 0), at):
        return False
    clause = max(text.rfind(stop, max(0, at - 60), at) for stop in "。？?！!；;\n")
    return not _ASKING.search(text, max(clause + 1, at - 60), at)


def _holes(text: str) -> Iterator[Span]:
    """Asterisks that stand for characters; pairs of ** in a line are bold print, a lone one opens a list."""
    at = text.find("*")
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        runs = list(_STARS.finditer(text, start, end))
        if len(runs) % 2 or len({len(run[0]) for run in runs}) > 1:
            for run in runs:
                if _BEFORE_HOLE.search(text, max(start, run.start() - 1), run.start()) and _AFTER_HOLE.match(
                    text, run.end()
                ):
                    yield Span(*run.span())
        at = text.find("*", end)


_OPENERS, _CLOSERS = "“「『", "”」』"
_PARTNER = dict(zip(_CLOSERS, _OPENERS, strict=True))
_QUOTE = re.compile(f"[{_OPENERS}{_CLOSERS}]")
_QUOTE_OR_END = re.compile(f"[{_OPENERS}{_CLOSERS}\n]")


def find_lone_quotes(text: str) -> Iterator[Finding]:
    """Quotes without partner in their paragraph (W220), one a paragraph, at most ``_MOST_QUOTES``."""
    return islice((_lone(text, at) for at in (() if _are_paired(text) else _lone_quotes(text))), _MOST_QUOTES)


_PAIRS = [opener + closer for opener, closer in zip(_OPENERS, _CLOSERS, strict=True)]
_DEEPEST = 4


def _are_paired(text: str) -> bool:
    """Whether every quote has its partner in its paragraph, as in most texts; not asked of quotes nested deeper."""
    marks = "".join(_QUOTE_OR_END.findall(text))
    for _ in range(_DEEPEST):
        for pair in _PAIRS:
            marks = marks.replace(pair, "")
    return not marks.strip("\n")


def _lone(text: str, at: int) -> Finding:
    seen = "opened and not closed" if text[at] in _OPENERS else "closed and not opened"
    return Finding("W220", f"a quotation is {seen} in this paragraph; compare with the original", Span(at, at + 1))


def _lone_quotes(text: str) -> Iterator[int]:
    """Where the first closing quote without partner, else the last opening one, stands in each paragraph."""
    open_quotes: list[int] = []
    start, is_told = 0, False
    for found in _QUOTE_OR_END.finditer(text):
        at, mark = found.start(), found[0]
        if mark == "\n":
            if open_quotes and not is_told and not _closes_soon(text, open_quotes[-1], at):
                yield open_quotes[-1]
            open_quotes, start, is_told = [], at + 1, False
        elif mark in _OPENERS:
            open_quotes.append(at)
        elif open_quotes and text[open_quotes[-1]] == _PARTNER[mark]:
            open_quotes.pop()
        elif not is_told and not _opened_before(text, at, start):
            is_told = True
            yield at
    if open_quotes and not is_told:
        yield open_quotes[-1]


def _opened_before(text: str, lone: int, start: int) -> bool:
    """Whether a wrapped line broke the short quotation that ``lone`` closes."""
    quotes = list(_QUOTE.finditer(text, max(0, start - 60), start))
    return lone - start < 40 and bool(quotes) and quotes[-1][0] == _PARTNER[text[lone]]


def _closes_soon(text: str, opened: int, end: int) -> bool:
    """Whether a wrapped line broke a short quotation: its partner is the next quote, a few words on."""
    following = _QUOTE.search(text, end, end + 40)
    return bool(following and _PARTNER.get(following[0]) == text[opened])
