"""Any written form finds its article, and the result names the step."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from glossary.errors import InvalidQueryError, TermNotFoundError, UnknownScriptError
from glossary.lookup import Dictionary, open_dictionary
from glossary.pipeline import harvest
from glossary.term_store import open_term_store


@pytest.mark.parametrize(
    ("form", "headword", "via"),
    [
        ("三区三线", "三区三线", ("exact",)),
        ("「三區三線」", "三区三线", ("quotes", "script")),
        ("“３区3线”", "三区三线", ("nfkc", "quotes", "numerals")),
        ("5小水利", "五小", ("full-form", "numerals")),
        ("三 区 三　线", "三区三线", ("nfkc", "space")),
        ("五小水利", "五小", ("exact", "full-form")),
        ("“五小”水利", "五小", ("exact", "full-form")),
        ("四上企業", "四上", ("script", "full-form")),
        ("三個區分開來", "三个区分开来", ("script",)),
        ("三微", "三微", ("exact",)),
        ("三区三线[13]", "三区三线", ("note-mark",)),
        ("三区三线^1", "三区三线", ("note-mark",)),
        ("“三区三线”⑴", "三区三线", ("note-mark",)),
        ("1.三区三线", "三区三线", ("note-mark",)),
        ("（三）三区三线", "三区三线", ("note-mark",)),
        ("〈三区三线〉", "三区三线", ("quotes",)),
        ("三\ue003区三线", "三区三线", ("space",)),
        ("（三區三線）", "三区三线", ("brackets", "script")),
        ("“（三区三线）”", "三区三线", ("brackets",)),
        ("**三区三线**[13]", "三区三线", ("note-mark", "brackets")),
        ("6化3认", "六化", ("parts",)),
    ],
)
def test_a_written_form_finds_its_article_and_names_each_step(
    dictionary: Dictionary, form: str, headword: str, via: tuple[str, ...]
) -> None:
    answer = dictionary.article(form)
    assert answer.article()["headword"] == headword
    assert answer.via == via


def test_a_full_form_chooses_the_sense_with_its_class_noun(dictionary: Dictionary) -> None:
    answer = dictionary.article("五小水利")
    sense = next(one for one in answer.article()["senses"] if one["id"] == answer.sense)
    assert sense["tail"].startswith("水利")


def test_an_id_is_a_form_too(dictionary: Dictionary) -> None:
    answer = dictionary.article("三区三线")
    assert dictionary.article(answer.term).body == answer.body
    assert dictionary.article(answer.term).via == ("id",)


def test_a_miss_carries_suggestions_with_the_same_numerals_first(dictionary: Dictionary) -> None:
    with pytest.raises(TermNotFoundError) as caught:
        dictionary.article("三区四线")
    assert caught.value.suggestions[0] == "三区三线"


@pytest.mark.parametrize("typed", ["sanqusanxian", "sān qū", "san1qu1", "sqsx", "ｓａｎｑｕ"])
def test_a_miss_in_latin_letters_suggests_what_sounds_so(dictionary: Dictionary, typed: str) -> None:
    with pytest.raises(TermNotFoundError) as caught:
        dictionary.article(typed)
    assert "三区三线" in caught.value.suggestions


@pytest.mark.parametrize(
    "form", ["", " ", "“”", "。", "\x00", "（）", "**", "（不存在的东西甲乙丙）", "\x1f0", "(\x1f" * 60 + "0"]
)
def test_other_strings_are_plain_misses(dictionary: Dictionary, form: str) -> None:
    with pytest.raises(TermNotFoundError):
        dictionary.article(form)


def test_bounds_and_scripts_are_refused_by_name(dictionary: Dictionary) -> None:
    with pytest.raises(InvalidQueryError):
        dictionary.article("三" * 201)
    with pytest.raises(UnknownScriptError):
        dictionary.article("三区三线", "zh-Latn")


def test_the_body_is_the_stored_article_with_the_match_in_front(dictionary: Dictionary) -> None:
    answer = dictionary.article("三區三線")
    assert answer.json().startswith(b'{"match":{"form":"\xe4\xb8\x89')
    assert answer.json().endswith(answer.body[1:])


def test_a_traditional_answer_converts_texts_and_keeps_attested_forms(dictionary: Dictionary) -> None:
    plain, converted = dictionary.article("三区三线"), dictionary.article("三区三线", "zh-Hant-TW")
    before, after = plain.article(), converted.article()
    assert after["headword"] == "三區三線"
    assert after["variants"] == before["variants"]
    assert after["senses"][0]["definition"].startswith("「三區」指城鎮空間")
    assert after["senses"][0]["definitions"][0]["start"] == before["senses"][0]["definitions"][0]["start"]
    assert len(after["senses"][0]["definition"]) == len(before["senses"][0]["definition"])


def test_a_batch_keeps_order_and_holds_its_misses(dictionary: Dictionary) -> None:
    found = dictionary.batch(["三微", "没有此条目", "三區三線"])
    assert [isinstance(one, TermNotFoundError) for one in found] == [False, True, False]
    with pytest.raises(InvalidQueryError):
        dictionary.batch(["三微"] * 501)


def test_a_run_of_slogans_names_all_its_parts(dictionary: Dictionary) -> None:
    answer = dictionary.article("六化三认四上")
    assert [dictionary.article(other).article()["headword"] for other in answer.others] == ["三认", "四上"]
    assert answer.confidence == 0.5


def test_every_article_that_a_form_may_mean_is_named(shared: Dictionary) -> None:
    """The explained article comes first, even if the form is the headword of another one."""
    found = shared.article("甲州九问")
    (other,) = found.others
    assert (found.article()["headword"], found.via) == ("九问", ("exact", "full-form"))
    assert found.sense is not None
    assert shared.article(other).article()["headword"] == "甲州九问"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dictionary]:
    """甲州九问 is a headword of a text that does not explain it, and a full form in one that does."""
    folder = tmp_path_factory.mktemp("shared")
    with open_term_store(folder / "shared.db"):
        pass
    write_shared(folder / "shared.db")
    opened = open_dictionary(folder / "shared.db")
    yield opened
    opened.close()


def write_shared(path: Path) -> None:
    """Two articles by hand: harvesting decides by more than this rule."""
    connection = sqlite3.connect(path)
    for n, (head, explained) in enumerate((("甲州九问", 0), ("九问", 1)), 1):
        article = orjson.dumps({"id": f"t{n:012x}", "headword": head, "variants": [], "senses": []})
        connection.execute(
            "INSERT INTO term (n, id, key, headword, kind, numerals, attestations, sources, explained, rank, draft, "
            "digest, article) VALUES (?, ?, ?, ?, 'term', '', 1, 1, ?, ?, '', '', ?)",
            (n, f"t{n:012x}", head, head, explained, 9 - n, article),
        )
    connection.execute(
        "INSERT INTO sense (n, term, id, position, definition, qualifier, tail, status) "
        "VALUES (1, 2, 't000000000002.aaaa', 1, '略', '', '', 'primary')"
    )
    connection.executemany(
        "INSERT INTO form (key, form, term, sense, kind, script, origin, count) "
        "VALUES ('甲州九问', '甲州九问', ?, ?, ?, 'zh-Hans', 'attested', 1)",
        [(1, None, "headword"), (2, 1, "full_form")],
    )
    connection.commit()
    connection.close()


@pytest.mark.parametrize("form", ["双随机、一公开", "“五小”水利"])
def test_a_form_that_is_printed_just_so_is_exact(dictionary: Dictionary, form: str) -> None:
    assert dictionary.article(form).via[0] == "exact"


def test_a_dash_between_parts_is_a_second_chance(dictionary: Dictionary) -> None:
    found = dictionary.article("三区-三线")
    assert (found.article()["headword"], found.via, found.confidence) == ("三区三线", ("dashes",), 0.6)


def test_suggestions_prefer_the_spelling_to_an_equal_count(tmp_path: Path) -> None:
    """三区二线 is nearer to 三区三线 than to 三区两带: more sources, the same count, but two other characters."""
    heads = {"甲山": "三区两带", "乙水": "三区两带", "丙川": "三区三线"}
    for city, head in heads.items():
        text = f"{city}市人民政府工作报告\n各位代表：\n现在报告工作。\n"
        text += f"名词解释\n1.“{head}”：指甲区、乙区、丙区。\n2.“四莲”：指红莲。\n"
        (tmp_path / f"{city}.txt").write_text(text, "utf-8")
    with open_term_store(tmp_path / "three.db") as store:
        harvest([str(tmp_path / f"{city}.txt") for city in heads], store, workers=1)
    with closing(open_dictionary(tmp_path / "three.db")) as dictionary, pytest.raises(TermNotFoundError) as caught:
        dictionary.article("三区二线")

    assert list(caught.value.suggestions[:2]) == ["三区三线", "三区两带"]
