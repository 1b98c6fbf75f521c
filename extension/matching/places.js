/**
 * The places of a text as pages get them: flat rows of four numbers.
 *
 * A label that nobody explains gives way to its explained parts (六稳六保 to 六稳 and 六保), as in the server.
 */

import { UNEXPLAINED } from "./form_table.js";

/** @typedef {import("./matcher.js").Matcher} Matcher */
/** @typedef {Map<number, [string, number][]>} Parts By the number of a term: folded piece and number of the term that it is. */

/** The looks of a mark. */
export const LOOKS = Object.freeze({ explained: 0, unexplained: 1, seen: 2 });

/**
 * Start, end (UTF-16 units), number of the term, sense (from 1, 0 for none) × 4 + look; four numbers a place.
 * @param {Matcher} matcher
 * @param {Parts} parts
 * @param {string} text
 * @param {{seen: Set<number>, hidden: Set<number>}} personal Numbers of terms that were read before, and of those never marked.
 * @returns {number[]}
 */
export function findPlaces(matcher, parts, text, { seen, hidden }) {
  const { terms, senses, flags } = matcher.table.data;
  const found = matcher.find(text);
  /** @type {number[]} */
  const rows = [];
  /**
   * @param {number} start
   * @param {number} end
   * @param {number} term
   * @param {number} sense
   * @param {boolean} isExplained
   */
  const add = (start, end, term, sense, isExplained) => {
    if (hidden.has(term)) return;
    const look = !isExplained ? LOOKS.unexplained : seen.has(term) ? LOOKS.seen : LOOKS.explained;
    rows.push(start, end, term, 4 * sense + look);
  };
  for (let at = 0; at < found.length; at += 3) {
    const [start, end, form] = [found[at], found[at + 1], found[at + 2]];
    const isExplained = !(flags[form] & UNEXPLAINED);
    const pieces = isExplained ? undefined : parts.get(terms[form]);
    const split = pieces && splitPlace(matcher, text.slice(start, end), pieces);
    if (split?.length) for (const [first, last, term] of split) add(start + first, start + last, term, 0, true);
    else add(start, end, terms[form], senses[form], isExplained);
  }
  return rows;
}

/**
 * Where the parts of a label stand in it; nothing where one of them is printed otherwise.
 * @param {Matcher} matcher
 * @param {string} printed
 * @param {[string, number][]} pieces
 * @returns {[number, number, number][]}
 */
function splitPlace(matcher, printed, pieces) {
  const { units, offsets } = matcher.folder.fold(printed);
  const folded = String.fromCharCode(...units);
  const offset = (/** @type {number} */ at) => (offsets ? offsets[at] : at);
  /** @type {[number, number, number][]} */
  const found = [];
  let from = 0;
  for (const [piece, term] of pieces) {
    const at = folded.indexOf(piece, from);
    if (at < 0) return [];
    from = at + piece.length;
    found.push([offset(at), offset(from), term]);
  }
  return found;
}
