"""No route and no reader takes longer than a text is long, whatever the text is made of.

A time is asserted here, as a ratio of processor times at a quarter and at the whole of a length, in the best of three
attempts; a quadratic function would give twice what is allowed.
"""

from pathlib import Path

import pytest

from benchmarks.linear import UNITS, functions, make_store, measure_all, measure_growth

pytestmark = pytest.mark.slow

NAMES = tuple(functions(Path("none.db")))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("linear"))


@pytest.mark.parametrize("name", NAMES)
def test_time_grows_with_the_length_and_no_faster(store: Path, name: str) -> None:
    function = functions(store)[name]
    grown = [str(growth) for growth in measure_all({name: function}, UNITS) if not growth.is_linear]

    assert grown == []


def test_a_quadratic_function_is_noticed() -> None:
    """Else nothing would be tested above."""

    def quadratic(text: str) -> object:
        return [text[:at].replace("一", "二二") for at in range(0, len(text), 100)]

    assert not measure_growth("quadratic", quadratic, "一").is_linear
    assert measure_growth("linear", lambda text: [char * 2 for char in text * 20], "一").is_linear
