"""Where a page ends, as an opaque word that is good for the same question only. Pure."""

import base64
import binascii
import hashlib
from collections.abc import Sequence

import orjson

from glossary.errors import InvalidQueryError

Part = str | int


def write_cursor(question: object, place: Sequence[Part]) -> str:
    """The cursor of the page of ``question`` that begins behind ``place``.

    Args:
        question: Whatever tells one list from another, equal for equal questions; its ``repr`` is what counts.
        place: The last row's place in the list.
    """
    packed = orjson.dumps([_seal(question, place), *place])
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(question: object, cursor: str) -> list[Part]:
    """The place in a cursor that was written for ``question``.

    Raises:
        InvalidQueryError: it is none, was altered, or belongs to another question.

    >>> read_cursor("sources", write_cursor("sources", ["s1", 7]))
    ['s1', 7]
    """
    try:
        packed = base64.b64decode((cursor + "=" * (-len(cursor) % 4)).encode("ascii"), b"-_", validate=True)
        seal, *read = orjson.loads(packed)
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        raise InvalidQueryError("cursor", "is no cursor of this service") from error
    place: list[Part] = read
    if seal != _seal(question, place):
        raise InvalidQueryError("cursor", "belongs to another question, or was altered; start again without it")
    return place


def _seal(question: object, place: Sequence[Part]) -> str:
    """Over question and place, so that neither can be exchanged by accident."""
    return hashlib.sha256(repr((question, list(place))).encode("utf-8", "surrogatepass")).hexdigest()[:12]
