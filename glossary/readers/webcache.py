"""A small cache on disk of what the web answered, so that an unchanged document is not sent twice."""

import hashlib
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

_MOST_BYTES = 256 * 1024 * 1024
_MOST_ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered.

    Attributes:
        url: The address that answered, behind all redirects.
        content: The body, unpacked.
        media_type: As the server says, without parameters.
        charset: As the server says.
        etag: The validator to ask with next time.
        last_modified: The other validator.
    """

    url: str
    content: bytes
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class WebCache:
    """Answers with a validator, by address; the oldest go when there are too many."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str) -> Answer | None:
        """The last answer of ``url``; ``None`` if there is none or it was damaged."""
        head, body = self._paths(url)
        try:
            said = orjson.loads(head.read_bytes())
            content = body.read_bytes()
            digest = said.pop("sha256")
            answer = Answer(content=content, **said)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return answer if hashlib.sha256(content).hexdigest() == digest else None

    def keep(self, url: str, answer: Answer) -> None:
        """Keep an answer that can be asked for again; a cache that cannot be written is no error."""
        if not (answer.etag or answer.last_modified):
            return
        said = {key: value for key, value in asdict(answer).items() if key != "content"}
        head, body = self._paths(url)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(body, answer.content)
            _write(head, orjson.dumps(said | {"sha256": hashlib.sha256(answer.content).hexdigest()}))
            self._trim()

    def _paths(self, url: str) -> tuple[Path, Path]:
        key = hashlib.sha256(url.encode()).hexdigest()
        return self._folder / f"{key}.json", self._folder / f"{key}.body"

    def _trim(self) -> None:
        bodies = sorted(self._folder.glob("*.body"), key=lambda path: path.stat().st_mtime, reverse=True)
        total = 0
        for number, body in enumerate(bodies):
            total += body.stat().st_size
            if total > _MOST_BYTES or number >= _MOST_ENTRIES:
                body.unlink(missing_ok=True)
                body.with_suffix(".json").unlink(missing_ok=True)


def default_cache() -> WebCache:
    """The cache of this user: ``$XDG_CACHE_HOME/glossary/web``, or the same under ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return WebCache(Path(base) / "glossary" / "web")


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, whoever else writes."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
