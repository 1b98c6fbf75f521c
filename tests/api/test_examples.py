"""Requests every example of ``openapi.yaml`` again: ``make docs`` would change none of them.

Values that differ between machines or requests (``docs.examples.stable``) are not compared: durations, and values that
depend on the versions of OpenCC, zlib and SQLite.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from api.routes.service import contract
from docs.examples import Example, ExampleClient, find_examples, response_value, stable, with_values

WITHOUT_EXAMPLE = {"text/html", "image/svg+xml"}
"""Media types without an example: pages and pictures."""


def _name(example: Example) -> str:
    return f"{example.method} {example.place[1]} {example.place[-1]}"


@pytest.mark.parametrize("example", find_examples(), ids=_name)
def test_every_example_is_up_to_date(seeds_db: Path, example: Example) -> None:
    """Status, media type and every value, with revisions and counts; `make docs` writes them again."""
    response = ExampleClient(seeds_db).request(example)

    assert response.status_code == example.status
    assert example.media_type in (response.mimetype, "*/*")
    assert stable(response_value(response, example.node.get("x-shown"))) == stable(example.node["value"])


def test_every_answer_and_every_error_has_an_example() -> None:
    """Every route and every error response has one; pages have none."""
    actual = {example.place[:-2] for example in find_examples()}
    places = [
        ("paths", path, method, "responses", "200", "content", kind)
        for path, item in contract()["paths"].items()
        for method, operation in item.items()
        for kind in operation["responses"]["200"]["content"]
        if kind not in WITHOUT_EXAMPLE and "pages" not in operation["tags"]
    ] + [
        ("components", "responses", name, "content", kind)
        for name, response in contract()["components"]["responses"].items()
        for kind in response.get("content", {})
    ]

    assert not [place for place in places if place not in actual]


TEXT = """\
paths:
  # a comment
  /a: {examples: {one: {value: {old: [1]}}}}
  /b:
    examples:
      two:
        value: old
        summary: Kept.
      three:
        value: |
          old

          lines
"""


@pytest.mark.parametrize(
    "value", [{"new": [1, "二", None]}, "new", "one\n  two\n\nthree\n", "", "\n", ["a: b", "# no", "'"], "词 " * 90]
)
def test_an_example_is_rewritten_and_nothing_else(value: Any) -> None:
    """Any value in any YAML style; comments and neighbouring examples stay the same."""
    places = [("paths", "/a", "examples", "one"), *(("paths", "/b", "examples", name) for name in ("two", "three"))]
    written = with_values(TEXT, dict.fromkeys(places, value))
    actual = yaml.safe_load(written)["paths"]

    assert actual["/a"]["examples"]["one"]["value"] == value
    assert [each["value"] for each in actual["/b"]["examples"].values()] == [value, value]
    assert "\n  # a comment\n" in written
    assert "\n        summary: Kept.\n" in written
