/** The lexicon on the reader's machine: 256 shards, a finished form table, and articles that were read. */

/** @typedef {import("../matching/form_table.js").FormTableData} FormTableData */
/** @typedef {import("../matching/rules.js").Rules} Rules */
/** @typedef {import("../matching/lexicon.js").Term} Term */

/**
 * @typedef {object} StoredTable What the matcher needs, ready to use.
 * @property {string} server
 * @property {string} version
 * @property {string} revision
 * @property {Rules} rules
 * @property {number[]} symbols
 * @property {FormTableData} forms
 * @property {Uint32Array} firsts The number of the first term of each shard; 257 numbers.
 * @property {Uint8Array} ids The six bytes of each term's id.
 * @property {import("../matching/places.js").Parts} parts
 * @property {number} terms
 */

const NAME = "glossary";
const VERSION = 1;
const MOST_ARTICLES = 500;

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("shards");
      request.result.createObjectStore("state");
      request.result.createObjectStore("articles").createIndex("at", "at");
    };
    request.onsuccess = () => {
      request.result.onclose = () => (opened = null);
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("the database is blocked"));
  });
  opened.catch(() => (opened = null));
  return opened;
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    transaction.onerror = () => reject(transaction.error);
  });
}

/** @returns {Promise<StoredTable | undefined>} */
export async function loadTable() {
  const database = await open();
  return answer(database.transaction("state").objectStore("state").get("table"));
}

/**
 * @param {number} shard 0 to 255.
 * @returns {Promise<Term[]>}
 */
export async function loadShard(shard) {
  const database = await open();
  return (await answer(database.transaction("shards").objectStore("shards").get(shard))) ?? [];
}

/** @returns {Promise<Map<number, Term[]>>} */
export async function loadShards() {
  const database = await open();
  const store = database.transaction("shards").objectStore("shards");
  const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
  return new Map(keys.map((key, at) => [Number(key), values[at]]));
}

/**
 * Puts a lexicon in the place of the one before, all of it or nothing.
 * @param {StoredTable} table
 * @param {Map<number, Term[]>} shards Those that differ.
 * @param {boolean} isComplete Whether `shards` is all there is.
 */
export async function saveLexicon(table, shards, isComplete) {
  const database = await open();
  const transaction = database.transaction(["shards", "state", "articles"], "readwrite", { durability: "relaxed" });
  const store = transaction.objectStore("shards");
  if (isComplete) store.clear();
  for (const [shard, terms] of shards) store.put(terms, shard);
  transaction.objectStore("state").put(table, "table");
  transaction.objectStore("articles").clear();
  await done(transaction);
}

/**
 * @param {StoredTable} table The same lexicon under another version's name.
 */
export async function saveTable(table) {
  const database = await open();
  const transaction = database.transaction("state", "readwrite");
  transaction.objectStore("state").put(table, "table");
  await done(transaction);
}

/** Forgets the lexicon. */
export async function clearLexicon() {
  const database = await open();
  const transaction = database.transaction(["shards", "state", "articles"], "readwrite");
  for (const name of ["shards", "state", "articles"]) transaction.objectStore(name).clear();
  await done(transaction);
}

/**
 * An article that was read before.
 * @param {string} key
 * @returns {Promise<unknown>}
 */
export async function loadArticle(key) {
  const database = await open();
  const row = await answer(database.transaction("articles").objectStore("articles").get(key));
  return row?.article;
}

/**
 * Keeps an article for reading without the server; the oldest ones make room.
 * @param {string} key
 * @param {unknown} article
 */
export async function saveArticle(key, article) {
  const database = await open();
  const transaction = database.transaction("articles", "readwrite");
  const store = transaction.objectStore("articles");
  store.put({ at: Date.now(), article }, key);
  const count = await answer(store.count());
  if (count > MOST_ARTICLES) {
    const oldest = await answer(store.index("at").getAllKeys(null, count - MOST_ARTICLES));
    for (const old of oldest) store.delete(old);
  }
  await done(transaction);
}
