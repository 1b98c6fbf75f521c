"""The tools of ``glossary mcp``, called through the client library."""

import asyncio
import json
import sqlite3
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from glossary.chinese.script import SCRIPTS
from glossary.cli.mcp import MAX_BRIEF, Tools, make_server
from glossary.limits import MAX_TEXT
from glossary.lookup import open_dictionary
from glossary.lookup.search import MODES

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")


@pytest.fixture
def ask(seeds_db: Path) -> Any:
    """Calls one tool by a client of its own."""
    server = make_server(open_dictionary(seeds_db))

    async def call(tool: str, arguments: dict[str, Any]) -> Any:
        async with mcp.Client(server) as client:
            return await client.call_tool(tool, arguments)

    def call_tool(tool: str, **arguments: Any) -> Any:
        return json.loads(_run(call(tool, arguments)).content[0].text)

    def refused(tool: str, **arguments: Any) -> str:
        answer = _run(call(tool, arguments))
        assert answer.is_error
        text_of_answer: str = answer.content[0].text
        return text_of_answer

    async def tools() -> dict[str, Any]:
        async with mcp.Client(server) as client:
            return {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}

    def whole(tool: str, **arguments: Any) -> Any:
        return _run(call(tool, arguments))

    call_tool.whole = whole  # type: ignore[attr-defined]
    call_tool.tools = lambda: _run(tools())  # type: ignore[attr-defined]
    call_tool.refused = refused  # type: ignore[attr-defined]
    return call_tool


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def test_three_tools_are_offered(ask: Any) -> None:
    """No more than what a model needs."""
    assert sorted(ask.tools()) == ["annotate", "lookup", "search"]


def test_the_schemas_describe_the_arguments_of_the_tools(ask: Any) -> None:
    """Scripts and modes by name, every number and text within its bounds, nothing else."""
    tools = {name: schema["properties"] for name, schema in ask.tools().items()}

    assert set(SCRIPTS) < set(tools["lookup"]["script"]["enum"])
    assert sorted(tools["search"]["match"]["enum"]) == sorted(MODES)
    assert (tools["search"]["limit"]["minimum"], tools["search"]["limit"]["maximum"]) == (1, 50)
    assert tools["annotate"]["text"]["maxLength"] == MAX_TEXT
    assert tools["annotate"]["year"]["anyOf"][0] == {"type": "integer", "minimum": 1949, "maximum": 2100}
    assert {schema["additionalProperties"] for schema in ask.tools().values()} == {False}


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("lookup", {"form": "五小", "script": "xx"}, "'zh-Hans', 'zh-Hant'"),
        ("lookup", {"form": "五" * 300}, "form: longer than 200 characters [invalid-query]"),
        ("search", {"q": "三", "match": "bogus"}, "'substring', 'exact'"),
        ("search", {"q": "三", "limit": 0}, "greater than or equal to 1"),
        ("search", {"q": "三", "limit": 51}, "less than or equal to 50"),
        ("search", {"q": "三" * 300}, "q: longer than 200 characters [invalid-query]"),
        (
            "annotate",
            {"text": "三" * (MAX_TEXT + 1)},
            f"text: longer than {MAX_TEXT} characters [invalid-query]",
        ),
        ("lookup", {"form": " "}, "form: is empty"),
        ("annotate", {"text": "三农", "region": "不存在的地方"}, "region: unknown place"),
        ("annotate", {"text": " "}, "text: is empty"),
        ("annotate", {"text": "三农", "year": 20}, "greater than or equal to 1949"),
        ("annotate", {"text": "三农", "yaer": 2020}, "yaer"),
    ],
)
def test_a_tool_error_names_the_invalid_argument(
    ask: Any, caplog: pytest.LogCaptureFixture, tool: str, arguments: dict[str, Any], message: str
) -> None:
    """In our own words, with the code; the server's log has no traceback of it."""
    assert message in ask.refused(tool, **arguments)
    assert not [record for record in caplog.records if record.exc_info]


def test_a_region_chooses_the_meaning_by_code_and_by_name(ask: Any) -> None:
    """As the API does."""
    found = [ask("annotate", text="推进“五小”建设", region=region)["terms"] for region in ("4302", "株洲", "株洲市")]

    assert found[0] == found[1] == found[2] != []


def test_lookup_finds_any_written_form(ask: Any) -> None:
    """And suggests what comes near where there is none."""
    assert ask("lookup", form="「三區三線」", script="zh-Hant-TW")["headword"] == "三區三線"
    assert "三区三线" in ask("lookup", form="三区四线")["suggestions"]


def test_an_answer_is_short_unless_everything_is_requested(ask: Any) -> None:
    """Definition, members, issuer, year and citation, once each; the whole article on request."""
    brief, full = ask("lookup", form="三区三线"), ask("lookup", form="三区三线", detail="full")

    assert (
        len(json.dumps(brief, ensure_ascii=False).encode()) < 2_000 < len(json.dumps(full, ensure_ascii=False).encode())
    )
    assert json.dumps(brief, ensure_ascii=False).count("农业空间") <= 2
    assert brief["senses"][0]["by"].endswith(("2020", "2021", "2022", "2023"))
    assert brief["page"] == f"/terms/{full['id']}"
    assert "[R]" in brief["senses"][0]["cite"] or "[EB/OL]" in brief["senses"][0]["cite"]
    assert ask("lookup", form="两个维护")["senses"] == "not explained in any source"


def test_no_brief_answer_is_longer_than_promised(ask: Any, seeds_db: Path) -> None:
    """Not even of an article with many long senses; nothing is sent twice, as text and as a structure."""
    with closing(sqlite3.connect(seeds_db)) as store:
        headwords = [row[0] for row in store.execute("SELECT headword FROM term")]
    answers = [ask.whole("lookup", form=headword) for headword in headwords]

    assert max(len(answer.content[0].text.encode()) for answer in answers) < MAX_BRIEF
    assert {answer.structured_content is None for answer in answers} == {True}


def test_senses_of_a_brief_answer_are_left_out_until_it_fits(seeds_db: Path) -> None:
    """The number of omitted senses is returned."""
    dictionary = open_dictionary(seeds_db)
    article = dictionary.article("三区三线").article()
    sense = article["senses"][0] | {"definition": "划定城镇空间并严守红线。" * 60}
    brief = json.loads(Tools(dictionary)._brief(article | {"senses": [sense] * 9}, "zh-Hans"))

    assert len(json.dumps(brief, ensure_ascii=False).encode()) < MAX_BRIEF
    assert 0 < brief["more_senses"] == 9 - len(brief["senses"])


def test_search_gives_rows_and_their_number(ask: Any) -> None:
    """As the API does."""
    found = ask("search", q="水利", limit=1)

    assert len(found["terms"]) == 1
    assert found["total"] >= 1


def test_annotate_explains_each_term_once_and_names_the_unknown(ask: Any) -> None:
    """In text of either script."""
    found = ask("annotate", text="嚴守三區三線。三區三線要劃定，推進“九维九治”。")

    assert {term["surface"]: term["explained"] for term in found["terms"]} == {"三區三線": True, "九维九治": False}
    assert found["unknown"] == ["“九维九治”"]
