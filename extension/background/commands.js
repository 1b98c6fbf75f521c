/** Keyboard commands, the context menu, and the button where it has no popup. */

import { entryFor } from "./reader_messages.js";
import { enter, markNow, tell } from "./pages.js";

const STEPS = /** @type {Record<string, number>} */ ({ "next-term": 1, "previous-term": -1 });
const LOOK_UP = "look-up-selection";

/** Listens to the commands of the manifest and to the context menu. */
export function answerCommands() {
  chrome.commands.onCommand.addListener((command, tab) => {
    if (tab?.id === undefined) return;
    if (command in STEPS) void step(tab.id, STEPS[command]);
    else if (command === "mark-page") void markNow(tab.id);
  });
  chrome.contextMenus?.onClicked.addListener((info, tab) => {
    if (info.menuItemId === LOOK_UP && tab?.id !== undefined) void lookUp(tab.id, info.frameId ?? 0, info.selectionText ?? "");
  });
  chrome.runtime.onInstalled.addListener(() => {
    chrome.contextMenus?.removeAll(() => {
      chrome.contextMenus.create({ id: LOOK_UP, title: chrome.i18n.getMessage("lookUpSelection"), contexts: ["selection"] });
    });
  });
  // Firefox for Android opens no popup but sends the click.
  chrome.action.onClicked.addListener((tab) => {
    if (tab.id !== undefined) void markNow(tab.id);
  });
}

/**
 * @param {number} tabId
 * @param {number} by
 */
async function step(tabId, by) {
  const answer = await tell(tabId, { type: "step", by }, 0);
  if (answer === undefined) {
    if (await markNow(tabId)) setTimeout(() => void tell(tabId, { type: "step", by }, 0), 400);
  } else if (!answer?.isDone) await tell(tabId, { type: "step", by, isForFocused: true });
}

/**
 * @param {number} tabId
 * @param {number} frameId
 * @param {string} text
 */
async function lookUp(tabId, frameId, text) {
  const facts = { lang: "", title: "", sample: text, host: "", path: "" };
  const entry = await entryFor(text, facts);
  if (!entry) {
    await chrome.action.setBadgeText({ tabId, text: "?" });
    await chrome.action.setTitle({ tabId, title: chrome.i18n.getMessage("notFound", [text.slice(0, 40)]) });
    return;
  }
  if ((await tell(tabId, { type: "lookup", entry, printed: text }, frameId)) !== undefined) return;
  if (await enter(tabId)) await tell(tabId, { type: "lookup", entry, printed: text }, frameId);
}
