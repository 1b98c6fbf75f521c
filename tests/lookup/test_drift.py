"""Wordings by year with what was changed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lookup.drift import COLUMNS, compare_wordings, drift, flatten

PIECES = st.text("能耗总量、强度。“”碳", max_size=30)


@settings(deadline=None, max_examples=200)
@given(PIECES, PIECES)
def test_changes_joined_are_both_wordings(old: str, new: str) -> None:
    changes = compare_wordings(old, new)
    assert "".join(change.old for change in changes) == old
    assert "".join(change.new for change in changes) == new
    assert all((change.old == change.new) == (change.op == "same") for change in changes)


def test_an_exchanged_member_is_named_whole() -> None:
    changes = compare_wordings("城镇空间、农业空间、生态空间", "城镇空间、农业空间、海洋空间")
    assert [(one.op, one.old, one.new) for one in changes if one.op != "same"] == [("replace", "生态", "海洋")]


def wording(year: int | None, text: str) -> dict[str, object]:
    return {"year": year, "source": f"s{year}", "start": 0, "issuer": None, "level": None, "text": text}


def test_wordings_come_by_year_and_undated_ones_are_counted() -> None:
    definitions = [wording(2022, "碳排放双控"), wording(2015, "能耗双控"), wording(None, "双控")]
    (sense,) = drift({"senses": [{"id": "t.a", "status": "primary", "definitions": definitions}]})
    assert [one["year"] for one in sense["wordings"]] == [2015, 2022]
    assert sense["wordings"][0]["changes"] is None
    assert {"op": "same", "old": "双控", "new": "双控"} in sense["wordings"][1]["changes"]
    assert sense["undated"] == 1
    assert drift({"senses": [{"id": "t.a", "status": "primary", "definitions": definitions}]}, since=2020)[0][
        "wordings"
    ]


def test_a_table_has_a_row_for_each_wording_with_its_changes() -> None:
    senses = drift(
        {
            "senses": [
                {"id": "t.a", "status": "primary", "definitions": [wording(2015, "能耗双控"), wording(2022, "碳双控")]}
            ]
        }
    )
    rows = list(flatten(senses))
    assert [row["changes"] for row in rows] == ["", "[-能耗-]{+碳+}双控"]
    assert all(set(COLUMNS) <= set(row) for row in rows)
