"""Yomitan: rows, readings and structured content as its schema has them, with hostile text."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from jsonschema import Draft7Validator

from glossary.export.yomitan import index, write_yomitan, write_yomitan_frequency, write_yomitan_unexplained
from glossary.store.read.reader import Snapshot
from tests.export.edition import HOSTILE, FakeEdition, article
from tests.export.written_files import METADATA, bytes_of, unpack_stardict
from tests.export.yomitan_schemas import SCHEMAS, TERM_BANK

TWO_SENSES_ARTICLE = article(senses=article()["senses"] * 2)


def _archive(write, edition) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(bytes_of(write, edition, METADATA))) as archive:
        return {
            name: json.loads(archive.read(name)) if name.endswith(".json") else archive.read(name)
            for name in archive.namelist()
        }


def _nodes(content: Any):
    if isinstance(content, dict):
        yield content
        yield from _nodes(content.get("content"))
    elif isinstance(content, list):
        for each in content:
            yield from _nodes(each)


def _hostile_edition() -> FakeEdition:
    """Articles that have nothing, or text that is no text, where the export expects something."""
    bare = article("四区", HOSTILE)
    bare["senses"][0]["groups"] = []
    bare["senses"][0]["definitions"][0] |= {"issuer": None, "year": None}
    return FakeEdition(
        article(HOSTILE, HOSTILE), bare, article("五区", senses=[], first=None, last=None), TWO_SENSES_ARTICLE
    )


@pytest.mark.parametrize("write", [write_yomitan, write_yomitan_unexplained, write_yomitan_frequency])
@pytest.mark.parametrize("is_hostile", [False, True], ids=["seeds", "hostile"])
def test_every_file_keeps_the_schema(snapshot: Snapshot, write: Any, *, is_hostile: bool) -> None:
    """The banks, the tags and the index; the tags of rows exist."""
    files = _archive(write, _hostile_edition() if is_hostile else snapshot)
    checked = {name: content for name, content in files.items() if name.endswith(".json")}

    for name, content in checked.items():
        schema = next(SCHEMAS[kind] for kind in SCHEMAS if name.startswith(kind))
        found = [error.message[:200] for error in Draft7Validator(schema).iter_errors(content)]
        assert not found, (name, found[:3])
    tags = {row[0] for row in files.get("tag_bank_1.json", ())}
    assert {tag for row in files.get("term_bank_1.json", ()) for tag in row[2].split()} <= tags
    assert len(checked) >= 2


@pytest.mark.parametrize(
    ("where", "change"),
    [
        (
            "a key that is unknown",
            lambda row: row[5][0]["content"][0].update(style={"fontWeight": "bold"}, colour="red"),
        ),
        ("an element that is unknown", lambda row: row[5][0]["content"][0].update(tag="b")),
        ("data that is no text", lambda row: row[5][0]["content"][0].update(data={"gw": 1})),
        ("an address that is no link", lambda row: row[5][0]["content"].append({"tag": "a", "href": "javascript:x"})),
        ("a cell too many", lambda row: row.append("")),
        ("a score that is text", lambda row: row.__setitem__(4, "12")),
    ],
)
def test_the_schema_rejects(where: str, change: Any) -> None:
    """So that a change of the export cannot pass what Yomitan refuses."""
    bank = _archive(write_yomitan, FakeEdition(article()))["term_bank_1.json"]
    change(bank[0])

    assert list(Draft7Validator(TERM_BANK).iter_errors(bank)), where


def test_yomitan_has_a_row_for_each_written_form() -> None:
    """It folds nothing in Chinese: quotes, digits. Rows of one article share a sequence, damaged forms have none."""
    variants = [
        {"form": "“三区”三线", "script": "zh-Hans", "kind": "spelling", "origin": "attested", "count": 1},
        {"form": "“三区三线”", "script": "zh-Hans", "kind": "spelling", "origin": "attested", "count": 1},
        {"form": "“三区三线”工作", "script": "zh-Hans", "kind": "full_form", "origin": "attested", "count": 1},
        {"form": "三*三线", "script": "zh-Hans", "kind": "damaged", "origin": "attested", "count": 1},
    ]
    rows = _archive(write_yomitan, FakeEdition(article(variants=variants)))["term_bank_1.json"]

    assert [row[0] for row in rows] == [
        *("三区三线", "三區三線", "“三区”三线", "“三区三线”工作", "三区三线工作"),
        *("3区3线", "3區3線", "3区3线工作"),
    ]
    assert {row[6] for row in rows} == {1}
    assert [row[1] for row in rows] == [
        *["sān qū sān xiàn"] * 3,
        *["sān qū sān xiàn gōng zuò"] * 2,
        *["sān qū sān xiàn"] * 2,
        "sān qū sān xiàn gōng zuò",
    ]


def test_the_numbers_of_a_sum_are_read_as_printed() -> None:
    """What counts is read as a word, a code of numbers is not."""
    made = article(
        "1+7+4", variants=[{"form": "1+7+4产业", "script": "zh-Hans", "kind": "full_form", "origin": "attested"}]
    )
    rows = _archive(write_yomitan, FakeEdition(made))["term_bank_1.json"]

    assert [row[:2] for row in rows] == [
        ["1+7+4", "1+7+4"],
        ["1+7+4产业", "1+7+4 chǎn yè"],
    ]


def test_no_row_of_the_seeds_is_nothing_but_quoted(snapshot: Snapshot) -> None:
    """The text under the pointer begins after the quotation mark; the digits of a hover are there."""
    archives = [_archive(write, snapshot) for write in (write_yomitan, write_yomitan_unexplained)]
    forms = {row[0] for archive in archives for row in archive["term_bank_1.json"]}

    assert not {form for form in forms if re.fullmatch("[“「『‘][^“”「」『』‘’]*[”」』’]", form)}
    assert {"3区3线", "2个维护", "五小水利", "五小水利工程"} <= forms
    assert not {form for form in forms if form.startswith("2碳")}


@pytest.mark.parametrize(
    ("groups", "labels"), [(2, ["三区", "三线"]), (1, [])], ids=["two groups have labels", "one group needs no label"]
)
def test_members_are_grouped_by_numeral(groups: int, labels: list[str]) -> None:
    """In Yomitan and StarDict alike."""
    made = article()
    made["senses"][0]["groups"] = made["senses"][0]["groups"][:groups]
    content = _archive(write_yomitan, FakeEdition(made))["term_bank_1.json"][0][5][0]["content"]
    items = [node["content"] for node in _nodes(content) if node["tag"] == "li" and isinstance(node["content"], list)]
    found = [item[0] for item in items if isinstance(item[1], dict) and item[1]["data"] == {"gw": "members"}]
    found = [label for label in found if label != made["senses"][0]["definition"]]
    text = unpack_stardict(FakeEdition(made))["dict"].decode()

    assert found == labels
    assert [line.strip(" ：") for line in text.splitlines() if line.endswith("：")] == labels


def test_yomitan_splits_its_banks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As its own builder does, so that no file is too large to import; nothing is lost at the seam."""
    monkeypatch.setattr("glossary.export.yomitan._BANK", 2)
    files = _archive(write_yomitan, FakeEdition(*(article(f"{n}区") for n in "甲乙丙")))
    banks = [files[name] for name in sorted(files) if name.startswith("term_bank")]

    assert [len(bank) for bank in banks] == [2, 2, 2]


def test_yomitan_index_is_updatable() -> None:
    """A constant title, a revision of integers in a fixed number of parts, addresses for the update."""
    described = index(FakeEdition(article()), METADATA)
    parts = described["revision"].split(".")

    assert len(parts) == 3
    assert all(part.isdigit() for part in parts)
    assert described["isUpdatable"] is True
    assert described["indexUrl"].startswith(METADATA.base_url)
    assert described["sourceLanguage"] == "zh"


def test_yomitan_frequencies_count_sources() -> None:
    """In an archive of their own."""
    files = _archive(write_yomitan_frequency, FakeEdition(article(sources=31)))

    assert files["term_meta_bank_1.json"][0] == ["三区三线", "freq", {"value": 31, "displayValue": "31份文献"}]
    assert files["index.json"]["frequencyMode"] == "occurrence-based"
