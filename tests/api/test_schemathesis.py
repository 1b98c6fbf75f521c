"""Any request, good or bad, gets a response that ``openapi.yaml`` describes: all checks of schemathesis, in-process."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings

from api import create_app
from api.routes.service import contract

EXAMPLES = 12
"""Requests an operation, a kind of test data and a run: half a minute in all."""


CONTRACT = schemathesis.openapi.from_dict(contract())
PLAIN = {"Accept-Encoding": "identity"}
"""The client of schemathesis does not decode what it is sent; test_http.py looks at codings."""

TAKEN_AS_SENT = ("multipart/form-data", "text/plain", "text/html", "application/x-www-form-urlencoded")
"""Any bytes are such a body; whether a file can be read is not for a schema to say."""

ABOUT_DATA = schemathesis.checks.CHECKS.get_by_names(["negative_data_rejection", "positive_data_acceptance"])


@pytest.fixture(scope="module")
def app(seeds_db: Path) -> Flask:
    """An app over the seeds whose export files are written, so that no request waits for them."""
    made = create_app({"db": seeds_db})
    with made.app_context():
        made.extensions["export_jobs"].file("manifest.json")
    return made


@pytest.mark.slow
@CONTRACT.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_keep_the_contract(app: Flask, case: Any) -> None:
    """Status, media type, headers and body are described; bad data is refused, good data is not."""
    _leave_out_what_no_schema_can_say(case.query or {})
    excluded = ABOUT_DATA if case.media_type in TAKEN_AS_SENT else []
    case.call_and_validate(app=app, headers=PLAIN, excluded_checks=excluded)


def _leave_out_what_no_schema_can_say(query: dict[str, Any]) -> None:
    """Cursors are opaque; a question must hold a character that folding keeps; two years come in order."""
    for name in ("cursor", "since"):
        query.pop(name, None)
    years = [query.get("from"), query.get("to")]
    if all(str(year).isdigit() for year in years):
        query["from"], query["to"] = sorted(years, key=lambda year: int(str(year)))
    if isinstance(query.get("q"), str) and not any(each.isalnum() for each in query["q"]):
        query["q"] = "三"


def test_the_contract_is_served_as_it_is_written(client: Any) -> None:
    """/openapi.json has the content of openapi.yaml."""
    assert client.get("/openapi.json").get_json() == contract()
