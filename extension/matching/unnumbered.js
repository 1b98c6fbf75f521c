/** Reads a glossary section without numbers: labelled blocks, or one entry a line; as `entries/unnumbered.py`. */

import { continues, isRemark, trimEntryEnd, trimLastEntry } from "./entry_spans.js";
import { isFooter } from "./headings.js";
import { candidateSplits, readHead, sectionStyle } from "./headword_choice.js";
import { pattern } from "./patterns.js";
import { strip } from "./text_view.js";

/** @typedef {import("./entry_spans.js").Zone} Zone */
/** @typedef {import("./entry_spans.js").EntrySpan} EntrySpan */
/** @typedef {import("./entry_spans.js").HeadSplit} HeadSplit */
/** @typedef {import("./entry_spans.js").Line} Line */

const [LABEL, CONTEXT_LABEL, RUN_IN, DEFINED, FIRST_PART, QUOTED, NAME_AND_MORE, CLAUSE] = ["label", "contextLabel", "runIn", "defined", "firstPart", "quoted", "nameAndMore", "clause"].map((name) => pattern(`unnumbered.${name}`));
const QUOTES = "“”‘’\"「」『』";
/** @type {Record<string, number>} */
const MIN_SHARES = { line: 0.33, comma: 1, "full-stop": 0.2, dash: 0.2 };
/** @type {Record<string, number>} */
const EXCLUSIVE = { frame: 0.5, line: 0.33 };
const LOOSE = ["none", "space", "verb"];
const LOOSE_SHARE = 0.3;
const MAJORITY = 0.6;

/**
 * @param {Zone} zone
 * @returns {EntrySpan[]}
 */
export function splitUnnumbered(zone) {
  const lines = zone.contentLines();
  while (lines.length && isRemark(zone.text.slice(...lines[0]))) lines.shift();
  if (!lines.length) return [];
  const blocks = labelled(zone, lines);
  return blocks.length ? blocks : new LineReader(zone, lines).entries();
}

/**
 * Blocks of a line with the headword, 报告原文：… and 解释：….
 * @param {Zone} zone
 * @param {Line[]} lines
 * @returns {EntrySpan[]}
 */
function labelled(zone, lines) {
  const { text } = zone;
  /** @type {HeadSplit[]} */
  const splits = [];
  /** @type {Line | null} */
  let head = null;
  for (const [start, end] of lines) {
    const upTo = text.slice(0, end);
    const context = CONTEXT_LABEL.at(upTo, start);
    const label = context ? LABEL.from(upTo, start + context[0].length) : LABEL.at(upTo, start);
    if (label && head) {
      splits.push({ headStart: head[0], headEnd: head[1], definitionStart: label.index + label[0].length, separator: "labels", score: 5 });
      head = null;
    } else if (!context && end - start <= 40 && !"。；，".includes(text[end - 1])) head = [start, end];
  }
  if (splits.length < 2) return [];
  return splits.map((split, at) =>
    trimEntryEnd(zone, { split, end: splits[at + 1]?.headStart ?? zone.end, start: split.headStart, number: null, value: 0, style: "", rule: "labelled-block" }),
  );
}

/** Reads a section line by line: a line opens an entry or continues the one before. */
class LineReader {
  /**
   * @param {Zone} zone
   * @param {Line[]} lines
   */
  constructor(zone, lines) {
    this.zone = zone;
    this.lines = lines;
    /** @type {EntrySpan[]} */
    this.found = [];
    const looks = lines.map(([start], at) => candidateSplits(zone.text, start, this.searchEnd(at)));
    const named = lines.filter(([start, end]) => NAME_AND_MORE.at(zone.text.slice(0, end), start)).length;
    this.without = named > MAJORITY * lines.length ? "line" : "";
    this.habit = sectionStyle(looks.map((look) => look.filter(({ separator }) => separator !== this.without)));
  }

  entries() {
    this.lines.forEach((_, at) => this.read(at));
    return this.found.map((entry, at) => (at + 1 < this.found.length ? trimEntryEnd : trimLastEntry)(this.zone, entry));
  }

  /** @param {string} separator */
  share(separator) {
    return this.habit.get(separator) ?? 0;
  }

  /** @param {number} at */
  searchEnd(at) {
    return this.lines[Math.min(at + 1, this.lines.length - 1)][1];
  }

  /** @param {number} at */
  read(at) {
    const [start, end] = this.lines[at];
    const { text, body } = this.zone;
    const last = this.found.at(-1);
    if (last && start <= last.split.definitionStart) return;
    const split = readHead(text, start, this.searchEnd(at), this.habit, body, this.without);
    const line = text.slice(start, end);
    if (!split || !this.isUsual(split) || continues(line) || isFooter(line) || isRemark(line)) return;
    if (/^[⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.test(this.zone.text.slice(split.headStart, split.headEnd))) return; // ¹ 指…: the mark of a note
    if (last && this.continuesEntry(split, this.lines[at - 1], last)) return;
    this.open({ split, end: this.zone.end, start, number: null, value: 0, style: "", rule: `line-${split.separator}` });
    this.readRunIn(end);
  }

  /** @param {HeadSplit} split */
  isUsual(split) {
    const { separator } = split;
    if (Object.entries(EXCLUSIVE).some(([name, share]) => this.share(name) > share && separator !== name)) return false;
    if (LOOSE.includes(separator)) {
      if (separator === "verb" && QUOTED.fits(this.zone.text.slice(split.headStart, split.headEnd))) return true;
      return LOOSE.reduce((sum, name) => sum + this.share(name), 0) >= LOOSE_SHARE && this.share("colon") < MAJORITY;
    }
    return this.share(separator) >= (MIN_SHARES[separator] ?? 0);
  }

  /**
   * @param {HeadSplit} split
   * @param {Line} before
   * @param {EntrySpan} last
   */
  continuesEntry(split, before, last) {
    const isUnfinished = "：:；;、，,".includes(this.zone.text[before[1] - 1]);
    return this.isPart(split, last) || (isUnfinished && before[0] >= last.split.definitionStart);
  }

  /**
   * @param {HeadSplit} split
   * @param {EntrySpan} last
   */
  isPart(split, last) {
    const { text } = this.zone;
    return text.slice(last.split.headStart, last.split.headEnd).includes(strip(text.slice(split.headStart, split.headEnd), QUOTES));
  }

  /** @param {EntrySpan} entry */
  open(entry) {
    const last = this.found.at(-1);
    if (last) last.end = entry.start;
    this.found.push(entry);
  }

  /**
   * Adds the entries that follow within a paragraph.
   * @param {number} end
   */
  readRunIn(end) {
    const upTo = this.zone.text.slice(0, end);
    const first = this.found[this.found.length - 1].split.definitionStart;
    for (let found = RUN_IN.from(upTo, first); found; found = RUN_IN.from(upTo, found.index + found[0].length)) {
      const definitionStart = found.index + found[0].length;
      const headStart = found.index + found[0].indexOf(found[1]);
      const split = { headStart, headEnd: headStart + found[1].length, definitionStart, separator: "colon", score: 2 };
      const last = this.found[this.found.length - 1];
      if (!this.isName(found[1], definitionStart) || this.isPart(split, last) || continues(found[1])) continue;
      this.open({ split, end: this.zone.end, start: headStart, number: null, value: 0, style: "", rule: "run-in-colon" });
    }
  }

  /**
   * @param {string} head
   * @param {number} definition
   */
  isName(head, definition) {
    const { text, body } = this.zone;
    if (DEFINED.at(text, definition) || body.includes(strip(head, QUOTES))) return true;
    const part = FIRST_PART.at(text, definition);
    return (QUOTED.test(head) && !CLAUSE.test(head)) || (part !== null && head.includes(part[1]));
  }
}
