"""What a text explains itself comes before the dictionary, each at its place."""

from contextlib import closing
from pathlib import Path

import pytest

from glossary.lookup import Dictionary, open_dictionary
from glossary.lookup.text_annotator import DescribedPlace, _without_parts
from glossary.lookup.text_explanations import read_text, with_caller
from glossary.pipeline import harvest
from glossary.term_store import open_term_store

REPORT = """政府工作报告
——2021年1月20日在株洲市第十六届人民代表大会第一次会议上
市长 某某
各位代表：
现在，我代表市人民政府向大会报告工作。
落实安全生产“三个责任”，推进“五小”水利工程和“五小”企业整治，坚持统筹兼顾、稳中求进“八字”方针，坚持甲治、乙治、丙治“三治融合”。
扩大“组合港”、“一港通”试点，推进“千企进村”。
名词解释
1.“三个责任”：指党委责任、政府责任、企业责任。
2.“组合港”、“一港通”试点：指港口共享代码，货物直接调拨的通关办法。
"""


def rows(dictionary: Dictionary, text: str, **more: object) -> dict[str, dict[str, object]]:
    """The row of each printed form."""
    found = dictionary.annotate(text, **more)  # type: ignore[arg-type]
    terms = found.terms()
    return {text[start:end]: terms[index] for start, end, _, _, index in found.matches}


def test_place_and_year_are_found_in_the_text() -> None:
    context = read_text(REPORT).context
    assert (context.year, context.region) == (2021, "湖南省株洲市")
    assert with_caller(context, 2019, "江西省")[:2] == (2019, "江西省")


def test_the_own_glossary_comes_first(dictionary: Dictionary) -> None:
    explained = rows(dictionary, REPORT)
    assert explained["三个责任"]["origin"] == "text"
    assert explained["三个责任"]["why"] == "text: its own glossary explains it"
    assert explained["三个责任"]["definition"] == "指党委责任、政府责任、企业责任。"
    place = explained["三个责任"]["place"]
    assert isinstance(place, dict)
    assert REPORT[place["start"] : place["end"]] == explained["三个责任"]["definition"]
    assert explained["三个责任"]["years"] == {"first": 2021, "last": 2021}


def test_a_term_of_a_traditional_text_is_that_of_the_dictionary(dictionary: Dictionary) -> None:
    text = "名詞解釋\n1.“三區三線”：指城鎮空間、農業空間、生態空間。\n2.“四上”企業：指規模以上企業。\n"
    simplified = "名词解释\n1.“三区三线”：指城镇空间、农业空间、生态空间。\n2.“四上”企业：指规模以上企业。\n"
    assert rows(dictionary, text)["三區三線"]["origin"] == "text"
    assert rows(dictionary, text)["三區三線"]["id"] == rows(dictionary, simplified)["三区三线"]["id"] is not None


def test_every_core_of_a_head_is_explained(dictionary: Dictionary) -> None:
    explained = rows(dictionary, REPORT)
    assert explained["组合港"]["definition"] == explained["“一港通”试点"]["definition"]


def test_the_dictionary_explains_the_rest(dictionary: Dictionary) -> None:
    explained = rows(dictionary, REPORT + "\n划定三区三线。")
    assert explained["三区三线"]["origin"] == "dictionary"
    assert explained["三区三线"]["issuer"] == "株洲市荷塘区人民政府"


def test_coined_words_of_a_report_are_marked_without_explanation(dictionary: Dictionary) -> None:
    assert rows(dictionary, REPORT)["千企进村"]["origin"] == "nobody"
    assert "千企进村" not in rows(dictionary, "他说“千企进村”很好")


def test_an_own_form_wins_at_its_place_not_within_a_longer_one(dictionary: Dictionary) -> None:
    text = "推进“三区三线”。\n名词解释\n1.三线：指甲线、乙线、丙线。\n2.四渠：指东渠、西渠、南渠、北渠。\n"
    explained = rows(dictionary, text)
    assert explained["三区三线"]["origin"] == "dictionary"


@pytest.mark.parametrize("text", ["推进“六稳六保”", "做好六稳、六保工作"])
def test_unknown_runs_stay_whole_in_a_dictionary_without_their_parts(dictionary: Dictionary, text: str) -> None:
    assert all(row["origin"] == "nobody" for row in rows(dictionary, text).values())


def test_footnotes_name_whose_word_it_is(dictionary: Dictionary) -> None:
    notes = dictionary.unpack("建设“五小”水利，划定三区三线。", style="footnotes")
    assert "人民政府" in notes.split("\n\n")[1]
    own = dictionary.unpack(REPORT, style="footnotes")
    assert "（本文名词解释）" in own


def test_a_collection_of_documents_has_no_word_of_its_own(dictionary: Dictionary) -> None:
    """Beyond 100,000 code points only the dictionary gives explanations."""
    text = "政府工作报告\n\n推进“九维九治”，划定三区三线。\n\n名词解释\n1．“九维九治”：是指九个方面的治理。\n"
    actual = {row["headword"] for row in dictionary.annotate(text).terms()}
    assert "九维九治" in actual
    found = dictionary.annotate(text + "空话。" * 40_000, unknown=True)
    assert {row["headword"] for row in found.terms()} == {"三区三线"}
    assert [row["core"] for row in found.unknown] == ["九维九治"]


def test_the_title_of_a_page_names_its_issuer(dictionary: Dictionary) -> None:
    page = "<title>{}</title><p>推进七大工程。</p>"
    there = dictionary.annotate_html(page.format("株洲市荷塘区2023年政府工作报告"), region="株洲市荷塘区", year=2023)
    assert "data-elsewhere" not in there
    assert "data-elsewhere" in dictionary.annotate_html(page.format("成都市2023年政府工作报告"))


def test_front_matter_names_the_issuer(dictionary: Dictionary) -> None:
    text = "---\ntitle: 2025年宁夏回族自治区政府工作报告\n---\n\n各位代表：\n推进三区三线。"
    assert dictionary.annotate(text).region == "宁夏回族自治区"
    assert dictionary.annotate(text, hints={"region": "株洲市"}).region == "湖南省株洲市"


def test_a_slogan_of_the_text_is_looked_up_if_its_form_is_found_in_quotes_only(dictionary: Dictionary) -> None:
    """五小 alone is too short to be looked for in 第五小学; the extractor has read this place as a slogan."""
    explained = rows(dictionary, "对重点项目、五小企业、城镇化进行了观摩。")
    assert explained["五小"]["id"] is not None


def test_an_unexplained_form_is_not_marked_within_a_longer_slogan() -> None:
    places = [place(4, 7, is_explained=False), place(20, 23, is_explained=True)]
    assert _without_parts(places, [(4, 9), (20, 25)]) == places[1:]
    assert _without_parts(places, [(4, 7)]) == places


def place(start: int, end: int, *, is_explained: bool) -> DescribedPlace:
    return DescribedPlace(start, end, start, is_explained, b"{}")


def test_the_list_of_this_year_does_not_explain_that_of_last_year(dictionary: Dictionary) -> None:
    text = "去年完成十件民生实事。\n今年办好十件民生实事：一是建学校；二是修道路；三是建医院。\n十件民生实事年底完成。"
    read = read_text(text)
    starts = [start for start, *_ in read.places]
    assert text.index("十件民生实事") not in starts


def test_a_dated_list_does_not_explain_the_one_that_was_completed(dictionary: Dictionary) -> None:
    text = (
        "政府工作报告\n年初确定的10件民生实事全部兑现。\n认真办好10件民生实事。\n名词解释\n"
        "1.“三个责任”：指党委责任、政府责任、企业责任。\n2.2025年10件民生实事：建学校、修道路、建医院等十件事。\n"
    )
    starts = [start for start, *_ in read_text(text).places]
    assert text.index("10件民生实事全部") not in starts
    assert text.index("10件民生实事。") in starts


@pytest.mark.parametrize(
    ("head", "printed"),
    [
        ("五个百万亩", "5个百万亩"),
        ("三个国家级试验区", "三大国家级试验区"),
        ("五个体系建设", "五个体系"),
    ],
)
def test_an_own_entry_explains_the_form_of_the_running_text(dictionary: Dictionary, head: str, printed: str) -> None:
    """黔西南州 2020 prints its headwords with another measure word, with digits, or with one more class noun."""
    text = (
        f"政府工作报告\n加快推进“{printed}”，完善政策。\n名词解释\n1.{head}：指甲项目、乙项目、丙项目、丁项目、戊项目。\n"
        "2.三变：指农村资源变资产、资金变股金、农民变股东。\n"
    )
    assert rows(dictionary, text)[printed]["origin"] == "text"


def test_an_own_entry_explains_its_form_in_quotes(dictionary: Dictionary) -> None:
    """咸宁市 2014 prints 坚持“四化”同步 and explains “四化同步”."""
    text = (
        "政府工作报告\n坚持“四化”同步，统筹城乡。\n名词解释\n1.“四化同步”：指工业化、信息化、城镇化、农业现代化同步发展。\n"
        "2.三变：指农村资源变资产、资金变股金、农民变股东。\n"
    )
    assert rows(dictionary, text)["“四化”同步"]["origin"] == "text"


def test_the_short_name_of_a_prefecture_in_the_title_names_the_issuer(dictionary: Dictionary) -> None:
    text = "---\ntitle: 黔西南州政府工作报告（2020年1月22日 某某）\n---\n\n各位代表：\n推进三区三线。"
    assert dictionary.annotate(text).region == "贵州省黔西南布依族苗族自治州"


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("搞好“七五”普法宣传，推进“港车北上”。", ["七五”普法", "港车北上"]),
        ("荣获“中国宜居城市”“国家森林城市”称号。", []),
        ("牛肉在品鉴会上取得“品质特别奖”。", []),
    ],
)
def test_names_of_awards_are_no_terms(clause: str, words: list[str]) -> None:
    text = "政府工作报告\n各位代表：\n现在，我代表市人民政府向大会报告工作。\n" + clause
    assert [span.of(text) for span in read_text(text).coined] == words


@pytest.mark.parametrize(
    ("head", "printed", "origin"),
    [
        ("“五小”", "“五小”水利", "text"),
        ("“五小”企业", "“五小”水利", "dictionary"),
        ("“五小”水利", "“五小”水利", "text"),
    ],
)
def test_a_glossary_explains_the_longer_forms_of_its_terms(
    dictionary: Dictionary, head: str, printed: str, origin: str
) -> None:
    """The dictionary has “五小”水利; an entry of the text without a class noun explains its “五小”水利, too."""
    text = (
        f"政府工作报告\n加快{printed}建设。\n名词解释\n1.{head}：指甲项目、乙项目、丙项目、丁项目、戊项目。\n"
        "2.三变：指农村资源变资产、资金变股金、农民变股东。\n"
    )
    found = dictionary.annotate(text)
    start = text.index("五小")
    covering = [found.terms()[row[4]] for row in found.matches if row[0] <= start < row[1]]
    assert [row["origin"] for row in covering] == [origin]


@pytest.mark.parametrize(
    ("before", "is_own"), [("民族地区发展质量", False), ("税收收入和财政收入", True), ("实现", True)]
)
def test_a_label_of_change_is_explained_only_for_what_is_named_before_it(*, before: str, is_own: bool) -> None:
    text = f"实现税收收入、财政收入“双提升”。\n{before}“双提升”。\n"
    last = text.rindex("双提升")
    assert any(start <= last < end for start, end, _ in read_text(text).places) == is_own


@pytest.mark.parametrize(("between", "is_own"), [("", True), ("\n", False)])
def test_an_inline_definition_holds_to_the_end_of_its_paragraph(*, between: str, is_own: bool) -> None:
    """教科人“三位一体” is the “三位一体” of the next sentence, whatever noun follows it."""
    text = f"推进教育、科技、人才“三位一体”贯通。{between}深化“三位一体”高质量发展试验区建设。\n"
    last = text.rindex("三位一体")
    assert any(start <= last < end for start, end, _ in read_text(text).places) == is_own


@pytest.mark.parametrize(("listed", "is_entry"), [("产业和劳动力", True), ("信访和案件", False)])
def test_the_glossary_explains_better_what_running_text_lists(listed: str, *, is_entry: bool) -> None:
    """An inline definition of something else keeps its place."""
    notes = "1.双转移：指产业转移和劳动力转移。\n2.三变：指农村资源变资产、资金变股金、农民变股东。\n"
    text = f"推进{listed}“双转移”。\n名词解释\n{notes}"
    reading = read_text(text)
    (at,) = {at for start, end, at in reading.places if start <= text.index("双转移") < end}
    assert (reading.explanations[at].kind == "entry") == is_entry


def test_a_modifier_within_the_written_form_chooses_the_meaning(tmp_path: Path) -> None:
    """Three governments explain 碳达峰“十大行动” alike, one otherwise, and one has other 十大行动."""
    carbon = "“十大行动”：指能源转型行动、节能降碳行动、工业达峰行动等十项行动。"
    texts = {
        "乐山市": ("碳达峰", carbon),
        "赣州市": ("碳达峰", carbon),
        "资阳市": ("碳达峰", carbon),
        "成都市": ("碳达峰", "“十大行动”：指规划引领行动、产业强链行动、绿色建筑行动等十项行动。"),
        "中山市": ("市容整治", "“十大行动”：指门户整治行动、道路完善行动、市容提升行动等十项行动。"),
    }
    for city, (field, entry) in texts.items():
        (tmp_path / f"{city}2022.txt").write_text(
            f"{city}政府工作报告\n——2022年1月10日在{city}人民代表大会上\n推进{field}“十大行动”。\n名词解释\n1.{field}{entry}\n"
            "2.三变：指农村资源变资产、资金变股金、农民变股东。\n",
            "utf-8",
        )
    with open_term_store(tmp_path / "x.db") as store:
        harvest(sorted(map(str, tmp_path.glob("*.txt"))), store, workers=1)
    text = "衡阳市政府工作报告\n——2022年1月10日在衡阳市人民代表大会上\n实施碳达峰“十大行动”，推进转型。"
    with closing(open_dictionary(tmp_path / "x.db")) as opened:
        (row,) = (each for each in opened.annotate(text).terms() if each["headword"] == "十大行动")
    assert (row["elsewhere"], "能源转型" in row["definition"]) == (False, True)
