/** Lists in running text: their extents and how many items they have; as `extraction/list_spans.py`. */

import { pattern } from "./patterns.js";

/** Units; a longer stretch between two marks of a list is a sentence. */
const MAX_ITEM_LENGTH = 30;
/** Units that a clause may begin before its end. */
export const LOOK_BACK = 120;
const MARK = /[、，,；;“”‘’「」『』（(）)]/g;
/** @type {Record<string, string>} */
const CLOSES = { "“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")" };
const AND = pattern("listSpans.and");
const ENDS_CLAUSE = new Set("。；：！？:;!?\n，,“”()（）");

/**
 * The parts of a stretch between separators, not split within quotation marks or brackets.
 * @param {string} stretch
 * @param {string} [separators]
 * @returns {string[]}
 */
export function splitList(stretch, separators = "、") {
  const parts = [];
  let start = 0;
  let awaited = "";
  for (const { 0: character, index } of stretch.matchAll(MARK)) {
    if (awaited) awaited = character === awaited ? "" : awaited;
    else if (character in CLOSES) awaited = stretch.includes(CLOSES[character]) ? CLOSES[character] : "";
    else if (separators.includes(character)) {
      parts.push(stretch.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(stretch.slice(start));
  return parts.map((part) => part.trim());
}

/**
 * The `count` items that a stretch lists; empty if it does not list that many.
 * @param {string} stretch
 * @param {number} count
 * @param {string} [separators]
 * @returns {string[]}
 */
export function findList(stretch, count, separators = "、") {
  if ([...stretch].filter((one) => separators.includes(one)).length < count - 2) return [];
  const parts = splitList(stretch, separators);
  if (parts.length === count - 1) parts.push(...halves(String(parts.pop())));
  const isUsable = parts.length === count && count > 1 && parts.every((part) => part.length > 0 && part.length <= MAX_ITEM_LENGTH);
  return isUsable ? parts : [];
}

/**
 * The two items that 和 joins; of several places, at the one that leaves the most equal halves.
 * @param {string} part
 * @returns {string[]}
 */
function halves(part) {
  let best = [part];
  let least = Infinity;
  for (const { 0: word, index } of AND.all(part)) {
    const pair = [part.slice(0, index), part.slice(index + word.length)];
    const difference = Math.abs(pair[0].length - pair[1].length);
    if (difference < least) {
      least = difference;
      best = pair;
    }
  }
  return best;
}

/**
 * Where the clause that ends at `end` begins.
 * @param {string} text
 * @param {number} end
 */
export function findClauseStart(text, end) {
  const start = Math.max(0, end - LOOK_BACK);
  for (let at = end; at > start; at--) if (ENDS_CLAUSE.has(text[at - 1])) return at;
  return start;
}

/**
 * Whether the clause before `end` lists `count` things, three or more.
 * @param {string} text
 * @param {number} end
 * @param {number} count
 */
export function isPrecededByCount(text, end, count) {
  const stretch = text.slice(findClauseStart(text, end), end).replace(/等$/, "");
  return count > 2 && stretch.includes("、") && findList(stretch, count).length > 0;
}

const [GOVERNED, LEAD, GOVERNS_ALONE, VERB, COMPLETED_ACTION, COMPLETED] = ["governed", "lead", "governsAlone", "verb", "completedAction", "completed"].map((name) => pattern(`listSpans.${name}`));
const MIN_LENGTH = 2;
const LONG_ENOUGH = 4;

/**
 * Whether an item is only a verb: 巩固、发展“双拥”成果 lists nothing.
 * @param {string} item
 */
export function isVerb(item) {
  return VERB.fits(item) !== null;
}

/**
 * Without the verbs before the first item: 盘活闲置、低效 lists 闲置 and 低效.
 * @param {string[]} items
 */
export function stripLeadIn(items) {
  if (items.length < 2) return items;
  const [printed, ...others] = items;
  const done = others.some((item) => item.includes("了")) ? null : COMPLETED_ACTION.at(printed, 0);
  const first = done ? printed.slice(done[0].length) : printed;
  let lead = leadLength(first, others);
  // 推进好|房子、好小区、好社区: the last character of the lead opens all the others.
  if (lead > 1 && others.every((other) => other.startsWith(first[lead - 1])) && longestLead(LEAD, first.slice(0, lead - 1), lead - 1) === lead - 1) lead--;
  if (lead > 0 && COMPLETED.at(first, lead)) lead++;
  return [first.slice(lead), ...others];
}

/**
 * How many characters of the first item lead in to the list.
 * @param {string} first
 * @param {string[]} others
 */
function leadLength(first, others) {
  const lengths = others.map((item) => item.length);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  const isLed = (/** @type {string} */ item) => LEAD.at(item, 0) !== null;
  let lead = others.every(isLed) ? leadBeforeVerb(first, others) : longestLead(LEAD, first, first.length - shortest);
  if (!others.some((item) => GOVERNED.at(item, 0))) lead = Math.max(lead, longestLead(GOVERNED, first, first.length - 2));
  if (others.length > 1 && first.length - lead > longest + 1) lead = Math.max(lead, leadInside(first, shortest, longest));
  if (!lead && others.length > 2 && shortest === longest && (longest > 3 || shareCharacter(first.slice(2), others))) lead = first.length - shortest === 2 ? 2 : 0;
  return others.some(isLed) ? lead : furtherVerbs(first, others, lead);
}

/**
 * @param {string} first
 * @param {string[]} others
 */
function shareCharacter(first, others) {
  return others.every((item) => item[0] === (first[0] ?? "")) || others.every((item) => item.at(-1) === (first.at(-1) ?? ""));
}

/**
 * @param {string} first
 * @param {string[]} others
 * @param {number} from
 */
function furtherVerbs(first, others, from) {
  const lengths = others.map((item) => item.length).sort((a, b) => a - b);
  const shortest = Math.min(lengths[(lengths.length - 1) >> 1] - 1, LONG_ENOUGH);
  let lead = from;
  for (;;) {
    const found = lead ? LEAD.at(first, lead) : GOVERNS_ALONE.at(first, 0);
    if (!found) return lead;
    const rest = first.slice(lead + found[0].length);
    if (rest.length < Math.max(MIN_LENGTH, shortest) || others.every((other) => other.endsWith(rest))) return lead;
    lead += found[0].length;
  }
}

/**
 * @param {string} first
 * @param {string[]} others
 */
function leadBeforeVerb(first, others) {
  let lead = 0;
  for (let found = LEAD.at(first, 0); found && LEAD.at(first, lead + found[0].length); found = LEAD.at(first, lead)) {
    const [verb] = found;
    if (others.some((other) => other.startsWith(verb))) break;
    lead += verb.length;
  }
  return lead;
}

/**
 * @param {string} first
 * @param {number} shortest
 * @param {number} longest
 */
function leadInside(first, shortest, longest) {
  const ends = [...LEAD.all(first)].map((found) => found.index + found[0].length);
  const least = Math.max(shortest - 1, Math.min(shortest, MIN_LENGTH));
  return Math.max(0, ...ends.filter((end) => least <= first.length - end && first.length - end <= longest + 1));
}

/**
 * @param {import("./patterns.js").Pattern} verbs
 * @param {string} item
 * @param {number} longest
 */
function longestLead(verbs, item, longest) {
  let end = 0;
  for (let found = verbs.at(item, 0); found && end + found[0].length <= longest && found[0]; found = verbs.at(item, end)) end += found[0].length;
  return end;
}
