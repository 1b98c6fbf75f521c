/** A text without markup, escapes, characters without width and the line ends of a hard-wrapped page; as `chinese/offsets.py`. */

import { countBelow } from "./page_text.js";
import { pattern } from "./patterns.js";

const UNSEEN = pattern("offsets.unseen");
const OPENS = pattern("offsets.opens");
const STOPS = new Set("。！？!?；;：:”）)");
/** Of a hard-wrapped page: lines looked at, columns of a line, and how much a line may differ. */
const MIN_LINES = 30;
const MOST_LINES = 4_000;
const MIN_WIDTH = 32;
const MAX_WIDTH = 128;
const TOLERANCE = 6;

export class TextView {
  /** @param {string} source */
  constructor(source) {
    this.source = source;
    /** @type {number[]} Where pieces begin in the view, and in the source. */
    this.seenAt = [0];
    this.sourceAt = [0];
    let text = "";
    let last = 0;
    const unseen = [...UNSEEN.all(source)].map((found) => [found.index, found.index + found[0].length]);
    for (const [start, end] of [...unseen, ...softBreaks(source)].sort((a, b) => a[0] - b[0])) {
      if (end <= last) continue;
      if (start > last) text += source.slice(last, start);
      this.seenAt.push(text.length);
      this.sourceAt.push(end);
      last = end;
    }
    this.text = text + source.slice(last);
  }

  /**
   * Where a character of the view is in the source.
   * @param {number} position
   */
  origin(position) {
    const piece = countBelow(this.seenAt, position + 1) - 1;
    return this.sourceAt[piece] + position - this.seenAt[piece];
  }

  /**
   * Where a range that ends at a position of the view ends in the source.
   * @param {number} position
   */
  endOrigin(position) {
    return position ? this.origin(position - 1) + 1 : 0;
  }

  /**
   * Whether a mark of bold print stands right before a position.
   * @param {number} position
   */
  isBold(position) {
    const at = this.origin(position);
    return at >= 2 && (this.source.startsWith("**", at - 2) || this.source.startsWith("__", at - 2));
  }
}

/**
 * The line ends of a hard-wrapped text that end no paragraph.
 * @param {string} source
 * @returns {[number, number][]}
 */
function softBreaks(source) {
  const width = wrapWidth(source);
  /** @type {[number, number][]} */
  const breaks = [];
  if (!width) return breaks;
  for (const { 0: line, index } of source.matchAll(/[^\n]+/g)) {
    const end = index + line.length;
    const isFull = Math.abs(columns(line) - width) <= TOLERANCE;
    if (isFull && !STOPS.has(source[end - 1]) && end + 1 < source.length && !OPENS.at(source, end + 1)) breaks.push([end, end + 1]);
  }
  return breaks;
}

/** @param {string} source */
function wrapWidth(source) {
  const lines = source.split("\n").filter(Boolean).slice(0, MOST_LINES);
  const maxWider = 0.1 * lines.length;
  if (lines.length < MIN_LINES || lines.filter((line) => line.length > MAX_WIDTH + TOLERANCE).length > maxWider) return 0;
  /** @type {Map<number, number>} */
  const widths = new Map();
  for (const line of lines) widths.set(columns(line), (widths.get(columns(line)) ?? 0) + 1);
  let usual = 0;
  for (const [width, count] of widths) if (width >= MIN_WIDTH && width <= MAX_WIDTH && count > (widths.get(usual) ?? 0)) usual = width;
  const sum = (/** @type {(width: number) => boolean} */ isMeant) => [...widths].reduce((total, [width, count]) => total + (isMeant(width) ? count : 0), 0);
  const isWrapped = sum((width) => Math.abs(width - usual) <= TOLERANCE) >= 0.55 * lines.length && sum((width) => width > usual + TOLERANCE) <= maxWider;
  return isWrapped ? usual : 0;
}

/**
 * Two columns for a Han character, one for a letter.
 * @param {string} line
 */
function columns(line) {
  let bytes = 0;
  for (let at = 0; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  return Math.floor((line.length + bytes) / 2);
}

/** @param {string} line */
export function normalizeLine(line) {
  return line.normalize("NFKC").replace(/\s+/g, "");
}

/** @param {string} text */
export function withoutQuotes(text) {
  return text.replace(/[“”‘’「」"]/g, "");
}

/**
 * @param {string} text
 * @param {string} marks
 */
export function strip(text, marks) {
  let start = 0;
  let end = text.length;
  while (start < end && marks.includes(text[start])) start++;
  while (end > start && marks.includes(text[end - 1])) end--;
  return text.slice(start, end);
}
