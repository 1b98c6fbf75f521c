/** Regular expressions at a position, as Python has them. */

import { PAGE_PATTERNS } from "./page_patterns.js";

/**
 * A pattern of the library by its name.
 * @param {string} name
 * @param {string} [flags]
 */
export function pattern(name, flags = "") {
  return new RegExp(PAGE_PATTERNS.patterns[name], `u${flags}`);
}

/**
 * A match that begins at `at`.
 * @param {RegExp} sticky With the flag `y`.
 * @param {string} text
 * @param {number} at
 */
export function matchAt(sticky, text, at) {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

/**
 * The first match from `at` on.
 * @param {RegExp} global With the flag `g`.
 * @param {string} text
 * @param {number} at
 */
export function searchFrom(global, text, at) {
  global.lastIndex = at;
  return global.exec(text);
}

/**
 * A pattern that has to match a whole text.
 * @param {string} source
 */
export function whole(source) {
  return new RegExp(`^(?:${source})$`, "u");
}

/**
 * Whether one of the words ends at `end`.
 * @param {string} text
 * @param {number} end
 * @param {readonly string[]} words
 */
export function endsAt(text, end, words) {
  return words.some((word) => word.length <= end && text.startsWith(word, end - word.length));
}
