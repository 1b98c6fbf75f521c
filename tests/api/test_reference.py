"""``/docs`` is the whole contract: every route, schema, example and error, in an order one can find one's way in."""

import json
import re
import shlex
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.serving import make_server

from api import create_app
from api.routes.service import contract
from docs.examples import find_examples
from glossary.export.publish import publish
from glossary.store.read.reader import Snapshot

SCHEMAS = contract()["components"]["schemas"]
READS = [operation["operationId"] for item in contract()["paths"].values() for operation in item.values()]


def _page(client: FlaskClient, **reply: Any) -> Any:
    return LexborHTMLParser(client.get("/docs", **reply).text)


def _commands(page: Any) -> list[str]:
    return list(dict.fromkeys(each.text() for each in page.css("pre.command")))


@pytest.fixture(scope="module", autouse=True)
def published(seeds_db: Path) -> None:
    """The files of the exports are written, so that no request waits for them."""
    with Snapshot(seeds_db) as snapshot:
        publish(snapshot, seeds_db.parent / "exports")


@pytest.fixture(scope="module")
def page(seeds_db: Path) -> Any:
    """The page as it is served to anybody."""
    return _page(create_app({"db": seeds_db}).test_client())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_command_can_be_pasted_into_a_shell(seeds_db: Path) -> None:
    """Nothing to fill in: each calls the service that shows it, and gets the response of the example."""
    app = create_app({"db": seeds_db})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.port}"
        commands = _commands(_page(app.test_client(), base_url=address))
        plain = "curl() { command curl -s --retry 9 -o /dev/null -w '%{http_code}\\n' \"$@\"; }\n"
        script = plain + "\n".join(commands)
        actual = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=100, check=True).stdout
    finally:
        server.shutdown()
        thread.join()

    assert all(address in shlex.split(line)[-1] for each in commands for line in each.splitlines())
    right = {example.status for example in find_examples()}
    codes = {int(code) for code in actual.split()}
    assert {200, 400, 404, 406, 415, 416, 422} <= codes <= right


@pytest.mark.parametrize(
    ("proxies", "headers", "root"),
    [
        (0, {"Host": "example.org:8080"}, "http://example.org:8080/v1/"),
        (0, {"X-Forwarded-Host": "forged.example", "Host": "example.org"}, "http://example.org/v1/"),
        (
            1,
            {"X-Forwarded-Host": "words.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/g"},
            "https://words.example/g/v1/",
        ),
    ],
)
def test_commands_and_forms_lead_where_the_reader_is(make_app: Any, proxies: int, headers: Any, root: str) -> None:
    """Host, scheme and prefix of the request, and of a trusted proxy; cached copies are distinguished."""
    client = make_app(proxies=proxies).test_client()
    client.get("/docs")
    page = _page(client, headers=headers)

    assert any(root in each for each in _commands(page))
    assert not any("$BASE" in each or "localhost" in each for each in _commands(page))
    prefix = "/g" if "X-Forwarded-Prefix" in headers else ""
    assert all(form.attributes["action"].startswith(f"{prefix}/") for form in page.css("form.trial"))


def _folds(place: Any) -> list[Any]:
    """The folds whose content holds a place; a summary is seen while its fold is closed."""
    found, inner = [], None
    while place is not None:
        if place.tag == "details" and "open" not in place.attributes and (inner is None or inner.tag != "summary"):
            found.append(place)
        place, inner = place.parent, place
    return found


def _value(field: Any) -> str:
    chosen = field.css_first("option[selected]")
    return chosen.text() if chosen else field.attributes.get("value") or ""


def test_every_link_within_the_page_opens_its_target(page: Any) -> None:
    """Routes, schemas, headers, errors: at most the fold of a route is around it, and its content is the target."""
    places = {each.attributes["id"]: each for each in page.css("[id]")}
    wanted = {each.attributes["href"][1:] for each in page.css("a[href^='#']")} | set(READS)

    assert not wanted - places.keys()
    folded = {name: _folds(places[name]) for name in wanted}
    assert {name for name, folds in folded.items() if folds} == set(READS)
    assert all(folds[0].attributes["class"] == "operation" for folds in folded.values() if folds)


def test_the_contents_list_every_route_and_every_schema(page: Any) -> None:
    """So that one sees at a glance what there is."""
    listed = {each.attributes["href"] for each in page.css("nav.contents a")}

    assert {f"#{name}" for name in READS} | {f"#schema-{name}" for name in SCHEMAS} <= listed


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_shown_with_its_fields(page: Any, name: str) -> None:
    """Names, types, descriptions; what a field holds is a link; who uses it is named."""
    (section,) = page.css(f"#schema-{name}")
    actual = {row.css("code")[0].text(): row for row in section.css("tr")}
    properties = SCHEMAS[name].get("properties", {})

    assert actual.keys() == properties.keys()
    assert all(row.css("td")[0].css("span.quiet")[-1].text() for row in actual.values())
    assert all(row.css("td")[1].text() for row in actual.values())
    used = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(SCHEMAS[name])))
    assert used == {each.attributes["href"].removeprefix("#schema-") for each in section.css("tr a")}
    users = {each for each in SCHEMAS if f'schemas/{name}"' in json.dumps(SCHEMAS[each])}
    named = {each.attributes["href"].removeprefix("#schema-") for each in section.css("p.users a[href^='#schema-']")}
    assert named == users


def test_examples_are_shown_whole(page: Any) -> None:
    """None breaks off; where elements are left out, the contract shows it."""
    shown = {each.text() for each in page.css("details pre.long")}
    for example in find_examples():
        value = example.node["value"]
        texts = [text for text in shown if text.strip() == value.strip()] if isinstance(value, str) else []
        assert texts or any(text.startswith(("{", "[")) and json.loads(text) == value for text in shown), example.place


def test_every_error_is_shown_once_and_every_route_names_its_own(page: Any) -> None:
    """A problem document and the request that gets it."""
    shown = {each.css_first("summary").attributes["id"]: each for each in page.css("#errors ~ details.error-response")}
    for item in contract()["paths"].values():
        for operation in item.values():
            (section,) = page.css(f"#{operation['operationId']}")
            links = {each.text(): each.attributes["href"].removeprefix("#") for each in section.css("a.error")}
            assert links.keys() == {status for status in operation["responses"] if status > "399"}
            for status, name in links.items():
                problem = json.loads(shown[name].css("pre.long")[0].text())
                assert str(problem["status"]) == status


def test_every_get_route_has_a_form_that_works_without_javascript(client: FlaskClient, page: Any) -> None:
    """As printed, filled in as in an example; the link next to it sends the same request."""
    forms = page.css("form.trial[method=get]")
    assert len(forms) == sum("get" in item for item in contract()["paths"].values())
    for form in forms:
        enabled = [each for each in form.css("input, select") if "disabled" not in each.attributes]
        query = {each.attributes["name"]: _value(each) for each in enabled}
        link = form.css("a")[0].attributes["href"]
        assert client.get(form.attributes["action"], query_string=query).status_code == 200, link
        assert client.get(link).status_code == 200, link
        assert all(query.values())
