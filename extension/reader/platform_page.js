/**
 * The page's side without an extension: a site has put in the script tag, the lexicon is fetched and matched in the page.
 *
 * Nothing of the page is sent: the requests are those of the extension.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.platform) return;
  const { modules, messages, tag } = glossaryBundle;
  const { readAnswer, buildSteps } = modules["matching/lexicon.js"];
  const { findPlaces } = modules["matching/places.js"];
  const { findPagePlaces } = modules["matching/page_places.js"];
  const { makeEntry, chooseInArticle, wordingTerm } = modules["matching/entry.js"];
  const NOBODY = { seen: new Set(), hidden: new Set() };
  const server = new URL(".", tag?.src ?? location.href).href.replace(/\/$/, "");
  const options = tag?.dataset ?? {};

  /** Milliseconds of work after which the page has its turn. */
  const SLICE = 8;

  const TERM_ID = /^t[0-9a-f]{12}$/;

  /** @typedef {import("../matching/matcher.js").Matcher} Matcher */
  /** @typedef {{matcher: Matcher, built: import("../matching/lexicon.js").BuiltTable, terms: import("../matching/lexicon.js").Term[], version: string}} Loaded */

  function pageScript() {
    const { lang, title, sample, host } = reader.pageFacts();
    return options.script ?? modules["matching/script.js"].scriptOfPage(`${title}\n${sample}`, lang, host);
  }

  const nextTask = () => new Promise((resolve) => setTimeout(resolve));

  /**
   * Lets the page have its turn as soon as the slice is over.
   * @returns {() => Promise<unknown> | undefined}
   */
  function slices() {
    let until = performance.now() + SLICE;
    return () => {
      if (performance.now() < until) return undefined;
      return nextTask().then(() => (until = performance.now() + SLICE));
    };
  }

  /** @type {Promise<Loaded | null> | null} */
  let loading = null;
  /** @type {Matcher["folder"] | null} */
  let folder = null;

  /** The lexicon; asked for once, and once more at the next text where that failed. */
  function loaded() {
    loading ??= load();
    loading.catch((error) => {
      loading = null;
      console.warn("glossary reading aid: no lexicon", error); // a site's developer looks there
    });
    return loading;
  }

  /** @returns {Promise<Loaded | null>} */
  async function load() {
    const rules = modules["matching/rules.js"].RULES;
    const response = await fetch(`${server}/v1/lexicon?since=folded-${pageScript()}-${rules.digest}`, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!response.ok) return null;
    const sent = await response.json();
    const pause = slices();
    /** @type {Loaded["terms"]} */
    const terms = [];
    /** @type {Map<number, Loaded["terms"]>} */
    const shards = new Map();
    for (const [name, sheet] of Object.entries(sent.sheets ?? {}).sort()) {
      for (const [number, some] of readAnswer({ version: "-", sheets: { [name]: sheet } }).shards) {
        shards.set(number, some);
        terms.push(...some);
      }
      await pause();
    }
    const answer = readAnswer({ ...sent, sheets: {} });
    const steps = buildSteps(shards, answer.rules ?? rules);
    for (;;) {
      const { done, value } = steps.next();
      if (done) {
        const matcher = new modules["matching/matcher.js"].Matcher(answer.rules ?? rules, value.forms, value.symbols);
        folder = matcher.folder;
        return { matcher, built: value, terms, version: answer.version };
      }
      await pause();
    }
  }

  /**
   * @param {string[]} texts
   * @returns {Promise<{version: string, rows: number[][]} | null>}
   */
  async function match(texts) {
    const now = await loaded();
    if (!now) return null;
    const pause = slices();
    const rows = [];
    for (const text of texts) {
      rows.push(findPlaces(now.matcher, now.built.parts, text, NOBODY));
      await pause();
    }
    return { version: "page", rows };
  }

  /** @param {string[]} texts */
  async function read(texts) {
    const now = await loaded();
    return now && { version: "page", ...findPagePlaces(now.matcher, now.built.parts, texts, NOBODY) };
  }

  /** @type {Map<string, Promise<unknown>>} */
  const articles = new Map();

  /** @param {string} text */
  const fold = (text) => folder?.foldText(text) ?? text;

  /** @param {TermAnswer} entry */
  async function articleOf(entry) {
    if (!TERM_ID.test(entry.term.id)) return null;
    const sent = await article(entry.term.id, entry.script);
    return sent ? { article: sent, choice: chooseInArticle(entry, sent, reader.pageFacts(), fold) } : null;
  }

  /**
   * @param {string} id
   * @param {string} script
   */
  function article(id, script) {
    const url = `${server}/v1/terms/${encodeURIComponent(id)}?script=${encodeURIComponent(script)}`;
    const known = articles.get(url);
    if (known) return known;
    const asked = fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" }).then((response) => (response.ok ? response.json() : null));
    asked.catch(() => articles.delete(url));
    articles.set(url, asked);
    return asked;
  }

  /**
   * @param {string} key
   * @param {string[]} given
   */
  function message(key, ...given) {
    const lang = (reader.dom.getAttribute(reader.dom.documentElement(), "lang") ?? "zh").toLowerCase();
    const own = /^zh.*(hant|tw|hk|mo)/.test(lang) ? messages.zh_TW : lang.startsWith("zh") ? messages.zh_CN : messages.en;
    const text = own[key]?.message ?? key;
    return text.replace(/\$part(\d)\$/gi, (_, number) => given[Number(number) - 1] ?? "");
  }

  /** Marks the page once it is read; not in a browser without custom highlights. */
  function connect() {
    if (!("highlights" in CSS) || !("caretPositionFromPoint" in Document.prototype)) return;
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mark, { once: true });
    else mark();
  }

  function mark() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(glossaryBundle.style);
    document.adoptedStyleSheets.push(sheet);
    void reader.main.refresh();
  }

  reader.platform = {
    connect,
    message,
    start: async () => ({
      isReady: true,
      version: "page",
      mode: "always",
      settings: {
        phonetics: options.phonetics ?? "pinyin",
        hover: "pointer",
        style: /** @type {ReaderSettings["style"]} */ (options.marks ?? "line"),
        firstOnly: "firstOnly" in options,
        explained: true,
        seen: true,
        unexplained: !("explainedOnly" in options),
      },
    }),
    match,
    read,
    term: async (number, sense, printed) => {
      const now = await loaded();
      const term = now && (number < 0 ? wordingTerm(printed) : now.terms[number]);
      if (!term) return null;
      const entry = makeEntry({ term, server, sense, printed, script: options.script ?? "auto", fold }, reader.pageFacts());
      return { ...entry, isSaved: false };
    },
    article: articleOf,
    count: () => undefined,
    isServed: () => false,
    within: () => options.within ?? null,
    actions: () => [],
  };
})();
