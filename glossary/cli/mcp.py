"""The tools of ``glossary mcp``: the dictionary for a language model, with the same look-up as the API.

Only this module needs the extra ``mcp``; ``glossary.cli.serve`` has the command.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import ConfigDict, Field

from glossary import __version__
from glossary.chinese.regions import is_code, is_place_name
from glossary.chinese.script import canonical_script, to_hans, to_script
from glossary.errors import GlossaryError, InvalidQueryError, TermNotFoundError
from glossary.export.citations import gbt7714
from glossary.export.release import issuer_and_year, labelled_groups, unnamed_groups
from glossary.limits import MAX_TEXT
from glossary.lookup import Dictionary, Query
from glossary.lookup.resolve import MAX_FORM_LENGTH
from glossary.lookup.search import MAX_QUERY_LENGTH
from glossary.store.read.sources import SourceFilters


def _text(limit: int, description: str) -> Any:
    """Returns a text field with a maximum length in the schema; the tool checks it with a shorter message."""
    return Field(description=description, json_schema_extra={"minLength": 1, "maxLength": limit})


Script = Annotated[
    Literal["zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-CN", "zh-TW", "zh-HK"],
    Field(description="Script of the response."),
]
Mode = Annotated[
    Literal["substring", "exact", "prefix", "pinyin", "fuzzy"],
    Field(description="How q is compared. pinyin: syllables (sanqu) or initials (sqsx); fuzzy: similar forms."),
]
Form = Annotated[
    str,
    _text(
        MAX_FORM_LENGTH,
        "The form as found in a text, in any script, with or without quotes: 三區三線, “3区3线”, 五小水利.",
    ),
]
Question = Annotated[str, _text(MAX_QUERY_LENGTH, "One or more characters of a headword or a definition; or pinyin.")]
Limit = Annotated[int, Field(ge=1, le=50, description="Maximum number of rows.")]
Text = Annotated[str, _text(MAX_TEXT, "In either script.")]
Year = Annotated[int | None, Field(ge=1949, le=2100, description="The text's year, if known.")]
Region = Annotated[
    str | None,
    Field(max_length=64, description="The text's region, a name (株洲市, 株洲) or a GB/T 2260 code (4302), if known."),
]


Detail = Annotated[
    Literal["brief", "full"],
    Field(description="brief: definition, members, issuer, year and citation; full: the whole article."),
]
MAX_BRIEF = 2_000
"""A brief response has fewer bytes than this."""
_BRIEF_SIZES = ((4, 240), (3, 160), (2, 120), (1, 120), (1, 40))
"""Tried in turn until the response fits: maximum senses, and maximum characters of a definition or list of members."""
MAX_SEARCH_DEFINITION = 80
"""Maximum characters of a definition in a search result."""
NOT_EXPLAINED = "not explained in any source"


class Tools:
    """The tools; each response is of one revision."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def lookup(self, form: Form, script: Script = "zh-Hans", detail: Detail = "brief") -> str:
        """The article for any written form of a term: definition, members, issuer, year and citation."""
        with _as_tool_errors():
            if not form.strip():
                raise InvalidQueryError("form", "is empty; give a term as found in a text")
            script = canonical_script(script)  # type: ignore[assignment]
            try:
                found = self._dictionary.article(form, script)
            except TermNotFoundError as error:
                return _as_json({"found": False, "form": form, "suggestions": list(error.suggestions)})
            if detail == "full":
                return _as_json({"found": True, "match": found.match, **found.article()})
            return self._brief(found.article(), script)

    def _brief(self, article: dict[str, Any], script: str) -> str:
        """Returns the main facts for a translator; senses are left out or cut to stay below ``MAX_BRIEF`` bytes."""
        for senses, length in _BRIEF_SIZES:
            shown = article["senses"][:senses]
            brief = {
                "found": True,
                "headword": article["headword"],
                "pinyin": article["pinyin"]["marks"],
                "senses": [self._brief_sense(sense, script, length) for sense in shown] or NOT_EXPLAINED,
                "more_senses": len(article["senses"]) - len(shown),
                "used": _use(article),
                "page": f"/terms/{article['id']}",
                "revision": self._dictionary.revision,
            }
            written = _as_json(brief)
            if len(written.encode()) < MAX_BRIEF:
                break
        return written

    def _brief_sense(self, sense: dict[str, Any], script: str, length: int) -> dict[str, Any]:
        definition = _cut(sense["definition"] or "", length)
        wording = sense["definitions"][0]
        found = {
            "definition": definition,
            "members": _cut(labelled_groups(sense), length)
            if unnamed_groups({**sense, "definition": definition})
            else "",
            "by": issuer_and_year(wording),
            "cite": to_script(gbt7714(self._dictionary.source(wording["source"])), script),
        }
        return {name: value for name, value in found.items() if value}

    def _is_known(self, region: str) -> bool:
        """Whether a region is a code, a known place, or the place of a source."""
        name = to_hans(region)
        return (
            is_code(name)
            or is_place_name(name)
            or bool(self._dictionary.sources(SourceFilters(region=region), limit=1).total)
        )

    def search(self, q: Question, match: Mode = "substring", limit: Limit = 10) -> str:
        """Terms whose headwords or definitions contain ``q``, most important first."""
        with _as_tool_errors():
            page = self._dictionary.search(Query(q=q, match=match, limit=limit))
            return _as_json({"total": page.total, "terms": [_row(item) for item in page.items]})

    def annotate(self, text: Text, year: Year = None, region: Region = None) -> str:
        """The terms of a text with the meaning that fits its year and region, and slogans without an explanation."""
        with _as_tool_errors():
            if not text.strip():
                raise InvalidQueryError("text", "is empty; give the text to annotate")
            if region and not self._is_known(region):
                near = ", ".join(self._dictionary.near_values("region", region)[:3])
                raise InvalidQueryError("region", f"unknown place {region!r}{f'; nearest: {near}' if near else ''}")
            found = self._dictionary.annotate(text, first=True, unknown=True, year=year, region=region)
            places = {row[4]: text[row[0] : row[1]] for row in reversed(found.matches)}
            terms = [{"surface": places[at], **term} for at, term in enumerate(found.terms())]
            return _as_json({"terms": terms, "unknown": [each["surface"] for each in found.unknown]})


def _as_json(value: Any) -> str:
    """Returns compact JSON as text; the library would send a dictionary twice, as structure and as indented text."""
    return orjson.dumps(value).decode()


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _use(article: dict[str, Any]) -> str:
    years = [article[end]["year"] for end in ("first", "last") if article.get(end)]
    return f"{article['sources']} sources" + (f", {'–'.join(dict.fromkeys(map(str, years)))}" if years else "")


def _row(item: dict[str, Any]) -> dict[str, Any]:
    """Returns one search result, with what a model needs to choose the term to look up."""
    definition = _cut(item["definition"], MAX_SEARCH_DEFINITION) if item["definition"] else NOT_EXPLAINED
    return {
        "headword": item["headword"],
        "pinyin": item["pinyin"],
        "definition": definition,
        "issuer": item["issuer"],
        "sources": item["sources"],
        "years": [item["first_year"], item["last_year"]],
    }


def list_tools(dictionary: Dictionary) -> list[Tool]:
    """Returns the tools ``lookup``, ``search`` and ``annotate`` over ``dictionary``; unknown arguments are errors."""
    tools = Tools(dictionary)
    functions = (tools.lookup, tools.search, tools.annotate)
    hints = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    return [_strict(Tool.from_function(function, annotations=hints, structured_output=False)) for function in functions]


def _strict(tool: Tool) -> Tool:
    """Rejects unknown arguments, which the library would ignore: a mistyped ``yaer`` would have no effect."""

    class Arguments(tool.fn_metadata.arg_model):  # type: ignore[name-defined, misc]
        model_config = ConfigDict(extra="forbid", title=f"{tool.name}Arguments")

    tool.fn_metadata.arg_model = Arguments
    tool.parameters = Arguments.model_json_schema(by_alias=True)
    return tool


@contextmanager
def _as_tool_errors() -> Iterator[None]:
    """Passes our errors with their codes to the model; other errors are passed without details."""
    try:
        yield
    except GlossaryError as error:
        raise ToolError(f"{error} [{error.code}]") from error


if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

ABOUT = (
    "Terms and numeral slogans (三区三线, 两个维护) of Chinese government reports, each explained in the words of the "
    "reports, with sources. Look a form up before translating it: members differ between issuers and years."
)


def make_server(dictionary: Dictionary) -> "MCPServer":
    """Returns a server with the tools ``lookup``, ``search`` and ``annotate`` over ``dictionary``."""
    from mcp.server.mcpserver import MCPServer

    return MCPServer("glossary", instructions=ABOUT, version=__version__, tools=list_tools(dictionary))
