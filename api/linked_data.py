"""An article as JSON-LD; the nodes and their context are those of the SKOS export."""

from typing import Any

from glossary.interchange.skos import CONTEXT, concept_nodes, scheme_node
from glossary.lookup.answers import Answer

ROOT = "/v1/"
"""Addresses are relative to where the document was fetched, so that a copy of the service describes itself."""


def to_linked_data(answer: Answer) -> dict[str, Any]:
    """The article as a graph: the concept, one ordered collection a member group, the scheme."""
    nodes = concept_nodes(answer.article(), ROOT, answer.script)
    return {"@context": CONTEXT, "graph": [*nodes, scheme_node(ROOT)]}
