/** The extension's side of the card and the scanner: the worker has the lexicon and talks to the server. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.platform) return;

  /**
   * @param {object} message
   * @returns {Promise<any>}
   */
  async function ask(message) {
    if (!chrome.runtime?.id) {
      reader.main.end(); // the extension was updated or removed: this copy is an orphan
      return null;
    }
    return chrome.runtime.sendMessage(message);
  }

  reader.platform = {
    connect,
    message: (key, ...given) => chrome.i18n.getMessage(key, given) || key,
    start: () => ask({ type: "start", lang: reader.dom.getAttribute(reader.dom.documentElement(), "lang") ?? "", isTop: window === window.top }),
    match: (texts) => ask({ type: "match", texts }),
    read: (texts) => ask({ type: "read", texts }),
    term: (number, sense, printed) =>
      ask({ type: "term", number, sense, printed, version: reader.main.version(), facts: reader.pageFacts() }),
    article: (entry) => ask({ type: "article", entry, facts: reader.pageFacts() }),
    count: (explained, unexplained) => void ask({ type: "count", explained, unexplained })?.catch(() => undefined),
    isServed: () => reader.dom.querySelectorAll("script[src*='/reader.js']").length > 0,
    within: () => null,
    actions: (entry, view, close) => {
      let isSaved = entry.isSaved;
      const { message } = reader.platform;
      return [
        {
          label: message("save"),
          isPressed: () => isSaved,
          act: (say) => {
            isSaved = !isSaved;
            void ask({ type: "save", isSaved, word: wordOf(view) });
            say(message(isSaved ? "saved" : "save"));
          },
        },
        {
          label: message("hide"),
          act: () => {
            void ask({ type: "hide", id: entry.term.id });
            close();
          },
        },
      ];
    },
  };

  const LISTENED = ["lexicon", "settings", "sites", "hidden"];

  /** Answers the worker and the popup, and follows what is set. */
  function connect() {
    chrome.runtime.onMessage.addListener((message, sender, respond) => {
      const answer = sender.id === chrome.runtime.id && Object.hasOwn(reader.main.answers, message?.type) && reader.main.answers[message.type];
      if (!answer) return false;
      Promise.resolve(answer(message)).then(respond, () => respond(null));
      return true;
    });

    chrome.storage.local.onChanged.addListener((changes) => {
      if (!LISTENED.some((key) => key in changes)) return;
      const before = /** @type {any} */ (changes.lexicon?.oldValue);
      const after = /** @type {any} */ (changes.lexicon?.newValue);
      const isSameLexicon = before && after && before.version === after.version && before.server === after.server;
      if (Object.keys(changes).length === 1 && isSameLexicon) return;
      void reader.main.refresh();
    });
    void reader.main.refresh();
  }

  /** @param {CardText} view */
  function wordOf(view) {
    const [sense] = view.senses;
    return {
      id: view.id,
      headword: view.headword,
      pinyin: view.phonetics,
      definition: sense?.definition ?? "",
      issuer: sense?.issuer ?? "",
      years: sense?.years ?? "",
      link: view.url,
    };
  }
})();
