"""What the title block, the running text and the hints say of a document. Pure."""

from collections.abc import Mapping

from glossary.model import Document


def find_document(text: str, hints: Mapping[str, str] | None = None) -> Document:
    """Stated and inferred metadata of ``text``, kept apart; what is not said is ``None``."""
    return Document()
