/** Rules for definitions that answer a question about a slogan: “三个格外”是指什么？…; as `inline_definitions/rules_answers.py`. */

import { labelList, lists } from "./definition_rules_after.js";
import { pattern } from "./patterns.js";
import { LOOK_AHEAD } from "./slogan_context.js";

/** @typedef {import("./slogan_context.js").SloganContext} SloganContext */
/** @typedef {import("./slogan_context.js").Extent} Extent */

const ORDINALS = "一二三四五六七八九十";
const [QUESTION_BEHIND, BEHIND_WORD, WORD_BEFORE, MEANS] = ["questionBehind", "behindWord", "wordBefore", "means"].map((name) => pattern(`rulesAnswers.${name}`));

/**
 * The answer to a question about the slogan: “三个格外”是指什么？答：…, 什么是“三区三线”？“三区”指…，“三线”指….
 * @param {SloganContext} context
 * @returns {Extent}
 */
export function answered(context) {
  const { text, core, count } = context;
  const question = (WORD_BEFORE.from(text.slice(Math.max(0, context.start - 8), context.start), 0) ? BEHIND_WORD : QUESTION_BEHIND).at(text, context.end);
  if (!question) return null;
  const at = context.end + question[0].length;
  const end = paragraphEnd(context, at);
  if (text.slice(at, at + core.length + 2).includes(core)) return null;
  const labelled = labelList(Object.assign(Object.create(context), { end: at }));
  if (labelled && labelled[0] <= at + 1) return labelled;
  const means = MEANS.at(text.slice(0, end), at);
  if (means) {
    const begin = at + means[0].length;
    const stop = context.sentenceEnd(begin);
    return begin + 1 < stop ? [begin, stop] : null;
  }
  return hasMembers(text.slice(at, end), count) ? [at, end] : null;
}

/**
 * Where the paragraph ends, without its last stop.
 * @param {SloganContext} context
 * @param {number} at
 */
function paragraphEnd(context, at) {
  const { text } = context;
  let end = text.slice(0, at + LOOK_AHEAD).indexOf("\n", at);
  if (end < 0) end = text.length <= at + LOOK_AHEAD ? text.length : context.sentenceEnd(at) || at;
  return at + text.slice(at, end).replace(/[。； \u3000]+$/, "").length;
}

/**
 * Whether an answer has as many items as the slogan counts.
 * @param {string} answer
 * @param {number} count
 */
function hasMembers(answer, count) {
  if (count <= 1 || count > ORDINALS.length) return false;
  if (answer.includes(`${ORDINALS[count - 1]}是`)) return answer.startsWith("一是") && !answer.slice(2).includes(`${ORDINALS[count % 10]}是`);
  return lists(answer, count) || answer.split("。").length === count;
}
