"""``extension/matching/rules.js``: the server's rules of matching, as the browser extension carries them.

``make docs`` writes it, a test compares it: the extension matches by the same tables as the library.
"""

import json
import re

from glossary.annotation.lexicon import client_rules

_HEAD = """/**
 * How text is folded and where forms may stand, as the server's matcher has it. Written by `make docs`; do not edit.
 *
 * @typedef {object} Rules
 * @property {string} digest Of everything else, so that a client sees whether it has the same.
 * @property {{from: string, to: string}} folding Code points of `from`, each with the one of `to` that it is folded to.
 * @property {Guards} guards
 */

/**
 * @typedef {object} Guards Sets of characters, and tables of such sets; docs/reading-aid.md says what they are for.
 * @property {string} numerals
 * @property {string} before_numeral
 * @property {string} word
 * @property {string} joined
 * @property {string} han_numerals
 * @property {string} links
 * @property {Record<string, string>} behind
 * @property {Record<string, string>} before
 */

/** @type {Rules} */
export const RULES = """

_UNSEEN = re.compile("[\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ue000-\uf8ff]")
"""What an editor does not show, or takes for a line end."""


def rules_module() -> str:
    """The module as it has to be."""
    said = json.dumps(client_rules(), ensure_ascii=False, indent=2)
    return f"{_HEAD}{_UNSEEN.sub(_escape, said)};\n"


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
