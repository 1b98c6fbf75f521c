/** Whole articles: asked of the server only when a card opens, kept for reading without it. */

import { loadServer, loadSettings } from "../shared/settings.js";
import { loadArticle, saveArticle } from "./database.js";

const TERM_ID = /^t[0-9a-f]{12}$/;
const SCRIPTS = new Set(["zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"]);
/** Milliseconds. */
const PATIENCE = 5_000;
/** Milliseconds in which a server that did not answer is not asked again: a card must not wait for it each time. */
const REST = 10_000;

let silentSince = 0;

/**
 * @param {unknown} id
 * @param {unknown} script
 * @returns {Promise<unknown>} The article as JSON; `null` where there is none at hand.
 */
export async function article(id, script) {
  if (typeof id !== "string" || !TERM_ID.test(id) || typeof script !== "string" || !SCRIPTS.has(script)) return null;
  const server = await loadServer();
  const key = `${server} ${id} ${script}`;
  const known = await loadArticle(key).catch(() => undefined);
  if (known) return known;
  const { articles } = await loadSettings();
  if (!articles || Date.now() - silentSince < REST) return null;
  const sent = await ask(`${server}/v1/terms/${id}?script=${script}`);
  if (sent) await saveArticle(key, sent).catch(() => undefined);
  return sent;
}

/** @param {string} url */
async function ask(url) {
  try {
    const response = await fetch(url, {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status >= 500) silentSince = Date.now();
    return response.ok ? await response.json() : null;
  } catch {
    silentSince = Date.now();
    return null;
  }
}

/** Has the server asked again at once. */
export function forgetSilence() {
  silentSince = 0;
}
