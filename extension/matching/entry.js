/** What a card needs of a term: the lexicon's record, the script, and the meaning that the page has in mind. */

import { chooseSense } from "./meanings.js";
import { scriptOfLanguage, scriptOfPage, scriptOfText } from "./script.js";

/** Before the ids of wordings that are not in the lexicon. */
export const WORDING = "wording:";

/** @typedef {import("./lexicon.js").Term} Term */
/** @typedef {import("./meanings.js").PageFacts} PageFacts */

/**
 * @typedef {object} Entry
 * @property {Term} term
 * @property {string} server
 * @property {string} script Of the card.
 * @property {string} chosen The id of the sense that comes first.
 * @property {import("./meanings.js").Choice["why"]} why
 * @property {string} detail The place or year that chose it, or the government whose meaning it is.
 * @property {boolean} isHeadword Whether the page prints the headword, in whatever script.
 */

/**
 * A wording that the lexicon does not have, as a term without meanings.
 * @param {string} printed
 * @returns {Term}
 */
export function wordingTerm(printed) {
  const headword = printed.slice(0, 100).replace(/["“”「」『』]/g, "");
  return { id: WORDING + headword, headword, pinyin: "", senses: [], near: [], forms: [], parts: [], explained: false };
}

/**
 * @param {object} found
 * @param {Term} found.term
 * @param {string} found.server
 * @param {number} found.sense The sense that the printed form chooses, from 1; 0 for none.
 * @param {string} found.printed
 * @param {string} found.script The one that the reader has set, or `auto`.
 * @param {(text: string) => string} found.fold Has a traditional page's names be those of the lexicon.
 * @param {PageFacts} facts
 * @returns {Entry}
 */
export function makeEntry({ term, server, sense, printed, script, fold }, facts) {
  const choice = choose(term.senses, sense, facts, fold, term.counted);
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

/**
 * The choice again, among all senses of an article: the lexicon has the first twelve, and of issuers the first ones.
 * @param {Entry} entry
 * @param {any} article As the server sent it.
 * @param {PageFacts} facts
 * @param {(text: string) => string} fold
 * @returns {Pick<Entry, "chosen" | "why" | "detail"> | null} `null` where the lexicon's choice holds.
 */
export function chooseInArticle(entry, article, facts, fold) {
  if (entry.why === "form" || entry.why === "place" || !Array.isArray(article?.senses)) return null;
  const known = new Map(entry.term.senses.map((sense) => [sense.id, sense]));
  const isLocal = entry.term.senses.some((sense) => sense.local);
  const meanings = article.senses.map((/** @type {any} */ sense) => readMeaning(sense, known.get(sense?.id)?.local ?? isLocal));
  const choice = choose(meanings, 0, facts, fold, entry.term.counted);
  if (choice.why !== "place") return null;
  return { chosen: String(article.senses[choice.at].id), why: choice.why, detail: choice.detail };
}

/**
 * @param {any} sense Of an article.
 * @param {boolean} isLocal
 * @returns {import("./meanings.js").Meaning}
 */
function readMeaning(sense, isLocal) {
  const said = [sense?.scope, ...(Array.isArray(sense?.issuers) ? sense.issuers : [])];
  const names = said.map((one) => one?.issuer ?? one?.region).filter((name) => typeof name === "string");
  const { first, last } = sense?.explained_years ?? {};
  return { issuer: names[0] ?? "", others: names.slice(1), years: Number.isInteger(first) ? [first, last ?? first] : null, local: isLocal };
}

/**
 * @param {import("./meanings.js").Meaning[]} senses
 * @param {number} sense
 * @param {PageFacts} facts
 * @param {(text: string) => string} fold
 * @param {boolean} [isCounted]
 */
function choose(senses, sense, facts, fold, isCounted) {
  const folded = senses.map((one) => ({ ...one, issuer: fold(one.issuer), others: one.others?.map(fold) }));
  const choice = chooseSense(folded, sense, { ...facts, title: fold(facts.title), sample: fold(facts.sample) }, isCounted);
  return choice.why === "elsewhere" ? { ...choice, detail: senses[choice.at].issuer } : choice;
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
