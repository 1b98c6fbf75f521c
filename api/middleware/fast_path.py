"""The route that programs call all the time, answered without Flask: the look-up of one form.

Looking an article up takes 12 µs, Flask's way to a view and back 40 or more. A plain look-up is answered here; all else
(another media type, further parameters, an error) is left to the view, which gives the same bytes for the same
question. ``tests/api/test_direct.py`` holds the two together.
"""

from typing import Any, NamedTuple

from api.dictionary_provider import DictionaryProvider
from api.errors import encode, problem_details
from api.media_types import DESCRIBED_BY, HTML, JSON, JSON_LD, PROBLEM
from api.negotiation import preferred_script, preferred_type
from glossary.chinese.script import SCRIPTS
from glossary.errors import GlossaryError, TermNotFoundError
from glossary.lookup import LookupResult

PREFIX = "/v1/terms/"
RULE = "/v1/terms/<path:form>"
TYPES = (JSON, JSON_LD)
"""What a look-up can answer with."""

ANNOTATIONS = "/v1/annotations"
ANNOTATION_TYPES = (JSON, "text/plain", HTML)
"""What an annotation can answer with."""

_SCRIPT_OF_QUERY: dict[str, str] = {"": "", **{f"script={script}": script for script in SCRIPTS}}


class FastResponse(NamedTuple):
    """An answer on its way out.

    Attributes:
        status: The status line.
        headers: Those that belong to the answer itself.
        body: Its bytes.
        revision: Of the dictionary that gave it, empty for an error.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    revision: str


def answer_lookup(environ: dict[str, Any], provider: DictionaryProvider) -> FastResponse | None:
    """The answer to a plain look-up; ``None`` for whatever is not plain."""
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
        if not form or "/" in form:  # perhaps another route, or none
            return None
        return provider.dictionary().article(form, script or preferred_script(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
    except TermNotFoundError as error:
        return error
    except (GlossaryError, UnicodeDecodeError):  # the view meets it again and answers with a problem document
        return None


def article_headers(found: LookupResult, media_type: str = JSON) -> list[tuple[str, str]]:
    """The headers of an article: its language, its own address, its page, what describes it."""
    return [
        ("Content-Type", media_type),
        ("Link", f'</terms/{found.term}>; rel="alternate"; type="text/html", {DESCRIBED_BY}'),
        ("Content-Language", found.script),
        ("Content-Location", f"/v1/terms/{found.term}"),
    ]
