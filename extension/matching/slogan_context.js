/** A slogan with the text around it, as the rules for definitions use it; as `inline_definitions/slogan_context.py`. */

import { findClauseStart } from "./lists.js";
import { findNumerals } from "./numerals.js";
import { PAGE_PATTERNS } from "./page_patterns.js";
import { pattern } from "./patterns.js";
import { LEXICALISED } from "./slogan_forms.js";
import { strip } from "./text_view.js";

/** @typedef {[number, number] | null} Extent */
/** @typedef {import("./slogans.js").Slogan} Slogan */

/** How far after a slogan a rule may look, in UTF-16 units. */
export const LOOK_AHEAD = 400;
const WELL_KNOWN = new Set(PAGE_PATTERNS.words.wellKnown);
const QUANTITIES = pattern("rulesBefore.quantities");
const [FOOTNOTE, SENTENCE_END, BRACKET, MEASURE] = ["footnote", "sentenceEnd", "bracket", "measure"].map((name) => pattern(`sloganContext.${name}`));

/** A slogan in its context. */
export class SloganContext {
  /**
   * @param {string} text Normalized.
   * @param {Slogan} slogan
   * @param {string} core Normalized.
   */
  constructor(text, { start, end, rule }, core) {
    this.text = text;
    this.start = start;
    this.end = end + (FOOTNOTE.at(text, end)?.[0].length ?? 0);
    this.core = core;
    this.rule = rule;
    this.numerals = findNumerals(core);
    const values = this.numerals.map(({ value }) => value);
    this.count = values.includes(null) ? 0 : values.reduce((sum, value) => Number(sum) + Number(value), 0) ?? 0;
    /** What the members of each numeral share, without measure word: 权分置 in 三权分置. */
    this.shared = this.numerals.map((numeral, at) => {
      const part = strip(core.slice(numeral.end, this.numerals[at + 1]?.start ?? core.length), "+、，");
      return part.length > 1 && MEASURE.at(part, 0) ? part.slice(1) : part;
    });
    this.isMeasured = this.numerals.length > 0 && MEASURE.at(core, this.numerals[0].end) !== null;
  }

  /** Whether the slogan begins its sentence and is in quotation marks as a whole. */
  isQuotedSentenceStart() {
    const before = this.text.slice(Math.max(0, this.start - 9), this.start).replace(/[ \u3000]+$/, "").slice(-1);
    return ["“”", "「」", "『』"].includes((this.text[this.start] ?? "") + (this.text[this.end - 1] ?? "")) && "。；！？\n".includes(before);
  }

  /** @param {number} at */
  sentenceEnd(at) {
    return SENTENCE_END.from(this.text.slice(0, at + LOOK_AHEAD), at)?.index ?? 0;
  }

  /** @param {number} at */
  bracketEnd(at) {
    let depth = 1;
    for (const mark of BRACKET.all(this.text.slice(at, at + LOOK_AHEAD))) {
      depth += "（(".includes(mark[0]) ? 1 : -1;
      if (!depth) return at + mark.index;
    }
    return 0;
  }

  /** Whether a well-known word only has a modifier before it. */
  isKnownWithoutList() {
    if (this.count === 2 && QUANTITIES.test(this.text.slice(Math.max(0, this.start - 12), this.start))) return false;
    if (WELL_KNOWN.has(this.core)) return true;
    if (LEXICALISED.has(this.core) && this.core.length === 2 && this.count > 2) return !this.#opensEach();
    return LEXICALISED.has(this.core) && (this.core.length === 2 || this.count === 2);
  }

  /** Whether the items before a well-known word begin with what it counts: 稳就业、稳金融、…“六稳”; not 农业、农村“三农”. */
  #opensEach() {
    const items = this.text.slice(findClauseStart(this.text, this.start), this.start).split("、");
    const shared = this.shared[0];
    return items.length === this.count && items[0].includes(shared) && items.slice(1).every((item) => item.startsWith(shared));
  }
}
