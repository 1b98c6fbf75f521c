/** What a page tells by itself: its explanations, its slogans, and quoted words; as `lookup/text_explanations.py`. */

import { findEntries } from "./find_entries.js";
import { findInlineDefinitions } from "./inline_definitions.js";
import { explanationsInline, explanationsOf, findOwnPlaces } from "./own_explanations.js";
import { isReport } from "./page_kind.js";
import { readPageText } from "./page_text.js";
import { pattern } from "./patterns.js";
import { findSlogans } from "./slogans.js";

/**
 * @typedef {object} OwnExplanation
 * @property {string} core The base form that is explained, without quotation marks.
 * @property {string} head As printed.
 * @property {string} definition
 * @property {number} start Of the headword, UTF-16 units.
 * @property {number} end
 * @property {boolean} isEntry Of a glossary, not of the running text.
 */

/**
 * @typedef {object} PageReading Positions are in UTF-16 units.
 * @property {OwnExplanation[]} own
 * @property {[number, number, number][]} places Where the page uses what it explains: start, end, number of the explanation; in order, without overlaps.
 * @property {import("./slogans.js").Slogan[]} slogans
 * @property {[number, number][]} coined Quoted words of a report.
 */

/** Code points; a longer text (no report is half as long) is a collection, and only the lexicon counts. */
export const MAX_DOCUMENT_LENGTH = 100_000;
const COINED = pattern("textExplanations.coined");
const AWARDED = pattern("textExplanations.awarded");
const AWARD = pattern("textExplanations.award");
/** Characters before a quoted word that may say that it is an award. */
const BEFORE_AWARD = 20;

/**
 * @param {string} text
 * @returns {PageReading}
 */
export function readPage(text) {
  const page = readPageText(text);
  if (page.printed.length > MAX_DOCUMENT_LENGTH) return { own: [], places: [], slogans: [], coined: [] };
  const { offset, printed } = page;
  const { entries, spans } = findEntries(printed);
  const slogans = findSlogans(page, entries);
  const outside = slogans.filter(({ start }) => !spans.some(([first, end]) => first <= start && start < end));
  const explanations = [...explanationsOf(entries, printed), ...explanationsInline(findInlineDefinitions(page, outside), printed)];
  return {
    own: explanations.map(({ start, end, core, head, definition, isEntry }) => ({ core, head, definition, isEntry, start: offset(start), end: offset(end) })),
    places: findOwnPlaces(printed, explanations).map(([start, end, at]) => [offset(start), offset(end), at]),
    slogans: slogans.map((slogan) => ({ ...slogan, start: offset(slogan.start), end: offset(slogan.end) })),
    coined: findCoined(page),
  };
}

/**
 * 港车北上, 无籍房, 首位度: quotation marks, not numerals, show that these are coined terms; “七五”普法 is a plan.
 * @param {import("./page_text.js").PageText} page
 * @returns {[number, number][]}
 */
function findCoined({ printed, offset }) {
  if (!isReport(printed)) return [];
  const spans = [...COINED.all(printed)].map(({ 0: quoted, index }) => [index + 1, index + quoted.length]);
  return spans.filter(([start, end]) => !isAward(printed, start, end)).map(([start, end]) => [offset(start), offset(end)]);
}

/**
 * 荣获“国家森林城市”称号, “品质特别奖”.
 * @param {string} printed
 * @param {number} start
 * @param {number} end
 */
function isAward(printed, start, end) {
  return AWARD.at(printed, end - 1) !== null || AWARDED.test(printed.slice(Math.max(0, start - BEFORE_AWARD), start));
}
