/** What a card says, from the lexicon's record of a term and, where the server gave it, the whole article. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (Reflect.has(reader, "cardView")) return;

  const TERM_ID = /^t[0-9a-f]{12}$/;

  /**
   * @param {TermAnswer} entry
   * @param {ArticleAnswer | null} answer
   * @param {string} printed As the page has it.
   * @param {OwnExplanation | null} [own] The explanation that the page itself gives.
   * @returns {CardText}
   */
  function cardView(entry, answer, printed, own) {
    const { term, server } = entry;
    const { chosen, why, detail } = answer?.choice ?? entry;
    const whole = readArticle(answer?.article);
    const senses = whole?.senses.length ? whole.senses : term.senses.map(fromLexicon);
    const first = senses.findIndex((sense) => sense.id !== "" && sense.id === chosen);
    if (first > 0) senses.unshift(...senses.splice(first, 1));
    if (senses[0] && first >= 0) {
      senses[0].isElsewhere = why === "elsewhere";
      if (senses.length > 1 || senses[0].isElsewhere) senses[0].why = reasonOf(why, detail || senses[0].issuer || reader.platform.message("otherSource"));
      if (why === "place") preferWording(senses[0], answer?.article, detail);
    }
    if (own) senses.unshift(fromPage(own));
    const headword = whole?.headword ?? (entry.isHeadword && printed ? strip(printed) : term.headword);
    return {
      id: term.id,
      headword,
      script: entry.script,
      phonetics: phoneticsOf(whole?.pinyin, term.pinyin),
      printed: printed && strip(printed) !== strip(headword) ? printed : "",
      senses,
      near: (whole?.near.length ? whole.near : term.near).map(([id, other]) => ({ headword: other, url: `${server}/terms/${encodeURIComponent(id)}` })),
      isKnown: TERM_ID.test(term.id),
      url: TERM_ID.test(term.id) ? `${server}/terms/${encodeURIComponent(term.id)}` : `${server}/?q=${encodeURIComponent(term.headword)}`,
      note: whole ? "" : isCut(senses) ? reader.platform.message("offlineBrief") : "",
    };
  }

  /**
   * Several governments may word one meaning in their own ways: shows the words of the page's own one.
   * @param {SenseView} sense
   * @param {any} article
   * @param {string} place
   */
  function preferWording(sense, article, place) {
    const whole = list(article?.senses).find((one) => one?.id === sense.id);
    const own = list(whole?.definitions).find((one) => text(one?.issuer).includes(place) && text(one?.text));
    if (!own || own.text === sense.definition) return;
    sense.definition = own.text;
    sense.issuer = own.issuer;
    sense.isRunningText = isFromRunningText(own);
    sense.groups = sense.groups.filter(({ members }) => members.every((member) => own.text.includes(member)));
  }

  /**
   * @param {TermAnswer["why"]} why
   * @param {string} detail
   */
  function reasonOf(why, detail) {
    return why === "only" || why === "first" ? "" : reader.platform.message(`why_${why}`, detail);
  }

  /** @param {SenseView[]} senses */
  const isCut = (senses) => senses.some((sense) => sense.definition.endsWith("…"));

  /** @param {string} text */
  const strip = (text) => text.replace(/^[“「"『]+(.*)[”」"』]+$/, "$1");

  /** @param {OwnExplanation} own */
  function fromPage({ definition }) {
    const issuer = String(reader.dom.title()).trim().slice(0, 80);
    return { id: "", definition, groups: [], issuer, years: "", why: reader.platform.message("why_page"), isElsewhere: false, isRunningText: false };
  }

  /** @param {LexiconSense} sense */
  function fromLexicon(sense) {
    return { id: sense.id, definition: sense.brief, groups: sense.groups, issuer: sense.issuer, years: span(sense.years), why: "", isElsewhere: false, isRunningText: false };
  }

  /** @param {[number, number] | null} years */
  function span(years) {
    if (!years) return "";
    return years[0] === years[1] ? String(years[0]) : `${years[0]}–${years[1]}`;
  }

  /**
   * @param {any} pinyin Of the article.
   * @param {string} marked Of the lexicon.
   */
  function phoneticsOf(pinyin, marked) {
    const { phonetics } = reader.main.settings();
    const known = text(pinyin?.marks) || marked;
    if (phonetics === "none") return "";
    return phonetics === "zhuyin" ? text(pinyin?.zhuyin) || reader.zhuyin(known) : known;
  }

  /**
   * The parts of an article that a card shows; what is of another type than promised is left out.
   * @param {any} article
   */
  function readArticle(article) {
    if (!article || typeof article !== "object" || typeof article.headword !== "string") return null;
    return {
      headword: article.headword,
      pinyin: article.pinyin,
      senses: list(article.senses).map(readSense),
      near: list(article.near).flatMap(readNear),
    };
  }

  /** @param {any} sense */
  function readSense(sense) {
    const explained = sense?.explained_years?.first ? sense.explained_years : sense?.years;
    const first = Number(explained?.first) || 0;
    const last = Number(explained?.last) || first;
    return {
      id: text(sense?.id),
      definition: text(sense?.definition),
      groups: list(sense?.groups).map((group) => ({
        numeral: Number(group?.numeral) || 0,
        shared: text(group?.shared),
        members: list(group?.members).map((member) => text(member?.full_form) || text(member?.text)).filter(Boolean),
      })),
      issuer: issuersOf(sense),
      years: first ? span([first, last]) : "",
      why: "",
      isElsewhere: false,
      isRunningText: isFromRunningText(list(sense?.definitions)[0]),
    };
  }

  /** @param {any} wording */
  const isFromRunningText = (wording) => wording?.kind === "gloss";

  /**
   * Whose explanation it is: whose words the card shows, and how many others explain it so.
   * @param {any} sense
   */
  function issuersOf(sense) {
    const said = [...list(sense?.definitions).slice(0, 1), ...list(sense?.issuers)];
    const names = [...new Set(said.map((one) => text(one?.issuer) || text(one?.region)).filter(Boolean))];
    const own = text(sense?.scope?.issuer) || text(sense?.scope?.region);
    if (names.length > 1) return reader.platform.message("andOthers", names[0], String(names.length - 1));
    return names[0] ?? own;
  }

  /**
   * @param {any} near
   * @returns {[string, string][]}
   */
  function readNear(near) {
    const id = text(near?.id ?? near?.term);
    const headword = text(near?.headword);
    return TERM_ID.test(id) && headword ? [[id, headword]] : [];
  }

  /** @param {any} value */
  const text = (value) => (typeof value === "string" ? value : "");
  /** @param {any} value */
  const list = (value) => (Array.isArray(value) ? value : []);

  reader.cardView = cardView;
})();
