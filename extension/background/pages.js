/** Where the reading aid runs: registered for the sites that were allowed, put into a page once when asked for. */

/** Run before the page's own scripts, so that these cannot keep events from it. */
const FIRST = ["content/listeners.js", "content/slow_page.js"];
export const SCRIPTS = [
  "content/listeners.js",
  "content/dom.js",
  "content/shadow_roots.js",
  "content/page_facts.js",
  "content/blocks.js",
  "content/mark_groups.js",
  "content/marks.js",
  "content/runs.js",
  "content/whole_page.js",
  "content/scanner.js",
  "content/card.js",
  "content/zhuyin.js",
  "content/card_view.js",
  "content/platform_extension.js",
  "content/explainer.js",
  "content/main.js",
];
export const STYLES = ["content/marks.css"];
const ID = "reading-aid";

/** @type {Promise<void>} */
let last = Promise.resolve();

/**
 * Registers the content scripts for the sites that are allowed now. A registration outlives a removed permission and
 * gets lost on update, so it is repeated at every start and change.
 * @returns {Promise<void>}
 */
export function registerScripts() {
  last = last.then(register, register);
  return last;
}

async function register() {
  const matches = await allowedSites();
  const known = await chrome.scripting.getRegisteredContentScripts();
  if (known.length) await chrome.scripting.unregisterContentScripts({ ids: known.map((one) => one.id) });
  if (!matches.length) return;
  /** @type {Pick<chrome.scripting.RegisteredContentScript, "matches" | "allFrames" | "matchOriginAsFallback">} */
  const where = { matches, allFrames: true, matchOriginAsFallback: true };
  await chrome.scripting.registerContentScripts([
    { ...where, id: `${ID}-first`, js: FIRST, runAt: "document_start" },
    { ...where, id: ID, js: SCRIPTS, css: STYLES, runAt: "document_end" },
  ]);
}

/** @returns {Promise<string[]>} Match patterns. */
async function allowedSites() {
  const { origins = [] } = await chrome.permissions.getAll();
  return origins.filter((origin) => /^(https?|\*):/.test(origin));
}

/** Marks pages of allowed sites that are open already. */
export async function enterOpenTabs() {
  const url = await allowedSites();
  if (!url.length) return;
  const tabs = await chrome.tabs.query({ url });
  await Promise.all(tabs.map((tab) => (tab.id === undefined || tab.discarded ? false : enter(tab.id))));
}

/** Takes the marks from pages whose permission was taken back. */
export async function leaveTabs() {
  const tabs = await chrome.tabs.query({});
  for (const tab of tabs) {
    if (tab.id !== undefined && !(await isAllowed(tab.url))) void tell(tab.id, { type: "stop" });
  }
}

/**
 * Whether the reading aid may run on an address without being asked.
 * @param {string | undefined} url
 * @returns {Promise<boolean>}
 */
export async function isAllowed(url) {
  if (!url || !/^https?:/.test(url)) return false;
  return chrome.permissions.contains({ origins: [`${new URL(url).origin.replace(/:\d+$/, "")}/*`] });
}

/**
 * Puts the content scripts into a page, frames included, or into one of its frames.
 * @param {number} tabId
 * @param {number} [frameId]
 * @returns {Promise<boolean>} Whether the browser allowed it.
 */
export async function enter(tabId, frameId) {
  const target = frameId === undefined ? { tabId, allFrames: true } : { tabId, frameIds: [frameId] };
  try {
    await chrome.scripting.insertCSS({ target, files: STYLES });
    await chrome.scripting.executeScript({ target, files: SCRIPTS, injectImmediately: frameId !== undefined });
    return true;
  } catch {
    return false; // a page of the browser, a shop, or nothing allows it
  }
}

/**
 * Marks the page of a tab because the reader asked for it.
 * @param {number} tabId
 * @returns {Promise<boolean>}
 */
export async function markNow(tabId) {
  const known = await tell(tabId, { type: "begin" });
  if (known !== undefined) return true;
  if (!(await enter(tabId))) return false;
  await tell(tabId, { type: "begin" });
  return true;
}

/**
 * Sends a message to the content scripts of a tab.
 * @param {number} tabId
 * @param {object} message
 * @param {number} [frameId]
 * @returns {Promise<any>} `undefined` where none listens.
 */
export async function tell(tabId, message, frameId) {
  try {
    return (await chrome.tabs.sendMessage(tabId, message, frameId === undefined ? {} : { frameId })) ?? null;
  } catch {
    return undefined;
  }
}
