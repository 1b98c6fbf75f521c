/** What the extension's own pages share: texts in the reader's language, elements made without markup. */

export const message = (/** @type {string} */ key, /** @type {(string | number)[]} */ ...given) =>
  chrome.i18n.getMessage(key, given.map(String)) || key;

/** Puts the texts of the reader's language into a page: `data-text` names the message. */
export function translate() {
  document.documentElement.lang = message("language");
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = message(/** @type {HTMLElement} */ (element).dataset.text ?? "");
  }
  document.title = message("name");
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element ${id}`);
  return element;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElement}
 */
export function make(name, text = "", attributes = {}) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

/**
 * What is wrong, in words.
 * @param {import("./settings.js").Problem | null | undefined} problem
 * @returns {string} Empty where nothing is.
 */
export function problemText(problem) {
  return problem ? message(`problem_${problem.code}`, problem.server, problem.detail) : "";
}
