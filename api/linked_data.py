"""An article as JSON-LD: SKOS and schema.org on the same nodes, the context inline so that nothing is fetched."""

from typing import Any

from glossary.lookup.answers import Answer

CONTEXT: dict[str, Any] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "uri": "@id",
    "type": "@type",
    "graph": "@graph",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel", "@container": ["@language", "@set"]},
    "hiddenLabel": {"@id": "skos:hiddenLabel", "@container": ["@language", "@set"]},
    "definition": {"@id": "skos:definition", "@container": ["@language", "@set"]},
    "notation": "skos:notation",
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "related": {"@id": "skos:related", "@type": "@id", "@container": "@set"},
    "memberList": {"@id": "skos:memberList", "@container": "@list"},
    "source": {"@id": "dct:source", "@type": "@id", "@container": "@set"},
    "name": "schema:name",
    "description": "schema:description",
    "inDefinedTermSet": {"@id": "schema:inDefinedTermSet", "@type": "@id"},
    "termCode": "schema:termCode",
}
"""Addresses are relative to where the document was fetched, so that a copy of the service describes itself."""

SCHEME = "/v1/meta#dictionary"


def to_linked_data(answer: Answer) -> dict[str, Any]:
    """The article as a graph: the concept, one ordered collection a member group, the scheme."""
    article = answer.article()
    concept = f"/v1/terms/{article['id']}"
    collections = [
        _collection(f"{concept}#members-{number}", group, answer.script)
        for number, group in enumerate(_groups(article), start=1)
    ]
    scheme = {"uri": SCHEME, "type": ["skos:ConceptScheme", "schema:DefinedTermSet"]}
    return {"@context": CONTEXT, "graph": [_concept(concept, article, answer.script), *collections, scheme]}


def _concept(uri: str, article: dict[str, Any], script: str) -> dict[str, Any]:
    definitions = [sense["definition"] for sense in article["senses"] if sense["definition"]]
    sources = {each["source"] for sense in article["senses"] for each in sense["definitions"]}
    preferred, other, hidden = _labels(article, script)
    node = {
        "uri": uri,
        "type": ["skos:Concept", "schema:DefinedTerm"],
        "inScheme": SCHEME,
        "inDefinedTermSet": SCHEME,
        "notation": article["id"],
        "termCode": article["id"],
        "name": article["headword"],
        "prefLabel": preferred,
        "altLabel": other,
        "hiddenLabel": hidden,
        "definition": {script: definitions} if definitions else {},
        "description": definitions[0] if definitions else "",
        "related": [f"/v1/terms/{near['id']}" for near in article["near"]],
        "source": [f"/v1/sources/{source}" for source in sorted(sources)],
    }
    return {name: value for name, value in node.items() if value}


def _labels(article: dict[str, Any], script: str) -> tuple[dict[str, str], dict[str, list[str]], dict[str, list[str]]]:
    """One preferred label a language; the three kinds never share a string (SKOS S13)."""
    preferred = {script: article["headword"]}
    other: dict[str, list[str]] = {}
    hidden: dict[str, list[str]] = {}
    for variant in article["variants"]:
        form, language = variant["form"], variant["script"]
        if variant["kind"] == "headword" and language not in preferred:
            preferred[language] = form
        taken = [preferred.get(language), *other.get(language, ()), *hidden.get(language, ())]
        if form in taken:
            continue
        shown = variant["kind"] in ("headword", "full_form", "short_form")
        (other if shown else hidden).setdefault(language, []).append(form)
    return preferred, other, hidden


def _groups(article: dict[str, Any]) -> list[dict[str, Any]]:
    """The member groups of the first sense: what the slogan counts."""
    groups = article["senses"][0]["groups"] if article["senses"] else []
    return [group for group in groups if group["members"]]


def _collection(uri: str, group: dict[str, Any], script: str) -> dict[str, Any]:
    members = [_member(uri, number, member, script) for number, member in enumerate(group["members"], start=1)]
    return {"uri": uri, "type": "skos:OrderedCollection", "memberList": members}


def _member(uri: str, number: int, member: dict[str, Any], script: str) -> dict[str, Any]:
    if member["term"]:
        return {"uri": f"/v1/terms/{member['term']}"}
    return {"uri": f"{uri}-{number}", "type": "skos:Concept", "prefLabel": {script: member["text"]}}
