/** Quotations in all the quotation marks that reports use, and the labels in them; as `slogans/quotes.py`. */

import { pattern } from "./patterns.js";

/** Units of the longest label; longer quotations are speech. */
export const MAX_QUOTATION_LENGTH = 60;
const MAX_DEPTH = 6;
/** “四好“农村路: the same opening mark again, this close by, closes. */
const MISPRINT_DISTANCE = 9;

const PAIRS = "“”‘’「」『』﹁﹂﹃﹄〝〞«»‹›❝❞❛❜〖〗｢｣";
/** @type {Map<string, string>} */
const CLOSING = new Map([["〟", "〝"]]);
for (let at = 0; at < PAIRS.length; at += 2) CLOSING.set(PAIRS[at + 1], PAIRS[at]);
const TYPEWRITER = "\"＂'″";
const MIXED_MARKS = ['“„"＂〝″❝‟', "「『﹁﹃｢"];
const MARK = pattern("quotes.mark");
const ARTEFACTS = pattern("quotes.artefacts");
const QUOTES = /["“”„‘’「」『』﹁﹂﹃﹄〝〞〟«»‹›❝❞❛❜‟′〖〗｢｣＂'″《》]/gu;
const IS_PLAIN = /^\p{L}+$/u;

const DOUBLED = pattern("quotes.doubled");
const REVERSED = pattern("quotes.reversed");

/**
 * With “ and ” for pairs of doubled apostrophes, grave accents and single quotation marks; as long as before.
 * @param {string} text
 */
export function withUsualMarks(text) {
  if (!["''", "`", "´", "‘‘"].some((mark) => text.includes(mark))) return text;
  return DOUBLED.replace(text, (printed, doubled, single, opened) => (single ? `“${single}”` : `“\u200b${doubled ?? opened}\u200b”`));
}

/** @typedef {{start: number, end: number, nested: boolean}} Quotation */
/** @typedef {[number, number][]} Pieces Stretches of a text. */
/** @typedef {{start: number, end: number, form: string, core: Pieces, nested: boolean}} Label A short quotation with its normalized text. */

/**
 * The quotations of a text, by their ends; those within others first.
 * @param {string} text
 * @returns {Quotation[]}
 */
export function findQuotations(text) {
  /** @type {Quotation[]} */
  const found = [];
  /** @type {{mark: string, at: number, nested: boolean}[]} */
  const open = [];
  for (const mark of MARK.all(text)) {
    const start = mark.index;
    const end = start + mark[0].length;
    const last = open.at(-1);
    if (last && CLOSING.has(last.mark) && start - last.at > MISPRINT_DISTANCE) open.pop();
    if (text[start] === "\n") open.length = 0;
    else if (open.length && isReversed(text, open[open.length - 1], start)) {
      found.push({ start: open[open.length - 1].at, end: start + 1, nested: false });
      open.pop();
      if (end - start > 1) read(text[end - 1], end - 1, open, found);
    } else if (end - start > 1 && !open.length) found.push({ start, end, nested: false });
    else {
      read(text[start], start, open, found);
      if (end - start > 1) read(text[end - 1], end - 1, open, found);
    }
  }
  return found;
}

/**
 * Whether the mark at `at` closes a label that begins with a mark of the wrong direction: ”三微“, "三微“.
 * @param {string} text
 * @param {{mark: string, at: number}} opened
 * @param {number} at
 */
function isReversed(text, opened, at) {
  return '”"'.includes(opened.mark) && '“"'.includes(text[at]) && REVERSED.fits(text.slice(opened.at, at + 1)) !== null;
}

/**
 * @param {string} character
 * @param {number} at
 * @param {{mark: string, at: number, nested: boolean}[]} open
 * @param {Quotation[]} found
 */
function read(character, at, open, found) {
  if (!closes(character, at, open)) {
    open.push({ mark: character, at, nested: false });
    if (open.length > MAX_DEPTH) open.shift();
    return;
  }
  const opening = CLOSING.get(character) ?? character;
  let level = open.length - 1;
  while (level >= 0 && !arePaired(open[level].mark, opening) && !(open[level].mark === character && CLOSING.has(character))) level--;
  if (level < 0) {
    open.push({ mark: character, at, nested: false }); // ”三微”: the same closing mark again, close by, closes it
    return;
  }
  const opened = open[level];
  open.length = level;
  if (at - opened.at <= 1 || at - opened.at > MAX_QUOTATION_LENGTH + 1) return;
  found.push({ start: opened.at, end: at + 1, nested: opened.nested });
  if (open.length) open[open.length - 1].nested = true;
}

/**
 * @param {string} character
 * @param {number} at
 * @param {{mark: string, at: number}[]} open
 */
function closes(character, at, open) {
  if (CLOSING.has(character)) return true;
  const last = open.at(-1);
  if (TYPEWRITER.includes(character)) return open.some(({ mark }) => arePaired(mark, character));
  if (character === "“" && last?.mark === "„") return true;
  return last?.mark === character && at - last.at <= MISPRINT_DISTANCE;
}

/**
 * Whether two marks are found as a pair in print: “三公", 「六保』.
 * @param {string} opened
 * @param {string} opening
 */
function arePaired(opened, opening) {
  return opened === opening || MIXED_MARKS.some((kind) => kind.includes(opened) && kind.includes(opening));
}

/**
 * Without white space, footnote marks, leftovers of word processors and quotation marks.
 * @param {string} form
 */
export function cleanLabel(form) {
  return ARTEFACTS.without(form).replace(QUOTES, "");
}

/**
 * The labels of a normalized text in printed order, outer before inner.
 * @param {string} text
 * @returns {Label[]}
 */
export function findLabels(text) {
  const labels = findQuotations(text).map(({ start, end, nested }) => makeLabel(text, start, end, nested));
  return labels.sort((a, b) => a.start - b.start);
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {boolean} nested
 * @returns {Label}
 */
function makeLabel(text, start, end, nested) {
  const form = text.slice(start + 1, end - 1);
  if (IS_PLAIN.test(form)) return { start, end, form, core: [[start + 1, end - 1]], nested };
  const core = piecesOf(text, start + 1, end - 1);
  return { start, end, form: core.map(([first, last]) => text.slice(first, last)).join(""), core, nested };
}

/**
 * The stretches of `[start, end)` without white space, footnote marks and leftovers.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Pieces}
 */
export function piecesOf(text, start, end) {
  /** @type {Pieces} */
  const pieces = [];
  let at = start;
  for (const left of ARTEFACTS.all(text.slice(start, end))) {
    pieces.push([at, start + left.index]);
    at = start + left.index + left[0].length;
  }
  pieces.push([at, end]);
  return pieces.filter(([first, last]) => first < last);
}
