"""Every example of ``openapi.yaml`` is asked again: ``make docs`` would leave each of them as it stands.

Left out are only figures that no two machines or requests have in common (``docs.examples.steady``): durations, and
what follows the versions of OpenCC, zlib and SQLite.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from api.routes.service import contract
from docs.examples import Desk, Example, find_examples, steady, value_of, with_values

UNTOLD = {"text/html", "image/svg+xml"}
"""Media types without an example: a page, a picture is looked at."""


def _name(example: Example) -> str:
    return f"{example.method} {example.place[1]} {example.place[-1]}"


@pytest.mark.parametrize("example", find_examples(), ids=_name)
def test_every_example_is_still_answered_so(seeds_db: Path, example: Example) -> None:
    """Status, media type and every value, revisions and counts included; `make docs` writes them anew."""
    response = Desk(seeds_db).ask(example)

    assert response.status_code == example.status
    assert example.media_type in (response.mimetype, "*/*")
    assert steady(value_of(response, example.told.get("x-shown"))) == steady(example.told["value"])


def test_every_answer_and_every_error_has_an_example() -> None:
    """No route is told without showing what it gives; pages are for the eye."""
    actual = {example.place[:-2] for example in find_examples()}
    places = [
        ("paths", path, method, "responses", "200", "content", kind)
        for path, item in contract()["paths"].items()
        for method, operation in item.items()
        for kind in operation["responses"]["200"]["content"]
        if kind not in UNTOLD and "pages" not in operation["tags"]
    ] + [
        ("components", "responses", name, "content", kind)
        for name, response in contract()["components"]["responses"].items()
        for kind in response.get("content", {})
    ]

    assert not [place for place in places if place not in actual]


TEXT = """\
paths:
  # a remark
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
    """In any style, whatever it holds; remarks and neighbours stay as they are written."""
    places = [("paths", "/a", "examples", "one"), *(("paths", "/b", "examples", name) for name in ("two", "three"))]
    written = with_values(TEXT, dict.fromkeys(places, value))
    actual = yaml.safe_load(written)["paths"]

    assert actual["/a"]["examples"]["one"]["value"] == value
    assert [each["value"] for each in actual["/b"]["examples"].values()] == [value, value]
    assert "\n  # a remark\n" in written
    assert "\n        summary: Kept.\n" in written
