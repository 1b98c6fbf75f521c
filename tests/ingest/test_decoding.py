"""Which encodings are read, and what remains of damage."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import UnreadableSourceError
from glossary.ingest.decoding import decode

SIMPLIFIED = (
    "一、名词解释\n1.“三区三线”：是指城镇空间、农业空间、生态空间三种类型的空间。\n加快建设现代化产业体系。\n" * 3
)
TRADITIONAL = (
    "一、名詞解釋\n1.「三區三線」：是指城鎮空間、農業空間、生態空間三種類型的空間。\n加快建設現代化產業體系。\n" * 3
)

MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_simplified_text_comes_back_from_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding), "a.txt").text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "big5hkscs", "utf-16-le"])
def test_traditional_text_comes_back_from_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "a.txt").text == TRADITIONAL


@pytest.mark.parametrize("encoding", sorted(MARKED))
def test_a_byte_order_mark_decides_and_is_removed(encoding: str) -> None:
    decoded = decode(MARKED[encoding] + SIMPLIFIED.encode(encoding), "a.txt")
    assert (decoded.text, decoded.encoding, decoded.findings) == (SIMPLIFIED, encoding, ())


def test_characters_beyond_gbk_and_big5_survive() -> None:
    """㐂 is in GB18030 alone, 嘅 and 𨋢 in Big5-HKSCS: the larger codec of each family is used."""
    assert decode((SIMPLIFIED + "㐂𠮷").encode("gb18030"), "a.txt").text.endswith("㐂𠮷")
    assert decode((TRADITIONAL + "嘅𨋢").encode("big5hkscs"), "a.txt").text.endswith("嘅𨋢")


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    assert decode("甲\r\n乙\r\r丙\u2028\u3000 丁\u200b".encode(), "a.txt").text == "甲\n乙\n\n丙\u2028\u3000 丁\u200b"


def test_codes_of_a_terminal_are_removed() -> None:
    """The saved output of a program has colours around its headings."""
    coloured = SIMPLIFIED.replace("“三区三线”", "\x1b[1;31m“三区三线”\x1b[0m\x1b[K")
    assert decode(coloured.encode(), "a.txt").text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs"])
def test_a_damaged_byte_is_replaced_and_reported(encoding: str) -> None:
    content = bytearray(TRADITIONAL.encode(encoding))
    content[30:31] = b"\xff"
    decoded = decode(bytes(content), "a.txt")
    assert decoded.encoding == encoding
    (finding,) = decoded.findings
    assert finding.code == "W101"
    assert finding.span is not None
    assert finding.span.of(decoded.text) == "\N{REPLACEMENT CHARACTER}"


def test_a_printed_replacement_character_is_not_reported() -> None:
    assert decode(f"加快\ufffd设{SIMPLIFIED}".encode(), "a.txt").findings == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E101"),
        (b" \r\n\t\xe3\x80\x80", "E101"),
        (codecs.BOM_UTF8, "E101"),
        (bytes(range(256)) * 20, "E104"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" * 50, "E104"),
        (b"\0" * 1000, "E104"),
        (b"\xff\x80\xff" * 400, "E105"),
    ],
)
def test_binary_content_has_its_code(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableSourceError) as raised:
        decode(content, "a.txt")
    assert raised.value.finding_code == code


def test_a_short_text_with_control_characters_is_text() -> None:
    """A copied glossary of a few lines with a damaged character in each of its heads."""
    text = "".join(f"{number}.三\x7f微：微创意、微配套、微改造。\n" for number in range(1, 6))
    assert decode(text.encode(), "a.txt").text == text


def test_a_guess_from_very_little_text_is_doubted() -> None:
    assert [finding.code for finding in decode("三区".encode("gb18030"), "a.txt").findings] == ["W102"]


def test_what_the_server_declares_is_believed_when_it_fits() -> None:
    """Three characters are too few to tell GB18030 from Big5 by themselves."""
    assert decode("三區三線".encode("big5"), "a.html", "Big5").text == "三區三線"
    assert decode("三区".encode("gb18030"), "a.html", "no-such-encoding").text == "三区"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    if text.strip() and not text.startswith("\ufeff"):
        assert decode(text.encode(), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_nuls_are_damage_and_no_reason_to_refuse_a_text(encoding: str) -> None:
    content = ("我们推进三微改造。" * 40).encode(encoding)
    found = decode(content[:200] + b"\0" + content[200:] + b"\0", "a.txt")
    assert found.text == "我们推进三微改造。" * 40
    assert [finding.code for finding in found.findings] == ["W101"]


def test_a_nul_at_the_end_of_every_line_is_damage() -> None:
    text = "我们推进三微改造。\n" * 20
    assert decode(text.replace("\n", "\0\n").encode(), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_nuls_that_fill_up_a_block_are_no_reason_to_refuse_a_text(encoding: str) -> None:
    content = "我们推进三微改造。\n".encode(encoding) * 3
    assert decode(content + b"\0" * 512, "a.txt").text.strip() == "我们推进三微改造。\n" * 2 + "我们推进三微改造。"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_not_damage(encoding: str) -> None:
    text = "政府工作报告\n我们推进三微改造，兴修五小水利。\n" * 40
    found = decode(text.encode(encoding), "a.txt")
    assert (found.text, found.findings) == (text, ())


@pytest.mark.parametrize(("declared", "used"), [("gbk", "gb18030"), ("gb2312", "gb18030"), ("big5", "big5hkscs")])
def test_a_declared_encoding_is_read_with_the_larger_one_of_its_family(declared: str, used: str) -> None:
    text = SIMPLIFIED if used == "gb18030" else TRADITIONAL
    decoded = decode(text.encode(used), "a.html", declared)

    assert (decoded.text, decoded.encoding) == (text, used)


def test_lines_of_another_encoding_in_a_text_of_utf_8_are_decoded() -> None:
    content = "名词解释\n三微：微创意。\n".encode() + "五小：小水窖、小水池、小泵站。\n".encode("gbk")
    decoded = decode(content, "a.txt")
    assert decoded.text == "名词解释\n三微：微创意。\n五小：小水窖、小水池、小泵站。\n"
    assert [finding.code for finding in decoded.findings] == ["W101"]


def test_the_blank_of_old_systems_is_a_blank() -> None:
    assert decode(b"\xa3\xa0" + "名词解释：三微。".encode("gb18030"), "a.txt").text == "\u3000名词解释：三微。"


def test_hz_of_old_mail_is_read() -> None:
    """HZ (RFC 1843) writes GB2312 in ASCII, between ``~{`` and ``~}``."""
    assert decode("三微：微创意。\n".encode("hz"), "mail.txt").text == "三微：微创意。\n"
    assert decode(b"a ~{ b", "mail.txt").text == "a ~{ b"
