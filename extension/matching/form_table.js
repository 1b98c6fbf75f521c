/**
 * All forms of a lexicon in typed arrays: sorted, with a hash of their first two units.
 *
 * It is stored as it is and read back without building anything; 100,000 terms take 6 MB.
 */

/**
 * @typedef {object} FormTableData
 * @property {Uint16Array} text All forms, one behind the other, in order.
 * @property {Uint32Array} starts Where each form begins in `text`, and its length at the end.
 * @property {Uint32Array} terms The number of each form's term.
 * @property {Uint8Array} senses Which sense of its term a form chooses, from 1; 0 for none.
 * @property {Uint8Array} flags Bits of each form: `QUOTED_ONLY`, `UNEXPLAINED`.
 * @property {Uint32Array} heads Hash table of first two units (`first << 16 | second`); 0 where empty.
 * @property {Uint32Array} buckets First and last form (exclusive) of each row of `heads`.
 */

/** The quotation marks at both ends must be there and are no part of the place. */
export const QUOTED_ONLY = 1;
/** No source explains the term. */
export const UNEXPLAINED = 2;

/**
 * @typedef {object} FormEntry
 * @property {number} term
 * @property {number} sense
 * @property {number} flags
 */

/**
 * @param {Map<string, FormEntry>} forms By folded form, each of at least two units.
 * @returns {FormTableData}
 */
export function buildFormTable(forms) {
  const keys = [...forms.keys()].sort();
  const starts = new Uint32Array(keys.length + 1);
  keys.forEach((key, at) => {
    starts[at + 1] = starts[at] + key.length;
  });
  const text = new Uint16Array(starts[keys.length]);
  const terms = new Uint32Array(keys.length);
  const senses = new Uint8Array(keys.length);
  const flags = new Uint8Array(keys.length);
  keys.forEach((key, at) => {
    for (let unit = 0; unit < key.length; unit++) text[starts[at] + unit] = key.charCodeAt(unit);
    const entry = /** @type {FormEntry} */ (forms.get(key));
    terms[at] = entry.term;
    senses[at] = entry.sense;
    flags[at] = entry.flags;
  });
  return { text, starts, terms, senses, flags, ...hashed(text, starts) };
}

/**
 * @param {Uint16Array} text
 * @param {Uint32Array} starts
 */
function hashed(text, starts) {
  /** @type {number[]} */
  const rows = [];
  for (let at = 0; at + 1 < starts.length; at++) {
    const head = headOf(text[starts[at]], text[starts[at] + 1]);
    if (rows.length && rows[rows.length - 3] === head) rows[rows.length - 1] = at + 1;
    else rows.push(head, at, at + 1);
  }
  let capacity = 16;
  while (capacity < (rows.length / 3) * 2) capacity *= 2;
  const heads = new Uint32Array(capacity);
  const buckets = new Uint32Array(2 * capacity);
  for (let row = 0; row < rows.length; row += 3) {
    let slot = slotOf(rows[row], capacity);
    while (heads[slot]) slot = (slot + 1) & (capacity - 1);
    heads[slot] = rows[row];
    buckets[2 * slot] = rows[row + 1];
    buckets[2 * slot + 1] = rows[row + 2];
  }
  return { heads, buckets };
}

/**
 * @param {number} first
 * @param {number} second
 */
function headOf(first, second) {
  return ((first << 16) | second) >>> 0;
}

/**
 * @param {number} head
 * @param {number} capacity
 */
function slotOf(head, capacity) {
  return (Math.imul(head ^ (head >>> 15), 0x9e3779b1) >>> 7) & (capacity - 1);
}

/** Finds the forms that begin at a place. */
export class FormTable {
  /** @param {FormTableData} data */
  constructor(data) {
    this.data = data;
    /** Which units a form begins with: most positions of a page are passed by this alone. */
    this.begins = new Uint8Array(0x10000);
    for (const head of data.heads) if (head) this.begins[head >>> 16] = 1;
    /** @type {number[]} Forms at the place asked for last, shortest first. */
    this.found = [];
  }

  /**
   * The numbers of the forms that stand at `at`, shortest first; the same array is used again by the next call.
   * @param {Uint16Array} units
   * @param {number} at
   * @returns {number[]}
   */
  startingAt(units, at) {
    const { found } = this;
    found.length = 0;
    if (at + 1 >= units.length || !this.begins[units[at]]) return found;
    const slot = this.#slot(headOf(units[at], units[at + 1]));
    if (slot < 0) return found;
    let low = this.data.buckets[2 * slot];
    let high = this.data.buckets[2 * slot + 1];
    for (let depth = 2; low < high; depth++) {
      if (this.length(low) === depth) found.push(low++);
      if (low === high || at + depth >= units.length) break;
      low = this.#bound(low, high, depth, units[at + depth]);
      high = this.#bound(low, high, depth, units[at + depth] + 1);
    }
    return found;
  }

  /** @param {number} form */
  length(form) {
    return this.data.starts[form + 1] - this.data.starts[form];
  }

  /**
   * @param {number} head
   * @returns {number}
   */
  #slot(head) {
    const { heads } = this.data;
    for (let slot = slotOf(head, heads.length); heads[slot]; slot = (slot + 1) & (heads.length - 1)) {
      if (heads[slot] === head) return slot;
    }
    return -1;
  }

  /**
   * The first form from `low` on whose unit at `depth` is not below `unit`; all of them are longer than `depth`.
   * @param {number} low
   * @param {number} high
   * @param {number} depth
   * @param {number} unit
   */
  #bound(low, high, depth, unit) {
    const { text, starts } = this.data;
    let from = low;
    let to = high;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (text[starts[middle] + depth] < unit) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
