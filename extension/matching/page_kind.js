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

const FRONT_MATTER = pattern("titleBlock.frontMatter");
const MARKUP = pattern("titleBlock.markup");
const COMMENT = pattern("titleBlock.comment");
const SALUTATION = pattern("titleBlock.salutation");
const HEADING_OF_PART = pattern("titleBlock.headingOfPart");
const TITLE = pattern("titleBlock.title");
const MEETING = pattern("titleBlock.meeting");
const REPRESENTS = pattern("document.represents");
const BYLINE = pattern("document.byline");
const JOB = pattern("document.job");
const PAPER = pattern("document.paper");
const ABOUT_REPORT = pattern("document.aboutReport");
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
  const start = FRONT_MATTER.at(text.slice(0, 3 * MAX_LENGTH), 0)?.[0].length ?? 0;
  const folded = normalize(halfWidth(text.slice(start, start + MAX_LENGTH)));
  const end = endOfTitleBlock(folded);
  const opening = normalize(text.slice(start + end, start + end + OPENING));
  const block = MARKUP.without(COMMENT.without(folded.slice(0, end)));
  if (REPRESENTS.test(opening.slice(0, REPRESENTS_WITHIN)) || hasMeeting(block) || TITLE.test(block.replace(SPACED_TITLE, "政府工作报告"))) return true;
  return opening.includes("各位代表") && !hasByline(text);
}

/**
 * Where the title block ends: at the salutation, the first heading of a part, or a few lines below a title.
 * @param {string} text
 */
function endOfTitleBlock(text) {
  const found = [SALUTATION.from(text), HEADING_OF_PART.from(text)].flatMap((one) => (one ? [one.index] : []));
  if (found.length) return Math.min(...found);
  const top = text.slice(0, MAX_TITLE_DISTANCE);
  return TITLE.test(MARKUP.without(top)) ? top.length : 0;
}

/** @param {string} block */
function hasMeeting(block) {
  const joined = block.replace(/\s+/g, "");
  return [...MEETING.all(joined)].some(({ 0: matched, index }) => !BOOKLET.has(joined.slice(index + matched.length, index + matched.length + 2)));
}

/**
 * Whether a text names its reporters, as a feature about a report does.
 * @param {string} text
 */
function hasByline(text) {
  const first = ["记者", "記者", "通讯员", "通訊員"].map((word) => text.indexOf(word)).filter((at) => at >= 0 && at < MAX_BYLINE_DISTANCE);
  if (!first.length) return false;
  const from = text.lastIndexOf("\n", Math.min(...first)) + 1;
  const line = BYLINE.from(text.slice(from, MAX_BYLINE_DISTANCE))?.[1];
  const job = line && JOB.from(line);
  if (!line || !job) return false;
  const before = line.slice(0, job.index);
  const hasAuthor = /[\u4e00-\u9fff]{2,4}/.test(line.slice(job.index + job[0].length));
  return hasAuthor && (PAPER.test(before) || ABOUT_REPORT.test(text.slice(0, MAX_BYLINE_DISTANCE)));
}
