/**
 * Hears what the pointer and the keys do before the page does: a page may stop events in the capture phase.
 *
 * Runs at the start of a document, before any script of the page. The other scripts say which events they want.
 */
(() => {
  const reader = (globalThis.glossaryReader ??= /** @type {Reader} */ ({}));
  if (reader.listeners) return;

  const TYPES = ["pointermove", "pointerdown", "click", "keydown", "scroll", "resize", "fullscreenchange", "pageshow"];
  const PASSIVE = new Set(["pointermove", "scroll", "resize"]);
  /** @type {Map<string, Set<(event: any) => void>>} By type of event. */
  const handlers = new Map(TYPES.map((type) => [type, new Set()]));
  /** @param {Event} event */
  const handle = (event) => {
    for (const handler of handlers.get(event.type) ?? []) handler(event);
  };

  /** Listens; again after `document.open`, which takes all listeners of a page away. */
  function listen() {
    for (const type of TYPES) addEventListener(type, handle, { capture: true, passive: PASSIVE.has(type) });
  }

  reader.listeners = {
    listen,
    add: (chosen) => Object.entries(chosen).forEach(([type, handler]) => handlers.get(type)?.add(handler)),
    remove: (chosen) => Object.entries(chosen).forEach(([type, handler]) => handlers.get(type)?.delete(handler)),
  };
  listen();
})();
