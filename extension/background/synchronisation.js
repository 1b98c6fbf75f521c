/** Takes the lexicon from the server and keeps it up to date: whole at first, later only the shards that changed. */

import { buildTable, readAnswer } from "../matching/lexicon.js";
import { RULES } from "../matching/rules.js";
import { scriptOfLanguage } from "../matching/script.js";
import { loadServer, loadSettings } from "../shared/settings.js";
import { loadShards, loadTable, saveLexicon } from "./database.js";
import { forgetMatcher } from "./matching.js";

/** @typedef {import("../shared/settings.js").Problem} Problem */
/** @typedef {import("./database.js").StoredTable} StoredTable */
/** @typedef {import("../matching/lexicon.js").LexiconAnswer} LexiconAnswer */

const UPDATE = "update";
const HOURS = 6;
const MOST_RETRY_MINUTES = 60;

/** @type {Promise<void> | null} */
let running = null;
let isAskedAgain = false;

/**
 * Takes what is new; calls that come while one runs become one more run behind it.
 * @returns {Promise<void>}
 */
export function synchronise() {
  if (running) {
    isAskedAgain = true;
    return running;
  }
  running = (async () => {
    do {
      isAskedAgain = false;
      await attempt();
    } while (isAskedAgain);
  })().finally(() => (running = null));
  return running;
}

async function attempt() {
  const server = await loadServer();
  try {
    await take(server);
    await chrome.storage.local.set({ problem: null });
    await chrome.alarms.create(UPDATE, { delayInMinutes: HOURS * 60, periodInMinutes: HOURS * 60 });
  } catch (error) {
    await chrome.storage.local.set({ problem: describe(error, server) });
    await retryLater();
  }
}

async function retryLater() {
  const { retryMinutes } = await chrome.storage.session.get("retryMinutes");
  const minutes = Math.min(MOST_RETRY_MINUTES, 2 * (Number(retryMinutes) || 0.5));
  await chrome.storage.session.set({ retryMinutes: minutes });
  await chrome.alarms.create(UPDATE, { delayInMinutes: minutes, periodInMinutes: HOURS * 60 });
}

/** @param {string} server */
async function take(server) {
  const known = await loadTable().catch(() => undefined);
  const variant = `folded-${await scriptOfCards()}-`;
  const same = known?.server === server && (known.version.startsWith(variant) || !known.version.startsWith("folded-")) ? known : undefined;
  const since = same ? same.version : variant + RULES.digest;
  const answer = await ask(server, since);
  const isUnchanged = same && !answer.complete && !answer.shards.size && !answer.rules;
  const table = isUnchanged ? { ...same, version: answer.version } : await install(server, answer, same);
  await chrome.storage.session.set({ retryMinutes: 0 });
  await chrome.storage.local.set({
    lexicon: { server, version: table.version, terms: table.terms, revision: answer.revision, at: new Date().toISOString() },
  });
}

/** The script that cards have without the server: the one that is set, else the one of the browser's own texts. */
async function scriptOfCards() {
  const { script } = await loadSettings();
  return script === "auto" ? (scriptOfLanguage(chrome.i18n.getUILanguage()) ?? "zh-Hans") : script;
}

/** Why the server's answer was of no use. */
class LexiconError extends Error {
  /**
   * @param {Problem["code"]} code
   * @param {string} detail
   */
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/**
 * @param {string} server
 * @param {string} since
 * @returns {Promise<LexiconAnswer>}
 */
async function ask(server, since) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`${server}/v1/lexicon?since=${encodeURIComponent(since)}`, {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: AbortSignal.timeout(120_000),
    });
  } catch (error) {
    throw new LexiconError("unreachable", String(error));
  }
  if (!response.ok) throw new LexiconError("refused", `${response.status} ${response.statusText}`.trim());
  try {
    return readAnswer(await response.json());
  } catch (error) {
    throw new LexiconError("unreadable", String(error));
  }
}

/**
 * @param {string} server
 * @param {LexiconAnswer} answer
 * @param {StoredTable | undefined} same What is known of this server.
 * @returns {Promise<StoredTable>}
 */
async function install(server, answer, same) {
  const rules = answer.rules ?? same?.rules ?? RULES;
  const shards = answer.complete ? answer.shards : new Map([...(await loadShards()), ...answer.shards]);
  const built = buildTable(shards, rules);
  const table = { server, version: answer.version, revision: answer.revision, rules, ...built };
  try {
    await saveLexicon(table, answer.shards, answer.complete);
  } catch (error) {
    throw new LexiconError("storage", String(error));
  }
  forgetMatcher();
  return table;
}

/**
 * @param {unknown} error
 * @param {string} server
 * @returns {Problem}
 */
function describe(error, server) {
  const code = error instanceof LexiconError ? error.code : "storage";
  return { code, detail: error instanceof Error ? error.message.slice(0, 300) : "", server };
}

/** Keeps the alarm that asks for news, and answers it. */
export function watchForUpdates() {
  chrome.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === UPDATE) void synchronise();
  });
  chrome.storage.local.onChanged.addListener((changes) => {
    const { settings } = changes;
    const isOtherScript = /** @type {any} */ (settings?.oldValue)?.script !== /** @type {any} */ (settings?.newValue)?.script;
    if (changes.server || (settings && isOtherScript)) void synchronise();
  });
}
