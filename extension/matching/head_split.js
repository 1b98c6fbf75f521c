/** Where a headword may end and its definition begin, each place with a score; as `entries/head_split.py`. */

import { pattern } from "./patterns.js";

/** @typedef {import("./entry_spans.js").HeadSplit} HeadSplit */

export const MAX_HEAD_LENGTH = 60;
export const BLANKS = " \t\u3000\xa0";
const MIN_FULL_LINE_LENGTH = 15;
const OPEN = "“‘「『《〈（(【[〔\"";
const CLOSE = "”’」』》〉）)】]〕\"";
const SEPARATORS = `${BLANKS}：:，,。—–-=＝\n`;
const MAX_CLASSIFIED_LENGTH = 100;
const LATIN = /^[A-Za-z][A-Za-z ,.'’&/-]*$/;
const [SENTENCE, OPENING, COMMA, COLON, VERB_BEFORE_COLON, COLON_BELOW, ANY_END, VERB] = ["sentence", "opening", "comma", "colon", "verbBeforeColon", "colonBelow", "anyEnd", "verb"].map((name) => pattern(`headSplit.${name}`));
const [TWICE, GLUED, GAP, LATIN_GAP, DASH, ENUMERATOR, FIRST_PART, QUOTED_PART] = ["twice", "glued", "gap", "latinGap", "dash", "enumerator", "firstPart", "quotedPart"].map((name) => pattern(`headSplit.${name}`));
const [LAST_QUOTED, ORDINAL, REPEATED, BRACKET_BELOW, CLASSIFIED, CLASS] = ["lastQuoted", "ordinal", "repeated", "bracketBelow", "classified", "class"].map((name) => pattern(`headSplit.${name}`));

/**
 * The first position from `at` on that is neither a separator nor a blank.
 * @param {string} text
 * @param {number} at
 * @param {number} end
 */
export function skipSeparators(text, at, end) {
  while (at < end && SEPARATORS.includes(text[at])) at++;
  return at;
}

/**
 * With quoted and bracketed text masked; a quotation that never closes does not count.
 * @param {string} window
 */
function mask(window) {
  let masked = "";
  let last = 0;
  for (const { 0: opening, index } of OPENING.all(window)) {
    if (index < last || ENUMERATOR.at(window, index)) continue;
    const stop = window.indexOf(CLOSE[OPEN.indexOf(opening)], index + 1);
    if (stop <= 0) continue;
    let start = index;
    if ("(（".includes(opening) && LATIN.test(window.slice(start + 1, stop))) start = rstrip(window.slice(0, start)).length;
    masked += window.slice(last, start) + "\0".repeat(stop + 1 - start);
    last = stop + 1;
  }
  return masked + window.slice(last);
}

/** @param {string} text */
function rstrip(text) {
  let end = text.length;
  while (end && BLANKS.includes(text[end - 1])) end--;
  return text.slice(0, end);
}

/** The beginning of an entry, its quoted and bracketed text masked. */
export class HeadWindow {
  /**
   * @param {string} text
   * @param {number} start
   * @param {number} end
   */
  constructor(text, start, end) {
    const stop = text.indexOf("\n", start);
    this.text = text;
    this.start = start;
    this.end = end;
    this.lineEnd = stop < 0 || stop >= end ? end : stop;
    const masked = mask(text.slice(start, Math.min(this.lineEnd, start + MAX_HEAD_LENGTH + 40)));
    const sentence = SENTENCE.from(masked);
    this.masked = sentence ? masked.slice(0, sentence.index + sentence[0].length) : masked;
  }

  /**
   * @param {number} length
   * @param {string} separator
   * @param {number} score
   * @param {number} [behind]
   * @returns {HeadSplit}
   */
  split(length, separator, score, behind = length) {
    return { headStart: this.start, headEnd: this.start + length, definitionStart: skipSeparators(this.text, this.start + behind, this.end), separator, score };
  }

  /** @param {number} length */
  hasComma(length) {
    return COMMA.test(this.masked.slice(0, length));
  }

  /** @param {number} length */
  hasColon(length) {
    return COLON.from(this.masked.slice(0, length), 1) !== null;
  }
}

/**
 * Every split that the printed text suggests.
 * @param {HeadWindow} window
 * @returns {HeadSplit[]}
 */
export function findHeadSplits(window) {
  const found = [atColon, atColonBelow, atVerb, atSpace, atDash, atFullStop, atComma, atPart, atLineEnd].map((detect) => detect(window));
  return found.filter((split) => split !== null);
}

/** @typedef {(window: HeadWindow) => HeadSplit | null} Detect */

/** @type {Detect} */
function atColon(window) {
  const { masked } = window;
  const colon = COLON.from(masked, 1);
  if (!colon || colon.index > MAX_HEAD_LENGTH) return null;
  const length = colon.index;
  const before = masked.slice(0, length);
  const commas = [...COMMA.all(before)].length;
  const score = 3.2 - 0.5 * commas - 0.02 * Math.max(0, length - 24) - (DASH.from(before, 2) ? 1.5 : 0);
  const verb = VERB_BEFORE_COLON.from(before, 2);
  if (!verb) return window.split(length, "colon", score);
  const head = verb.index + ("主是指，".includes(verb[0][0]) ? 0 : 1);
  return window.split(head, "colon", score, head);
}

/** @type {Detect} */
function atColonBelow(window) {
  const length = window.lineEnd - window.start;
  if (length < MAX_HEAD_LENGTH && CLASS.test(window.text.slice(window.start, window.lineEnd))) {
    const classified = CLASSIFIED.at(window.text.slice(0, Math.min(window.end, window.start + MAX_CLASSIFIED_LENGTH)), window.start);
    if (classified && classified[0].length > length) return window.split(classified[0].length, "colon", 6.0);
  }
  if (length < MIN_FULL_LINE_LENGTH || length > MAX_HEAD_LENGTH - 10 || ANY_END.test(window.masked)) return null;
  const below = COLON_BELOW.at(window.text.slice(0, window.end), window.lineEnd);
  if (!below) return null;
  const end = window.lineEnd + below[0].length;
  if (end - window.start > MAX_HEAD_LENGTH) return null;
  const score = "：:".includes(below[0].at(-1) ?? " ") ? 2.2 : 3.4;
  return window.split(end - 1 - window.start, "colon", score, end - window.start);
}

/** @type {Detect} */
function atVerb(window) {
  const { masked, text, start } = window;
  const verb = VERB.from(masked, 2);
  if (!verb || window.hasComma(verb.index) || window.hasColon(verb.index)) return null;
  const before = masked.slice(0, verb.index);
  if (GAP.from(before, 2) || DASH.from(before, 2)) return null;
  let score = (verb[0].length > 1 ? 2.4 : 1.8) - 0.06 * Math.max(0, verb.index - 14);
  const definitionStart = start + verb.index + (verb[0].startsWith("，") ? 1 : 0);
  const opening = text.slice(start, start + verb.index);
  const twice = TWICE.fits(opening);
  if (twice) return { ...window.split(twice[1].length, "verb", score + 0.8), definitionStart: start + twice[1].length };
  if (GLUED.at(opening, 0)) score -= 2;
  return { ...window.split(verb.index, "verb", score), definitionStart };
}

/** @type {Detect} */
function atSpace(window) {
  const near = window.masked.slice(0, 36);
  const gap = GAP.from(near, 2);
  const found = gap ?? LATIN_GAP.from(near, 2);
  return found && !window.hasComma(found.index) ? window.split(found.index, "space", gap ? 1.5 : 0.8) : null;
}

/** @type {Detect} */
function atDash(window) {
  const dash = DASH.from(window.masked.slice(0, 34), 2);
  return dash && !window.hasColon(dash.index) ? window.split(dash.index, "dash", 2) : null;
}

/** @type {Detect} */
function atFullStop(window) {
  const length = window.masked.length - 1;
  // …（类）…（款）…（项）。 is long by its brackets.
  const masked = "）)".includes(window.text[window.start + length - 1] ?? " ") ? window.masked.split("\0").length - 1 : 0;
  const bare = length - masked;
  if (bare < 2 || bare > 32 || !window.masked.endsWith("。") || window.start + length + 1 >= window.lineEnd) return null;
  return window.split(length, "full-stop", (window.hasComma(length) ? 1 : 1.5) - 0.05 * Math.max(0, bare - 16));
}

/** @type {Detect} */
function atComma(window) {
  const comma = COMMA.from(window.masked.slice(0, 14), 2);
  return comma ? window.split(comma.index, "comma", 0.4) : null;
}

/** @type {Detect} */
function atPart(window) {
  const ends = [firstPart(window), quotedPart(window), unquotedPart(window), repeatedStart(window)].filter((one) => one);
  if (!ends.length) return null;
  const nearest = Math.min(...ends.map(Number));
  if (window.hasComma(nearest)) return null;
  const before = window.masked.slice(0, nearest);
  const gap = GAP.from(before, 2) ?? DASH.from(before, 2);
  if (VERB.from(before, 2) || (gap && gap.index + gap[0].length < nearest)) return null;
  const end = window.start + nearest;
  return { headStart: window.start, headEnd: end, definitionStart: end, separator: "part", score: 6.5 };
}

/** @param {HeadWindow} window */
function firstPart(window) {
  const found = FIRST_PART.from(window.masked.slice(0, 34), 2);
  return !found || window.hasColon(found.index) ? null : found.index;
}

/**
 * Where a second pair of quotation marks repeats a part of the headword just before it.
 * @param {HeadWindow} window
 */
function quotedPart(window) {
  const opening = window.text.slice(window.start, window.start + window.masked.length);
  for (let part = QUOTED_PART.from(opening, 2); part; part = QUOTED_PART.from(opening, part.index + part[0].length)) {
    const before = opening.slice(0, part.index);
    if (!isNear(before, part[1]) || window.hasColon(part.index)) continue;
    const last = before.slice(Math.max(before.lastIndexOf("“"), before.lastIndexOf("「"), 0));
    const adjoins = /[”」]$/.test(before) && before.includes(part[0]);
    const bare = ORDINAL.without(part[1]);
    if (adjoins || (bare && last.includes(bare) && !last.includes(part[0]))) return part.index - (before.endsWith("第一个") ? 3 : 0);
  }
  return null;
}

/**
 * @param {string} before
 * @param {string} part
 */
function isNear(before, part) {
  const closed = Math.max(before.lastIndexOf("”"), before.lastIndexOf("」"));
  return closed >= 0 ? before.length - closed <= 16 : BLANKS.includes(before.at(-1) ?? "x") || before.startsWith(part);
}

/**
 * Where a part that is repeated without quotation marks begins: “一保三放开”一保：….
 * @param {HeadWindow} window
 */
function unquotedPart(window) {
  const stop = COLON.from(window.masked, 1) ?? VERB.from(window.masked, 2);
  const opening = stop ? window.text.slice(window.start, window.start + stop.index) : "";
  const last = LAST_QUOTED.from(opening);
  if (!last) return null;
  const isKnown = [...QUOTED_PART.all(opening)].some((part) => part[1].includes(last[2].trim()));
  return isKnown ? opening.length - last[2].length : null;
}

/** @param {HeadWindow} window */
function repeatedStart(window) {
  return REPEATED.at(window.masked, 0)?.[0].length ?? null;
}

/** @type {Detect} */
function atLineEnd(window) {
  const { text, start, lineEnd, end } = window;
  const length = lineEnd - start;
  if (length < 2 || length > 40 || lineEnd >= end || "。；;，,：:！？".includes(text[lineEnd - 1])) return null;
  if (BRACKET_BELOW.at(text.slice(0, end), lineEnd)) return null;
  const verb = VERB.from(window.masked, 2);
  if (verb && verb[0].replace(/^，+/, "").length > 1 && !window.hasComma(verb.index)) return null;
  const split = window.split(length, "line", length <= 24 ? 2.4 : 1.8);
  return split.definitionStart < end ? split : null;
}
