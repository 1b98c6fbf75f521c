"""An article as JSON-LD, in the same words as the SKOS export; addresses are relative to where it was fetched."""

from typing import Any

from glossary.interchange.skos import CONTEXT, concept_nodes, scheme_node
from glossary.lookup import Answer

ROOT = "/v1/"
"""What addresses begin with, so that a copy of the service describes itself."""


def to_linked_data(found: Answer) -> dict[str, Any]:
    """The article as a graph: the concept, one ordered collection a member group, the scheme."""
    nodes = concept_nodes(found.article(), ROOT, found.script)
    return {"@context": CONTEXT, "graph": [*nodes, scheme_node(ROOT)]}
