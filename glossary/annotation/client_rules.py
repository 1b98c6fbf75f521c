"""How text is folded and where forms may stand, as data for clients that match by themselves. Pure.

A client that follows these tables finds what :class:`glossary.annotation.lexicon.Lexicon` finds; the reading aid in
``extension/matching`` does, and tests hold both to the same vectors.
"""

import hashlib
from functools import cache
from typing import Any, TypedDict

import orjson

from glossary.annotation.lexicon import boundary_rules
from glossary.annotation.page_text import folded_pairs


class ClientRules(TypedDict):
    """What a client must know to match as the server does.

    Attributes:
        digest: 16 hex digits over the rest: equal digests, equal rules.
        folding: ``from`` and ``to``: strings of as many code points.
        guards: Sets of characters as strings, and tables of such sets; docs/reading-aid.md says how they are used.
    """

    digest: str
    folding: dict[str, str]
    guards: dict[str, Any]


@cache
def client_rules() -> ClientRules:
    """The rules of this version.

    >>> client_rules()["guards"]["han_numerals"]
    '一七三两九二五八六十双四'
    """
    pairs = folded_pairs()
    folding = {"from": "".join(pairs), "to": "".join(pairs.values())}
    guards = boundary_rules()
    packed = orjson.dumps([folding, guards], option=orjson.OPT_SORT_KEYS)
    return {"digest": hashlib.sha256(packed).hexdigest()[:16], "folding": folding, "guards": guards}
