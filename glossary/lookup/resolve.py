"""Resolves a written form to an article by a sequence of steps; ``via`` names the steps that were taken."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from glossary.chinese.normalize import (
    DASHES,
    NO_QUOTES,
    QUOTES,
    SEPARATORS,
    digit_key,
    numerals_to_digits,
    term_key,
    without_invisible,
)
from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.offsets import without_note_marks
from glossary.chinese.script import taiwan_to_mainland_terms, to_hans
from glossary.errors import InvalidQueryError
from glossary.lookup.session import Session
from glossary.store.read.reader import ArticleRow, FormRow, Reader

MAX_FORM_LENGTH = 200
"""Maximum code points of a form; no form in any report is nearly as long."""

_NO_SEPARATORS = str.maketrans(dict.fromkeys(SEPARATORS, ""))
_LONE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))


@lru_cache(maxsize=8_192)
def normalize_form_steps(form: str) -> tuple[str, tuple[str, ...]]:
    """Returns the key of ``form`` and the steps that changed it; ``("exact",)`` if none did.

    Steps: ``nfkc`` (full width), ``space``, ``case``, ``dashes``, ``quotes``, ``separators``, ``script`` (traditional),
    ``variants`` (著 and 着, 台帳 and 台账).

    >>> normalize_form_steps("「三區三線」"), normalize_form_steps("三区三线")
    (('三区三线', ('quotes', 'script')), ('三区三线', ('exact',)))
    """
    key = term_key(without_invisible(form))
    if key == form:
        return key, ("exact",)
    return key, _steps(form, key) or ("exact",)


def _steps(form: str, key: str) -> tuple[str, ...]:
    named: list[str] = []
    text = form
    for name, step in _STEPS:
        changed = step(text)
        if changed != text:
            named.append(name)
        text = changed
    if text != key:
        named.append("variants")
    return tuple(named)


def _without_space(text: str) -> str:
    dropped = ("Cc", "Cf", "Mn")
    seen = without_invisible(text)
    return "".join(each for each in seen if not each.isspace() and unicodedata.category(each) not in dropped)


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("nfkc", lambda text: unicodedata.normalize("NFKC", text)),
    ("space", _without_space),
    ("case", str.casefold),
    ("dashes", lambda text: text.translate(_ONE_DASH)),
    ("quotes", lambda text: text.translate(NO_QUOTES)),
    ("separators", lambda text: _LONE_DOT.sub("", text.translate(_NO_SEPARATORS))),
    ("script", to_hans),
)

FOLDING = (*(name for name, _ in _STEPS), "variants")
"""The names of all steps, in their order."""


_ID = re.compile(r"t[0-9a-f]{8,40}(\.[0-9a-f]{4,16})?")
_STEP_OF_KIND = {
    "full_form": "full-form",
    "short_form": "short-form",
    "misspelling": "misspelling",
    "damaged": "damaged",
}

EXACT = ("exact",)
"""The form needed no normalization, or a source prints exactly this form."""

STEPS = (
    *EXACT,
    *FOLDING,
    *_STEP_OF_KIND.values(),
    "id",
    "redirect",
    "numerals",
    "taiwan-wording",
    "note-mark",
    "brackets",
    "parts",
)
"""All steps that ``Match.via`` may contain."""

_MAX_PARTS, _MIN_PART_LENGTH, _MAX_PART_LENGTH = 4, 2, 6


class Match(NamedTuple):
    """The article that a form means, and how it was found.

    Attributes:
        rest: Row numbers of all other articles that the form may mean.
        others: Ids of the first eight of them.
    """

    row: ArticleRow
    via: tuple[str, ...]
    confidence: float
    sense: str | None = None
    rest: tuple[int, ...] = ()
    others: tuple[str, ...] = ()


class KnownForms(NamedTuple):
    """Facts about one revision that are computed once for all look-ups.

    Attributes:
        shared: Keys of articles that are also keys of forms of other articles.
        is_mixed: Whether any form is attested in traditional characters.
    """

    shared: frozenset[str]
    is_mixed: bool


def known_forms(session: Session, reader: Reader) -> KnownForms:
    """Returns the known forms of the current revision."""
    return session.remembered("known", lambda: KnownForms(reader.shared_keys(), session.is_mixed))


def find(reader: Reader, form: str, known: KnownForms) -> Match | None:
    """Finds the article for ``form``: by key, written form, id, digit key, Taiwan's terms and other fallbacks.

    Raises:
        InvalidQueryError: ``form`` is longer than ``MAX_FORM_LENGTH``.
    """
    if len(form) > MAX_FORM_LENGTH:
        raise InvalidQueryError("form", f"longer than {MAX_FORM_LENGTH} characters")
    key, steps = normalize_form_steps(form)
    if not key:
        return None
    own = reader.article_by_key(key)
    if own and key not in known.shared:
        return Match(own, EXACT if _is_exact(reader, form, own, steps, known) else steps, 1.0)
    return (
        _by_form(reader, form, key, steps, own)
        or _by_id(reader, form.strip())
        or _by_numerals(reader, form, steps)
        or _by_taiwan_wording(reader, form)
        or _without_note_mark(reader, form, known)
        or _without_brackets(reader, form, known)
        or _by_parts(reader, key)
        or _by_fewer_dashes(reader, form, key, steps)
    )


_ITEM_NUMBER = re.compile(
    rf"^\s*(?:(?:[0-9０-９]{{1,3}}|[{ONE_TO_TEN}]{{1,3}})(?:[.．](?![0-9０-９])|[、）)])"
    rf"|[（(][{ONE_TO_TEN}]{{1,3}}[）)]|[⒈-⒛])\s*"
)


def _without_note_mark(reader: Reader, form: str, known: KnownForms) -> Match | None:
    """Resolves a form that was copied with its note mark or its number: 三区三线[13], “三区三线”①, 1.三区三线."""
    bare = without_note_marks(_ITEM_NUMBER.sub("", form))
    if bare == form or not bare.strip():
        return None
    found = find(reader, bare, known)
    return found._replace(via=("note-mark", *(step for step in found.via if step != "exact"))) if found else None


_BRACKETS = frozenset("（）()〔〕[]［］【】〖〗〈〉<>{}*_~`#")
"""Brackets and the marks of Markdown around a copied form: （三区三线）, **三区三线**."""


def _without_brackets(reader: Reader, form: str, known: KnownForms) -> Match | None:
    """Resolves a form that was copied with the brackets or the marks of Markdown around it."""
    inner = [at for at, each in enumerate(form) if each not in _BRACKETS and each not in QUOTES and not each.isspace()]
    bare = form[inner[0] : inner[-1] + 1] if inner else ""
    if not bare or _BRACKETS.isdisjoint(form.replace(bare, "", 1)):
        return None
    found = find(reader, bare, known)
    return found._replace(via=("brackets", *(step for step in found.via if step != "exact"))) if found else None


def _is_exact(reader: Reader, form: str, own: ArticleRow, steps: tuple[str, ...], known: KnownForms) -> bool:
    """Whether the dictionary or a source has exactly this spelling."""
    if steps == EXACT or form == own.headword:
        return True
    return (known.is_mixed or "script" not in steps) and reader.is_printed(own.key, form)


def find_all(reader: Reader, form: str, known: KnownForms) -> list[int]:
    """Returns the row numbers of every article that ``form`` may mean, by the steps of :func:`find`.

    Raises:
        InvalidQueryError: ``form`` is longer than ``MAX_FORM_LENGTH``.
    """
    found = find(reader, form, known)
    return [found.row.n, *found.rest] if found else []


def _by_form(reader: Reader, form: str, key: str, steps: tuple[str, ...], own: ArticleRow | None) -> Match | None:
    """Finds the article that has this written form; ``own`` is the article filed under the key itself, if any.

    An unexplained article does not hide an explained one, even if the form is its headword (兰州九问, a full form of
    九问).
    """
    rows = reader.forms_of_key(key, form)
    if own and all(row.term != own.n for row in rows):
        rows.append(FormRow(own.n, None, "headword"))
    if not rows:
        return None
    best, *rest = rows
    article = reader.article(best.term)
    if article is None:
        return None
    is_own = own is not None and best.term == own.n
    via = EXACT if best.is_printed or form == article.headword else steps
    step = None if is_own else _STEP_OF_KIND.get(best.kind)
    confidence = 0.9 if step in {"misspelling", "damaged"} else 1.0
    sense = None if is_own else best.sense
    return _with_rest(reader, Match(article, (*via, step) if step else via, confidence, sense), [r.term for r in rest])


def _with_rest(reader: Reader, found: Match, rest: list[int]) -> Match:
    """Returns ``found`` with the other articles that the form may mean."""
    return found._replace(rest=tuple(rest), others=_ids(reader, rest))


def _by_id(reader: Reader, form: str) -> Match | None:
    if not _ID.fullmatch(form):
        return None
    term_id, _, sense = form.partition(".")
    row = reader.article_by_id(term_id)
    if row:
        return Match(row, ("id",), 1.0, form if sense else None)
    target = reader.redirected(term_id)
    row = reader.article(target) if target is not None else None
    return Match(row, ("id", "redirect"), 1.0) if row else None


def _by_numerals(reader: Reader, form: str, steps: tuple[str, ...]) -> Match | None:
    terms = reader.terms_by_digit_key(digit_key(form))
    row = reader.article(terms[0]) if terms else None
    if row is None:
        return _by_han_numerals(reader, form)
    via = (*(step for step in steps if step != "exact"), "numerals")
    return _with_rest(reader, Match(row, via, 0.8 if len(terms) == 1 else 0.5), terms[1:])


_LONE_DIGIT = re.compile(r"(?<!\d)[1-9](?=[\u4e00-\u9fff”」])")
_HAN_DIGITS = "〇一二三四五六七八九"


def _by_han_numerals(reader: Reader, form: str) -> Match | None:
    """Finds a longer written form of an article by its numerals: 3公经费 is 三公经费, a form of 三公."""
    reworded = _LONE_DIGIT.sub(lambda digit: _HAN_DIGITS[int(digit[0])], unicodedata.normalize("NFKC", form))
    found = _by_rewording(reader, form, reworded)
    if found is None:
        return None
    via = (*(step for step in found.via if step not in ("exact", "numerals")), "numerals")
    return found._replace(via=via, confidence=0.8)


def _by_taiwan_wording(reader: Reader, form: str) -> Match | None:
    found = _by_rewording(reader, form, taiwan_to_mainland_terms(form))
    if found is None:
        return None
    via = ("taiwan-wording", *(step for step in found.via if step != "exact"))
    return found._replace(via=via, confidence=0.6)


def _by_rewording(reader: Reader, form: str, reworded: str) -> Match | None:
    """Finds the article of ``reworded``, unless that has the key of ``form`` and was looked up already."""
    key, steps = normalize_form_steps(reworded)
    if not key or key == normalize_form_steps(form)[0]:
        return None
    return _by_form(reader, reworded, key, steps, reader.article_by_key(key))


def _by_parts(reader: Reader, key: str) -> Match | None:
    """Splits slogans written together (六稳六保, 6稳6保): returns the first part, with the rest as others."""
    digits = numerals_to_digits(key)
    terms = _split(reader, digits, 0) if len(digits) <= _MAX_PARTS * _MAX_PART_LENGTH else []
    row = reader.article(terms[0]) if terms else None
    return _with_rest(reader, Match(row, ("parts",), 0.5), terms[1:]) if row else None


def _by_fewer_dashes(reader: Reader, form: str, key: str, steps: tuple[str, ...]) -> Match | None:
    """Ignores dashes used as separators (三区-三线). Dashes distinguish 1-2 from 12, so this is the last step."""
    bare = key.replace("-", "")
    if bare == key or not bare:
        return None
    found = _by_form(reader, form, bare, steps, reader.article_by_key(bare))
    if found is None:
        return None
    named = ("dashes", *(step for step in found.via if step not in ("exact", "dashes")))
    return found._replace(via=named, confidence=0.6)


def _split(reader: Reader, key: str, depth: int) -> list[int]:
    """Splits the digit key ``key`` into known terms, preferring the longest first part; empty if a part is unknown."""
    if depth == _MAX_PARTS:
        return []
    longest = min(_MAX_PART_LENGTH, len(key) - (0 if depth else _MIN_PART_LENGTH))  # the whole form is not a part
    firsts = reader.first_terms_by_digit_key([key[:length] for length in range(longest, _MIN_PART_LENGTH - 1, -1)])
    for part, term in firsts.items():
        if part == key:
            return [term]
        rest = _split(reader, key[len(part) :], depth + 1)
        if rest:
            return [term, *rest]
    return []


def _ids(reader: Reader, terms: list[int]) -> tuple[str, ...]:
    if not terms:
        return ()
    found = reader.ids(terms[:8])
    return tuple(found[n][0] for n in terms[:8] if n in found)
