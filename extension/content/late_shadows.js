/** Elements that may get a shadow root after they were read: no mutation tells of it, so they are looked at again. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.lateShadows) return;
  const { dom } = reader;

  /** Milliseconds after which the page is looked at, beside the steady look. */
  const WAITS = [300, 1_000];
  /** More elements are not looked at: it would cost more than it finds. */
  const MOST = 2_000;
  /** @type {Set<Element>} */
  const hosts = new Set();

  /** The roots that came since, each once. */
  function find() {
    /** @type {ShadowRoot[]} */
    const found = [];
    for (const host of hosts.size > MOST ? [] : hosts) {
      const shadow = dom.isConnected(host) ? dom.shadowOf(host) : null;
      if (shadow) found.push(shadow);
      if (shadow || !dom.isConnected(host)) hosts.delete(host);
    }
    return found;
  }

  reader.lateShadows = { WAITS, find, wait: (host) => void hosts.add(host), clear: () => hosts.clear() };
})();
