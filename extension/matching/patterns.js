/** The patterns of the library, made when a text first needs them: to make all of them takes longer than to start the worker. */

import { PAGE_PATTERNS } from "./page_patterns.js";

/** A regular expression, with the ways of matching that Python has. */
export class Pattern {
  /**
   * @param {string} source
   * @param {string} [flags] Beside `u`: `m`, `s`, `i`.
   */
  constructor(source, flags = "") {
    this.source = source;
    this.flags = flags;
    /** @type {RegExp | null} */
    this.sticky = null;
    /** @type {RegExp | null} */
    this.global = null;
    /** @type {RegExp | null} */
    this.full = null;
  }

  /**
   * A match that begins at `at`.
   * @param {string} text
   * @param {number} at
   */
  at(text, at) {
    this.sticky ??= new RegExp(this.source, `uy${this.flags}`);
    this.sticky.lastIndex = at;
    return this.sticky.exec(text);
  }

  /**
   * The first match from `at` on.
   * @param {string} text
   * @param {number} [at]
   */
  from(text, at = 0) {
    const global = this.#global();
    global.lastIndex = at;
    return global.exec(text);
  }

  /** @param {string} text */
  test(text) {
    return this.from(text) !== null;
  }

  /**
   * The match of a whole text.
   * @param {string} text
   */
  fits(text) {
    this.full ??= new RegExp(`^(?:${this.source})$`, `u${this.flags.replace("m", "")}`);
    return this.full.exec(text);
  }

  /**
   * All matches, left to right, without overlaps.
   * @param {string} text
   */
  all(text) {
    return text.matchAll(this.#global());
  }

  /** @param {string} text */
  without(text) {
    return text.replace(this.#global(), "");
  }

  /**
   * @param {string} text
   * @param {(...found: string[]) => string} by
   */
  replace(text, by) {
    return text.replace(this.#global(), by);
  }

  #global() {
    return (this.global ??= new RegExp(this.source, `ug${this.flags}`));
  }
}

/**
 * A pattern of the library.
 * @param {string} name Of its module and its own: `headSplit.verb`.
 */
export function pattern(name) {
  const [source, flags] = PAGE_PATTERNS.patterns[name];
  return new Pattern(source, flags);
}

/**
 * A pattern that has to match a whole text.
 * @param {string} source
 */
export function whole(source) {
  return new Pattern(`^(?:${source})$`);
}

/**
 * Whether one of the words ends at `end`.
 * @param {string} text
 * @param {number} end
 * @param {readonly string[]} words
 */
export function endsAt(text, end, words) {
  return words.some((word) => word.length <= end && text.startsWith(word, end - word.length));
}
