/**
 * Text as the matcher sees it: one script, one width, one case, one quotation mark, one blank.
 *
 * Every character is folded by itself, so offsets hold. The table comes from the server's rules (`rules.js`, generated).
 * Characters beyond the first plane take one unit here as they take one code point in the server; `offsets` leads back
 * to UTF-16 units.
 */

/** @typedef {import("./rules.js").Rules} Rules */

/**
 * @typedef {object} FoldedText
 * @property {Uint16Array} units One unit a code point.
 * @property {Uint32Array | null} offsets Where each unit begins in UTF-16 units, and the length at the end; `null` where both are the same.
 */

const FIRST_SURROGATE = 0xd800;
/** A code point beyond the first plane that no form has, and half a surrogate pair. */
const UNKNOWN = 0xdfff;
/** Tags and variation selectors are the only characters beyond the first plane that fold: they have no width. */
const SELECTORS = 0xe0;
const WITHOUT_WIDTH = 0x200b;

/** Folds text by one set of rules. */
export class Folder {
  /**
   * @param {Rules} rules Which characters are folded to which.
   * @param {Iterable<number>} [symbols] Code points beyond the first plane that are known already, in the order of their units.
   */
  constructor(rules, symbols = []) {
    /** @type {Map<number, number>} */
    this.symbols = new Map();
    for (const code of symbols) this.symbol(code);
    this.table = Uint16Array.from({ length: 0x10000 }, (_, code) => code);
    const targets = [...rules.folding.to];
    [...rules.folding.from].forEach((character, at) => {
      const code = Number(targets[at].codePointAt(0));
      this.table[Number(character.codePointAt(0))] = code > 0xffff ? this.symbol(code) : code;
    });
  }

  /**
   * The unit that stands for a code point beyond the first plane; it is given one if it has none.
   * @param {number} code
   * @returns {number}
   */
  symbol(code) {
    const known = this.symbols.get(code);
    if (known !== undefined) return known;
    const unit = FIRST_SURROGATE + this.symbols.size;
    if (unit >= UNKNOWN) return UNKNOWN;
    this.symbols.set(code, unit);
    return unit;
  }

  /**
   * @param {string} text
   * @returns {FoldedText}
   */
  fold(text) {
    const { length } = text;
    const { table } = this;
    const units = new Uint16Array(length);
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= FIRST_SURROGATE && unit <= UNKNOWN) return this.#foldPairs(text);
      units[at] = table[unit];
    }
    return { units, offsets: null };
  }

  /**
   * A text as folded, to be compared with others; it has as many units as the folded text.
   * @param {string} text At most some thousand characters.
   * @returns {string}
   */
  foldText(text) {
    return String.fromCharCode(...this.fold(text).units);
  }

  /**
   * A form as a key of the form table; unlike `fold` it makes units for code points that were unknown.
   * @param {string} form
   * @returns {string}
   */
  foldForm(form) {
    for (const character of form) {
      const code = Number(character.codePointAt(0));
      if (code > 0xffff) this.symbol(code);
    }
    return String.fromCharCode(...this.fold(form).units);
  }

  /** @param {number} code A code point beyond the first plane. */
  #foldBeyond(code) {
    return code >> 12 === SELECTORS ? WITHOUT_WIDTH : (this.symbols.get(code) ?? UNKNOWN);
  }

  /**
   * @param {string} text
   * @returns {FoldedText}
   */
  #foldPairs(text) {
    const units = new Uint16Array(text.length);
    const offsets = new Uint32Array(text.length + 1);
    let count = 0;
    for (let at = 0; at < text.length; count++) {
      const code = Number(text.codePointAt(at));
      offsets[count] = at;
      units[count] = code > 0xffff ? this.#foldBeyond(code) : isSurrogate(code) ? UNKNOWN : this.table[code];
      at += code > 0xffff ? 2 : 1;
    }
    offsets[count] = text.length;
    return { units: units.subarray(0, count), offsets: offsets.subarray(0, count + 1) };
  }
}

/**
 * @param {number} code
 * @returns {boolean}
 */
function isSurrogate(code) {
  return code >= FIRST_SURROGATE && code <= UNKNOWN;
}
