/** What a text itself explains, and where it uses these terms; as `lookup/text_explanations.py`. */

import { Folder } from "./folding.js";
import { QUOTED_ONLY, buildFormTable } from "./form_table.js";
import { namedField, parseHeadword, tailNoun } from "./headword.js";
import { Matcher } from "./matcher.js";
import { chooseForms } from "./own_forms.js";
import { PAGE_PATTERNS } from "./page_patterns.js";
import { pattern } from "./patterns.js";
import { RULES } from "./rules.js";
import { strip } from "./text_view.js";

/** @typedef {import("./find_entries.js").Entry} Entry */
/**
 * @typedef {object} Explanation
 * @property {string} core
 * @property {string} key Equal for all spellings of a base form.
 * @property {string} head As printed.
 * @property {string} definition
 * @property {number} start Of the headword, code points.
 * @property {number} end
 * @property {boolean} isEntry Of a glossary, not of the running text.
 * @property {[string, string]} around What stands before and behind the headword in its clause.
 * @property {string} printed The headword as it stands in running text.
 */

const QUOTES = "“”„‟‘’‚‛«»‹›❛❜❝❞〝〞〟「」『』﹁﹂﹃﹄｢｣″‶′‵\"＂'＇《》〈〉【】〔〕〖〗⟨⟩⟪⟫`´";
const IGNORED = new RegExp(`[${QUOTES.replace("]", "\\]")}、,;:·・•‧∙?!。…|/\\s，；：？！]`, "gu");
const CLAUSE_END = /[，。；！？：,;!?:\n]/;
const CONTEXT = 12;
const HAN = pattern("ranking.han");
const REFERS = pattern("ranking.refers");
const [COUNTED, YEAR, DONE] = ["counted", "year", "done"].map((name) => pattern(`textExplanations.${name}`));
const [CHANGE, RESULT, OTHER_LABELS] = ["change", "result", "otherLabels"].map((name) => pattern(`senseContext.${name}`));
const MIN_SUBJECT = 4;
const HAN_DIGITS = "二三四五六七八九十";
const MEASURES = "个大项";
const SENTENCE = pattern("ranking.sentence");
const MAX_HEAD_LENGTH = 30;
const MIN_HAN_CHARACTERS = 4;
const PLACES = new Set(PAGE_PATTERNS.words.places);
/** Lists that are new each year. */
const YEARLY = "实事";
const folder = new Folder(RULES);
/** @param {string} text */
const fold = (text) => folder.foldText(text);

/**
 * The key of a written form: equal for every script, width, quotation mark and separator.
 * @param {string} form
 */
export function keyOf(form) {
  return fold(form.normalize("NFKC").replace(IGNORED, "")).replaceAll('"', "");
}

/**
 * The explanations of the entries of a glossary.
 * @param {Entry[]} entries
 * @param {string} text
 * @returns {Explanation[]}
 */
export function explanationsOf(entries, text) {
  return entries.flatMap((entry) => {
    const heads = entry.heads.length ? entry.heads : [entry.head];
    return heads.filter((head) => isTerm(head) && defines(head, entry.definition)).flatMap((head) => ofHead(text, entry, head));
  });
}

/**
 * The explanations of definitions in running text.
 * @param {import("./inline_definitions.js").InlineDefinition[]} definitions
 * @param {string} text
 * @returns {Explanation[]}
 */
export function explanationsInline(definitions, text) {
  return definitions.map(({ core, head, definition, start, end }) => ({
    ...{ core, key: keyOf(core), head, definition, start, end, isEntry: false },
    ...{ around: findContext(text, start, end), printed: text.slice(start, end) },
  }));
}

/**
 * One explanation for each base form: “组合港”、“一港通”试点 has two.
 * @param {string} text
 * @param {Entry} entry
 * @param {string} head
 * @returns {Explanation[]}
 */
function ofHead(text, { definition, start, end }, head) {
  const { cores, isSlogan } = parseHeadword(head);
  const pieces = isSlogan ? [] : [...head].map((one) => (QUOTES.includes(one) ? '"' : one)).join("").split('"').filter((piece, at) => at % 2 && keyOf(piece).length > 1);
  const around = findContext(text, start, end);
  return [...new Set([...cores, ...pieces])].filter(keyOf).map((core) => ({ core, key: keyOf(core), head, definition, start, end, isEntry: true, around, printed: "" }));
}

/**
 * Whether a headword can be a term: no sentence, no figure, no place.
 * @param {string} head
 */
function isTerm(head) {
  const key = keyOf(head);
  if (key.length < 2 || PLACES.has(key)) return false;
  if (parseHeadword(head).isSlogan) return !SENTENCE.test(head);
  const isWord = HAN.test(head) || /\p{L}/u.test(key);
  return isWord && key.length <= MAX_HEAD_LENGTH && !SENTENCE.test(head.replace(/。+$/, ""));
}

/**
 * Whether a wording states a meaning at all.
 * @param {string} head
 * @param {string} definition
 */
function defines(head, definition) {
  const length = [...HAN.all(definition)].length;
  const key = keyOf(definition);
  if (key === keyOf(head) || key === "" || (length < MIN_HAN_CHARACTERS && !definition.includes("、"))) return false;
  return !(REFERS.test(definition.slice(0, 80)) && length < 2 * MIN_HAN_CHARACTERS);
}

/**
 * The text before and behind a stretch within its clause.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {[string, string]}
 */
export function findContext(text, start, end) {
  const before = text.slice(Math.max(0, start - CONTEXT), start).split(CLAUSE_END).pop() ?? "";
  return [before, text.slice(end, end + CONTEXT).split(CLAUSE_END)[0]];
}

/**
 * Where the text uses a term that it explains: start, end, index of the explanation.
 * @param {string} text One unit a code point.
 * @param {Explanation[]} explanations
 * @returns {[number, number, number][]}
 */
export function findOwnPlaces(text, explanations) {
  if (!explanations.length) return [];
  /** @type {Map<string, number[]>} */
  const byKey = new Map();
  explanations.forEach(({ key }, at) => byKey.set(key, [...(byKey.get(key) ?? []), at]));
  const groups = [...byKey.values()];
  const terms = groups.map((indexes) => {
    const [first] = indexes.map((at) => explanations[at]);
    const forms = indexes.flatMap((at) => formsOf(explanations[at]).map((form) => ({ form, isCore: form === explanations[at].core })));
    return { core: first.core, isSlogan: parseHeadword(first.core).isSlogan, forms };
  });
  const own = new Folder(RULES);
  const forms = chooseForms(terms, (form) => own.foldForm(form));
  const table = buildFormTable(new Map(forms.map(({ form, term, isQuotedOnly }) => [form, { term, sense: 0, flags: isQuotedOnly ? QUOTED_ONLY : 0 }])));
  const matcher = new Matcher(RULES, table, own.symbols.keys());
  const choosers = groups.map((indexes) => new Chooser(indexes.map((at) => [at, explanations[at]])));
  const found = matcher.find(text);
  /** @type {[number, number, number][]} */
  const places = [];
  for (let at = 0; at < found.length; at += 3) {
    const [start, end, form] = [found[at], found[at + 1], found[at + 2]];
    const paragraph = text.lastIndexOf("\n", start - 1) + 1;
    const chosen = choosers[table.terms[form]].choose(start, findContext(text, start, end), start ? paragraph : 0);
    if (chosen !== null) places.push([start, end, chosen]);
  }
  return places;
}

/** @param {Explanation} explanation */
function formsOf({ core, head, printed }) {
  return [...new Set([core, strip(head, QUOTES) || core, head, printed, ...withInnerQuotes(core), ...countedOtherwise(core)])];
}

/**
 * A base form with its class noun or its end outside of the quotation marks: “十六字”方针, “四化”同步.
 * @param {string} core
 */
function withInnerQuotes(core) {
  const forms = core.length > 3 && "二两双三四五六七八九十".includes(core[0]) ? [`“${core.slice(0, 2)}”${core.slice(2)}`] : [];
  for (let at = 2; at < core.length - 1; at++) if (tailNoun(core.slice(at)) === core.slice(at)) return [...forms, `“${core.slice(0, at)}”${core.slice(at)}`];
  return forms;
}

/**
 * A base form as running text may print it: 5个百万亩 for 五个百万亩, 三大试验区 for 三个试验区, 五个体系.
 * @param {string} core
 */
function countedOtherwise(core) {
  const found = COUNTED.fits(core);
  if (!found) return [];
  const [, number, , counted] = found;
  const isEnded = counted.length > 3 && tailNoun(counted.slice(-2)) === counted.slice(-2);
  const value = /^[0-9]/.test(number) ? Number(number) : HAN_DIGITS.indexOf(number) + 2;
  const rests = isEnded ? [counted, counted.slice(0, -2)] : [counted];
  return rests.flatMap((rest) => [...MEASURES].flatMap((measure) => [HAN_DIGITS[value - 2], String(value)].map((numeral) => numeral + measure + rest)));
}

/** Chooses among a text's own explanations of one term. */
class Chooser {
  /** @param {[number, Explanation][]} candidates In the order of the text. */
  constructor(candidates) {
    /** @type {number | null} */
    this.entry = null;
    /** Whether an entry is the list of a certain year. */
    this.isDated = false;
    this.isYearly = candidates[0][1].core.endsWith(YEARLY);
    /** Whether it is a label of change, for things named before it: 双提升. */
    this.isChange = CHANGE.fits(candidates[0][1].core) !== null;
    this.definitions = new Map(candidates.map(([at, { definition }]) => [at, definition]));
    /** @type {Map<string, number>} */
    this.modifiers = new Map();
    /** @type {Map<string, number>} */
    this.classNouns = new Map();
    /** @type {Map<string, [number, number, number][]>} */
    this.inline = new Map([["", []]]);
    for (const [at, each] of candidates) {
      if (each.isEntry) this.#addEntry(at, each);
      else this.#addInline(at, each);
    }
  }

  /**
   * @param {number} at
   * @param {Explanation} each
   */
  #addEntry(at, { head }) {
    this.entry ??= at;
    this.isDated ||= this.isYearly && YEAR.test(head);
    const { qualifier, tail } = parseHeadword(head);
    if (!this.modifiers.has(qualifier)) this.modifiers.set(qualifier, at);
    if (!this.classNouns.has(tail)) this.classNouns.set(tail, at);
  }

  /**
   * @param {number} at
   * @param {Explanation} each
   */
  #addInline(at, { start, end, around }) {
    this.inline.get("")?.push([start, end, at]);
    const field = namedField(strip(around[1], QUOTES));
    if (field) this.inline.set(field, [...(this.inline.get(field) ?? []), [start, end, at]]);
  }

  /**
   * The explanation for a place: the one given there, the glossary's, or the last one before it.
   * @param {number} start
   * @param {[string, string]} around
   * @param {number} paragraph Where the paragraph begins.
   * @returns {number | null}
   */
  choose(start, around, paragraph) {
    const here = lastBefore(this.inline.get("") ?? [], start);
    if (here && start < here[1] && !this.#isInGlossary(here[2])) return here[2];
    if (this.isDated && around.some((side) => DONE.test(side))) return null; // of the list of the year before
    if (this.entry !== null) {
      const named = [...this.#named(around)];
      return named.length ? Math.min(...named) : this.entry;
    }
    const fitting = this.inline.get(namedField(strip(around[1], QUOTES))) ?? [];
    const before = lastBefore(fitting, start) ?? (here && here[0] >= paragraph ? here : undefined);
    if (!before && this.isYearly) return null;
    const chosen = before?.[2] ?? fitting[0]?.[2] ?? null;
    const isOther = chosen !== null && this.isChange && namesAnotherSubject(this.definitions.get(chosen) ?? "", around[0]);
    return isOther ? null : chosen;
  }

  /**
   * Whether the glossary explains the same thing as an inline definition.
   * @param {number} inline
   */
  #isInGlossary(inline) {
    return this.entry !== null && !namesAnotherSubject(this.definitions.get(this.entry) ?? "", this.definitions.get(inline) ?? "");
  }

  /**
   * Entries whose modifier or class noun is next to the place.
   * @param {[string, string]} around
   */
  *#named(around) {
    const [before, after] = around.map((side) => strip(side, QUOTES));
    for (let length = 1; length <= before.length; length++) {
      const at = this.modifiers.get(before.slice(-length));
      if (at !== undefined) yield at;
    }
    for (let length = 1; length <= after.length; length++) {
      const at = this.classNouns.get(after.slice(0, length));
      if (at !== undefined) yield at;
    }
  }
}

/**
 * Whether a clause names what changed, and shares no two characters in a row with what is counted.
 * @param {string} counted
 * @param {string} before
 */
function namesAnotherSubject(counted, before) {
  const subject = RESULT.without(OTHER_LABELS.without(before));
  if (subject.length < MIN_SUBJECT) return false;
  return [...subject].slice(1).every((_, at) => !counted.includes(subject.slice(at, at + 2)));
}

/**
 * @param {[number, number, number][]} found
 * @param {number} start
 */
function lastBefore(found, start) {
  return found.filter((one) => one[0] <= start).at(-1);
}
