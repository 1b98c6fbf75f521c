"""``glossary mcp``: the dictionary as tools for a language model, over the same look-up as the API (extra ``mcp``)."""

from typing import TYPE_CHECKING, Any

import click

from glossary import __version__
from glossary.cli._database import database_option
from glossary.errors import GlossaryError, TermNotFoundError
from glossary.lookup import Dictionary, Query, open_dictionary

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

LONGEST = 100_000
"""Code points of a text that a tool takes; more would not fit a model's window anyway."""

ABOUT = (
    "Terms and numeral slogans (三区三线, 两个维护) of Chinese government reports, each explained in the reports' own "
    "words, with sources. Look a form up before translating it: members differ between issuers and years."
)


class Tools:
    """What a model can ask; each answer is of one revision."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def lookup(self, form: str, script: str = "zh-Hans") -> dict[str, Any]:
        """The article for any written form of a term: meanings, counted members, sources.

        Args:
            form: As found in a text, in any script, with or without quotes: 三區三線, “3区3线”, 五小水利.
            script: Script of the answer: zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK.
        """
        try:
            found = self._dictionary.article(form, script)
        except TermNotFoundError as error:
            return {"found": False, "form": form, "suggestions": list(error.suggestions)}
        return {"found": True, "match": found.match, **found.article()}

    def search(self, q: str, match: str = "substring", limit: int = 10) -> dict[str, Any]:
        """Terms whose headwords or definitions hold ``q``, most important first.

        Args:
            q: One character or more.
            match: substring, exact, prefix, pinyin or fuzzy.
            limit: 1 to 50.
        """
        page = self._dictionary.search(Query(q=q, match=match, limit=min(limit, 50)))
        return {"total": page.total, "terms": list(page.items)}

    def annotate(self, text: str, year: int | None = None, region: str | None = None) -> dict[str, Any]:
        """The terms of a text with the meaning that fits its year and region, and slogans nobody has explained.

        Args:
            text: Up to 100,000 characters in either script.
            year: The text's year, if known.
            region: The text's region, a name or a GB/T 2260 code, if known.
        """
        if len(text) > LONGEST:
            raise GlossaryError(f"longer than {LONGEST} characters; send it in parts")
        found = self._dictionary.annotate(text, first=True, unknown=True, year=year, region=region)
        places = {row[4]: text[row[0] : row[1]] for row in reversed(found.matches)}
        terms = [{"surface": places[at], **term} for at, term in enumerate(found.terms())]
        return {"terms": terms, "unknown": [each["surface"] for each in found.unknown]}


def make_server(dictionary: Dictionary) -> "MCPServer":
    """A server with the tools ``lookup``, ``search`` and ``annotate`` over ``dictionary``."""
    from mcp.server.mcpserver import MCPServer

    server = MCPServer("glossary", instructions=ABOUT, version=__version__)
    tools = Tools(dictionary)
    for tool in (tools.lookup, tools.search, tools.annotate):
        server.tool()(tool)
    return server


@click.command("mcp", short_help="Offer the dictionary to a language model (MCP).")
@database_option
def command(database: str) -> None:
    """Offer look-up, search and annotation to a language model over standard input and output (MCP)."""
    try:
        server = make_server(open_dictionary(database))
    except ImportError as error:
        raise GlossaryError(
            "the MCP library is missing; install it with `pip install '.[mcp]'` in the project's folder"
        ) from error
    server.run("stdio")
