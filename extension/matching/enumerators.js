/** Entry numbers: all candidates in a text, and the best sequences through them; as `entries/enumerators.py`. */

import { linesOf } from "./entry_spans.js";
import { valueOf } from "./numerals.js";
import { pattern } from "./patterns.js";

/** @typedef {{start: number, end: number, value: number, printed: string, style: string, opensLine: boolean}} Enumerator */

const MAX_NUMBER = 400;
const MAX_ENUMERATORS = 5_000;
const WEIGHTS = { opensLine: 1, withinLine: 0, follows: 1, missing: -2, excerpt: -1, repeated: -2.5, otherStyle: -0.75, styleEnds: -0.1, restart: -6, lateStart: -1 };
const MAX_GAP = 4;
const [SHAPES, LINE_LEAD, INLINE, BARE_NUMBER, BLANKS, EMPTY_LINES] = ["shapes", "lineLead", "inline", "bareNumber", "blanks", "emptyLines"].map((name) => pattern(`enumerators.${name}`));
/** @type {Map<string, [number, string]>} */
const SIGNS = new Map();
for (const [signs, style] of [
  ["①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", "circled"],
  ["⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", "paren"],
  ["⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", "dot"],
  ["❶❷❸❹❺❻❼❽❾❿", "circled"],
  ["ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ", "circled"],
]) {
  [...signs].forEach((sign, at) => SIGNS.set(sign, [at + 1, style]));
}
/** @type {Record<string, string>} */
const SAME_STYLE = { bare: "dot", space: "dot", comma: "dot", colon: "dot" };
const CLEAR = new Set(["caret", "square", "sign", "paren", "note"]);
const MIN_FALLING = 3;
/** @type {Record<string, number>} */
const ROMAN = { I: 1, V: 5, X: 10 };

/**
 * The possible entry numbers between two positions, in order.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Enumerator[]}
 */
export function findEnumerators(text, start, end) {
  /** @type {Enumerator[]} */
  const marks = [];
  for (const [lineStart, lineEnd] of linesOf(text, start, end)) {
    const upTo = text.slice(0, lineEnd);
    const content = lineStart + (LINE_LEAD.at(upTo, lineStart)?.[0].length ?? 0);
    const first = lineEnumerators(text, upTo, content);
    marks.push(...first);
    for (const { index } of inlineFrom(upTo, first.at(-1)?.end ?? content)) {
      const mark = enumeratorAt(text, upTo, index, false);
      if (mark) marks.push(mark);
    }
    if (marks.length > MAX_ENUMERATORS) return marks.slice(0, MAX_ENUMERATORS);
  }
  return countedUp(withPartsCounted(marks));
}

/**
 * @param {Enumerator[]} marks
 * @returns {Enumerator[]} With parts (1.1, 1.2, 2.1) numbered in printed order.
 */
function withPartsCounted(marks) {
  const parts = marks.filter((mark) => mark.style === "part" && mark.opensLine);
  return parts.length ? marks.map((mark) => (parts.includes(mark) ? { ...mark, value: parts.indexOf(mark) + 1 } : mark)) : marks;
}

/**
 * @param {string} upTo
 * @param {number} at
 */
function* inlineFrom(upTo, at) {
  for (let found = INLINE.from(upTo, at); found; found = INLINE.from(upTo, found.index + found[0].length)) yield found;
}

/**
 * @param {Enumerator[]} marks
 * @returns {Enumerator[]} Of a list that counts down to 1 with values that count up.
 */
function countedUp(marks) {
  const opening = marks.filter((mark) => mark.opensLine && mark.style !== "bare");
  const { length } = opening;
  if (length < MIN_FALLING || opening.some((mark, at) => mark.value !== length - at)) return marks;
  return marks.map((mark) => (opening.includes(mark) ? { ...mark, value: length + 1 - mark.value } : mark));
}

/**
 * The candidates that open a line; a bare number may end at each of its digits (1110大园区).
 * @param {string} text
 * @param {string} upTo
 * @param {number} at
 * @returns {Enumerator[]}
 */
function lineEnumerators(text, upTo, at) {
  const bare = BARE_NUMBER.at(upTo, at);
  if (!bare) {
    const mark = enumeratorAt(text, upTo, at, true);
    return mark ? [mark] : [];
  }
  const marks = [];
  for (let digits = 1; digits <= Math.min(3, bare[0].length); digits++) {
    const printed = bare[0].slice(0, digits);
    const value = decimalValue(printed);
    if (value > 0 && value <= MAX_NUMBER) marks.push({ start: at, end: at + digits, value, printed, style: "bare", opensLine: true });
  }
  return marks;
}

/**
 * @param {string} text
 * @param {string} upTo
 * @param {number} at
 * @param {boolean} opensLine
 * @returns {Enumerator | null}
 */
function enumeratorAt(text, upTo, at, opensLine) {
  const found = SHAPES.at(upTo, at);
  const group = found?.groups && Object.entries(found.groups).find(([, value]) => value !== undefined);
  if (!found || !group) return null;
  const [name, printed] = group;
  const [value, style] = SIGNS.get(printed) ?? [name === "part" ? 1 : valueOfMark(printed), name];
  if (value <= 0 || value > MAX_NUMBER) return null;
  const behind = at + found[0].length;
  let end = behind + (BLANKS.at(upTo, behind)?.[0].length ?? 0);
  if (opensLine && CLEAR.has(name) && end === upTo.length) end = behind + (EMPTY_LINES.at(text, behind)?.[0].length ?? end - behind);
  return { start: at, end, value, printed, style, opensLine };
}


/** @param {string} printed */
export function valueOfMark(printed) {
  if (/^[a-zA-Z]$/.test(printed) && !(printed in ROMAN)) return printed.toLowerCase().charCodeAt(0) - 96;
  if (printed[0] in ROMAN || (printed >= "Ⅰ" && printed <= "Ⅻ")) return romanValue(printed.normalize("NFKC"));
  if (/^\p{Nd}+$/u.test(printed)) return decimalValue(printed);
  return /^[\w-]+$/.test(printed) ? 0 : (valueOf(printed) ?? 0);
}

/**
 * The value of decimal digits, full-width ones (１２) as well.
 * @param {string} printed
 */
function decimalValue(printed) {
  return Number(printed.normalize("NFKC"));
}

/** @param {string} printed */
function romanValue(printed) {
  const values = [...printed].map((letter) => ROMAN[letter] ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}

/**
 * The sequences of numbers that together explain the candidates best, by dynamic programming.
 * @param {Enumerator[]} marks
 * @param {(mark: Enumerator) => number} worth How much the text behind a number looks like an entry.
 * @returns {Enumerator[][]}
 */
export function bestSequences(marks, worth) {
  /** @type {Map<string, number>} */
  const best = new Map();
  /** @type {Map<number, Set<string>>} */
  const byValue = new Map();
  /** @type {Map<string, number>} */
  const bracketed = new Map();
  /** @type {number[]} */
  const totals = [];
  /** @type {[number, boolean][]} */
  const parents = [];
  let leader = -1;
  marks.forEach((mark, index) => {
    const local = (mark.opensLine ? WEIGHTS.opensLine : WEIGHTS.withinLine) + worth(mark);
    const steps = [...startScores(mark, totals, leader), ...stepsTo(mark, marks, best, byValue, totals), ...excerptSteps(mark, marks, bracketed, totals)];
    const [total, parent, restarts] = steps.reduce((one, other) => (isMore(other, one) ? other : one));
    totals.push(local + total);
    parents.push([parent, restarts]);
    const family = SAME_STYLE[mark.style] ?? mark.style;
    const key = `${mark.value} ${family}`;
    const known = best.get(key);
    if (known === undefined || totals[known] <= totals[index]) {
      best.set(key, index);
      byValue.set(mark.value, (byValue.get(mark.value) ?? new Set()).add(family));
    }
    if (mark.opensLine && (mark.style === "square" || mark.style === "caret")) bracketed.set(mark.style, index);
    if (leader < 0 || totals[index] > totals[leader]) leader = index;
  });
  return sequences(marks, parents, leader);
}

/** @typedef {[number, number, boolean]} Step Total, index of the one before, whether a sequence begins. */

/**
 * @param {Step} one
 * @param {Step} other
 */
function isMore(one, other) {
  if (one[0] !== other[0]) return one[0] > other[0];
  return one[1] !== other[1] ? one[1] > other[1] : one[2] && !other[2];
}

/**
 * @param {Enumerator} mark
 * @param {number[]} totals
 * @param {number} leader
 * @returns {Step[]}
 */
function startScores({ value }, totals, leader) {
  const late = WEIGHTS.lateStart * Math.min(6, value - 1);
  /** @type {Step[]} */
  const fresh = [[late, -1, true]];
  if (leader >= 0) fresh.push([totals[leader] + WEIGHTS.restart + late, leader, true]);
  return fresh;
}

/**
 * @param {Enumerator} mark
 * @param {Enumerator[]} marks
 * @param {Map<string, number>} best
 * @param {Map<number, Set<string>>} byValue
 * @param {number[]} totals
 * @returns {Step[]}
 */
function stepsTo(mark, marks, best, byValue, totals) {
  /** @type {Step[]} */
  const steps = [];
  const family = SAME_STYLE[mark.style] ?? mark.style;
  for (let gap = 0; gap <= MAX_GAP; gap++) {
    for (const style of byValue.get(mark.value - gap) ?? []) {
      const index = Number(best.get(`${mark.value - gap} ${style}`));
      let step = gap === 1 ? WEIGHTS.follows : gap ? WEIGHTS.missing * (gap - 1) : WEIGHTS.repeated;
      if (style !== family) step += [10, 20].includes(marks[index].value) ? WEIGHTS.styleEnds : WEIGHTS.otherStyle;
      steps.push([totals[index] + step, index, false]);
    }
  }
  return steps;
}

/**
 * @param {Enumerator} mark
 * @param {Enumerator[]} marks
 * @param {Map<string, number>} bracketed
 * @param {number[]} totals
 * @returns {Step[]}
 */
function excerptSteps(mark, marks, bracketed, totals) {
  const index = mark.opensLine ? (bracketed.get(mark.style) ?? -1) : -1;
  if (index < 0 || marks[index].value >= mark.value - 1) return [];
  return [[totals[index] + WEIGHTS.excerpt, index, false]];
}

/**
 * @param {Enumerator[]} marks
 * @param {[number, boolean][]} parents
 * @param {number} last
 * @returns {Enumerator[][]}
 */
function sequences(marks, parents, last) {
  /** @type {Enumerator[][]} */
  const runs = [];
  /** @type {Enumerator[]} */
  let current = [];
  for (let index = last; index >= 0; index = parents[index][0]) {
    current.push(marks[index]);
    if (parents[index][1]) {
      runs.push(current.reverse());
      current = [];
    }
  }
  return runs.reverse();
}
