/**
 * The places of a text as pages get them: flat rows of four numbers.
 *
 * A label that nobody explains gives way to its explained parts (六稳六保 to 六稳 and 六保), as in the server.
 */

import { UNEXPLAINED } from "./form_table.js";

/** @typedef {import("./matcher.js").Matcher} Matcher */
/** @typedef {Map<number, [string, number][]>} Parts By the number of a term: folded piece and number of the term that it is. */
/** @typedef {{seen: Set<number>, hidden: Set<number>}} Personal Numbers of terms that were read before, and of those never marked. */

/**
 * @typedef {object} TermPlace
 * @property {number} start UTF-16 units.
 * @property {number} end
 * @property {number} term The number of the term; below zero for a wording that is not in the lexicon.
 * @property {number} sense The sense that its form chooses, from 1; of an explanation of the page, its number; 0 for none.
 * @property {boolean} isExplained
 * @property {boolean} [isOwn] Whether the page itself explains it.
 */

/** The looks of a mark. */
export const LOOKS = Object.freeze({ explained: 0, unexplained: 1, seen: 2, own: 3 });

/**
 * The places of the lexicon's terms.
 * @param {Matcher} matcher
 * @param {Parts} parts
 * @param {string} text
 * @returns {TermPlace[]}
 */
export function findTerms(matcher, parts, text) {
  const { terms, senses, flags } = matcher.table.data;
  const found = matcher.find(text);
  /** @type {TermPlace[]} */
  const places = [];
  for (let at = 0; at < found.length; at += 3) {
    const [start, end, form] = [found[at], found[at + 1], found[at + 2]];
    const isExplained = !(flags[form] & UNEXPLAINED);
    const pieces = isExplained ? undefined : parts.get(terms[form]);
    const split = pieces && splitPlace(matcher, text.slice(start, end), pieces);
    if (split?.length) for (const [first, last, term] of split) places.push({ start: start + first, end: start + last, term, sense: 0, isExplained: true });
    else places.push({ start, end, term: terms[form], sense: senses[form], isExplained });
  }
  return places;
}

/**
 * Start, end (UTF-16 units), number of the term, sense × 4 + look; four numbers a place.
 * @param {TermPlace[]} places
 * @param {Personal} personal
 * @param {number} [from] Where the text of the rows begins.
 * @returns {number[]}
 */
export function rowsOf(places, { seen, hidden }, from = 0) {
  /** @type {number[]} */
  const rows = [];
  for (const { start, end, term, sense, isExplained, isOwn } of places) {
    if (hidden.has(term)) continue;
    const look = isOwn ? LOOKS.own : !isExplained ? LOOKS.unexplained : seen.has(term) ? LOOKS.seen : LOOKS.explained;
    rows.push(start - from, end - from, term, 4 * sense + look);
  }
  return rows;
}

/**
 * @param {Matcher} matcher
 * @param {Parts} parts
 * @param {string} text
 * @param {Personal} personal
 * @returns {number[]} As `rowsOf`.
 */
export function findPlaces(matcher, parts, text, personal) {
  return rowsOf(findTerms(matcher, parts, text), personal);
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
