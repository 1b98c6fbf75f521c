/** Lines that open or end a glossary section, what typesetting left in a text, and notes without a headword; as `entries/headings.py`. */

import { pattern } from "./patterns.js";
import { normalizeLine, strip } from "./text_view.js";

export const MAX_HEADING_LENGTH = 80;
const [TOKENS, NAMED, EXPLAINED, REMARKED, BRACKETED, REPORT, NAMES_ALONE, HINT] = ["tokens", "named", "explained", "remarked", "bracketed", "report", "namesAlone", "hint"].map((name) => pattern(`headings.${name}`));
const [ANNEX_LINE, TASKS, NAMED_AS_LIST, NUMBERED, BODY_RESUMES, BOX, FOOTER, SOURCES, PART] = ["annexLine", "tasks", "namedAsList", "numbered", "bodyResumes", "box", "footer", "sources", "part"].map((name) => pattern(`headings.${name}`));
const ARTEFACTS = ["pageNumber", "rule", "cut", "image", "reportTitle", "jump", "printedOn"].map((name) => pattern(`headings.${name}`));
const [SENTENCE_OR_ITEM, REFERENCE, ABOUT_DOCUMENT, REST_OF_HEAD, WITHIN, HEADLESS] = ["sentenceOrItem", "reference", "aboutDocument", "restOfHead", "within", "headless"].map((name) => pattern(`headings.${name}`));
const FRAMES = /[《》〈〉<>【】[\]〔〕「」『』“”"'()〖〗{}]/g;
const ORNAMENTS = ":※●◆○◎■□▲△★☆=~*-—–―·•#>_|";
const TRADITIONAL = "詞語註釋說備錄稱鏈報務實項專業題關內與縮簡見讀問況數據標現對區縣條義識則單責謝會編輯審號";
const SIMPLIFIED = "词语注释说备录称链报务实项专业题关内与缩简见读问况数据标现对区县条义识则单责谢会编辑审号";
const MAX_SECTION_END_LENGTH = 60;
const MAX_FOOTER_LENGTH = 120;
const SENTENCE_ENDS = "。；，：、";
const RUNNING = 3;
const SHORT_LINE = /^.{4,30}$/su;

/** @param {string} text */
const simplify = (text) => text.replace(/[詞語註釋說備錄稱鏈報務實項專業題關內與縮簡見讀問況數據標現對區縣條義識則單責謝會編輯審號]/g, (one) => SIMPLIFIED[TRADITIONAL.indexOf(one)]);

/**
 * How certain a line is the heading of a glossary.
 * @param {string} line
 * @returns {"strong" | "weak" | null}
 */
export function glossaryHeading(line) {
  if (line.length > MAX_HEADING_LENGTH || !HINT.test(line)) return null;
  let folded = normalizeLine(line);
  folded = (BRACKETED.without(folded) || folded).replace(FRAMES, "");
  folded = strip(REPORT.without(folded), ORNAMENTS);
  if (!folded || folded.length > 40 || !TOKENS.fits(folded)) return null;
  if (EXPLAINED.test(folded)) return "strong";
  if (NAMED.test(folded) && (REMARKED.test(folded) || NAMES_ALONE.test(folded))) return "strong";
  return REMARKED.test(folded) ? "weak" : null;
}

/**
 * Whether a line opens something else than a glossary: another annex, a list of projects, the speech again.
 * @param {string} line
 */
export function endsSection(line) {
  const folded = simplify(normalizeLine(line.slice(0, MAX_HEADING_LENGTH)));
  if (BODY_RESUMES.at(folded, 0) || BOX.at(folded, 0)) return true;
  if (line.length >= MAX_SECTION_END_LENGTH || /[“”「」]/.test(line)) return false;
  const unframed = folded.replace(FRAMES, "");
  return ANNEX_LINE.at(unframed, 0) !== null || (!NUMBERED.at(folded, 0) && TASKS.at(unframed, 0) !== null);
}

/** @param {string} line */
export function isAnnex(line) {
  const folded = simplify(normalizeLine(line.slice(0, MAX_HEADING_LENGTH))).replace(FRAMES, "");
  return line.length < MAX_SECTION_END_LENGTH && ANNEX_LINE.at(folded, 0) !== null && !NAMED_AS_LIST.test(folded);
}

/**
 * Whether a line is of the web page: source, editor, buttons.
 * @param {string} line
 */
export function isFooter(line) {
  if (line.length >= MAX_FOOTER_LENGTH) return SOURCES.at(normalizeLine(line.slice(0, 12)), 0) !== null;
  return FOOTER.at(normalizeLine(line), 0) !== null;
}

/**
 * Whether a line is a page number, a rule, an image or a mark of a cut.
 * @param {string} line
 */
export function isPageArtefact(line) {
  if (line.length > 220 || SENTENCE_ENDS.includes(line.at(-1) ?? " ")) return false;
  const folded = normalizeLine(line);
  return ARTEFACTS.some((shape) => shape.at(folded, 0));
}

/**
 * Short lines that come three times or more and are no sentences: headers and footers of printed pages.
 * @param {string} text
 * @returns {Set<string>}
 */
export function runningHeaders(text) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const printed of text.split("\n")) {
    const line = SHORT_LINE.test(printed) ? printed.trim() : "";
    if (line && !SENTENCE_OR_ITEM.test(line)) counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= RUNNING).map(([line]) => line));
}

/**
 * Whether a line only divides the entries: 一、2015年工作回顾.
 * @param {string} line
 */
export function isPartHeading(line) {
  return line.length < 60 && PART.at(normalizeLine(line), 0) !== null;
}

/**
 * @param {string} note
 * @param {boolean} isFootnote Whether a few words may stand before the reference.
 */
export function isReference(note, isFootnote) {
  if (ABOUT_DOCUMENT.at(note, 0)) return true; // 此件原题为…: where the document itself comes from
  const reference = REFERENCE.at(note, 0);
  if (reference && !REST_OF_HEAD.at(note, reference[0].length)) return true; // 载体：… only begins like a reference
  return isFootnote && WITHIN.test(note.slice(0, 60));
}

/** @param {string} note */
export function lacksHeadword(note) {
  return HEADLESS.at(note, 0) !== null;
}
