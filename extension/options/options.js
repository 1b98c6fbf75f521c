/** The settings, and the saved words. A change is stored and acted upon at once. */

import { byId, make, message, problemText, translate } from "../shared/page.js";
import { loadServer, loadSettings, readServer } from "../shared/settings.js";
import { toAnki, toCsv } from "../shared/saved_words.js";

/** @typedef {import("../shared/settings.js").SavedWord} SavedWord */

const ALL_SITES = { origins: ["http://*/*", "https://*/*"] };

async function open() {
  translate();
  await showSettings();
  await Promise.all([showServer(), showSites(), showKeys(), showWords(), showHidden()]);
  listen();
}

/** @param {string} key */
function say(key) {
  byId("said").textContent = "";
  requestAnimationFrame(() => (byId("said").textContent = message(key)));
}

/**
 * @param {string} id
 * @param {() => unknown} act
 */
function onClick(id, act) {
  byId(id).addEventListener("click", () => void act());
}

function listen() {
  byId("server-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void chooseServer();
  });
  onClick("update", () => chrome.runtime.sendMessage({ type: "synchronise" }));
  onClick("allow", async () => {
    await chrome.permissions.request(ALL_SITES);
    await showSites();
  });
  onClick("revoke", async () => {
    const { origins } = await chrome.permissions.getAll();
    if (origins?.length) await chrome.permissions.remove({ origins });
    await showSites();
  });
  onClick("show-again", () => change({ hidden: [] }));
  onClick("forget-seen", () => change({ seen: [] }));
  onClick("csv", async () => download("glossary-words.csv", "text/csv", toCsv(await loadWords(), headings())));
  onClick("anki", async () => download("glossary-words.txt", "text/plain", toAnki(await loadWords())));
  chrome.storage.local.onChanged.addListener((changes) => {
    if (changes.lexicon || changes.problem || changes.server) void showServer();
    if (changes.sites) void showSites();
    if (changes.saved) void showWords();
    if (changes.hidden) void showHidden();
  });
}

/** @param {object} what */
async function change(what) {
  await chrome.storage.local.set(what);
  say("options_done");
}

async function showSettings() {
  const settings = /** @type {Record<string, any>} */ (/** @type {unknown} */ (await loadSettings()));
  for (const control of document.querySelectorAll("[data-setting]")) {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (control);
    const name = String(field.dataset.setting);
    if (field instanceof HTMLInputElement) field.checked = Boolean(settings[name]);
    else field.value = String(settings[name]);
    field.addEventListener("change", () => void changeSetting(name, field instanceof HTMLInputElement ? field.checked : field.value));
  }
}

/**
 * @param {string} name
 * @param {string | boolean} value
 */
async function changeSetting(name, value) {
  await change({ settings: { ...(await loadSettings()), [name]: value } });
}

async function chooseServer() {
  const field = /** @type {HTMLInputElement} */ (byId("server"));
  const server = readServer(field.value);
  byId("problem").textContent = server ? "" : message("options_badServer");
  if (!server) return field.focus();
  field.value = server;
  await change({ server });
}

async function showServer() {
  const field = /** @type {HTMLInputElement} */ (byId("server"));
  if (document.activeElement !== field) field.value = await loadServer();
  const { lexicon, problem } = /** @type {any} */ (await chrome.storage.local.get(["lexicon", "problem"]));
  byId("problem").textContent = problemText(problem);
  const at = lexicon ? new Date(lexicon.at).toLocaleString(message("language")) : "";
  byId("lexicon").textContent = lexicon ? message("options_lexicon", lexicon.terms.toLocaleString(), at) : message("noLexicon");
}

async function showSites() {
  const { origins = [] } = await chrome.permissions.getAll();
  const isAll = ALL_SITES.origins.every((origin) => origins.includes(origin));
  const said = isAll ? message("options_allowedAll") : origins.join(" ") || message("options_allowedNone");
  byId("allowed").textContent = message("options_allowed", said);
  byId("allow").hidden = isAll;
  byId("revoke").hidden = !origins.length;
  const { sites = {} } = await chrome.storage.local.get("sites");
  const rows = Object.entries(/** @type {Record<string, string>} */ (sites)).sort();
  byId("sites").replaceChildren(...rows.map(([host, mode]) => siteRow(host, mode)));
  byId("sites-list-head").hidden = !rows.length;
}

/**
 * @param {string} host
 * @param {string} mode
 */
function siteRow(host, mode) {
  const row = make("li");
  row.append(make("bdi", host), make("span", message(`site${mode[0].toUpperCase()}${mode.slice(1)}`), { class: "muted" }));
  row.append(
    forget(host, async () => {
      const { sites = {} } = await chrome.storage.local.get("sites");
      const kept = Object.fromEntries(Object.entries(/** @type {object} */ (sites)).filter(([other]) => other !== host));
      await change({ sites: kept });
    }),
  );
  return row;
}

/**
 * @param {string} what
 * @param {() => Promise<void>} act
 */
function forget(what, act) {
  const button = make("button", message("options_forget"), { type: "button", "aria-label": `${message("options_forget")} ${what}` });
  button.addEventListener("click", () => void act());
  return button;
}

async function showKeys() {
  const commands = await chrome.commands.getAll();
  byId("keys").replaceChildren(
    ...commands.flatMap(({ name, description, shortcut }) => {
      const key = make("dd");
      key.append(shortcut ? make("kbd", shortcut) : make("span", message("options_noKey"), { class: "muted" }));
      return [make("dt", name === "_execute_action" ? message("commandPopup") : description || name), key];
    }),
  );
}

/** @returns {Promise<SavedWord[]>} */
async function loadWords() {
  const { saved = [] } = await chrome.storage.local.get("saved");
  return Array.isArray(saved) ? saved : [];
}

async function showWords() {
  const words = await loadWords();
  byId("no-words").hidden = words.length > 0;
  byId("exports").hidden = !words.length;
  byId("word-list").replaceChildren(...words.toReversed().map(wordRow));
}

/** @param {SavedWord} word */
function wordRow(word) {
  const row = make("li");
  const link = make("a", word.headword, { target: "_blank", rel: "noopener noreferrer" });
  if (/^https?:/.test(word.link)) link.setAttribute("href", word.link);
  row.append(link, make("span", word.pinyin, { class: "muted" }));
  row.append(
    forget(word.headword, async () => change({ saved: (await loadWords()).filter((one) => one.id !== word.id) })),
    make("bdi", word.definition, { class: "definition" }),
  );
  return row;
}

async function showHidden() {
  const { hidden = [] } = await chrome.storage.local.get("hidden");
  const count = Array.isArray(hidden) ? hidden.length : 0;
  byId("hidden").textContent = message("options_hidden", count);
  byId("show-again").hidden = !count;
}

function headings() {
  return ["headword", "pinyin", "definition", "issuer", "years", "link", "saved"].map((name) => message(`column_${name}`));
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  make("a", "", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

void open();
