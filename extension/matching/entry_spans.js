/** Entries of a glossary section and where their definitions end; as `entries/entry_spans.py`. */

import { endsSection, glossaryHeading, isFooter, isPageArtefact, isPartHeading } from "./headings.js";
import { pattern } from "./patterns.js";
import { strip } from "./text_view.js";

/** @typedef {{headStart: number, headEnd: number, definitionStart: number, separator: string, score: number}} HeadSplit */
/** @typedef {{split: HeadSplit, end: number, start: number, number: string | null, value: number, style: string, rule: string}} EntrySpan */
/** @typedef {[number, number]} Line */

const [LEAD, REMARK, CONTINUES, PART, SUBTITLE, TITLE, PAGE_CELL] = ["lead", "remark", "continues", "part", "subtitle", "title", "pageCell"].map((name) => pattern(`entrySpans.${name}`));
const [QUOTED_LINE, ENDS_WRAPPED, GOES_ON] = ["quotedLine", "endsWrapped", "goesOn"].map((name) => pattern(`entrySpans.${name}`));
const [MIN_WRAPPED, MAX_SHORT] = [12, 2];
const BULLETS = " \t\u3000\xa0#>○〇●◆◇■□▲△※★☆·•-–+";
const TERMINAL = "。！？!?”’）)…";
const JOINING = "，、；;：:,";
const MIN_WRAPPED_LENGTH = 15;
const MAX_TITLE_LENGTH = 60;
const MAX_PAGE_CELL = 12;
const MAX_LINES = 5_000;

/** A part of a view that may hold entries, with the running text before it. */
export class Zone {
  /**
   * @param {import("./text_view.js").TextView} view
   * @param {number} start
   * @param {number} end
   * @param {string} body
   * @param {Set<string>} running Headers and footers of pages.
   */
  constructor(view, start, end, body, running) {
    this.view = view;
    this.text = view.text;
    this.start = start;
    this.end = end;
    this.body = body;
    this.running = running;
  }

  /**
   * @param {number} start
   * @param {number} [end]
   */
  within(start, end = this.end) {
    return new Zone(this.view, start, end, this.body, this.running);
  }

  /** @param {string} line */
  isPageArtefact(line) {
    return this.running.has(line) || isPageArtefact(line);
  }

  /** @returns {Line[]} Without bullets and blanks; the lines of typesetting are left out. */
  contentLines() {
    /** @type {Line[]} */
    const lines = [];
    for (const [start, stop] of linesOf(this.text, this.start, this.end)) {
      const line = this.text.slice(start, stop);
      const begin = start + (LEAD.at(line, 0)?.[0].length ?? 0);
      const end = begin + this.text.slice(begin, stop).trimEnd().length;
      if (begin < end && !this.isPageArtefact(this.text.slice(begin, end))) lines.push([begin, end]);
      if (lines.length > MAX_LINES) break;
    }
    return lines;
  }
}

/**
 * The lines between two positions that are not empty.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Generator<Line>}
 */
export function* linesOf(text, start, end) {
  for (let at = start; at < end; ) {
    const found = text.indexOf("\n", at);
    const stop = found < 0 || found > end ? end : found;
    if (stop > at) yield [at, stop];
    at = stop + 1;
  }
}

/**
 * Whether a line is a remark in brackets only: （以在报告中出现的先后顺序排列）.
 * @param {string} line
 */
export function isRemark(line) {
  return REMARK.at(line, 0) !== null;
}

/**
 * Whether a line begins as a definition goes on: 一是…, 其中…, （1）….
 * @param {string} line
 */
export function continues(line) {
  return CONTINUES.at(line, 0) !== null;
}

/**
 * Without blanks, typesetting, footers and part headings at the end.
 * @param {Zone} zone
 * @param {EntrySpan} entry
 * @returns {EntrySpan}
 */
export function trimEntryEnd(zone, entry) {
  const first = entry.split.definitionStart;
  const { text } = zone;
  let { end } = entry;
  for (;;) {
    while (end > first && /\s/.test(text[end - 1])) end--;
    end = beforePageCell(text, first, beforeTitle(text, first, end));
    const line = text.lastIndexOf("\n", end - 1) + 1;
    if (line <= first || !isNoDefinition(zone, text.slice(line, end).trim())) return { ...entry, end: Math.max(end, first) };
    end = line;
  }
}

/**
 * The last entry of a section, without the text that no longer explains its head.
 * @param {Zone} zone
 * @param {EntrySpan} entry
 * @returns {EntrySpan}
 */
export function trimLastEntry(zone, entry) {
  const { text } = zone;
  const first = entry.split.definitionStart;
  const lines = zone.within(first, entry.end).contentLines();
  const head = text.slice(entry.split.headStart, entry.split.headEnd);
  let end = lines.length ? lines[0][1] : entry.end;
  for (let at = 1; at < lines.length; at++) {
    const line = text.slice(...lines[at]);
    if (endsSection(line) || isNoDefinition(zone, line) || isRemark(line) || SUBTITLE.at(line, 0)) break;
    const part = PART.at(line, 0);
    const isOfPart = part !== null && head.includes(part[1]);
    const before = lines[at - 1][1];
    const printed = text.slice(text.lastIndexOf("\n", before - 1) + 1, before);
    const behind = lines[at + 1] ? text.slice(...lines[at + 1]) : "";
    if (!isOfPart && !continues(line) && !isUnfinished(printed, line, behind)) break;
    end = lines[at][1];
  }
  return { ...entry, end: beforePageCell(text, first, beforeTitle(text, first, end)) };
}

/** A mark that running text has; 、 behind a number at the beginning is none: 一、收入支出决算总表. */
const WITHIN_TEXT = /[，。；,;]|(?<=[^\n]{4})、/;

/**
 * Whether a line stops within a sentence that the next one continues, which may itself go on without a mark.
 * @param {string} line
 * @param {string} following
 * @param {string} behind the line after that, empty for none
 */
function isUnfinished(line, following, behind) {
  const last = line.at(-1) ?? " ";
  if (JOINING.includes(last)) return true;
  const isWithin = !TERMINAL.includes(last) || ("）)".includes(last) && !line.includes("。"));
  if (!isWithin || line.length < MIN_WRAPPED_LENGTH) return false;
  const isLong = following.length >= MIN_WRAPPED_LENGTH && !TERMINAL.includes(following.at(-1) ?? " ");
  return WITHIN_TEXT.test(following) || (isLong && WITHIN_TEXT.test(behind));
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function beforeTitle(text, start, end) {
  return TITLE.from(text.slice(0, end), Math.max(start, end - MAX_TITLE_LENGTH))?.index ?? end;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function beforePageCell(text, start, end) {
  return PAGE_CELL.from(text.slice(0, end), Math.max(start, end - MAX_PAGE_CELL))?.index ?? end;
}

/**
 * The lines of a definition that have content.
 * @param {Zone} zone
 * @param {EntrySpan} entry
 */
export function definitionText(zone, { split, end }) {
  const start = split.definitionStart;
  const printed = zone.text.slice(start, end).split("\n");
  const widths = printed.map((line) => line.length);
  widths[0] += start - zone.text.slice(0, start).lastIndexOf("\n") - 1;
  const widest = Math.max(...widths);
  let text = "";
  let isFull = false;
  for (const [number, whole] of printed.entries()) {
    const trimmed = whole.trim();
    const line = trimmed.slice(QUOTED_LINE.at(trimmed, 0)?.[0].length ?? 0);
    if (!line || zone.isPageArtefact(line) || glossaryHeading(line) === "strong") continue;
    const isWrapped = isFull && ENDS_WRAPPED.test(text) && GOES_ON.at(line, 0);
    text += isWrapped || !text ? line : `\n${line}`;
    isFull = widths[number] >= Math.max(MIN_WRAPPED, widest - MAX_SHORT);
  }
  return text;
}

/**
 * @param {Zone} zone
 * @param {string} line
 */
function isNoDefinition(zone, line) {
  if (zone.isPageArtefact(line) || glossaryHeading(line) === "strong" || isFooter(line)) return true;
  return isPartHeading(line) || !strip(line, BULLETS);
}
