/** The base forms of a headword: 五小 of “五小”水利; as `chinese/headword.py`. */

import { findNumerals, valueOf } from "./numerals.js";
import { normalize } from "./page_text.js";
import { pattern } from "./patterns.js";
import { strip } from "./text_view.js";

/** @typedef {[number | null, string]} Counted A numeral and what it counts. */
/** @typedef {{qualifier: string, cores: string[], tail: string, isSlogan: boolean}} Headword As printed. */
/** @typedef {{start: number, end: number, printed: string, groups: Counted[], folded: string}} Core */

const [BLANK, QUOTED, CLOSING_QUOTE, TAIL, FIELD, COUNTED_TAIL, JOINED, MEASURE] = ["blank", "quoted", "closingQuote", "tail", "field", "countedTail", "joined", "measure"].map((name) => pattern(`headword.${name}`));
const [ENDING_MEASURE, AMONG_OTHERS, ORDINAL, ONE_NAME, CIRCLE, DIGITS, SUM, BARE_SUM] = ["endingMeasure", "amongOthers", "ordinal", "oneName", "circle", "digits", "sum", "bareSum"].map((name) => pattern(`headword.${name}`));
const [MAGNITUDE, MAGNITUDE_TAIL, RUN, DOUBLED, LEVELS, NOT_COUNTED, EQUIVALENT, WITH_BRACKETS] = ["magnitude", "magnitudeTail", "run", "doubled", "levels", "notCounted", "equivalent", "withBrackets"].map((name) => pattern(`headword.${name}`));
const QUOTES = /[“”‘’「」『』"〝〞＂﹁﹂]/g;
const MARKS = "、，,；;：:·-—－ ";
const EDGES = `${MARKS}（）()《》`;
const MEASURE_REACH = 8;
const WIDE = /[\uff01-\uff5e\u3000\xa0]/g;

/** @param {string} text */
const halfWidth = (text) => text.replace(WIDE, (one) => (one === "\u3000" || one === "\xa0" ? " " : String.fromCharCode(one.charCodeAt(0) - 0xfee0)));
/** @param {string} text */
const unquote = (text) => text.replace(QUOTES, "");

/**
 * The class nouns at the beginning of a text, which may follow a core without being part of it.
 * @param {string} text
 */
export function tailNoun(text) {
  return TAIL.at(text, 0)?.[0] ?? "";
}

/**
 * The text before the first class noun, which names the field of a label.
 * @param {string} text
 */
export function namedField(text) {
  return FIELD.at(text, 0)?.[1] ?? "";
}

/** @type {Map<string, Headword>} */
const kept = new Map();
const MAX_KEPT = 2_000;

/**
 * @param {string} head
 * @returns {Headword}
 */
export function parseHeadword(head) {
  let parsed = kept.get(head);
  if (!parsed) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(head, (parsed = parse(head)));
  }
  return parsed;
}

/**
 * @param {string} head
 * @returns {Headword}
 */
function parse(head) {
  const printed = BLANK.without(head);
  const parts = new Parts(printed, normalize(halfWidth(printed)));
  const quoted = quotedCores(parts);
  const cores = quoted.length ? quoted : plainCores(parts);
  if (!cores.length) return { qualifier: "", cores: [bare(EQUIVALENT.without(printed)) || printed], tail: "", isSlogan: false };
  const isSlogan = cores.some(({ groups }) => groups.length > 0) || ["magnitudes", "DDD"].includes(cores.map(shapeOf).find(Boolean) ?? "");
  return {
    qualifier: bare(printed.slice(0, cores[0].start)),
    cores: cores.map((core) => core.printed),
    tail: bare(printed.slice(cores[cores.length - 1].end)),
    isSlogan,
  };
}

/** @param {Core} core */
function shapeOf({ folded, groups }) {
  const special = specialShape(folded);
  return !groups.length || special === "D+D" || special === "DDD" ? special : "groups";
}

/** A head as printed, and its simplified view of the same length. */
class Parts {
  /**
   * @param {string} printed
   * @param {string} folded
   */
  constructor(printed, folded) {
    this.printed = printed;
    this.folded = folded;
  }

  /**
   * The core of a stretch without its class noun.
   * @param {number} start
   * @param {number} stop
   * @returns {Core}
   */
  core(start, stop) {
    let end = start + this.folded.slice(start, stop).replace(/[”」』’]+$/, "").length;
    end -= tailOf(unquote(this.folded.slice(start, end))).length;
    let printed = unquote(this.printed.slice(start, end));
    let folded = unquote(this.folded.slice(start, end));
    if (folded.endsWith("农村公路") && folded.length < 8) {
      printed = printed.slice(0, -2) + printed.slice(-1);
      folded = folded.slice(0, -2) + folded.slice(-1);
    }
    return { start, end, printed, folded, groups: groupsOf(printed, folded) };
  }
}

/** @param {string} text */
function bare(text) {
  const inner = strip(unquote(text), MARKS);
  if (/[）)》]$/.test(inner) && WITH_BRACKETS.fits(inner)) return inner;
  return strip(inner, EDGES);
}

/**
 * The quoted cores, with a numeral before the quotation marks or 联动 behind them.
 * @param {Parts} parts
 * @returns {Core[]}
 */
function quotedCores(parts) {
  const { folded } = parts;
  /** @type {Core[]} */
  const cores = [];
  let previousEnd = -1;
  for (const found of QUOTED.all(folded)) {
    const inner = found[1] ?? found[2];
    const { index } = found;
    const end = index + found[0].length;
    if (AMONG_OTHERS.at(folded, end)) return [...cores, parts.core(end + 1, folded.length)];
    const outside = ENDING_MEASURE.from(folded.slice(0, index), Math.max(0, index - MEASURE_REACH));
    if (outside && !outside[0].startsWith("第")) cores.push(parts.core(index - outside[1].length, end));
    else if (hasCore(inner) || previousEnd === index) {
      const joined = inner.length <= 3 ? JOINED.at(folded, end) : null;
      cores.push(parts.core(index + 1, joined ? end + joined[0].length : index + 1 + inner.length));
    } else continue;
    previousEnd = end;
  }
  return cores;
}

/** @param {string} folded */
function hasCore(folded) {
  return groupsOf(folded, folded).length > 0 || specialShape(folded) !== null;
}

/**
 * The cores of a head without quotation marks; short parts joined by 、 are one core.
 * @param {Parts} parts
 * @returns {Core[]}
 */
function plainCores(parts) {
  const { folded } = parts;
  const segments = [...folded.matchAll(/[^、，,；;]+/g)].map(({ 0: text, index }) => ({ start: index, end: index + text.length, text }));
  const starts = segments.map(({ text }) => coreStart(text));
  if (segments.length > 1 && areOneCore(folded, segments)) return [parts.core(segments[0].start, segments[segments.length - 1].end)];
  const first = starts.findIndex((start) => start !== null);
  if (first < 0) return [];
  if (starts.slice(first).includes(null)) return [parts.core(segments[first].start + (starts[first] ?? 0), segments[segments.length - 1].end)];
  return segments.flatMap(({ start, end }, at) => (starts[at] === null ? [] : [parts.core(start + Number(starts[at]), end)]));
}

/**
 * @param {string} folded
 * @param {{start: number, end: number}[]} segments
 */
function areOneCore(folded, segments) {
  const opened = new Set(counting(folded).map(({ start }) => start));
  return segments.every(({ start, end }) => opened.has(start) && end - start <= 5 && !MEASURE.at(folded, start + 1));
}

/**
 * Where the core of a segment begins.
 * @param {string} segment
 * @returns {number | null}
 */
function coreStart(segment) {
  const special = SUM.from(segment) ?? DIGITS.from(segment) ?? RUN.from(segment);
  if (special) return special.index;
  const numerals = counting(segment);
  if (!numerals.length) return groupsOf(segment, segment).length || MAGNITUDE.at(segment, 0) ? 0 : null;
  const [first] = numerals;
  const quote = Math.max(...[..."“「『‘"].map((mark) => segment.slice(0, first.start).lastIndexOf(mark)));
  if (quote >= 0 && quote < first.start - 1 && !CLOSING_QUOTE.test(segment.slice(quote, first.start))) return null;
  if (segment.slice(first.end) === "条") return 0;
  if (first.start <= 1 || isClearlyCounted(segment, numerals)) return first.start === 1 && !/^\d/.test(segment) ? 0 : first.start;
  return null;
}

/**
 * @param {string} segment
 * @param {import("./numerals.js").Numeral[]} numerals
 */
function isClearlyCounted(segment, numerals) {
  const [first] = numerals;
  const rest = segment.slice(first.end);
  return Boolean((MEASURE.at(rest, 0) && rest.length > 1) || numerals.length > 1 || ("两双三四五六七八九十".includes(segment[first.start]) && rest.length >= 1 && rest.length <= 3));
}

/** @param {string} folded */
function counting(folded) {
  if (NOT_COUNTED.test(folded) || ORDINAL.test(folded) || CIRCLE.test(folded)) return [];
  const numerals = findNumerals(folded).filter(({ value }) => (value ?? 0) < 100);
  const isSpecial = SUM.test(folded) || DIGITS.test(folded) || RUN.at(folded, 0);
  if (!isSpecial && numerals.some(({ end }, at) => numerals[at + 1] && !strip(folded.slice(end, numerals[at + 1].start), "·•〇零、"))) return [];
  return ONE_NAME.test(folded) && numerals.length && numerals.every(({ value }) => value === 1) ? [] : numerals;
}

/**
 * The class noun at the end of a core that is not part of it.
 * @param {string} core
 */
function tailOf(core) {
  if (DOUBLED.at(core, 0)) return core.slice(2);
  const code = DIGITS.at(core, 0) ?? BARE_SUM.at(core, 0);
  if (code) return core.slice(code[0].length);
  const numerals = counting(core);
  if (!numerals.length) return MAGNITUDE_TAIL.from(core)?.[0] ?? "";
  const shared = core.slice(numerals[numerals.length - 1].end);
  if (MEASURE.at(shared, 0) && !shared.startsWith("重点")) {
    const counted = COUNTED_TAIL.from(shared);
    return counted && counted.index >= 2 ? counted[0] : "";
  }
  for (let at = 1; at < shared.length; at++) if (TAIL.at(shared, at)?.[0].length === shared.length - at && shared[at - 1] !== "一") return shared.slice(at);
  return "";
}

/**
 * @param {string} printed
 * @param {string} folded
 * @returns {Counted[]}
 */
function groupsOf(printed, folded) {
  const doubled = DOUBLED.at(folded, 0);
  if (doubled) return [[valueOf(doubled[1]), printed.slice(2)], [valueOf(doubled[1]), printed.slice(2)]];
  const level = LEVELS.at(folded, 0);
  if (level) return [[valueOf(level[1]), printed.slice(1)]];
  const numerals = counting(folded);
  return numerals.map(({ value, end }, at) => [value, strip(printed.slice(end, numerals[at + 1]?.start ?? folded.length), "+＋、，, ")]);
}

/** @param {string} folded */
function specialShape(folded) {
  if (SUM.test(folded)) return "D+D";
  if (RUN.fits(folded) || DIGITS.at(folded, 0)) return "DDD";
  if (MAGNITUDE.at(folded, 0)) return "magnitudes";
  return nameShape(folded);
}

/** @param {string} folded */
function nameShape(folded) {
  if (ORDINAL.test(folded)) return "ordinal plan";
  if (CIRCLE.at(folded, 0)) return "circle";
  if (ONE_NAME.test(folded)) return "one-name";
  return DISTRIBUTED.at(folded, 0) ? "distributive" : null;
}
const DISTRIBUTED = pattern("headword.distributed");
