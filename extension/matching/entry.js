/** What a card needs of a term: the lexicon's record, the script, and the meaning that the page has in mind. */

import { chooseSense } from "./meanings.js";
import { scriptOfLanguage, scriptOfPage, scriptOfText } from "./script.js";

/** @typedef {import("./lexicon.js").Term} Term */
/** @typedef {import("./meanings.js").PageFacts} PageFacts */

/**
 * @typedef {object} Entry
 * @property {Term} term
 * @property {string} server
 * @property {string} script Of the card.
 * @property {string} chosen The id of the sense that comes first.
 * @property {"form" | "only" | "place" | "year" | "first"} why
 * @property {string} detail The place or year that chose it.
 * @property {boolean} isHeadword Whether the page prints the headword, in whatever script.
 */

/**
 * @param {object} found
 * @param {Term} found.term
 * @param {string} found.server
 * @param {number} found.sense The sense that the printed form chooses, from 1; 0 for none.
 * @param {string} found.printed
 * @param {string} found.script The one that the reader has set, or `auto`.
 * @param {PageFacts} facts
 * @returns {Entry}
 */
export function makeEntry({ term, server, sense, printed, script }, facts) {
  const choice = chooseSense(term.senses, sense, facts);
  return {
    term: { ...term, forms: [] },
    server,
    script: script === "auto" ? scriptOfPlace(printed, facts) : script,
    chosen: term.senses[choice.at]?.id ?? "",
    why: choice.why,
    detail: choice.detail,
    isHeadword: lengthOf(printed) === lengthOf(term.headword),
  };
}

/** @param {string} form */
function lengthOf(form) {
  return [...form.replace(/[“”「」『』"\s]/g, "")].length;
}

/**
 * The script of a place: what its own characters tell, else the page's.
 * @param {string} printed
 * @param {PageFacts} facts
 */
function scriptOfPlace(printed, facts) {
  const ofPage = scriptOfPage(`${facts.title}\n${facts.sample}`, facts.lang, facts.host);
  const seen = scriptOfText(printed);
  if (seen === null || seen === ofPage.slice(0, 7)) return ofPage;
  const said = scriptOfLanguage(facts.lang);
  return seen === "zh-Hans" ? "zh-Hans" : said && said !== "zh-Hans" ? said : "zh-Hant";
}
