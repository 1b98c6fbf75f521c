"""Look-ups as static files, for any web server or CDN: the paths of the API, the bytes of its answers."""

import shutil
import tempfile
from pathlib import Path

from glossary.chinese.script import SCRIPTS
from glossary.lookup.dictionary import Dictionary
from glossary.lookup.resolve import MAX_FORM_LENGTH

LONGEST_NAME = 240
"""Bytes of a file name: what common file systems take, with a margin."""

_HEADERS = """\
/v1/terms/*
  Content-Type: application/json; charset=utf-8
  Access-Control-Allow-Origin: *
/zh-*
  Content-Type: application/json; charset=utf-8
  Access-Control-Allow-Origin: *
"""


def write_site(dictionary: Dictionary, folder: Path, scripts: tuple[str, ...] = SCRIPTS) -> int:
    """Write an answer for each written form and each id, in each script; returns the number of files.

    ``v1/terms/三区三线`` answers in simplified characters, ``zh-Hant-TW/v1/terms/三區三線`` in Taiwan's. A server needs
    one rule, that these files are JSON; ``_headers`` says so in the form that common hosts read.

    Args:
        dictionary: What is asked; all answers belong to one revision.
        folder: A new folder; it appears when everything is written.
        scripts: The scripts to answer in.

    Raises:
        FileExistsError: The folder is there already.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} is there already")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        with dictionary.reading():
            count = sum(_write_forms(dictionary, aside, script) for script in scripts)
        (aside / "_headers").write_text(_HEADERS, "utf-8")
        aside.chmod(0o755)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return count


def can_be_named(form: str) -> bool:
    """Whether a file can have the form as its name, as a server decodes it from the URL.

    >>> can_be_named("三区三线"), can_be_named("A/B"), can_be_named("..")
    (True, False, False)
    """
    is_plain = form.isprintable() and not set(form) & set("/\\") and not form.startswith(".")
    return bool(form) and is_plain and len(form) <= MAX_FORM_LENGTH and len(form.encode()) <= LONGEST_NAME


def _write_forms(dictionary: Dictionary, folder: Path, script: str) -> int:
    base = folder / "v1" / "terms" if script == "zh-Hans" else folder / script / "v1" / "terms"
    base.mkdir(parents=True)
    rows = dictionary.forms()
    names = {row[0] for row in rows if can_be_named(row[0])} | {row[1] for row in rows}  # no form may lead to a term
    for name in sorted(names):
        (base / name).write_bytes(dictionary.article(name, script).json())
    return len(names)
