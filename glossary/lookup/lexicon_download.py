"""The compact lexicon for a client that matches by itself, in sheets, so that an update carries only what changed.

Terms are dealt onto 256 sheets by a hash of their key. The lexicon's version is the row of the sheets' digests, so the
server can tell from a client's version alone which of its sheets are old, whatever revisions lie between and without
remembering any of them.
"""

import base64
import binascii
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from glossary.annotation.lexicon import Pattern
from glossary.chinese.script import CONFIGURATIONS, to_script
from glossary.lookup.annotation_index import annotation_index
from glossary.lookup.session import Session
from glossary.store.read.reader import Reader

SHARDS = 256
_DIGEST = 3
"""Bytes of a sheet's digest: a changed sheet goes unnoticed once in 16 million."""
_BRIEF = 120
"""Code points of a definition that a client keeps; the article has all of it."""


@dataclass(frozen=True, slots=True)
class LexiconUpdate:
    """The lexicon, or the sheets of it that a client lacks.

    Attributes:
        version: Send it as ``since`` the next time.
        complete: Whether all sheets are here; else those that are replace the client's.
        sheets: By number (two hex digits): JSON arrays of terms, each with ``id``, ``headword``, ``brief``,
            ``explained`` and ``forms``: rows of form, code points to trim at both ends (1: only in quotation marks),
            and the sense's id or null. Forms are folded as docs/reading-aid.md says, in both scripts.
    """

    revision: str
    version: str
    complete: bool
    sheets: dict[str, bytes]

    def json(self) -> bytes:
        """The whole answer as JSON."""
        return orjson.dumps(
            {
                "revision": self.revision,
                "version": self.version,
                "complete": self.complete,
                "sheets": {number: orjson.Fragment(sheet) for number, sheet in self.sheets.items()},
            }
        )


def lexicon(session: Session, reader: Reader, since: str | None) -> LexiconUpdate:
    """The sheets that differ from those of version ``since``; all of them without one."""
    sheets = session.remembered("sheets", lambda: _sheets(session, reader))
    digests = [hashlib.sha256(sheet).digest()[:_DIGEST] for sheet in sheets]
    version = base64.urlsafe_b64encode(b"".join(digests)).decode()
    known = _read_version(since) if since else None
    changed = {f"{at:02x}": sheets[at] for at in range(SHARDS) if known is None or known[at] != digests[at]}
    if known is None:
        changed = {number: sheet for number, sheet in changed.items() if sheet != b"[]"}
    return LexiconUpdate(session.revision, version, known is None, changed)


def _read_version(since: str) -> list[bytes] | None:
    """The digests in a version; ``None`` for what is none, or one of another make: its holder gets everything."""
    try:
        packed = base64.urlsafe_b64decode(since.encode("ascii"))
    except (UnicodeError, binascii.Error):
        return None
    if len(packed) != SHARDS * _DIGEST:
        return None
    return [packed[at : at + _DIGEST] for at in range(0, len(packed), _DIGEST)]


def _sheets(session: Session, reader: Reader) -> list[bytes]:
    at_hand = annotation_index(session, reader)
    forms = _forms_by_term(at_hand.lexicon.patterns)
    dealt: dict[int, list[dict[str, Any]]] = defaultdict(list)
    briefs = reader.first_definitions()
    for number, (n, term_id, key, headword, _, _, explained) in enumerate(reader.heads()):
        sheet = hashlib.sha256(key.encode()).digest()[0]
        brief = briefs.get(n, "")
        dealt[sheet].append(
            {
                "id": term_id,
                "headword": headword,
                "brief": brief if len(brief) <= _BRIEF else brief[: _BRIEF - 1] + "…",
                "explained": bool(explained),
                "forms": sorted((form, trim, sense) for form, (trim, sense) in forms[number].items()),
            }
        )
    return [orjson.dumps(dealt[sheet]) for sheet in range(SHARDS)]


def _forms_by_term(patterns: Sequence[Pattern]) -> dict[int, dict[str, tuple[int, str | None]]]:
    """The forms of each term in all scripts: form → trim and sense; a form as printed wins over a converted one."""
    forms: dict[int, dict[str, tuple[int, str | None]]] = defaultdict(dict)
    folded = [pattern.folded for pattern in patterns]
    # Converted in one piece: three calls instead of three hundred thousand; no phrase goes across a line end.
    scripts = (to_script("\n".join(folded), script, quotes=False).split("\n") for script in CONFIGURATIONS)
    for spelled in (folded, *scripts):
        for form, pattern in zip(spelled, patterns, strict=True):
            forms[pattern.term].setdefault(form, (pattern.trim, pattern.sense))
    return forms
