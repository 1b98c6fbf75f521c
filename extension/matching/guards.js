/**
 * Where a form may stand: 五小 is no slogan in 第五小学, 1+7 none in 21+73.
 *
 * The characters come from the server's rules; how they are used is the same as in `glossary/annotation/lexicon.py`.
 */

/** @typedef {import("./rules.js").Rules} Rules */

const NUMERAL = 1;
const WORD = 2;
const JOINED = 4;
const BEFORE_NUMERAL = 8;
const HAN_NUMERAL = 16;
const LINK = 32;
const FULL_STOP = 0x2e;

/** Decides whether a form may stand at a place. */
export class Guards {
  /** @param {Rules} rules */
  constructor(rules) {
    const sets = rules.guards;
    /** What each unit is, as bits. */
    this.kinds = new Uint8Array(0x10000);
    this.#add(sets.numerals, NUMERAL);
    this.#add(sets.word, WORD);
    this.#add(sets.joined, JOINED);
    this.#add(sets.before_numeral, BEFORE_NUMERAL);
    this.#add(sets.han_numerals, HAN_NUMERAL);
    this.#add(sets.links, LINK);
    /** By the end of a form (one character of a slogan of two, two of any other): what may not stand behind it. */
    this.behind = tableOf(sets.behind);
    /** By a slogan of two characters, or the first two of a form without a numeral: what may not stand before it. */
    this.before = tableOf(sets.before);
  }

  /**
   * @param {string} characters
   * @param {number} kind
   */
  #add(characters, kind) {
    for (const unit of unitsOf(characters)) this.kinds[unit] |= kind;
  }

  /**
   * @param {Uint16Array} units A folded text.
   * @param {number} start First unit of the place.
   * @param {number} end Behind its last one.
   * @returns {boolean}
   */
  mayStand(units, start, end) {
    const { kinds } = this;
    const first = kinds[units[start]];
    const last = kinds[units[end - 1]];
    if (!(first & (NUMERAL | WORD))) {
      if (this.#endsAnotherWord(units, start)) return false;
      if (!(last & WORD)) return !this.#beginsAnotherWord(units, end, headOf(units, end - 2));
    }
    const refusedBefore = first & WORD ? JOINED : first & NUMERAL ? BEFORE_NUMERAL : 0;
    if (start && kinds[units[start - 1]] & refusedBefore) return false;
    if (last & WORD) return !this.#isRefusedBehind(units, end, JOINED);
    const length = end - start;
    const isPair = length === 2 && Boolean(first & NUMERAL);
    if (isPair && this.#endsAnotherWord(units, start)) return false;
    const isShort = isPair || (length === 3 && Boolean(first & HAN_NUMERAL));
    if (isShort && this.#isWithinLonger(units, start)) return false;
    if (this.#beginsAnotherWord(units, end, isPair ? units[end - 1] : headOf(units, end - 2))) return false;
    return !(isPair && this.#isRefusedBehind(units, end, HAN_NUMERAL));
  }

  /**
   * Whether the beginning of a form ends another word: 上平台 in 线上平台, 三角 in 长三角.
   * @param {Uint16Array} units
   * @param {number} start
   */
  #endsAnotherWord(units, start) {
    return start > 0 && Boolean(this.before.get(headOf(units, start))?.has(units[start - 1]));
  }

  /**
   * Whether the end of a form begins another word: 窗口 behind 综合窗.
   * @param {Uint16Array} units
   * @param {number} end
   * @param {number} key The end of the form.
   */
  #beginsAnotherWord(units, end, key) {
    const words = this.behind.get(key);
    return Boolean(words) && end < units.length && Boolean(words?.has(units[end])) && !this.#isFullStop(units, end);
  }

  /**
   * Whether a numeral and one more character stand before: 一闸三线 holds no 三线, but 一是三农 holds 三农.
   * @param {Uint16Array} units
   * @param {number} start
   */
  #isWithinLonger(units, start) {
    if (start < 2 || !(this.kinds[units[start - 2]] & HAN_NUMERAL)) return false;
    const between = units[start - 1];
    return between >= 0x4e00 && between <= 0x9fff && !(this.kinds[between] & LINK);
  }

  /**
   * @param {Uint16Array} units
   * @param {number} end
   * @param {number} kind
   */
  #isRefusedBehind(units, end, kind) {
    return end < units.length && Boolean(this.kinds[units[end]] & kind) && !this.#isFullStop(units, end);
  }

  /**
   * Whether the unit is a full stop and no part of a number or name (2.5, v1.x).
   * @param {Uint16Array} units
   * @param {number} at
   */
  #isFullStop(units, at) {
    return units[at] === FULL_STOP && !(at + 1 < units.length && this.kinds[units[at + 1]] & WORD);
  }
}

/**
 * @param {string} characters
 * @returns {Set<number>}
 */
function unitsOf(characters) {
  return new Set([...characters].map((character) => character.charCodeAt(0)));
}

/**
 * Two units as one number.
 * @param {Uint16Array} units
 * @param {number} at
 */
function headOf(units, at) {
  return units[at] * 0x10000 + units[at + 1];
}

/**
 * @param {Record<string, string>} table
 * @returns {Map<number, Set<number>>} By one unit, or by two as one number.
 */
function tableOf(table) {
  return new Map(
    Object.entries(table ?? {}).map(([form, words]) => {
      const units = Uint16Array.from([...form].map((character) => character.charCodeAt(0)));
      return [units.length === 1 ? units[0] : headOf(units, 0), unitsOf(words)];
    }),
  );
}
