"""Normalization and boundary rules as data, for clients that match locally. Pure.

A client that follows these tables finds the same places as :class:`glossary.annotation.lexicon.Lexicon`. The browser
extension (``extension/matching``) does; tests check both with the same test vectors.
"""

import hashlib
from functools import cache
from typing import Any, TypedDict

import orjson

from glossary.annotation.lexicon import boundary_rules
from glossary.annotation.page_text import folded_pairs


class ClientRules(TypedDict):
    """The rules a client needs to match like the server.

    Attributes:
        digest: 16 hex digits, a hash of the other fields: equal digests mean equal rules.
        folding: ``from`` and ``to``: strings with the same number of code points.
        guards: Sets of characters as strings, and tables of such sets; docs/reading-aid.md explains their use.
    """

    digest: str
    folding: dict[str, str]
    guards: dict[str, Any]


@cache
def client_rules() -> ClientRules:
    """Returns the rules of this version.

    >>> client_rules()["guards"]["han_numerals"]
    '一七三两九二五八六十双四'
    """
    pairs = folded_pairs()
    folding = {"from": "".join(pairs), "to": "".join(pairs.values())}
    guards = boundary_rules()
    packed = orjson.dumps([folding, guards], option=orjson.OPT_SORT_KEYS)
    return {"digest": hashlib.sha256(packed).hexdigest()[:16], "folding": folding, "guards": guards}
