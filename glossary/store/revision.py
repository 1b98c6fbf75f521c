"""The revision: a hash of everything that the dictionary says, so that equal revisions are equal dictionaries."""

import hashlib

from sqlite_utils import Database

from glossary.han.script import CONVERTER_VERSION
from glossary.packaged import find_code_version
from glossary.store.connection import KEYS

MERGE_VERSION = find_code_version("merge", "han", "store")
"""Articles are written anew when this changes."""
_COUNTED = ("source", "term", "sense", "form", "attestation", "member", "finding", "review")


def write_revision(db: Database) -> str:
    """Hash the dictionary and write ``meta``; gives the revision (16 hex digits). No clock goes in."""
    total = 0
    for (digest,) in db.execute("SELECT digest FROM term UNION ALL SELECT digest || id || origin FROM source"):
        total += int.from_bytes(hashlib.sha256(digest.encode()).digest())
    for row in db.execute("SELECT origin, COALESCE(code, '') FROM finding WHERE source IS NULL"):
        total += int.from_bytes(hashlib.sha256("".join(row).encode()).digest())
    said = (total % 2**256).to_bytes(32) + KEYS.encode()
    revision = hashlib.sha256(said).hexdigest()[:16]
    counts = {f"count.{table}": db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _COUNTED}
    counts["count.explained"] = db.execute("SELECT COUNT(*) FROM term WHERE explained").fetchone()[0]
    meta = {"revision": revision, "keys": KEYS, "converter": CONVERTER_VERSION, "merging": MERGE_VERSION, **counts}
    db.conn.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", ((key, str(value)) for key, value in meta.items()))
    return revision
