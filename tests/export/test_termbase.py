"""The termbase of one report: only its terms, each in the sense meant there."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from glossary.cli import main
from tests.export.tbx_rules import broken_rules


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text("我们划定三区三线。三区三线要守住，落实“五小”水利。", "utf-8")
    return path


def _termbase(report: Path, form: str, db: Path) -> str:
    result = CliRunner().invoke(main, ["annotate", str(report), "--termbase", form, "--db", str(db)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_tab_separated_rows_count_the_uses(report: Path, seeds_db: Path) -> None:
    """One row a term, in the order of the text."""
    header, *rows = (line.split("\t") for line in _termbase(report, "tsv", seeds_db).splitlines())
    found = [dict(zip(header, row, strict=True)) for row in rows]

    assert [(row["as_printed"], row["uses"]) for row in found] == [("三区三线", "2"), ("“五小”水利", "1")]
    assert "城镇空间" in found[0]["definition"]
    assert found[0]["term"] == "三区三线 三區三線"


def test_tbx_keeps_the_standard(report: Path, seeds_db: Path) -> None:
    """One concept a term: the sense that is meant."""
    root = etree.fromstring(_termbase(report, "tbx", seeds_db).encode())

    assert not list(broken_rules(root))
    assert len(list(root.iter("{*}conceptEntry"))) == 2


def test_html_is_a_table_to_print(report: Path, seeds_db: Path) -> None:
    """With every column; text is text."""
    page = _termbase(report, "html", seeds_db)

    assert page.count("<tr>") == 3
    assert "<td>三区三线 三區三線</td>" in page


OWN = (
    "各位代表：推进四个甲，落实两品一标，建设五片乙。\n名词解释\n1. 两品一标：本地蔬菜、本地水果和统一的商标。\n"
    "2. 四个甲：指甲一、甲二、甲三、甲四。\n3. 三农：指村、田、人。\n"
)


def test_what_the_report_itself_explains_is_in_its_termbase(tmp_path: Path, seeds_db: Path) -> None:
    """Also terms that the dictionary does not contain; its own definition goes before those of other reports."""
    path = tmp_path / "own.txt"
    path.write_text(OWN, "utf-8")
    header, *rows = (line.split("\t") for line in _termbase(path, "tsv", seeds_db).splitlines())
    found = {row[0].split()[0]: dict(zip(header, row, strict=True)) for row in rows}
    root = etree.fromstring(_termbase(path, "tbx", seeds_db).encode())

    assert found["四个甲"]["definition"] == "指甲一、甲二、甲三、甲四。"
    assert found["四个甲"]["members"] == "四个甲：甲一、甲二、甲三、甲四"
    assert "统一的商标" in found["两品一标"]["definition"]
    assert not list(broken_rules(root))
    assert len(list(root.iter("{*}conceptEntry"))) == len(rows)
