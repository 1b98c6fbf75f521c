"""The examples of ``openapi.yaml``, asked of an app over the seeds: ``make docs`` writes them, a test compares them.

Beside an example stands what it takes to get it again:

* ``x-request``: path, headers, ``json`` or ``data``, and ``after``: what is asked of the same app before;
* ``x-instance``: settings of the app (``db: none`` has no store, ``fault: true`` breaks every look-up);
* ``x-shown``: what is left of a long answer, cut at the borders of elements: rows by the name of the list or mapping,
  ``lines`` of a text, ``only`` the members named.
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

MOVING = frozenset(("converter", "keys", "sha256", "bytes"))
"""Members that follow the machine's own libraries (OpenCC, zlib, SQLite) and not the seeds."""

_FIGURE = re.compile(r" [0-9.e+-]+$", re.MULTILINE)
"""The value of a sample in the text of Prometheus: times and process numbers are never the same twice."""

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One example of the contract.

    Attributes:
        place: The keys that lead to it.
        method: ``GET`` or ``POST``.
        media_type: What it is an example of; ``*/*`` where the answer says it.
        told: What stands there.
    """

    place: Place
    method: str
    media_type: str
    told: dict[str, Any]

    @property
    def status(self) -> int:
        """The status that the answer must have."""
        value = self.told["value"]
        return int(value["status"]) if "problem" in self.media_type and value else 200


def find_examples() -> list[Example]:
    """Every example of an answer, in the order of the contract."""
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
    for media_type, told in response.get("content", {}).items():
        for name, example in told.get("examples", {}).items():
            verb = example["x-request"].get("method", method).upper()
            yield Example((*place, "content", media_type, "examples", name), verb, media_type, example)


class Desk:
    """Asks examples of apps over one store.

    Args:
        db: A store with the seeds.
    """

    def __init__(self, db: Path) -> None:
        self._db = db

    def ask(self, example: Example) -> Any:
        """The answer as the test client of Flask gives it."""
        told = example.told.get("x-instance", {})
        settings = {name: value for name, value in told.items() if name not in ("db", "fault")}
        db = self._db.with_name(told["db"]) / "missing.db" if "db" in told else self._db
        app = create_app({"db": db, **settings})
        app.logger.disabled = True  # the faults are wanted
        asked = example.told["x-request"]
        if asked["path"].startswith("/v1/exports/"):  # a service on a busy machine would ask for patience
            with Snapshot(db) as snapshot:
                publish(snapshot, app.extensions["settings"].export_folder, ExportMetadata())
        client = app.test_client()
        broken = patch("glossary.lookup.Dictionary.article", side_effect=RuntimeError("on purpose"))
        with broken if told.get("fault") else nullcontext():
            for path in asked.get("after", ()):
                client.get(path)
            body = {name: asked[name] for name in ("json", "data") if name in asked}
            return client.open(asked["path"], method=example.method, headers=asked.get("headers"), **body)


def value_of(response: Any, shown: Mapping[str, Any] | None) -> Any:
    """What an example tells of an answer: JSON or text, cut as ``x-shown`` says."""
    value = response.get_json() if response.is_json else response.text
    return cut(value, shown or {})


def cut(value: Any, shown: Mapping[str, Any]) -> Any:
    r"""``value`` with no more of each member than ``shown`` says.

    >>> cut({"terms": [1, 2, 3], "total": 3}, {"terms": 2}), cut("a\nb\nc\n", {"lines": 2})
    ({'terms': [1, 2], 'total': 3}, 'a\nb\n')
    """
    if isinstance(value, str) and "lines" in shown:
        return "".join(re.findall(r"[^\n]*\n|[^\n]+", value)[: shown["lines"]])
    if isinstance(value, dict) and "only" in shown:
        return {name: value[name] for name in shown["only"]}
    if isinstance(value, dict):
        return {name: _first(cut(each, shown), shown.get(name)) for name, each in value.items()}
    return [cut(each, shown) for each in value] if isinstance(value, list) else value


def _first(value: Any, most: int | None) -> Any:
    if isinstance(value, dict):
        return dict(list(value.items())[:most])
    return value[:most] if isinstance(value, list) else value


def steady(value: Any) -> Any:
    """``value`` without what no two machines, or no two requests, need have in common."""
    if isinstance(value, dict):
        return {name: None if name in MOVING else steady(each) for name, each in value.items()}
    if isinstance(value, str) and value.startswith("# HELP"):
        return _FIGURE.sub("", value)
    return [steady(each) for each in value] if isinstance(value, list) else value


def with_values(text: str, values: Mapping[Place, Any]) -> str:
    """The contract ``text`` with another ``value`` in some examples; all the rest stays as it is written."""
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
    """Whether a literal block can hold it: several lines, none of them set in at the beginning."""
    return isinstance(value, str) and "\n" in value and value[0] not in " \n" and not value.endswith("\n\n")


def _literal(value: str, indent: int) -> str:
    lines = [" " * indent + line if line else "" for line in value.removesuffix("\n").split("\n")]
    return "\n".join(["|" if value.endswith("\n") else "|-", *lines])


def _flow(value: Any, indent: int) -> str:
    """In flow style, its further lines set in."""
    style = '"' if isinstance(value, str) else None
    text = yaml.dump(
        value, default_flow_style=True, default_style=style, allow_unicode=True, sort_keys=False, width=112 - indent
    )
    text = text.strip().removesuffix("\n...")
    return re.sub(r"\n(?=.)", "\n" + " " * indent, text)


def renewed(text: str, db: Path) -> str:
    """The contract ``text`` with every example that is not answered so any more as it is answered now.

    Raises:
        RuntimeError: an example is answered with another status, so that its request must be mended.
    """
    desk = Desk(db)
    values = {}
    for example in find_examples():
        response = desk.ask(example)
        if example.told["value"] is not None and response.status_code != example.status:
            raise RuntimeError(f"{example.place}: {response.status_code} {response.text[:200]}")
        value = value_of(response, example.told.get("x-shown"))
        if steady(value) != steady(example.told["value"]):
            values[example.place] = value
    return with_values(text, values)
