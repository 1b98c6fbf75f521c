"""Every example of ``openapi.yaml`` is asked again.

An example is a real answer, so it grows old as the rules of extraction get better: what must not change is its shape
(the same fields everywhere) and what it is about (status, media type, headword). Figures and revisions may move.
"""

from pathlib import Path
from typing import Any

import pytest

from api import create_app
from api.resources.contract import contract

ABOUT = ("headword", "code", "status", "script", "form")
"""Fields whose values an example keeps."""


def _examples() -> list[Any]:
    found = []
    for path, item in contract()["paths"].items():
        for method, operation in item.items():
            for media_type, told in operation["responses"]["200"]["content"].items():
                for name, example in told.get("examples", {}).items():
                    found.append(pytest.param(method, media_type, example, id=f"{method} {path} {name}"))
    for name, response in contract()["components"]["responses"].items():
        for media_type, told in response.get("content", {}).items():
            for example in told.get("examples", {}).values():
                method = example["x-request"].get("method", "GET").lower()
                found.append(pytest.param(method, media_type, example, id=name))
    return found


@pytest.mark.parametrize(("method", "media_type", "example"), _examples())
def test_every_example_is_still_answered_so(
    make_app: Any, tmp_path: Path, method: str, media_type: str, example: dict[str, Any]
) -> None:
    """Status, media type, shape and subject."""
    asked = example["x-request"]
    told = example["value"]
    missing = isinstance(told, dict) and told.get("code") == "store-missing"
    client = (create_app({"db": tmp_path / "none.db"}) if missing else make_app()).test_client()
    body = {"json": asked["json"]} if "json" in asked else {"data": asked.get("data")}
    response = client.open(asked["path"], method=method.upper(), headers=asked.get("headers"), **body)

    assert response.mimetype == media_type
    if isinstance(told, str):
        assert response.text == told
        return
    assert response.status_code == (told.get("status", 200) if "problem" in media_type else 200)
    _compare(response.get_json(), told, "")


def _compare(now: Any, told: Any, where: str) -> None:
    """The same fields in every object that both have, and the same subject."""
    assert type(now) is type(told) or None in (now, told) or isinstance(now, int | float), where
    if isinstance(told, dict) and isinstance(now, dict):
        if not where.endswith((".counts", ".sets", ".facets", ".document", ".inferred", ".altLabel", ".hiddenLabel")):
            assert now.keys() == told.keys(), where
        for name in told.keys() & now.keys():
            if name in ABOUT and not where:
                assert now[name] == told[name], f"{where}.{name}"
            _compare(now[name], told[name], f"{where}.{name}")
    elif isinstance(told, list) and isinstance(now, list):
        assert bool(now) == bool(told) or where.endswith((".near", ".merged", ".supports", ".findings")), where
