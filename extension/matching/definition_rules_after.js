/** Rules for definitions after a slogan: “X”（A、B、C）, “X”，即…; as `inline_definitions/rules_after.py`. */

import { findList, splitList, stripLeadIn } from "./lists.js";
import { PAGE_PATTERNS } from "./page_patterns.js";
import { pattern } from "./patterns.js";
import { LEXICALISED } from "./slogan_forms.js";
import { LOOK_AHEAD } from "./slogan_context.js";
import { strip } from "./text_view.js";

/** @typedef {import("./slogan_context.js").SloganContext} SloganContext */
/** @typedef {import("./slogan_context.js").Extent} Extent */

const SEPARATORS = ["；;", "、", "，,", "、，,"];
const ORDINALS = "一二三四五六七八九十";
const MAX_SIMILAR_ITEM_LENGTH = 20;
const MAX_SENTENCES_LENGTH = 1_200;
const MAX_LABEL_DISTANCE = 60;
const MAX_CLAUSE_LENGTH = 120;
const NEAR = 24;
/** What is between a label and another one before it. */
const GOES_BEFORE = "”」』\"、";
const LISTS = new Set(PAGE_PATTERNS.words.lists);
const STATES = new Set(PAGE_PATTERNS.words.states);
const [MEANS, CLAUSE_WORD, ANY_AND, OPENING, NOT_A_DEFINITION, LABEL_MEANS, NEXT_CLAUSE] = ["means", "clauseWord", "anyAnd", "opening", "notADefinition", "labelMeans", "nextClause"].map((name) => pattern(`rulesAfter.${name}`));
const [FIRSTLY, LINE_END, DASHED, LABELLED, NEXT_DASH, FIRST_NUMBER, ANY_MARK, ANNOUNCES] = ["firstly", "lineEnd", "dashed", "labelled", "nextDash", "firstNumber", "anyMark", "announces"].map((name) => pattern(`rulesAfter.${name}`));
const SENTENCE_LABEL = pattern("rulesAfter.sentenceLabel");
const [RESUMES, QUESTION] = ["resumes", "question"].map((name) => pattern(`rulesAfter.${name}`));

/**
 * A verb introduces the meaning: “三个高于”，即…; “三河三湖”（即：…）.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function thatIs(context) {
  const { text, end, count } = context;
  const found = MEANS.at(text.slice(0, end + LOOK_AHEAD), end);
  if (!found?.groups) return inNextSentence(context);
  const { between, means, verb } = found.groups;
  if (CLAUSE_WORD.from(between, between[0] === "的" ? 1 : 0)) return null;
  const behind = end + found[0].length;
  const before = text.slice(Math.max(0, context.start - 2), context.start);
  if (["就是", "也就是"].includes(means) && !between && before.length === 2 && text.startsWith(before, behind)) return null;
  const stop = /[（(]/.test(means) ? context.bracketEnd(behind) : context.sentenceEnd(behind);
  if (QUESTION.from(text.slice(behind, stop), 0) || "？?".includes(text[stop] ?? " ")) return null;
  if (stop - behind < 2 || (LISTS.has(verb) && !isStated(context, found[0], verb, stop) && !lists(text.slice(behind, stop), count))) return null;
  return [behind, stop];
}

/**
 * The next sentence, if it has a part for each label of a run, or for each thing that one label counts.
 * @param {SloganContext} context
 * @returns {Extent}
 */
function inNextSentence(context) {
  const { text, end, numerals } = context;
  const found = RESUMES.at(text, end);
  if (!found) return null;
  const behind = end + found[0].length;
  const stop = context.sentenceEnd(behind);
  const labels = numerals.length;
  if (!stop || (labels === 1 && context.start && GOES_BEFORE.includes(text[context.start - 1]))) return null;
  const parts = splitList(text.slice(behind, stop), "；;").length;
  return parts > 1 && parts === (labels > 1 ? labels : context.count) ? [behind, stop] : null;
}

/**
 * Whether a sentence defines the label that it begins with, and the next one does not go on to another member.
 * @param {SloganContext} context
 * @param {string} joint Between the label and the definition.
 * @param {string} verb
 * @param {number} stop The end of the definition.
 */
function isStated(context, joint, verb, stop) {
  if (!STATES.has(verb) || !"，,：:".includes(joint[0]) || !context.isQuotedSentenceStart()) return false;
  const behind = context.end + joint.length;
  const next = context.text.slice(stop + 1, stop + 9).replace(/^[\n \u3000]+/, "");
  return !next.startsWith(context.text.slice(behind, behind + 2));
}

/**
 * A list in brackets: “三清一改”（清垃圾、清污泥、清杂物、改习惯）.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function inBrackets(context) {
  const { text, end, count } = context;
  const opening = OPENING.at(text, end);
  if (!opening) return null;
  const behind = end + opening[0].length;
  const stop = context.bracketEnd(behind);
  const inside = text.slice(behind, stop);
  return stop && !NOT_A_DEFINITION.at(inside, 0) && lists(inside, count) ? [behind, stop] : null;
}

/**
 * @param {string} stretch
 * @param {number} count
 */
export function lists(stretch, count) {
  if (SEPARATORS.some((separators) => findList(stretch, count, separators).length)) return true;
  return count > 2 && [ANY_AND, ANY_MARK].some((marks) => [...marks.all(stretch)].length === count - 1);
}

/**
 * Each part of the slogan is explained in turn: “一区”指…，“两城”指….
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function labelList(context) {
  const { text, numerals, core } = context;
  if (numerals.length < 2) return null;
  let at = context.end;
  const found = text.slice(0, at + 2 * LOOK_AHEAD).indexOf("\n", at);
  const lineEnd = found < 0 ? at + 2 * LOOK_AHEAD : found;
  let first = 0;
  for (const [number, numeral] of numerals.entries()) {
    const whole = strip(core.slice(numeral.start, numerals[number + 1]?.start ?? core.length), "+、，");
    const part = /^[\x00-\x7f]?$/.test(whole[0] ?? "") ? core.slice(numeral.start, numeral.end) : whole;
    const label = findLabel(text, part, at, Math.min(lineEnd, at + (first ? LOOK_AHEAD / 2 : MAX_LABEL_DISTANCE)));
    if (!label) return null;
    first ||= label[0];
    at = label[1];
  }
  if ("“‘\"「".includes(text[first - 1])) first--;
  return [first, context.sentenceEnd(at) || at];
}

/**
 * Where a part stands before a verb that explains it, and the end of that verb.
 * @param {string} text
 * @param {string} part
 * @param {number} from
 * @param {number} end
 * @returns {[number, number] | null}
 */
function findLabel(text, part, from, end) {
  const near = text.slice(0, end);
  for (let start = near.indexOf(part, from); start >= 0; start = near.indexOf(part, start + 1)) {
    const means = LABEL_MEANS.at(text, start + part.length);
    if (means) return [start, start + part.length + means[0].length];
  }
  return null;
}

/**
 * The next clause lists what the slogan counts: 兜牢“三保”底线：保民生、保工资、保运转.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function listAfter(context) {
  const { text, end, count, numerals, core } = context;
  if (count < 3 || numerals.length > 1 || LEXICALISED.has(core)) return null;
  const lead = NEXT_CLAUSE.at(text, end);
  const begin = end + (lead?.[0].length ?? 0);
  const stop = lead ? context.sentenceEnd(begin) : 0;
  if (!lead || !stop || stop - begin > LOOK_AHEAD) return null;
  const stretch = text.slice(begin, stop);
  for (const clause of [stretch.split("，")[0], stretch]) {
    for (const separators of SEPARATORS) {
      const items = findList(clause, count, separators);
      if (items.length && areMembers(items, context, /[：:]$/.test(lead[0]), !separators.includes("、"))) return [begin, begin + clause.length];
    }
  }
  return null;
}

/**
 * @param {string[]} printed
 * @param {SloganContext} context
 * @param {boolean} isAnnounced
 * @param {boolean} areClauses
 */
function areMembers(printed, context, isAnnounced, areClauses) {
  if (printed.some((item) => item.includes(context.core))) return false;
  const items = stripLeadIn(printed);
  const isStripped = items[0].length < printed[0].length && !(context.isMeasured && areClauses);
  if (!isAnnounced && (isStripped || /[亿万]元$/.test(items[items.length - 1]))) return false; // 依法推动资源资产化 is the next action
  const same = (/** @type {(item: string) => unknown} */ of) => new Set(items.map(of)).size === 1;
  const areSimilar = items.every((item) => item.length <= MAX_SIMILAR_ITEM_LENGTH) && (same((item) => item[0]) || same((item) => item.slice(-1)) || same((item) => item.length));
  return areOfKind(items, context) || (isAnnounced && areSimilar);
}

/**
 * Whether the items contain what the core states as shared, or, from four items on, all end alike.
 * @param {string[]} items
 * @param {SloganContext} context
 */
function areOfKind(items, { shared: [word], count, isMeasured }) {
  if (word.length > 0 && word.length <= 2) return items.every((item) => item.startsWith(word)) || items.every((item) => item.endsWith(word));
  return count > 3 && isMeasured && new Set(items.map((item) => item.slice(-2))).size === 1;
}

/**
 * A colon announces as many clauses as the slogan counts: “两个前列”：…；….
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function announcedList(context) {
  const { text, end, count, numerals, core } = context;
  if (count < 2 || numerals.length > 1) return null;
  const lead = ANNOUNCES.at(text.slice(0, end + NEAR), end);
  if (!lead || (count === 2 && /^[\u4e00-\u9fff]/.test(lead[0]) && !lead.groups?.is)) return null;
  const begin = end + lead[0].length;
  const stop = context.sentenceEnd(begin);
  if (!stop) return null;
  const stretch = text.slice(begin, stop).replace(/；+$/, "");
  let items = splitList(stretch, "；;");
  if (items.length !== count && lead.groups?.is) items = findList(stretch, count);
  if (items.length !== count) {
    items = splitList(stretch, "，");
    if (!areOfKind(items, context) && new Set(items.map((item) => item.slice(-2))).size > 1) return null;
  }
  const areClauses = items.length === count && items.every((item) => item.length > 1 && item.length <= MAX_CLAUSE_LENGTH);
  return areClauses && !stretch.includes(core) ? [begin, stop] : null;
}

/**
 * As many sentences as the numeral: 抓好“三个一”：一是…；二是…；三是….
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function explainedInSentences(context) {
  const { text, end, count, numerals } = context;
  if (count < 2 || count > 10 || numerals.length !== 1) return null;
  const lead = text.slice(end, end + NEAR).includes("一是") ? FIRSTLY.at(text, end) : null;
  if (!lead) return numberedSentences(context);
  const begin = end + lead[0].length;
  let at = begin;
  for (const ordinal of ORDINALS.slice(0, count)) {
    at = text.slice(0, at + LOOK_AHEAD).indexOf(`${ordinal}是`, at);
    if (at < 0) return null;
  }
  if (at - begin > MAX_SENTENCES_LENGTH) return null;
  const further = count < 10 ? `${ORDINALS[count]}是` : "\0";
  return text.slice(at, at + LOOK_AHEAD).includes(further) ? null : [begin, context.sentenceEnd(at) || at + 2];
}

/**
 * As many numbered sentences behind a colon as counted: 十件实事：1.新建渡口；2.….
 * @param {SloganContext} context
 * @returns {Extent}
 */
function numberedSentences(context) {
  const { text, end, count } = context;
  const lead = /[1①]/.test(text.slice(end, end + NEAR)) ? FIRST_NUMBER.at(text, end) : null;
  if (!lead) return null;
  const begin = end + lead[0].length;
  let at = begin;
  for (let number = 1; number <= count; number++) {
    at = findNumber(text, lead, number, at);
    if (at < 0) return null;
  }
  if (at - begin > MAX_SENTENCES_LENGTH || findNumber(text, lead, count + 1, at) >= 0) return null;
  return [begin, context.sentenceEnd(at) || at + 2];
}

/**
 * Where a number is printed as the first one is; -1 if it is not within reach.
 * @param {string} text
 * @param {RegExpExecArray} first
 * @param {number} number
 * @param {number} at
 */
function findNumber(text, first, number, at) {
  const near = text.slice(0, at + LOOK_AHEAD);
  const close = first.groups?.close;
  if (!close) return near.indexOf(String.fromCharCode("①".charCodeAt(0) + number - 1), at);
  const printed = `${first.groups?.open ?? ""}${number}${close}`;
  for (let start = near.indexOf(printed, at); start >= 0; start = near.indexOf(printed, start + 1)) {
    const around = [text[start - 1] ?? "", near[start + printed.length] ?? ""];
    if (!around.some((character) => /\d/.test(character))) return start;
  }
  return -1;
}

/**
 * As many paragraphs below a line that ends with the slogan, each with a dash or a label.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function paragraphsBelow(context) {
  const { text, end, count, numerals, shared } = context;
  if (count < 2 || count > 10 || numerals.length !== 1 || !text.slice(end, end + NEAR).includes("\n")) return null;
  const lead = LINE_END.at(text, end);
  if (!lead) return null;
  const begin = end + lead[0].length;
  const dashed = rows(text, DASHED, begin, count);
  const last = dashed.at(-1)?.end ?? 0;
  if (last && (last >= text.length || text[last] === "\n") && !NEXT_DASH.at(text, last)) {
    // ——坚持把绿色作为底色，… is a sentence without a label.
    const areLabels = dashed.every(({ label, stop }) => stop !== "，" || (shared[0] && label.includes(shared[0])));
    return areLabels ? [begin + 1, last] : null;
  }
  const labelled = rows(text, LABELLED, begin, count);
  if (!labelled.length || !shared[0] || !labelled.every(({ label }) => label.endsWith(shared[0]))) return null;
  return [begin + 1, labelled[labelled.length - 1].end];
}

/**
 * The paragraphs from `at` on that have a shape, if they are as many as counted.
 * @param {string} text
 * @param {import("./patterns.js").Pattern} shape
 * @param {number} at
 * @param {number} count
 */
function rows(text, shape, at, count) {
  /** @type {{end: number, label: string, stop: string}[]} */
  const found = [];
  while (found.length <= count) {
    const from = found.at(-1)?.end ?? at;
    const line = shape.at(text, from);
    if (!line) break;
    found.push({ end: from + line[0].length, label: line.groups?.label ?? "", stop: line.groups?.stop ?? "" });
  }
  return found.length === count ? found : [];
}

/**
 * As many sentences that open with what the slogan counts: “四场硬仗”，…。打好甲硬仗。…。打好乙硬仗。….
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function sentencesWithLabel(context) {
  const { text, end, count, numerals, shared, core } = context;
  const noun = numerals.length === 1 ? shared[0] : "";
  if (LEXICALISED.has(core) || count < 3 || count > ORDINALS.length || noun.length < 2) return null;
  const near = text.slice(0, end + MAX_SENTENCES_LENGTH);
  if (near.slice(end).split(noun).length - 1 < count) return null;
  /** @type {{start: number, end: number, label: string}[]} */
  const opened = [];
  for (let found = SENTENCE_LABEL.from(near, end); found; found = SENTENCE_LABEL.from(near, found.index + found[0].length)) {
    const label = found.groups?.label ?? "";
    const behind = found.index + found[0].length;
    if (label.endsWith(noun) && label.length > noun.length + 2) opened.push({ start: behind - label.length, end: behind, label });
  }
  const labels = new Set(opened.map(({ label }) => label));
  if (opened.length !== count || labels.size !== count || new Set(opened.map(({ label }) => label.slice(0, 2))).size > 1) return null;
  const last = opened[count - 1].end;
  return [opened[0].start, context.sentenceEnd(last) || last];
}
