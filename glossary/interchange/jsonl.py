"""JSON Lines: one article a line, in full, as the API answers it in zh-Hans; the fields are told in docs/model.md."""

from typing import BinaryIO

import orjson

from glossary.interchange.edition import Edition


def write_jsonl(edition: Edition, out: BinaryIO) -> int:
    """Write every article; returns their number."""
    count = 0
    for count, article in enumerate(edition.articles(), 1):  # noqa: B007 - the last value is the number of rows
        out.write(orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE))
    return count
