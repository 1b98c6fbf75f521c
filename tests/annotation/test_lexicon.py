"""Which forms are found on a page, and which are held back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.annotation.lexicon import Lexicon, annotate, boundary_rules, in_both_units
from glossary.annotation.patterns import HeadForm, LexiconForm, blocked_characters
from glossary.chinese import normalize
from glossary.chinese.normalize import normalize_page
from glossary.chinese.offsets import Utf16
from glossary.chinese.script import to_script
from glossary.chinese.word_lists import Word, WordTableError, words_with

HEADS = [
    HeadForm("三区三线", is_slogan=True),
    HeadForm("五小", is_slogan=True),
    HeadForm("三农", is_slogan=True),
    HeadForm("双随机、一公开", is_slogan=True),
    HeadForm("1+7", is_slogan=True),
    HeadForm("231", is_slogan=True),
    HeadForm("放管服"),
    HeadForm("三公", is_slogan=True),
]
FORMS = [
    LexiconForm("三区三线", 0, count=3),
    LexiconForm("五小", 1, count=2),
    LexiconForm("“五小”", 1, kind="spelling", count=1),
    LexiconForm("“五小”水利", 1, "t.sense", "full_form", 1),
    LexiconForm("三农", 2, count=5),
    LexiconForm("“三农”", 2, kind="spelling", count=2),
    LexiconForm("双随机、一公开", 3, count=1),
    LexiconForm("1+7", 4, count=1),
    LexiconForm("231", 5, count=1),
    LexiconForm("放管服", 6, count=1),
    LexiconForm("三公", 7, count=2),
]
LEXICON = Lexicon(HEADS, FORMS)


def found(text: str, **options: object) -> list[str]:
    return [text[start:end] for start, end, *_ in annotate(text, LEXICON, **options)]  # type: ignore[arg-type]


def test_a_form_is_found_in_both_scripts_any_quotes_and_width() -> None:
    assert found("劃定「三區三線」，落實三区三线") == ["三區三線", "三区三线"]
    assert found("推进１＋７行动") == ["１＋７"]


def test_quotes_around_the_core_belong_to_a_full_form() -> None:
    assert found("建设五小水利工程") == ["五小水利"]
    assert found("建设“五小”水利工程") == ["“五小”水利"]
    assert found("建設「五小」水利工程") == ["「五小」水利"]


def test_a_short_slogan_that_is_always_quoted_is_found_in_quotes_only() -> None:
    assert found("在市第五小学，整治“五小”行业") == ["五小"]
    assert found("做好三农工作") == ["三农"]


def test_the_form_chooses_its_sense() -> None:
    start, end, number = annotate("建设五小水利工程", LEXICON)[0]
    assert (start, end, LEXICON.patterns[number].sense) == (2, 6, "t.sense")


def test_separators_may_differ_or_be_left_out() -> None:
    for text in ("双随机、一公开", "双随机，一公开", "双随机一公开", "雙隨機、一公開"):
        assert found(f"全面推行{text}监管") == [text]


def test_numbers_and_words_are_not_cut() -> None:
    assert found("共21+73个") == []
    assert found("第231号，“231”工程") == ["231"]
    assert found("修路三公里，严控三公经费，十三公") == ["三公"]


def test_short_slogans_are_not_taken_out_of_longer_ones() -> None:
    assert found("推进“一闸三公”、一点三农、三农一单工作") == []
    assert found("一是三农优先，二要三农富裕，一二三产业") == ["三农", "三农"]


def test_only_the_first_place_of_a_term_on_request() -> None:
    assert found("三区三线、三區三線、放管服", first=True) == ["三区三线", "放管服"]


def test_offsets_count_code_points_and_utf16_units() -> None:
    text = "😀𠮷划定三区三线"
    assert in_both_units(annotate(text, LEXICON), Utf16(text))[0][:4] == (4, 8, 6, 10)


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(["三区三线", "放管服", "双随机、一公开"]))
def test_a_view_keeps_every_offset(text: str, form: str) -> None:
    assert len(normalize_page(text)) == len(text)
    assert normalize_page(form) == normalize_page(to_script(form, "zh-Hant-TW"))


@settings(deadline=None)
@given(st.text(st.characters() | st.sampled_from("三区線像著“ＡA9İß\n😀䪗\ud83d\ude00"), min_size=1, max_size=20))
def test_a_long_page_is_folded_as_its_characters_are(text: str) -> None:
    page = text * 200
    assert normalize_page(page) == "".join(map(normalize_page, page))


def test_without_numpy_a_page_is_folded_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "落實「三區三線」，１＋Ｎ，😀\ud83d\ude00䪗" * 20
    folded = normalize_page(page)
    monkeypatch.setattr(normalize, "_native_look_up", lambda: None)
    assert normalize_page(page) == folded


@settings(deadline=None)
@given(st.text("三区線像著“ＡA9İß\n😀象", max_size=20) | st.text(max_size=20))
def test_simplified_and_other_pages_are_folded_alike(text: str) -> None:
    assert normalize_page(text) == normalize_page(text + "區")[:-1]


@settings(deadline=None)
@given(st.text("三区线五小水利“”「」、1+72公里第放管服", max_size=30))
def test_the_pure_matcher_gives_the_same_answer(text: str) -> None:
    pure = Lexicon(HEADS, FORMS, pure=True)
    assert [pure.patterns[n].folded for *_, n in pure.find(text)] == [
        LEXICON.patterns[n].folded for *_, n in LEXICON.find(text)
    ]


@settings(deadline=None)
@given(st.text("三区线五小水利“”「」、1+72公里第放管服", max_size=30))
def test_a_packed_lexicon_finds_the_same(text: str) -> None:
    again = Lexicon.unpack(LEXICON.pack())
    assert list(again.patterns) == list(LEXICON.patterns)
    assert [head[:2] for head in again.heads] == [head[:2] for head in LEXICON.heads]
    assert again.find(text) == LEXICON.find(text)
    assert again.find(text, nested=True) == LEXICON.find(text, nested=True)


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("三产", "三产业"),
        ("三公", "三公里"),
        ("三角", "长三角"),
        ("三北", "东三北"),
        ("九个一", "九个一批"),
        ("三门", "三门峡"),
    ],
)
def test_a_form_is_not_found_where_it_is_a_part_of_a_false_friend(form: str, other: str) -> None:
    lexicon = Lexicon([HeadForm(form, is_slogan=True, explained_by=9)], [LexiconForm(form, 0, count=9)])
    assert not lexicon.find(other)
    assert lexicon.find(f"推进{form}，")


@pytest.mark.parametrize("word", words_with("false_friends", "annotation"), ids=lambda word: word.example)
def test_no_slogan_is_found_in_a_false_friend(word: Word) -> None:
    """Every row of the table: no part of the example that begins with its numeral and is followed by its end."""
    example = word.example
    start = next((at for at, character in enumerate(example) if character in "一二三四五九"), 0)
    start = 1 if example.startswith("双双") else start
    form = word.value or (example[start:-1] if not start else example[start:])
    lexicon = Lexicon([HeadForm(form, is_slogan=True, explained_by=9)], [LexiconForm(form, 0, count=9)])
    assert not lexicon.find(example)
    assert lexicon.find(f"推进{form}，")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("综合窗", "设立综合窗口"),
        ("负面清单制", "实行负面清单制度"),
        ("流域经济", "建设流域经济带"),
        ("双创", "产值双创新高"),
        ("双创", "产值双创历史新高"),
        ("三个一", "建设三个一号公路"),
    ],
)
def test_no_form_is_found_if_its_end_begins_another_word(form: str, text: str) -> None:
    lexicon = Lexicon([HeadForm(form, explained_by=9)], [LexiconForm(form, 0, count=9)])
    assert not lexicon.find(text)
    assert lexicon.find(f"推进{form}工作")


def test_a_form_that_begins_with_a_digit_is_no_part_of_a_number() -> None:
    lexicon = Lexicon([HeadForm("15分钟健身圈", explained_by=9)], [LexiconForm("15分钟健身圈", 0, count=9)])
    assert not lexicon.find("3.15分钟健身圈")
    assert lexicon.find("建设15分钟健身圈")


def test_no_form_is_found_if_its_beginning_ends_another_word() -> None:
    lexicon = Lexicon([HeadForm("上平台", explained_by=9)], [LexiconForm("上平台", 0, count=9)])
    assert not lexicon.find("建设线上平台和省级以上平台")
    assert lexicon.find("企业上平台")


def test_a_false_friend_of_the_annotation_is_a_plain_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser extension gets sets of characters and no regular expressions."""
    monkeypatch.setattr("glossary.annotation.patterns.words_with", lambda *_: [Word("^三门(?!峡)", frozenset())])
    blocked_characters.cache_clear()
    with pytest.raises(WordTableError, match="三门"):
        boundary_rules()
    blocked_characters.cache_clear()


def test_a_plain_word_of_two_characters_needs_two_sources_or_quotes() -> None:
    for sources, expected in ((1, 1), (2, 2)):
        lexicon = Lexicon([HeadForm("更大", explained_by=sources)], [LexiconForm("更大", 0, count=1)])
        assert len(lexicon.find("更大决心，“更大”工作")) == expected


def test_the_name_of_a_place_is_found_in_quotes_only() -> None:
    lexicon = Lexicon([HeadForm("四平", explained_by=9)], [LexiconForm("四平", 0, count=9)])
    assert [start for start, *_ in lexicon.find("四平市的“四平”模式")] == [5]


def test_the_boundaries_are_data() -> None:
    rules = boundary_rules()
    assert rules["behind"]["公"]
    assert set("长珠") <= set(rules["before"]["三角"])
