"""One origin (a path, later a URL or an archive) to the sources in it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from glossary.model import Source


def read_sources(origin: str) -> Iterator[Source]:
    """The sources that ``origin`` holds: one for a plain file, several for an archive or a folder."""
    content = Path(origin).read_bytes()
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.sha256(content).hexdigest()
    yield Source(id=f"s{digest[:16]}", text=text, sha256=digest, origin=origin, encoding="utf-8")
