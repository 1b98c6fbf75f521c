"""The commands over look-up: data on stdout, everything else on stderr, exit codes that tell."""

import csv
import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click import unstyle
from click.testing import CliRunner, Result

from glossary.cli import COMMANDS, Command, main
from glossary.cli.lookup import _group_line, near_lines


@pytest.fixture
def run(seed_store: Path):
    def call(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(main, [*arguments, "--db", str(seed_store)], input=text)

    return call


def test_lookup_prints_an_article(run) -> None:
    result = run("lookup", "「三區三線」")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "三区三线  sān qū sān xiàn"
    assert "区 (3): 城镇空间、农业空间、生态空间" in result.stdout
    assert "traditional to simplified" in result.stdout


def test_lookup_prints_members_in_full_with_what_is_known_about_them() -> None:
    """A part that the text prints once for all is repeated; a list that fails the count check says so."""
    members = [{"text": "农业", "full_form": "农业空间"}, {"text": "城镇空间", "full_form": None}]
    group = {"numeral": 3, "shared": "区", "members": members, "status": "conflicting", "confidence": 0.6}
    assert unstyle(_group_line(group)) == (
        "   区 (3): 农业空间、城镇空间  (not as many as the number says, confidence 0.60)"
    )


@pytest.mark.parametrize(("count", "lines", "last"), [(0, 0, ""), (3, 3, "六暖2"), (8, 4, "5 more")])
def test_near_articles_are_counted_behind_the_first(count: int, lines: int, last: str) -> None:
    """Three are shown, the others are counted."""
    shown = list(near_lines([{"headword": f"六暖{at}", "reason": "one_character"} for at in range(count)]))
    assert len(shown) == lines
    assert last in (shown or [""])[-1]


def test_lookup_names_what_comes_near_a_miss_and_goes_on(run) -> None:
    result = run("lookup", "三区四线", "三微")
    assert result.exit_code == 1
    assert "did you mean: 三区三线" in result.stderr
    assert result.stdout.startswith("三微")


@pytest.mark.parametrize("command", ["lookup", "timeline", "concordance"])
def test_a_miss_suggests_headwords(run, command: str) -> None:
    assert "did you mean: 三区三线" in run(command, "三区四线").stderr
    missed = run(command, "无此\n词呀").stderr
    assert missed.count("\n") == 1
    assert missed.endswith("; `glossary search` searches forms and definitions [term-not-found]\n")


def test_a_level_that_no_government_has_is_wrong_use(run) -> None:
    assert run("search", "--level", "village").exit_code == 2


def test_lookup_as_json_is_the_answer_of_the_api(run) -> None:
    read = json.loads(run("lookup", "三區三線", "--script", "zh-Hant-TW", "--json").stdout)
    assert read["match"]["via"] == ["script"]
    assert read["headword"] == "三區三線"


def test_search_pages_on_by_its_cursor(run) -> None:
    first = run("search", "三", "--limit", "3", "--json")
    cursor = first.stderr.split("--cursor ")[1].strip()
    second = run("search", "三", "--limit", "3", "--json", "--cursor", cursor)
    heads = [json.loads(line)["headword"] for line in (first.stdout + second.stdout).splitlines()]
    assert len(set(heads)) == 6


def test_a_bad_question_is_one_line_with_its_code(run) -> None:
    result = run("search", "三", "--cursor", "zzz")
    assert result.exit_code == 1
    assert result.stderr.strip().endswith("[invalid-query]")


def test_annotate_reads_standard_input_and_lists_unexplained_slogans(run) -> None:
    result = run("annotate", "-", text="建设“五小”水利，推进“四轮八驱”，落实三高四新。")
    assert "建设〖“五小”水利〗" in result.stdout
    assert "五小：小水窖" in result.stdout
    tail = result.stdout.split("Nobody explains")[1]
    assert "三高四新" in tail
    assert "“四轮八驱”" in tail


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("inline", "（小水窖、小水池、小泵站、小塘坝、小水渠）"),
        ("footnotes", "[1] 五小："),
        ("html", '<span class="glossary-term"'),
        ("ruby", "<rt>"),
        ("json", '"utf16_length"'),
    ],
)
def test_annotate_writes_each_format(run, form: str, expected: str) -> None:
    result = run("annotate", "-", "--format", form, text="建设“五小”水利")
    assert result.exit_code == 0
    assert expected in result.stdout


def test_a_page_in_gbk_is_decoded_before_annotation(run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes('<meta charset="gb2312"><p>建设“五小”水利</p>'.encode("gbk"))
    assert "建设<span" in run("annotate", str(page), "--format", "html").stdout


def test_only_pages_are_annotated_as_html(run, tmp_path: Path) -> None:
    picture = tmp_path / "page.html"
    picture.write_bytes(bytes(range(256)) * 8)
    result = run("annotate", str(picture), "--format", "html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip().endswith("[unreadable-source]")


def test_a_file_name_as_text_is_converted_with_a_note(tmp_path: Path) -> None:
    page = tmp_path / "頁.txt"
    page.write_text("三區三線", "utf-8")
    result = CliRunner().invoke(main, ["convert", "--to", "zh-Hans", str(page)])
    assert result.stdout.strip().endswith("页.txt")
    assert result.stderr.strip().endswith(f"to convert the file: --to zh-Hans < {page}")
    assert CliRunner().invoke(main, ["convert", "--to", "zh-Hans", "三區三線" * 400]).stderr == ""


def test_tables_say_yes_or_no(run) -> None:
    sources = run("sources", "--csv").stdout.splitlines()[1:]
    rows = [row for source in sources for row in run("unexplained", source.split(",")[0]).stdout.splitlines()[1:]]
    assert {re.split(r"\s{2,}", row)[2] for row in rows} <= {"yes", "no"}
    assert rows


def test_a_missing_extra_is_one_line(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "glossary.cli.mcp", None)
    assert run("mcp", "--help").exit_code == 0
    result = run("mcp")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "glossary: mcp is not installed; run `pip install '.[mcp]'` in the project's folder [missing-extra]\n"
    )


def test_an_export_that_cannot_be_written_is_one_line_and_leaves_nothing(run, tmp_path: Path) -> None:
    missing = run("export", "csv", "-o", str(tmp_path / "nowhere" / "terms.csv"))
    assert missing.exit_code == 1
    assert missing.stderr.endswith("No such file or directory; check the path [file-error]\n")
    assert missing.stderr.count("\n") == 1
    assert run("export", "csv", "-o", str(tmp_path)).exit_code == 2
    (tmp_path / "file").touch()
    assert run("export", "all", "-o", str(tmp_path / "file")).stderr.endswith("[file-error]\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file"]


def test_control_characters_of_a_form_do_not_reach_the_terminal(run) -> None:
    assert "\x1b" not in run("lookup", "三区三线\x1b[31m").stdout


@pytest.mark.parametrize("command", [["suggest", "三区"], ["concordance", "五小"], ["timeline", "五小"]])
def test_the_smaller_commands_answer(run, command: list[str]) -> None:
    for options in ([], ["--json"]):
        result = run(*command, *options)
        assert result.exit_code == 0
        assert result.stdout


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (["--shape", "NXX"], "no term has the shape NXX; similar values: NX"),
        (["--region", "株州市"], "no term has the region 株州市; similar values: 株洲市"),
        (["--region", "99"], "no term has the region 99; similar values"),
        (["三", "--year", "1949"], "no term has the year 1949; similar values"),
        (["不见于任何文件", "--region", "株洲市"], "no similar form; "),
    ],
)
def test_a_filter_that_no_term_passes_names_the_nearest_values(run, options: list[str], hint: str) -> None:
    """Where the value itself is known, the question found nothing, and the hint is about that."""
    lines = run("search", *options).stderr.splitlines()
    assert lines[0].startswith("0 of 0 terms")
    assert "".join(lines[1:]).startswith(hint)


def test_a_code_that_no_finding_has_is_refused_or_named(run) -> None:
    """An invalid code is a usage error; for an unused code, the existing codes are listed."""
    assert run("check", "--code", "ZZZ").exit_code == 2
    reply = run("check", "--code", "E199")
    assert reply.exit_code == 0
    assert reply.stderr.startswith("0 findings with this code; existing codes: ")
    code = reply.stderr.removeprefix("0 findings with this code; existing codes: ")[:4]
    assert run("check", "--code", code).stdout.startswith(code)


def test_the_citation_line_is_in_the_script_of_the_answer(run) -> None:
    shown = run("lookup", "三区三线", "--script", "zh-Hant-TW").stdout
    assert "— 株洲市荷塘區人民政府 株洲市荷塘區2023年政府工作報告, 2023, p. 3" in shown


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals of that kind on this platform")
@pytest.mark.parametrize(
    ("options", "code"), [(["yomitan"], 2), (["sqlite"], 2), (["anki"], 0), (["yomitan", "-o-"], 0)]
)
def test_no_binary_file_is_written_to_a_terminal(seed_store: Path, options: list[str], code: int) -> None:
    """Unless ``-o -`` is given; the message has the remedy."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "glossary", "export", *options, "--db", str(seed_store)]
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, encoding="utf-8") as process:
        os.close(theirs)
        with suppress(OSError):  # a terminal whose other side is gone
            while os.read(ours, 65536):
                pass
        os.close(ours)
        _, stderr = process.communicate()
    assert process.returncode == code
    assert ("write it to a file: -o " in stderr) == (code == 2)


def test_links_of_an_export_lead_to_the_web(run) -> None:
    """Readers of the formats refuse whole files for another scheme."""
    assert run("export", "yomitan", "-o", "-", "--base-url", "javascript:alert(1)").exit_code == 2


_HEAVY = ("flask", "marshmallow", "pypinyin", "sqlite_utils", "numpy", "glossary.extraction", "glossary.annotation")


def test_a_look_up_imports_what_it_needs(seed_store: Path) -> None:
    """Most of the time of a short command is spent on imports."""
    script = (
        "import sys\n"
        "from glossary.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "lookup", "三区三线", "--db", str(seed_store)]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)

    assert found.stdout.startswith("三区三线")
    assert not [name for name in found.stderr.split() if name.startswith(_HEAVY)]


def test_the_list_of_commands_imports_none_of_them() -> None:
    """``glossary --help`` is what people type first; it must not load the libraries of every command."""
    script = (
        "import sys\n"
        "from glossary.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True)

    loaded = {name for name in found.stderr.split() if name.startswith("glossary.cli.")}
    assert loaded == {"glossary.cli._output"}


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_each_command_of_the_list_is_there(row: Command) -> None:
    found = CliRunner().invoke(main, [row.name, "--help"])

    assert found.exit_code == 0
    assert found.stdout.startswith(f"Usage: glossary {row.name} ") or f" {row.name} " in found.stdout


@pytest.mark.parametrize(("mistyped", "meant"), [("loookup", "lookup"), ("timelin", "timeline"), ("exprot", "export")])
def test_a_mistyped_command_is_answered_with_the_nearest(run, mistyped: str, meant: str) -> None:
    found = run(mistyped)

    assert found.exit_code == 2
    assert f"did you mean {meant}?" in found.stderr


def test_a_search_names_the_issuer_of_each_definition(run) -> None:
    found = run("search", "三区三线").stdout
    assert "issuer and years" in found
    assert "株洲市荷塘区人民政府, " in found


@pytest.mark.parametrize(
    "command",
    [
        ("search", "水利"),
        ("suggest", "三区"),
        ("members", "三区三线"),
        ("members", "永久基本农田", "--of"),
        ("concordance", "三区三线"),
        ("timeline", "三区三线"),
        ("drift", "三区三线"),
        ("sources",),
        ("check",),
        ("check", "--review"),
    ],
    ids=" ".join,
)
def test_every_list_can_be_csv(run, command: tuple[str, ...]) -> None:
    """A header, and as many cells in each row."""
    result = run(*command, "--csv")
    header, *rows = csv.reader(result.stdout.splitlines())

    assert result.exit_code == 0
    assert len(header) > 2
    assert all(len(row) == len(header) for row in rows)
    assert rows or command == ("check", "--review")


def test_a_command_that_prints_json_lines_of_rows_has_csv() -> None:
    """Those that print one object for each row; an article and a document are no rows."""
    no_rows = {"lookup", "extract", "annotate", "convert", "stats", "harvest"}
    for command in COMMANDS:
        text = CliRunner().invoke(main, [command.name, "--help"]).stdout
        assert text.startswith("Usage:")
        if "--json" in text and command.name not in no_rows:
            assert "--csv" in text, command.name


def test_drift_as_csv_has_one_row_for_each_wording(run) -> None:
    """With the changes as a word diff."""
    (row,) = csv.DictReader(run("drift", "五小", "--csv").stdout.splitlines())

    assert row["year"] == "2020"
    assert row["text"].startswith("小水窖")
    assert row["changes"] == ""
