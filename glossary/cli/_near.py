"""What to say when nothing was found: the nearest thing that would have been."""

from glossary.errors import GlossaryError, TermNotFoundError
from glossary.lookup import Dictionary


def near_line(dictionary: Dictionary, asked: str) -> str:
    """Headwords that come near ``asked``, or a way on where none does."""
    try:
        found = dictionary.article(asked).article()["headword"]
    except TermNotFoundError as error:
        near = "  ".join(error.suggestions)
        return f"near it: {near}" if near else "nothing comes near it; `glossary search` alone lists all terms"
    except GlossaryError:
        return "`glossary search` alone lists all terms"
    return f"`glossary lookup` finds {found} by it"
