"""For whom a sense holds."""

import pytest

from glossary.senses.clusters import Cluster
from glossary.senses.evidence import Evidence, SourceFacts
from glossary.senses.scopes import find_scope

Place = tuple[str | None, str | None, str | None]


def _scope(*places: Place) -> tuple[str | None, str | None]:
    """Level and region of what these places explain."""
    rows = [
        Evidence(
            SourceFacts(f"s{at}", 2020, "prefecture", None, place),
            "entry",
            *("三湖",) * 4,
            10,
            20,
            0,
            4,
            definition="甲",
        )
        for at, place in enumerate(places)
    ]
    scope = find_scope(Cluster(rows))
    return scope.level, scope.region


@pytest.mark.parametrize(
    ("places", "scope"),
    [
        ([("云岭省", "甲山市", None)], ("prefecture", "云岭省甲山市")),
        ([("云岭省", "甲山市", "丙区"), ("云岭省", "甲山市", "丁县")], ("prefecture", "云岭省甲山市")),
        ([("云岭省", "甲山市", None), ("云岭省", "乙水市", None)], ("province", "云岭省")),
        ([("云岭省", "甲山市", None), ("南泽省", "乙水市", None)], ("national", None)),
        ([(None, None, "甲山市"), (None, None, "乙水市")], (None, None)),
        ([("云岭省", "甲山市", None), (None, None, "乙水市")], (None, None)),
        ([("云岭省", None, None), ("南泽省", None, None), (None, None, "乙水市")], ("national", None)),
    ],
)
def test_the_scope_is_the_smallest_known_area(places: list[Place], scope: tuple[str | None, str | None]) -> None:
    """Where a province is not known, nothing is known of the area that holds both places."""
    assert _scope(*places) == scope
