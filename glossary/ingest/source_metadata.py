"""Metadata hints from path and front matter, kept apart from the text; and the creation of sources.

Keys: ``title``, ``url``, ``year``, ``region``, ``date``, ``issuer``, ``author``, ``publisher``.

``make_source`` is the last step of every reader: it makes a :class:`glossary.model.Source` of text and bytes.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from glossary.chinese.regions import find_region
from glossary.chinese.script import to_hans
from glossary.chinese.word_lists import alternation, load_words, simplified
from glossary.findings import make_error, make_finding
from glossary.ingest.blob import Blob, Format
from glossary.limits import Limits
from glossary.model import Finding, Source, Span

_FRONT_MATTER_CHARACTERS = 8_000
_VALUE_CHARACTERS = 500
_SHOWN_CHARACTERS, _SHOWN_COLUMNS = 40, 8
_SIMILARITY = 0.75

_HINT = {word.word: hint for word in load_words("metadata_keys") for hint in word.roles if hint != "text"}

_YEAR = re.compile(r"(?<!\d)((?:19[4-9]|20[0-9])\d)(?!\d)")
_HINTED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR_WORDS = re.compile(_YEAR.pattern + "年?度?")
# A chain of units (广东省广州市) counts only if nothing but the government's name follows: 社区工作 has no region.
_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{1,20}}?{alternation('administrative_units', 'folder')}"
    rf"(?=$|{simplified('title_block_words', 'government')})"
)
# Folder names that denote kinds of places, not a place.
_KIND_OF_PLACE = re.compile(
    f"{simplified('administrative_units', 'kind')}|^{simplified('administrative_units', 'kind-alone')}+$"
)
_WHOLE_COUNTRY = re.compile(f"{simplified('issuer_words', 'issued-by')}|{simplified('title_block_words', 'central')}")
_SUFFIX = re.compile(r"(?:\.[A-Za-z0-9]{1,8})+$")
_ROW = re.compile(r"#(?:row|line)=\d+$")
_BREAK = re.compile(r"[_\-—－\s.,，、!()（）\[\]【】《》]+")


def known_hints(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The pairs with a known English or Chinese key, renamed to our key; the first pair of a key wins.

    A year or date without a year is left out; :func:`unusable_hints` reports it.

    >>> known_hints([("标题", " 2020年政府工作报告 "), ("colour", "red"), ("year", "二〇二〇年")])
    (('title', '2020年政府工作报告'), ('year', '2020'))
    """
    found: dict[str, str] = {}
    for key, content in pairs:
        hint, value = _HINT.get(key.strip().lower()), _hint_value(content)
        if hint == "year":
            value = _hinted_year(value)
        if hint and value and (hint != "date" or _hinted_year(value)):
            found.setdefault(hint, value)
    return tuple(found.items())


def unusable_hints(pairs: Iterable[tuple[str, object]]) -> tuple[Finding, ...]:
    """W110 for each value of a known key that cannot be used: a year or region that is none, a list for a title.

    >>> [finding.message for finding in unusable_hints([("year", "n/a"), ("year", ""), ("url", None)])]
    ['the year “n/a” cannot be used; correct it, or the text and the path have to give it']
    """
    shown = [(_HINT.get(key.strip().lower()), value) for key, value in pairs if value not in (None, "")]
    return tuple(
        make_finding("W110", hint=hint, value=_hint_value(str(value))[:_SHOWN_CHARACTERS])
        for hint, value in shown
        if hint and not _is_usable(hint, value)
    )


def _is_usable(hint: str, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    text = str(value).strip()
    if hint == "region" and text:
        return _names_place(to_hans(text))
    return hint not in {"year", "date"} or not text or bool(_hinted_year(text))


def _names_place(name: str) -> bool:
    """Whether a name gives a place, or means the whole country."""
    return find_region(name)[1] is not None or _WHOLE_COUNTRY.search(name) is not None


def unused_columns(names: Iterable[str]) -> str:
    """The names that give no hint, as a list for a message, each with the known name that it resembles.

    >>> unused_columns(["标题", "yeer", "colour"])
    'yeer (year?), colour'
    """
    unused = [name for name in names if name.strip() and name.strip().lower() not in _HINT]
    more = f" and {len(unused) - _SHOWN_COLUMNS} more" if len(unused) > _SHOWN_COLUMNS else ""
    return ", ".join(_with_similar(name) for name in unused[:_SHOWN_COLUMNS]) + more


def _with_similar(name: str) -> str:
    near = get_close_matches(name.strip().lower()[:_SHOWN_CHARACTERS], _HINT, 1, _SIMILARITY)
    shown = _hint_value(name)[:_SHOWN_CHARACTERS]
    return f"{shown} ({near[0]}?)" if near else shown


def _hint_value(content: str) -> str:
    return " ".join(content.split())[:_VALUE_CHARACTERS]


def _hinted_year(value: str) -> str:
    """The first year in a value, also in Chinese or full-width digits; empty if it has none."""
    digits = unicodedata.normalize("NFKC", value)
    found = _HINTED_YEAR.search(digits) or _HINTED_YEAR.search(digits.translate(_HAN_DIGITS))
    return found[0] if found else ""


def merged_hints(*layers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Merge hints of several layers, weakest first; the result is sorted by key."""
    return tuple(sorted({key: value for layer in layers for key, value in layer}.items()))


def path_hints(origin: str) -> tuple[tuple[str, str], ...]:
    """The region and year in a path; URLs give neither.

    >>> path_hints("政府工作报告/昆明市/2020.md")
    (('region', '昆明市'), ('year', '2020'))
    >>> path_hints("2026_广东省_政府工作报告.txt")
    (('region', '广东省'), ('year', '2026'))
    """
    if re.match(r"https?://", origin):
        return ()
    parts = [part for part in re.split(r"[/\\!]", _ROW.sub("", origin)) if part]
    pieces = [[piece for piece in _BREAK.split(_SUFFIX.sub("", part)) if piece] for part in parts]
    regions = dict.fromkeys(region for each in pieces for piece in each for region in _regions(piece))
    year = _path_year(parts)
    return known_hints([("region", "".join(regions)), ("year", year)])


def front_matter_hints(text: str) -> tuple[tuple[str, str], ...]:
    r"""Hints from the flat ``key: value`` lines between ``---`` lines at the top; does not change the text.

    >>> front_matter_hints("---\ntitle: 昆明市2009年《政府工作报告》\ntags: [a]\n---\n正文")
    (('title', '昆明市2009年《政府工作报告》'),)
    """
    return known_hints(front_matter_pairs(text))


def front_matter_pairs(text: str) -> list[tuple[str, str]]:
    """The flat ``key: value`` lines of front matter, known or not; empty if there is no front matter."""
    head = text[:_FRONT_MATTER_CHARACTERS].removeprefix("\ufeff")
    lines = head.split("\n") if head.startswith("---") else [""]
    if lines[0].rstrip() != "---":
        return []
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in {"---", "..."}:
            return list(_flat_pairs(lines[1:number]))
    return []


def row_hints(row: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Hints from the other columns of a row; numbers are converted to strings (pandas writes years as 2021.0)."""
    return known_hints(
        (key, str(value))
        for key, value in row.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    )


def _flat_pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yields top-level scalars only; ignores nested blocks, lists and anchors of YAML."""
    for line in lines:
        key, colon, value = line.partition(":")
        value = value.strip()
        if colon and value and key[:1].strip() and value[0] not in "[{&*|>!#":
            yield key.strip("'\""), _unquoted(value)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def _regions(piece: str) -> Iterator[str]:
    """Yields the place that a path segment names (``广东省广州市`` as a whole), but not kinds of places."""
    match = _PLACE.match(_YEAR_WORDS.sub("", piece))
    if match and not _KIND_OF_PLACE.search(match[0]):
        yield match[0]


def _path_year(parts: list[str]) -> str:
    """The year in the file name, else that of the nearest folder named after a year."""
    stem = _SUFFIX.sub("", parts[-1]) if parts else ""
    if match := _YEAR.search(stem):
        return match[1]
    folders = (match[1] for part in reversed(parts[:-1]) if (match := _YEAR_WORDS.fullmatch(part)))
    return next(folders, "")


def make_source(
    blob: Blob,
    content: bytes,
    text: str,
    media_type: Format,
    limits: Limits,
    *,
    encoding: str | None = None,
    hints: tuple[tuple[str, str], ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Source:
    """Make the source of ``text``; its id is derived from the sha256 of ``content``, not from its name.

    Args:
        blob: The blob that the source was read from; hints from its path are the weakest.
        content: The bytes of this source alone.
        text: The decoded text.
        media_type: The detected media type.
        limits: The limit for W104.
        encoding: The character encoding of ``content``, if it is text.
        hints: Metadata in the document; stronger than hints from the path.
        findings: The findings of the reader.

    Raises:
        UnreadableSourceError: E101 if the text is empty.
    """
    if not text.strip():
        raise make_error("E101-no-text", blob.origin)
    digest = hashlib.sha256(content).hexdigest()
    return Source(
        id=f"s{digest[:16]}",
        text=text,
        sha256=digest,
        origin=blob.origin,
        media_type=media_type.value,
        encoding=encoding,
        hints=merged_hints(path_hints(blob.origin), blob.hints, hints),
        findings=(*findings, *_long_lines(text, limits.line_characters)),
    )


def _long_lines(text: str, most: int) -> tuple[Finding, ...]:
    start = 0
    for line in text.split("\n"):
        if len(line) > most:
            return (make_finding("W104", Span(start, start + len(line)), length=len(line)),)
        start += len(line) + 1
    return ()
