/**
 * Asks for the other scripts while a page is still being read: a script or style sheet that does not come, or a page that
 * never ends, keeps the marks away for a moment only. Runs at the start of a document.
 */
(() => {
  /** Milliseconds. */
  const PATIENCE = 1_000;
  const readyState = Object.getOwnPropertyDescriptor(Document.prototype, "readyState")?.get;

  setTimeout(() => {
    if (readyState?.call(document) === "loading") chrome.runtime.sendMessage({ type: "enter" }).catch(() => undefined);
  }, PATIENCE);
})();
