"""``/v1/lexicon``: every form, for a client that matches by itself and fetches only what changed."""

from typing import Any

from flask import Blueprint, Response

from api.dictionary_provider import dictionary
from api.responses import endpoint, respond, set_revision
from api.schemas.texts import LexiconQuery

bp = Blueprint("lexicon", __name__)


@bp.get("/v1/lexicon")
@endpoint(LexiconQuery)
def show_lexicon(asked: dict[str, Any]) -> Response:
    """The whole lexicon, or the sheets that a client's version lacks."""
    found = dictionary().lexicon(asked.get("since"))
    set_revision(found.revision)
    return respond(found.json(), links='</v1/exports/manifest.json>; rel="collection"')
