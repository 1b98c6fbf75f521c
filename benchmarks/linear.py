"""Whether the time that a text costs grows with its length and no faster, whatever the text is made of.

Each unit is repeated to three lengths: a quarter, a half and the whole of a length that takes long enough to measure.
The processor time at the whole is divided by that at the quarter. A linear function gives 4, a quadratic one 16. More
than 8, each time being the best of three, is reported, unless the next doubling shows that it does not go on.
``tests/reliability/test_linear.py`` runs the same as a test.

    python -m benchmarks.linear [--unit TEXT] [--function NAME]
"""

import argparse
import gc
import io
import itertools
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Flask
from flask.testing import FlaskClient

from api import create_app
from glossary.chinese.script import to_hans
from glossary.errors import UnreadableSourceError
from glossary.ingest.pdf.text_layer import read_pdf_text
from glossary.ingest.reader import read_content
from glossary.package_data import seed_files
from glossary.pipeline import harvest
from glossary.term_store import open_term_store
from tests.ingest.documents import pdf_of

UNITS = (
    "a’a", "1’30”", "足额发放", "“四上”", "“", "”", "‘", "’", "（", "）", "(a", "[^1]", "《",
    "》", "「", "」", "『三』", "一是", "1.", "（1）", "①", "第一", "一、", "、", "，", "。", "：", "；",
    "\n", "\r\n", "\u3000", " ", "\t", "三", "三三", "三区三线", "三区三线：", "“三区”指", "十百千万亿",
    "2021年", "指", "即", "包括", "等", "和", "及其他", "\u540d\u8bcd\u89e3\u91ca\n",
    "\u9644\u4ef61\uff1a\n",
    "1.\u4e09\u519c\uff1a\u6307\u519c\u4e1a\u3001\u519c\u6751\u3001\u519c\u6c11\u3002\n", "<p>", "<div>",
    "<select><option>x", "<table><tr><td>", "&amp;", "<a href=x>", "<!--", "<script>", "<ruby>三<rt>s",
    "]]>", "#", "| a ", "---\n", "- ", "\ufeff", "\u200b", "e\u0301", "𠀀", "繁體裏", "１", "0", "%F0",
    "\\", '"', ",", "{{7*7}}", "\x00", "\u202e", "新型三大",
)  # fmt: skip
"""What hostile texts are made of: every mark and word that some rule looks for, and what broke software before."""

FEWER_UNITS = (*UNITS[::2], UNITS[-1])
"""Those for routes that only take a text in an address or a field of a form; most of them refuse it."""

MAX_GROWTH = 8.0
"""How many times as long four times the length may take."""

MAX_STEP = MAX_GROWTH**0.5
"""How many times as long twice the length may take."""

ENOUGH = 0.02
"""Seconds from which a length is long enough to be measured."""

FIRST, LONGEST = 4_000, 128_000
"""Characters to begin with, and at most: the whole text of a route has a million."""

ATTEMPTS = 3

Function = Callable[[str], object]

_prefix = map(chr, itertools.cycle(range(0x4E00, 0x9F00)))


@dataclass(frozen=True)
class Growth:
    """How the time of one function grows with the length of a text of one unit.

    Attributes:
        function: Its name.
        unit: What the text consists of.
        length: Characters of the longest text.
        seconds: Processor time for a quarter, a half and the whole.
        doubled: Processor time for twice the length, where the whole looked too slow.
    """

    function: str
    unit: str
    length: int
    seconds: tuple[float, ...]
    doubled: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times as long four times the length takes."""
        return self.seconds[-1] / max(self.seconds[0], 1e-4)

    @property
    def is_linear(self) -> bool:
        """Whether that is no more than a linear function needs; a step that is not repeated is none of growth."""
        whole = self.seconds[-1]
        return whole < ENOUGH or self.ratio <= MAX_GROWTH or 0 < self.doubled <= MAX_STEP * whole

    def __str__(self) -> str:
        costs = " / ".join(f"{each:.3f}" for each in self.seconds)
        return f"{self.function} of {self.unit!r} to {self.length:,} characters: {costs} s, {self.ratio:.1f} times"


_ADDRESSES = (
    "/v1/terms/", "/terms/", "/v1/terms?q=", "/?q=", "/v1/suggest?q=", "/v1/convert?to=zh-Hant&text=",
    "/v1/terms?cursor=", "/v1/terms?region=", "/v1/sources?region=", "/v1/sources/", "/v1/exports/", "/read?text=",
)  # fmt: skip
"""What clients may put any text behind."""

_HEADERS = ("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "X-Request-ID")
_SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "
"""What is sent in a header as it is."""


def functions(store: Path) -> dict[str, Function]:
    """Every route that takes a text, as a body, in its address or in a header, and every reader, by name."""
    app = create_app({"db": store, "cache_bytes": 0})
    client = app.test_client()

    def post(path: str, kind: str = "application/json", **more: object) -> Function:
        def ask(text: str) -> object:
            body = orjson.dumps({"text": text, **more}) if kind == "application/json" else text.encode()
            return client.post(path, data=body, content_type=kind).status_code

        return ask

    def look_up(text: str) -> object:
        forms = [text[at : at + 100] for at in range(0, min(len(text), 50_000), 100)]
        return client.post("/v1/lookup", json={"forms": forms}).status_code

    def get(address: str) -> Function:
        return lambda text: client.get(address + quote(text, safe="")).status_code

    def send(header: str) -> Function:
        return lambda text: client.get("/v1/terms/三区三线", headers={header: quote(text, safe=_SIGNS)}).status_code

    annotations = "/v1/annotations"
    return {
        "to_hans": to_hans,
        "annotations": post(annotations),
        "annotations, all": post(f"{annotations}?policy=all"),
        "annotations, unknown": post(f"{annotations}?unknown=true"),
        "annotations, text": post(f"{annotations}?format=inline", "text/plain"),
        "annotations, footnotes": post(f"{annotations}?format=footnotes", "text/plain"),
        "annotations, HTML": post(f"{annotations}?script=zh-Hant-HK", "text/html"),
        "annotations, ruby": post(f"{annotations}?format=ruby", "text/html"),
        "convert": post("/v1/convert", to="zh-Hant-TW"),
        "convert back": post("/v1/convert", to="zh-Hans"),
        "extractions": post("/v1/extractions"),
        "lookup": look_up,
        **{f"GET {address}": get(address) for address in _ADDRESSES},
        **{header: send(header) for header in _HEADERS},
        **_routes_of_contract(app),
        "reading page": lambda text: client.post("/read", data={"text": text}).status_code,
        **{f"read {suffix}": _Reader(suffix) for suffix in ("txt", "md", "html", "csv", "jsonl", "docx", "zip")},
        "read pdf": _PdfReader(_LINES_OF_PAGE),
        "read pdf, one page": _PdfReader(),
    }


_FORM = "application/x-www-form-urlencoded"


def _routes_of_contract(app: Flask) -> dict[str, Function]:
    """Every route of the contract with the text in its path, in each parameter, and in each field of its body."""
    client, found = app.test_client(), dict[str, Function]()
    for rule in app.url_map.iter_rules():
        if rule.arguments:
            found[f"GET {rule}"] = partial(_get, client, re.sub("<[^>]*>", "{}", str(rule)))
    contract = client.get("/openapi.json").get_json()
    for path, method, operation in (
        (path, method, operation) for path, named in contract["paths"].items() for method, operation in named.items()
    ):
        names = [each["name"] for each in operation.get("parameters", ()) if each.get("in") == "query"]
        if names:
            found[f"{method.upper()} {path}?{'&'.join(names)}"] = partial(_send_query, client, method, path, names)
        for kind, body in operation.get("requestBody", {}).get("content", {}).items():
            fields = _properties(contract, body["schema"])
            if kind in ("application/json", _FORM):
                found[f"POST {path}, {', '.join(fields)}"] = partial(_post_fields, client, path, kind, fields)
    return found


def _properties(contract: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return list(schema.get("properties", {}))


def _get(client: FlaskClient, address: str, text: str) -> object:
    return client.get(address.format(quote(text, safe=""))).status_code


def _send_query(client: FlaskClient, method: str, path: str, names: list[str], text: str) -> object:
    """A request for each parameter: with several, the first that is refused would hide the others."""
    source = next(iter((client.get("/v1/sources?limit=1").get_json() or {}).get("sources", ())), {"id": "none"})
    address = path.format(form="三区三线", source=source["id"])
    return [client.open(f"{address}?{name}={quote(text, safe='')}", method=method).status_code for name in names]


def _post_fields(client: FlaskClient, address: str, kind: str, fields: list[str], text: str) -> object:
    """Each field as a text and as a list of it, because a wrong type would be refused before the text is read."""
    for value in (text, [text]) if kind != _FORM else (text,):
        body = urlencode(dict.fromkeys(fields, text)) if kind == _FORM else orjson.dumps(dict.fromkeys(fields, value))
        client.post(address, data=body, content_type=kind)
    return None


@dataclass
class _Reader:
    """Reads a file of one format, which is packed beforehand."""

    suffix: str
    content: bytes = b""

    def prepare(self, text: str) -> None:
        """Pack the text that is read next."""
        pack = {"docx": _docx, "zip": _zip, "jsonl": _json_line}.get(self.suffix, _utf8)
        self.content = pack(text)

    def __call__(self, text: str) -> object:
        """Read the file."""
        return list(read_content(self.content, f"x.{self.suffix}"))


_LINES_OF_PAGE, _LENGTH_OF_LINE = 40, 40


@dataclass
class _PdfReader:
    """Reads a PDF in this process; in use, another process does.

    Attributes:
        lines: Lines of a page; 0 puts all on one page.
    """

    lines: int = 0
    content: bytes = b""

    def prepare(self, text: str) -> None:
        """Print the text that is read next."""
        found = [line[at : at + _LENGTH_OF_LINE] for line in text.split("\n") for at in range(0, len(line), 40)]
        size = self.lines or len(found)
        pages = [found[at : at + size] for at in range(0, len(found), size)]
        self.content = pdf_of(
            *([(50.0, 800 - 18.0 * row, 12.0, line) for row, line in enumerate(page)] for page in pages)
        )

    def __call__(self, text: str) -> object:
        """Read the file; a text that a PDF cannot show has a finding."""
        with suppress(UnreadableSourceError):
            return read_pdf_text(self.content, most_pages=10_000, most_characters=10**7)
        return None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _zip(text: str) -> bytes:
    return _archive({"a.txt": text, "b.html": text})


def _json_line(text: str) -> bytes:
    return orjson.dumps({"text": text}) + b"\n" + _utf8(text)


def _docx(text: str) -> bytes:
    """A Word document with a paragraph for each line."""
    clean = "".join(char for char in text if char in "\n\t" or char >= " ")
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in clean.split("\n"))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return _archive(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{lines}</w:body></w:document>',
        }
    )


def _archive(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, _utf8(content))
    return out.getvalue()


def measure_growth(name: str, function: Function, unit: str) -> Growth:
    """The growth of the time of ``function``; looks again where the first attempt shows too much."""
    length = FIRST
    while (whole := _seconds(function, unit, length)) < ENOUGH and length < LONGEST:
        length *= 4
    growth = Growth(name, unit, length, (*(_seconds(function, unit, length // part) for part in (4, 2)), whole))
    for _ in range(ATTEMPTS - 1):
        if growth.is_linear:
            return growth
        again = (_seconds(function, unit, length // part) for part in (4, 2, 1))
        growth = Growth(name, unit, length, tuple(map(min, growth.seconds, again)))
    if growth.is_linear:
        return growth
    return replace(growth, doubled=min(_seconds(function, unit, 2 * length) for _ in range(ATTEMPTS)))


def _seconds(function: Function, unit: str, length: int) -> float:
    """Processor time for a text of that length, each time another text, since results are remembered."""
    text = f"{next(_prefix)}\n{(unit * (length // len(unit) + 1))[:length]}"
    if isinstance(function, _Reader | _PdfReader):
        function.prepare(text)
    gc.collect()
    began = time.process_time()
    function(text)
    return time.process_time() - began


def make_store(folder: Path) -> Path:
    """A store with the seeds."""
    path = folder / "seeds.db"
    with open_term_store(path) as store:
        harvest([str(seed) for seed in seed_files()], store)
    return path


def measure_all(named: dict[str, Function], units: tuple[str, ...]) -> Iterator[Growth]:
    """Yields the growth of each function with each unit."""
    for name, function in named.items():
        _seconds(function, "三农", 2)  # what is loaded at first is no cost of a text
        gc.collect()
        gc.freeze()  # so that collecting what one text leaves does not look at everything that is loaded
        is_plain = isinstance(function, partial)  # of _routes_of_contract
        for unit in units:
            if not is_plain or unit in FEWER_UNITS or units != UNITS:
                yield measure_growth(name, function, unit)


def main() -> int:
    """Measure, print what grows too fast; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--unit", action="append")
    parser.add_argument("--function", action="append")
    given = parser.parse_args()
    units = tuple(given.unit or UNITS)
    with TemporaryDirectory() as folder:
        named = functions(make_store(Path(folder)))
        named = {name: function for name, function in named.items() if not given.function or name in given.function}
        found = []
        for number, growth in enumerate(measure_all(named, units), 1):
            if sys.stderr.isatty() and not number % 10:
                print(f"\r{number} measured", end="", file=sys.stderr, flush=True)
            if not growth.is_linear or given.unit:
                print(growth, flush=True)
            found.append(growth)
    worst = max(
        (each for each in found if each.seconds[-1] >= ENOUGH and not each.doubled),
        key=lambda each: each.ratio,
        default=None,
    )
    fast = sum(not each.is_linear for each in found)
    counts = f"{len(named)} routes and readers × {len(FEWER_UNITS)} to {len(units)} units"
    print(f"{counts}: {fast} of {len(found)} grow too fast; worst: {worst}")
    return 1 if fast else 0


if __name__ == "__main__":
    sys.exit(main())
