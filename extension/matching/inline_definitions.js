/** Definitions of slogans in running text: …即…, A、B、C“三类用地”, “X”（A、B、C）; as `extraction/inline_definitions`. */

import { LOOK_BACK, findClauseStart, findList, isVerb, stripLeadIn } from "./lists.js";
import { findNumerals } from "./numerals.js";
import { PAGE_PATTERNS } from "./page_patterns.js";
import { endsAt, pattern } from "./patterns.js";
import { LEXICALISED } from "./slogan_forms.js";
import { strip } from "./text_view.js";

/** @typedef {[number, number] | null} Extent */
/** @typedef {import("./slogans.js").Slogan} Slogan */
/** @typedef {{core: string, head: string, definition: string, start: number, end: number}} InlineDefinition */

const LOOK_AHEAD = 400;
const CLOSING_QUOTES = "”」』\"";
const OPENING_QUOTES = "“「『\"";
const SEPARATORS = ["；;", "、", "，,", "、，,"];
const ORDINALS = "一二三四五六七八九十";
const MAX_PAIR_ITEM_LENGTH = 12;
const MAX_SIMILAR_ITEM_LENGTH = 20;
const MAX_SENTENCES_LENGTH = 1_200;
const MAX_LABEL_DISTANCE = 60;
const MAX_SURPLUS = 6;
const NEAR = 24;
const WELL_KNOWN = new Set(PAGE_PATTERNS.words.wellKnown);
const LISTS = new Set(PAGE_PATTERNS.words.lists);
const [FOOTNOTE, SENTENCE_END, BRACKET, MEASURE] = ["footnote", "sentenceEnd", "bracket", "measure"].map((name) => pattern(`sloganContext.${name}`));
const [NAMED, TREATED, LEAD_SIGN, JOINT, JOINS_ON, CLASSED, EXAMPLES, LEVEL, ENDS_IN_VERB, OTHERS] = ["named", "treated", "opening", "joint", "joinsOn", "classed", "examples", "level", "endsInVerb", "others"].map((name) => pattern(`rulesBefore.${name}`));
const [MEANS, CLAUSE_WORD, ANY_AND, OPENING, NOT_A_DEFINITION, LABEL_MEANS, NEXT_CLAUSE] = ["means", "clauseWord", "anyAnd", "opening", "notADefinition", "labelMeans", "nextClause"].map((name) => pattern(`rulesAfter.${name}`));
const [FIRSTLY, LINE_END, DASHED, LABELLED, NEXT_DASH] = ["firstly", "lineEnd", "dashed", "labelled", "nextDash"].map((name) => pattern(`rulesAfter.${name}`));

/** A slogan in its context. */
class Context {
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
    if (WELL_KNOWN.has(this.core)) return true;
    return LEXICALISED.has(this.core) && (this.core.length === 2 || this.count === 2);
  }
}

/** @type {((context: Context) => Extent)[]} Most precise first. */
const RULES = [namedAfter, quotedListBefore, labelList, thatIs, inBrackets, treatedAs, listBefore, runTogether, explainedInSentences, paragraphsBelow, listAfter];

/**
 * At most one definition of each slogan.
 * @param {import("./page_text.js").PageText} page
 * @param {Slogan[]} slogans Outside the glossary; positions in code points.
 * @returns {InlineDefinition[]}
 */
export function findInlineDefinitions({ printed, normal }, slogans) {
  return slogans.flatMap((slogan) => {
    const surface = printed.slice(slogan.start, slogan.end);
    const at = surface.indexOf(slogan.core);
    const core = at < 0 ? slogan.core : normal.slice(slogan.start + at, slogan.start + at + slogan.core.length);
    const context = new Context(normal, slogan, core);
    if (!context.numerals.length) return [];
    for (const rule of RULES) {
      const extent = rule(context);
      if (!extent) continue;
      const definition = printed.slice(...extent).replace(/^[* ]+|[* ]+$/g, "");
      return [{ core: slogan.core, head: surface.replace(/\\(?![\p{L}\p{N}_])/gu, ""), definition, start: slogan.start, end: slogan.end }];
    }
    return [];
  });
}

/**
 * A、B、C get the slogan as their common name.
 * @param {Context} context
 */
function namedAfter(context) {
  const { text, start } = context;
  if (!endsAt(text, start, ["称", "为", "“", "\n"])) return null;
  const found = NAMED.from(text.slice(0, start), Math.max(0, start - 8));
  return found ? listEndingAt(context, found.index) : null;
}

/**
 * @param {Context} context
 * @param {number} end
 * @returns {Extent}
 */
function listEndingAt({ text, count }, end) {
  const start = findClauseStart(text, end);
  const stretch = text.slice(start, end);
  const items = count > 1 ? findList(stretch, count) : [];
  return items.length ? [start + stretch.indexOf(stripLeadIn(items)[0]), end] : null;
}

/** @param {Context} context */
function treatedAs(context) {
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
 * @param {Context} context
 * @returns {Extent}
 */
function quotedListBefore(context) {
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
 * @param {Context} context
 * @returns {Extent}
 */
function quotedListAdjoining(context) {
  const { text, start, count } = context;
  const closing = start - 1;
  if (count < 2 || OPENING_QUOTES.includes(text[start]) || closing < 1 || !CLOSING_QUOTES.includes(text[closing])) return null;
  const opening = openingQuote(text, closing);
  if (opening < 0) return null;
  const parts = text.slice(opening + 1, closing).split(/[、+·]/);
  const isList = parts.length === count && !parts.some((part) => /^[\x00-\x7f]*$/.test(part));
  return isList && !context.isKnownWithoutList() ? [opening + 1, closing] : null;
}

/**
 * A list right before the slogan: 批而未供、闲置、低效“三类用地”.
 * @param {Context} context
 * @returns {Extent}
 */
function listBefore(context) {
  const { text, count } = context;
  if (count < 2 || context.isKnownWithoutList()) return null;
  let start = listStart(context);
  if (start === null || text.slice(start, context.start).split("、").length - 1 < count - 2) return null;
  start += LEAD_SIGN.at(text, start)?.[0].length ?? 0;
  let stretch = text.slice(start, context.start);
  const joint = JOINT.from(stretch);
  const others = count > 2 && !joint ? OTHERS.from(stretch) : null;
  if (others) stretch = stretch.slice(0, others.index);
  if (joint) stretch = stretch.slice(0, joint.index);
  const pair = pairInLastItem(stretch, context);
  const items = stripLeadIn(pair.length ? pair : findList(stretch, count));
  if (!items.length || !isExplaining(items, stretch, context, joint?.groups?.happened !== undefined)) return null;
  return [start + stretch.indexOf(items[0]), start + stretch.length];
}

/**
 * @param {string} stretch
 * @param {Context} context
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
 * @param {Context} context
 * @returns {number | null}
 */
function listStart({ text, start }) {
  const begin = findClauseStart(text, start);
  if (!"”）".includes(text[begin - 1] ?? " ")) return begin;
  return text[begin] === "、" ? begin + 1 : null;
}

/**
 * Whether items are what the slogan counts, and not its verbs or other objects.
 * @param {string[]} items
 * @param {string} stretch
 * @param {Context} context
 * @param {boolean} isHappening
 */
function isExplaining(items, stretch, context, isHappening) {
  const last = items[items.length - 1];
  if (JOINS_ON.test(stretch) || EXAMPLES.test(stretch) || CLASSED.test(items[0]) || CLASSED.test(last)) return false;
  if (endsInVerb(items) || lacksSuffix(items) || items.every((item) => LEVEL.fits(item)) || hasLongLead(items) || items.every(isVerb)) return false;
  if (!stretch.includes("、") && (items.some(isVerb) || items.some((item) => item.length > MAX_PAIR_ITEM_LENGTH))) return false;
  if (context.numerals.length > 1) return holdShared(items, context);
  const haveOneLength = items[0].length > 1 && items.every((item) => item.length === items[0].length);
  return isHappening || context.isMeasured || haveOneLength || holdShared(items, context);
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
 * @param {Context} context
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
 * Words of two characters without marks between them: 生产生活生态“三生融合”.
 * @param {Context} context
 * @returns {Extent}
 */
function runTogether({ text, start, count, numerals, shared, core }) {
  if (count < 3 || numerals.length !== 1 || !shared[0] || LEXICALISED.has(core)) return null;
  const begin = start - 2 * count;
  if (begin < 0 || !/^\p{L}+$/u.test(text.slice(begin, start))) return null;
  const pairs = new Set(Array.from({ length: count }, (_, at) => text.slice(begin + 2 * at, begin + 2 * at + 2)));
  const isAlike = [0, 1].some((side) => [...pairs].every((pair) => pair[side] === shared[0][0]));
  return isAlike && pairs.size === count ? [begin, start] : null;
}

/**
 * A verb introduces the meaning: “三个高于”，即…; “三河三湖”（即：…）.
 * @param {Context} context
 * @returns {Extent}
 */
function thatIs(context) {
  const { text, end, count } = context;
  const found = MEANS.at(text.slice(0, end + LOOK_AHEAD), end);
  if (!found?.groups) return null;
  const { between, means, verb } = found.groups;
  if (CLAUSE_WORD.from(between, between[0] === "的" ? 1 : 0)) return null;
  const behind = end + found[0].length;
  const before = text.slice(Math.max(0, context.start - 2), context.start);
  if (["就是", "也就是"].includes(means) && !between && before.length === 2 && text.startsWith(before, behind)) return null;
  const stop = /[（(]/.test(means) ? context.bracketEnd(behind) : context.sentenceEnd(behind);
  if (stop - behind < 2 || (LISTS.has(verb) && !lists(text.slice(behind, stop), count))) return null;
  return [behind, stop];
}

/**
 * A list in brackets: “三清一改”（清垃圾、清污泥、清杂物、改习惯）.
 * @param {Context} context
 * @returns {Extent}
 */
function inBrackets(context) {
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
function lists(stretch, count) {
  if (SEPARATORS.some((separators) => findList(stretch, count, separators).length)) return true;
  return count > 2 && [...ANY_AND.all(stretch)].length === count - 1;
}

/**
 * Each part of the slogan is explained in turn: “一区”指…，“两城”指….
 * @param {Context} context
 * @returns {Extent}
 */
function labelList(context) {
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
 * @param {Context} context
 * @returns {Extent}
 */
function listAfter(context) {
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
      if (items.length && areMembers(items, context, /[：:]$/.test(lead[0]))) return [begin, begin + clause.length];
    }
  }
  return null;
}

/**
 * @param {string[]} printed
 * @param {Context} context
 * @param {boolean} isAnnounced
 */
function areMembers(printed, { core, shared, count, isMeasured }, isAnnounced) {
  if (printed.some((item) => item.includes(core))) return false;
  const items = stripLeadIn(printed);
  if (!isAnnounced && !isMeasured && items[0].length < printed[0].length) return false; // 依法推动资源资产化 is the next action
  const same = (/** @type {(item: string) => unknown} */ of) => new Set(items.map(of)).size === 1;
  const [word] = shared;
  const areOfKind = word.length > 0 && word.length <= 2
    ? items.every((item) => item.startsWith(word)) || items.every((item) => item.endsWith(word))
    : count > 3 && isMeasured && same((item) => item.slice(-2));
  const areSimilar = items.every((item) => item.length <= MAX_SIMILAR_ITEM_LENGTH) && (same((item) => item[0]) || same((item) => item.slice(-1)) || same((item) => item.length));
  return areOfKind || (isAnnounced && areSimilar);
}

/**
 * As many sentences as the numeral: 抓好“三个一”：一是…；二是…；三是….
 * @param {Context} context
 * @returns {Extent}
 */
function explainedInSentences(context) {
  const { text, end, count, numerals } = context;
  if (count < 2 || count > 10 || numerals.length !== 1 || !text.slice(end, end + NEAR).includes("一是")) return null;
  const lead = FIRSTLY.at(text, end);
  if (!lead) return null;
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
 * As many paragraphs below a line that ends with the slogan, each with a dash or a label.
 * @param {Context} context
 * @returns {Extent}
 */
function paragraphsBelow(context) {
  const { text, end, count, numerals, shared } = context;
  if (count < 2 || count > 10 || numerals.length !== 1 || !text.slice(end, end + NEAR).includes("\n")) return null;
  const lead = LINE_END.at(text, end);
  if (!lead) return null;
  const begin = end + lead[0].length;
  const dashed = rows(text, DASHED, begin, count);
  const last = dashed.at(-1)?.end ?? 0;
  if (last && (last >= text.length || text[last] === "\n") && !NEXT_DASH.at(text, last)) return [begin + 1, last];
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
  /** @type {{end: number, label: string}[]} */
  const found = [];
  while (found.length <= count) {
    const from = found.at(-1)?.end ?? at;
    const line = shape.at(text, from);
    if (!line) break;
    found.push({ end: from + line[0].length, label: line.groups?.label ?? "" });
  }
  return found.length === count ? found : [];
}
