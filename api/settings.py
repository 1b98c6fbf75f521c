"""Settings of the service, from ``create_app(config)`` or the environment; docs/api.md lists them."""

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from api.request_limits import MAX_FILE
from glossary.errors import GlossaryError
from glossary.limits import MAX_TEXT

PREFIX = "GLOSSARY_"

SERVER = ("host", "port", "workers")
"""Settings of ``glossary serve`` that the application does not use."""

LOG_FORMATS = ("text", "json", "off")


class ConfigurationError(GlossaryError):
    """Raised for an invalid setting; ``setting`` is its name as given."""

    code = "configuration-error"

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"{setting}: {problem}")
        self.setting, self.problem = setting, problem


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one instance of the service. Sizes are in bytes, times in seconds.

    Attributes:
        db: The term store.
        exports: Folder of the prebuilt files; ``None`` means ``exports`` next to the store.
        cache_bytes: Maximum size of the response cache in each worker; 0 turns the cache off.
        max_age: How long clients and proxies may use a response without revalidation; 0 revalidates every time.
        rate_limit: Requests per second and client; 0 means no limit.
        rate_burst: How many requests a client may send at once.
        proxies: Number of trusted proxies in front, for client address, host and scheme.
        threads: Number of threads per worker for requests without a body.
        text_processes: Child processes of a worker for requests with long bodies; 0 handles them in the worker
            itself, where they slow down all other requests. ``glossary serve`` starts one per core.
        max_text: Maximum code points of a text to annotate, convert or extract; at most 1,048,576.
        max_file: Maximum size of a document to extract.
        log_format: Access log on stderr: ``text``, ``json`` or ``off``.
        base_url: The public address, with a trailing slash, for links in exported files and in JSON-LD.
        listen_url: The address that the server listens on, used if no public one is given.
        is_public: Whether a public address was given; then pages use it, whatever the ``Host`` of a request.
    """

    db: Path = Path("data/glossary.db")
    exports: Path | None = None
    cache_bytes: int = 64 * 2**20
    max_age: int = 0
    rate_limit: float = 0.0
    rate_burst: int = 20
    proxies: int = 0
    threads: int = 4
    text_processes: int = 0
    max_text: int = MAX_TEXT
    max_file: int = MAX_FILE
    log_format: str = "off"
    base_url: str = ""
    listen_url: str = "http://127.0.0.1:8000/"
    is_public: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_public", bool(self.base_url))
        object.__setattr__(self, "base_url", self.base_url or self.listen_url)
        for each in fields(self):
            if problem := _problem(each.name, getattr(self, each.name)):
                raise ConfigurationError(each.name, problem)

    @property
    def heavy_work_threads(self) -> int:
        """Number of threads of a worker that may do heavy work, which is not delegated, at the same time."""
        return max(1, self.threads // 2)

    @property
    def export_folder(self) -> Path:
        """The folder of the export files."""
        return self.exports or self.db.parent / "exports"


def _problem(name: str, value: Any) -> str:
    """What is wrong with a value of the right type, ``""`` if it is valid."""
    if isinstance(value, int | float) and not (value >= 0 and math.isfinite(value)):
        return f"{value} is negative or not finite"
    if name == "log_format" and value not in LOG_FORMATS:
        return f"{value!r} is not one of {', '.join(LOG_FORMATS)}"
    if name == "max_text" and value > MAX_TEXT:
        return f"{value} is more than {MAX_TEXT}"
    if name in ("base_url", "listen_url") and not (_is_address(value) and value.endswith("/")):
        return f"{value!r} does not look like https://example.org/"
    return ""


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)


def read_settings(config: Mapping[str, Any] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings: defaults, then the environment (``GLOSSARY_DB`` …), then ``config`` (``db`` or ``GLOSSARY_DB``).

    Unknown environment variables are ignored; :func:`unknown_variables` lists them.

    Raises:
        ConfigurationError: A name in ``config`` is not a setting, or a value is invalid.

    >>> read_settings({"cache_bytes": "0"}, {"GLOSSARY_DB": "x.db"}).db.name
    'x.db'
    """
    given = {_plain(name): (name, value) for name, value in environment.items() if name.startswith(PREFIX)}
    given |= {_plain(name): (name, value) for name, value in (config or {}).items()}
    known = [each.name for each in fields(Settings) if each.init]
    for name in config or {}:
        if _plain(name) not in known:
            raise ConfigurationError(name, f"no such setting; {_hint(_plain(name), known)}")
    known_values = {name: given[name] for name in known if name in given and given[name][1] not in (None, "")}
    try:
        return Settings(**{name: _read(name, value) for name, (_, value) in known_values.items()})
    except ConfigurationError as error:  # report the name that the user gave
        raise ConfigurationError(known_values[error.setting][0], error.problem) from error


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence for each unknown ``GLOSSARY_…`` variable, with the most similar known one.

    >>> unknown_variables({"GLOSSARY_WORKER": "2", "GLOSSARY_PORT": "80"})
    ['GLOSSARY_WORKER is not a setting and has no effect; did you mean GLOSSARY_WORKERS?']
    """
    known = [*(each.name for each in fields(Settings)), *SERVER]
    odd = [name for name in sorted(environment) if name.startswith(PREFIX) and _plain(name) not in known]
    return [f"{name} is not a setting and has no effect; {_hint(_plain(name), known, str.upper)}" for name in odd]


def _hint(name: str, known: list[str], spell: Callable[[str], str] = str) -> str:
    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=60)
    prefix = PREFIX if spell is str.upper else ""
    if near:
        return f"did you mean {prefix}{spell(near[0])}?"
    return f"there are {', '.join(prefix + spell(each) for each in known)}"


def _plain(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def _with_slash(value: str) -> str:
    return value if value.endswith("/") else f"{value}/"


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "db": Path, "exports": Path, "rate_limit": float, "log_format": str,
    "base_url": _with_slash, "listen_url": _with_slash,
}  # fmt: skip
"""The types of values; all others are integers."""


def _read(name: str, value: Any) -> Any:
    kind = _KINDS.get(name, int)
    try:
        return kind(value)
    except (TypeError, ValueError, AttributeError) as error:
        what = {float: "a number", int: "a whole number"}.get(kind, "a path or address")  # type: ignore[call-overload]
        raise ConfigurationError(name, f"{value!r} is not {what}") from error
