"""The compact lexicon for clients that match locally, in shards, so that an update contains only what changed.

Terms are partitioned into 256 shards by a hash of their key. A version contains the variant (forms and script), the
digest of the matching rules and the digests of all shards. So the server can derive from a client's version alone what
the client lacks; it does not need to remember earlier revisions.
"""

import base64
import binascii
import gzip
import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, NamedTuple

import orjson

from glossary.annotation.lexicon import client_rules
from glossary.annotation.patterns import Pattern
from glossary.chinese.script import CONFIGURATIONS, SCRIPTS, to_script
from glossary.errors import InvalidQueryError
from glossary.lookup.annotation_index import AnnotationIndex, annotation_index, find_state
from glossary.lookup.results import convert_value, prefer_attested_headwords
from glossary.lookup.sense_choice import local_senses
from glossary.lookup.sense_views import view_article
from glossary.lookup.session import Session
from glossary.package_data import find_code_version
from glossary.store import lexicon_cache
from glossary.store.lexicon_cache import LexiconRow
from glossary.store.read.reader import Reader

SHARDS = 256
FORMS = ("all", "folded")
"""``all`` scripts, for clients that do not normalize characters; ``folded`` forms only, for clients that do."""
Forms = Literal["all", "folded"]
_DIGEST = 3
"""Bytes of a shard's digest: a changed shard goes unnoticed once in 16 million."""
_MAX_BRIEF_LENGTH = 120
"""Maximum code points of a definition in the lexicon; the article has the whole definition."""
_MAX_NEAR = 3
_MIN_RUN_LENGTH = 4
"""Minimum code points of a label that consists of several labels: 六稳六保."""
_MAX_SENSES = 12
_MAX_ISSUERS = 6
"""Maximum number of further governments that share a local meaning."""
_VERSION = re.compile(r"(?:(all|folded)-(zh-Han[st](?:-TW|-HK)?)-([0-9a-f]{16})-?)?([\w-]{1024})?")
_BATCH_SIZE = 500
"""How many terms are looked up in one SQL statement for their attested headwords."""


class LexiconVariant(NamedTuple):
    """A variant of the lexicon: its forms and the script of its texts."""

    forms: Forms = "all"
    script: str = "zh-Hans"

    @property
    def name(self) -> str:
        """The prefix of its versions."""
        return f"{self.forms}-{self.script}"


KEPT = (LexiconVariant("all"), LexiconVariant("folded"))
"""The variants that are built in advance; others are built on request."""


class Ready(NamedTuple):
    """A finished variant; ``shards`` is ``None`` if they are cached in the store."""

    variant: LexiconVariant
    version: str
    shards: tuple[bytes, ...] | None


class ClientState(NamedTuple):
    """The state of a client, parsed from a version: variant, digest of the rules, digests of its shards."""

    variant: LexiconVariant | None
    rules: str
    digests: list[bytes] | None


@dataclass(frozen=True, slots=True)
class LexiconUpdate:
    """The lexicon, or the part that a client lacks.

    Attributes:
        revision: Revision of the dictionary.
        version: The version to send as ``since`` in the next request.
        complete: Whether all shards are included; otherwise the included ones replace the client's.
        sheets: Shard number (two hex digits) → JSON array of terms.
        rules: The digest of the matching rules.
        has_rules: Whether the rules are included, because the client has other ones.
        bodies: The whole response by content coding, if it is cached.
    """

    revision: str
    version: str
    complete: bool
    sheets: dict[str, bytes]
    rules: str
    has_rules: bool = False
    bodies: Mapping[str, bytes] | None = None

    def json(self) -> bytes:
        """Returns the whole response as JSON."""
        if self.bodies:
            return gzip.decompress(self.bodies["gzip"])
        body: dict[str, Any] = {
            "revision": self.revision,
            "version": self.version,
            "complete": self.complete,
            "folding": self.rules,
        }
        if self.has_rules:
            body["rules"] = client_rules()
        body["sheets"] = {number: orjson.Fragment(sheet) for number, sheet in self.sheets.items()}
        return orjson.dumps(body)


def lexicon(
    session: Session, reader: Reader, since: str | None = None, forms: str | None = None, script: str | None = None
) -> LexiconUpdate:
    """Returns the shards that differ from those of version ``since``; without it, all shards.

    Args:
        session: The store.
        reader: Reader of the current revision.
        since: An earlier version. A client that has only the rules sends ``folded-zh-Hans-`` and their digest, without
            digests of shards.
        forms: One of ``FORMS``. Default: that of ``since``, else ``all``.
        script: One of ``SCRIPTS``. Default: that of ``since``, else zh-Hans.

    Raises:
        InvalidQueryError: ``forms`` or ``script`` is unknown.
    """
    known = _read_version(since or "")
    variant = _choose_variant(known.variant, forms, script)
    ready: Ready = session.remembered(("lexicon", variant), lambda: _find_or_make(session, reader, variant))
    rules = client_rules()["digest"]
    has_rules = known.rules not in ("", rules)
    digests = known.digests if known.variant in (variant, None) else None
    wanted = range(SHARDS) if digests is None else _changed(digests, ready.version)
    is_kept = digests is None and not has_rules and ready.shards is None
    return LexiconUpdate(
        session.revision,
        ready.version,
        digests is None,
        {} if is_kept else _sheets(_load_shards(reader, ready, wanted), is_whole=digests is None),
        rules,
        has_rules,
        lexicon_cache.load_bodies(reader.connection, variant.name) if is_kept else None,
    )


def _choose_variant(known: LexiconVariant | None, forms: str | None, script: str | None) -> LexiconVariant:
    if forms is not None and forms not in FORMS:
        raise InvalidQueryError("forms", f"none of {', '.join(FORMS)}")
    if script is not None and script not in SCRIPTS:
        raise InvalidQueryError("script", f"none of {', '.join(SCRIPTS)}")
    former = known or LexiconVariant()
    chosen: Forms = "folded" if (forms or former.forms) == "folded" else "all"
    return LexiconVariant(chosen, script or former.script)


def _read_version(since: str) -> ClientState:
    """Parses a version; an invalid one gives an empty state, so the client gets everything."""
    found = _VERSION.fullmatch(since)
    if found is None:
        return ClientState(None, "", None)
    forms, script, rules, shards = found.groups()
    variant = LexiconVariant("folded" if forms == "folded" else "all", script) if script in SCRIPTS else None
    if forms and variant is None:
        return ClientState(None, "", None)
    return ClientState(variant, rules or "", _read_digests(shards or ""))


def _read_digests(shards: str) -> list[bytes] | None:
    try:
        packed = base64.urlsafe_b64decode(shards.encode("ascii"))
    except (UnicodeError, binascii.Error):
        return None
    if len(packed) != SHARDS * _DIGEST:
        return None
    return [packed[at : at + _DIGEST] for at in range(0, len(packed), _DIGEST)]


def _changed(known: Sequence[bytes], version: str) -> list[int]:
    now = _read_version(version).digests or []
    return [at for at in range(SHARDS) if known[at] != now[at]]


def _sheets(shards: Mapping[int, bytes], *, is_whole: bool) -> dict[str, bytes]:
    """Returns shards by name, without empty shards if the lexicon is whole."""
    return {f"{at:02x}": shard for at, shard in sorted(shards.items()) if not is_whole or shard != b"[]"}


def _load_shards(reader: Reader, ready: Ready, numbers: Sequence[int]) -> dict[int, bytes]:
    if ready.shards is None:
        return lexicon_cache.load_shards(reader.connection, ready.variant.name, numbers)
    return {at: ready.shards[at] for at in numbers}


def make_lexicons(session: Session, reader: Reader) -> tuple[str, list[LexiconRow], tuple[str, bytes]] | None:
    """Builds the usual variants and the matcher for ``save_lexicons``; ``None`` if all are cached."""
    state, matcher_state = _state(session), find_state(session)
    are_cached = all(lexicon_cache.load_version(reader.connection, variant.name, state) for variant in KEPT)
    if are_cached and lexicon_cache.has_matcher(reader.connection, matcher_state):
        return None
    rows = [_finish(session, _make(session, reader, variant)) for variant in KEPT]
    return state, rows, (matcher_state, annotation_index(session, reader).pack())


def _state(session: Session) -> str:
    code = find_code_version("annotation", "chinese", "lookup", "senses")
    return f"{session.revision} {code}"


def _find_or_make(session: Session, reader: Reader, variant: LexiconVariant) -> Ready:
    version = lexicon_cache.load_version(reader.connection, variant.name, _state(session))
    return Ready(variant, version, None) if version else _make(session, reader, variant)


def _make(session: Session, reader: Reader, variant: LexiconVariant) -> Ready:
    shards = tuple(_make_shards(session, reader, variant))
    digests = b"".join(hashlib.sha256(shard).digest()[:_DIGEST] for shard in shards)
    packed = base64.urlsafe_b64encode(digests).decode()
    return Ready(variant, f"{variant.name}-{client_rules()['digest']}-{packed}", shards)


def _finish(session: Session, ready: Ready) -> LexiconRow:
    shards = ready.shards or ()
    sheets = _sheets(dict(enumerate(shards)), is_whole=True)
    body = LexiconUpdate(session.revision, ready.version, True, sheets, client_rules()["digest"]).json()
    return LexiconRow(ready.variant.name, ready.version, shards, _compressed(body))


def _compressed(body: bytes) -> dict[str, bytes]:
    """Compresses the whole response in the available content codings, best first."""
    found = {}
    with suppress(ImportError):  # an optional extra
        found["br"] = import_module("brotli").compress(body, quality=7)
    return {**found, "gzip": gzip.compress(body, 6, mtime=0)}


def _make_shards(session: Session, reader: Reader, variant: LexiconVariant) -> list[bytes]:
    """Returns the terms of each shard as JSON."""
    index = annotation_index(session, reader)
    make_forms = _all_forms if variant.forms == "all" else _folded_forms
    forms = make_forms(index.lexicon.patterns)
    near: dict[str, list[list[str]]] = defaultdict(list)
    for own, other, headword in reader.neighbours():
        if len(near[own]) < _MAX_NEAR:
            near[own].append([other, headword])
    keys, records = [], []
    for key, article in reader.articles():
        keys.append(key)
        records.append(_term_record(orjson.loads(article), near))
    records = _in_script(session, reader, records, variant.script)
    parts_of = session.remembered("lexicon parts", lambda: _explained_parts(index, reader))
    shards: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for number, (key, record) in enumerate(zip(keys, records, strict=True)):
        record["forms"] = sorted((form, trim, sense) for form, (trim, sense) in forms[number].items())
        if parts := parts_of.get(number):
            headword = index.lexicon.heads[number].headword
            record["parts"] = [[headword[start:end], records[term]["id"]] for start, end, term in parts]
        shards[hashlib.sha256(key.encode()).digest()[0]].append(record)
    return [orjson.dumps(shards[at]) for at in range(SHARDS)]


def _explained_parts(index: AnnotationIndex, reader: Reader) -> dict[int, list[tuple[int, int, int]]]:
    """Returns the parts of unexplained labels. Cached, because parsing headwords dominates the cost of a record."""
    long_enough = (number for number, head in enumerate(index.lexicon.heads) if len(head.headword) >= _MIN_RUN_LENGTH)
    return {number: parts for number in long_enough if (parts := index.explained_parts(reader, number))}


def _term_record(article: dict[str, Any], near: Mapping[str, list[list[str]]]) -> dict[str, Any]:
    """Returns the record of a term in the lexicon, without what would be empty: most terms have no explanation.

    Args:
        article: The article of the term in zh-Hans.
        near: Ids and headwords of similar terms, by id.
    """
    view = view_article(article)
    local = local_senses(view)
    senses = [_sense_record(sense, is_local=sense["id"] in local) for sense in article["senses"][:_MAX_SENSES]]
    record = {"id": article["id"], "headword": article["headword"]}
    if local and view.is_counted:
        record["counted"] = True
    pinyin = article["pinyin"]["marks"] if "pinyin" in article else ""
    record["pinyin"] = pinyin if pinyin != article["headword"] else ""
    return _without_empty({**record, "senses": senses, "near": near.get(article["id"])})


def _without_empty(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value}


def _sense_record(sense: dict[str, Any], *, is_local: bool) -> dict[str, Any]:
    definition, years = sense["definition"], sense.get("explained_years") or sense["years"]
    if years.get("first") is None:
        years = sense["years"]
    brief = definition if len(definition) <= _MAX_BRIEF_LENGTH else definition[: _MAX_BRIEF_LENGTH - 1] + "…"
    record: dict[str, Any] = {
        "issuer": next(iter(_issuers(sense)), ""),
        "years": [years["first"], years["last"]] if years.get("first") is not None else None,
        "groups": [
            [group["numeral"], group["shared"], [member["text"] for member in group["members"]]]
            for group in sense["groups"]
            if group["members"]
        ],
    }
    if is_local:
        record |= {"local": True, "others": _issuers(sense)[1 : _MAX_ISSUERS + 1]}
    return {"id": sense["id"], "brief": brief, **_without_empty(record)}


def _issuers(sense: dict[str, Any]) -> list[str]:
    """Returns the issuers of the explanation: the only one, else the highest first; empty if no source names one."""
    holders = [sense["scope"], *sense.get("issuers", ())]
    return list(dict.fromkeys(name for one in holders if (name := one.get("issuer") or one.get("region"))))


def _in_script(session: Session, reader: Reader, records: list[dict[str, Any]], script: str) -> list[dict[str, Any]]:
    """Converts the texts of the records to a script."""
    if not records or (script == "zh-Hans" and not session.is_mixed):
        return records
    if session.is_mixed:
        converted = [convert_value(record, script) for record in records]
    else:
        # Converted in one call, because the conversion keeps JSON intact and calls for each term are slow.
        joined = b"\n".join(map(orjson.dumps, records)).decode()
        converted = [orjson.loads(line) for line in to_script(joined, script).split("\n")]
    if script != "zh-Hans":
        for start in range(0, len(converted), _BATCH_SIZE):
            prefer_attested_headwords(converted[start : start + _BATCH_SIZE], script, reader.attested_forms)
    return converted


FormsOfTerm = dict[str, tuple[int, str | None]]
"""Form → (code points to trim at both ends, id of the sense that the form implies)."""


def _folded_forms(patterns: Sequence[Pattern]) -> dict[int, FormsOfTerm]:
    """Returns the normalized forms of each term."""
    forms: dict[int, FormsOfTerm] = defaultdict(dict)
    for pattern in patterns:
        forms[pattern.term][pattern.folded] = (pattern.trim, pattern.sense)
    return forms


def _all_forms(patterns: Sequence[Pattern]) -> dict[int, FormsOfTerm]:
    """Returns the forms of each term in all scripts; an attested form wins over a converted one."""
    forms = _folded_forms(patterns)
    folded = [pattern.folded for pattern in patterns]
    # Converted in one call: three calls instead of three hundred thousand. No phrase crosses a line end.
    for script in CONFIGURATIONS if folded else ():
        spelled = to_script("\n".join(folded), script, quotes=False).split("\n")
        for form, pattern in zip(spelled, patterns, strict=True):
            forms[pattern.term].setdefault(form, (pattern.trim, pattern.sense))
    return forms
