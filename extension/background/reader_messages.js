/** What the pages' content scripts ask the worker. */

import { chooseInArticle, makeEntry } from "../matching/entry.js";
import { loadSettings } from "../shared/settings.js";
import { article } from "./articles.js";
import { forgetPersonal, lookUp, matchTexts, readTexts, termByNumber, textFolder } from "./matching.js";
import { enter } from "./pages.js";
import { synchronise } from "./synchronisation.js";

/** @typedef {chrome.runtime.MessageSender} Sender */
/** @typedef {import("../matching/meanings.js").PageFacts} PageFacts */

const MOST_SEEN = 5_000;

/** @type {Record<string, (message: any, sender: Sender) => Promise<unknown>>} */
const ANSWERS = {
  start: (message, sender) => start(sender),
  match: ({ texts }) => matchTexts(texts),
  read: ({ texts }) => readTexts(texts),
  term: (message, sender) => termOf({ ...message, facts: withTab(message.facts, sender) }),
  article: ({ entry, facts }, sender) => articleOf(entry, withTab(facts, sender)),
  count: ({ explained, unexplained }, sender) => showCount(sender, Number(explained) || 0, Number(unexplained) || 0),
  save: ({ word, isSaved }) => save(word, Boolean(isSaved)),
  hide: ({ id }) => hide(id),
  synchronise: () => synchronise(),
  enter: async (message, { tab, frameId }) => tab?.id !== undefined && enter(tab.id, frameId),
};

/** Answers content scripts. */
export function answerPages() {
  chrome.runtime.onMessage.addListener((message, sender, respond) => {
    const answer = sender.id === chrome.runtime.id && Object.hasOwn(ANSWERS, message?.type) && ANSWERS[message.type];
    if (!answer) return false;
    answer(message, sender).then(respond, () => respond(null));
    return true;
  });
}

/** @param {Sender} sender */
async function start(sender) {
  if (sender.frameId === 0 && sender.tab?.id !== undefined) counts.delete(sender.tab.id); // another page
  const [settings, { lexicon, sites = {} }] = await Promise.all([loadSettings(), chrome.storage.local.get(["lexicon", "sites"])]);
  const host = hostOf(sender.tab?.url ?? sender.url ?? "");
  const { phonetics, hover, style, firstOnly, explained, seen, unexplained } = settings;
  return {
    isReady: Boolean(lexicon),
    version: /** @type {any} */ (lexicon)?.version ?? "",
    mode: /** @type {any} */ (sites)[host] ?? settings.mode,
    settings: { phonetics, hover, style, firstOnly, explained, seen, unexplained },
  };
}

/** @param {string} url */
export function hostOf(url) {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}

/**
 * The facts of a page; a frame is of the government of the page around it.
 * @param {PageFacts} facts
 * @param {Sender} sender
 * @returns {PageFacts}
 */
function withTab(facts, { frameId, tab }) {
  return frameId && tab?.title ? { ...facts, title: `${facts.title}\n${tab.title.slice(0, 300)}` } : facts;
}

/**
 * What a card needs of a term: the lexicon's record and the meaning that this page has in mind.
 * @param {any} message
 */
async function termOf({ number, version, sense, printed, facts }) {
  const found = await termByNumber(number, version, String(printed ?? ""));
  if (!found) return null;
  const { term, server } = found;
  const settings = await loadSettings();
  const { saved = [] } = await chrome.storage.local.get("saved");
  if (Number(number) >= 0) void remember(term.id);
  const entry = makeEntry({ term, server, sense: Number(sense) || 0, printed: String(printed ?? ""), script: settings.script, fold: await textFolder() }, facts);
  return { ...entry, isSaved: Array.isArray(saved) && saved.some((word) => word?.id === term.id) };
}

/**
 * The whole article of an entry, and which of its meanings this page has in mind if the lexicon could not tell.
 * @param {import("../matching/entry.js").Entry} entry
 * @param {PageFacts} facts
 */
async function articleOf(entry, facts) {
  const sent = await article(entry?.term?.id, entry?.script);
  return sent ? { article: sent, choice: chooseInArticle(entry, sent, facts, await textFolder()) } : null;
}

/** @param {string} id */
async function remember(id) {
  const { seen = [] } = await chrome.storage.local.get("seen");
  const known = Array.isArray(seen) ? seen : [];
  if (known.includes(id)) return;
  await chrome.storage.local.set({ seen: [...known, id].slice(-MOST_SEEN) });
  forgetPersonal();
}

/**
 * @param {any} word
 * @param {boolean} isSaved
 */
async function save(word, isSaved) {
  const { saved = [] } = await chrome.storage.local.get("saved");
  const others = (Array.isArray(saved) ? saved : []).filter((one) => one?.id !== word?.id);
  const kept = isSaved && typeof word?.id === "string" ? [...others, { ...word, at: new Date().toISOString() }] : others;
  await chrome.storage.local.set({ saved: kept });
  return true;
}

/** @param {unknown} id */
async function hide(id) {
  if (typeof id !== "string") return false;
  const { hidden = [] } = await chrome.storage.local.get("hidden");
  forgetPersonal();
  await chrome.storage.local.set({ hidden: [...new Set([...(Array.isArray(hidden) ? hidden : []), id])] });
  return true;
}

/**
 * What a selected text means, as a card shows it.
 * @param {string} text
 * @param {PageFacts} facts
 */
export async function entryFor(text, facts) {
  const found = await lookUp(text);
  return found ? termOf({ ...found, printed: text, facts }) : null;
}

/** @type {Map<number, Map<number, [number, number]>>} By tab and frame: explained, unexplained. */
const counts = new Map();

/**
 * The number of terms on a page, on the button of the extension.
 * @param {chrome.runtime.MessageSender} sender
 * @param {number} explained
 * @param {number} unexplained
 */
async function showCount(sender, explained, unexplained) {
  const tabId = sender.tab?.id;
  if (tabId === undefined) return;
  const frames = counts.get(tabId) ?? new Map();
  frames.set(sender.frameId ?? 0, [explained, unexplained]);
  counts.set(tabId, frames);
  let sum = 0;
  for (const [one, other] of frames.values()) sum += one + other;
  await chrome.action.setBadgeText({ tabId, text: sum ? String(Math.min(sum, 9999)) : "" }).catch(() => undefined);
}

/** Has the badge in its colours, and forgets tabs that are closed. */
export function keepBadge() {
  void chrome.action.setBadgeBackgroundColor({ color: "#2f6fd6" });
  chrome.tabs.onRemoved.addListener((tabId) => void counts.delete(tabId));
}
