"""``glossary mcp``: the dictionary as tools for a language model, over the same look-up as the API (extra ``mcp``)."""

from typing import TYPE_CHECKING

import click

from glossary import __version__
from glossary.cli._database import database_option
from glossary.errors import GlossaryError
from glossary.lookup import Dictionary, open_dictionary

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

ABOUT = (
    "Terms and numeral slogans (三区三线, 两个维护) of Chinese government reports, each explained in the reports' own "
    "words, with sources. Look a form up before translating it: members differ between issuers and years."
)


def make_server(dictionary: Dictionary) -> "MCPServer":
    """A server with the tools ``lookup``, ``search`` and ``annotate`` over ``dictionary``."""
    from mcp.server.mcpserver import MCPServer

    from glossary.cli._mcp_tools import list_tools

    return MCPServer("glossary", instructions=ABOUT, version=__version__, tools=list_tools(dictionary))


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
