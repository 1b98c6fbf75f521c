"""``/reader.js``: the reading aid as one script, bundled from the files of the browser extension without a build step.

The pure modules of ``extension/matching`` become functions in a table; the content scripts follow unchanged. The
bundler supports what the modules use: named imports from the same folder, and named exports at declarations.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response

from api.responses import endpoint, set_revision
from glossary.package_data import packaged_path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*? ?|class |const |let )(\w+))", re.MULTILINE)
_SCRIPTS = re.compile(r"export const SCRIPTS = \[(.*?)\]", re.DOTALL)
_ROOTS = ("rules.js", "entry.js", "matcher.js", "places.js", "page_places.js", "lexicon.js")
"""The modules that the page imports; their own imports come first."""
_LOCALES = ("zh_CN", "zh_TW", "en")


@cache
def reader_script() -> bytes:
    """The script as it is served."""
    folder = packaged_path("extension")
    modules: dict[str, str] = {}
    for root in _ROOTS:
        _add_module(folder / "matching", root, modules)
    messages = {name: _read_json(folder / "_locales" / name / "messages.json") for name in _LOCALES}
    style = (folder / "content" / "marks.css").read_text("utf-8")
    pieces = [
        "// The reading aid of a glossary server: docs/extension.md describes its use.",
        "(() => {",
        '"use strict";',
        "const modules = {};",
        *modules.values(),
        f"const messages = {_literal(messages)};",
        f"const style = {_literal(style)};",
        "const glossaryBundle = { modules, messages, style, tag: document.currentScript };",
        *((folder / name).read_text("utf-8") for name in content_modules(folder)),
        "})();",
    ]
    return "\n".join(pieces).encode()


def content_modules(folder: Path) -> list[str]:
    """The content scripts that the extension registers, in their order, with the platform of a page for its own."""
    found = _SCRIPTS.search((folder / "background" / "pages.js").read_text("utf-8"))
    listed = re.findall(r'"([^"]+)"', found[1]) if found else []
    return [name.replace("content/platform_extension.js", "reader/platform_page.js") for name in listed]


def _add_module(folder: Path, name: str, modules: dict[str, str]) -> None:
    """Add a module after those that it imports."""
    if name in modules:
        return
    source = (folder / name).read_text("utf-8")
    for _, needed in _IMPORT.findall(source):
        _add_module(folder, needed, modules)
    exported = [exported for _, exported in _EXPORT.findall(source)]
    body = _EXPORT.sub(r"\1", _IMPORT.sub(r'const {\1} = modules["matching/\2"];\n', source))
    modules[name] = f'modules["matching/{name}"] = (() => {{\n{body}\nreturn {{ {", ".join(exported)} }};\n}})();'


def _read_json(path: Path) -> object:
    return json.loads(path.read_text("utf-8"))


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


bp = Blueprint("reader_script", __name__)

JAVASCRIPT = "text/javascript"


@bp.get("/reader.js")
@endpoint(produces=(JAVASCRIPT,))
def show_reader_script(params: dict[str, Any]) -> Response:
    """The matcher, the marks and the card of the browser extension, in one script."""
    body = reader_script()
    set_revision(f"reader-{hashlib.sha256(body).hexdigest()[:16]}")
    return Response(body, mimetype=JAVASCRIPT)
