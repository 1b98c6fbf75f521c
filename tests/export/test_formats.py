"""The formats of other people's tools: what their readers demand, by example and with hostile text."""

import csv
import html
import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from glossary.export import workbook
from glossary.export.anki import write_anki, write_anki_deck
from glossary.export.dictionary_programs import write_cedict, write_stardict
from glossary.export.json_lines import write_jsonl
from glossary.export.release import element, form_in, xml_safe
from glossary.export.skos import write_skos
from glossary.export.sqlite_parquet import write_sqlite
from glossary.export.termbase import glossary_comment, write_tbx2, write_tbx3
from glossary.export.workbook import write_xlsx
from glossary.export.yomitan import write_yomitan
from glossary.store.read.reader import Snapshot
from tests.export.edition import HOSTILE, FakeEdition, article
from tests.export.tbx_rules import broken_rules
from tests.export.written_files import METADATA, bytes_of, unpack_stardict

NS = "{urn:iso:std:iso:30042:ed-2}"
TWO_SENSES = article(senses=article()["senses"] * 2)


def test_json_lines_hold_every_article(snapshot: Snapshot) -> None:
    """One article a line, none torn, as the store holds it."""
    lines = bytes_of(write_jsonl, snapshot).decode().splitlines()

    written = {(row := json.loads(line))["id"]: row for line in lines}
    for row in written.values():
        for variant in row["variants"]:
            if variant["configuration"] is None:
                del variant["configuration"]

    assert len(lines) == len(written)
    assert written == {article["id"]: article for article in snapshot.articles()}


def test_the_first_line_shows_the_type_of_every_key(snapshot: Snapshot) -> None:
    """Readers take types from there; no later line has a key that the first does not have."""
    poor = article(id="tb", shape=None, first=None, last=None, senses=[], numerals=[])
    lines = bytes_of(write_jsonl, FakeEdition(poor, article())).decode().splitlines()
    real = [json.loads(line) for line in bytes_of(write_jsonl, snapshot).decode().splitlines()]

    assert [json.loads(line)["id"] for line in lines] == ["ta", "tb"]
    assert all(row.keys() == real[0].keys() for row in real)
    assert {key for key, value in real[0].items() if value in (None, [])} <= {"near"}


# --- SKOS ------------------------------------------------------------------------------------------------------------


def _graph(edition) -> list[dict[str, Any]]:
    return json.loads(bytes_of(write_skos, edition, METADATA))["graph"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_skos_is_a_graph_that_an_rdf_library_reads(snapshot: Snapshot) -> None:
    """Concepts and labels arrive as triples, without the network."""
    rdflib = pytest.importorskip("rdflib", reason="rdflib is in the test extra")
    graph = rdflib.Graph().parse(data=bytes_of(write_skos, snapshot, METADATA), format="json-ld")
    skos = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
    articles = list(snapshot.articles())
    labels = {str(label) for label in graph.objects(None, skos.prefLabel)}

    assert {str(found) for found in graph.objects(None, skos.notation)} == {each["id"] for each in articles}
    assert {"三区三线", "三區三線"} <= labels


def test_the_three_kinds_of_label_never_share_a_string() -> None:
    """SKOS S13; misspellings and typed variants are hidden, full forms are alternatives."""
    variants = [
        {"form": "三区三线", "script": "zh-Hans", "kind": "headword", "origin": "attested", "count": 3},
        {"form": "三区3线", "script": "zh-Hans", "kind": "spelling", "origin": "attested", "count": 1},
        {"form": "三区三线工作", "script": "zh-Hans", "kind": "full_form", "origin": "attested", "count": 1},
        {"form": "三区三线工作", "script": "zh-Hans", "kind": "misspelling", "origin": "attested", "count": 1},
    ]
    node = _graph(FakeEdition(article(variants=variants)))[1]

    assert node["prefLabel"] == {"zh-Hans": "三区三线", "zh-Hant": "三區三線"}
    assert node["altLabel"] == {"zh-Hans": ["三区三线工作"]}
    assert node["hiddenLabel"] == {"zh-Hans": ["三区3线", "3区3线"]}


def test_members_are_ordered_collections_beside_the_concept() -> None:
    """One a group; a member with an article of its own is named by it."""
    collections = _graph(FakeEdition(article()))[2:-1]

    assert [collection["uri"] for collection in collections] == [
        "https://x.example/v1/terms/ta#members-1",
        "https://x.example/v1/terms/ta#members-2",
    ]
    assert {collection["type"] for collection in collections} == {"skos:OrderedCollection"}
    assert collections[0]["memberList"][0]["uri"] == "https://x.example/v1/terms/ta#members-1-1"
    assert collections[1]["memberList"] == [{"uri": "https://x.example/v1/terms/tb"}]
    assert [collection["prefLabel"] for collection in collections] == [{"zh-Hans": "三区"}, {"zh-Hans": "三线"}]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("edition", [FakeEdition(TWO_SENSES, article(id="tb")), None], ids=["made", "seeds"])
def test_nothing_in_skos_hangs_in_the_air(edition, snapshot: Snapshot) -> None:
    """Concepts have a scheme, collections a label and a concept, members a way up, definitions a sense."""
    rdflib = pytest.importorskip("rdflib", reason="rdflib is in the test extra")
    graph = rdflib.Graph().parse(data=bytes_of(write_skos, edition or snapshot, METADATA), format="json-ld")
    skos, dct, rdf = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#"), rdflib.DCTERMS, rdflib.RDF
    concepts = set(graph.subjects(rdf.type, skos.Concept))
    (scheme,) = graph.subjects(rdf.type, skos.ConceptScheme)
    collections = set(graph.subjects(rdf.type, skos.OrderedCollection))

    assert collections
    assert set(graph.subjects(skos.inScheme, scheme)) == concepts | collections
    for collection in collections:
        assert (collection, skos.prefLabel, None) in graph
        assert set(graph.subjects(dct.hasPart, collection)) & concepts
        members = set(rdflib.collection.Collection(graph, graph.value(collection, skos.memberList)))
        assert members <= concepts
        assert all((each, skos.broader, None) in graph or (each, skos.notation, None) in graph for each in members)
    for concept, definition in graph.subject_objects(skos.definition):
        notes = [note for note in graph.objects(concept, skos.note) if (note, rdf.value, definition) in graph]
        assert notes
        assert all((note, dct.source, None) in graph for note in notes)
    assert all(str(each).startswith("https://x.example/v1/") for each in concepts | collections)


# --- TBX -------------------------------------------------------------------------------------------------------------


def _tbx(write, edition) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(bytes_of(write, edition, METADATA), parser)


@pytest.mark.parametrize(
    "edition",
    [FakeEdition(article(), TWO_SENSES | {"id": "tz"}), FakeEdition(article(HOSTILE, HOSTILE, senses=[])), None],
    ids=["made", "hostile", "seeds"],
)
def test_tbx_breaks_no_rule_of_the_standard(edition, snapshot: Snapshot) -> None:
    """Order, levels, data categories, ids and targets; see tbx_rules."""
    assert not list(broken_rules(_tbx(write_tbx3, edition or snapshot)))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<langSec", "<note>x</note><note/><langSec x=''"),
        ('type="definition"', 'type="context"'),
        ('type="crossReference"', 'type="xGraphic"'),
        (">shortForm<", ">slogan<"),
        ('id="c-ta-1"', 'id="1"'),
        ('target="c-ta-2"', 'target="c-tb-1"'),
        ('<termNote type="termType">', '<descrip type="context">x</descrip><termNote type="termType">'),
        ("<sourceDesc>", "<sourceDesc><sourceDesc/>"),
    ],
)
def test_the_rules_of_tbx_can_be_broken(good: str, bad: str) -> None:
    """A check that nothing fails proves nothing."""
    written = bytes_of(write_tbx3, FakeEdition(TWO_SENSES), METADATA).decode()
    assert good in written
    parser = etree.XMLParser(recover=True)

    assert list(broken_rules(etree.fromstring(written.replace(good, bad, 1).encode(), parser)))


def test_tbx_ids_are_unique_and_references_lead_somewhere() -> None:
    """Two senses are two concepts that refer to each other; ids begin with a letter."""
    root = _tbx(write_tbx3, FakeEdition(TWO_SENSES))
    ids = [concept.get("id") for concept in root.iter(f"{NS}conceptEntry")]

    assert ids == ["c-ta-1", "c-ta-2"]
    assert [ref.get("target") for ref in root.iter(f"{NS}ref")] == ["c-ta-2", "c-ta-1"]


def test_tbx_2_uses_tig_and_holds_the_same_terms() -> None:
    """What older tools read."""
    edition = FakeEdition(article())
    old = [node.text for node in _tbx(write_tbx2, edition).iter("term")]
    new = [node.text for node in _tbx(write_tbx3, edition).iter(f"{NS}term")]

    assert old == new == ["三区三线", "三區三線"]
    assert not list(_tbx(write_tbx2, edition).iter("termSec"))


@pytest.mark.parametrize("write", [write_tbx3, write_tbx2])
def test_hostile_text_is_text_in_xml(write) -> None:
    """No markup, no control characters, nothing lost but what XML cannot hold."""
    root = _tbx(write, FakeEdition(article(definition=HOSTILE)))
    found = [node.text for node in root.iter("{*}descrip") if node.get("type") == "definition"]

    assert found == [HOSTILE.replace("\0", "\ufffd").replace("\x0b", "\ufffd")]


def test_attributes_are_escaped_too() -> None:
    """A quote in an attribute ends nothing."""
    node = etree.fromstring(element("a", "b", target='"><c/>&'))

    assert node.get("target") == '"><c/>&'
    assert xml_safe("\ud800\ufffe") == "\ufffd\ufffd"


# --- line formats ----------------------------------------------------------------------------------------------------


def test_cedict_lines_can_be_taken_apart(snapshot: Snapshot) -> None:
    """Traditional, simplified, pinyin with numbers, senses between slashes."""
    lines = [line for line in bytes_of(write_cedict, snapshot, METADATA).decode().splitlines() if line[0] != "#"]
    fields = [line.split(" ", 2) for line in lines]

    assert len(lines) == sum(each["explained"] for each in snapshot.articles())
    assert any(row[:2] == ["三區三線", "三区三线"] and "[san1 qu1 san1 xian4] /" in row[2] for row in fields)
    assert any("（株洲市荷塘区人民政府 2023）/" in line for line in lines)


def test_cedict_is_dated_by_its_newest_document(snapshot: Snapshot) -> None:
    """No clock: the same sources give the same bytes; without a day there is no date."""
    dated = max(source["date"] for source in snapshot.sources() if source["date"] and len(source["date"]) == 10)

    assert f"#! date={dated}T00:00:00Z\n" in bytes_of(write_cedict, snapshot, METADATA).decode()
    assert "date=" not in bytes_of(write_cedict, FakeEdition(article()), METADATA).decode()


def test_cedict_and_anki_keep_hostile_text_in_its_field() -> None:
    """No break, slash, tab or markup escapes."""
    edition = FakeEdition(article("三/区 线", f"a/b\n{HOSTILE}\tc"))
    line = bytes_of(write_cedict, edition, METADATA).decode().split("\n")[-2]
    note = bytes_of(write_anki, edition, METADATA).decode().split("\n")[-2]

    assert line.count("/") == 2
    assert line.split(" ", 2)[1] == "三／区线"
    assert len(note.split("\t")) == 4
    assert "<b>" not in note


def test_a_quotation_mark_opens_no_quoted_field_in_anki() -> None:
    """Anki's reader would take the following notes for a part of the field."""
    edition = FakeEdition(article(definition='"三区"指城镇空间、"农业空间。'), article("四上", id="tb"))
    lines = bytes_of(write_anki, edition, METADATA).decode().splitlines()
    rows = list(csv.reader([line for line in lines if line[0] != "#"], delimiter="\t"))

    assert [row[0] for row in rows] == ["ta", "tb"]
    assert '"三区"指城镇空间、"农业空间。' in html.unescape(rows[0][2])
    assert lines[4].split("\t") == ["#columns:id", "Front", "Back", "tags"]


@pytest.mark.parametrize("write", [write_anki, write_anki_deck, write_skos, write_stardict, write_yomitan])
def test_readers_see_members_in_full(write) -> None:
    """A part that the text prints once for all members is repeated for each."""
    made = article()
    made["senses"][0]["groups"][0]["members"] = [{"text": "甲类", "full_form": "甲类保留区", "term": None}]
    written = bytes_of(write, FakeEdition(made), METADATA)
    if written.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            written = b"".join(map(archive.read, archive.namelist()))

    assert "甲类保留区" in written.decode(errors="ignore")


@pytest.mark.parametrize("write", [write_cedict, write_anki, write_stardict])
def test_control_characters_reach_no_reader_of_text(write) -> None:
    """A bell or an escape sequence is no word; its place stays marked."""
    written = bytes_of(write, FakeEdition(article("三\x07区\x1b[1m线", "指\x00\x1b[31m三类。")), METADATA)
    if written.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            written = archive.read("glossary.syn") + archive.read("glossary.dict")
        written = written.replace(b"\0", b"")

    assert not set(written) & {0, 7, 27}
    assert "三\ufffd" in written.decode("utf-8", "replace")


def test_cedict_writes_the_reading_as_its_readers_expect() -> None:
    """``u:`` for ü, and no bracket or blank of a headword inside a field."""
    line = bytes_of(write_cedict, FakeEdition(article("绿[两]\u3000女")), METADATA).decode().splitlines()[-1]

    assert line == "綠［兩］女 绿［两］女 [lu:4 ［ liang3 ］ nu:3] /指城镇空间等。（某县人民政府 2023）/"


def _stardict_index(index: bytes, numbers: int) -> list[tuple[bytes, tuple[int, ...]]]:
    rows, at = [], 0
    while at < len(index):
        end = index.index(b"\0", at)
        at, start = end + 1 + 4 * numbers, at
        rows.append((index[start:end], struct.unpack(f">{numbers}I", index[end + 1 : at])))
    return rows


def test_stardict_finds_every_form_and_its_text(snapshot: Snapshot) -> None:
    """The index is in the format's order and points at the texts; synonyms point at the index."""
    files = unpack_stardict(snapshot)
    words = _stardict_index(files["idx"], 2)
    synonyms = dict(_stardict_index(files["syn"], 1))
    (number,) = synonyms["三區三線".encode()]
    word, (start, length) = words[number]

    assert f"wordcount={len(words)}\n".encode() in files["ifo"]
    assert f"idxfilesize={len(files['idx'])}\n".encode() in files["ifo"]
    assert [word for word, _ in words] == sorted((word for word, _ in words), key=lambda word: (word.lower(), word))
    assert word.decode() == "三区三线"
    assert "城镇空间" in files["dict"][start : start + length].decode()


def test_sqlite_answers_questions(snapshot: Snapshot, tmp_path: Path) -> None:
    """The four tables with their keys, lists as JSON, the revision next to them."""
    path = tmp_path / "tables.db"
    path.write_bytes(bytes_of(write_sqlite, snapshot, METADATA))
    connection = sqlite3.connect(path)

    assert connection.execute("SELECT value FROM edition WHERE name = 'revision'").fetchone() == (snapshot.revision,)
    assert connection.execute("SELECT count(*) FROM terms").fetchone() == (len(list(snapshot.articles())),)
    members = "SELECT j.value FROM terms, json_each(terms.members) AS j WHERE term = '三区三线' LIMIT 1"
    assert connection.execute(members).fetchone() == ("城镇空间",)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_printed_forms_are_preferred_to_converted_ones() -> None:
    """A form that reports print in a script is that script's headword."""
    attested = {"form": "三區叁線", "script": "zh-Hant", "kind": "headword", "origin": "attested", "count": 1}

    assert form_in(article(variants=[attested]), "zh-Hant") == "三區叁線"
    assert form_in(article(variants=[attested]), "zh-Hant-TW") == "三區三線"


def test_a_long_comment_keeps_the_issuer_of_each_definition_it_shows() -> None:
    long = article(definition="指清理河道。" * 500)
    several = article(senses=long["senses"] * 2)
    assert glossary_comment(long).endswith("… —— 某县人民政府 2023")
    assert glossary_comment(several).endswith("某县人民政府 2023 …")
    assert max(len(glossary_comment(each)) for each in (long, several)) <= 600


def test_the_cells_of_the_workbook_are_those_that_xlsxwriter_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain cells are written by a shortcut; hostile ones (markup, control characters, blanks) are not."""
    texts = (HOSTILE, " 前有空格", "后有空格 ", "_x0041_", "三“区”", "\ufffe", "<r>富文本</r>", "甲\t乙")
    edition = FakeEdition(*(article(text, text, id=f"t{at}") for at, text in enumerate(texts)))
    written = bytes_of(write_xlsx, edition, METADATA)
    monkeypatch.delattr(workbook._PlainCells, "_write_cell")

    assert bytes_of(write_xlsx, edition, METADATA) == written


def test_several_issuers_of_a_sense_are_counted() -> None:
    """The one whose words are shown comes first; a text for readers has no blank lines around a definition."""
    made = article(definition="\n指城镇空间等。\n")
    made["senses"][0] |= {
        "issuers": [{"issuer": "某县人民政府"}, {"issuer": "某省人民政府"}],
        "explained_years": {"first": 2019, "last": 2023},
    }
    text = unpack_stardict(FakeEdition(made))["dict"].decode()
    (line,) = bytes_of(write_cedict, FakeEdition(made), METADATA).decode().splitlines()[-1:]

    assert "\n指城镇空间等。（某县人民政府 2023；共2家解释，2019–2023年）\n" in text
    assert "（某县人民政府 2023；共2家解释，2019–2023年）/" in line


def test_decisions_come_out_as_they_go_in() -> None:
    """What was written can be read again."""
    from glossary.export.overrides_csv import read_decisions, write_decisions

    out = io.BytesIO()
    assert write_decisions(FakeEdition(), METADATA, out) == 1
    (decision,) = read_decisions(out.getvalue())
    assert (decision.kind, decision.form, decision.other) == ("same", "三区三线", "三区叁线")


@pytest.mark.parametrize("view", ["use_by_year", "use_by_province"])
def test_the_views_of_use_are_answered_from_an_index(snapshot: Snapshot, tmp_path: Path, view: str) -> None:
    """Without sorting the attestations: Datasette stops a query after a second."""
    (tmp_path / "tables.db").write_bytes(bytes_of(write_sqlite, snapshot, METADATA))
    base = sqlite3.connect(tmp_path / "tables.db")
    steps = [row[3] for row in base.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view} LIMIT 101")]
    base.close()

    assert any("COVERING INDEX" in step for step in steps)
    assert not any("GROUP BY" in step for step in steps)
