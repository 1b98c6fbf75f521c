/** The number of terms on a page, on the button of the extension. */

/** @type {Map<number, Map<number, [number, number]>>} By tab and frame: explained, unexplained. */
const counts = new Map();

/**
 * @param {chrome.runtime.MessageSender} sender
 * @param {number} explained
 * @param {number} unexplained
 */
export async function showCount(sender, explained, unexplained) {
  const tabId = sender.tab?.id;
  if (tabId === undefined) return;
  const frames = counts.get(tabId) ?? new Map();
  if (sender.frameId === 0) frames.clear();
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
