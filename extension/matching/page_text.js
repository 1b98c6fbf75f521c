/**
 * A text as the rules of slogans and explanations see it: simplified characters, one way to write digits, one unit a
 * code point. Quotation marks and case stay.
 */

import { PAGE_PATTERNS } from "./page_patterns.js";
import { RULES } from "./rules.js";

/**
 * @typedef {object} PageText
 * @property {string} printed One unit a code point: those beyond the first plane are replaced.
 * @property {string} normal The same in simplified characters.
 * @property {(at: number) => number} offset Where a position is in UTF-16 units of the text.
 */

/** The first character of a script whose folding in `rules.js` holds here, too. */
const FIRST_FOLDED = 0x2e80;
/** Stand for a Han character and for any other character beyond the first plane. */
const SOME_HAN = "\u9fff";
const SOME_OTHER = "\ue000";
const BEYOND = /[\u{10000}-\u{10ffff}]/gu;
const HAN = /\p{L}/u;

/** @type {Uint16Array | null} */
let known = null;

function table() {
  if (known) return known;
  const made = Uint16Array.from({ length: 0x10000 }, (_, code) => code);
  for (const [{ from, to }, first] of /** @type {const} */ ([[RULES.folding, FIRST_FOLDED], [PAGE_PATTERNS.characters, 0]])) {
    const targets = [...to];
    [...from].forEach((character, at) => {
      const code = Number(character.codePointAt(0));
      const other = Number(targets[at].codePointAt(0));
      if (code >= first && other <= 0xffff) made[code] = other;
    });
  }
  known = made;
  return made;
}

/** Units that `String.fromCharCode` takes at a time. */
const AT_ONCE = 8_192;

/**
 * @param {string} text
 * @returns {string} As long as `text`.
 */
export function normalize(text) {
  const of = table();
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) units[at] = of[text.charCodeAt(at)];
  let normal = "";
  for (let at = 0; at < units.length; at += AT_ONCE) normal += String.fromCharCode(...units.subarray(at, at + AT_ONCE));
  return normal.replaceAll("计画", "计划"); // the only phrase whose character changes another way than alone
}

/**
 * @param {string} text
 * @returns {PageText}
 */
export function readPageText(text) {
  /** @type {number[]} Positions of replaced characters, in code points. */
  const beyond = [];
  const printed = text.replace(BEYOND, (character, at) => {
    beyond.push(at - beyond.length);
    return HAN.test(character) ? SOME_HAN : SOME_OTHER;
  });
  const offset = beyond.length ? (/** @type {number} */ at) => at + countBelow(beyond, at) : (/** @type {number} */ at) => at;
  return { printed, normal: normalize(printed), offset };
}

/**
 * How many of the sorted numbers are below one.
 * @param {number[]} sorted
 * @param {number} limit
 */
export function countBelow(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
