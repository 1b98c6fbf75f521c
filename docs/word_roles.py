"""Writes the page of the roles of words: the words of each role, an example and the modules that name it."""

import re
from functools import cache
from pathlib import Path

from glossary.chinese.word_lists import TABLES, Word, load_rows, load_words

_ROOT = Path(__file__).parents[1]
_SHOWN = 6
_INTRODUCTION = """# Roles of words

Generated from the word tables by `make docs`. Each role has its first words, the example of the first one with the
result of the rules, and the modules that build patterns or sets from it. [words.md](words.md) describes the columns
and how to add a word.
"""


def word_roles_page() -> str:
    """Returns docs/word-roles.md: one section for each table, one row for each role."""
    names = sorted(path.name.removesuffix(".tsv") for path in TABLES.iterdir() if path.name.endswith(".tsv"))
    return "\n".join([_INTRODUCTION, *(_section(name) for name in names if "roles" in load_rows(name)[0])])


def _section(table: str) -> str:
    by_role: dict[str, list[Word]] = {}
    for word in load_words(table):
        for role in sorted(word.roles):
            by_role.setdefault(role, []).append(word)
    rows = [_row(table, role, words) for role, words in sorted(by_role.items())]
    head = [f"## {table}", "", "| role | words | example | used by |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows, ""])


def _row(table: str, role: str, words: list[Word]) -> str:
    shown = "、".join(word.word for word in words[:_SHOWN]) + ("…" if len(words) > _SHOWN else "")
    example = f"{words[0].example} → {words[0].expect}" if words[0].expect else words[0].example
    return f"| `{role}` | {_cell(shown)} | {_cell(example)} | {', '.join(_modules(table, role)) or '(all roles)'} |"


def _cell(text: str) -> str:
    """Escapes Markdown; regular expressions have brackets, which must not make a link."""
    return re.sub(r"[|\\<*_`\[\]]", lambda found: f"&#{ord(found[0])};", text)


def _modules(table: str, role: str) -> list[str]:
    """Lists the modules that name a role of a table, without the name of the package."""
    quoted = (f'"{role}"', f"'{role}'")
    return [f"`{name}`" for name, code in _code() if table in code and any(each in code for each in quoted)]


@cache
def _code() -> tuple[tuple[str, str], ...]:
    folder = _ROOT / "glossary"
    paths = sorted(path for path in folder.rglob("*.py") if path.name != "word_lists.py")
    return tuple((str(path.relative_to(folder).with_suffix("")), path.read_text("utf-8")) for path in paths)
