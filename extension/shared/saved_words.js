/** Saved words as files: CSV for spreadsheets, tab-separated text for Anki. */

/** @typedef {import("./settings.js").SavedWord} SavedWord */

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

/**
 * @param {SavedWord[]} words
 * @param {string[]} headings
 * @returns {string} With a byte order mark and CRLF, as spreadsheets expect.
 */
export function toCsv(words, headings) {
  const rows = words.map((word) => [word.headword, word.pinyin, word.definition, word.issuer, word.years, word.link, word.at]);
  return `\ufeff${[headings, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** @param {unknown} value */
function cell(value) {
  const text = String(value ?? "");
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/**
 * A card a word: the headword in front; pinyin, definition and whose it is behind.
 * @param {SavedWord[]} words
 * @returns {string} A text file that Anki imports; nothing in it is markup.
 */
export function toAnki(words) {
  const head = ["#separator:tab", "#html:false", "#columns:Headword\tPinyin\tDefinition\tSource\tLink"];
  const rows = words.map((word) =>
    [word.headword, word.pinyin, word.definition, [word.issuer, word.years].filter(Boolean).join(" "), word.link].map(field).join("\t"),
  );
  return `${[...head, ...rows].join("\n")}\n`;
}

/** @param {unknown} value */
function field(value) {
  const text = String(value ?? "").replace(/[\t\r\n]+/g, " ").trim();
  return /^[#"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
