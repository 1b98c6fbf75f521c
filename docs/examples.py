"""Requests the examples of ``openapi.yaml`` from an app over the seeds; ``make docs`` writes them, a test compares.

Each example has extension fields that say how to get it again:

* ``x-request``: path, headers, ``json`` or ``data``, and ``after``: paths that are requested from the same app before;
* ``x-instance``: settings of the app (``db: none`` has no store, ``fault: true`` breaks every look-up);
* ``x-shown``: how a long response is shortened: the number of rows by the name of the list or mapping, ``lines`` of a
  text, ``only`` the members named.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from api import create_app
from api.routes.service import contract
from glossary.export.publish import publish
from glossary.export.release import ExportMetadata
from glossary.store.read.reader import Snapshot

VOLATILE = frozenset(("converter", "keys", "sha256", "bytes"))
"""Members that depend on the libraries of the machine (OpenCC, zlib, SQLite) and not on the seeds."""

_FIGURE = re.compile(r" [0-9.e+-]+$", re.MULTILINE)
"""The value of a Prometheus sample: times and process numbers differ between runs."""

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One example of the contract.

    Attributes:
        place: The path of keys to the example.
        method: ``GET`` or ``POST``.
        media_type: The media type of the response; ``*/*`` if only the response states it.
        node: The example object of the contract, with its extension fields.
    """

    place: Place
    method: str
    media_type: str
    node: dict[str, Any]

    @property
    def status(self) -> int:
        """The expected status of the response."""
        value = self.node["value"]
        return int(value["status"]) if "problem" in self.media_type and value else 200


def find_examples() -> list[Example]:
    """Returns every example of a response, in the order of the contract."""
    return [*_of_routes(), *_of_errors()]


def _of_routes() -> Iterator[Example]:
    for path, item in contract()["paths"].items():
        for method, operation in item.items():
            place = ("paths", path, method, "responses", "200")
            yield from _of_response(place, operation["responses"]["200"], method)


def _of_errors() -> Iterator[Example]:
    for name, response in contract()["components"]["responses"].items():
        yield from _of_response(("components", "responses", name), response, "get")


def _of_response(place: Place, response: dict[str, Any], method: str) -> Iterator[Example]:
    for media_type, content in response.get("content", {}).items():
        for name, example in content.get("examples", {}).items():
            verb = example["x-request"].get("method", method).upper()
            yield Example((*place, "content", media_type, "examples", name), verb, media_type, example)


class ExampleClient:
    """Requests examples from apps over one store.

    Args:
        db: A store with the seeds.
    """

    def __init__(self, db: Path) -> None:
        self._db = db

    def request(self, example: Example) -> Any:
        """Returns the response of the Flask test client."""
        instance = example.node.get("x-instance", {})
        settings = {name: value for name, value in instance.items() if name not in ("db", "fault")}
        db = self._db.with_name(instance["db"]) / "missing.db" if "db" in instance else self._db
        app = create_app({"db": db, **settings})
        app.logger.disabled = True  # the faults are intended
        request = example.node["x-request"]
        if request["path"].startswith("/v1/exports/"):  # otherwise a slow machine answers 503 until the files exist
            with Snapshot(db) as snapshot:
                publish(snapshot, app.extensions["settings"].export_folder, ExportMetadata())
        client = app.test_client()
        broken = patch("glossary.lookup.Dictionary.article", side_effect=RuntimeError("on purpose"))
        with broken if instance.get("fault") else nullcontext():
            for path in request.get("after", ()):
                client.get(path)
            body = {name: request[name] for name in ("json", "data") if name in request}
            return client.open(request["path"], method=example.method, headers=request.get("headers"), **body)


def response_value(response: Any, shown: Mapping[str, Any] | None) -> Any:
    """Returns the value of a response, JSON or text, shortened by ``x-shown``."""
    value = response.get_json() if response.is_json else response.text
    return truncate(value, shown or {})


def truncate(value: Any, shown: Mapping[str, Any]) -> Any:
    r"""Returns ``value`` with at most the rows of each member that ``shown`` allows.

    >>> truncate({"terms": [1, 2, 3], "total": 3}, {"terms": 2}), truncate("a\nb\nc\n", {"lines": 2})
    ({'terms': [1, 2], 'total': 3}, 'a\nb\n')
    """
    if isinstance(value, str) and "lines" in shown:
        return "".join(re.findall(r"[^\n]*\n|[^\n]+", value)[: shown["lines"]])
    if isinstance(value, dict) and "only" in shown:
        return {name: value[name] for name in shown["only"]}
    if isinstance(value, dict):
        return {name: _first(truncate(each, shown), shown.get(name)) for name, each in value.items()}
    return [truncate(each, shown) for each in value] if isinstance(value, list) else value


def _first(value: Any, limit: int | None) -> Any:
    if isinstance(value, dict):
        return dict(list(value.items())[:limit])
    return value[:limit] if isinstance(value, list) else value


def stable(value: Any) -> Any:
    """Returns ``value`` without the parts that differ between machines or between requests."""
    if isinstance(value, dict):
        return {name: None if name in VOLATILE else stable(each) for name, each in value.items()}
    if isinstance(value, str) and value.startswith("# HELP"):
        return _FIGURE.sub("", value)
    return [stable(each) for each in value] if isinstance(value, list) else value


def with_values(text: str, values: Mapping[Place, Any]) -> str:
    """Returns the contract ``text`` with a new ``value`` in some examples and no other change."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    spans = [(_find(root, (*place, "value")), value) for place, value in values.items()]
    for node, value in sorted(spans, key=lambda pair: pair[0].start_mark.index, reverse=True):
        start = node.start_mark.index
        end = start + len(text[start : node.end_mark.index].rstrip())
        line = text[text.rindex("\n", 0, start) + 1 : start]
        write = _literal if line.strip() == "value:" and _is_plain_text(value) else _flow
        text = text[:start] + write(value, len(line) - len(line.lstrip()) + 2) + text[end:]
    return text


def _find(node: Any, place: Place) -> Any:
    for name in place:
        node = next(value for key, value in node.value if key.value == name)
    return node


def _is_plain_text(value: Any) -> bool:
    """Whether a YAML literal block can represent it: several lines, the first one not indented."""
    return isinstance(value, str) and "\n" in value and value[0] not in " \n" and not value.endswith("\n\n")


def _literal(value: str, indent: int) -> str:
    lines = [" " * indent + line if line else "" for line in value.removesuffix("\n").split("\n")]
    return "\n".join(["|" if value.endswith("\n") else "|-", *lines])


def _flow(value: Any, indent: int) -> str:
    """Returns YAML in flow style, with continuation lines indented."""
    style = '"' if isinstance(value, str) else None
    text = yaml.dump(
        value, default_flow_style=True, default_style=style, allow_unicode=True, sort_keys=False, width=112 - indent
    )
    text = text.strip().removesuffix("\n...")
    return re.sub(r"\n(?=.)", "\n" + " " * indent, text)


def update_examples(text: str, db: Path) -> str:
    """Returns the contract ``text`` with the present response of every example that has changed.

    Raises:
        RuntimeError: A response has an unexpected status; its ``x-request`` must be corrected.
    """
    client = ExampleClient(db)
    values = {}
    for example in find_examples():
        response = client.request(example)
        if example.node["value"] is not None and response.status_code != example.status:
            raise RuntimeError(f"{example.place}: {response.status_code} {response.text[:200]}")
        value = response_value(response, example.node.get("x-shown"))
        if stable(value) != stable(example.node["value"]):
            values[example.place] = value
    return with_values(text, values)
