"""Rows and texts in the values of a data set: JSON in the shapes that programs write, lists of paragraphs. Pure."""

import re
from collections.abc import Iterator, Mapping

from glossary.chinese.word_lists import list_words

TEXT_COLUMNS = list_words("metadata_keys", "text")
"""Names of columns that hold a text, the most reliable first, as :func:`folded_name` gives them."""
MIN_TEXT = 200
"""Code points from which a value without a known name counts as a text."""
_MAX_DEPTH = 8
"""Maximum nesting of lists and objects in a value that contains rows or a text."""
_LABELS = frozenset(("type", "tag", "kind", "style", "class", "id", "role", "lang", "language", "format", "page"))
_ESCAPED_LINE_END = re.compile(r"\\r\\n|\\n")
_MIN_ESCAPED = 3
# The notation of a list of strings by Python (as in a CSV file of pandas) or JSON.
_LIST = re.compile(r"\s*\[\s*(?=['\"])")
_STRING = re.compile(
    r"\s*(?:'([^'\\]*(?:\\.[^'\\]*)*)'|\"([^\"\\]*(?:\\.[^\"\\]*)*)\")\s*(,|\]\s*\Z|(?=['\"]))", re.DOTALL
)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\n", "t": "\t"}


def folded_name(name: str) -> str:
    """A column name in lower case without spaces and underscores, for comparison."""
    return name.strip().lower().replace("_", "").replace(" ", "")


def find_rows(value: object) -> list[object]:
    """The rows of a JSON value: its objects, the largest list of objects inside it, its columns, or its one object.

    >>> find_rows({"code": 0, "data": {"rows": [{"text": "甲"}, {"text": "乙"}]}})
    [{'text': '甲'}, {'text': '乙'}]
    >>> find_rows({"columns": ["title", "text"], "data": [["甲", "乙"]]})
    [{'title': '甲', 'text': '乙'}]
    >>> find_rows({"title": {"0": "甲"}, "text": {"0": "乙"}})
    [{'title': '甲', 'text': '乙'}]
    """
    if isinstance(value, list):
        return [_without_wrapper(each) for each in value]
    if not isinstance(value, dict):
        return [None]
    if rows := _rows_of_columns(value):
        return rows
    lists = list(_lists_of_objects(value))
    return [_without_wrapper(each) for each in max(lists, key=len)] if lists else [_without_wrapper(value)]


def _lists_of_objects(value: object, depth: int = 0) -> Iterator[list[object]]:
    """Yields the lists of objects that objects contain, but not those that are a text in pieces."""
    if not isinstance(value, dict) or depth >= _MAX_DEPTH:
        return
    rows = [key for key, each in value.items() if _is_rows(str(key), each)]
    plain = [(str(key), each) for key, each in value.items() if key not in rows]
    if any(folded_name(key) in TEXT_COLUMNS and text_of(each).strip() for key, each in plain):
        return  # the object is a row itself
    for key, each in value.items():
        if key in rows:
            yield each
        else:
            yield from _lists_of_objects(each, depth + 1)


def _is_rows(key: str, value: object) -> bool:
    """Whether a value is a list of rows; below the name of a text, short objects are its paragraphs."""
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return False
    if folded_name(key) not in TEXT_COLUMNS:
        return True
    return any(
        folded_name(str(name)) in TEXT_COLUMNS and len(text_of(each)) >= MIN_TEXT for name, each in value[0].items()
    )


def _rows_of_columns(value: Mapping[str, object]) -> list[object]:
    """The rows of an object of columns, or of an object of names and rows; pandas writes both."""
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(row, list) for row in data):
        return [dict(zip(map(str, names), row, strict=False)) for row in data]
    columns = list(value.values())
    if not any(folded_name(name) in TEXT_COLUMNS for name in value) or len(columns) < 2:
        return []
    if not all(isinstance(column, dict) and column.keys() == columns[0].keys() for column in columns):  # type: ignore[attr-defined]
        return []
    keys = list(columns[0])  # type: ignore[call-overload]
    return [{name: column[key] for name, column in value.items()} for key in keys]  # type: ignore[index]


def _without_wrapper(row: object) -> object:
    """A row whose values are in one object inside it (``_source``), as one object."""
    if not isinstance(row, dict):
        return row
    inner = [each for each in row.values() if isinstance(each, dict)]
    outer = {key: each for key, each in row.items() if not isinstance(each, dict)}
    has_text = any(folded_name(str(key)) in TEXT_COLUMNS for key in outer)
    if len(inner) == 1 and not has_text and any(folded_name(str(key)) in TEXT_COLUMNS for key in inner[0]):
        return {**outer, **inner[0]}
    return row


def text_of(value: object, depth: int = 0) -> str:
    r"""The text of a value: a string, or the strings of a list or object (paragraphs, sections) as lines.

    Database dumps write line ends as ``\n`` in cells; these are decoded if the cell has no line ends of its own. A list
    in the notation of a program is read as the list.

    >>> text_of(["甲", {"type": "p", "text": "乙"}]), text_of("['甲', '乙']")
    ('甲\n乙', '甲\n乙')
    """
    if isinstance(value, str):
        if _LIST.match(value) and (pieces := _listed_strings(value)):
            return "\n".join(pieces)
        lines = value.replace("\r\n", "\n").replace("\r", "\n")
        is_escaped = "\n" not in lines and lines.count("\\n") >= _MIN_ESCAPED
        return _ESCAPED_LINE_END.sub("\n", lines) if is_escaped else lines
    if depth >= _MAX_DEPTH or value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list):
        return "\n".join(text_of(each, depth + 1) for each in value)
    if isinstance(value, dict):
        parts = (text_of(each, depth + 1) for key, each in value.items() if not _is_label(key, each))
        return "\n".join(filter(None, parts))
    return str(value)


def _listed_strings(text: str) -> list[str]:
    """The strings of a list in the notation of Python or JSON; empty if it is not one to the end."""
    start = _LIST.match(text)
    at, pieces = start.end() if start else len(text), list[str]()
    while match := _STRING.match(text, at):
        pieces.append(_ESCAPED.sub(_unescape, match[1] if match[1] is not None else match[2]))
        at = match.end()
        if match[3].startswith("]"):
            return pieces
    return []


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _ESCAPES.get(match[2], match[2])


def _is_label(key: str, value: object) -> bool:
    """Whether a value describes its paragraph and is not text: {"type": "p", "text": "…"}."""
    return isinstance(value, int | float) or folded_name(key) in _LABELS
