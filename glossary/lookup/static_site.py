"""Exports look-ups as static files for any web server or CDN: the paths and the responses of the API."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from glossary.chinese.script import SCRIPTS, to_script
from glossary.errors import TermNotFoundError
from glossary.export.release import explained_by, written_forms
from glossary.lookup.dictionary import Dictionary
from glossary.lookup.resolve import MAX_FORM_LENGTH
from glossary.output_files import make_folder

MAX_NAME_BYTES = 240
"""Maximum bytes of a file name on common file systems, with a margin."""

INDEX, MANIFEST = "v1/index.json", "manifest.json"

_HEADERS = """\
/v1/*
  Content-Type: application/json; charset=utf-8
  Access-Control-Allow-Origin: *
/zh-*
  Content-Type: application/json; charset=utf-8
  Access-Control-Allow-Origin: *
"""


@dataclass(frozen=True, slots=True)
class SiteReport:
    """The result of an export.

    Attributes:
        files: Number of response files: one for each written form or id, and script.
        left_out: Forms that cannot be file names; they are in the index.
    """

    files: int
    left_out: tuple[str, ...]


def write_site(
    dictionary: Dictionary,
    folder: Path,
    scripts: tuple[str, ...] = SCRIPTS,
    on_progress: Callable[[int, int], None] | None = None,
) -> SiteReport:
    """Write a response file for each written form and each id, in each script.

    ``v1/terms/三区三线`` is in simplified characters, ``zh-Hant-TW/v1/terms/三區三線`` in those of Taiwan. The forms
    are the attested ones and their conversions to other scripts, also without quotation marks and with digits. Each
    file has the response of a look-up. ``index.html`` searches ``v1/index.json``, which lists every article with its
    forms; ``manifest.json`` has the revision and the counts. A server needs one rule: the responses are JSON.
    ``_headers`` has this rule in the format of common hosts.

    Args:
        dictionary: The dictionary to export; all responses belong to one revision.
        folder: A new folder; it appears when everything is written.
        scripts: The scripts to export.
        on_progress: Called with the number of finished articles, and of all articles.

    Raises:
        FileExistsError: The folder already exists.
    """
    with make_folder(folder) as part, dictionary.reading() as revision:
        return _write(dictionary, part, scripts, revision, on_progress or _ignore)


def _ignore(done: int, total: int) -> None:
    """Ignore progress; the default callback."""


def _write(
    dictionary: Dictionary,
    part: Path,
    scripts: tuple[str, ...],
    revision: str,
    on_progress: Callable[[int, int], None],
) -> SiteReport:
    for script in scripts:
        _folder(part, script).mkdir(parents=True)
    names = _find_names(dictionary)
    left_out: list[str] = []
    rows: list[dict[str, Any]] = []
    count = 0
    for done, (term, forms) in enumerate(names.items(), 1):
        article = dictionary.article(term).article()
        answered = [form for form in dict.fromkeys([term, *forms, *written_forms(article)]) if form]
        left_out += [form for form in answered if not can_be_named(form)]
        count += sum(_write_answers(dictionary, _folder(part, script), answered, script) for script in scripts)
        there = [form for form in answered if can_be_named(form) and (_folder(part, scripts[0]) / form).exists()]
        rows.append(_index_row(article, [form for form in there if form != term]))
        on_progress(done, len(names))
    rows.sort(key=lambda row: (-row["sources"], row["headword"], row["id"]))
    _write_index(part, rows, revision, count, scripts)
    return SiteReport(count, tuple(dict.fromkeys(left_out)))


def _folder(part: Path, script: str) -> Path:
    return part / "v1" / "terms" if script == "zh-Hans" else part / script / "v1" / "terms"


def _find_names(dictionary: Dictionary) -> dict[str, list[str]]:
    """Returns the stored forms of each article, in all scripts."""
    names: dict[str, list[str]] = {}
    for form, term, *_ in dictionary.forms():
        names.setdefault(term, []).extend(_in_all_scripts(form))
    return names


def _in_all_scripts(form: str) -> Iterator[str]:
    yield form
    yield from (to_script(form, script) for script in SCRIPTS if script != "zh-Hans")


def _write_answers(dictionary: Dictionary, folder: Path, forms: Iterable[str], script: str) -> int:
    """Write a response for each form; some forms lead to another article, and some (枱) to none."""
    count = 0
    for form in forms:
        path = folder / form
        if can_be_named(form) and not path.exists():
            try:
                path.write_bytes(dictionary.article(form, script).json())
            except TermNotFoundError:
                continue
            count += 1
    return count


def _index_row(article: dict[str, Any], forms: list[str]) -> dict[str, Any]:
    senses = article["senses"]
    return {
        "id": article["id"],
        "headword": article["headword"],
        "pinyin": article["pinyin"]["marks"],
        "plain": article["pinyin"]["plain"],
        "initials": article["pinyin"]["initials"],
        "forms": forms,
        "definition": senses[0]["definition"] if senses else None,
        "attribution": explained_by(senses[0]) if senses else None,
        "sources": article["sources"],
    }


def _write_index(part: Path, rows: list[dict[str, Any]], revision: str, count: int, scripts: tuple[str, ...]) -> None:
    body = orjson.dumps({"revision": revision, "terms": rows})
    (part / INDEX).write_bytes(body)
    manifest = {
        "revision": revision,
        "articles": len(rows),
        "answers": count,
        "scripts": list(scripts),
        "index": {"path": INDEX, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()},
    }
    (part / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    (part / "_headers").write_text(_HEADERS, "utf-8")
    page = files("glossary.lookup").joinpath("static_site.html").read_text("utf-8")
    (part / "index.html").write_text(page, "utf-8")


def can_be_named(form: str) -> bool:
    """Whether the form can be a file name, as a server decodes it from the URL.

    >>> can_be_named("三区三线"), can_be_named("A/B"), can_be_named("..")
    (True, False, False)
    """
    is_plain = form.isprintable() and not set(form) & set("/\\") and not form.startswith(".")
    return bool(form) and is_plain and len(form) <= MAX_FORM_LENGTH and len(form.encode()) <= MAX_NAME_BYTES
