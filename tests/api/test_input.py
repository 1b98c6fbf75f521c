"""What a request may be written like: encodings, integers, names given once, names known."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/v1/terms/%FF", "/v1/terms?q=%FF", "/v1/terms/三微?script=%E4%B8"])
def test_invalid_utf_8_is_rejected_in_path_and_query(client: FlaskClient, path: str) -> None:
    """Neither a replacement character nor the bytes as text."""
    options = {"environ_overrides": {"PATH_INFO": "/v1/terms/\xff"}} if path.endswith("terms/%FF") else {}
    response = client.get(path, **options)  # as a server hands it over; the test client would leave %FF alone

    assert (response.status_code, response.get_json()["code"]) == (400, "bad-request")


@pytest.mark.parametrize("form", ["三区%0A三线", "三区三线%0A", "%0A三区三线"])
def test_a_form_may_hold_a_line_end(client: FlaskClient, form: str) -> None:
    """As in POST /v1/lookup."""
    response = client.get(f"/v1/terms/{form}")

    assert response.status_code == 200
    assert response.get_json()["match"]["via"] == ["space"]
    assert client.get(f"/v1/terms/{form}/near").status_code == 200


@pytest.mark.parametrize("charset", ["nope", "latin1", "utf-16"])
def test_another_charset_than_utf_8_is_refused(client: FlaskClient, charset: str) -> None:
    """And not read as UTF-8 in silence."""
    for kind, body in (("text/plain", "三微"), ("application/json", '{"text": "三微"}')):
        sent = client.post("/v1/annotations", data=body, content_type=f"{kind}; charset={charset}")
        good = client.post("/v1/annotations", data=body, content_type=f"{kind}; charset=UTF-8")
        assert (sent.status_code, good.status_code) == (415, 200)


@pytest.mark.parametrize("value", ["1_0", "٣", "５", "+5", " 5", "1.0", "0x1", ""])
def test_an_integer_is_digits(client: FlaskClient, value: str) -> None:
    """Strings that Python accepts as numbers but the contract does not."""
    assert client.get("/v1/terms", query_string={"limit": value}).status_code == 422


def test_a_parameter_that_is_given_twice_is_called_so(client: FlaskClient) -> None:
    """And not of a wrong type."""
    response = client.get("/v1/terms?q=三&q=四")

    assert response.status_code == 422
    assert "2 times" in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/v1/terms?LIMIT=3", "limit"),
        ("/v1/terms?limt=3", "limit"),
        ("/v1/terms?lang=zh", None),
        ("/v1/terms?sort=x", None),
        ("/v1/terms/三微/drift?limit=3", None),
    ],
)
def test_only_what_comes_near_is_suggested(client: FlaskClient, path: str, nearest: str | None) -> None:
    """Case does not count; where nothing comes near, all are listed."""
    actual = client.get(path).get_json()

    assert actual["nearest"] == nearest
    assert ("did you mean" in actual["detail"]) is bool(nearest)


def test_years_of_a_comparison_come_in_order(client: FlaskClient) -> None:
    """An empty answer would hide the mistake."""
    response = client.get("/v1/terms/三区三线/drift?from=2023&to=2020")

    assert (response.status_code, response.get_json()["parameter"]) == (422, "from")
