/**
 * The glossary sections of a text and their entries; as `entries/find_entries.py`, without tables of definitions,
 * articles of laws, notes of bulletins and notes at the foot of pages.
 */

import { definitionText } from "./entry_spans.js";
import { afterNoteMark, cleanHeadword, compoundHeadwords, withoutNoteAtEnd } from "./headword_choice.js";
import { splitNumbered } from "./numbered.js";
import { headOf, isFigure, isGlossary, statements } from "./section_checks.js";
import { sectionsWithHeading, trailingSections } from "./sections.js";
import { TextView, withoutQuotes } from "./text_view.js";
import { splitUnnumbered } from "./unnumbered.js";

/** @typedef {import("./entry_spans.js").EntrySpan} EntrySpan */
/** @typedef {import("./entry_spans.js").Zone} Zone */
/** @typedef {{head: string, heads: string[], definition: string, start: number, end: number, rule: string}} Entry Positions of the headword in the text. */

const MIN_NUMBERS = 3;

/**
 * @param {string} text One unit a code point.
 * @returns {{entries: Entry[], spans: [number, number][]}} With the spans of the sections.
 */
export function findEntries(text) {
  const view = new TextView(text);
  /** @type {Entry[]} */
  const entries = [];
  /** @type {[number, number][]} */
  const spans = [];
  let end = 0;
  const read = (/** @type {import("./section_checks.js").Section} */ section) => {
    const { zone } = section;
    if (zone.start < end) return;
    const found = entriesOf(zone);
    if (!isGlossary(section, found)) return;
    const body = withoutQuotes(zone.body);
    entries.push(...found.map((entry) => entryOf(zone, entry, body)));
    end = found[found.length - 1].end;
    spans.push([view.origin(found[0].start), view.endOrigin(end)]);
  };
  sectionsWithHeading(view).forEach(read);
  trailingSections(view, end).forEach(read);
  return { entries, spans };
}

/**
 * @param {Zone} zone
 * @returns {EntrySpan[]}
 */
function entriesOf(zone) {
  const found = split(zone);
  const stated = new Set(statements(zone, found));
  return found.filter((entry) => !stated.has(entry) && !isFigure(headOf(zone, entry)) && definitionText(zone, entry));
}

/**
 * The entries of a section in the layout that explains most of it.
 * @param {Zone} zone
 * @returns {EntrySpan[]}
 */
function split(zone) {
  const numbered = splitNumbered(zone);
  const last = numbered.at(-1);
  const within = last ? zone.contentLines().filter(([start]) => start < last.end).length : 0;
  if (numbered.length >= MIN_NUMBERS && 2 * numbered.length >= within) return numbered;
  const unnumbered = splitUnnumbered(zone);
  const isTable = unnumbered.length > 0 && unnumbered.every(({ split: { headEnd, definitionStart } }) => zone.text.slice(headEnd, definitionStart).includes("\t"));
  if (isTable && numbered.every(({ split: { separator } }) => separator === "line")) return unnumbered;
  return 2 * numbered.length >= unnumbered.length ? numbered : unnumbered;
}

/**
 * @param {Zone} zone
 * @param {EntrySpan} entry
 * @param {string} body
 * @returns {Entry}
 */
function entryOf(zone, entry, body) {
  const { view } = zone;
  const definitionStart = afterNoteMark(view.text, entry.split.definitionStart);
  entry = { ...entry, split: { ...entry.split, definitionStart } };
  const printed = withoutNoteAtEnd(headOf(zone, entry));
  const head = cleanHeadword(printed);
  const definition = definitionText(zone, entry);
  const start = view.origin(entry.split.headStart);
  return { head, heads: compoundHeadwords(head, body, definition), definition, start, end: view.endOrigin(entry.split.headStart + printed.length), rule: entry.rule };
}
