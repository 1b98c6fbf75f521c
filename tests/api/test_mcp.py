"""The tools that ``glossary mcp`` offers, asked through the client library."""

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from glossary.cli.mcp import make_server
from glossary.lookup import open_dictionary

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")


@pytest.fixture
def ask(seeds_db: Path) -> Any:
    """Calls one tool by a client of its own."""
    server = make_server(open_dictionary(seeds_db))

    async def call(tool: str, arguments: dict[str, Any]) -> Any:
        async with mcp.Client(server) as client:
            return await client.call_tool(tool, arguments)

    def asked(tool: str, **arguments: Any) -> Any:
        return json.loads(_run(call(tool, arguments)).content[0].text)

    async def tools() -> list[str]:
        async with mcp.Client(server) as client:
            return sorted(tool.name for tool in (await client.list_tools()).tools)

    asked.tools = lambda: _run(tools())  # type: ignore[attr-defined]
    return asked


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def test_three_tools_are_offered(ask: Any) -> None:
    """No more than what a model needs."""
    assert ask.tools() == ["annotate", "lookup", "search"]


def test_lookup_finds_any_written_form(ask: Any) -> None:
    """And suggests what comes near where there is none."""
    assert ask("lookup", form="「三區三線」", script="zh-Hant-TW")["headword"] == "三區三線"
    assert "三区三线" in ask("lookup", form="三区四线")["suggestions"]


def test_search_gives_rows_and_their_number(ask: Any) -> None:
    """As the API does."""
    found = ask("search", q="水利", limit=1)

    assert len(found["terms"]) == 1
    assert found["total"] >= 1


def test_annotate_explains_each_term_once_and_names_the_unknown(ask: Any) -> None:
    """In text of either script."""
    found = ask("annotate", text="嚴守三區三線。三區三線要劃定，推進“九维九治”。")

    assert [term["surface"] for term in found["terms"]] == ["三區三線"]
    assert found["unknown"] == ["“九维九治”"]
