/** Where glossary sections may be: below a heading, within a line, or behind the last words of a report; as `entries/sections.py`. */

import { Zone, linesOf } from "./entry_spans.js";
import { MAX_HEADING_LENGTH, endsSection, glossaryHeading, isAnnex, isFooter, runningHeaders } from "./headings.js";
import { valueOf } from "./numerals.js";
import { pattern } from "./patterns.js";
import { normalizeLine, strip } from "./text_view.js";

/** @typedef {import("./text_view.js").TextView} TextView */
/** @typedef {import("./section_checks.js").Section} Section */
/** @typedef {{start: number, end: number, strength: "strong" | "weak"}} FoundHeading */

const MAX_HEADINGS = 200;
const MIN_TAIL_LENGTH = 40;
const MIN_TITLE_LENGTH = 3;
const MAX_ENDS = 6;
const MAX_NOTES_LENGTH = 8_000;
const MAX_ANNEXES = 12;
const [LEADERS, PAGE_OF_CONTENTS, FIRST, RUN_IN, EXCLAIMED, LAST_WORDS, THANKS, GLOSSARY_START] = ["leaders", "pageOfContents", "first", "runIn", "exclaimed", "lastWords", "thanks", "glossaryStart"].map((name) => pattern(`sections.${name}`));

/**
 * The ranges below glossary headings, each up to the next heading or the end of the section.
 * @param {TextView} view
 * @returns {Section[]}
 */
export function sectionsWithHeading(view) {
  const { text } = view;
  const headings = withoutRunningHeaders(text, withoutContents(text, withoutLabels(text, findHeadings(text))));
  if (!headings.length) return runInSection(view);
  const running = runningHeaders(text);
  return headings.map(({ start, end, strength }, at) => {
    const stop = headings[at + 1]?.start ?? text.length;
    const before = firstSectionEnd(text, Math.min(end + 1, stop), stop);
    const limit = nextPart(text, text.slice(start, end), Math.min(end + 1, before), before);
    const zone = zoneOf(view, start, Math.min(end + 1, limit), limit, running);
    return { zone, strength, mayBeContents: headings.slice(at + 1).some((other) => other.strength === "strong") };
  });
}

/**
 * @param {string} text
 * @returns {FoundHeading[]}
 */
function findHeadings(text) {
  /** @type {FoundHeading[]} */
  const found = [];
  for (const [start, end] of linesOf(text, 0, text.length)) {
    if (end - start > MAX_HEADING_LENGTH || found.length >= MAX_HEADINGS) continue;
    const line = text.slice(start, end);
    const strength = glossaryHeading(line);
    if (strength) found.push({ start: end - line.trimStart().length, end: start + line.trimEnd().length, strength });
  }
  return found;
}

/**
 * Without 解释： if every entry has one: it is the label of a line.
 * @param {string} text
 * @param {FoundHeading[]} headings
 */
function withoutLabels(text, headings) {
  const folded = headings.map(({ start, end }) => strip(normalizeLine(text.slice(start, end)), ":"));
  return headings.filter((_, at) => folded[at].length > 3 || folded.filter((line) => line === folded[at]).length < 3);
}

/**
 * Without the lines of a table of contents.
 * @param {string} text
 * @param {FoundHeading[]} headings
 */
function withoutContents(text, headings) {
  const lines = headings.map(({ start, end }) => text.slice(start, end));
  const titles = lines.map((line) => normalizeLine(PAGE_OF_CONTENTS.without(line)));
  return headings.filter(({ start, end }, at) => {
    if (LEADERS.test(lines[at]) || isBelowChapter(text, start, end)) return false;
    const isRepeated = titles.slice(at + 1).includes(titles[at]);
    return !isRepeated || !(PAGE_OF_CONTENTS.test(lines[at]) || isAmongTitles(text, start, end) || isLastPartOfContents(text, start, end));
  });
}

/**
 * Whether the line next to a heading comes again below, as the titles of a table of contents do.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function isAmongTitles(text, start, end) {
  const before = (text.slice(0, start).trimEnd().split("\n").pop() ?? "").trim();
  if (before.length > MIN_TITLE_LENGTH && text.slice(end).includes(`\n${before}\n`)) return true;
  const following = /[^\n]*\S[^\n]*/.exec(text.slice(end));
  const line = following?.[0].trim() ?? "";
  return following !== null && line.length > MIN_TITLE_LENGTH && text.slice(end + following.index + following[0].length).includes(`\n${line}\n`);
}

/**
 * Whether the title of a chapter precedes a heading, and comes again below: 六、保障措施, then 附件：名词解释.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function isBelowChapter(text, start, end) {
  const before = PAGE_OF_CONTENTS.without((text.slice(0, start).trimEnd().split("\n").pop() ?? "").trim());
  const isTitle = PART_NUMBERS.slice(0, 2).some((number) => {
    number.lastIndex = 0;
    return number.test(`${before}\n`);
  });
  return isTitle && text.slice(end).includes(`\n${before}\n`);
}

/**
 * Whether 第一部分, or another part of no higher number, follows the heading 第四部分.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function isLastPartOfContents(text, start, end) {
  const [shape] = PART_NUMBERS;
  shape.lastIndex = 0;
  const number = shape.exec(text.slice(start, end));
  if (!number) return false;
  for (const [lineStart] of linesOf(text, end, text.length)) {
    shape.lastIndex = lineStart;
    const following = shape.exec(text);
    if (following) return (valueOf(following[1]) ?? 0) < (valueOf(number[1]) ?? 0);
  }
  return false;
}

/**
 * Without repetitions of a heading that no number one follows: they are page headers.
 * @param {string} text
 * @param {FoundHeading[]} headings
 */
function withoutRunningHeaders(text, headings) {
  /** @type {FoundHeading[]} */
  const kept = [];
  for (const heading of headings) {
    const last = kept.at(-1);
    const isRepeated = last && normalizeLine(text.slice(heading.start, heading.end)) === normalizeLine(text.slice(last.start, last.end));
    if (isRepeated && FIRST.at(text, last.end) && !FIRST.at(text, heading.end)) continue;
    kept.push(heading);
  }
  return kept;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} stop
 */
function firstSectionEnd(text, start, stop) {
  for (const [lineStart, lineEnd] of linesOf(text, start, stop)) if (endsSection(text.slice(lineStart, lineEnd).trim())) return lineStart;
  return stop;
}

const PART_NUMBERS = [
  /[#* \t\u3000]*第([一二三四五六七八九十]{1,3})(?:部分|[章節节編编篇])(?![^\n]*[。；])/y,
  /[#* \t\u3000]*([一二三四五六七八九十]{1,3})、(?=[^\n。；：:，]{2,30}[* \t]*(?:\n|$))/y,
  /[#* \t\u3000]*[（(]([一二三四五六七八九十]{1,3})[）)](?=[^\n。；：:，]{2,30}[* \t]*(?:\n|$))/y,
];

/**
 * Where the part after a numbered heading begins: 五、附件 ends 四、名词解释. After an entry 一、… the number five is an
 * entry, too, so the first such number counts.
 * @param {string} text
 * @param {string} heading
 * @param {number} start
 * @param {number} stop
 */
function nextPart(text, heading, start, stop) {
  const at = (/** @type {RegExp} */ shape, /** @type {string} */ searched, /** @type {number} */ index) => {
    shape.lastIndex = index;
    return shape.exec(searched);
  };
  for (const shape of PART_NUMBERS) {
    const number = at(shape, `${heading}\n`, 0);
    if (!number) continue;
    const upTo = text.slice(0, stop);
    for (const [lineStart] of linesOf(text, start, stop)) {
      const following = at(shape, upTo, lineStart);
      if (following) return valueOf(following[1]) === (valueOf(number[1]) ?? 0) + 1 ? lineStart : stop;
    }
    return stop;
  }
  return stop;
}

/**
 * @param {TextView} view
 * @param {number} heading
 * @param {number} start
 * @param {number} end
 * @param {Set<string>} running
 */
function zoneOf(view, heading, start, end, running) {
  return new Zone(view, start, end, view.text.slice(0, heading), running);
}

/**
 * 名词解释：1.四上企业：… in one line.
 * @param {TextView} view
 * @returns {Section[]}
 */
function runInSection(view) {
  const { text } = view;
  const last = [...RUN_IN.all(text)].slice(0, MAX_HEADINGS).at(-1);
  if (!last) return [];
  const begin = last.index + last[0].length;
  const zone = zoneOf(view, last.index, begin, firstSectionEnd(text, begin, text.length), runningHeaders(text));
  return [{ zone, strength: "strong", mayBeContents: false }];
}

/**
 * The ranges behind the possible last words of a report, which may hold a glossary without a heading.
 * @param {TextView} view
 * @param {number} start
 * @returns {Section[]}
 */
export function trailingSections(view, start) {
  const { text } = view;
  const begins = endsOfReport(text, start).filter((begin) => text.length - begin >= MIN_TAIL_LENGTH);
  const running = begins.length ? runningHeaders(text) : new Set();
  return begins.flatMap((begin) => annexes(view, begin, running));
}

/**
 * @param {TextView} view
 * @param {number} from
 * @param {Set<string>} running
 * @returns {Section[]}
 */
function annexes(view, from, running) {
  const { text } = view;
  /** @type {Section[]} */
  const found = [];
  let begin = from;
  for (let count = 0; count < MAX_ANNEXES && text.length - begin >= MIN_TAIL_LENGTH; count++) {
    const limit = firstSectionEnd(text, begin, text.length);
    const headingEnd = headingLike(text, begin, limit);
    const start = Math.min(headingEnd === null ? begin : headingEnd + 1, limit);
    found.push({ zone: zoneOf(view, begin, start, limit, running), strength: null, mayBeContents: false });
    begin = nextAnnex(text, limit);
  }
  return found;
}

/**
 * @param {string} text
 * @param {number} start
 * @returns {number[]}
 */
function endsOfReport(text, start) {
  const begin = Math.max(start, Math.floor(text.length / 2));
  const endOf = (/** @type {RegExpExecArray} */ found) => found.index + found[0].length;
  const opens = (/** @type {number} */ end) => GLOSSARY_START.at(text, end) !== null;
  const exclaimed = allFrom(EXCLAIMED, text, begin).slice(-1).map(endOf);
  const sounding = allFrom(LAST_WORDS, text, begin).slice(-MAX_ENDS).map(endOf);
  let opened = [...exclaimed, ...sounding].filter(opens);
  if (!opened.length) opened = allFrom(THANKS, text, start).slice(-1).map(endOf).filter(opens);
  return [...new Set([...opened, ...exclaimed.filter((end) => text.length - end < MAX_NOTES_LENGTH)])].sort((a, b) => a - b);
}

/**
 * @param {import("./patterns.js").Pattern} searched
 * @param {string} text
 * @param {number} start
 */
function allFrom(searched, text, start) {
  const found = [];
  for (let one = searched.from(text, start); one; one = searched.from(text, one.index + Math.max(1, one[0].length))) found.push(one);
  return found;
}

/**
 * @param {string} text
 * @param {number} start
 */
function nextAnnex(text, start) {
  for (const [lineStart, lineEnd] of linesOf(text, start, text.length)) {
    const line = text.slice(lineStart, lineEnd).trim();
    if (endsSection(line) && isAnnex(line)) return Math.min(lineEnd + 1, text.length);
  }
  return text.length;
}

/**
 * Where the first line ends if it is short and neither a sentence nor an entry.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {number | null}
 */
function headingLike(text, start, end) {
  for (const [lineStart, lineEnd] of linesOf(text, start, end)) {
    const line = text.slice(lineStart, lineEnd);
    if (!strip(line, " \t\u3000-—*_=#")) continue;
    const bare = line.trim().replace(/[：:]+$/, "");
    if (line.trim().length > 40 || /[。；，！：:”]|^[^\p{L}\p{N}_]{0,3}\p{Nd}/u.test(bare) || isFooter(line.trim())) return null;
    return lineStart + line.trimEnd().length;
  }
  return null;
}
