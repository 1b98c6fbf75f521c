"""The revision: a hash of everything that the dictionary says, so that equal revisions are equal dictionaries.

What is noted of origins that could not be read is no part of it: they are no sources, and no answer about terms or
sources changes with them. The notes have a hash of their own, for the list that shows them.
"""

import hashlib

import orjson
from sqlite_utils import Database

from glossary.han.script import CONVERTER_VERSION
from glossary.packaged import find_code_version
from glossary.store.connection import KEYS

MERGE_VERSION = find_code_version("merge", "han", "store")
"""Articles are written anew when this changes."""
_COUNTED = ("source", "term", "sense", "form", "attestation", "member", "review")


def write_revision(db: Database) -> str:
    """Hash the dictionary and write ``meta``; gives the revision (16 hex digits). No clock goes in."""
    total = 0
    for (digest,) in db.execute("SELECT digest FROM term UNION ALL SELECT digest || id || origin FROM source"):
        total += int.from_bytes(hashlib.sha256(digest.encode()).digest())
    said = (total % 2**256).to_bytes(32) + KEYS.encode()
    revision = hashlib.sha256(said).hexdigest()[:16]
    counts = {f"count.{table}": db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _COUNTED}
    counts["count.explained"] = db.execute("SELECT COUNT(*) FROM term WHERE explained").fetchone()[0]
    counts["count.finding"] = db.execute("SELECT COUNT(*) FROM finding WHERE source IS NOT NULL").fetchone()[0]
    versions = {"keys": KEYS, "converter": CONVERTER_VERSION, "merging": MERGE_VERSION}
    meta = {"revision": revision, "unread": _hash_unread(db), **versions, **counts}
    db.conn.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", ((key, str(value)) for key, value in meta.items()))
    return revision


def _hash_unread(db: Database) -> str:
    """A hash of what is noted of origins that could not be read; empty where there are none."""
    query = "SELECT origin, code, message FROM finding WHERE source IS NULL ORDER BY 1, 2, 3"
    rows = [list(row) for row in db.execute(query)]
    return hashlib.sha256(orjson.dumps(rows)).hexdigest()[:16] if rows else ""
