/** Numerals of slogans; as `chinese/numerals.py`. */

import { pattern } from "./patterns.js";

/** @typedef {{start: number, end: number, value: number | null}} Numeral The value of 多 and N is `null`. */

const DIGITS = "零一二三四五六七八九";
const [NUMBER, PERIOD, MAGNITUDE, ADDEND, SUM, CODE, UNIT, CLOSED_ONE, DISTRIBUTIVE] = ["number", "period", "magnitude", "addend", "sum", "code", "unit", "closedOne", "distributive"].map((name) => pattern(`numerals.${name}`));
const BEFORE_NO_COUNT = "第每之另某";
const AFTER_MEASURE = "个大项类种条批張张道块";
const FIXED_ONE = "体體批律线線致样樣切定般起百点點次";
const NO_MANY = "元样樣种種数數次余餘层層方少";

/**
 * The value of one numeral: 三 is 3, 十四 14, 双 2, 12 12.
 * @param {string} number
 * @returns {number | null} `null` for 多, N and anything else.
 */
export function valueOf(number) {
  if (/^[两双兩雙]$/.test(number)) return 2;
  if (/^[0-9]{1,9}$/.test(number)) return Number(number);
  const [tens, units] = number.split("十");
  if (units === undefined) return digit(tens);
  return (digit(tens) ?? 1) * 10 + (digit(units) ?? 0);
}

/** @param {string} character */
function digit(character) {
  const value = character.length === 1 ? DIGITS.indexOf(character) : -1;
  return value < 0 ? null : value;
}

/** @type {Map<string, Numeral[]>} */
const kept = new Map();
const MAX_KEPT = 5_000;

/**
 * The numerals that open a group: three and three of 三区三线; none of 第一, 三位一体, 一村一策.
 * @param {string} core Normalized.
 * @returns {Numeral[]}
 */
export function findNumerals(core) {
  let found = kept.get(core);
  if (!found) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(core, (found = read(core.replaceAll("萬", "万").replaceAll("億", "亿"))));
  }
  return found;
}

/**
 * @param {string} core
 * @returns {Numeral[]}
 */
function read(core) {
  if (PERIOD.at(core, 0) || MAGNITUDE.fits(core)) return [];
  const found = [inSum, inCode, inWords].map((reader) => reader(core)).find((numerals) => numerals.length) ?? [];
  if (found.length === 1 && found[0].value === 1) return [];
  if (found.length && found.every(({ value }) => value === 1) && DISTRIBUTIVE.at(core, 0)) return [];
  return found;
}

/**
 * @param {string} core
 * @returns {Numeral[]}
 */
function inSum(core) {
  const found = SUM.from(core);
  if (!found) return [];
  return [...ADDEND.all(found[0])].map(({ 0: part, index }) => ({ start: found.index + index, end: found.index + index + part.length, value: valueOf(part) }));
}

/**
 * Digits read one by one: 1354, 一三四七, 135工程.
 * @param {string} core
 * @returns {Numeral[]}
 */
function inCode(core) {
  const found = CODE.at(core, 0);
  if (!found || found[0].includes("0")) return [];
  return [...found[0]].map((one, at) => ({ start: at, end: at + 1, value: valueOf(one) }));
}

/**
 * @param {string} core
 * @returns {Numeral[]}
 */
function inWords(core) {
  const found = [...NUMBER.all(core)].filter((one) => opensGroup(core, one));
  return found.map(({ 0: numeral, index }) => ({ start: index, end: index + numeral.length, value: valueOf(numeral) }));
}

/**
 * @param {string} core
 * @param {RegExpExecArray} found
 */
function opensGroup(core, { 0: numeral, index }) {
  const end = index + numeral.length;
  const before = core[index - 1] ?? "";
  if (end >= core.length || (before && BEFORE_NO_COUNT.includes(before)) || followsMeasureWord(core, index, numeral)) return false;
  if (numeral === "一") return !isFixedOne(core, index);
  if (numeral === "多") return !before || "、，".includes(before) || isLastOfSeveral(core, index);
  return !UNIT.at(core, end);
}

/**
 * @param {string} core
 * @param {number} at
 * @param {string} numeral
 */
function followsMeasureWord(core, at, numeral) {
  if (at < 2 || !AFTER_MEASURE.includes(core[at - 1]) || !NUMBER.fits(core[at - 2])) return false;
  return !(core[at - 1] === "大" && (at + numeral.length + 1 === core.length || numeral === "一"));
}

/**
 * @param {string} core
 * @param {number} at
 */
function isFixedOne(core, at) {
  if (/^(?:一[^一]{1,3}){3,}$/u.test(core)) return false;
  return at > 0 && (CLOSED_ONE.at(core, at - 1) !== null || FIXED_ONE.includes(core[at + 1]));
}

/**
 * @param {string} core
 * @param {number} at
 */
function isLastOfSeveral(core, at) {
  return at >= 2 && !NO_MANY.includes(core[at + 1]) && !NUMBER.fits(core[at - 1]);
}
