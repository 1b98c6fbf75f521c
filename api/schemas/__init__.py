"""What goes over the wire, and only that: one marshmallow schema for each component of ``openapi.yaml``.

Input is checked by these schemas. Output is not sent through them, because an article is stored as the bytes that are
sent; tests hold every answer to the contract instead.
"""

from marshmallow import Schema

from api.schemas import documents, searches, service, terms, texts

_MODULES = (terms, searches, documents, texts, service)


def _components() -> dict[str, type[Schema]]:
    """Every schema that is no query string, in the order in which they are written."""
    return {
        name: kind
        for module in _MODULES
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Schema) and kind.__module__ == module.__name__
        if not name.endswith("Query")
    }


COMPONENTS = _components()
