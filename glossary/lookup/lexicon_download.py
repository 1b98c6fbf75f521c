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
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from glossary.annotation.lexicon import client_rules
from glossary.chinese.script import SCRIPTS
from glossary.errors import InvalidQueryError
from glossary.lookup.annotation_index import AnnotationIndex, annotation_index, find_state
from glossary.lookup.lexicon_records import FORMS, SHARDS, Forms, LexiconVariant, make_shards
from glossary.lookup.session import Session
from glossary.package_data import find_code_version
from glossary.store import lexicon_cache
from glossary.store.lexicon_cache import LexiconRow
from glossary.store.read.reader import Reader

if TYPE_CHECKING:
    from glossary.store.write.article_building import MapJobs

_DIGEST = 3
"""Bytes of a shard's digest: a changed shard goes unnoticed once in 16 million."""
_VERSION = re.compile(r"(?:(all|folded)-(zh-Han[st](?:-TW|-HK)?)-([0-9a-f]{16})-?)?([\w-]{1024})?")
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
        raise InvalidQueryError("forms", f"must be one of {', '.join(FORMS)}")
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


Finished = tuple[str, list[LexiconRow], tuple[str, bytes]]
"""The arguments of ``save_lexicons``."""


class LexiconJob(NamedTuple):
    """What a worker process builds a part of the lexicon from.

    Attributes:
        path: The store.
        state: The state of the dictionary.
        numbers: The shards to build.
        matcher: The packed annotation index; empty if it is what is to be built.
    """

    path: str
    state: str
    numbers: range
    matcher: bytes = b""


def make_lexicons(session: Session, reader: Reader, map_jobs: "MapJobs | None" = None) -> Finished | None:
    """Builds the usual variants and the matcher.

    Args:
        session: The store.
        reader: Reader of the current revision.
        map_jobs: Builds them in worker processes; without it, in this process.

    Returns:
        The result; ``None`` if all are cached, or if another process has changed the dictionary meanwhile.
    """
    state, matcher_state = _state(session), find_state(session)
    are_cached = all(lexicon_cache.load_version(reader.connection, variant.name, state) for variant in KEPT)
    if are_cached and lexicon_cache.has_matcher(reader.connection, matcher_state):
        return None
    if map_jobs is None:
        matcher, made = annotation_index(session, reader).pack(), make_shards(session, reader, KEPT)
    else:
        [matcher] = map_jobs(build_matcher, [LexiconJob(str(session.path), state, range(0))])
        jobs = [LexiconJob(str(session.path), state, numbers, matcher) for numbers in _PORTIONS]
        portions = list(map_jobs(build_shards, jobs))
        if not matcher or not all(portions):
            return None
        made = [[shard for portion in portions for shard in portion[at]] for at in range(len(KEPT))]
    ready = [_describe(variant, shards) for variant, shards in zip(KEPT, made, strict=True)]
    bodies = (map_jobs or map)(_compressed, [_whole_body(session, each) for each in ready])
    rows = [
        LexiconRow(each.variant.name, each.version, each.shards or (), body)
        for each, body in zip(ready, bodies, strict=True)
    ]
    return state, rows, (matcher_state, matcher)


def load_rules() -> None:
    """Loads the tables of the matching rules, which :func:`make_lexicons` would otherwise wait for."""
    client_rules()


_PORTIONS = (range(SHARDS // 2), range(SHARDS // 2, SHARDS))
"""The shards of each job; more jobs would need the forms of all terms more often."""


def build_matcher(job: LexiconJob) -> bytes:
    """Returns the packed annotation index; empty if the dictionary has another state now."""
    with closing(Session(job.path)) as session, session.snapshot() as reader:
        return annotation_index(session, reader).pack() if _state(session) == job.state else b""


def build_shards(job: LexiconJob) -> list[list[bytes]]:
    """Returns some shards of each usual variant; nothing if the dictionary has another state now."""
    with closing(Session(job.path)) as session, session.snapshot() as reader:
        if _state(session) != job.state:
            return []
        session.remembered("annotation index", lambda: AnnotationIndex.unpack(job.matcher, reader))
        return make_shards(session, reader, KEPT, job.numbers)


def _state(session: Session) -> str:
    code = find_code_version("annotation", "chinese", "lookup", "senses")
    return f"{session.revision} {code}"


def _find_or_make(session: Session, reader: Reader, variant: LexiconVariant) -> Ready:
    version = lexicon_cache.load_version(reader.connection, variant.name, _state(session))
    return Ready(variant, version, None) if version else _make(session, reader, variant)


def _make(session: Session, reader: Reader, variant: LexiconVariant) -> Ready:
    return _describe(variant, make_shards(session, reader, [variant])[0])


def _describe(variant: LexiconVariant, shards: Sequence[bytes]) -> Ready:
    digests = b"".join(hashlib.sha256(shard).digest()[:_DIGEST] for shard in shards)
    packed = base64.urlsafe_b64encode(digests).decode()
    return Ready(variant, f"{variant.name}-{client_rules()['digest']}-{packed}", tuple(shards))


def _whole_body(session: Session, ready: Ready) -> bytes:
    sheets = _sheets(dict(enumerate(ready.shards or ())), is_whole=True)
    return LexiconUpdate(session.revision, ready.version, True, sheets, client_rules()["digest"]).json()


def _compressed(body: bytes) -> dict[str, bytes]:
    """Compresses the whole response in the available content codings, best first."""
    found = {}
    with suppress(ImportError):  # an optional extra
        found["br"] = import_module("brotli").compress(body, quality=7)
    return {**found, "gzip": gzip.compress(body, 6, mtime=0)}
