/** The extension's worker: everything that outlives a page. All listeners are set before the first wait. */

import { forgetSilence } from "./articles.js";
import { answerCommands } from "./commands.js";
import { forgetPersonal, prepareMatcher } from "./matching.js";
import { enterOpenTabs, leaveTabs, registerScripts } from "./pages.js";
import { answerPages, keepBadge } from "./reader_messages.js";
import { synchronise, watchForUpdates } from "./synchronisation.js";

chrome.runtime.onInstalled.addListener(({ reason }) => {
  void registerScripts().then(enterOpenTabs);
  void synchronise();
  if (reason === "install") void chrome.storage.local.get("settings").then(({ settings }) => settings ?? chrome.storage.local.set({ settings: {} }));
});

chrome.runtime.onStartup.addListener(() => {
  void registerScripts();
  void synchronise();
});

chrome.permissions.onAdded.addListener(() => void registerScripts().then(enterOpenTabs));
chrome.permissions.onRemoved.addListener(() => void registerScripts().then(leaveTabs));

chrome.storage.local.onChanged.addListener((changes) => {
  if (changes.hidden || changes.seen) forgetPersonal();
  if (changes.server) forgetSilence();
});

watchForUpdates();
answerPages();
answerCommands();
keepBadge();
prepareMatcher();
