"""The tools of ``glossary mcp``: what a model may ask, how it is bounded, and how it is told what it asked wrong.

Only this file needs the extra ``mcp``; it is imported when the server starts.

``glossary mcp``: the dictionary as tools for a language model, over the same look-up as the API (extra ``mcp``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import click
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import ConfigDict, Field

from glossary import __version__
from glossary.chinese.regions import is_code, is_place_name
from glossary.chinese.script import canonical_script, to_hans
from glossary.cli._output import database_option
from glossary.errors import GlossaryError, InvalidQueryError, TermNotFoundError
from glossary.export.release import issuer_and_year, labelled_groups, unnamed_groups
from glossary.lookup import Dictionary, Query, open_dictionary
from glossary.lookup.resolve import MAX_FORM_LENGTH
from glossary.lookup.search import MAX_QUERY_LENGTH
from glossary.store.read.sources import SourceFilters

MAX_TEXT_LENGTH = 100_000
"""Code points of a text that a tool takes; more would not fit a model's window anyway."""


def _text(most: int, description: str) -> Any:
    """A text of at most so many code points: said in the schema, held by the tool, whose message is the shorter one."""
    return Field(description=description, json_schema_extra={"minLength": 1, "maxLength": most})


Script = Annotated[
    Literal["zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-CN", "zh-TW", "zh-HK"],
    Field(description="Script of the answer."),
]
Mode = Annotated[
    Literal["substring", "exact", "prefix", "pinyin", "fuzzy"],
    Field(description="How q is compared: pinyin takes syllables (sanqu) or initials (sqsx), fuzzy what comes near."),
]
Form = Annotated[
    str,
    _text(MAX_FORM_LENGTH, "As found in a text, in any script, with or without quotes: 三區三線, “3区3线”, 五小水利."),
]
Question = Annotated[str, _text(MAX_QUERY_LENGTH, "One character or more of a headword or a definition; or pinyin.")]
Limit = Annotated[int, Field(ge=1, le=50, description="Rows at most.")]
Text = Annotated[str, _text(MAX_TEXT_LENGTH, "In either script.")]
Year = Annotated[int | None, Field(ge=1949, le=2100, description="The text's year, if known.")]
Region = Annotated[
    str | None,
    Field(max_length=64, description="The text's region, a name (株洲市, 株洲) or a GB/T 2260 code (4302), if known."),
]


Detail = Annotated[
    Literal["brief", "full"],
    Field(description="brief: definition, members, who says so, when, how to cite; full: the whole article."),
]
MAX_SENSES = 4
"""Senses of a brief answer; the others are counted."""
MAX_DEFINITION = 240
"""Characters of a definition in a brief answer."""


class Tools:
    """What a model can ask; each answer is of one revision."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def lookup(self, form: Form, script: Script = "zh-Hans", detail: Detail = "brief") -> dict[str, Any]:
        """The article for any written form of a term: definition, members, who says so, when, how to cite it."""
        with _as_tool_errors():
            if not form.strip():
                raise InvalidQueryError("form", "is empty; give a term as found in a text")
            script = canonical_script(script)  # type: ignore[assignment]
            try:
                found = self._dictionary.article(form, script)
            except TermNotFoundError as error:
                return {"found": False, "form": form, "suggestions": list(error.suggestions)}
            if detail == "full":
                return {"found": True, "match": found.match, **found.article()}
            return {"found": True, **_brief(found.article()), "revision": found.revision}

    def _is_known(self, region: str) -> bool:
        """Whether a region is a code, a known place, or one that a source is from."""
        name = to_hans(region)
        return (
            is_code(name)
            or is_place_name(name)
            or bool(self._dictionary.sources(SourceFilters(region=region), limit=1).total)
        )

    def search(self, q: Question, match: Mode = "substring", limit: Limit = 10) -> dict[str, Any]:
        """Terms whose headwords or definitions hold ``q``, most important first."""
        with _as_tool_errors():
            page = self._dictionary.search(Query(q=q, match=match, limit=limit))
            return {"total": page.total, "terms": list(page.items)}

    def annotate(self, text: Text, year: Year = None, region: Region = None) -> dict[str, Any]:
        """The terms of a text with the meaning that fits its year and region, and slogans nobody has explained."""
        with _as_tool_errors():
            if region and not self._is_known(region):
                near = ", ".join(self._dictionary.near_values("region", region)[:3])
                raise InvalidQueryError("region", f"unknown place {region!r}{f'; nearest: {near}' if near else ''}")
            if len(text) > MAX_TEXT_LENGTH:
                raise InvalidQueryError("text", f"longer than {MAX_TEXT_LENGTH:,} characters; send it in parts")
            found = self._dictionary.annotate(text, first=True, unknown=True, year=year, region=region)
            places = {row[4]: text[row[0] : row[1]] for row in reversed(found.matches)}
            terms = [{"surface": places[at], **term} for at, term in enumerate(found.terms())]
            return {"terms": terms, "unknown": [each["surface"] for each in found.unknown]}


def _brief(article: dict[str, Any]) -> dict[str, Any]:
    """What a translator needs first, in less than 2 kB; said once."""
    senses = [_brief_sense(sense) for sense in article["senses"][:MAX_SENSES]]
    years = [article[end]["year"] for end in ("first", "last") if article.get(end)]
    return {
        "headword": article["headword"],
        "pinyin": article["pinyin"]["marks"],
        "senses": senses or "not explained in any source",
        "more_senses": max(0, len(article["senses"]) - MAX_SENSES),
        "used": f"{article['sources']} sources" + (f", {'–'.join(dict.fromkeys(map(str, years)))}" if years else ""),
        "cite": f"/terms/{article['id']}",
    }


def _brief_sense(sense: dict[str, Any]) -> dict[str, Any]:
    definition = sense["definition"] or ""
    cut = definition if len(definition) <= MAX_DEFINITION else definition[: MAX_DEFINITION - 1] + "…"
    found = {
        "definition": cut,
        "members": labelled_groups(sense) if unnamed_groups({**sense, "definition": cut}) else "",
        "by": issuer_and_year(sense["definitions"][0]),
        "source": f"/sources/{sense['definitions'][0]['source']}",
    }
    return {name: value for name, value in found.items() if value}


def list_tools(dictionary: Dictionary) -> list[Tool]:
    """The tools ``lookup``, ``search`` and ``annotate`` over ``dictionary``; they refuse what they do not take."""
    tools = Tools(dictionary)
    functions = (tools.lookup, tools.search, tools.annotate)
    hints = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    return [_strict(Tool.from_function(function, annotations=hints)) for function in functions]


def _strict(tool: Tool) -> Tool:
    """The library drops unknown arguments, so that a mistyped ``yaer`` would be answered as if it had been heeded."""

    class Arguments(tool.fn_metadata.arg_model):  # type: ignore[name-defined, misc]
        model_config = ConfigDict(extra="forbid", title=f"{tool.name}Arguments")

    tool.fn_metadata.arg_model = Arguments
    tool.parameters = Arguments.model_json_schema(by_alias=True)
    return tool


@contextmanager
def _as_tool_errors() -> Iterator[None]:
    """Let the model read our own errors with their codes: of any other it learns nothing but that it failed."""
    try:
        yield
    except GlossaryError as error:
        raise ToolError(f"{error} [{error.code}]") from error


if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

ABOUT = (
    "Terms and numeral slogans (三区三线, 两个维护) of Chinese government reports, each explained in the reports' own "
    "words, with sources. Look a form up before translating it: members differ between issuers and years."
)


def make_server(dictionary: Dictionary) -> "MCPServer":
    """A server with the tools ``lookup``, ``search`` and ``annotate`` over ``dictionary``."""
    from mcp.server.mcpserver import MCPServer

    return MCPServer("glossary", instructions=ABOUT, version=__version__, tools=list_tools(dictionary))


@click.command("mcp")
@database_option
def mcp_command(database: str) -> None:
    """Offer look-up, search and annotation to a language model over standard input and output (MCP)."""
    try:
        server = make_server(open_dictionary(database))
    except ImportError as error:
        raise GlossaryError(
            "the MCP library is missing; install it with `pip install '.[mcp]'` in the project's folder"
        ) from error
    server.run("stdio")
