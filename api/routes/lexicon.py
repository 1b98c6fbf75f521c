"""``/v1/lexicon``: every written form, for clients that match locally and download only changes."""

from typing import Any

from flask import Blueprint, Response, request

from api.dictionary_provider import current_dictionary
from api.negotiation import preferred_coding
from api.responses import endpoint, respond, set_revision
from api.schemas.texts import LexiconQuery
from glossary.lookup.lexicon_download import LexiconUpdate

bp = Blueprint("lexicon", __name__)
_LINKS = '</v1/exports/manifest.json>; rel="collection"'


@bp.get("/v1/lexicon")
@endpoint(LexiconQuery)
def show_lexicon(params: dict[str, Any]) -> Response:
    """Return the whole lexicon, or the changes since the client's version."""
    found = current_dictionary().lexicon(params.get("since"), forms=params.get("forms"), script=params.get("script"))
    set_revision(found.revision)
    return _send_whole(found) or respond(found.json(), links=_LINKS)


def _send_whole(found: LexiconUpdate) -> Response | None:
    """The response as compressed by the harvest; ``None`` if there is none or the client does not accept its coding."""
    bodies = found.bodies or {}
    coding = preferred_coding(request.environ.get("HTTP_ACCEPT_ENCODING", ""), tuple(bodies))
    if coding not in bodies:
        return None
    response = respond(bodies[coding], links=_LINKS)
    response.headers["Content-Encoding"] = coding
    return response
