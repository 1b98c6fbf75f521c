/** Lists in running text: their extents and how many items they have; as `extraction/list_spans.py`. */

import { pattern } from "./patterns.js";

/** Units; a longer stretch between two marks of a list is a sentence. */
const MAX_ITEM_LENGTH = 30;
/** Units that a clause may begin before its end. */
export const LOOK_BACK = 120;
const MARK = /[、，,；;“”‘’「」『』（(）)]/g;
/** @type {Record<string, string>} */
const CLOSES = { "“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")" };
const AND = pattern("listSpans.and");
const ENDS_CLAUSE = new Set("。；：！？:;!?\n，,“”()（）");

/**
 * The parts of a stretch between separators, not split within quotation marks or brackets.
 * @param {string} stretch
 * @param {string} [separators]
 * @returns {string[]}
 */
export function splitList(stretch, separators = "、") {
  const parts = [];
  let start = 0;
  let awaited = "";
  for (const { 0: character, index } of stretch.matchAll(MARK)) {
    if (awaited) awaited = character === awaited ? "" : awaited;
    else if (character in CLOSES) awaited = stretch.includes(CLOSES[character]) ? CLOSES[character] : "";
    else if (separators.includes(character)) {
      parts.push(stretch.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(stretch.slice(start));
  return parts.map((part) => part.trim());
}

/**
 * The `count` items that a stretch lists; empty if it does not list that many.
 * @param {string} stretch
 * @param {number} count
 * @returns {string[]}
 */
export function findList(stretch, count) {
  if (stretch.split("、").length - 1 < count - 2) return [];
  const parts = splitList(stretch);
  if (parts.length === count - 1) parts.push(...halves(String(parts.pop())));
  const isUsable = parts.length === count && count > 1 && parts.every((part) => part.length > 0 && part.length <= MAX_ITEM_LENGTH);
  return isUsable ? parts : [];
}

/**
 * The two items that 和 joins; of several places, at the one that leaves the most equal halves.
 * @param {string} part
 * @returns {string[]}
 */
function halves(part) {
  let best = [part];
  let least = Infinity;
  for (const { 0: word, index } of AND.all(part)) {
    const pair = [part.slice(0, index), part.slice(index + word.length)];
    const difference = Math.abs(pair[0].length - pair[1].length);
    if (difference < least) {
      least = difference;
      best = pair;
    }
  }
  return best;
}

/**
 * Where the clause that ends at `end` begins.
 * @param {string} text
 * @param {number} end
 */
export function findClauseStart(text, end) {
  const start = Math.max(0, end - LOOK_BACK);
  for (let at = end; at > start; at--) if (ENDS_CLAUSE.has(text[at - 1])) return at;
  return start;
}

/**
 * Whether the clause before `end` lists `count` things, three or more.
 * @param {string} text
 * @param {number} end
 * @param {number} count
 */
export function isPrecededByCount(text, end, count) {
  const stretch = text.slice(findClauseStart(text, end), end).replace(/等$/, "");
  return count > 2 && stretch.includes("、") && findList(stretch, count).length > 0;
}
