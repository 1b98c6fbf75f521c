"""Words of the language are rows of tables: the code of the library spells no list of three words or more."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.chinese import word_lists
from glossary.chinese.script import to_hans
from tests.repository.tracked_files import ROOT, python_files

_HAN = "\u3400-\u9fff"
_ALTERNATION = re.compile(rf"(?:^|[(|:])([{_HAN}][^|()\[\]]*(?:\|[^|()]*[{_HAN}][^|()]*){{2,}})")
_NUMERALS = re.compile(r"[零〇○一二三四五六七八九十百千万亿两双兩雙多第0-9+nx|\W]+")
"""Numerals are no words of a table: ``glossary.chinese.numerals`` has their values."""
_COLLECTIONS = ("frozenset", "set", "tuple", "list")

MOVED = (
    "glossary/annotation",
    "glossary/chinese",
    "glossary/cli",
    "glossary/export",
    "glossary/extraction/diagnostics.py",
    "glossary/extraction/entries",
    "glossary/extraction/extract.py",
    "glossary/extraction/inline_definitions",
    "glossary/extraction/law_articles.py",
    "glossary/extraction/list_spans.py",
    "glossary/extraction/members",
    "glossary/extraction/metadata",
    "glossary/extraction/slogans",
    "glossary/ingest",
    "glossary/lookup",
    "glossary/senses",
    "glossary/store",
)
"""Packages and modules whose words are all in tables."""
LEFT = {
    "glossary/annotation/lexicon.py": 1,  # what stands before a numeral of an ordinal: 第三, 周三, 星期三
    "glossary/chinese/normalize.py": 1,  # characters that OpenCC converts only in phrases: 甦, 俱
    "glossary/chinese/regions.py": 1,  # the short names of the autonomous regions: 广西
    "glossary/chinese/word_lists.py": 1,  # characters with several traditional forms, of which the tables are built
    "glossary/extraction/entries/headword_choice.py": 1,  # signs and 是, 指, 即 behind a frame
    "glossary/extraction/metadata/title_block.py": 1,  # three shapes of the first heading: 一、, 第一部分, 2022年…回顾
    "glossary/ingest/blob.py": 1,  # characters by which the encoding of a name is recognized
}
"""How many lists a file may spell, and why."""
REMAINING = 0
"""The lists in the rest of the library; the number may only fall."""


def _lists(path: Path) -> Iterator[str]:
    """Yields the lists of words that a module spells: alternations, collections of words, sets of characters."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield from (found[1] for found in _ALTERNATION.finditer(node.value))
        elif isinstance(node, ast.Set | ast.Tuple | ast.List | ast.Dict):
            yield from _collection(node.keys if isinstance(node, ast.Dict) else node.elts)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in _COLLECTIONS and node.args:
            characters = getattr(node.args[0], "value", None)
            if isinstance(characters, str) and len(re.findall(f"[{_HAN}]", characters)) > 2:
                yield characters


def _collection(elements: list[ast.expr] | list[ast.expr | None]) -> Iterator[str]:
    words = [each.value for each in elements if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    han = [word for word in words if re.fullmatch(f"[{_HAN}]+", word)]
    if len(han) > 2:
        yield "|".join(han)


def _spelled() -> dict[str, list[str]]:
    return {
        str(path.relative_to(ROOT)): found
        for path in python_files("glossary")
        if (found := [each for each in _lists(path) if not _NUMERALS.fullmatch(each)])
    }


def test_no_list_of_words_is_spelled_where_the_words_are_in_tables() -> None:
    """Add a row with an example to ``glossary/chinese/data`` and build the pattern from its role (docs/words.md)."""
    moved = {name: found for name, found in _spelled().items() if name.startswith(MOVED)}

    assert {name: found for name, found in moved.items() if len(found) > LEFT.get(name, 0)} == {}
    assert {name for name, number in LEFT.items() if len(moved.get(name, [])) < number} == set()


_CLASS = re.compile(r"\[\^?((?:[^\]\\]|\\.)*)\]")
CLASSES = Counter(
    {
        "glossary/chinese": 2,
        "glossary/extraction/entries": 5,
        "glossary/extraction/inline_definitions": 1,
        "glossary/extraction/list_spans.py": 1,
        "glossary/extraction/members": 35,
        "glossary/extraction/slogans": 2,
        "glossary/lookup": 1,
        "glossary/senses": 1,
    }
)
"""How many classes of three or more Chinese characters ([本该此前上]) patterns may spell; the numbers may only fall."""


def _classes(path: Path) -> Iterator[str]:
    """Yields the classes of patterns with three or more characters that are no numerals, in one script."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            for found in _CLASS.findall(node.value):
                characters = {to_hans(each) for each in re.findall(f"[{_HAN}]", found) if not _NUMERALS.fullmatch(each)}
                if len(characters) > 2:
                    yield found


def test_no_more_classes_of_characters_are_spelled() -> None:
    """``character_class`` of ``glossary.chinese.word_lists`` makes one from the rows of a role."""
    found: Counter[str] = Counter()
    for path in python_files("glossary"):
        name = str(path.relative_to(ROOT))
        found[next((room for room in MOVED if name.startswith(room)), name)] += len(list(_classes(path)))

    assert found <= CLASSES, found - CLASSES


def test_no_more_lists_are_spelled_elsewhere() -> None:
    rest = Counter({name: len(found) for name, found in _spelled().items() if not name.startswith(MOVED)})

    assert rest.total() <= REMAINING, rest


@pytest.mark.parametrize(
    ("code", "lists"),
    [
        ('P = re.compile("(?:今年|去年|明年)以来")', ["今年|去年|明年"]),
        ('P = ("今年", "去年", "明年")', ["今年|去年|明年"]),
        ('P = frozenset("省市县")', ["省市县"]),
        ('P = re.compile("第[一二三]条")', []),
        ('"""今年|去年|明年"""', []),
        ('P = re.compile("今年|去年")', []),
    ],
)
def test_what_counts_as_a_list(tmp_path: Path, code: str, lists: list[str]) -> None:
    path = tmp_path / "module.py"
    path.write_text(code, "utf-8")

    assert list(_lists(path)) == lists


def test_every_role_is_used() -> None:
    """A role that no module names is either misspelled or no longer needed."""
    code = [path.read_text("utf-8") for path in python_files("glossary")]
    names = {path.name.removesuffix(".tsv") for path in word_lists.TABLES.iterdir() if path.name.endswith(".tsv")}
    tables = names - {"false_friends", "member_words", "metadata_keys"}  # their readers take all roles as they are
    unused = {
        (table, role)
        for table in tables
        if "roles" in word_lists.load_rows(table)[0]
        for word in word_lists.load_words(table)
        for role in word.roles
        if not any(f'"{role}"' in text or f"'{role}'" in text for text in code if table in text)
    }

    assert unused == set()


@pytest.mark.parametrize(
    ("code", "classes"),
    [
        ('P = re.compile("[本该此前上]款")', ["本该此前上"]),
        ('P = re.compile("[条條]|[一二三四]、")', []),
        ('"""[本该此前上]"""', []),
    ],
)
def test_what_counts_as_a_class(tmp_path: Path, code: str, classes: list[str]) -> None:
    path = tmp_path / "module.py"
    path.write_text(code, "utf-8")

    assert list(_classes(path)) == classes
