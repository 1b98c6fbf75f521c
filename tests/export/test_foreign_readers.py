"""Each format opened by the program that people use for it; one edition of the five seeds for all of them."""

import csv
import json
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from glossary.export.publish import publish, read_manifest
from glossary.export.release import ExportMetadata
from glossary.store.read.reader import Snapshot

SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture(scope="module")
def edition(seeds_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an edition."""
    with Snapshot(seeds_db) as snapshot:
        return publish(snapshot, tmp_path_factory.mktemp("editions"), ExportMetadata(base_url="https://x.example/"))


@pytest.fixture(scope="module")
def terms(edition: Path) -> list[dict[str, str]]:
    """The rows of terms.csv."""
    with (edition / "terms.csv").open(encoding="utf-8", newline="") as read:
        return list(csv.DictReader(read))


def _rows(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_openpyxl_reads_the_workbook(edition: Path, terms: list[dict[str, str]]) -> None:
    """Four sheets with a frozen head and a filter; every text is text."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(edition / "glossary.xlsx")

    assert book.sheetnames == ["terms", "members", "definitions", "sources", "about"]
    assert [row["term"] for row in _rows(book["terms"])] == [row["term"] for row in terms]
    assert all(sheet.freeze_panes for sheet in book.worksheets[:4])
    assert all(sheet.auto_filter.ref for sheet in book.worksheets[:4])
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    members = [row["member"] for row in _rows(book["members"]) if row["term"] == "三区三线" and row["group"] == 1]
    assert members[:3] == ["城镇空间", "农业空间", "生态空间"]


@pytest.mark.slow
def test_libreoffice_opens_the_workbook(edition: Path, terms: list[dict[str, str]], tmp_path: Path) -> None:
    """Converted to CSV it holds the same terms."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1"]
    subprocess.run(
        [*command, "--outdir", tmp_path, edition / "glossary.xlsx"], check=True, capture_output=True, timeout=300
    )
    rows = list(csv.DictReader((tmp_path / "glossary.csv").open(encoding="utf-8", newline="")))

    assert [row["term"] for row in rows] == [row["term"] for row in terms]
    assert [row["definition"] for row in rows] == [row["definition"] for row in terms]


def test_duckdb_reads_csv_json_lines_and_parquet(edition: Path, terms: list[dict[str, str]]) -> None:
    """The same articles three times; lists are lists in Parquet."""
    duckdb = pytest.importorskip("duckdb")
    base = duckdb.connect()
    ids = {row["id"] for row in terms}

    for read in ("read_csv_auto('terms.csv')", "read_json_auto('terms.jsonl')", "read_parquet('terms.parquet')"):
        name = read.partition("'")[2].partition("'")[0]
        rows = base.execute(f"SELECT id FROM {read.replace(name, str(edition / name))}").fetchall()
        assert {row[0] for row in rows} == ids
    query = f"SELECT members FROM read_parquet('{edition / 'terms.parquet'}') WHERE term = '三区三线'"
    assert base.execute(query).fetchone()[0][0] == "城镇空间"


def test_pyarrow_takes_the_types_of_json_lines_from_its_beginning(edition: Path, terms: list[dict[str, str]]) -> None:
    """No key changes its type further down, however small the first block is."""
    pa = pytest.importorskip("pyarrow.json")
    options = pa.ReadOptions(block_size=1 << 16)

    assert pa.read_json(edition / "terms.jsonl", read_options=options).num_rows == len(terms)


@pytest.mark.slow
def test_frictionless_finds_the_package_valid(edition: Path) -> None:
    """All tables, with keys and foreign keys."""
    frictionless = pytest.importorskip("frictionless")
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Package(str(edition / "datapackage.json")).validate()

    assert report.valid, report.flatten(["type", "message"])[:5]
    assert len(report.tasks) == 5


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_csvw_reads_the_group_of_tables_and_fills_a_database(edition: Path, tmp_path: Path) -> None:
    """Valid with all keys, as csvw2sqlite has it."""
    csvw = pytest.importorskip("csvw")
    group = csvw.CSVW(str(edition / "csv-metadata.json"), validate=True)
    assert group.is_valid

    tables = csvw.TableGroup.from_file(edition / "csv-metadata.json")
    database = pytest.importorskip("csvw.db").Database(tables, fname=tmp_path / "x.db")
    database.write_from_tg()
    base = sqlite3.connect(tmp_path / "x.db")
    assert base.execute("SELECT count(*) FROM `members.csv`").fetchone()[0] > 0
    base.close()


def test_croissant_names_every_table_with_its_hash(edition: Path) -> None:
    """And every column, under its own name."""
    described = json.loads((edition / "croissant.json").read_bytes())
    files = {file["name"]: file["sha256"] for file in read_manifest(edition)["files"]}

    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert {each["name"]: each["sha256"] for each in described["distribution"]}.items() <= files.items()
    for record in described["recordSet"]:
        with (edition / f"{record['name']}.csv").open(encoding="utf-8") as read:
            assert [field["source"]["extract"]["column"] for field in record["field"]] == next(csv.reader(read))


@pytest.mark.slow
def test_datasette_finds_words_of_any_length(edition: Path) -> None:
    """Its search box takes two characters, a member, a traditional form; rows link to each other."""
    app = pytest.importorskip("datasette.app")
    import asyncio

    async def ask(*paths: str) -> list[Any]:
        service = app.Datasette(
            [str(edition / "tables.db")], metadata=json.loads((edition / "metadata.json").read_bytes())
        )
        return [(await service.client.get(path)).json() for path in paths]

    table = "/tables/terms.json?_shape=objects&_size=max&_search="
    found = asyncio.run(ask(*(f"{table}{word}" for word in ("三区", "三區三線", "区三", "城镇空间", "PM2.5"))))
    assert all("三区三线" in {row["term"] for row in answer["rows"]} for answer in found[:4])
    assert "error" not in found[4]
    tables, rows = asyncio.run(ask("/tables.json", "/tables/use_by_year.json?_shape=objects"))
    assert {view["name"] for view in tables["views"]} == {
        "use_by_year", "use_by_province", "sources_by_year_and_province"
    }  # fmt: skip
    assert rows["rows"]


def test_sqlite_utils_sees_keys_and_a_search(edition: Path) -> None:
    """Foreign keys that hold, and a table that can be searched."""
    from sqlite_utils import Database

    base = Database(edition / "tables.db")

    assert not base.execute("PRAGMA foreign_key_check").fetchall()
    assert {(key.column, key.other_table) for key in base["members"].foreign_keys} == {
        ("term_id", "terms"), ("member_term_id", "terms"), ("source_id", "sources")
    }  # fmt: skip
    assert base["terms"].detect_fts() == "terms_fts"
    assert any(row["term"] == "三区三线" for row in base["terms"].search("三线"))
    base.close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_rdflib_and_sparql_read_turtle_and_json_ld_alike(edition: Path, terms: list[dict[str, str]]) -> None:
    """The same triples; every article is a top concept of a scheme with labels."""
    rdflib = pytest.importorskip("rdflib")
    compare = pytest.importorskip("rdflib.compare")
    turtle = rdflib.Graph().parse(edition / "skos.ttl", format="turtle")
    linked = rdflib.Graph().parse(edition / "skos.jsonld", format="json-ld")
    top = f"?s <{SKOS}hasTopConcept> ?c . ?c <{SKOS}topConceptOf> ?s ; <{SKOS}notation> ?id"
    query = f"SELECT (count(DISTINCT ?c) AS ?n) WHERE {{ {top} }}"

    assert compare.isomorphic(turtle, linked)
    assert [int(row.n) for row in turtle.query(query)] == [len(terms)]
    (scheme,) = turtle.subjects(rdflib.RDF.type, rdflib.URIRef(f"{SKOS}ConceptScheme"))
    assert {label.language for label in turtle.objects(scheme, rdflib.URIRef(f"{SKOS}prefLabel"))} == {
        "zh-Hans",
        "zh-Hant",
        "en",
    }


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_skosify_finds_no_loose_concept(edition: Path, caplog: pytest.LogCaptureFixture) -> None:
    """No correction needed: every concept has a scheme and a way to the top, and labels are unique."""
    skosify = pytest.importorskip("skosify")
    with caplog.at_level("WARNING"):
        skosify.skosify(str(edition / "skos.ttl"), label="x")

    assert not [record.getMessage() for record in caplog.records if "oose" in record.getMessage()]


def test_translate_toolkit_reads_tbx_2(edition: Path, terms: list[dict[str, str]]) -> None:
    """Without a DTD that nobody has."""
    tbx = pytest.importorskip("translate.storage.tbx")
    store = tbx.tbxfile.parsefile(str(edition / "terms.v2.tbx"))

    assert "三区三线" in {unit.source for unit in store.units}
    assert b"DOCTYPE" not in (edition / "terms.v2.tbx").read_bytes()


def test_a_glossary_reader_for_translators_takes_the_tab_separated_file(edition: Path) -> None:
    """As OmegaT has it: source, target, comment; a line that begins with # is none."""
    lines = (edition / "glossary.utf8").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]

    assert {len(row) for row in rows} == {3}
    assert {"三区三线", "三區三線", "3区3线"} <= {row[0] for row in rows}
    assert next(row for row in rows if row[0] == "三區三線")[1] == "sān qū sān xiàn"


@pytest.mark.slow
def test_anki_imports_the_deck(edition: Path, tmp_path: Path, terms: list[dict[str, str]]) -> None:
    """Every explained article is a note with its id, tags of years and provinces, and one card."""
    collection = pytest.importorskip("anki.collection")
    book = collection.Collection(str(tmp_path / "collection.anki2"))
    try:
        request = collection.ImportAnkiPackageRequest(package_path=str(edition / "glossary.apkg"))
        book.import_anki_package(request)
        notes = [book.get_note(note) for note in book.find_notes("")]
        explained = [row for row in terms if row["definition"]]
        assert {note.guid for note in notes} == {row["id"] for row in explained}
        assert {note.note_type()["name"] for note in notes} == {"政府工作报告词典"}
        assert any(tag.startswith("年份::") for note in notes for tag in note.tags)
        assert any(tag.startswith("省份::") for note in notes for tag in note.tags)
        assert book.card_count() == len(notes)
    finally:
        book.close()


def test_anki_maps_the_text_file_to_front_and_back_by_itself(edition: Path, tmp_path: Path) -> None:
    """On its own basic note type, without a choice by hand."""
    collection = pytest.importorskip("anki.collection")
    book = collection.Collection(str(tmp_path / "collection.anki2"))
    try:
        path = str(edition / "anki.txt")
        metadata = book.get_csv_metadata(path, None)
        book.import_csv(collection.ImportCsvRequest(path=path, metadata=metadata))
        note = book.get_note(book.find_notes("Front:三区三线")[0])
        assert "城镇空间" in note["Back"]
        assert note.note_type()["name"] == "Basic"
    finally:
        book.close()


def test_pyglossary_reads_stardict_in_both_scripts(edition: Path, tmp_path: Path) -> None:
    """Words and definitions are of the script that the archive is for."""
    glossary_class = pytest.importorskip("pyglossary.glossary_v2").Glossary
    glossary_class.init()
    for name, word, text in (("stardict", "三区三线", "城镇空间"), ("stardict-hant", "三區三線", "城鎮空間")):
        with zipfile.ZipFile(edition / f"{name}.zip") as archive:
            archive.extractall(tmp_path / name)
        book = glossary_class()
        book.directRead(str(tmp_path / name / "glossary.ifo"), formatName="Stardict")
        found = {
            entry.l_term[0] if hasattr(entry, "l_term") else entry.l_word[0]: entry.defi for entry in book if entry.defi
        }
        assert text in found[word]


def test_sdcv_finds_a_word_by_any_written_form(edition: Path, tmp_path: Path) -> None:
    """From the command line, as KOReader calls it."""
    if not shutil.which("sdcv"):
        pytest.skip("sdcv is not installed")
    with zipfile.ZipFile(edition / "stardict.zip") as archive:
        archive.extractall(tmp_path / "dic")
    for form in ("三区三线", "三區三線", "3区3线"):
        command = ["sdcv", "--non-interactive", "--json-output", "--data-dir", str(tmp_path), "--only-data-dir"]
        found = json.loads(subprocess.run([*command, form], check=True, capture_output=True, timeout=60).stdout)
        assert "城镇空间" in found[0]["definition"]


def test_mdict_utils_reads_the_mdx(edition: Path) -> None:
    """Articles and links from the other written forms."""
    pytest.importorskip("mdict_utils")
    from mdict_utils.base.readmdict import MDX

    entries = {key.decode(): value.decode() for key, value in MDX(str(edition / "glossary.mdx")).items()}

    assert "城镇空间" in entries["三区三线"]
    assert entries["三區三線"].startswith("@@@LINK=三区三线")


@pytest.mark.slow
def test_jieba_keeps_a_word_of_the_list_whole(edition: Path) -> None:
    """Which it tears apart without it."""
    jieba = pytest.importorskip("jieba")
    tokenizer = jieba.Tokenizer()
    assert "三区三线" not in tokenizer.lcut("统筹划定三区三线。")
    tokenizer.load_userdict(str(edition / "jieba.txt"))
    assert "三区三线" in tokenizer.lcut("统筹划定三区三线。")


def test_input_methods_get_words_with_how_they_are_typed(edition: Path) -> None:
    """Rime: YAML head, then word, syllables, weight; Sogou: initials, position, phrase in UTF-16."""
    yaml = pytest.importorskip("yaml")
    head, _, body = (edition / "glossary.dict.yaml").read_text("utf-8").partition("\n...\n")
    rows = [line.split("\t") for line in body.strip().splitlines()]
    phrases = (edition / "sogou.txt").read_text("utf-16").splitlines()

    assert yaml.safe_load(head)["name"] == "glossary"
    assert {len(row) for row in rows} == {3}
    assert ["三区三线", "san qu san xian"] in [row[:2] for row in rows]
    assert "sqsx,1=三区三线" in phrases


def test_yomitan_banks_hold_the_article_in_the_script_of_the_form(edition: Path, terms: list[dict[str, str]]) -> None:
    """Explained ones in one archive, the others in a second; Chinese tags; no list of what the definition names."""
    with zipfile.ZipFile(edition / "yomitan.zip") as archive:
        rows = {row[0]: row for row in json.loads(archive.read("term_bank_1.json"))}
    with zipfile.ZipFile(edition / "yomitan-unexplained.zip") as archive:
        others = {row[0]: row for row in json.loads(archive.read("term_bank_1.json"))}
    simplified, traditional = (json.dumps(rows[form][5], ensure_ascii=False) for form in ("三区三线", "三區三線"))

    assert "城镇空间" in simplified
    assert "城鎮空間" in traditional
    assert simplified.count("农业空间") == next(
        row["definition"].count("农业空间") for row in terms if row["term"] == "三区三线"
    )
    assert "2020" in simplified or "2023" in simplified
    assert rows["三区三线"][2] == "数字略语"
    assert not set(rows) & set(others)
    assert all("未释" in row[2] for row in others.values())


def test_bibtex_has_every_source(edition: Path) -> None:
    """One entry each, keyed by id."""
    text = (edition / "sources.bib").read_text("utf-8")
    with (edition / "sources.csv").open(encoding="utf-8", newline="") as read:
        sources = list(csv.DictReader(read))

    assert all(f"{{{source['id']},\n" in text for source in sources)
    assert "株洲市荷塘区" in text


def test_members_have_a_table_of_their_own(edition: Path) -> None:
    """Group by group, in order; the groups of a cell keep their borders."""
    with (edition / "members.csv").open(encoding="utf-8", newline="") as read:
        rows = [row for row in csv.DictReader(read) if row["term"] == "三区三线" and row["sense"] == "1"]
    with (edition / "terms.csv").open(encoding="utf-8", newline="") as read:
        term = next(row for row in csv.DictReader(read) if row["term"] == "三区三线")

    assert [(row["group_label"], row["position"]) for row in rows] == [
        (label, str(at)) for label in ("三区", "三线") for at in (1, 2, 3)
    ]
    assert term["groups"].startswith("三区：城镇空间、农业空间、生态空间；三线：")


def test_terms_are_sorted_by_use(terms: list[dict[str, str]]) -> None:
    """The most used first, not what begins with a digit."""
    counts = [(int(row["sources"]), int(row["attestations"])) for row in terms]

    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("terms.csv", None),
        ("terms.excel.csv", None),
        ("definitions.csv", None),
        ("members.csv", None),
        ("terms.jsonl", None),
        ("skos.ttl", None),
        ("skos.jsonld", None),
        ("terms.tbx", None),
        ("terms.v2.tbx", None),
        ("glossary.utf8", None),
        ("terms.u8", None),
        ("anki.txt", None),
        ("stardict.zip", "glossary.dict"),
        ("yomitan.zip", "term_bank_1.json"),
        ("glossary.xlsx", "xl/worksheets/sheet1.xml"),
    ],
)
def test_every_format_names_issuer_and_year(edition: Path, name: str, member: str | None) -> None:
    """Next to the definition of a sense, in words or in cells of their own."""
    content = (edition / name).read_bytes()
    if member:
        with zipfile.ZipFile(edition / name) as archive:
            content = archive.read(member)
    text = content.decode()

    assert "株洲市荷塘区人民政府" in text
    if name in {"glossary.utf8", "terms.u8", "anki.txt", "stardict.zip", "yomitan.zip", "terms.csv", "glossary.xlsx"}:
        assert "株洲市荷塘区人民政府 2023" in text
