"""An article as JSON-LD, in the same words and with the same addresses as the SKOS export."""

from typing import Any

from glossary.interchange.skos import CONTEXT, concept_nodes, scheme_node
from glossary.lookup import Answer


def to_linked_data(found: Answer, base_url: str) -> dict[str, Any]:
    """The article as a graph: the concept, one ordered collection a member group, the scheme.

    Args:
        found: The article.
        base_url: What addresses begin with, that of the exports: one concept has one name, and a saved copy keeps it.
    """
    root = f"{base_url}v1/"
    nodes = concept_nodes(found.article(), root, found.script)
    return {"@context": CONTEXT, "graph": [*nodes, scheme_node(root)]}
