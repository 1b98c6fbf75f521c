/** What tells whose page it is, of which year and in which script; it stays on the reader's machine. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (Reflect.has(reader, "pageFacts")) return;
  const { dom } = reader;

  /** Names that government sites must give their pages, beside the title. */
  const NAMES = ["ArticleTitle", "SiteName", "ContentSource", "PubDate"];
  /** UTF-16 units of the text that is looked at. */
  const SAMPLE = 3_000;

  /** @type {PageFacts | null} */
  let known = null;

  /** @returns {PageFacts} Computed again if an application shows another page. */
  function pageFacts() {
    const title = titles();
    const path = location.pathname.slice(0, 300);
    if (known?.title === title && known.path === path) return known;
    known = { lang: dom.getAttribute(dom.documentElement(), "lang") ?? "", title, sample: sample(), host: location.hostname, path };
    return known;
  }

  /** What a page says of itself in its head: title, site, source and date. */
  function titles() {
    const said = [String(dom.title()).slice(0, 300)];
    for (const name of NAMES) {
      const [element] = dom.querySelectorAll(`meta[name="${name}" i]`);
      if (element) said.push(String(dom.getAttribute(element, "content") ?? "").slice(0, 100));
    }
    return said.join("\n");
  }

  /** Some of the page's text. */
  function sample() {
    const root = dom.body() ?? dom.documentElement();
    if (!root) return "";
    const walker = dom.createWalker(root, NodeFilter.SHOW_TEXT);
    let text = "";
    for (let node = walker.nextNode(); node && text.length < SAMPLE; node = walker.nextNode()) {
      const parent = dom.parentNode(node);
      const name = dom.isElement(parent) ? dom.localName(parent) : "";
      const line = name === "script" || name === "style" || name === "noscript" ? "" : dom.data(node).trim();
      if (line) text += `${line.slice(0, 500)}\n`;
    }
    return text;
  }

  reader.pageFacts = pageFacts;
  reader.forgetFacts = () => void (known = null);
})();
