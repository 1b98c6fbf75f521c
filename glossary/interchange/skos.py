"""SKOS in JSON-LD, schema.org's DefinedTerm on the same nodes; the context stands inside, so that nothing is fetched.

A term is a concept; what it counts is an ordered collection for each group, because a SKOS collection is no concept.
One preferred label a language tag; further printed forms are alternative labels, misspellings hidden ones, and the
three kinds never share a string (SKOS S13). The addresses are those of the API, which answers them in the same words.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from glossary.interchange.edition import TRADITIONAL, Article, Edition, Imprint, form_in

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
    "license": {"@id": "dct:license", "@type": "@id"},
    "title": {"@id": "dct:title", "@language": "zh-Hans"},
    "identifier": "dct:identifier",
    "temporal": "dct:temporal",
    "name": "schema:name",
    "description": "schema:description",
    "inDefinedTermSet": {"@id": "schema:inDefinedTermSet", "@type": "@id"},
    "termCode": "schema:termCode",
}
_SHOWN = {"headword", "full_form", "short_form"}


def write_skos(edition: Edition, imprint: Imprint, out: BinaryIO) -> int:
    """Write the dictionary as one JSON-LD document, node by node; returns the number of concepts."""
    root = f"{imprint.base_url}v1/"
    scheme = scheme_node(root) | {
        "title": imprint.title,
        "name": imprint.title,
        "identifier": edition.revision,
        "license": imprint.license_url,
    }
    out.write(b'{"@context":' + orjson.dumps(CONTEXT) + b',\n"graph":[\n' + orjson.dumps(scheme))
    count = 0
    for count, article in enumerate(edition.articles(), 1):  # noqa: B007 - the last value is the number of rows
        out.writelines(b",\n" + orjson.dumps(node) for node in concept_nodes(article, root))
    out.write(b"\n]}\n")
    return count


def scheme_node(root: str) -> dict[str, Any]:
    """The dictionary itself.

    Args:
        root: What addresses begin with: ``/v1/``, or that of a service.
    """
    return {"uri": _scheme(root), "type": ["skos:ConceptScheme", "schema:DefinedTermSet"]}


def concept_nodes(article: Article, root: str, script: str = "zh-Hans") -> list[dict[str, Any]]:
    """The concept of an article, and a collection for each group of members.

    Args:
        article: With its texts in ``script``.
        root: What addresses begin with: ``/v1/``, or that of a service.
        script: The language tag of the article's texts.
    """
    uri = f"{root}terms/{article['id']}"
    wordings = [wording for sense in article["senses"] for wording in sense["definitions"]]
    definitions = list(dict.fromkeys(wording["text"] for wording in wordings))
    preferred = _preferred(article, script)
    node: dict[str, Any] = {
        "uri": uri,
        "type": ["skos:Concept", "schema:DefinedTerm"],
        "inScheme": _scheme(root),
        "inDefinedTermSet": _scheme(root),
        "notation": article["id"],
        "termCode": article["id"],
        "name": article["headword"],
        "prefLabel": preferred,
        **_other_labels(article, set(preferred.values())),
        "definition": {script: definitions} if definitions else {},
        "description": definitions[0] if definitions else "",
        "related": [f"{root}terms/{near['id']}" for near in article["near"]],
        "source": sorted({f"{root}sources/{wording['source']}" for wording in wordings}),
        "temporal": f"{article['first']['year']}/{article['last']['year']}" if article["first"] else "",
    }
    said = {name: value for name, value in node.items() if value}
    return [said, *_collections(article, uri, root, script)]


def _scheme(root: str) -> str:
    return f"{root}meta#dictionary"


def _preferred(article: Article, script: str) -> dict[str, str]:
    """As printed where a report prints it, else converted; Taiwan's and Hong Kong's where they differ from zh-Hant."""
    labels = {script: article["headword"]}
    for variant in article["variants"]:
        if variant["kind"] == "headword":
            labels.setdefault(variant["script"], variant["form"])
    if script == "zh-Hans":
        for each in TRADITIONAL:
            form = form_in(article, each)
            if each == "zh-Hant" or form != labels["zh-Hant"]:
                labels.setdefault(each, form)
    return labels


def _other_labels(article: Article, taken: set[str]) -> dict[str, Any]:
    labels: dict[str, dict[str, list[str]]] = {"altLabel": {}, "hiddenLabel": {}}
    for variant in article["variants"]:
        if variant["form"] not in taken:
            taken.add(variant["form"])
            kind = "altLabel" if variant["kind"] in _SHOWN else "hiddenLabel"
            labels[kind].setdefault(variant["script"], []).append(variant["form"])
    return labels


def _collections(article: Article, concept: str, root: str, script: str) -> Iterator[dict[str, Any]]:
    groups = [group for sense in article["senses"] for group in sense["groups"] if group["members"]]
    for number, group in enumerate(groups, 1):
        uri = f"{concept}#members-{number}"
        members = [_member(member, f"{uri}-{at}", root, script) for at, member in enumerate(group["members"], 1)]
        yield {"uri": uri, "type": "skos:OrderedCollection", "memberList": members}


def _member(member: dict[str, Any], own_uri: str, root: str, script: str) -> dict[str, Any]:
    """A member with an article of its own is named by it; one without is a concept here."""
    if member["term"]:
        return {"uri": f"{root}terms/{member['term']}"}
    return {"uri": own_uri, "type": "skos:Concept", "prefLabel": {script: member["text"]}}
