"""The report that looks for lost entries without gold."""

from pathlib import Path

from click.testing import CliRunner

from evaluation.corpus_report import find_suspects, main

BODY = "青禾市政府工作报告\n\n各位代表：\n推进三微改造，培育四上企业，发展夜经济。\n\n"


def test_documents_that_may_have_lost_entries_come_first(tmp_path: Path) -> None:
    """A heading without entries is suspect, a plain glossary is not."""
    (tmp_path / "a.txt").write_text(
        BODY + "名词解释\n\n1.三微：微创意、微配套、微改造。\n2.四上：四类企业。\n", "utf-8"
    )
    (tmp_path / "b.txt").write_text(BODY + "名词解释\n\n", "utf-8")
    judged = {Path(each.name).name: each for each in find_suspects(tmp_path)}
    assert (judged["a.txt"].entries, judged["a.txt"].score) == (2, 0)
    assert judged["b.txt"].reasons == ("W203 ×1",)
    result = CliRunner().invoke(main, [str(tmp_path)])
    assert "b.txt" in result.output
    assert "a.txt" not in result.output
