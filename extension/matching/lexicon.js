/**
 * Reading what `GET /v1/lexicon` answers, and making the form table of it.
 *
 * Nothing of the answer is trusted: what is not of the right type is left out, texts are cut to sensible lengths.
 */

import { Folder } from "./folding.js";
import { buildFormTable, QUOTED_ONLY, UNEXPLAINED } from "./form_table.js";

/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./form_table.js").FormEntry} FormEntry */
/** @typedef {import("./form_table.js").FormTableData} FormTableData */

/**
 * @typedef {object} Sense
 * @property {string} id
 * @property {string} brief The beginning of the definition.
 * @property {string} issuer Who explains it; empty where unknown.
 * @property {[number, number] | null} years First and last year of the documents that explain it so.
 * @property {Group[]} groups
 * @property {boolean} [local] Whether it holds for its own governments only.
 * @property {string[]} [others] Of a local meaning: further governments that share it.
 */

/**
 * @typedef {object} Group What a numeral counts.
 * @property {number} numeral
 * @property {string} shared What is counted: 区 of 三区.
 * @property {string[]} members
 */

/** @typedef {[string, number, string | null]} FormRow Form, whether in quotation marks only, the sense it chooses. */

/**
 * @typedef {object} Term
 * @property {string} id
 * @property {string} headword
 * @property {string} pinyin
 * @property {boolean} explained
 * @property {boolean} [counted] Whether every government certainly has its own meaning: 六大工程.
 * @property {Sense[]} senses
 * @property {[string, string][]} near Ids and headwords of terms that are easily taken for it.
 * @property {FormRow[]} forms
 * @property {[string, string][]} parts Of a label that nobody explains: explained pieces of it, as printed, and their terms' ids.
 */

/**
 * @typedef {object} LexiconAnswer
 * @property {string} revision
 * @property {string} version
 * @property {boolean} complete
 * @property {Map<number, Term[]>} shards
 * @property {Rules | null} rules Of the server, where it sent them.
 */

const TERM_ID = /^t[0-9a-f]{12}$/;
const SHARDS = 256;

/**
 * @param {unknown} sent The parsed JSON.
 * @returns {LexiconAnswer}
 * @throws {TypeError} It is no lexicon.
 */
export function readAnswer(sent) {
  const answer = record(sent);
  const sheets = record(answer.sheets);
  if (typeof answer.version !== "string" || !answer.version) throw new TypeError("no version");
  /** @type {Map<number, Term[]>} */
  const shards = new Map();
  for (const [name, terms] of Object.entries(sheets)) {
    const number = Number.parseInt(name, 16);
    if (!/^[0-9a-f]{2}$/.test(name) || !Array.isArray(terms)) throw new TypeError(`no sheet ${name.slice(0, 20)}`);
    shards.set(number, terms.map(readTerm).filter((term) => term !== null));
  }
  return {
    revision: text(answer.revision, 64),
    version: answer.version.slice(0, 4096),
    complete: answer.complete !== false,
    shards,
    rules: readRules(answer.rules),
  };
}

/**
 * @param {unknown} sent
 * @returns {Term | null}
 */
function readTerm(sent) {
  const term = record(sent);
  const headword = text(term.headword, 200);
  if (typeof term.id !== "string" || !TERM_ID.test(term.id) || !headword) return null;
  const senses = list(term.senses, 60).map(readSense);
  const brief = text(term.brief, 400);
  // Before there were senses in it, a lexicon had one brief definition a term.
  if (!senses.length && brief) senses.push({ id: "", brief, issuer: "", years: null, groups: [] });
  return {
    id: term.id,
    headword,
    pinyin: text(term.pinyin, 400),
    explained: typeof term.explained === "boolean" ? term.explained : senses.some((sense) => sense.brief !== ""),
    ...(term.counted === true ? { counted: true } : {}),
    senses,
    near: list(term.near, 12).flatMap(readNear),
    forms: list(term.forms, 400).flatMap(readForm),
    parts: list(term.parts, 12).flatMap(readPart),
  };
}

/**
 * @param {unknown} sent
 * @returns {Sense}
 */
function readSense(sent) {
  const sense = record(sent);
  const years = list(sense.years, 2).filter(Number.isInteger).map(Number);
  return {
    id: text(sense.id, 64),
    brief: text(sense.brief, 4000),
    issuer: text(sense.issuer, 200),
    years: years.length ? [years[0], years[years.length - 1]] : null,
    groups: list(sense.groups, 40).map(readGroup),
    ...(sense.local === true ? { local: true, others: list(sense.others, 12).map((one) => text(one, 200)) } : {}),
  };
}

/**
 * @param {unknown} sent A row of numeral, what is counted, members.
 * @returns {Group}
 */
function readGroup(sent) {
  const [numeral, shared, members] = list(sent, 3);
  return {
    numeral: Number.isInteger(numeral) ? Number(numeral) : 0,
    shared: text(shared, 40),
    members: list(members, 200).map((one) => text(one, 400)),
  };
}

/**
 * @param {unknown} sent
 * @returns {[string, string][]}
 */
function readNear(sent) {
  const [id, headword] = list(sent, 2);
  return typeof id === "string" && TERM_ID.test(id) && typeof headword === "string" ? [[id, headword.slice(0, 200)]] : [];
}

/**
 * @param {unknown} sent
 * @returns {[string, string][]}
 */
function readPart(sent) {
  const [piece, id] = list(sent, 2);
  return typeof piece === "string" && piece && typeof id === "string" && TERM_ID.test(id) ? [[piece.slice(0, 200), id]] : [];
}

/**
 * @param {unknown} sent
 * @returns {FormRow[]}
 */
function readForm(sent) {
  const row = Array.isArray(sent) ? sent : [sent];
  const [form, trim, sense] = row;
  if (typeof form !== "string" || form.length < 2 || form.length > 200) return [];
  return [[form, trim === 1 ? 1 : 0, typeof sense === "string" ? sense : null]];
}

/**
 * @param {unknown} sent
 * @returns {Rules | null}
 */
function readRules(sent) {
  const rules = record(sent);
  const folding = record(rules.folding);
  const guards = record(rules.guards);
  const { from, to } = folding;
  if (typeof rules.digest !== "string" || typeof from !== "string" || typeof to !== "string") return null;
  if ([...from].length !== [...to].length || [...from].some((one) => one.length > 1)) return null;
  /** @type {Record<string, string>} */
  const sets = {};
  for (const name of ["numerals", "before_numeral", "word", "joined", "han_numerals", "links"]) {
    sets[name] = text(guards[name], 2000);
  }
  const read = { ...sets, behind: readTable(guards.behind), before: readTable(guards.before) };
  return { digest: rules.digest.slice(0, 64), folding: { from, to }, guards: /** @type {Rules["guards"]} */ (/** @type {unknown} */ (read)) };
}

/**
 * @param {unknown} sent
 * @returns {Record<string, string>}
 */
function readTable(sent) {
  const rows = Object.entries(record(sent)).filter(([form]) => form.length === 1 || form.length === 2);
  return Object.fromEntries(rows.map(([form, words]) => [form, text(words, 2000)]));
}

/**
 * @typedef {object} BuiltTable
 * @property {FormTableData} forms
 * @property {number[]} symbols
 * @property {Uint32Array} firsts
 * @property {Uint8Array} ids The six bytes of each term's id.
 * @property {import("./places.js").Parts} parts
 * @property {number} terms
 */

/**
 * The form table of all shards. Terms are numbered through the shards, in order.
 * @param {Map<number, Term[]>} shards
 * @param {Rules} rules
 * @returns {BuiltTable}
 */
export function buildTable(shards, rules) {
  const steps = buildSteps(shards, rules);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * The same in steps, for a page that others work in, too.
 * @param {Map<number, Term[]>} shards
 * @param {Rules} rules
 * @returns {Generator<undefined, BuiltTable, undefined>}
 */
export function* buildSteps(shards, rules) {
  const folder = new Folder(rules);
  /** @type {Map<string, FormEntry>} */
  const forms = new Map();
  /** @type {[string, FormEntry][]} */
  const spelledOtherwise = [];
  const firsts = new Uint32Array(SHARDS + 1);
  const ids = new Uint8Array(6 * [...shards.values()].reduce((sum, terms) => sum + terms.length, 0));
  /** @type {Map<number, [string, string][]>} */
  const divided = new Map();
  /** @type {Map<string, number>} */
  const numbers = new Map();
  let number = 0;
  for (let shard = 0; shard < SHARDS; shard++) {
    firsts[shard] = number;
    for (const term of shards.get(shard) ?? []) {
      if (term.parts?.length) divided.set(number, term.parts);
      numbers.set(term.id, number);
      for (let at = 0; at < 6; at++) ids[6 * number + at] = Number.parseInt(term.id.slice(1 + 2 * at, 3 + 2 * at), 16);
      addForms(folder, term, number++, forms, spelledOtherwise);
    }
    yield;
  }
  firsts[SHARDS] = number;
  // A lexicon may hold forms in other scripts, too; they fold to one that is there, nearly always.
  for (const [key, entry] of spelledOtherwise) if (!forms.has(key)) forms.set(key, entry);
  return { forms: buildFormTable(forms), symbols: [...folder.symbols.keys()], firsts, ids, parts: numbered(folder, divided, numbers), terms: number };
}

/**
 * @param {Folder} folder
 * @param {Map<number, [string, string][]>} divided
 * @param {Map<string, number>} numbers Of terms by id.
 * @returns {import("./places.js").Parts}
 */
function numbered(folder, divided, numbers) {
  /** @type {import("./places.js").Parts} */
  const parts = new Map();
  for (const [term, pieces] of divided) {
    const known = pieces.flatMap(([piece, id]) => {
      const number = numbers.get(id);
      return number === undefined ? [] : [/** @type {[string, number]} */ ([folder.foldForm(piece), number])];
    });
    if (known.length === pieces.length) parts.set(term, known);
  }
  return parts;
}

/**
 * @param {Folder} folder
 * @param {Term} term
 * @param {number} number
 * @param {Map<string, FormEntry>} forms
 * @param {[string, FormEntry][]} spelledOtherwise
 */
function addForms(folder, term, number, forms, spelledOtherwise) {
  for (const [form, trim, sense] of term.forms) {
    const key = folder.foldForm(form);
    if (key.length < 2 + 2 * trim) continue;
    const chosen = sense ? term.senses.findIndex((one) => one.id === sense) + 1 : 0;
    const flags = (trim ? QUOTED_ONLY : 0) | (term.explained ? 0 : UNEXPLAINED);
    const entry = { term: number, sense: Math.min(chosen, 255), flags };
    if (key !== form && !isAstral(form)) spelledOtherwise.push([key, entry]);
    else if (!forms.has(key)) forms.set(key, entry);
  }
}

/** @param {string} form */
function isAstral(form) {
  return /[\ud800-\udfff]/.test(form);
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function record(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? /** @type {Record<string, unknown>} */ (value) : {};
}

/**
 * @param {unknown} value
 * @param {number} most
 * @returns {unknown[]}
 */
function list(value, most) {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

/**
 * @param {unknown} value
 * @param {number} most
 */
function text(value, most) {
  return typeof value === "string" ? value.slice(0, most) : "";
}
