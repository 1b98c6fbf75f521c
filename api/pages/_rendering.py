"""What all pages share: the frame of a page, the script of its words, links that keep the reader's choice."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request
from jinja2 import pass_context
from jinja2.runtime import Context

from api.answers import wanted_script
from api.frame import VARY
from api.media import HTML, LICENSE
from glossary.han.script import shown_in

SCRIPTS = (("zh-Hans", "简"), ("zh-Hant", "繁"), ("zh-Hant-TW", "台"), ("zh-Hant-HK", "港"))
"""What a reader can choose, each named in its own script."""

STATIC = Path(__file__).parent / "static"


def render(template: str, asked: dict[str, Any], *, status: int = 200, revision: str = "", **values: Any) -> Response:
    """A page in the reader's script; everything that stands in it is escaped by the template."""
    script = wanted_script(asked)
    explicit = "script" in asked
    keep = f"?{urlencode({'script': script})}" if explicit else ""
    page = render_template(
        template,
        script=script,
        scripts=SCRIPTS,
        explicit_script=explicit,
        keep=keep,
        with_script=_with_script,
        static=static_address,
        revision=revision,
        status=status,
        **values,
    )
    headers = [
        ("Content-Type", f"{HTML}; charset=utf-8"),
        ("Content-Language", script),
        ("Link", LICENSE),
        ("Vary", VARY),
    ]
    return Response(page, status, headers)


@pass_context
def translate(context: Context, text: Any) -> str:
    """The Jinja filter ``t``: a text in the script of the page; the context keeps it from being done in advance."""
    return shown_in(str(text), context["script"])


def _with_script(script: str) -> str:
    """This very page in another script."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "script"]
    return "?" + urlencode([*pairs, ("script", script)])


def following(cursor: str | None) -> str:
    """This very page behind ``cursor``; without one the empty string."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return "?" + urlencode([*pairs, ("cursor", cursor)]) if cursor else ""


@cache
def static_address(name: str) -> str:
    """Where a file of ``static/`` is served, with its content in the address, so that it can be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
