/** Connects the reading aid of a page with the extension's worker, and starts it. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.isConnected) return;
  reader.isConnected = true;

  chrome.runtime.onMessage.addListener((message, sender, respond) => {
    const answer = sender.id === chrome.runtime.id && Object.hasOwn(reader.main.answers, message?.type) && reader.main.answers[message.type];
    if (!answer) return false;
    Promise.resolve(answer(message)).then(respond, () => respond(null));
    return true;
  });

  const LISTENED = ["lexicon", "settings", "sites", "hidden"];
  chrome.storage.local.onChanged.addListener((changes) => {
    if (!LISTENED.some((key) => key in changes)) return;
    const before = /** @type {any} */ (changes.lexicon?.oldValue);
    const after = /** @type {any} */ (changes.lexicon?.newValue);
    const isSameLexicon = before && after && before.version === after.version && before.server === after.server;
    if (Object.keys(changes).length === 1 && isSameLexicon) return;
    void reader.main.refresh();
  });

  void reader.main.refresh();
})();
