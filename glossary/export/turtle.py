"""SKOS in Turtle, from the same nodes as the JSON-LD; node by node, because a whole graph would not fit in memory."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from glossary.export.release import Edition, ExportMetadata
from glossary.export.skos import CONTEXT, concept_nodes, scheme_document

_PREFIXES = {name: value for name, value in CONTEXT.items() if isinstance(value, str) and value.startswith("http")}
_ESCAPES = str.maketrans(
    {each: f"\\u{ord(each):04X}" for each in map(chr, range(32))}
    | {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)
_IN_ADDRESS = str.maketrans({each: f"%{ord(each):02X}" for each in '<>"{}|^`\\ '})


def write_turtle(edition: Edition, imprint: ExportMetadata, out: BinaryIO) -> int:
    """Write the dictionary as Turtle; returns the number of concepts."""
    root = f"{imprint.base_url}v1/"
    out.writelines(f"@prefix {name}: <{address}> .\n".encode() for name, address in _PREFIXES.items())
    out.write(b"\n")
    rows = 0
    top: list[str] = []
    out.write(_statement(scheme_document(edition, imprint, root)).encode())
    for rows, article in enumerate(edition.articles(), 1):  # noqa: B007 - the last value is the number of rows
        top.append(f"{root}terms/{article['id']}")
        out.writelines(_statement(node).encode() for node in concept_nodes(article, root))
    scheme = _address(scheme_document(edition, imprint, root)["uri"])
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
    """A node inside another: a blank one in brackets; one with an address is described behind it."""
    inner = _predicates(node)
    return f"[ {inner} ]" if "uri" not in node else _address(node["uri"])


def _described_inside(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes with an address and something to say that stand inside ``node``."""
    for value in node.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "uri" in each and len(each) > 1:
                yield each


def _literal(text: str, tag: str | None) -> str:
    return f'"{text.translate(_ESCAPES)}"' + (f"@{tag}" if tag else "")


def _address(uri: str) -> str:
    return f"<{uri.translate(_IN_ADDRESS)}>"
