"""Provinces and prefectures with their codes: the table agrees with itself."""

from collections import Counter

from glossary.chinese.regions import listed_places


def test_every_unit_lies_in_the_province_of_its_code() -> None:
    codes = {place.name: place.code for place in listed_places().values() if place.code.endswith("0000")}
    assert len(codes) == 34
    for place in listed_places().values():
        assert place.code[:2] == codes[place.province][:2]
        assert len(place.code) == 6
        assert place.code.endswith("00")


def test_no_code_is_given_twice() -> None:
    counts = Counter(place.code for place in listed_places().values())
    assert max(counts.values()) == 1
    assert len(counts) == 34 + 333
