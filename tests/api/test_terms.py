"""Any written form leads to its article."""

from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("form", "headword", "step"),
    [
        ("三区三线", "三区三线", "exact"),
        ("「三區三線」", "三区三线", "quotes"),
        ("“３区3线”", "三区三线", "numerals"),
        ("五小水利", "五小", "full-form"),
        ("四上企業", "四上", "script"),
        ("三個區分開來", "三个区分开来", "script"),
    ],
)
def test_any_written_form_finds_its_article(client: FlaskClient, form: str, headword: str, step: str) -> None:
    """Script, width, quotes, numerals and class nouns are normalized, and the response names the step."""
    found = client.get(f"/v1/terms/{form}").get_json()

    assert found["headword"] == headword
    assert step in found["match"]["via"]


def test_a_slogan_without_explanation_is_there(client: FlaskClient) -> None:
    """三微 is used and never explained."""
    found = client.get("/v1/terms/三微").get_json()

    assert (found["explained"], found["senses"]) == (False, [])


@pytest.mark.parametrize("form", ["三一大会战", "三产业"])
def test_other_expressions_are_not_slogans(client: FlaskClient, form: str) -> None:
    """404 as a problem document that suggests what comes near."""
    response = client.get(f"/v1/terms/{form}")

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["code"] == "term-not-found"


def test_a_miss_suggests_what_comes_near(client: FlaskClient) -> None:
    """One wrong character is forgiven."""
    assert "三区三线" in client.get("/v1/terms/三区四线").get_json()["suggestions"]


@pytest.mark.parametrize(
    ("script", "headword", "quote"),
    [
        ("zh-Hans", "三区三线", "“三区”"),
        ("zh-Hant", "三區三線", "「三區」"),
        ("zh-Hant-TW", "三區三線", "「三區」"),
        ("zh-Hant-HK", "三區三線", "「三區」"),
    ],
)
def test_every_text_of_a_response_is_in_the_requested_script(
    client: FlaskClient, script: str, headword: str, quote: str
) -> None:
    """Headword, definition and quotation marks; offsets stay."""
    response = client.get(f"/v1/terms/三区三线?script={script}")
    found = response.get_json()

    assert found["headword"] == headword
    assert quote in found["senses"][0]["definition"]
    assert found["senses"][0]["definitions"][0]["start"] == 8831
    assert response.headers["Content-Language"] == script


def test_the_article_names_its_own_address(client: FlaskClient) -> None:
    """Content-Location is the id's address, which gives the same article."""
    response = client.get("/v1/terms/三區三線")
    again = client.get(response.headers["Content-Location"])

    assert again.get_json()["id"] == response.get_json()["id"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_a_saved_copy_of_linked_data_keeps_its_addresses(make_app: Any) -> None:
    """They are those of the exports, whatever the reader takes for the base."""
    rdflib = pytest.importorskip("rdflib", reason="rdflib is in the test extra")
    client = make_app(base_url="https://dictionary.example/").test_client()
    saved = client.get("/v1/terms/三区三线", headers={"Accept": "application/ld+json"}).text
    graph = rdflib.Graph().parse(data=saved, format="json-ld", publicID="file:///tmp/saved.jsonld")
    named = {str(node) for node in graph.all_nodes() if isinstance(node, rdflib.URIRef)}

    assert not {name for name in named if name.startswith("file:")}
    assert any(name.startswith("https://dictionary.example/v1/terms/t") for name in named)


def test_linked_data_is_a_concept_with_an_ordered_collection_for_each_group(client: FlaskClient) -> None:
    """SKOS and schema.org on the same node; the context is inline."""
    response = client.get("/v1/terms/三区三线", headers={"Accept": "application/ld+json"})
    nodes = response.get_json()["graph"]
    concept = nodes[0]

    assert response.mimetype == "application/ld+json"
    assert concept["type"] == ["skos:Concept", "schema:DefinedTerm"]
    assert concept["prefLabel"] == {"zh-Hans": "三区三线", "zh-Hant": "三區三線"}
    assert concept["uri"] == f"http://127.0.0.1:8000/v1/terms/{concept['notation']}"
    assert [len(node["memberList"]) for node in nodes if node["type"] == "skos:OrderedCollection"] == [3, 3]
