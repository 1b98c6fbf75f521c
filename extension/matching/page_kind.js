/**
 * Whether a text is a government's report, in which quotation marks name terms instead of speech; as
 * `extraction/metadata/document.py` tells it from the first words, without the kinds of other documents.
 */

import { normalize } from "./page_text.js";
import { pattern } from "./patterns.js";

/** Units of a text that may hold its title block, and of a title's surroundings. */
const MAX_LENGTH = 2_000;
const MAX_TITLE_DISTANCE = 200;
/** Units of the running text that tell who speaks. */
const OPENING = 800;
const REPRESENTS_WITHIN = 600;
const MAX_BYLINE_DISTANCE = 60_000;

const FRONT_MATTER = pattern("frontMatter", "y");
const MARKUP = pattern("markup", "g");
const COMMENT = pattern("comment", "gs");
const SALUTATION = pattern("salutation");
const HEADING_OF_PART = pattern("headingOfPart", "m");
const TITLE = pattern("title", "m");
const MEETING = pattern("meeting", "g");
const REPRESENTS = pattern("represents");
const BYLINE = pattern("byline", "m");
const JOB = pattern("job");
const PAPER = pattern("paper", "g");
const ABOUT_REPORT = pattern("aboutReport");
const SPACED_TITLE = /政 *府 *工 *作 *报 *告/g;
const BOOKLET = new Set(["材料", "文件", "秘书", "主席"]);
const WIDE = /[\uff01-\uff5e\u3000\xa0]/g;

/** @param {string} text */
const halfWidth = (text) => text.replace(WIDE, (one) => (one === "\u3000" || one === "\xa0" ? " " : String.fromCharCode(one.charCodeAt(0) - 0xfee0)));

/**
 * @param {string} text One unit a code point, as printed.
 * @returns {boolean}
 */
export function isReport(text) {
  FRONT_MATTER.lastIndex = 0;
  const start = FRONT_MATTER.exec(text.slice(0, 3 * MAX_LENGTH))?.[0].length ?? 0;
  const folded = normalize(halfWidth(text.slice(start, start + MAX_LENGTH)));
  const end = endOfTitleBlock(folded);
  const opening = normalize(text.slice(start + end, start + end + OPENING));
  const block = folded.slice(0, end).replace(COMMENT, "").replace(MARKUP, "");
  if (REPRESENTS.test(opening.slice(0, REPRESENTS_WITHIN)) || hasMeeting(block) || TITLE.test(block.replace(SPACED_TITLE, "政府工作报告"))) return true;
  return opening.includes("各位代表") && !hasByline(text);
}

/**
 * Where the title block ends: at the salutation, the first heading of a part, or a few lines below a title.
 * @param {string} text
 */
function endOfTitleBlock(text) {
  const found = [SALUTATION.exec(text), HEADING_OF_PART.exec(text)].flatMap((one) => (one ? [one.index] : []));
  if (found.length) return Math.min(...found);
  const top = text.slice(0, MAX_TITLE_DISTANCE);
  return TITLE.test(top.replace(MARKUP, "")) ? top.length : 0;
}

/** @param {string} block */
function hasMeeting(block) {
  const joined = block.replace(/\s+/g, "");
  return [...joined.matchAll(MEETING)].some(({ 0: matched, index }) => !BOOKLET.has(joined.slice(index + matched.length, index + matched.length + 2)));
}

/**
 * Whether a text names its reporters, as a feature about a report does.
 * @param {string} text
 */
function hasByline(text) {
  const first = ["记者", "記者", "通讯员", "通訊員"].map((word) => text.indexOf(word)).filter((at) => at >= 0 && at < MAX_BYLINE_DISTANCE);
  if (!first.length) return false;
  const from = text.lastIndexOf("\n", Math.min(...first)) + 1;
  const line = BYLINE.exec(text.slice(from, MAX_BYLINE_DISTANCE))?.[1];
  const job = line && JOB.exec(line);
  if (!line || !job) return false;
  const before = line.slice(0, job.index);
  const hasAuthor = /[\u4e00-\u9fff]{2,4}/.test(line.slice(job.index + job[0].length));
  return hasAuthor && (before.search(PAPER) >= 0 || ABOUT_REPORT.test(text.slice(0, MAX_BYLINE_DISTANCE)));
}
