/** Finds terms in texts that pages send, and gives what a card says of them. */

import { WORDING, wordingTerm } from "../matching/entry.js";
import { Matcher } from "../matching/matcher.js";
import { findPagePlaces, numberOf } from "../matching/page_places.js";
import { findPlaces } from "../matching/places.js";
import { loadShard, loadTable } from "./database.js";

/** @typedef {import("../matching/lexicon.js").Term} Term */
/** @typedef {import("./database.js").StoredTable} StoredTable */

/** @typedef {{table: StoredTable, matcher: Matcher}} Loaded */

/** @type {Promise<Loaded | null> | null} */
let loaded = null;
/** @type {Map<number, Promise<Term[]>>} */
const shards = new Map();
const MOST_SHARDS = 24;

/** Numbers of terms that were read before, and of those never marked; of the loaded table. */
/** @type {Promise<{seen: Set<number>, hidden: Set<number>}> | null} */
let personal = null;

/** @returns {Promise<Loaded | null>} */
function load() {
  loaded ??= loadTable().then((table) => {
    if (!table) loaded = null;
    return table ? { table, matcher: new Matcher(table.rules, table.forms, table.symbols) } : null;
  });
  loaded.catch(() => (loaded = null));
  return loaded;
}

/** Reads the lexicon ahead: a worker that has just been started is about to be sent a page's first text. */
export function prepareMatcher() {
  load().catch(() => undefined);
}

/** Has the next text read the lexicon from the store again. */
export function forgetMatcher() {
  loaded = null;
  personal = null;
  shards.clear();
}

/** Makes the next text use the present lists of seen and hidden terms. */
export function forgetPersonal() {
  personal = null;
}

/**
 * @typedef {object} MatchAnswer
 * @property {string} version Of the lexicon; term numbers are its own.
 * @property {number[][]} rows For each text: start, end (UTF-16 units), number of the term, sense (from 1, 0 for none) × 4 + look.
 */

/**
 * The places of terms in texts.
 * @param {unknown} texts
 * @returns {Promise<MatchAnswer | null>} `null` without a lexicon.
 */
export async function matchTexts(texts) {
  const now = await load();
  if (!now || !Array.isArray(texts)) return null;
  const marked = await loadPersonal();
  const rows = texts.map((text) => findPlaces(now.matcher, now.table.parts, String(text), marked));
  return { version: now.table.version, rows };
}

/**
 * The places of a whole page: also those that only the page itself explains, and wordings that nobody explains.
 * @param {unknown} texts The runs of the page in order.
 * @returns {Promise<import("../matching/page_places.js").PageAnswer & {version: string} | null>} `null` without a lexicon.
 */
export async function readTexts(texts) {
  const now = await load();
  if (!now || !Array.isArray(texts)) return null;
  const marked = await loadPersonal();
  return { version: now.table.version, ...findPagePlaces(now.matcher, now.table.parts, texts.map(String), marked) };
}

/**
 * How the loaded lexicon folds texts.
 * @returns {Promise<(text: string) => string>}
 */
export async function textFolder() {
  const now = await load();
  return (text) => now?.matcher.folder.foldText(text) ?? text;
}

/** @returns {Promise<{seen: Set<number>, hidden: Set<number>}>} */
function loadPersonal() {
  personal ??= (async () => {
    const { seen = [], hidden = [] } = await chrome.storage.local.get(["seen", "hidden"]);
    return { seen: await numbersOf(seen), hidden: await numbersOf(hidden) };
  })();
  personal.catch(() => (personal = null));
  return personal;
}

/**
 * The numbers of terms by their ids; looks through all shards, so only when there are any.
 * @param {unknown} ids
 * @returns {Promise<Set<number>>}
 */
async function numbersOf(ids) {
  const wanted = new Set(Array.isArray(ids) ? ids : []);
  /** @type {Set<number>} */
  const numbers = new Set();
  const now = wanted.size ? await load() : null;
  if (!now) return numbers;
  for (const id of wanted) if (String(id).startsWith(WORDING)) numbers.add(numberOf(now.matcher, id.slice(WORDING.length)));
  for (let number = 0; number < now.table.ids.length / 6; number++) {
    if (wanted.has(idAt(now.table.ids, number))) numbers.add(number);
  }
  return numbers;
}

/**
 * The id of a term: `t` and six bytes as hex.
 * @param {Uint8Array} ids
 * @param {number} number
 */
function idAt(ids, number) {
  let id = "t";
  for (let at = 6 * number; at < 6 * number + 6; at++) id += ids[at].toString(16).padStart(2, "0");
  return id;
}

/**
 * What the lexicon says of a term.
 * @param {unknown} number Below zero for a wording that it does not have.
 * @param {unknown} version Of the lexicon that the number is of.
 * @param {string} printed
 * @returns {Promise<{term: Term, server: string} | null>} `null` where the lexicon is another one by now.
 */
export async function termByNumber(number, version, printed) {
  const now = await load();
  if (!now || now.table.version !== version || typeof number !== "number") return null;
  const { firsts, server } = now.table;
  if (number < 0) return { term: wordingTerm(printed), server };
  let shard = 0;
  while (shard < 255 && firsts[shard + 1] <= number) shard++;
  const terms = await shardOf(shard);
  const term = terms[number - firsts[shard]];
  return term ? { term, server } : null;
}

/**
 * @param {number} shard
 * @returns {Promise<Term[]>}
 */
function shardOf(shard) {
  const known = shards.get(shard) ?? loadShard(shard);
  shards.delete(shard);
  shards.set(shard, known);
  if (shards.size > MOST_SHARDS) shards.delete(Number(shards.keys().next().value));
  return known;
}

/**
 * What the lexicon has for a selected text: the term whose form it is, else the first term in it.
 * @param {string} text
 * @returns {Promise<{number: number, version: string, sense: number} | null>}
 */
export async function lookUp(text) {
  const now = await load();
  if (!now) return null;
  const trimmed = text.trim();
  for (const tried of [trimmed, `“${trimmed}”`]) {
    const [, , form] = now.matcher.find(tried);
    if (form === undefined) continue;
    return { number: now.table.forms.terms[form], version: now.table.version, sense: now.table.forms.senses[form] };
  }
  return null;
}
