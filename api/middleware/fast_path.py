"""Handles the most frequent request, the look-up of one form, without Flask.

The look-up of an article takes 12 µs, Flask's request handling 40 or more. Only plain look-ups are handled here; all
others (another media type, further parameters, an error) go to the view, which returns the same bytes for the same
request. ``tests/api/test_direct.py`` checks this.
"""

from typing import Any, NamedTuple

from api.dictionary_provider import DictionaryProvider
from api.errors import encode, problem_details
from api.negotiation import DESCRIBED_BY, HTML, JSON, JSON_LD, PROBLEM, preferred_script, preferred_type
from glossary.chinese.script import SCRIPTS
from glossary.errors import GlossaryError, TermNotFoundError
from glossary.lookup import LookupResult

PREFIX = "/v1/terms/"
RULE = "/v1/terms/<path:form>"
TYPES = (JSON, JSON_LD)
"""The media types of look-ups."""

ANNOTATIONS = "/v1/annotations"
ANNOTATION_TYPES = (JSON, "text/plain", HTML)
"""The media types of annotations."""

_SCRIPT_OF_QUERY: dict[str, str] = {"": "", **{f"script={script}": script for script in SCRIPTS}}


class FastResponse(NamedTuple):
    """A response.

    Attributes:
        status: The status line.
        headers: The headers of the response itself, without the common ones.
        body: The bytes.
        revision: The revision of the dictionary, empty for an error.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    revision: str


def answer_lookup(environ: dict[str, Any], provider: DictionaryProvider) -> FastResponse | None:
    """The response to a plain look-up; ``None`` for any other request."""
    found = _find(environ, provider)
    if isinstance(found, LookupResult):
        return FastResponse("200 OK", article_headers(found), found.json(), found.revision)
    if isinstance(found, TermNotFoundError):
        instance = environ["PATH_INFO"].encode("latin-1").decode()
        body = problem_details(404, found.code, str(found), instance, suggestions=found.suggestions)
        return FastResponse("404 NOT FOUND", [("Content-Type", PROBLEM), ("Content-Language", "en")], encode(body), "")
    return None


def _find(environ: dict[str, Any], provider: DictionaryProvider) -> LookupResult | TermNotFoundError | None:
    path = environ["PATH_INFO"]
    if not path.startswith(PREFIX):
        return None
    script = _SCRIPT_OF_QUERY.get(environ.get("QUERY_STRING", ""))
    if script is None or preferred_type(environ.get("HTTP_ACCEPT", ""), TYPES) != JSON:
        return None
    try:
        form = path[len(PREFIX) :].encode("latin-1").decode()
        if not form or "/" in form:  # perhaps another route, or an unknown one
            return None
        return provider.dictionary().article(form, script or preferred_script(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
    except TermNotFoundError as error:
        return error
    except (GlossaryError, UnicodeDecodeError):  # the view raises it again and responds with problem details
        return None


def article_headers(found: LookupResult, media_type: str = JSON) -> list[tuple[str, str]]:
    """The headers of an article: its language, and links to its address, its page and its description."""
    return [
        ("Content-Type", media_type),
        ("Link", f'</terms/{found.term}>; rel="alternate"; type="text/html", {DESCRIBED_BY}'),
        ("Content-Language", found.script),
        ("Content-Location", f"/v1/terms/{found.term}"),
    ]
