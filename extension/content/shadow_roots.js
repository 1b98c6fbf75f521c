/**
 * The shadow roots of a page, closed ones too. An element may get one after it was read: no mutation tells of it, so
 * such elements are looked at again.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.shadowRoots) return;
  const { dom } = reader;

  /** Elements that the standard lets have a shadow root, beside custom ones. */
  const HOSTS = new Set("article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split(" "));

  /**
   * The shadow root of an element; a closed one too, where the browser shows it to extensions.
   * @param {Element} element
   * @returns {ShadowRoot | null}
   */
  function shadowOf(element) {
    const open = dom.openShadow(element);
    if (open) return open;
    const name = dom.localName(element);
    if (!HOSTS.has(name) && !name.includes("-")) return null;
    try {
      const api = globalThis.chrome?.dom?.openOrClosedShadowRoot;
      const own = api ? api(/** @type {HTMLElement} */ (element)) : /** @type {any} */ (element).openOrClosedShadowRoot;
      return own ?? null;
    } catch {
      return null; // no HTML element
    }
  }

  /**
   * Whether an element may get a shadow root later: custom ones, and empty ones that wait for a script to fill them.
   * @param {Element} element
   * @param {string} name
   */
  function mayGetShadow(element, name) {
    return name.includes("-") || (HOSTS.has(name) && dom.firstChild(element) === null);
  }

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
      const shadow = dom.isConnected(host) ? shadowOf(host) : null;
      if (shadow) found.push(shadow);
      if (shadow || !dom.isConnected(host)) hosts.delete(host);
    }
    return found;
  }

  reader.shadowRoots = {
    WAITS,
    of: shadowOf,
    mayCome: mayGetShadow,
    /** @param {ShadowRoot} root */
    hasSlot: (root) => dom.queryFragment(root, "slot") !== null,
    wait: (host) => void hosts.add(host),
    find,
    clear: () => hosts.clear(),
  };
})();
