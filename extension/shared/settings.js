/** What the reader can set, with its defaults; stored in `chrome.storage.local`. */

export const DEFAULT_SERVER = "http://127.0.0.1:8000";

/**
 * @typedef {object} Settings
 * @property {"auto" | "zh-Hans" | "zh-Hant" | "zh-Hant-TW" | "zh-Hant-HK"} script Of the cards; `auto` is the page's.
 * @property {"pinyin" | "zhuyin" | "none"} phonetics
 * @property {boolean} explained Whether explained terms are marked.
 * @property {boolean} seen Whether terms whose card was opened before keep a mark.
 * @property {boolean} unexplained Whether slogans that no source explains are marked.
 * @property {"line" | "tint" | "both"} style How a mark looks.
 * @property {boolean} firstOnly Only the first place of each term.
 * @property {"pointer" | "alt" | "shift" | "never"} hover When the pointer opens a card: always, with a key held, never.
 * @property {"always" | "demand"} mode Whether pages of allowed sites are marked at once or when asked for.
 * @property {boolean} articles Whether an open card may ask the server for the whole article.
 */

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze({
  script: "auto",
  phonetics: "pinyin",
  explained: true,
  seen: true,
  unexplained: true,
  style: "line",
  firstOnly: false,
  hover: "pointer",
  mode: "always",
  articles: true,
});

/** @typedef {"always" | "demand" | "never"} SiteMode */

/**
 * @typedef {object} SavedWord
 * @property {string} id
 * @property {string} headword
 * @property {string} pinyin
 * @property {string} definition
 * @property {string} issuer
 * @property {string} years
 * @property {string} link
 * @property {string} at When it was saved (ISO 8601).
 */

/**
 * @typedef {object} Stored
 * @property {string} server
 * @property {Partial<Settings>} settings
 * @property {Record<string, SiteMode>} sites By host.
 * @property {string[]} hidden Ids of terms that are never marked.
 * @property {string[]} seen Ids of terms whose card was opened.
 * @property {SavedWord[]} saved
 * @property {LexiconState} lexicon
 * @property {Problem | null} problem
 */

/**
 * @typedef {object} LexiconState What is stored and ready; written last.
 * @property {string} server
 * @property {string} version
 * @property {number} terms
 * @property {string} revision
 * @property {string} at When it was taken or last found to be up to date (ISO 8601).
 */

/**
 * @typedef {object} Problem Why there is no lexicon, or no newer one.
 * @property {"unreachable" | "refused" | "unreadable" | "storage"} code
 * @property {string} detail
 * @property {string} server
 */

/** @returns {Promise<Settings>} */
export async function loadSettings() {
  const { settings } = await chrome.storage.local.get("settings");
  return cleaned(settings);
}

/**
 * Only known settings with possible values; the defaults for all others.
 * @param {unknown} stored
 * @returns {Settings}
 */
export function cleaned(stored) {
  /** @type {Record<string, unknown>} */
  const result = { ...DEFAULTS };
  if (typeof stored !== "object" || stored === null) return { ...DEFAULTS };
  for (const [name, value] of Object.entries(stored)) {
    if (!Object.hasOwn(DEFAULTS, name)) continue;
    const choices = /** @type {Record<string, readonly string[] | undefined>} */ (CHOICES)[name];
    if (choices ? choices.includes(String(value)) : typeof value === "boolean") result[name] = value;
  }
  return /** @type {Settings} */ (/** @type {unknown} */ (result));
}

/** The possible values of settings that are no switches. */
export const CHOICES = Object.freeze({
  script: ["auto", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"],
  phonetics: ["pinyin", "zhuyin", "none"],
  style: ["line", "tint", "both"],
  hover: ["pointer", "alt", "shift", "never"],
  mode: ["always", "demand"],
});

/** @returns {Promise<string>} The server's address without a slash at its end. */
export async function loadServer() {
  const { server } = await chrome.storage.local.get("server");
  return readServer(server) ?? DEFAULT_SERVER;
}

/**
 * An address as it is stored: http or https, without query, fragment and slash at the end; `null` for anything else.
 * @param {unknown} typed
 * @returns {string | null}
 */
export function readServer(typed) {
  if (typeof typed !== "string" || !typed.trim()) return null;
  try {
    const url = new URL(typed.trim());
    const isFine = (url.protocol === "http:" || url.protocol === "https:") && !url.username && !url.password;
    return isFine ? (url.origin + url.pathname).replace(/\/+$/, "") : null;
  } catch {
    return null;
  }
}
