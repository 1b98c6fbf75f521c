"""``/v1/lexicon``: every form, for a client that matches by itself and fetches only what changed."""

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
    """The whole lexicon, or what a client's version lacks of it."""
    found = current_dictionary().lexicon(params.get("since"), forms=params.get("forms"), script=params.get("script"))
    set_revision(found.revision)
    return _send_whole(found) or respond(found.json(), links=_LINKS)


def _send_whole(found: LexiconUpdate) -> Response | None:
    """The answer as a harvest has compressed it; ``None`` where the client takes no such coding, or there is none."""
    bodies = found.bodies or {}
    coding = preferred_coding(request.environ.get("HTTP_ACCEPT_ENCODING", ""), tuple(bodies))
    if coding not in bodies:
        return None
    response = respond(bodies[coding], links=_LINKS)
    response.headers["Content-Encoding"] = coding
    return response
