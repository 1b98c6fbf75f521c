/** Reads glossary sections whose entries have numbers, and tables; as `entries/numbered.py`. */

import { bestSequences, findEnumerators } from "./enumerators.js";
import { continues, isRemark, trimEntryEnd, trimLastEntry } from "./entry_spans.js";
import { isFooter, isPartHeading, isReference, lacksHeadword } from "./headings.js";
import { candidateSplits, readHead, sectionStyle } from "./headword_choice.js";
import { pattern } from "./patterns.js";

/** @typedef {import("./entry_spans.js").Zone} Zone */
/** @typedef {import("./entry_spans.js").EntrySpan} EntrySpan */
/** @typedef {import("./entry_spans.js").HeadSplit} HeadSplit */
/** @typedef {import("./enumerators.js").Enumerator} Enumerator */
/** @typedef {import("./headword_choice.js").SectionStyle} SectionStyle */
/** @typedef {Map<number, HeadSplit[]>} Looks The splits behind each number. */

const HEAD_LINE = pattern("numbered.headLine");
const DAMAGED_SIGN = pattern("enumerators.damagedSign");
const MOSTLY_COLONS = 0.4;
const MIN_RUN = 2;
const MAX_LINES_BEFORE = 3;
const MAX_LENGTH_BEFORE = 160;
const INNER_STYLES = new Set(["paren", "half", "circled"]);

/**
 * The entries of a section with numbers; empty if its first lines have none.
 * @param {Zone} zone
 * @returns {EntrySpan[]}
 */
export function splitNumbered(zone) {
  const marks = withDamagedSigns(zone.text, findEnumerators(zone.text, zone.start, zone.end));
  /** @type {Looks} */
  const looks = new Map(marks.map((mark) => [mark.end, candidateSplits(zone.text, mark.end, zone.end)]));
  const worth = (/** @type {Enumerator} */ mark) => scoreOf(looks.get(mark.end) ?? []);
  let runs = bestSequences(marks, worth);
  let inner = runs.length ? nested(runs, marks) : new Set();
  if (runs.length && !inner.size && isSublist(runs[0], marks, looks)) inner = new Set(runs[0]);
  if (inner.size) {
    runs = bestSequences(marks.filter((mark) => !inner.has(mark)), worth);
  }
  if (!runs.length || !startsNear(zone, runs[0][0].start)) return [];
  runs = withoutInnerLists(runs, marks);
  runs[0] = withoutInnerItems(withOtherColumn(runs, marks, looks, worth), looks);
  const habit = sectionStyle(runs[0].map((mark) => looks.get(mark.end) ?? []));
  const entries = beforeFirst(zone, runs[0][0], habit);
  for (const [at, run] of runs.entries()) {
    if (entries.length && !isSecondPart(run, runs[0], looks)) {
      entries.push(trimLastEntry(zone, { .../** @type {EntrySpan} */ (entries.pop()), end: zone.end }));
      break;
    }
    entries.push(...entriesOf(zone, run, runs[at + 1]?.[0].start ?? zone.end, habit));
  }
  return [...entries, ...behindLast(zone, entries, habit)];
}

/** @param {HeadSplit[]} look */
function scoreOf(look) {
  return look.length ? Math.min(2, Math.max(...look.map(({ score }) => score)) / 2) : -0.5;
}

/**
 * Entries behind the last number whose own numbers are damaged.
 * @param {Zone} zone
 * @param {EntrySpan[]} entries
 * @param {SectionStyle} habit
 * @returns {EntrySpan[]}
 */
function behindLast(zone, entries, habit) {
  const last = entries.at(-1);
  if (!last || (habit.get("colon") ?? 0) < MOSTLY_COLONS) return [];
  const heads = [];
  for (const [begin, stop] of zone.within(last.end).contentLines()) {
    const upTo = zone.text.slice(0, stop);
    const damaged = DAMAGED_SIGN.at(upTo, begin);
    if (damaged && HEAD_LINE.at(upTo, begin + damaged[0].length)) heads.push(begin);
    else if (!heads.length) return [];
  }
  return heads.length ? withoutNumber(zone, [...heads, zone.end], zone.end, habit) : [];
}

/**
 * Together with the numbers that continue it between its own, on a page with two columns.
 * @param {Enumerator[][]} runs
 * @param {Enumerator[]} marks
 * @param {Looks} looks
 * @param {(mark: Enumerator) => number} worth
 */
function withOtherColumn(runs, marks, looks, worth) {
  const [first] = runs;
  const stop = runs[1]?.[0].start ?? Infinity;
  const last = Math.max(...first.map(({ value }) => value));
  const left = marks.filter((mark) => mark.opensLine && mark.value > last && mark.style === first[0].style && mark.start < stop && looks.get(mark.end)?.length);
  const more = left.length > 2 ? bestSequences(left, worth) : [];
  if (!more.length || more[0].length < 3 || more[0][0].value !== last + 1) return first;
  return [...first, ...more[0]].sort((a, b) => a.start - b.start);
}

/**
 * Without a list inside an entry: no list begins at 3, so the outer numbers go on behind it.
 * @param {Enumerator[][]} runs
 * @param {Enumerator[]} marks
 */
function withoutInnerLists(runs, marks) {
  if (runs.length < MIN_RUN || runs[1][0].value <= 1) return runs;
  const { value, start } = runs[1][0];
  const outer = runs[0].filter((mark) => mark.value < value);
  const last = outer.at(-1);
  const inner = last ? marks.filter((mark) => last.start < mark.start && mark.start < start) : [];
  if (!last || last.value !== value - 1 || !inner.length || inner[0].value !== 1) return runs;
  return [[...outer, ...runs[1]], ...runs.slice(2)];
}

/**
 * Without the numbers of a list inside an entry: they name nothing, and the number comes again.
 * @param {Enumerator[]} run
 * @param {Looks} looks
 */
function withoutInnerItems(run, looks) {
  return run.filter((mark, at) => looks.get(mark.end)?.length || run[at + 1]?.value !== mark.value);
}

/**
 * The numbers of a list within an entry that goes on behind it, 1. 2. 3. （1）…（9） 4.; the list may be longer than the outer one.
 * @param {Enumerator[][]} runs
 * @param {Enumerator[]} marks
 * @returns {Set<unknown>}
 */
function nested([first, second], marks) {
  const last = first[first.length - 1];
  const goesOn = (/** @type {Enumerator} */ before, /** @type {Enumerator} */ mark) => mark.opensLine && mark.value === before.value + 1 && mark.style === before.style;
  const isInner = second && INNER_STYLES.has(second[0].style) && second[0].style !== last.style && second[0].value === 1;
  if (isInner && marks.some((mark) => mark.start > second[second.length - 1].start && goesOn(last, mark))) return new Set(second);
  for (const [at, mark] of first.slice(1).entries()) {
    const before = first[at];
    if (mark.style === before.style || !INNER_STYLES.has(mark.style) || mark.value !== before.value + 1) continue;
    const opens = marks.some((each) => before.start < each.start && each.start < mark.start && each.value === 1 && each.style === mark.style);
    const outer = marks.find((each) => each.start > mark.start && goesOn(before, each));
    if (opens && outer) return new Set(marks.filter((each) => before.start < each.start && each.start < outer.start && each.style === mark.style));
  }
  return new Set();
}

/**
 * With the damaged numbers between circled ones, if there are as many as numbers are missing.
 * @param {string} text
 * @param {Enumerator[]} marks
 */
function withDamagedSigns(text, marks) {
  const circled = marks.filter(({ opensLine, style }) => opensLine && style === "circled");
  const found = [];
  for (const [at, after] of circled.slice(1).entries()) {
    const before = circled[at];
    /** @type {Enumerator[]} */
    const damaged = [];
    for (let start = text.indexOf("\n", before.end) + 1; start && start < after.start; start = text.indexOf("\n", start) + 1) {
      const begin = start + text.slice(start).search(/[^ \t\u3000]|$/);
      const sign = DAMAGED_SIGN.at(text, begin);
      if (!sign || !HEAD_LINE.at(text, begin + sign[0].length)) continue;
      damaged.push({ start: begin, end: begin + sign[0].length, value: before.value + damaged.length + 1, printed: "", style: "circled", opensLine: true });
    }
    if (damaged.length === after.value - before.value - 1) found.push(...damaged);
  }
  return found.length ? [...marks, ...found].sort((a, b) => a.start - b.start) : marks;
}

/**
 * Whether a run as long as the outer list lies within the first entry of that list.
 * @param {Enumerator[]} run
 * @param {Enumerator[]} marks
 * @param {Looks} looks
 */
function isSublist(run, marks, looks) {
  const [first] = marks;
  if (first.start >= run[0].start || !INNER_STYLES.has(run[0].style) || first.value !== 1 || first.style !== "dot") return false;
  const look = (looks.get(first.end) ?? []).reduce((/** @type {HeadSplit | null} */ one, other) => (one && one.score >= other.score ? one : other), null);
  if (!first.opensLine || !look || look.separator === "line") return false;
  const last = run[run.length - 1];
  return marks.some((mark) => mark.value === 2 && mark.style === "dot" && mark.opensLine && mark.start > last.start);
}

/**
 * Whether there is little but remarks, part headings and typesetting before the first number.
 * @param {Zone} zone
 * @param {number} start
 */
function startsNear(zone, start) {
  const lines = zone.within(zone.start, start).contentLines().map(([begin, end]) => zone.text.slice(begin, end));
  const before = lines.filter((line) => !isRemark(line) && !isPartHeading(line) && !isFooter(line));
  return before.length <= MAX_LINES_BEFORE && before.reduce((sum, line) => sum + line.length, 0) <= MAX_LENGTH_BEFORE;
}

/**
 * Whether a run that begins again belongs to the glossary: numbers and separators as in its first entries.
 * @param {Enumerator[]} run
 * @param {Enumerator[]} first
 * @param {Looks} looks
 */
function isSecondPart(run, first, looks) {
  const [own, other] = [first, run].map((each) => sectionStyle(each.map((mark) => looks.get(mark.end) ?? [])));
  const usual = [...own.keys()].reduce((one, separator) => ((own.get(separator) ?? 0) > (own.get(one) ?? 0) ? separator : one), "");
  const isAlike = (other.get(usual) ?? 0) >= (own.get(usual) ?? 0) / 2;
  return run.length > 1 && run[0].style === first[0].style && run[0].opensLine && isAlike;
}

/**
 * @param {Zone} zone
 * @param {Enumerator[]} run
 * @param {number} bound
 * @param {SectionStyle} habit
 * @returns {EntrySpan[]}
 */
function entriesOf(zone, run, bound, habit) {
  const { text } = zone;
  const isBold = run.length > 1 && run.filter((mark) => zone.view.isBold(mark.start)).length > 0.6 * run.length;
  /** @type {EntrySpan[]} */
  const entries = [];
  run.forEach((mark, at) => {
    const following = run[at + 1];
    const end = following?.start ?? bound;
    const isGap = following !== undefined && following.value > mark.value + 1;
    const stops = isBold || isGap ? [...unnumberedHeads(zone, mark.end, end, !isGap), end] : [end];
    const note = text.slice(mark.end, Math.min(end, mark.end + 80));
    const split = lacksHeadword(note) ? null : readHead(text, mark.end, stops[0], habit, zone.body);
    if (split && !isReference(note, mark.style === "caret")) {
      const { start, printed, value, style } = mark;
      entries.push(withEnd(zone, { split, end: stops[0], start, number: printed, value, style, rule: `numbered-${split.separator}` }, bound));
    }
    entries.push(...withoutNumber(zone, stops, bound, habit));
  });
  return entries;
}

/**
 * The entries before a sequence whose first numbers are lost.
 * @param {Zone} zone
 * @param {Enumerator} first
 * @param {SectionStyle} habit
 * @returns {EntrySpan[]}
 */
function beforeFirst(zone, first, habit) {
  if (first.value <= 1 || first.value > MAX_LINES_BEFORE + 1) return [];
  const lines = zone.within(zone.start, first.start).contentLines();
  const heads = lines.filter(([begin, stop]) => HEAD_LINE.at(zone.text.slice(0, stop), begin) && !isRemark(zone.text.slice(begin, stop))).map(([begin]) => begin);
  return heads.length && heads.length < first.value ? withoutNumber(zone, [...heads, first.start], zone.end, habit) : [];
}

/**
 * Where a later line of an entry opens another one whose number is lost.
 * @param {Zone} zone
 * @param {number} start
 * @param {number} end
 * @param {boolean} isBoldOnly
 */
function unnumberedHeads(zone, start, end, isBoldOnly) {
  const lines = zone.within(start, end).contentLines().slice(1);
  const heads = lines.filter(([begin, stop]) => HEAD_LINE.at(zone.text.slice(0, stop), begin)).map(([begin]) => begin);
  return heads.filter((begin) => zone.view.isBold(begin) || (!isBoldOnly && !continues(zone.text.slice(begin, begin + 20))));
}

/**
 * @param {Zone} zone
 * @param {number[]} stops
 * @param {number} bound
 * @param {SectionStyle} habit
 * @returns {EntrySpan[]}
 */
function withoutNumber(zone, stops, bound, habit) {
  /** @type {EntrySpan[]} */
  const entries = [];
  for (let at = 0; at + 1 < stops.length; at++) {
    const [start, end] = [stops[at], stops[at + 1]];
    const damaged = DAMAGED_SIGN.at(zone.text.slice(0, end), start);
    const split = readHead(zone.text, start + (damaged?.[0].length ?? 0), end, habit);
    if (split) entries.push(withEnd(zone, { split, end, start, number: null, value: 0, style: "", rule: "lost-number" }, bound));
  }
  return entries;
}

/**
 * @param {Zone} zone
 * @param {EntrySpan} entry
 * @param {number} bound
 */
function withEnd(zone, entry, bound) {
  return entry.end === bound ? trimLastEntry(zone, entry) : trimEntryEnd(zone, entry);
}
