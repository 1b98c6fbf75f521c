/** Chooses the headword of an entry and cleans it; as `entries/headword_choice.py`. */

import { BLANKS, HeadWindow, MAX_HEAD_LENGTH, findHeadSplits, skipSeparators } from "./head_split.js";
import { pattern } from "./patterns.js";

/** @typedef {import("./entry_spans.js").HeadSplit} HeadSplit */
/** @typedef {Map<string, number>} SectionStyle The share of a section's entries in which each separator is found. */

/** What a separator gains if all entries of the section use it. */
const HABIT = 2.5;
const SMOOTHING = 2;
const WITHOUT_HABIT = new Set(["comma", "part", "none"]);
const MAX_OCCURRENCES = 60;
const WORD = 2;
/** @type {Record<string, string>} */
const FRAMES = { "【": "】", "〖": "〗", "［": "］", "[": "]", "〔": "〕", "〈": "〉" };
const BEHIND_FRAME = "：:\n 是指即";
const UNFINISHED_END = "的是为在，、。 和“‘《（(";
const [NOT_IN_HEAD, QUOTED_NAME, NEW_WORD, PAGE, HAS_CONTENT, QUOTED, JOINTS, NAME_BY_ITSELF, STRAY, ALL_ARE, NOTE_AT_END, NOTE_BEFORE_COLON] = ["notInHead", "quotedName", "newWord", "page", "hasContent", "quoted", "joints", "nameByItself", "stray", "allAre", "noteAtEnd", "noteBeforeColon"].map((name) => pattern(`headwordChoice.${name}`));
const QUOTES = /[“”‘’《》「」『』"]/g;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/**
 * Every split that the text suggests for the entry at `start`; a frame excludes all others.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {HeadSplit[]}
 */
export function candidateSplits(text, start, end) {
  const inFrame = framed(text, start, end);
  if (inFrame) return [inFrame];
  const window = new HeadWindow(text, start, end);
  return [...findHeadSplits(window), ...behindQuotes(window)];
}

/**
 * @param {HeadSplit[][]} looks
 * @returns {SectionStyle}
 */
export function sectionStyle(looks) {
  /** @type {SectionStyle} */
  const style = new Map();
  for (const look of looks) for (const separator of [...new Set(look.map((split) => split.separator))].sort()) style.set(separator, (style.get(separator) ?? 0) + 1);
  for (const [separator, count] of style) style.set(separator, count / (SMOOTHING + looks.length));
  return style;
}

/**
 * The likeliest split of an entry into headword and definition.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {SectionStyle} habit
 * @param {string} [body] The running text: a name in it may be a headword without a separator.
 * @param {string} [without] A separator that the section cannot have.
 * @returns {HeadSplit | null}
 */
export function readHead(text, start, end, habit, body = "", without = "") {
  let splits = candidateSplits(text, start, end);
  if (body && !splits.some(({ separator }) => separator === "frame")) splits.push(...behindName(new HeadWindow(text, start, end), body));
  splits = splits.filter(({ separator }) => separator !== without);
  if (!splits.length) return null;
  const worth = (/** @type {HeadSplit} */ { separator, score }) => score + (WITHOUT_HABIT.has(separator) ? 0 : HABIT * (habit.get(separator) ?? 0));
  return withoutPage(text, splits.reduce((one, other) => (worth(other) > worth(one) ? other : one)));
}

/**
 * A headword in a frame (【三微】…), or with only the closing half of it.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {HeadSplit | null}
 */
function framed(text, start, end) {
  const closing = FRAMES[text[start]];
  const limit = Math.min(end, start + MAX_HEAD_LENGTH);
  const at = text.slice(0, limit).indexOf(closing ?? "】", start);
  const inside = closing ? start + 1 : start;
  if (at <= inside || NOT_IN_HEAD.test(text.slice(start, at)) || (!closing && text.slice(start, at).includes("【"))) return null;
  if (closing && !"】〗".includes(closing) && !BEHIND_FRAME.includes(text[at + 1] ?? "x")) return null;
  const definitionStart = skipSeparators(text, at + 1, end);
  return definitionStart < end ? { headStart: inside, headEnd: at, definitionStart, separator: "frame", score: 5 } : null;
}

/**
 * @param {HeadWindow} window
 * @returns {HeadSplit[]}
 */
function behindQuotes(window) {
  const end = quotedName(window);
  return end > window.start ? [{ headStart: window.start, headEnd: end, definitionStart: end, separator: "none", score: 0.6 }] : [];
}

/**
 * Splits without a separator: the running text uses the words that open the entry as a name.
 * @param {HeadWindow} window
 * @param {string} body
 * @returns {HeadSplit[]}
 */
function behindName(window, body) {
  const named = quotedName(window);
  const limit = Math.min(window.lineEnd, window.start + MAX_HEAD_LENGTH);
  const opening = window.text.slice(window.start, Math.min(limit, window.start + 36));
  const length = knownName(opening, Math.max(2, named - window.start), body);
  const known = window.start + length;
  if (named > known || known >= limit || length < 3) return [];
  if ("，,".includes(window.text[known])) return [window.split(length, "comma", 2.4)];
  return [window.split(length, "none", length === 3 ? 0.9 : 1.2)];
}

/** @param {HeadWindow} window */
function quotedName(window) {
  const limit = Math.min(window.lineEnd, window.start + MAX_HEAD_LENGTH);
  const quoted = QUOTED_NAME.at(window.text.slice(0, limit), window.start);
  const end = window.start + (quoted?.[0].length ?? 0);
  if (!quoted || end >= limit) return window.start;
  if (window.text[end] !== "、") return end;
  return Math.max(...[..."”’》」"].map((mark) => quoted[0].lastIndexOf(mark))) + window.start + 1;
}

/**
 * How many first characters of `opening` are a name in the running text: they are there, and end there.
 * @param {string} opening
 * @param {number} shortest
 * @param {string} body
 */
function knownName(opening, shortest, body) {
  let longest = longestKnown(opening, body);
  if (longest === shortest + WORD && "”」".includes(opening[shortest - 1])) return longest;
  let at = -1;
  for (let look = longest > shortest ? MAX_OCCURRENCES : 0; look > 0; look--) {
    at = body.indexOf(opening.slice(0, longest), at + 1);
    if (at < 0) longest--;
    else if (!WORD_CHARACTER.test(body[at + longest] ?? "") || NEW_WORD.at(opening, longest)) break;
    if (longest < shortest) return 0;
  }
  if (["”", "」", "》"].includes(opening[longest])) longest++;
  let name = opening.slice(0, longest);
  while (name && UNFINISHED_END.includes(name.at(-1) ?? "")) name = name.slice(0, -1);
  return name.split("“").length === name.split("”").length ? name.length : 0;
}

/**
 * @param {string} opening
 * @param {string} body
 */
function longestKnown(opening, body) {
  let known = 0;
  let at = 0;
  while (known < opening.length) {
    at = body.indexOf(opening.slice(0, known + 1), at);
    if (at < 0) break;
    known++;
    while (known < opening.length && body[at + known] === opening[known]) known++;
  }
  return known;
}

/**
 * Without its page reference and what surrounds the headword; `null` where nothing is left.
 * @param {string} text
 * @param {HeadSplit} split
 * @returns {HeadSplit | null}
 */
function withoutPage(text, split) {
  let { headStart, headEnd, definitionStart } = split;
  const page = PAGE.from(text.slice(0, headEnd), headStart);
  if (page && !text.slice(page.index + page[0].length, headEnd).trim()) headEnd = page.index;
  else if (page && !text.slice(headStart, page.index).trim()) headStart = page.index + page[0].length;
  else if (!page) {
    const behind = PAGE.at(text, definitionStart);
    if (behind) definitionStart = skipSeparators(text, definitionStart + behind[0].length, text.length);
  }
  while (headStart < headEnd && BLANKS.includes(text[headStart])) headStart++;
  while (headEnd > headStart && `${BLANKS}，,、：:—–`.includes(text[headEnd - 1])) headEnd--;
  [headEnd, definitionStart] = beforeOpenBracket(text, headStart, headEnd, definitionStart);
  return HAS_CONTENT.test(text.slice(headStart, headEnd)) ? { ...split, headStart, headEnd, definitionStart } : null;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} headEnd
 * @param {number} definition
 * @returns {[number, number]}
 */
function beforeOpenBracket(text, start, headEnd, definition) {
  for (const [opening, closing] of ["（）", "()", "《》", "【】"]) {
    const head = text.slice(start, headEnd);
    const surplus = head.split(opening).length - head.split(closing).length;
    const at = start + head.lastIndexOf(opening);
    if (surplus > 0 && at > start) return [at, at];
    if (surplus < 0 && head.endsWith(closing)) return [headEnd - 1, definition];
  }
  return [headEnd, definition];
}

/**
 * Without the marks of notes behind it.
 * @param {string} printed
 */
export function withoutNoteAtEnd(printed) {
  return NOTE_AT_END.without(printed);
}

/**
 * Where a definition begins behind the mark and colon that were taken for its first characters.
 * @param {string} text
 * @param {number} start
 */
export function afterNoteMark(text, start) {
  const mark = NOTE_BEFORE_COLON.at(text, start);
  return mark ? start + mark[0].length : start;
}

/**
 * Without the blanks that typesetting left in it.
 * @param {string} printed
 */
export function cleanHeadword(printed) {
  return STRAY.without(printed.trim()).split(/\s+/).filter(Boolean).join(" ");
}

/**
 * The single headwords that a compound one joins; empty if it is only one.
 * @param {string} head
 * @param {string} body The running text without quotation marks.
 * @param {string} definition
 * @returns {string[]}
 */
export function compoundHeadwords(head, body, definition) {
  const parts = partsOf(head);
  if (parts.length < 2 || parts.some((part) => part.replace(QUOTES, "").length < 2)) return [];
  if (parts.every((part) => QUOTED.test(part))) return parts;
  if (QUOTED.test(head) || parts.some((part) => part.length > 14)) return [];
  if (parts.every((part) => NAME_BY_ITSELF.test(part)) || definesEach(definition, parts)) return parts;
  const apart = body.replaceAll(head.replace(QUOTES, ""), "");
  return parts.every((part) => apart.includes(part)) ? parts : [];
}

/**
 * @param {string} definition
 * @param {string[]} parts
 */
function definesEach(definition, parts) {
  if (ALL_ARE.at(definition, 0)) return true;
  return definition !== "" && parts.every((part) => {
    const at = definition.indexOf(part);
    return at >= 0 && definition.split(part).slice(1).some((behind) => /^[，,]?(?:是?指|[系係]指|即|[：:])/.test(behind));
  });
}

/**
 * Cut at every joint outside quotation marks.
 * @param {string} head
 * @returns {string[]}
 */
function partsOf(head) {
  const inside = [...QUOTED.all(head)].map((found) => [found.index, found.index + found[0].length]);
  const parts = [];
  let from = 0;
  for (const { 0: joint, index } of JOINTS.all(head)) {
    if (inside.some(([start, end]) => start < index && index < end)) continue;
    parts.push(head.slice(from, index));
    from = index + joint.length;
  }
  parts.push(head.slice(from));
  return parts.map((part) => part.trim()).filter(Boolean);
}
