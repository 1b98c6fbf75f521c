/** The popup: the page's terms as a list of buttons, the site's setting, and what is wrong. */

import { byId, make, message, problemText, translate } from "../shared/page.js";
import { loadSettings } from "../shared/settings.js";
import { markNow, tell } from "../background/pages.js";

/** @typedef {{at: number, text: string, look: number, count: number}} ListedTerm */

const UNEXPLAINED = 1;
/** Milliseconds between two looks at a page that is still being read, and how many looks there are. */
const WAIT = 150;
const MOST_LOOKS = 40;

async function open() {
  translate();
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const { saved = [] } = await chrome.storage.local.get("saved");
  byId("words").textContent = message("savedWords", Array.isArray(saved) ? saved.length : 0);
  byId("retry").addEventListener("click", () => void retry());
  await showProblem();
  if (tab?.id === undefined) return say("notReadable");
  await showSite(tab);
  await showTerms(tab);
}

/** @param {string} key */
function say(key) {
  byId("state").textContent = key && message(key);
}

async function showProblem() {
  const { problem, lexicon } = await chrome.storage.local.get(["problem", "lexicon"]);
  const text = problemText(/** @type {any} */ (problem)) || (lexicon ? "" : message("noLexicon"));
  byId("problem").hidden = !text;
  byId("problem-text").textContent = text && lexicon ? `${text} ${message("oldLexicon")}` : text;
}

async function retry() {
  say("working");
  await chrome.runtime.sendMessage({ type: "synchronise" });
  location.reload();
}

/** @param {chrome.tabs.Tab} tab */
async function showSite(tab) {
  const host = hostOf(tab.url);
  if (!host) return;
  const { sites = {} } = await chrome.storage.local.get("sites");
  const { mode } = await loadSettings();
  const isAllowed = await chrome.permissions.contains({ origins: [patternOf(String(tab.url))] });
  const select = /** @type {HTMLSelectElement} */ (byId("mode"));
  select.value = /** @type {any} */ (sites)[host] ?? (isAllowed ? mode : "demand");
  byId("site-label").textContent = message("onThisSite", host);
  byId("site").hidden = false;
  select.addEventListener("change", () => void chooseSite(String(tab.url), host, select, Number(tab.id)));
}

/**
 * @param {string} url
 * @param {string} host
 * @param {HTMLSelectElement} select
 * @param {number} tabId
 */
async function chooseSite(url, host, select, tabId) {
  const mode = select.value;
  // The browser asks for the permission only as long as it sees the click: nothing may be waited for before.
  const isAllowed = mode !== "always" || (await chrome.permissions.request({ origins: [patternOf(url)] }));
  if (!isAllowed) {
    select.value = "demand";
    byId("state").textContent = message("allowSite");
    return;
  }
  const { sites = {} } = await chrome.storage.local.get("sites");
  await chrome.storage.local.set({ sites: { .../** @type {object} */ (sites), [host]: mode } });
  if (mode === "always") await markNow(tabId);
  location.reload();
}

/** @param {string | undefined} url */
function hostOf(url) {
  return url && /^https?:/.test(url) ? new URL(url).hostname : "";
}

/** @param {string} url */
function patternOf(url) {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

/** @param {chrome.tabs.Tab} tab */
async function showTerms(tab) {
  const tabId = Number(tab.id);
  const { sites = {} } = await chrome.storage.local.get("sites");
  if (/** @type {any} */ (sites)[hostOf(tab.url)] === "never") return say("offHere");
  say("working");
  if (!(await markNow(tabId))) return say("notReadable");
  for (let look = 0; look < MOST_LOOKS; look++) {
    const answer = await tell(tabId, { type: "list" }, 0);
    if (answer && !answer.isBusy && answer.isOn) return fill(tabId, answer.terms);
    await new Promise((resolve) => setTimeout(resolve, WAIT));
  }
  say("");
}

/**
 * @param {number} tabId
 * @param {ListedTerm[]} terms
 */
function fill(tabId, terms) {
  say(terms.length ? "" : "nothingHere");
  fillSection("explained", "explainedTerms", tabId, terms.filter((one) => one.look !== UNEXPLAINED));
  fillSection("unexplained", "unexplainedTerms", tabId, terms.filter((one) => one.look === UNEXPLAINED));
}

/**
 * @param {string} id
 * @param {string} title
 * @param {number} tabId
 * @param {ListedTerm[]} terms
 */
function fillSection(id, title, tabId, terms) {
  byId(id).hidden = !terms.length;
  byId(`${id}-head`).textContent = message(title, terms.length);
  const items = byId(id).querySelector("ul");
  items?.replaceChildren(...terms.map((term) => item(tabId, term)));
}

/**
 * @param {number} tabId
 * @param {ListedTerm} term
 */
function item(tabId, { at, text, count }) {
  const button = make("button", text, { type: "button" });
  if (count > 1) button.append(make("span", message("places", count), { class: "count" }));
  button.addEventListener("click", () => void tell(tabId, { type: "show", at }, 0).then(() => window.close()));
  const element = make("li");
  element.append(button);
  return element;
}

void open();
