"""SKOS in JSON-LD, with schema.org's DefinedTerm on the same nodes; the context is embedded, so nothing is fetched.

A term is a concept. Each group of its members is an ordered collection, because a SKOS collection is not a concept.
SKOS has no link from a concept to a collection, so Dublin Core's ``hasPart`` is used. The senses are notes with their
wordings, scope, years and sources, as in section 4.2 of the SKOS Primer; plain definitions are added for simpler
readers. There is one preferred label per language tag. Other printed forms are alternative labels; misspellings and
forms with digits are hidden labels. The three kinds never share a string (SKOS S13). The addresses are those of the
API, which returns the same data for them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, count
from typing import Any, BinaryIO

import orjson

from glossary.chinese.script import render_in_script, to_script
from glossary.export.release import (
    TRADITIONAL,
    Article,
    Edition,
    ExportMetadata,
    form_in,
    group_label,
    numeral_variants,
)
from glossary.model import member_text

CONTEXT: dict[str, Any] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "uri": "@id",
    "type": "@type",
    "graph": "@graph",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel", "@container": ["@language", "@set"]},
    "hiddenLabel": {"@id": "skos:hiddenLabel", "@container": ["@language", "@set"]},
    "definition": {"@id": "skos:definition", "@container": ["@language", "@set"]},
    "note": {"@id": "skos:note", "@type": "@id", "@container": "@set"},
    "value": {"@id": "rdf:value", "@container": ["@language", "@set"]},
    "notation": "skos:notation",
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "topConceptOf": {"@id": "skos:topConceptOf", "@type": "@id"},
    "hasTopConcept": {"@id": "skos:hasTopConcept", "@type": "@id", "@container": "@set"},
    "related": {"@id": "skos:related", "@type": "@id", "@container": "@set"},
    "broader": {"@id": "skos:broader", "@type": "@id", "@container": "@set"},
    "hasPart": {"@id": "dct:hasPart", "@type": "@id", "@container": "@set"},
    "memberList": {"@id": "skos:memberList", "@container": "@list"},
    "source": {"@id": "dct:source", "@type": "@id", "@container": "@set"},
    "license": {"@id": "dct:license", "@type": "@id"},
    "title": {"@id": "dct:title", "@language": "zh-Hans"},
    "identifier": "dct:identifier",
    "temporal": "dct:temporal",
    "name": "schema:name",
    "description": "schema:description",
    "creator": "schema:creator",
    "spatial": "schema:spatialCoverage",
    "inDefinedTermSet": {"@id": "schema:inDefinedTermSet", "@type": "@id"},
    "termCode": "schema:termCode",
}
_SHOWN = {"headword", "full_form", "short_form"}


def write_skos(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the dictionary as one JSON-LD document, node by node; returns the number of concepts."""
    root = f"{metadata.base_url}v1/"
    out.write(b'{"@context":' + orjson.dumps(CONTEXT) + b',\n"graph":[\n')
    out.write(orjson.dumps(scheme_document(edition, metadata, root)))
    top: list[str] = []
    for article in edition.articles():
        out.writelines(b",\n" + orjson.dumps(node) for node in concept_nodes(article, root))
        top.append(f"{root}terms/{article['id']}")
    out.write(b",\n" + orjson.dumps({"uri": _scheme(root), "hasTopConcept": top}) + b"\n]}\n")
    return len(top)


def scheme_document(edition: Edition, metadata: ExportMetadata, root: str) -> dict[str, Any]:
    """The dictionary with its labels, its revision and its licence."""
    return scheme_node(root) | {
        "prefLabel": {
            "zh-Hans": metadata.title,
            "zh-Hant": to_script(metadata.title, "zh-Hant"),
            "en": "Glossary of Chinese government reports",
        },
        "title": metadata.title,
        "name": metadata.title,
        "identifier": edition.revision,
        "license": metadata.license_url,
    }


def scheme_node(root: str) -> dict[str, Any]:
    """The dictionary itself.

    Args:
        root: The beginning of all addresses: ``/v1/``, also below the address of a service.
    """
    return {"uri": _scheme(root), "type": ["skos:ConceptScheme", "schema:DefinedTermSet"]}


def concept_nodes(article: Article, root: str, script: str = "zh-Hans") -> list[dict[str, Any]]:
    """The concept of an article with its senses, and a collection for each group of members.

    Args:
        article: With its texts in ``script``.
        root: The beginning of all addresses: ``/v1/``, also below the address of a service.
        script: The language tag of the article's texts.
    """
    uri = f"{root}terms/{article['id']}"
    wordings = [wording for sense in article["senses"] for wording in sense["definitions"]]
    definitions = list(dict.fromkeys(wording["text"] for wording in wordings))
    preferred = _preferred(article, script)
    numbers = count(1)
    collections = [_collections(sense, numbers, uri, script) for sense in article["senses"]]
    parts = [[node["uri"] for node in nodes] for nodes in collections]
    node: dict[str, Any] = {
        "uri": uri,
        "type": ["skos:Concept", "schema:DefinedTerm"],
        "inScheme": _scheme(root),
        "topConceptOf": _scheme(root),
        "inDefinedTermSet": _scheme(root),
        "notation": article["id"],
        "termCode": article["id"],
        "name": article["headword"],
        "prefLabel": preferred,
        **_other_labels(article, set(preferred.values()), script),
        "definition": {script: definitions} if definitions else {},
        "description": definitions[0] if definitions else "",
        "note": [_note(sense, own, root, script) for sense, own in zip(article["senses"], parts, strict=True)],
        "hasPart": list(chain.from_iterable(parts)),
        "related": [f"{root}terms/{near['id']}" for near in article["near"]],
        "source": sorted({f"{root}sources/{wording['source']}" for wording in wordings}),
        "temporal": f"{article['first']['year']}/{article['last']['year']}" if article["first"] else "",
    }
    return [_without_empty(node), *chain.from_iterable(collections)]


def _without_empty(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value}


def _note(sense: dict[str, Any], parts: list[str], root: str, script: str) -> dict[str, Any]:
    """Returns a sense: its wordings, issuer, area, years, sources and members."""
    scope, years, wordings = sense["scope"], sense["years"], sense["definitions"]
    issuers = dict.fromkeys(wording["issuer"] for wording in wordings if wording["issuer"])
    everywhere = render_in_script("全国", script) if scope["level"] == "national" else ""
    return _without_empty(
        {
            "uri": f"{root}terms/{sense['id']}",
            "value": {script: list(dict.fromkeys(wording["text"] for wording in wordings))},
            "creator": [{"type": "schema:GovernmentOrganization", "name": issuer} for issuer in issuers],
            "spatial": scope["region"] or everywhere,
            "temporal": f"{years['first']}/{years['last']}" if years["first"] else "",
            "source": sorted({f"{root}sources/{wording['source']}" for wording in wordings}),
            "hasPart": parts,
        }
    )


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


def _other_labels(article: Article, taken: set[str], script: str) -> dict[str, Any]:
    labels: dict[str, dict[str, list[str]]] = {"altLabel": {}, "hiddenLabel": {}}
    for variant in article["variants"]:
        if variant["form"] not in taken:
            taken.add(variant["form"])
            kind = "altLabel" if variant["kind"] in _SHOWN else "hiddenLabel"
            labels[kind].setdefault(variant["script"], []).append(variant["form"])
    for form in numeral_variants(article["headword"]):
        if form not in taken:
            labels["hiddenLabel"].setdefault(script, []).append(form)
    return labels


def _collections(sense: dict[str, Any], numbers: Iterator[int], concept: str, script: str) -> list[dict[str, Any]]:
    """A collection for each group of a sense, numbered on through the article."""
    root = concept.rpartition("terms/")[0]
    found = []
    for group in (group for group in sense["groups"] if group["members"]):
        own = f"{concept}#members-{next(numbers)}"
        members = [_member(each, f"{own}-{at}", concept, script) for at, each in enumerate(group["members"], 1)]
        label = group_label(group)
        node = {"uri": own, "type": "skos:OrderedCollection", "inScheme": _scheme(root), "memberList": members}
        found.append(node | ({"prefLabel": {script: label}} if label else {}))
    return found


def _member(member: dict[str, Any], own_uri: str, concept: str, script: str) -> dict[str, Any]:
    """A member with an article of its own is named by it; one without is a concept here, below the term."""
    root = concept.rpartition("terms/")[0]
    if member["term"]:
        return {"uri": f"{root}terms/{member['term']}"}
    node = {"uri": own_uri, "type": "skos:Concept", "inScheme": _scheme(root), "broader": [concept]}
    return node | {"prefLabel": {script: member_text(member)}}


_PREFIXES = {name: value for name, value in CONTEXT.items() if isinstance(value, str) and value.startswith("http")}
_ESCAPES = str.maketrans(
    {each: f"\\u{ord(each):04X}" for each in map(chr, range(32))}
    | {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)
_ESCAPED = re.compile('[\x00-\x1f"\\\\]')
_IN_ADDRESS = str.maketrans({each: f"%{ord(each):02X}" for each in '<>"{}|^`\\ '})


def write_turtle(edition: Edition, metadata: ExportMetadata, out: BinaryIO) -> int:
    """Write the dictionary as Turtle; returns the number of concepts."""
    root = f"{metadata.base_url}v1/"
    out.writelines(f"@prefix {name}: <{address}> .\n".encode() for name, address in _PREFIXES.items())
    out.write(b"\n")
    rows = 0
    top: list[str] = []
    out.write(_statement(scheme_document(edition, metadata, root)).encode())
    for rows, article in enumerate(edition.articles(), 1):  # noqa: B007 - the last value is the number of rows
        top.append(f"{root}terms/{article['id']}")
        out.writelines(_statement(node).encode() for node in concept_nodes(article, root))
    scheme = _address(scheme_document(edition, metadata, root)["uri"])
    out.writelines(f"{scheme} skos:hasTopConcept {_address(uri)} .\n".encode() for uri in top)
    return rows


def _statement(node: Mapping[str, Any]) -> str:
    inside = "".join(_statement(each) for each in _described_inside(node))
    return f"{_address(node['uri'])} {_predicates(node)} .\n\n{inside}"


def _predicates(node: Mapping[str, Any]) -> str:
    found = [f"a {', '.join(_listed(node['type']))}"] if node.get("type") else []
    for name, value in node.items():
        if name not in {"uri", "type"}:
            predicate, objects = _objects(name, value)
            if objects:
                found.append(f"{predicate} {', '.join(objects)}")
    return " ;\n    ".join(found)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _objects(name: str, value: Any) -> tuple[str, list[str]]:
    """The predicate of a key of the context, and its objects."""
    term = CONTEXT[name]
    if isinstance(term, str):
        return term, [_node_or_literal(each, None, is_address=False) for each in _listed(value)]
    container = term.get("@container")
    containers = container if isinstance(container, list) else [container]
    if "@language" in containers and isinstance(value, dict):
        return term["@id"], [_literal(text, tag) for tag, texts in value.items() for text in _listed(texts)]
    is_address = term.get("@type") == "@id"
    objects = [_node_or_literal(each, term.get("@language"), is_address=is_address) for each in _listed(value)]
    return term["@id"], [f"({' '.join(objects)})"] if container == "@list" else objects


def _node_or_literal(value: Any, language: str | None, *, is_address: bool) -> str:
    if isinstance(value, dict):
        return _nested(value)
    return _address(str(value)) if is_address else _literal(str(value), language)


def _nested(node: Mapping[str, Any]) -> str:
    """A node inside another: a blank one in brackets; one with an address is described after it."""
    inner = _predicates(node)
    return f"[ {inner} ]" if "uri" not in node else _address(node["uri"])


def _described_inside(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yields the nodes inside ``node`` that have an address and properties."""
    for value in node.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "uri" in each and len(each) > 1:
                yield each


def _literal(text: str, tag: str | None) -> str:
    escaped = text.translate(_ESCAPES) if _ESCAPED.search(text) else text  # few texts need it
    return f'"{escaped}"@{tag}' if tag else f'"{escaped}"'


@lru_cache(maxsize=1 << 10)
def _address(uri: str) -> str:
    return f"<{uri.translate(_IN_ADDRESS)}>"
