/**
 * Gaps that are none for a reader: a wrapped line, letter-spacing, characters without width.
 *
 * As `glossary/annotation/line_wraps.py`: only the surroundings of gaps are looked at once more with the gaps closed.
 */

const BLANK = 0x20;
const LINE_END = 0x0a;
const INDENT = "\u3000";
const WITHOUT_WIDTH = 0x200b;
/** Units before and behind a gap that the longest form and its guard can reach. */
const AROUND = 70;

/**
 * @typedef {object} Stretch
 * @property {Uint16Array} units A stretch of the text without its gaps.
 * @property {Uint32Array} offsets Where each of its units stands in the text.
 */

/**
 * The gaps of a folded text: start, end, start, end …
 * @param {Uint16Array} units
 * @param {string} text The text as it was before.
 * @returns {number[]}
 */
export function findGaps(units, text) {
  /** @type {number[]} */
  const gaps = [];
  for (let at = 0; at < units.length; at++) {
    if (!isUnseen(units[at])) continue;
    const start = at;
    while (at < units.length && isUnseen(units[at])) at++;
    if (isGap(units, start, at, text)) gaps.push(start, at);
  }
  return gaps;
}

/** @param {number} unit */
function isUnseen(unit) {
  return unit === BLANK || unit === LINE_END || unit === WITHOUT_WIDTH;
}

/**
 * @param {Uint16Array} units
 * @param {number} start
 * @param {number} end
 * @param {string} text
 */
function isGap(units, start, end, text) {
  if (!start || end === units.length) return false;
  if (isHan(units[start - 1]) && isHan(units[end])) return isWithinLine(units, start, end) || isWrap(units, start, end, text);
  return units.subarray(start, end).every((unit) => unit === WITHOUT_WIDTH);
}

/** @param {number} unit */
function isHan(unit) {
  return unit >= 0x3400 && unit <= 0x9fff;
}

/**
 * @param {Uint16Array} units
 * @param {number} start
 * @param {number} end
 */
function isWithinLine(units, start, end) {
  return !units.subarray(start, end).includes(LINE_END);
}

/**
 * One line end between blanks; one more line end or an indent by an ideographic blank begins a new paragraph.
 * @param {Uint16Array} units
 * @param {number} start
 * @param {number} end
 * @param {string} text
 */
function isWrap(units, start, end, text) {
  const behind = units.indexOf(LINE_END, start) + 1;
  return !units.subarray(behind, end).includes(LINE_END) && !text.slice(behind, end).includes(INDENT);
}

/**
 * The surroundings of gaps with the gaps closed; near ones in one stretch.
 * @param {Uint16Array} units
 * @param {number[]} gaps As `findGaps` gives them.
 * @returns {Generator<Stretch>}
 */
export function* closedStretches(units, gaps) {
  for (let first = 0; first < gaps.length;) {
    let last = first;
    while (last + 2 < gaps.length && gaps[last + 2] - gaps[last + 1] <= 2 * AROUND) last += 2;
    yield closed(units, gaps.slice(first, last + 2));
    first = last + 2;
  }
}

/**
 * @param {Uint16Array} units
 * @param {number[]} gaps
 * @returns {Stretch}
 */
function closed(units, gaps) {
  const start = Math.max(0, gaps[0] - AROUND);
  const end = Math.min(units.length, gaps[gaps.length - 1] + AROUND);
  const kept = new Uint16Array(end - start);
  const offsets = new Uint32Array(end - start);
  let count = 0;
  let gap = 0;
  for (let at = start; at < end; at++) {
    if (at === gaps[gap]) {
      at = gaps[gap + 1] - 1;
      gap += 2;
      continue;
    }
    kept[count] = units[at];
    offsets[count++] = at;
  }
  return { units: kept.subarray(0, count), offsets: offsets.subarray(0, count) };
}
