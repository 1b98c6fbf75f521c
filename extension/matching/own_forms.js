/** The forms by which a page's own terms are found on it; as `annotation/patterns.py`. */

import { PAGE_PATTERNS } from "./page_patterns.js";

/** @typedef {{core: string, isSlogan: boolean, forms: {form: string, isCore: boolean}[]}} OwnTerm */
/** @typedef {{form: string, term: number, isQuotedOnly: boolean}} OwnForm Folded; in quotation marks if it is found in them only. */

const QUOTE = '"';
const NUMERALS = "零一二三四五六七八九十百千万亿两0123456789";
const SEPARATORS = /[、，,·;；]/g;
const NUMBER = /^[0-9零一二三四五六七八九十百千万亿两双]+[个大项类种条批字张次]?$/u;
const MAX_LENGTH = 60;
const PLACES = new Set(PAGE_PATTERNS.words.places);

/**
 * One form for each spelling; of several terms, base forms win.
 * @param {OwnTerm[]} terms
 * @param {(text: string) => string} fold
 * @returns {OwnForm[]}
 */
export function chooseForms(terms, fold) {
  /** @type {Map<string, {rank: number, found: OwnForm}>} */
  const best = new Map();
  const take = (/** @type {string} */ form, /** @type {number} */ term, /** @type {number} */ rank, isQuotedOnly = false) => {
    const known = best.get(form);
    if (!known || rank < known.rank) best.set(form, { rank, found: { form, term, isQuotedOnly } });
  };
  terms.forEach(({ core, isSlogan, forms }, term) => {
    const folded = fold(core).replaceAll(QUOTE, "");
    const isOnlyQuoted = isInQuotesOnly(folded, isSlogan, forms.map(({ form }) => fold(form)));
    for (const { form, isCore } of forms) {
      const rank = isCore ? 0 : 2;
      for (const spelled of spellings(fold(form).trim(), folded)) {
        const bare = spelled.replaceAll(QUOTE, "");
        if (bare.length < 2 || bare.length > MAX_LENGTH || spelled.includes("\n")) continue;
        const kept = spelled.replace(/^"+|"+$/g, "") === bare ? bare : spelled;
        if (bare === folded && isOnlyQuoted) take(`${QUOTE}${bare}${QUOTE}`, term, rank, true);
        else take(kept, term, rank);
        const digits = isSlogan ? inDigits(kept) : null;
        if (digits) take(digits, term, 9);
      }
    }
  });
  return [...best.values()].map(({ found }) => found);
}

/**
 * With digits for numerals, if there are two or more that do not adjoin.
 * @param {string} folded
 */
function inDigits(folded) {
  const at = [...folded].flatMap((character, index) => (NUMERALS.includes(character) ? [index] : []));
  if (at.length < 2 || at.some((index, number) => at[number + 1] === index + 1)) return null;
  const digits = folded.replace(/[零一二两三四五六七八九]/g, (one) => "0123456789"["零一二三四五六七八九".indexOf(one === "两" ? "二" : one)]);
  return digits !== folded && at.every((index) => /[0-9]/.test(digits[index])) ? digits : null;
}

/**
 * With its quotation marks, without, and around the base form; with and without separators.
 * @param {string} folded
 * @param {string} core
 */
function spellings(folded, core) {
  const bare = folded.replaceAll(QUOTE, "");
  const ways = new Set([folded, bare]);
  if (core && bare.includes(core) && bare !== core) ways.add(bare.replace(core, `${QUOTE}${core}${QUOTE}`));
  for (const way of [...ways]) {
    if (way.search(SEPARATORS) < 0) continue;
    for (const separator of ["", "、", "，"]) ways.add(way.replace(SEPARATORS, separator));
  }
  return ways;
}

/**
 * Whether a base form is found in quotation marks only: a number, a place, or a word of two characters always quoted.
 * @param {string} core Folded.
 * @param {boolean} isSlogan
 * @param {string[]} forms Folded.
 */
function isInQuotesOnly(core, isSlogan, forms) {
  if (NUMBER.test(core) || PLACES.has(core)) return true;
  if (core.length > 2) return false;
  const bare = forms.filter((form) => form === core).length;
  const quoted = forms.filter((form) => form !== core && form.includes(`${QUOTE}${core}${QUOTE}`)).length;
  return bare <= quoted && (isSlogan || quoted > 0);
}
