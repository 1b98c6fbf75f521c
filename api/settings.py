"""What the service can be told, by ``create_app(config)`` or by the environment; docs/api.md lists it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from glossary.errors import GlossaryError
from glossary.lookup.reading_aid import LONGEST_TEXT

PREFIX = "GLOSSARY_"


class ConfigurationError(GlossaryError):
    """A setting that cannot be understood; the message names it."""

    code = "configuration-error"


@dataclass(frozen=True, slots=True)
class Settings:
    """How one instance of the service behaves. Sizes are bytes, times seconds.

    Attributes:
        db: The term store.
        exports: Folder of the prebuilt files; ``None`` means ``exports`` beside the store.
        cache_bytes: Room for finished answers in each worker; 0 turns the cache off.
        max_age: How long clients and proxies may use an answer without asking; 0 makes them ask every time.
        rate_limit: Requests a second and client; 0 means no limit.
        rate_burst: How many requests a client may save up.
        proxies: How many proxies in front may be believed about client address, host and scheme.
        threads: How many threads of a worker answer. Some of them never wait for a body and do nothing long, so that
            reads go on whatever else is sent.
        max_text: Code points of a text to be annotated, converted or extracted; 1,048,576 at most.
        max_file: Bound of a document to be extracted.
        log_format: Access log on stderr: ``text``, ``json`` or ``off``.
        base_url: Where the links in exported files and in JSON-LD lead; the public address with a slash at the end.
    """

    db: Path = Path("data/glossary.db")
    exports: Path | None = None
    cache_bytes: int = 64 * 2**20
    max_age: int = 0
    rate_limit: float = 0.0
    rate_burst: int = 20
    proxies: int = 0
    threads: int = 4
    max_text: int = LONGEST_TEXT
    max_file: int = 10 * 2**20
    log_format: str = "off"
    base_url: str = "http://127.0.0.1:8000/"

    def __post_init__(self) -> None:
        if self.log_format not in ("text", "json", "off"):
            raise ConfigurationError(f"log_format: {self.log_format!r} is none of text, json, off")
        if self.max_text > LONGEST_TEXT:
            raise ConfigurationError(f"max_text: {self.max_text} is more than {LONGEST_TEXT}")
        if not self.base_url.startswith(("http://", "https://")) or not self.base_url.endswith("/"):
            raise ConfigurationError(f"base_url: {self.base_url!r} does not look like https://example.org/")

    @property
    def receiving_threads(self) -> int:
        """Threads of a worker that may wait for bodies at once."""
        return max(1, self.threads // 2)

    @property
    def toiling_threads(self) -> int:
        """Threads of a worker that may do at once what takes seconds."""
        return max(1, self.threads // 4)

    @property
    def export_folder(self) -> Path:
        """Where the prebuilt files lie."""
        return self.exports or self.db.parent / "exports"


def read_settings(config: Mapping[str, Any] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings: defaults, then the environment (``GLOSSARY_DB`` …), then ``config`` (``db`` or ``GLOSSARY_DB``).

    Raises:
        ConfigurationError: a name in ``config`` that is no setting, or a value that cannot be read.

    >>> read_settings({"cache_bytes": "0"}, {"GLOSSARY_DB": "x.db"}).db.name
    'x.db'
    """
    told = {name.removeprefix(PREFIX).lower(): value for name, value in environment.items() if name.startswith(PREFIX)}
    given = {name.removeprefix(PREFIX).lower(): value for name, value in (config or {}).items()}
    known = {each.name: each for each in fields(Settings)}
    if unknown := given.keys() - known.keys():
        raise ConfigurationError(f"no such setting: {', '.join(sorted(unknown))}")
    merged = {**told, **given}
    return Settings(**{name: _read(name, merged[name]) for name in known if merged.get(name) not in (None, "")})


def _read(name: str, value: Any) -> Any:
    kind = {"db": Path, "exports": Path, "rate_limit": float, "log_format": str, "base_url": str}.get(name, int)
    try:
        read = kind(value)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"{name}: {value!r} is not {kind.__name__}") from error
    if kind in (int, float) and read < 0:
        raise ConfigurationError(f"{name}: {value!r} is negative")
    return read
