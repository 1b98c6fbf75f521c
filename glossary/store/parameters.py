"""Parameters of SQL statements that take many values at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

_CHUNK = 500


def as_json(values: Iterable[Any]) -> str:
    """Encodes ``values`` as a JSON list for ``json_each``: one parameter for any number of keys."""
    return orjson.dumps(list(values)).decode()


def chunks(values: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """Yields ``values`` in lists of at most ``size``, so that not everything is in memory at once."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk
