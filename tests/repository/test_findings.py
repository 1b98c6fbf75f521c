"""The text of every finding is a row of glossary/data/finding_codes.tsv, and the code names its rows correctly."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from glossary.findings import (
    STAGES,
    FindingMessage,
    finding_codes,
    finding_messages,
    make_error,
    make_failure,
    make_finding,
)
from tests.repository.tracked_files import ROOT, python_files

ID = re.compile(r"[EWI]\d{3}(?:-[a-z-]+)?")
MAKERS = {each.__name__ for each in (make_error, make_failure, make_finding)}
CODE_AND_MESSAGE = {"Finding": slice(0, 2), "UnreadableSourceError": slice(1, 3)}
"""Positions of the code and the message among the arguments of the classes."""
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
    for folder in ("glossary", "api")
    for path in python_files(folder)
}


def _placeholders(message: FindingMessage) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message.template) if name is not None}


def _literal_ids(tree: ast.AST) -> set[str]:
    literals = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {value for value in literals if isinstance(value, str) and ID.fullmatch(value)}


def _calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def _uses(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Yields the id of each message that a module uses, with the names of the values given for it.

    A call with a variable as its id uses the ids that are literals elsewhere in the module and not compared.
    """
    calls = _calls(tree, MAKERS)
    named = {id_ for call in calls for id_ in _literal_ids(call.args[0])}
    compared = {id_ for node in ast.walk(tree) if isinstance(node, ast.Compare) for id_ in _literal_ids(node)}
    for call in calls:
        for id_ in _literal_ids(call.args[0]) or _literal_ids(tree) - named - compared:
            yield id_, {str(keyword.arg) for keyword in call.keywords}


@pytest.mark.parametrize("path", [path for path, tree in MODULES.items() if path != "glossary/findings.py"])
def test_each_use_names_a_row_and_gives_its_values(path: str) -> None:
    """No placeholder is left without a value, and no value is without a placeholder."""
    for id_, values in _uses(MODULES[path]):
        assert values == _placeholders(finding_messages()[id_]), id_


def test_each_row_is_used() -> None:
    """A message that nothing reports is removed, unlike its code, which is never used for something else."""
    used = {id_ for path, tree in MODULES.items() if path != "glossary/findings.py" for id_, _ in _uses(tree)}

    assert used == set(finding_messages())


@pytest.mark.parametrize("path", MODULES)
def test_no_module_words_a_finding(path: str) -> None:
    """Codes and messages in calls of the classes come from the table, or from elsewhere by way of a variable."""
    for call in _calls(MODULES[path], set(CODE_AND_MESSAGE)):
        assert isinstance(call.func, ast.Name)
        parts = [*call.args[CODE_AND_MESSAGE[call.func.id]], *(keyword.value for keyword in call.keywords)]
        assert not [part.lineno for part in parts if isinstance(part, ast.Constant | ast.JoinedStr)]


@pytest.mark.parametrize("path", MODULES)
def test_compared_codes_exist(path: str) -> None:
    """A literal that looks like a code or an id is one."""
    assert _literal_ids(MODULES[path]) <= {*finding_codes(), *finding_messages()}


@pytest.mark.parametrize("message", finding_messages().values(), ids=lambda each: each.id)
def test_a_row_has_an_example_of_each_value(message: FindingMessage) -> None:
    """With them, docs/findings.md shows the message."""
    assert set(message.values) == _placeholders(message)
    assert make_finding(message.id, **message.values).message == message.template.format(**message.values)


def test_ids_are_unambiguous() -> None:
    """A code has one row without a name, or rows with different names, the first of which explains the code."""
    rows = (ROOT / "glossary/data/finding_codes.tsv").read_text("utf-8").splitlines()[1:]
    ids = [row.split("\t")[0] for row in rows]
    codes = [id_[:4] for id_ in ids]

    assert len(set(ids)) == len(ids)
    assert all(ID.fullmatch(id_) and (id_ in codes) == (codes.count(id_[:4]) == 1) for id_ in ids)
    for number, row in enumerate(rows):
        _, message, _, stage, meaning, _, _ = row.split("\t")
        is_first = codes.index(codes[number]) == number
        assert message
        assert (stage in STAGES, bool(meaning)) == (is_first, is_first)


def test_a_mistake_raises() -> None:
    """Nothing is reported without its text."""
    with pytest.raises(KeyError):
        make_finding("W299")
    with pytest.raises(KeyError):
        make_failure("W201", "a.txt", before=4)
    with pytest.raises(KeyError):
        make_error("E106", "a.txt")


def test_a_module_that_words_a_finding_is_found() -> None:
    """The checks above see what they look for."""
    tree = ast.parse('make_finding("W201", before=1)\nfor id_ in ["W203"]: make_finding(id_)\nx == "E107"')

    assert sorted(_uses(tree)) == [("W201", {"before"}), ("W203", set())]
