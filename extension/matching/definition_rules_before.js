/** Rules for definitions before a slogan: A、B、C“三类用地”; as `inline_definitions/rules_before.py` and `rules_quoted.py`. */

import { LOOK_BACK, findClauseStart, findList, isVerb, stripLeadIn } from "./lists.js";
import { PAGE_PATTERNS } from "./page_patterns.js";
import { endsAt, pattern } from "./patterns.js";
import { LEXICALISED } from "./slogan_forms.js";

/** @typedef {import("./slogan_context.js").SloganContext} SloganContext */
/** @typedef {import("./slogan_context.js").Extent} Extent */

const CLOSING_QUOTES = "”」』\"";
const OPENING_QUOTES = "“「『\"";
const MAX_PAIR_ITEM_LENGTH = 12;
const MAX_SURPLUS = 6;
const MAX_ROW_LENGTH = 20;
const [NAMED, TREATED, LEAD_SIGN, JOINT, JOINS_ON, CLASSED, EXAMPLES, LEVEL, ENDS_IN_VERB, OTHERS, FRAME, ROW] = ["named", "treated", "opening", "joint", "joinsOn", "classed", "examples", "level", "endsInVerb", "others", "frame", "row"].map((name) => pattern(`rulesBefore.${name}`));
const [QUANTITIES, COUNTED_ITEM, GOES_ON, NEXT_ITEM, ENDS_IN_LEVEL, ANY_AND, NEIGHBOUR] = ["quantities", "countedItem", "goesOn", "nextItem", "endsInLevel", "anyAnd", "neighbour"].map((name) => pattern(`rulesBefore.${name}`));
const OFTEN_MODIFIED = new Set(PAGE_PATTERNS.words.oftenModified);
/** @type {Record<string, string>} */
const CLOSED_BY = { "”": "“", "）": "（" };
const [AND, COUNTS_LABEL] = ["and", "countsLabel"].map((name) => pattern(`rulesBefore.${name}`));
const MIN_EQUAL_LENGTH = 3;

/**
 * A、B、C get the slogan as their common name.
 * @param {SloganContext} context
 */
export function namedAfter(context) {
  const { text, start } = context;
  if (!endsAt(text, start, ["称", "为", "“", "\n"])) return null;
  const found = NAMED.from(text.slice(0, start), Math.max(0, start - 8));
  return found ? listEndingAt(context, found.index) : null;
}

/**
 * @param {SloganContext} context
 * @param {number} end
 * @returns {Extent}
 */
function listEndingAt({ text, count }, end) {
  const start = findClauseStart(text, end);
  const stretch = text.slice(start, end);
  const items = count > 1 ? findList(stretch, count) : [];
  return items.length ? [start + stretch.indexOf(stripLeadIn(items)[0]), end] : null;
}

/** @param {SloganContext} context */
export function treatedAs(context) {
  const { text, start } = context;
  const closing = text.slice(0, start).indexOf("”为", Math.max(0, start - 20));
  const found = closing >= 0 ? TREATED.from(text.slice(0, start), closing) : null;
  return found ? listEndingAt(context, found.index) : null;
}

/**
 * @param {string} text
 * @param {number} closing
 */
function openingQuote(text, closing) {
  const from = Math.max(0, closing - LOOK_BACK);
  const stretch = text.slice(from, Math.max(0, closing));
  const at = Math.max(...[...OPENING_QUOTES].map((mark) => stretch.lastIndexOf(mark)));
  return at < 0 ? -1 : from + at;
}

/**
 * A quoted list, or several quotations: “巩固、增强、提升、畅通”八字方针, “蓝天”“碧水”“净土”三大行动.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function quotedListBefore(context) {
  const { text, start, count } = context;
  if (context.rule !== "numeral-behind-quotes") return quotedListAdjoining(context);
  const from = Math.max(0, start - 10);
  const last = Math.max(...[...CLOSING_QUOTES].map((mark) => text.slice(from, start).lastIndexOf(mark)));
  const closing = last < 0 ? -1 : from + last;
  let opening = openingQuote(text, closing);
  if (text.slice(opening, closing).includes("、")) return opening >= 0 && opening < closing - 1 ? [opening + 1, closing] : null;
  for (let more = 1; more < count; more++) {
    if (opening <= 0 || !CLOSING_QUOTES.includes(text[opening - 1])) return null;
    opening = openingQuote(text, opening - 1);
  }
  return opening >= 0 ? [opening, closing + 1] : null;
}

/**
 * @param {SloganContext} context
 * @returns {Extent}
 */
function quotedListAdjoining(context) {
  const { text, start, count } = context;
  const closing = start - 1;
  if (OPENING_QUOTES.includes(text[start])) return quotedListOfName(context);
  if (count < 2 || closing < 1 || !CLOSING_QUOTES.includes(text[closing])) return null;
  const opening = openingQuote(text, closing);
  if (opening < 0) return null;
  const parts = text.slice(opening + 1, closing).split(/[、+·]/);
  const isList = parts.length === count && !parts.some((part) => /^[\x00-\x7f]*$/.test(part));
  return isList && !context.isKnownWithoutList() ? [opening + 1, closing] : null;
}

/**
 * A slogan in quotes behind 的 and a quoted list: “巩固、增强、提升、畅通”的“八字方针”.
 * @param {SloganContext} context
 * @returns {Extent}
 */
function quotedListOfName({ text, start, count, core }) {
  const closing = start - 2;
  if (count <= 2 || closing < 1 || !CLOSING_QUOTES.includes(text[closing]) || text[closing + 1] !== "的") return null;
  const opening = openingQuote(text, closing);
  const parts = opening < 0 ? [] : text.slice(opening + 1, closing).split("、");
  const characters = core[1] === "字" ? parts.join("").length : 0;
  return parts.length > 1 && [parts.length, characters].includes(count) ? [opening + 1, closing] : null;
}

/**
 * A list right before the slogan: 批而未供、闲置、低效“三类用地”.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function listBefore(context) {
  const { text, count } = context;
  if (count < 2 || context.isKnownWithoutList()) return null;
  if (context.core[1] === "字") return listOfCountedCharacters(context);
  for (const start of listStarts(context)) {
    const found = text.slice(start, context.start).split("、").length - 1 < count - 2 ? null : listFrom(context, start);
    if (found) return found;
  }
  return null;
}

/**
 * Words of one length with as many characters as the slogan counts: 巩固、增强、提升、畅通的“八字方针”.
 * @param {SloganContext} context
 * @returns {Extent}
 */
function listOfCountedCharacters({ text, start, count }) {
  const end = text[start - 1] === "的" ? start - 1 : start;
  const stretch = text.slice(Math.max(0, end - LOOK_BACK), end);
  const found = /[\u4e00-\u9fff]{2,60}(?:、[\u4e00-\u9fff]{2,4})+$/.exec(stretch);
  const words = found ? found[0].split("、") : [];
  const lengths = new Set(words.slice(1).map((word) => word.length));
  if (!found || lengths.size !== 1 || words.length * words[1].length !== count) return null;
  return [end - found[0].length + words[0].length - words[1].length, end];
}

/**
 * The list in the clause from `begin` to the slogan, if it explains the slogan.
 * @param {SloganContext} context
 * @param {number} begin
 * @returns {Extent}
 */
function listFrom(context, begin) {
  const { text, count } = context;
  const start = begin + (LEAD_SIGN.at(text, begin)?.[0].length ?? 0);
  let stretch = text.slice(start, context.start);
  const joint = JOINT.from(stretch);
  const others = count > 2 && !joint ? OTHERS.from(stretch) : null;
  if (others) stretch = stretch.slice(0, others.index);
  if (joint) stretch = stretch.slice(0, joint.index);
  const framed = FRAME.from(stretch);
  if (framed && findList(framed[0], count).length) return [start + framed.index, start + framed.index + framed[0].length];
  const pair = pairInLastItem(stretch, context);
  const items = stripLeadIn(pair.length ? pair : findList(stretch, count));
  const isHappening = (joint?.groups?.happened ?? joint?.groups?.became) !== undefined;
  if (!items.length || !isExplaining(items, stretch, context, isHappening, !others)) return null;
  if (stretch.includes("”") && !closesList(items, stretch, context, true)) return null;
  return [start + stretch.indexOf(items[0]), start + stretch.length];
}

/**
 * @param {string} stretch
 * @param {SloganContext} context
 */
function pairInLastItem(stretch, context) {
  const at = stretch.lastIndexOf("、");
  if (at < 0 || context.count !== 2) return [];
  const [before, last] = [stretch.slice(0, at), stretch.slice(at + 1)];
  const pair = findList(last, 2);
  const isShared = pair.length > 0 && holdShared(pair, context) && !holdShared([before.split("、").pop() ?? "", last], context);
  return isShared ? pair : [];
}

/**
 * Where the list may start: behind the last mark, or before quotations within the list.
 * @param {SloganContext} context
 * @returns {Generator<number>}
 */
function* listStarts(context) {
  const { text, start, count } = context;
  let begin = findClauseStart(text, start);
  if (!(text[begin - 1] in CLOSED_BY)) {
    yield begin;
    return;
  }
  const behindAnd = text[begin] === "、" ? begin + 1 : listAfterQuotes(context, begin);
  if (behindAnd !== null) yield behindAnd;
  while (count > 2 && start - begin < LOOK_BACK && text[begin - 1] in CLOSED_BY) {
    const from = Math.max(0, start - LOOK_BACK);
    const opening = text.slice(from, begin).lastIndexOf(CLOSED_BY[text[begin - 1]]);
    if (opening < 0) return;
    begin = findClauseStart(text, from + opening);
  }
  if (!(text[begin - 1] in CLOSED_BY)) yield begin;
}

/**
 * Where a list begins in the clause after quotation marks: “甲港”定位和现代产业、现代生活、现代都市三位一体.
 * @param {SloganContext} context
 * @param {number} begin
 * @returns {number | null}
 */
function listAfterQuotes({ text, start, count }, begin) {
  const first = text.slice(0, start).indexOf("、", begin);
  if (first < 0 || count <= 2) return null;
  let from = -1;
  for (let found = AND.from(text.slice(0, first), begin); found; found = AND.from(text.slice(0, first), found.index + found[0].length)) from = found.index + found[0].length;
  const items = text.slice(from, start).split("、");
  const isList = from >= 0 && items.length === count && items.every((item) => item.length === items[0].length);
  return isList && items[0].length >= MIN_EQUAL_LENGTH ? from : null;
}

/**
 * Whether items are what the slogan counts, and not its verbs or other objects.
 * @param {string[]} items
 * @param {string} stretch
 * @param {SloganContext} context
 * @param {boolean} isHappening The slogan states what became of the items.
 * @param {boolean} isWhole The list ends before the slogan, and not at 等现代农业.
 */
function isExplaining(items, stretch, context, isHappening, isWhole) {
  const last = items[items.length - 1];
  if (JOINS_ON.test(stretch) || EXAMPLES.test(stretch) || CLASSED.test(items[0]) || CLASSED.test(last)) return false;
  if (endsInVerb(items) || lacksSuffix(items) || quotesEach(items)) return false;
  if (items.every((item) => LEVEL.fits(item)) || hasLongLead(items) || items.every(isVerb)) return false;
  if (!stretch.includes("、") && (items.some(isVerb) || items.some((item) => item.length > MAX_PAIR_ITEM_LENGTH))) return false;
  if (holdShared(items, context) || (isWhole && closesList(items, stretch, context, false))) return true;
  if (context.numerals.length > 1) return false;
  const haveOneLength = items[0].length > 1 && items.every((item) => item.length === items[0].length);
  const isCounted = context.isMeasured && !COUNTS_LABEL.at(context.text, context.start);
  return isHappening || isCounted || haveOneLength || statesResult(items, stretch, context);
}

/**
 * Whether the slogan itself states what became of the items: 事故起数和死亡人数“双下降”, 总量和强度“双控”.
 * @param {string[]} items
 * @param {string} stretch
 * @param {SloganContext} context
 */
function statesResult(items, stretch, { text, start, core }) {
  if (items.length !== 2) return false;
  if (QUANTITIES.test(stretch)) return true;
  if (text[start - 1] === "等" || OFTEN_MODIFIED.has(core) || namesScope(items)) return false;
  const lengths = items.map((item) => item.length);
  return core[0] === "双" && core.length > 2 && !LEXICALISED.has(core) && Math.max(...lengths) <= 2 * Math.min(...lengths) + 2;
}

/**
 * Whether the slogan sums up a list of three or more items before it: 电信、广播电视和计算机“三网融合”.
 * @param {string[]} items
 * @param {string} stretch
 * @param {SloganContext} context
 * @param {boolean} isQuoting
 */
function closesList(items, stretch, { text, core, end }, isQuoting) {
  const last = items[items.length - 1];
  if (items.length < 3 || OFTEN_MODIFIED.has(core) || GOES_ON.at(text, end)) return false;
  const lengths = items.slice(0, -1).map((item) => item.length);
  if (isQuoting && (last.length * 3 < Math.max(...lengths, last.length) || NEXT_ITEM.at(text, end))) return false;
  const isUnlike = (last.length <= 2 && Math.min(...lengths) > 2) || last.length > 2 * Math.max(...lengths) + 2 || isVerb(last);
  const hasFurther = stretch.endsWith(`、${last}`) && ANY_AND.test(last);
  return !(isUnlike || last.includes("等") || hasFurther || namesScope(items));
}

/** @param {string[]} items */
function namesScope(items) {
  return items.some((item) => COUNTED_ITEM.at(item, 0)) || items.some((item) => ENDS_IN_LEVEL.test(item));
}

/** @param {string[]} items */
function quotesEach(items) {
  return items.filter((item) => item.endsWith("”")).length > 1;
}

/** @param {string[]} items */
function endsInVerb(items) {
  const found = ENDS_IN_VERB.from(items[items.length - 1]);
  return found !== null && !items.every((item) => item.endsWith(found[0]));
}

/** @param {string[]} items */
function lacksSuffix(items) {
  const suffixes = new Set(items.slice(0, -1).map((item) => item.slice(-2)));
  const [suffix] = suffixes;
  return items.length > 2 && suffixes.size === 1 && !items[items.length - 1].endsWith(suffix.slice(-1));
}

/** @param {string[]} items */
function hasLongLead(items) {
  return items[0].length > Math.max(...items.slice(1).map((item) => item.length)) + MAX_SURPLUS;
}

/**
 * Whether each item contains the first character of the counted noun: 管辖权、所有权、经营权 for 三权分置.
 * @param {string[]} items
 * @param {SloganContext} context
 */
function holdShared(items, { numerals, shared }) {
  let from = 0;
  return numerals.every(({ value }, at) => {
    const counted = items.slice(from, from + (value ?? 0));
    from += counted.length;
    return shared[at] !== "" && counted.every((item) => item.includes(shared[at][0]) && item.length > 1);
  });
}

/**
 * The clause before lists what the slogan counts, each item with its character: 公车、公务接待…，确保“三公”.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function listInClauseBefore(context) {
  const { text, start, count, core, isMeasured } = context;
  if (count <= 2 || LEXICALISED.has(core) || isMeasured || !OPENING_QUOTES.includes(text[start])) return null;
  const from = Math.max(0, start - LOOK_BACK);
  const clause = NEIGHBOUR.from(text.slice(from, start));
  const list = clause?.groups?.list ?? "";
  const items = stripLeadIn(clause ? findList(list, count) : []);
  if (!clause || !items.length || /[亿万]元$/.test(items[items.length - 1]) || !holdShared(items, context)) return null;
  const begin = from + clause.index;
  return [begin + list.indexOf(items[0]), begin + list.length];
}

/**
 * Words of two characters without marks between them: 生产生活生态“三生融合”.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function runTogether({ text, start, count, numerals, shared, core }) {
  if (count < 3 || numerals.length !== 1 || !shared[0] || LEXICALISED.has(core)) return null;
  const begin = start - 2 * count;
  if (begin < 0 || !/^\p{L}+$/u.test(text.slice(begin, start))) return null;
  const pairs = new Set(Array.from({ length: count }, (_, at) => text.slice(begin + 2 * at, begin + 2 * at + 2)));
  const isAlike = [0, 1].some((side) => [...pairs].every((pair) => pair[side] === shared[0][0]));
  return isAlike && pairs.size === count ? [begin, start] : null;
}

/**
 * One character for each member, without marks: 产学研用“四位一体”, 风光水火“四电”.
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function rowOfCharacters({ text, start, count, core }) {
  if (count < 3 || LEXICALISED.has(core)) return null;
  const found = ROW.from(text.slice(0, start), Math.max(0, start - MAX_ROW_LENGTH));
  const row = found?.groups?.row ?? "";
  const members = [...row.replaceAll("、", "")];
  if (!found || members.length !== count || new Set(members).size !== count) return null;
  const begin = found.index + found[0].indexOf(row);
  return [begin, begin + row.length];
}
