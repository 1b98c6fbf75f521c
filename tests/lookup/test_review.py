"""``glossary review``: the first question, what an answer decides, and what follows from it."""

import re
from pathlib import Path
from threading import Event

import orjson
import pytest
from click.testing import CliRunner, Result

from glossary.cli import main
from glossary.cli.review_page import make_page
from glossary.export.overrides_csv import read_decisions
from glossary.lookup import open_dictionary
from glossary.pipeline import find_origins, harvest
from glossary.senses.review import MEANING, PAIR, ReviewQuestion, ReviewWording, find_questions, make_decision
from glossary.term_store import open_term_store

REPORT = """政府工作报告
——2021年1月20日在{city}第十六届人民代表大会第一次会议上
各位代表：
现在，我代表{city}人民政府向大会报告工作。推进清渠令，建设“三渠”，<b>清渠令</b>见成效。
名词解释
1.清渠令：{order}
2.“三渠”：指东渠、西渠、南渠。
3.巡堤制：指河堤由专人每日巡查的制度。
"""
REMARK = "近三年来，全市坚持把清淤作为抓手，成效明显，受到群众好评。"
MEANING_OF_ORDER = "指由各级河长签发的限期清理河道的命令。"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for city, order in (("株洲市", REMARK), ("郴州市", MEANING_OF_ORDER)):
        (tmp_path / f"{city}.txt").write_text(REPORT.format(city=city, order=order), "utf-8")
    found, failures = find_origins([str(path) for path in sorted(tmp_path.glob("*.txt"))])
    path = tmp_path / "review.db"
    with open_term_store(path) as opened:
        harvest(found, opened, failures=failures, workers=1)
    return path


def run(store: Path, *arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["review", "--db", str(store), *arguments], input=answers)


def listed(store: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in run(store, "--list", "--json").stdout.splitlines()]


def test_the_most_used_and_most_doubtful_comes_first(store: Path) -> None:
    questions = listed(store)
    ranks = [question["rank"] for question in questions]
    assert ranks == sorted(ranks, reverse=True)
    assert questions[0]["headword"] == "清渠令"


def test_a_rejected_explanation_explains_nothing_any_more(store: Path) -> None:
    question = next(each for each in listed(store) if REMARK in str(each["wordings"]))
    assert question["kind"] in {MEANING, PAIR}
    place = next(each["place"] for each in question["wordings"] if each["text"] == REMARK)  # type: ignore[attr-defined]
    decisions = store.with_suffix(".csv")
    decisions.write_text(f"kind,form,other,reason\nrejected,{place},,a report\n", "utf-8")
    assert CliRunner().invoke(main, ["import", str(decisions), "--db", str(store)]).exit_code == 0
    dictionary = open_dictionary(store)
    senses = dictionary.article("清渠令").article()["senses"]
    dictionary.close()
    assert [sense["definition"] for sense in senses] == [MEANING_OF_ORDER]
    assert all(REMARK not in str(each["wordings"]) for each in listed(store))


def test_answers_become_decisions_and_close_their_questions(store: Path) -> None:
    count = len(listed(store))
    done = run(store, answers="a\n" + "k\n" * (count - 1))
    assert done.exit_code == 0, done.output
    kept = read_decisions(Path(f"{store}.review.csv").read_bytes())
    assert len(kept) == 1
    assert len(listed(store)) < count


def test_quitting_at_once_decides_nothing(store: Path) -> None:
    done = run(store, answers="q\n")
    assert (done.exit_code, done.stderr.strip()) == (0, "no decisions")


def test_what_is_not_applied_waits_in_the_file(store: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    done = run(store, "--no-apply", "--csv", str(mine), "--limit", "1", answers="a\n")
    assert done.exit_code == 0
    assert len(read_decisions(mine.read_bytes())) == 1
    assert listed(store)


PLACES = ("s0123456789abcdef:10-50", "s0123456789abcdef:60-90")
WORDINGS = tuple(ReviewWording(place, "三渠", "<script>东渠", "甲市人民政府", 2021) for place in PLACES)


@pytest.mark.parametrize(
    ("kind", "answer", "chosen", "row"),
    [
        (MEANING, "accept", 0, ("preferred", "三渠", PLACES[0])),
        (MEANING, "prefer", 1, ("preferred", "三渠", PLACES[1])),
        (MEANING, "reject", 0, ("rejected", PLACES[0], "")),
        (PAIR, "accept", 0, ("different", *PLACES)),
        (PAIR, "same", 0, ("same", *PLACES)),
        (PAIR, "split", 0, ("different", *PLACES)),
    ],
)
def test_each_answer_is_a_row_that_import_takes(kind: str, answer: str, chosen: int, row: tuple[str, ...]) -> None:
    question = ReviewQuestion(kind, "t1", "三渠", "why", WORDINGS, 3, 0.5, "different" if kind == PAIR else "")
    decision = make_decision(question, answer, chosen)
    assert (decision.kind, decision.form, decision.other) == row
    line = f"{decision.kind},{decision.form},{decision.other},reason"
    assert read_decisions(f"kind,form,other,reason\n{line}\n".encode())[0].kind == row[0]


def test_a_headword_that_is_not_a_term_is_rejected() -> None:
    question = ReviewQuestion(MEANING, "t1", "增长8.4%", "why", WORDINGS, 3, 0.9, is_term=False)
    assert make_decision(question, "reject").form == "增长8.4%"


def test_the_page_escapes_what_was_harvested_and_takes_its_own_forms_only(tmp_path: Path) -> None:
    question = ReviewQuestion(MEANING, "t1", "三渠", "why", WORDINGS, 3, 0.5)
    ended = Event()
    client = make_page([question], tmp_path / "page.csv", "secret", ended).test_client()
    local = {"base_url": "http://127.0.0.1:8001"}
    shown = client.get("/", **local)
    assert "<script>" not in shown.text
    assert "script-src" not in shown.headers["Content-Security-Policy"]
    assert client.get("/", base_url="http://evil.example").status_code == 403
    assert client.post("/0", data={"answer": "accept", "token": "guessed"}, **local).status_code == 403
    assert client.post("/0", data={"answer": "prefer:9", "token": "secret"}, **local).status_code == 400
    token = re.search("name='token' value='([^']+)'", shown.text)
    assert token
    assert client.post("/0", data={"answer": "prefer:1", "token": token[1]}, **local).status_code == 303
    assert read_decisions((tmp_path / "page.csv").read_bytes())[0].other == PLACES[1]
    client.post("/stop", data={"token": token[1]}, **local)
    assert ended.is_set()


LOCAL = {"base_url": "http://127.0.0.1:8001"}


def test_a_later_answer_replaces_the_earlier_one(tmp_path: Path) -> None:
    """Back on the page and answered otherwise: two rows would contradict each other, and import takes no such file."""
    pair = ReviewQuestion(PAIR, "t1", "三渠", "why", WORDINGS, 3, 0.5, "different")
    meaning = ReviewQuestion(MEANING, "t1", "三渠", "why", WORDINGS, 3, 0.5)
    path = tmp_path / "page.csv"
    client = make_page([pair, meaning], path, "secret", Event()).test_client()
    for at, answer in ((0, "same"), (1, "reject"), (0, "split"), (1, "prefer:1")):
        client.post(f"/{at}", data={"answer": answer, "token": "secret"}, **LOCAL)
    actual = [(each.kind, each.form, each.other) for each in read_decisions(path.read_bytes())]
    assert actual == [("different", *PLACES), ("preferred", "三渠", PLACES[1])]


def test_two_senses_of_one_label_may_both_be_accepted() -> None:
    rows = "".join(f"preferred,三渠,{place},reviewed\n" for place in PLACES)
    assert len(read_decisions(f"kind,form,other,reason\n{rows}".encode())) == 2


@pytest.mark.parametrize(
    ("groups", "why", "shown"),
    [
        ([], "the confidence is 0.46", "置信度为 0.46<"),
        ([0.95], "the confidence is 0.46", "置信度为 0.46<"),
        ([0.95, 0.5], "the confidence is 0.46 (members: 0.50)", "置信度为 0.46（成员：0.50）<"),
    ],
)
def test_a_question_shows_if_members_are_unsure(groups: list[float], why: str, shown: str, tmp_path: Path) -> None:
    sense = {"status": "primary", "confidence": 0.46, "definitions": [], "groups": [{"confidence": g} for g in groups]}
    article = {"id": "t1", "headword": "三渠", "senses": [sense], "sources": 3}
    (question,) = find_questions(article, [])
    client = make_page([question], tmp_path / "page.csv", "secret", Event()).test_client()
    assert question.why == why
    assert shown in client.get("/", headers={"Accept-Language": "zh-CN"}, **LOCAL).text


def test_the_page_speaks_the_language_of_the_browser(tmp_path: Path) -> None:
    why = "split by members at 0.20"
    pair = ReviewQuestion(PAIR, "t1", "三渠", why, WORDINGS, 1, 0.5, "different")
    client = make_page([pair], tmp_path / "page.csv", "secret", Event()).test_client()
    chinese = client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}, **LOCAL).text
    english = client.get("/", headers={"Accept-Language": "en"}, **LOCAL).text
    assert "按规则 members 分为两个义项" in chinese
    assert "不同义（现状）" in chinese
    assert why in english
    assert "1 source " in english


def test_the_decisions_of_a_review_give_the_same_answers_in_a_fresh_copy(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(store.read_bytes())
    assert run(store, answers="a\nr\n" + "k\n" * 20).exit_code in {0, 1}
    decided = CliRunner().invoke(main, ["export", "decisions", "--db", str(store), "-o", str(tmp_path / "out.csv")])
    assert decided.exit_code == 0
    CliRunner().invoke(main, ["import", str(tmp_path / "out.csv"), "--db", str(copy)])
    exports = [CliRunner().invoke(main, ["export", "jsonl", "--db", str(each)]).output for each in (store, copy)]
    assert exports[0] == exports[1]


def test_input_that_ends_early_leads_to_the_decisions(store: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(f"kind,form,other,reason\nrejected,{PLACES[0]},,reviewed\n", "utf-8")
    done = run(store, "--csv", str(mine))
    assert done.exit_code == 1
    assert f"glossary import {mine}" in done.stderr
