/**
 * Hears what the pointer and the keys do before the page does: a page may stop events in the capture phase.
 *
 * Runs at the start of a document, before any script of the page. Which of the events matter is set by `explainer.js`.
 */
(() => {
  const reader = (globalThis.glossaryReader ??= /** @type {Reader} */ ({}));
  if (reader.listeners) return;

  const TYPES = ["pointermove", "pointerdown", "click", "keydown", "scroll", "fullscreenchange"];
  const PASSIVE = new Set(["pointermove", "scroll"]);
  /** @type {Record<string, (event: any) => void>} */
  let handlers = {};
  /** @param {Event} event */
  const handle = (event) => handlers[event.type]?.(event);

  /** Listens; again where `document.open` has taken the listeners away. */
  function listen() {
    for (const type of TYPES) addEventListener(type, handle, { capture: true, passive: PASSIVE.has(type) });
  }

  reader.listeners = {
    /** @param {Record<string, (event: any) => void>} chosen By type of event. */
    set: (chosen) => {
      handlers = chosen;
      listen();
    },
  };
  listen();
})();
