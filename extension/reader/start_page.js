/** Starts the reading aid of a script tag, once the page is read. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.isConnected || !("highlights" in CSS) || !("caretPositionFromPoint" in Document.prototype)) return;
  reader.isConnected = true;

  function start() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(glossaryBundle.style);
    document.adoptedStyleSheets.push(sheet);
    void reader.main.refresh();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
})();
