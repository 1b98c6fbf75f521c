"""Settings: where they come from, what is refused, and under which name."""

from typing import Any

import pytest

from api.settings import ConfigurationError, read_settings, unknown_variables


@pytest.mark.parametrize(
    ("config", "environment", "message"),
    [
        ({"max_text": 2**21}, {}, "max_text: 2097152 is more than 1048576"),
        ({}, {"GLOSSARY_MAX_TEXT": "2097152"}, "GLOSSARY_MAX_TEXT: 2097152 is more than 1048576"),
        ({}, {"GLOSSARY_CACHE_BYTES": "much"}, "GLOSSARY_CACHE_BYTES: 'much' is not a whole number"),
        ({}, {"GLOSSARY_RATE_LIMIT": "abc"}, "GLOSSARY_RATE_LIMIT: 'abc' is not a number"),
        ({}, {"GLOSSARY_RATE_LIMIT": "nan"}, "GLOSSARY_RATE_LIMIT: nan is negative or not finite"),
        ({"proxies": -1}, {}, "proxies: -1 is negative"),
        ({"log_format": "xml"}, {}, "log_format: 'xml' is not one of text, json, off"),
        ({"base_url": "example.org"}, {}, "base_url: 'example.org/' does not look like https://example.org/"),
        ({"base_url": "https://"}, {}, "base_url: "),
        ({"GLOSSARY_CACHE_BYTE": 1}, {}, "GLOSSARY_CACHE_BYTE: no such setting; did you mean cache_bytes?"),
        ({"colour": 1}, {}, "colour: no such setting; there are db, exports, "),
        ({"port": 1}, {}, "port: no such setting"),
    ],
)
def test_a_setting_that_cannot_be_is_named_as_it_was_given(
    config: dict[str, Any], environment: dict[str, str], message: str
) -> None:
    """The key or the variable, and the reason."""
    with pytest.raises(ConfigurationError) as refused:
        read_settings(config, environment)

    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("address", ["https://example.org/g", "https://example.org/g/"])
def test_an_address_needs_no_slash_at_its_end(address: str) -> None:
    """It is taken with one."""
    assert read_settings({"base_url": address}, {}).base_url == "https://example.org/g/"


def test_what_is_given_wins_over_the_environment() -> None:
    """And an empty value over nothing."""
    found = read_settings({"max_age": 5, "exports": ""}, {"GLOSSARY_MAX_AGE": "9", "GLOSSARY_PROXIES": "1"})

    assert (found.max_age, found.proxies, found.exports) == (5, 1, None)


def test_only_variables_that_no_setting_has_are_odd() -> None:
    """Each with the nearest one, or all where none comes near."""
    odd = unknown_variables({"GLOSSARY_BOGUS": "1", "GLOSSARY_MAXAGE": "1", "GLOSSARY_HOST": "::", "PATH": "/bin"})

    assert [line.split(" ")[0] for line in odd] == ["GLOSSARY_BOGUS", "GLOSSARY_MAXAGE"]
    assert odd[0].endswith("GLOSSARY_HOST, GLOSSARY_PORT, GLOSSARY_WORKERS")
    assert odd[1].endswith("did you mean GLOSSARY_MAX_AGE?")
