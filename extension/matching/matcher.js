/**
 * The places of a lexicon's forms in a text: leftmost-longest, without overlap, the same as `POST /v1/annotations` finds.
 */

import { Folder } from "./folding.js";
import { FormTable, QUOTED_ONLY, UNEXPLAINED } from "./form_table.js";
import { closedStretches, findGaps } from "./gaps.js";
import { Guards } from "./guards.js";

/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {import("./form_table.js").FormTableData} FormTableData */
/** @typedef {[number, number, number]} Place Start, end (units, half-open), number of the form. */

/** Finds the forms of one lexicon. */
export class Matcher {
  /**
   * @param {Rules} rules
   * @param {FormTableData} forms
   * @param {Iterable<number>} symbols Of the folder that folded the forms.
   */
  constructor(rules, forms, symbols) {
    this.folder = new Folder(rules, symbols);
    this.guards = new Guards(rules);
    this.table = new FormTable(forms);
  }

  /**
   * The places in `text`, three numbers each: start, end (UTF-16 units, half-open), number of the form.
   * @param {string} text
   * @returns {number[]}
   */
  find(text) {
    const { units, offsets } = this.folder.fold(text);
    let places = this.#longest(units);
    const crossing = this.#crossing(units, text);
    if (crossing.length) places = leftmostLongest([...places, ...crossing]);
    /** @type {number[]} */
    const flat = [];
    for (const [start, end, form] of places) {
      const trim = this.table.data.flags[form] & QUOTED_ONLY ? 1 : 0;
      const first = start + trim;
      const last = end - trim;
      flat.push(offsets ? offsets[first] : first, offsets ? offsets[last] : last, form);
    }
    return flat;
  }

  /**
   * The term that has a wording as one of its forms.
   * @param {string} wording
   * @returns {number | null}
   */
  termOf(wording) {
    const bare = this.folder.foldText(wording).replaceAll('"', "");
    for (const form of [bare, `"${bare}"`]) {
      const units = Uint16Array.from({ length: form.length }, (_, at) => form.charCodeAt(at));
      const longest = this.table.startingAt(units, 0).at(-1);
      if (longest !== undefined && this.table.length(longest) === units.length) return this.table.data.terms[longest];
    }
    return null;
  }

  /** @param {number} term */
  isExplained(term) {
    const form = this.table.data.terms.indexOf(term);
    return form >= 0 && !(this.table.data.flags[form] & UNEXPLAINED);
  }

  /**
   * @param {Uint16Array} units
   * @returns {Place[]}
   */
  #longest(units) {
    /** @type {Place[]} */
    const places = [];
    for (let at = 0; at < units.length;) {
      const end = this.#longestAt(units, at, places);
      at = end || at + 1;
    }
    return places;
  }

  /**
   * Adds the longest form that may stand at `at`; gives its end, or 0.
   * @param {Uint16Array} units
   * @param {number} at
   * @param {Place[]} places
   */
  #longestAt(units, at, places) {
    const found = this.table.startingAt(units, at);
    for (let one = found.length - 1; one >= 0; one--) {
      const end = at + this.table.length(found[one]);
      if (this.guards.mayStand(units, at, end)) {
        places.push([at, end, found[one]]);
        return end;
      }
    }
    return 0;
  }

  /**
   * The places that go across a gap.
   * @param {Uint16Array} units
   * @param {string} text
   * @returns {Place[]}
   */
  #crossing(units, text) {
    /** @type {Place[]} */
    const crossing = [];
    for (const stretch of closedStretches(units, findGaps(units, text))) {
      for (const [first, last, form] of this.#longest(stretch.units)) {
        const start = stretch.offsets[first];
        const end = stretch.offsets[last - 1] + 1;
        if (end - start > last - first) crossing.push([start, end, form]);
      }
    }
    return crossing;
  }
}

/**
 * Of places that may overlap: at the first position where one begins the longest, then on behind it.
 * @param {Place[]} places
 * @returns {Place[]}
 */
function leftmostLongest(places) {
  places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  /** @type {Place[]} */
  const kept = [];
  let end = 0;
  for (const place of places) {
    if (kept.length && place[0] < end) continue;
    kept.push(place);
    end = place[1];
  }
  return kept;
}
