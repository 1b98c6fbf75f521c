"""Texts sent in: annotated, converted, extracted; and the lexicon for clients that match by themselves."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

SENTENCE = "😀劃定「三區三線」，推進“九维九治”。"


def test_offsets_fit_python_and_javascript(client: FlaskClient) -> None:
    """Code points first, then UTF-16 units, which differ after an emoji."""
    found = client.post("/v1/annotations?unknown=true", json={"text": SENTENCE}).get_json()
    start, end, start16, end16, term = found["matches"][0]

    assert SENTENCE[start:end].strip("「」") == "三區三線"
    assert SENTENCE.encode("utf-16-le")[2 * start16 : 2 * end16].decode("utf-16-le") == SENTENCE[start:end]
    assert start16 == start + 1
    assert found["terms"][term]["headword"] == "三区三线"
    assert [each["core"] for each in found["unknown"]] == ["九维九治"]


def test_definitions_are_in_the_requested_script(client: FlaskClient) -> None:
    """What is quoted from the text stays as it was sent."""
    found = client.post("/v1/annotations?script=zh-Hant-TW&unknown=true", json={"text": SENTENCE}).get_json()

    assert found["terms"][0]["headword"] == "三區三線"
    assert "城鎮空間" in found["terms"][0]["definition"]
    assert found["unknown"][0]["surface"] == "“九维九治”"


def test_html_comes_back_with_terms_marked_and_nothing_else_changed(client: FlaskClient) -> None:
    """Text nodes only; scripts and attributes are left alone; the page that comes back may run nothing."""
    page = '<p title="三区三线">严守<b>三区三线</b><script>var x = "三区三线"</script>&lt;'
    response = client.post("/v1/annotations", data=page, content_type="text/html")

    assert response.mimetype == "text/html"
    assert response.text.count("glossary-term") == 1
    assert '<p title="三区三线">' in response.text
    assert '<script>var x = "三区三线"</script>&lt;' in response.text
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_slogans_are_opened_in_the_text_or_in_footnotes(client: FlaskClient) -> None:
    """The members are after the first place of each, or below."""
    inline, notes = (
        client.post(f"/v1/annotations?format={form}", data="严守三区三线。三区三线！", content_type="text/plain").text
        for form in ("inline", "footnotes")
    )

    assert inline.startswith("严守三区三线（城镇空间")
    assert inline.endswith("。三区三线！")
    assert "城镇空间" in notes.splitlines()[-1]


def test_every_place_gets_the_mark_of_its_footnote_on_request(client: FlaskClient) -> None:
    """``first=false`` marks all places, with one footnote a term."""
    actual = client.post(
        "/v1/annotations?format=footnotes&first=false", data="三区三线。三区三线！", content_type="text/plain"
    ).text

    assert actual.startswith("三区三线[1]。三区三线[1]！")
    assert actual.count("[1]") == 3
    assert "[2]" not in actual


JSON_BODY = (b'{"text": "\xe4\xb8\x89\xe5\x8c\xba\xe4\xb8\x89\xe7\xba\xbf"}', "application/json")
PLAIN_BODY, HTML_BODY = ("三区三线", "text/plain"), ("<p>三区三线", "text/html")


@pytest.mark.parametrize(
    ("sent", "query", "accept", "given"),
    [
        (JSON_BODY, "", "*/*", "application/json"),
        (JSON_BODY, "", "text/html", "text/html"),
        (JSON_BODY, "", "text/plain", "text/plain"),
        (PLAIN_BODY, "", "", "application/json"),
        (HTML_BODY, "", "*/*", "text/html"),
        (HTML_BODY, "", "application/json", "application/json"),
        (HTML_BODY, "?format=json", "application/json", "application/json"),
        (HTML_BODY, "?format=json", "text/html", 406),
        (JSON_BODY, "?format=span", "application/json", 406),
        (JSON_BODY, "", "image/png", 406),
    ],
)
def test_accept_chooses_the_representation(
    client: FlaskClient, sent: tuple[Any, str], query: str, accept: str, given: Any
) -> None:
    """Where ``format`` does not; what would come must be accepted."""
    headers = {"Accept": accept} if accept else {}
    response = client.post(f"/v1/annotations{query}", data=sent[0], content_type=sent[1], headers=headers)

    assert given in (response.mimetype, response.status_code)


def test_an_upload_holds_one_file_and_nothing_else(client: FlaskClient) -> None:
    """What would be ignored in silence is refused by name."""
    for names, wrong in ((("file", "file"), "file"), (("file", "x"), "x"), (("x",), "x")):
        data = MultiDict((name, (io.BytesIO(b"a"), f"{at}.txt")) for at, name in enumerate(names))
        response = client.post("/v1/extractions", data=data, content_type="multipart/form-data")
        assert (response.status_code, list(response.get_json()["errors"])) == (422, [wrong])
    mixed = {"file": (io.BytesIO(b"a"), "a.txt"), "note": "a"}
    assert client.post("/v1/extractions", data=mixed, content_type="multipart/form-data").status_code == 422


def test_plain_text_becomes_html_safely(client: FlaskClient) -> None:
    """``format=span`` for a text that is no HTML escapes it first."""
    response = client.post("/v1/annotations?format=span", data="<b>三区三线", content_type="text/plain")

    assert "&lt;b&gt;<span" in response.text


def test_a_text_is_extracted_and_nothing_is_kept(client: FlaskClient) -> None:
    """Entries with members, slogans; the dictionary stays as it was."""
    before = client.get("/v1/meta").get_json()
    text = "划定“三区三线”。\n名词解释\n1.三区三线：“三区”指甲、乙、丙；“三线”指丁、戊、己。\n"
    found = client.post("/v1/extractions", json={"text": text}).get_json()["extractions"][0]

    assert [entry["head"] for entry in found["entries"]] == ["三区三线"]
    assert found["entries"][0]["items"] == [["甲", "乙", "丙"], ["丁", "戊", "己"]]
    assert client.get("/v1/meta").get_json() == before


@pytest.mark.parametrize("name", ["../../etc/passwd", "报告.txt", "", "x" * 5000 + ".txt"])
def test_an_uploaded_file_is_read_whatever_it_is_called(client: FlaskClient, name: str) -> None:
    """A client's file name is a label and no path."""
    upload = (io.BytesIO("推进“九维九治”。".encode("gb18030")), name or "x")
    response = client.post("/v1/extractions", data={"file": upload}, content_type="multipart/form-data")

    assert response.status_code == 200
    assert [each["core"] for each in response.get_json()["extractions"][0]["slogans"]] == ["九维九治"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 500, b"%PDF-1.7 broken"])
def test_an_unreadable_file_is_answered_with_the_reason(client: FlaskClient, content: bytes) -> None:
    """422 with the code of the finding that a harvest would leave."""
    upload = (io.BytesIO(content), "file.txt")
    response = client.post("/v1/extractions", data={"file": upload}, content_type="multipart/form-data")

    assert response.status_code == 422
    assert response.get_json()["code"] == "unreadable-source"
    assert response.get_json()["finding"].startswith("E")


def test_conversion_keeps_the_number_of_code_points(client: FlaskClient) -> None:
    """Nested quotes in traditional style, or left alone; either way round."""
    text = "“全面‘双控’”"
    hant = client.get("/v1/convert", query_string={"text": text, "to": "zh-Hant-TW"}).get_json()
    kept = client.get("/v1/convert", query_string={"text": text, "to": "zh-Hant-TW", "quotes": "false"}).get_json()
    back = client.post("/v1/convert", json={"text": "三區三線", "to": "zh-Hans"}).get_json()

    assert hant["text"] == "「全面『雙控』」"
    assert kept["text"] == "“全面‘雙控’”"
    assert (back["text"], back["detected"]) == ("三区三线", "zh-Hant")


def test_the_lexicon_brings_only_what_changed(client: FlaskClient) -> None:
    """All of it first; nothing for a client that is up to date; all again for one whose version means nothing."""
    whole = client.get("/v1/lexicon").get_json()
    nothing = client.get("/v1/lexicon", query_string={"since": whole["version"]}).get_json()
    forms = {row[0] for sheet in whole["sheets"].values() for term in sheet for row in term["forms"]}

    assert whole["complete"]
    assert {"三区三线", "三區三線"} <= forms
    assert (nothing["complete"], nothing["sheets"]) == (False, {})
    assert client.get("/v1/lexicon?since=abc").get_json()["complete"]


def test_suggestions_come_in_the_shape_of_opensearch(client: FlaskClient) -> None:
    """For a browser's search box, in the reader's script."""
    headers = {"Accept": "application/x-suggestions+json", "Accept-Language": "zh-TW"}
    typed, found = client.get("/v1/suggest?q=sanqus", headers=headers).get_json()

    assert typed == "sanqus"
    assert found == ["三區三線"]


def test_exports_are_whole_and_checked(client: FlaskClient) -> None:
    """The manifest's digest is the file's; a range goes on where a download broke; the name is not a path."""
    import hashlib

    manifest: Any = client.get("/v1/exports/manifest.json").get_json()
    actual = {each["name"]: each for each in manifest["files"]}["terms.csv"]
    response = client.get("/v1/exports/terms.csv")
    rest = client.get("/v1/exports/terms.csv", headers={"Range": "bytes=100-"})

    assert hashlib.sha256(response.data).hexdigest() == actual["sha256"]
    assert manifest["revision"] == client.get("/v1/meta").get_json()["revision"]
    assert rest.status_code == 206
    assert response.data[100:] == rest.data
    assert 'rel="describedby"' in response.headers["Link"]
    assert client.get("/v1/exports/terms.csv", headers={"Accept": "text/csv"}).status_code == 200
    for accept in ("image/png", "application/*", "text/plain"):
        assert client.get("/v1/exports/terms.csv", headers={"Accept": accept}).status_code == 406
    assert client.get("/v1/exports/..%2Fseeds.db").status_code == 404
    assert client.get("/v1/exports/terms.csv", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_origins_contain_no_paths_of_the_machine(client: FlaskClient) -> None:
    """A path is cut to its name, in sources and findings alike."""
    page = client.get("/v1/sources").get_json()

    assert all("/" not in each["origin"] for each in page["sources"])
    assert client.get(f"/v1/sources/{page['sources'][0]['id']}/text").status_code == 200


def test_exports_that_cannot_be_written_fail_at_once(make_app: Any, tmp_path: Any) -> None:
    """503, one attempt a request, and the rest of the service goes on."""
    (tmp_path / "file").write_text("no folder")
    client = make_app(exports=tmp_path / "file" / "below").test_client()

    assert client.get("/v1/exports/terms.csv").get_json()["code"] == "unavailable"
    assert client.get("/v1/terms/三微").status_code == 200
