"""SKOS in JSON-LD, schema.org's DefinedTerm on the same node; the context stands inside, so nothing is fetched.

A term is a concept; its members are an ordered collection of their own, because a SKOS collection is no concept.
One preferred label a language tag; further printed forms are alternative labels, misspellings hidden ones, and the
three kinds never share a string.
"""

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
    "inDefinedTermSet": {"@id": "schema:inDefinedTermSet", "@type": "@id"},
}


def write_skos(edition: Edition, imprint: Imprint, out: BinaryIO) -> int:
    """Write the dictionary as one JSON-LD document, node by node; returns the number of concepts."""
    out.write(b'{"@context":' + orjson.dumps(CONTEXT) + b',\n"graph":[\n')
    out.write(orjson.dumps(_scheme(edition, imprint)))
    count = 0
    for count, article in enumerate(edition.articles(), 1):  # noqa: B007 - the last value is the number of rows
        out.writelines(b",\n" + orjson.dumps(node) for node in concept_nodes(article, imprint))
    out.write(b"\n]}\n")
    return count


def concept_nodes(article: Article, imprint: Imprint) -> list[dict[str, Any]]:
    """The concept of an article, and the collection of its members where it has any."""
    uri = imprint.term_url(article["id"])
    definitions = list(
        dict.fromkeys(wording["text"] for sense in article["senses"] for wording in sense["definitions"])
    )
    sources = dict.fromkeys(wording["source"] for sense in article["senses"] for wording in sense["definitions"])
    node: dict[str, Any] = {
        "uri": uri,
        "type": ["skos:Concept", "schema:DefinedTerm"],
        "inScheme": imprint.base_url + "scheme",
        "inDefinedTermSet": imprint.base_url + "scheme",
        "notation": article["id"],
        "name": article["headword"],
        "prefLabel": _preferred(article),
        **_other_labels(article),
    }
    if definitions:
        node["definition"] = {"zh-Hans": definitions}
        node["source"] = [imprint.source_url(source) for source in sources]
    if article["near"]:
        node["related"] = [imprint.term_url(near["id"]) for near in article["near"]]
    if article["first"]:
        node["temporal"] = f"{article['first']['year']}/{article['last']['year']}"
    return [node, *_collections(article, uri)]


def _scheme(edition: Edition, imprint: Imprint) -> dict[str, Any]:
    return {
        "uri": imprint.base_url + "scheme",
        "type": ["skos:ConceptScheme", "schema:DefinedTermSet"],
        "title": imprint.title,
        "name": imprint.title,
        "identifier": edition.revision,
        "license": imprint.license_url,
    }


def _preferred(article: Article) -> dict[str, str]:
    labels = {"zh-Hans": article["headword"]}
    for script in TRADITIONAL:
        form = form_in(article, script)
        # zh-Hant stands for all; Taiwan's and Hong Kong's labels are given where they differ from it.
        if script == "zh-Hant" or form != labels["zh-Hant"]:
            labels[script] = form
    return labels


def _other_labels(article: Article) -> dict[str, Any]:
    taken = set(_preferred(article).values())
    labels: dict[str, dict[str, list[str]]] = {"altLabel": {}, "hiddenLabel": {}}
    for variant in article["variants"]:
        if variant["form"] in taken:
            continue
        taken.add(variant["form"])
        kind = "hiddenLabel" if variant["kind"] in {"misspelling", "damaged", "spelling"} else "altLabel"
        labels[kind].setdefault(variant["script"], []).append(variant["form"])
    return {kind: found for kind, found in labels.items() if found}


def _collections(article: Article, uri: str) -> list[dict[str, Any]]:
    found = []
    for at, sense in enumerate(article["senses"], 1):
        members = [member for group in sense["groups"] for member in group["members"]]
        if members:
            found.append(
                {
                    "uri": f"{uri}#members-{at}",
                    "type": "skos:OrderedCollection",
                    "prefLabel": {"zh-Hans": article["headword"]},
                    "memberList": [_member(member, f"{uri}#member-{at}-{n}") for n, member in enumerate(members, 1)],
                }
            )
    return found


def _member(member: dict[str, Any], own_uri: str) -> dict[str, Any]:
    """The concept of a member's own article is named by the article; a member without one is a concept here."""
    uri = own_uri if member["term"] is None else own_uri.partition("terms/")[0] + f"terms/{member['term']}"
    if member["term"] is not None:
        return {"uri": uri}
    return {"uri": uri, "type": "skos:Concept", "prefLabel": {"zh-Hans": member["text"]}}
