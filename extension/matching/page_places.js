/**
 * The places of a whole page, as `lookup/text_annotator.py` has them: the lexicon's, those that the page itself
 * explains, slogans and quoted words that nobody explains.
 *
 * An explanation of the page goes before the lexicon at the same place and before a longer form that nobody explains,
 * but not within a longer form that the lexicon explains; unless the page's glossary explains the term of that form:
 * “五区”建设 is of the “五区” of this page.
 */

import { parseHeadword } from "./headword.js";
import { readPage } from "./page_reading.js";
import { countBelow } from "./page_text.js";
import { findTerms, rowsOf } from "./places.js";

/** @typedef {import("./matcher.js").Matcher} Matcher */
/** @typedef {import("./places.js").TermPlace} TermPlace */
/** @typedef {import("./page_reading.js").PageReading} PageReading */
/** @typedef {import("./page_reading.js").OwnExplanation} OwnExplanation */

/**
 * @typedef {object} PageAnswer
 * @property {number[][]} rows Of each text, as `rowsOf`.
 * @property {PageExplanation[]} own
 */

/**
 * @typedef {object} PageExplanation An explanation that the page itself gives.
 * @property {string} headword As printed.
 * @property {string} definition
 * @property {number} text In which text its headword stands.
 * @property {number} start Of the headword in that text, UTF-16 units.
 * @property {number} end
 */

const QUOTES = /[“”„‟‘’‚‛«»‹›❛❜❝❞〝〞〟「」『』﹁﹂﹃﹄｢｣″‶′‵"＂'＇《》〈〉【】〔〕〖〗⟨⟩⟪⟫`´]/;
const EVERY_QUOTE = new RegExp(QUOTES, "g");

/**
 * @param {Matcher} matcher
 * @param {import("./places.js").Parts} parts
 * @param {string[]} texts The runs of the page in order; a place lies within one of them.
 * @param {import("./places.js").Personal} personal
 * @returns {PageAnswer}
 */
export function findPagePlaces(matcher, parts, texts, personal) {
  const starts = startsOf(texts);
  const text = texts.join("\n");
  const reading = readPage(text);
  const found = texts.flatMap((one, at) => findTerms(matcher, parts, one).map((place) => shift(place, starts[at])));
  const places = mergePlaces(matcher, text, found, reading);
  /** @type {TermPlace[][]} */
  const byText = texts.map(() => []);
  for (const place of places) {
    const at = countBelow(starts, place.start + 1) - 1;
    if (place.end <= starts[at] + texts[at].length) byText[at].push(place);
  }
  return {
    rows: byText.map((some, at) => rowsOf(some, personal, starts[at])),
    own: reading.own.map(({ head, definition, start, end }) => {
      const at = countBelow(starts, start + 1) - 1;
      return { headword: head, definition, text: at, start: start - starts[at], end: end - starts[at] };
    }),
  };
}

/** @param {string[]} texts */
function startsOf(texts) {
  let from = 0;
  return texts.map((text) => {
    const start = from;
    from += text.length + 1;
    return start;
  });
}

/**
 * @param {TermPlace} place
 * @param {number} by
 * @returns {TermPlace}
 */
function shift(place, by) {
  return { ...place, start: place.start + by, end: place.end + by };
}

/**
 * @param {Matcher} matcher
 * @param {string} text
 * @param {TermPlace[]} found The lexicon's, in order.
 * @param {PageReading} reading
 * @returns {TermPlace[]}
 */
function mergePlaces(matcher, text, found, reading) {
  const own = reading.places.map(([start, end, at]) => ({
    ...{ start, end, sense: at, isExplained: true, isOwn: true },
    term: matcher.termOf(reading.own[at].core) ?? numberOf(matcher, reading.own[at].core),
  }));
  const slogans = reading.slogans.map((slogan) => ({ ...slogan, ...withoutQuotes(text, slogan.start, slogan.end) })).filter(({ start, end }) => start < end);
  let places = withoutParts(own.length ? mergeOwn(own, withoutFormsOfEntries(matcher, text, found, reading)) : found, slogans);
  places = inOrder([...places, ...free(slogans, places).map(({ start, end, core }) => wordingAt(matcher, start, end, core))]);
  const coined = reading.coined.map(([start, end]) => ({ start, end }));
  return inOrder([...places, ...free(coined, places).map(({ start, end }) => unknownAt(matcher, start, end, text.slice(start, end).replace(EVERY_QUOTE, "")))]);
}

/** @param {TermPlace[]} places */
function inOrder(places) {
  return places.sort((a, b) => a.start - b.start || b.end - a.end);
}

/**
 * A slogan as the term that the lexicon has in quotation marks only (三农工作), or alone.
 * @param {Matcher} matcher
 * @param {number} start
 * @param {number} end
 * @param {string} core
 * @returns {TermPlace}
 */
function wordingAt(matcher, start, end, core) {
  const term = matcher.termOf(core);
  return term === null ? unknownAt(matcher, start, end, core) : { start, end, term, sense: 0, isExplained: matcher.isExplained(term) };
}

/**
 * @param {Matcher} matcher
 * @param {number} start
 * @param {number} end
 * @param {string} core
 * @returns {TermPlace}
 */
function unknownAt(matcher, start, end, core) {
  return { start, end, term: numberOf(matcher, core), sense: 0, isExplained: false };
}

/**
 * A number below zero for a wording that is not in the lexicon, the same in every script.
 * @param {Matcher} matcher
 * @param {string} wording
 */
export function numberOf(matcher, wording) {
  let hash = 0x811c9dc5;
  const folded = matcher.folder.foldText(wording.slice(0, 100)).replaceAll('"', "");
  for (let at = 0; at < folded.length; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), 0x01000193);
  return -1 - (hash & 0x3fffffff);
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function withoutQuotes(text, start, end) {
  while (start < end && (QUOTES.test(text[start]) || !text[start].trim())) start++;
  while (end > start && (QUOTES.test(text[end - 1]) || !text[end - 1].trim())) end--;
  return { start, end };
}

/**
 * The leftmost-longest of the page's own places and of those of the lexicon that are explained or lie beside them.
 * @param {TermPlace[]} own They do not overlap.
 * @param {TermPlace[]} found
 */
function mergeOwn(own, found) {
  const beside = found.filter((place) => place.isExplained || !overlaps(own, place));
  const sorted = inOrder([...own, ...beside]);
  /** @type {TermPlace[]} */
  const kept = [];
  for (const place of sorted) {
    const last = kept.at(-1);
    if (!last || place.start >= last.end) kept.push(place);
  }
  return kept;
}

/**
 * The lexicon's places without the longer forms of terms that the page's own glossary explains; an entry of “五小”企业
 * does not explain “五小”水利.
 * @param {Matcher} matcher
 * @param {string} text
 * @param {TermPlace[]} found
 * @param {PageReading} reading
 */
function withoutFormsOfEntries(matcher, text, found, { own, places }) {
  const entries = places.filter(([, , at]) => own[at].isEntry);
  const starts = entries.map(([start]) => start);
  return found.filter((place) => {
    const entry = entries[countBelow(starts, place.start + 2) - 1]; // a quotation mark may be before the term
    if (!entry) return true;
    const [start, end, at] = entry;
    const isAround = place.start <= start && end <= place.end && !text.slice(place.start, start).replace(EVERY_QUOTE, "");
    if (!isAround || matcher.termOf(own[at].core) !== place.term) return true;
    return !text.slice(end, place.end).replace(EVERY_QUOTE, "").startsWith(parseHeadword(own[at].head).tail);
  });
}

/**
 * @param {TermPlace[]} own Sorted.
 * @param {TermPlace} place
 */
function overlaps(own, place) {
  const at = countBelow(own.map(({ start }) => start), place.end);
  return at > 0 && own[at - 1].end > place.start;
}

/**
 * Without unexplained forms that are only a part of a slogan: 四个新 in “四个新跨越”.
 * @param {TermPlace[]} places
 * @param {{start: number, end: number}[]} slogans
 */
function withoutParts(places, slogans) {
  const starts = slogans.map(({ start }) => start);
  return places.filter(({ start, end, isExplained }) => {
    const slogan = slogans[countBelow(starts, start + 1) - 1];
    return isExplained || !slogan || end > slogan.end || end - start >= slogan.end - slogan.start;
  });
}

/**
 * Those that touch none of the places.
 * @template {{start: number, end: number}} T
 * @param {T[]} spans
 * @param {TermPlace[]} places Sorted.
 * @returns {T[]}
 */
function free(spans, places) {
  const starts = places.map(({ start }) => start);
  return spans.filter(({ start, end }) => {
    const before = countBelow(starts, end) - 1;
    return before < 0 || places[before].end <= start;
  });
}
