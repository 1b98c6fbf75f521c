/** Weighs labels by their form, and what the labels of a whole page tell of each other; as `slogans/score_slogans.py`. */

import { PAGE_PATTERNS } from "./page_patterns.js";
import { normalize } from "./page_text.js";
import { Pattern, pattern, whole } from "./patterns.js";
import { MAX_QUOTATION_LENGTH, cleanLabel } from "./quotations.js";

/** @typedef {{rule: string, weight: number}} FormScore */

/** The least weight of a slogan. */
export const ACCEPT_THRESHOLD = 3;
/** The weight of a word of the language. */
export const LEXICAL = 6;
const REJECT = -9;

export const LEXICALISED = new Set(PAGE_PATTERNS.words.lexicalised);
export const CORE_OF_TWO = new Set(PAGE_PATTERNS.words.coreOfTwo);
export const BARE_COUNT = whole(PAGE_PATTERNS.patterns["patterns.bareCount"][0]);
export const NUMERAL = pattern("scoreSlogans.numeral");
const PLAIN_HEAD = pattern("scoreSlogans.plainHead");
const HAN_DIGITS = "零一二三四五六七八九";
const MAX_KEPT = 20_000;

const SHAPES = PAGE_PATTERNS.shapes.map(([name, weight, source]) => ({ name, weight, test: whole(source) }));
const FALSE_FRIENDS = PAGE_PATTERNS.falseFriends.map(([name, source]) => ({ name, test: new Pattern(source) }));

/**
 * The class of wordings that are no slogans which a label belongs to.
 * @param {string} label
 * @param {readonly string[]} [exempt] Classes that do not count.
 */
export function falseFriendClass(label, exempt = []) {
  return FALSE_FRIENDS.find(({ name, test }) => !exempt.includes(name) && test.test(label))?.name ?? null;
}

/** @type {Map<string, FormScore>} */
const kept = new Map();

/**
 * The verdict on a label by its form alone.
 * @param {string} form Normalized.
 * @returns {FormScore}
 */
export function scoreForm(form) {
  let score = kept.get(form);
  if (!score) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(form, (score = weighForm(form)));
  }
  return score;
}

/**
 * @param {string} form
 * @returns {FormScore}
 */
function weighForm(form) {
  const shape = SHAPES.find(({ test }) => test.test(form));
  const rule = `quoted-${shape?.name ?? "word"}`;
  const spelled = form.replace(/[1-9]/g, (digit) => HAN_DIGITS[Number(digit)]);
  if (LEXICALISED.has(form) || LEXICALISED.has(spelled)) return { rule, weight: LEXICAL };
  if (!shape) return { rule, weight: 0 };
  const isStopped = falseFriendClass(form, PAGE_PATTERNS.exempt[shape.name]) !== null;
  return { rule, weight: isStopped ? REJECT : shape.weight };
}

/**
 * Whether the headword of an entry is a slogan by itself; a weak shape is enough.
 * @param {string} form Normalized.
 */
export function isSloganHead(form) {
  return form.length <= MAX_QUOTATION_LENGTH && scoreForm(form).weight > 0 && !PLAIN_HEAD.at(form, 0);
}

/** The labels of a whole page as evidence. */
export class PageEvidence {
  /**
   * @param {import("./quotations.js").Label[]} labels
   * @param {readonly string[]} headwords Of the page's own explanations.
   */
  constructor(labels, headwords) {
    /** @type {Set<string>} */
    this.heads = new Set(headwords.map((head) => cleanLabel(normalize(head))).filter(isSloganHead));
    /** @type {Map<string, number>} How often each label with a numeral is quoted. */
    this.quoted = new Map();
    for (const { form } of labels) if (NUMERAL.test(form)) this.quoted.set(form, (this.quoted.get(form) ?? 0) + 1);
    const slogans = [...this.quoted.keys()].filter((form) => scoreForm(form).weight >= ACCEPT_THRESHOLD);
    const named = new Set([...slogans, ...this.heads].filter((form) => !BARE_COUNT.test(form)));
    /** @type {Set<string>} Forms of two characters, which need a class noun outside quotation marks. */
    this.short = new Set([...named].filter((form) => form.length === 2 || /^[0-9]+$/.test(form)));
    /** @type {Set<string>} Forms that are slogans everywhere on this page. */
    this.known = new Set([...named].filter((form) => !this.short.has(form) && form.length > 1));
  }

  /**
   * The weight of a label on this page.
   * @param {string} form
   * @param {boolean} [isNamed] Whether a class noun follows.
   */
  weigh(form, isNamed = false) {
    const { weight } = scoreForm(form);
    if (weight <= 0) return weight;
    return weight + (this.heads.has(form) ? 2 : 0) + ((this.quoted.get(form) ?? 0) > 1 ? 1 : 0) + (isNamed ? 1 : 0);
  }
}
