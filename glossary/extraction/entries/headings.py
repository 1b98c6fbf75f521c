"""Recognizes lines that open or end a glossary section, page artefacts, and notes without a headword. Pure.

Page artefacts are lines that typesetting left in a text: page numbers, rules, cut marks. Notes without a headword are
references, and notes whose headword is only in the running text.
"""

import re
from collections import Counter
from enum import Enum

from glossary.chinese.numerals import ONE_TO_TEN
from glossary.chinese.offsets import normalize_line
from glossary.chinese.word_lists import alternation, simplified

MAX_HEADING_LENGTH = 80  # code points of the printed line, letter-spacing included


class Heading(Enum):
    """How certain a heading is: a strong one needs one entry below it, a weak one needs several."""

    STRONG = "strong"
    WEAK = "weak"


# The words of headings. Frames and fillers are no evidence by themselves: a heading needs a word for
# explaining, and is strong if it also names what it explains.
_WHAT, _EXPLAINS, _REMARKS, _FILLERS = (
    alternation("heading_words", role) for role in ("what", "explains", "remarks", "filler")
)
_DIVISION = alternation("heading_words", "division")
_PART_NUMBER = rf"第[0-9{ONE_TO_TEN}]+{_DIVISION}|[0-9{ONE_TO_TEN}]+"
_POINTS = r"[:.,，．、\-—·•#>]"
_FRAMES = str.maketrans("", "", "《》〈〉<>【】[]〔〕「」『』“”\"'()〖〗{}")
# Headings and section ends use few characters; converting whole lines would cost more than the rest of the check.
_SIMPLIFIED = str.maketrans(
    "詞語註釋說備錄稱鏈報務實項專業題關內與縮簡見讀問況數據標現對區縣條義識則單責謝會編輯審號",
    "词语注释说备录称链报务实项专业题关内与缩简见读问况数据标现对区县条义识则单责谢会编辑审号",
)
_TRADITIONAL = re.compile(f"[{''.join(map(chr, _SIMPLIFIED))}]")
_ORNAMENTS = ":※●◆○◎■□▲△★☆=~*-—–―·•#>_|"
# 司法术语解释, 脱贫攻坚专项术语解释: any field may come before the words at the end; not 详见名词解释, 序号词语解释.
_OF_A_FIELD = (
    rf"(?!.{{0,10}}见|{simplified('heading_words', 'column')})[\u4e00-\u9fff]{{1,10}}(?:{_WHAT})(?:{_EXPLAINS})"
)
_TOKENS = re.compile(rf"(?>{_WHAT}|{_EXPLAINS}|{_REMARKS}|{_PART_NUMBER}|{_FILLERS}|{_POINTS})++|{_OF_A_FIELD}")
_NAMED = re.compile(_WHAT)
_EXPLAINED = re.compile(_EXPLAINS)
_REMARKED = re.compile(_REMARKS)
_BRACKETED = re.compile(r"[(（][^()（）]{0,60}[)）]")
# 青禾市第三届人民代表大会第二次会议政府工作报告（审议稿）…: the title of the report is no evidence for a section.
_REPORT = re.compile(r"^[^。；，:]{0,40}[报報]告")
_NAMES_ALONE = re.compile(rf"{alternation('heading_words', 'alone')}(?:一[览覽])?(?:[对對]照)?表?$")
# A quick check first: every heading has one of these characters; 项目一览表 and 索引 alone are lists of other things.
_HINT = re.compile(r"[词语辞辭注释解说备录称典念链法述写詞語註釋說説備錄稱鏈寫]")


def glossary_heading(line: str) -> Heading | None:
    """Returns how certain ``line`` is the heading of a glossary section; ``None`` if it is not one.

    >>> glossary_heading("附件2：《政府工作报告》有 关 名 词 解 释")
    <Heading.STRONG: 'strong'>
    >>> glossary_heading("有关情况说明")
    <Heading.WEAK: 'weak'>
    >>> glossary_heading("名词解释：指成长性好的企业")
    """
    if len(line) > MAX_HEADING_LENGTH or not _HINT.search(line):
        return None
    folded = normalize_line(line)
    folded = _REPORT.sub("", (_BRACKETED.sub("", folded) or folded).translate(_FRAMES)).strip(_ORNAMENTS)
    if not folded or len(folded) > 40 or not _TOKENS.fullmatch(folded):
        return None
    if _EXPLAINED.search(folded):
        return Heading.STRONG
    if _NAMED.search(folded) and (_REMARKED.search(folded) or _NAMES_ALONE.search(folded)):
        return Heading.STRONG
    return Heading.WEAK if _REMARKED.search(folded) else None


_MAX_SECTION_END_LENGTH = 60
_ANNEX = simplified("heading_words", "annex")
_ANNEX_LINE = re.compile(
    rf"{_ANNEX}[0-9{ONE_TO_TEN}]{{0,3}}[:：]?$|{_ANNEX}[0-9{ONE_TO_TEN}]{{1,3}}[:：.、]?\S{{0,40}}$"
    rf"|{_ANNEX}[:：][^\s。；，,：:]{{2,40}}$"
)
_TASKS = re.compile(
    rf".{{0,24}}{simplified('heading_words', 'task-list')}{simplified('heading_words', 'task-list-end')}*$"
)
_NAMED_AS_LIST = re.compile(simplified("heading_words", "list-name"))
_NUMBERED = re.compile(r"\d{1,3}[.、)]|[\[(〔【①-⑳]|\S{0,40}:\S{3}")
# 专栏2 重大工程: the next box of a plan.
_BOX = re.compile(rf"{simplified('heading_words', 'box')}[0-9{ONE_TO_TEN}]{{1,3}}")
_BODY_RESUMES = re.compile(f"{simplified('report_words', 'address')}|主席、|同志们[，,:：!！]")
# 来源：…, 【打印】, 主办：…  承办：…; 扫一扫 and ICP备 need no colon.
_FOOTER = re.compile(
    rf"[(（【\[]?{alternation('footer_words', 'label')}(?:[:：】\]\s/|]|$)|{alternation('footer_words', 'opening')}"
    rf"|[^。]{{0,12}}{alternation('footer_words', 'imprint')}|copyright|©|allrightsreserved",
    re.IGNORECASE,
)


_MAX_FOOTER_LENGTH = 120
# A bulletin names its sources in a paragraph as long as a page.
_SOURCES = re.compile(rf"{alternation('footer_words', 'sources')}[:：]")


def ends_section(line: str) -> bool:
    """Whether ``line`` opens something other than a glossary: another annex, a list of projects, the speech again.

    >>> [ends_section(line) for line in ("附件3", "专栏2 重大工程", "各位代表！", "三微：微创意")]
    [True, True, True, False]
    """
    folded = _simplified(normalize_line(line[:MAX_HEADING_LENGTH]))
    if _BODY_RESUMES.match(folded) or _BOX.match(folded):
        return True
    if len(line) >= _MAX_SECTION_END_LENGTH or any(quote in line for quote in "“”「」"):
        return False
    unframed = folded.translate(_FRAMES)
    return _ANNEX_LINE.match(unframed) is not None or (not _NUMBERED.match(folded) and bool(_TASKS.match(unframed)))


def _simplified(line: str) -> str:
    return line.translate(_SIMPLIFIED) if _TRADITIONAL.search(line) else line


def is_annex(line: str) -> bool:
    """Whether ``line`` opens an annex, and its title does not make it a list of projects.

    >>> is_annex("附件2"), is_annex("附件2：报告里的新提法"), is_annex("附件1：重点项目表")
    (True, True, False)
    """
    folded = _simplified(normalize_line(line[:MAX_HEADING_LENGTH])).translate(_FRAMES)
    return len(line) < _MAX_SECTION_END_LENGTH and bool(_ANNEX_LINE.match(folded)) and not _NAMED_AS_LIST.search(folded)


def is_footer(line: str) -> bool:
    """Whether ``line`` belongs to the web page (source, editor, share buttons) and not to the text."""
    if len(line) >= _MAX_FOOTER_LENGTH:
        return _SOURCES.match(normalize_line(line[:12])) is not None
    return _FOOTER.match(normalize_line(line)) is not None


_SENTENCE_ENDS = frozenset("。；，：、")
_PAGE_NUMBER = re.compile(
    r"[-—–―_·.~]{0,4}(?:第?[0-9]{1,4}页?(?:[/,共]{1,2}[0-9]{1,4}页?)?"
    r"|[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,4}|[ivxlc]{1,6})[-—–―_·.~]{0,4}$",  # 1-1-7: volume, part, page
    re.IGNORECASE,
)
# （下转第3版）（上接第2版）: the end of a newspaper page.
_JUMP = re.compile(rf"(?:[(（【]?{simplified('heading_words', 'page-jump')}第?.{{1,4}}版[)）】]?){{1,3}}$")
_RULE = re.compile(r"[-—–―_=~·.#+*○●]{2,}$")
_CUT = re.compile(rf"[(（【\[]?{simplified('heading_words', 'cut-mark')}[)）】\]]?[。.]?$")
# 一、2015年工作回顾 or （二）文化类 between two entries divides the glossary and explains nothing.
_PART = re.compile(
    rf"(?:第[{ONE_TO_TEN}]{{1,3}}部分|[{ONE_TO_TEN}]{{1,3}}、|[(（][{ONE_TO_TEN}]{{1,3}}[)）])[^。:：；;]{{0,30}}$"
)
# 2014年2月19日印, at the end of the printed booklet.
_PRINTED_ON = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日印[发製制]?$")
# The title of the report alone on a line is a page header.
_REPORT_TITLE = re.compile(r"\S{0,24}政府工作报告$")
_IMAGE = re.compile(r"!\[[^\]\n]{0,80}\]\([^)\n]{0,200}\)$")


def is_page_artefact(line: str) -> bool:
    """Whether ``line`` is a page number, a rule, an image or a cut mark.

    >>> [is_page_artefact(line) for line in ("— 23 —", "---", "（本文有删减）", "23个")]
    [True, True, True, False]
    """
    if len(line) > 220 or line[-1:] in _SENTENCE_ENDS:
        return False
    folded = normalize_line(line)
    return any(shape.match(folded) for shape in (_PAGE_NUMBER, _RULE, _CUT, _IMAGE, _REPORT_TITLE, _JUMP, _PRINTED_ON))


def running_headers(text: str) -> frozenset[str]:
    """Returns the short lines that occur three times or more and are not sentences: page headers and footers."""
    # Splitting is ten times as fast as a pattern that starts at line starts.
    counts = Counter([line.strip() for line in text.split("\n") if _MIN_HEADER <= len(line) <= _MAX_HEADER])
    return frozenset(
        line for line, count in counts.items() if count >= _RUNNING and line and not _SENTENCE_OR_ITEM.search(line)
    )


_RUNNING = 3
_MIN_HEADER, _MAX_HEADER = 4, 30  # code points of the printed line
_SENTENCE_OR_ITEM = re.compile(r"[。；：:，,！]|^\W*\d+[.．、]")


def is_part_heading(line: str) -> bool:
    """Whether ``line`` only divides the entries of a glossary (一、2015年工作回顾)."""
    return len(line) < 60 and _PART.match(normalize_line(line)) is not None


_REFERENCE = re.compile(simplified("note_words", "reference"))
# 此件原题为《修桥意见》，曾编入《河口文选》。
_ABOUT_DOCUMENT = re.compile(
    rf"\s*{simplified('note_words', 'this-document')}[^。；：:\n]{{0,40}}?"
    rf"{simplified('note_words', 'origin-of-document')}"
)
# 载体：… and 见习期：… are entries; their heads only begin like a reference.
_REST_OF_HEAD = re.compile(f"(?!{simplified('note_words', 'behind-reference')})[\u4e00-\u9fff]{{1,8}}[：:]")
_WITHIN = re.compile(rf"[，,。]\s*{simplified('note_words', 'cited-within')}《|^《[^》]{{1,40}}》[，,]?第\d+[页卷]")
_HEADLESS = re.compile(rf"[：:，,—-]{{0,2}}\s*{simplified('definition_verbs', 'opens-note')}")


def is_reference(note: str, *, footnote: bool = True) -> bool:
    """Whether ``note`` is only a reference to a source; in a ``footnote`` a few words may precede the reference.

    >>> is_reference("见《新县志》第二卷。"), is_reference("三微：微创意、微配套、微改造。")
    (True, False)
    >>> is_reference("见：《新县志》。"), is_reference("载体：承载要素的场所。"), is_reference("见习期：试用的一年。")
    (True, False, False)
    >>> is_reference("此件原题为《修桥意见》，曾编入《河口文选》。")
    True
    """
    if is_about_document(note):
        return True
    reference = _REFERENCE.match(note)
    if reference and not _REST_OF_HEAD.match(note, reference.end()):
        return True
    return footnote and _WITHIN.search(note[:60]) is not None


def is_about_document(note: str) -> bool:
    """Whether ``note`` says where the annotated document comes from: its first title, where it was printed.

    >>> is_about_document("本篇是讲话，原载《河口日报》。"), is_about_document("本文收割：一种割稻的方法。")
    (True, False)
    """
    return _ABOUT_DOCUMENT.match(note) is not None


def lacks_headword(note: str) -> bool:
    """Whether ``note`` begins with its definition, because its headword is in the running text before its marker.

    >>> lacks_headword("指修好、测好、管好、守好乡间渡口。"), lacks_headword("即时配送：一小时内送达。")
    (True, False)
    """
    return _HEADLESS.match(note) is not None


_CITATION = re.compile(rf"{simplified('note_words', 'cites')}《[^《》\n]{{1,60}}》[^。；\n]{{0,12}}[。；]?\s*")


def is_citation(definition: str) -> bool:
    """Whether ``definition`` only names a document, and explains nothing.

    >>> is_citation("见《三微改造方案》第二章。"), is_citation("见《三微改造方案》。指微改造。")
    (True, False)
    """
    return _CITATION.fullmatch(definition) is not None


_CELL = re.compile(r"[^|\t]+")
_COLUMN = re.compile(simplified("heading_words", "column"))
_MAX_COLUMN_NAME = 6


def is_table_header(line: str) -> bool:
    r"""Whether every cell of ``line`` names a column of a table of words; bars or tabs separate the cells.

    >>> [is_table_header(line) for line in ("| 序号 | 词语 | 含义 |", "词　语\t含　义", "概念股\t有某种概念的股票")]
    [True, True, False]
    """
    cells = ["".join(cell.split()) for cell in _CELL.findall(line)]
    cells = [cell for cell in cells if cell]
    return len(cells) > 1 and all(len(cell) <= _MAX_COLUMN_NAME and _COLUMN.search(cell) for cell in cells)
