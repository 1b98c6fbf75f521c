/** Whether entries form a glossary; as `entries/section_checks.py`. */

import { isPartHeading } from "./headings.js";
import { pattern } from "./patterns.js";
import { withoutQuotes } from "./text_view.js";

/** @typedef {import("./entry_spans.js").EntrySpan} EntrySpan */
/** @typedef {import("./entry_spans.js").Zone} Zone */
/** @typedef {{zone: Zone, strength: "strong" | "weak" | null, mayBeContents: boolean}} Section */

const [DEFINES, AMENDS, TASK, OUTLINE, BOXES, FIGURE, NUMBERS, AMOUNT, QUOTED, STATES] = ["defines", "amends", "task", "outline", "boxes", "figure", "numbers", "amount", "quoted", "states"].map((name) => pattern(`sectionChecks.${name}`));
const NOT_A_NAME = pattern("definitionSentences.notAName");
const MAX_DEFINITION_LENGTH = 1_500;
const MAX_CONTENTS_LENGTH = 2_000;
const MAX_SUBJECT_LENGTH = 40;
const MAX_START = 2;
const FIGURES_SHARE = 1 / 4;
const MAX_NAME_LENGTH = 20;
const WITHIN_SENTENCES = new Set(["comma", "verb", "none"]);

/**
 * @param {Zone} zone
 * @param {EntrySpan} entry
 */
export function headOf(zone, { split }) {
  return zone.text.slice(split.headStart, split.headEnd);
}

/**
 * Whether entries are those of a glossary; the weaker the heading, the more evidence they need.
 * @param {Section} section
 * @param {EntrySpan[]} entries
 */
export function isGlossary(section, entries) {
  const { zone, strength } = section;
  if (!entries.length || isFormOrFigures(zone, entries)) return false;
  if (strength === "strong" && !isInContents(section)) return isNumbered(entries) || fillsSection(zone, entries);
  const known = shareKnown(zone, entries);
  if (strength === "weak") {
    const names = entries.filter((entry) => isName(headOf(zone, entry))).length;
    return entries.length > 1 && known >= 1 / 3 && 2 * names >= entries.length;
  }
  if (entries.length < 3 || known < 1 / 2 || isOtherList(zone, entries) || entries[0].rule === "table-row") return false;
  if (isNumbered(entries)) return entries[0].value <= MAX_START;
  return fillsSection(zone, entries) && !zone.contentLines().some(([start, end]) => isPartHeading(zone.text.slice(start, end)));
}

/** @param {string} subject */
function isName(subject) {
  return subject.length > 1 && subject.length <= MAX_SUBJECT_LENGTH && !NOT_A_NAME.test(subject);
}

/**
 * Whether a head is an amount, a share or a dash from a table.
 * @param {string} head
 */
export function isFigure(head) {
  return AMOUNT.fits(head.trim()) !== null;
}

/**
 * The entries that state a fact, or remark on the data where most others have a colon behind a name.
 * @param {Zone} zone
 * @param {EntrySpan[]} entries
 */
export function statements(zone, entries) {
  const colons = entries.filter(({ split }) => split.separator === "colon").length;
  return entries.filter((entry) => {
    const head = headOf(zone, entry);
    return isStatement(head) || (WITHIN_SENTENCES.has(entry.split.separator) && 2 * colons > entries.length && !isName(head));
  });
}

/** @param {string} head */
function isStatement(head) {
  return head.length > MAX_NAME_LENGTH && QUOTED.without(head).includes("，") && STATES.test(head);
}

/**
 * @param {Zone} zone
 * @param {EntrySpan[]} entries
 */
function isFormOrFigures(zone, entries) {
  const odd = entries.filter((entry) => {
    const head = headOf(zone, entry);
    const definition = zone.text.slice(entry.split.definitionStart, entry.end);
    return BOXES.test(head + definition) || isFigure(head) || FIGURE.fits(definition) || [...NUMBERS.all(definition)].length * 8 > definition.length;
  });
  return odd.length > FIGURES_SHARE * entries.length;
}

/** @param {Section} section */
function isInContents({ zone, mayBeContents }) {
  return mayBeContents && zone.start < Math.min(zone.text.length / 10, MAX_CONTENTS_LENGTH);
}

/**
 * The share of entries whose head is in the running text or whose definition opens with a verb.
 * @param {Zone} zone
 * @param {EntrySpan[]} entries
 */
function shareKnown(zone, entries) {
  const body = withoutQuotes(zone.body);
  return entries.filter((entry) => body.includes(withoutQuotes(headOf(zone, entry))) || DEFINES.at(zone.text, entry.split.definitionStart)).length / entries.length;
}

/**
 * @param {Zone} zone
 * @param {EntrySpan[]} entries
 */
function fillsSection(zone, entries) {
  if (entries.some(({ split, end }) => end - split.definitionStart > MAX_DEFINITION_LENGTH)) return false;
  const last = entries[entries.length - 1];
  return isNumbered(entries) || last.rule === "labelled-block" || 5 * entries.length >= 2 * zone.within(zone.start, last.end).contentLines().length;
}

/** @param {EntrySpan[]} entries */
function isNumbered(entries) {
  return 2 * entries.filter(({ number }) => number !== null).length >= entries.length;
}

/**
 * @param {Zone} zone
 * @param {EntrySpan[]} entries
 */
function isOtherList(zone, entries) {
  const amended = entries.filter(({ split, end }) => AMENDS.test(zone.text.slice(split.definitionStart, end))).length;
  const tasks = entries.filter((entry) => TASK.at(headOf(zone, entry), 0)).length;
  const outlined = entries.filter((entry) => OUTLINE.at(headOf(zone, entry), 0)).length;
  return Math.max(amended, tasks, outlined) > entries.length / 3;
}
