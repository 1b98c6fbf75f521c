/**
 * Wakes the worker while a page is still being read, and asks for the other scripts if that takes long: a script or style
 * sheet that does not come, or a page that never ends, keeps the marks away for a moment only. Runs at the start of a
 * document.
 */
(() => {
  /** Milliseconds. */
  const PATIENCE = 1_000;
  const readyState = Object.getOwnPropertyDescriptor(Document.prototype, "readyState")?.get;

  /** @param {string} type */
  const ask = (type) => void chrome.runtime.sendMessage({ type }).catch(() => undefined);

  if (window === window.top) ask("start");
  setTimeout(() => {
    if (readyState?.call(document) === "loading") ask("enter");
  }, PATIENCE);
})();
