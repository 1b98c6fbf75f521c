"""Translates regular expressions and texts of Python to source text of JavaScript."""

import re
from collections.abc import Iterator

_UNSEEN = re.compile("[\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ue000-\uf8ff]")
"""What an editor does not show, or takes for a line end."""


def escape_unseen(text: str) -> str:
    """Returns a literal with escapes for what an editor does not show, or takes for a line end."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_WORD = r"[\p{L}\p{N}_]"
_NO_WORD = r"\W"
_CLASSES = {r"\d": r"\p{Nd}", r"\w": r"\p{L}\p{N}_", _NO_WORD: r"[^\p{L}\p{N}_]"}
_SYNTAX = frozenset("^$\\.*+?()[]{}|/-")


def to_javascript(pattern: str) -> str:
    r"""Returns a regular expression of Python in the syntax of JavaScript with the flag ``u``.

    Letters and digits are those of Unicode in both. Possessive repetitions become greedy; an atomic group
    becomes a look-ahead and a reference to what it found.

    >>> to_javascript(r"(?P<core>[^\W的]\d)$"), to_javascript(r'\"[\w-]{1,3}')
    ('(?<core>(?:(?![的])[\\p{L}\\p{N}_])[\\p{Nd}])(?=\\n?$)', '"[\\p{L}\\p{N}_\\-]{1,3}')
    """
    pieces: list[str] = []
    closing: list[str] = []  # of the open groups
    last = ""
    for number, piece in enumerate(_pieces(pattern)):
        if piece == "(?>":
            pieces.append(f"(?:(?=(?<atom{number}>")
            closing.append(f"))\\k<atom{number}>)")
        elif piece == ")":
            pieces.append(closing.pop())
        elif piece != "+" or last not in _REPETITIONS:  # a possessive repetition finds the same here, only sooner
            pieces.append(_translate(piece))
            closing += [")"] * (piece == "(")
        last = piece
    return "".join(pieces).replace("(?P<", "(?<")


_REPETITIONS = ("+", "*", "?", "}")


def _pieces(pattern: str) -> Iterator[str]:
    """Yields escapes, classes, beginnings of atomic groups, and all other characters one by one."""
    at = 0
    while at < len(pattern):
        start = at
        if pattern[at] == "[":
            at = _class_end(pattern, at)
        elif pattern[at] == "\\":
            at += _LONG_ESCAPE if pattern[at + 1] == "U" else 2
        else:
            at += 3 if pattern.startswith("(?>", at) else 1
        yield pattern[start:at]


_LONG_ESCAPE = len(r"\U00000000")


def _translate(piece: str) -> str:
    if piece.startswith("["):
        return _translate_class(piece[1:-1])
    if piece == "$":
        return r"(?=\n?$)"
    return _translate_escape(piece, inside=False) if piece.startswith("\\") else piece


def _translate_escape(escape: str, *, inside: bool) -> str:
    if escape == r"\Z":
        return r"(?![\s\S])"
    if escape.startswith(r"\U"):
        return f"\\u{{{escape[2:].lstrip('0')}}}"
    if escape in _CLASSES:
        return _CLASSES[escape] if inside or escape == _NO_WORD else f"[{_CLASSES[escape]}]"
    is_kept = escape[1].isalnum() or escape[1] in _SYNTAX
    return escape if is_kept else escape[1]


def _translate_class(inner: str) -> str:
    negated = "^" if inner.startswith("^") else ""
    members = re.findall(r"\\U[0-9a-f]{8}|\\.|[^\\]", inner.removeprefix("^"), re.DOTALL)
    others = "".join(_member(each, members, at) for at, each in enumerate(members) if each != _NO_WORD)
    if _NO_WORD not in members:
        return f"[{negated}{others}]"
    if not negated:
        return f"(?:[{others}]|{_CLASSES[_NO_WORD]})" if others else _CLASSES[_NO_WORD]
    return f"(?:(?![{others}]){_WORD})" if others else _WORD  # [^\W的] is a letter or digit other than 的


def _member(member: str, members: list[str], at: int) -> str:
    if member.startswith("\\"):
        return _translate_escape(member, inside=True)
    is_range = member == "-" and 0 < at < len(members) - 1 and members[at - 1] not in _CLASSES
    return f"\\{member}" if member in _SYNTAX and not is_range else member


def _class_end(pattern: str, start: int) -> int:
    at = start + 1 + pattern.startswith("^", start + 1)
    while pattern[at] != "]" or at == start + 1:
        at += 1 + (pattern[at] == "\\")
    return at + 1
