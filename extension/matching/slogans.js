/** The numeral slogans of a text; as `slogans/find_slogans.py` and `slogans/unquoted_candidates.py`. */

import { isPrecededByCount } from "./lists.js";
import { valueOf } from "./numerals.js";
import { PAGE_PATTERNS } from "./page_patterns.js";
import { normalize } from "./page_text.js";
import { Pattern, endsAt, pattern, whole } from "./patterns.js";
import { cleanLabel, findLabels, piecesOf, withUsualMarks } from "./quotations.js";
import { ACCEPT_THRESHOLD, BARE_COUNT, CORE_OF_TWO, LEXICAL, LEXICALISED, NUMERAL, PageEvidence, falseFriendClass, isSloganHead, scoreForm } from "./slogan_forms.js";

/** @typedef {import("./quotations.js").Label} Label */
/** @typedef {import("./quotations.js").Pieces} Pieces */
/** @typedef {{start: number, end: number, core: Pieces, rule: string, weight: number}} Candidate */
/** @typedef {{start: number, end: number, core: string, rule: string}} Slogan The core as printed, without quotation marks. */
/** @typedef {{head: string, start: number, end: number}} Headword Of an explanation of the page. */

const CLASS_NOUN = pattern("patterns.classNoun");
const SUPPORTING_NOUN = pattern("findSlogans.supportingNoun");
const COUNTED_NOUN = pattern("patterns.countedNoun");
const PROGRAMME = pattern("findSlogans.programme");
const OUTSIDE = pattern("findSlogans.outside");
const OUTSIDE_REACH = 3;
const COUNTING = [...PAGE_PATTERNS.words.beforeQuotes, "\n"];
const BEHIND = pattern("findSlogans.behind");
const MEASURED = pattern("findSlogans.measured");
const NOT_COUNTED = pattern("findSlogans.notCounted");
const ORDINARY_NOUN = pattern("findSlogans.ordinaryNoun");
const CLAUSE = pattern("findSlogans.clause");
const SEPARATOR = /[、，,；;]/;
const NEEDS_NOUN = new Set(["quoted-sum", "quoted-code", "quoted-shared", "quoted-magnitudes", "quoted-double"]);

/**
 * The slogans of a text in printed order, without overlaps.
 * @param {import("./page_text.js").PageText} page
 * @param {readonly Headword[]} [headwords] Of the page's own glossary.
 * @returns {Slogan[]}
 */
export function findSlogans(page, headwords = []) {
  const { printed } = page;
  const normal = withUsualMarks(page.normal);
  const labels = findLabels(normal);
  const evidence = new PageEvidence(labels, headwords.map(({ head }) => head));
  const quoted = findQuoted(normal, labels, evidence);
  const found = heaviest([...quoted, ...findUnquoted(normal, quoted, evidence), ...plainHeads(normal, headwords)]);
  return found.map(({ start, end, core, rule }) => ({ start, end, rule, core: core.map(([first, last]) => printed.slice(first, last)).join("") }));
}

/**
 * @param {string} text
 * @param {Label[]} labels
 * @param {PageEvidence} evidence
 */
function findQuoted(text, labels, evidence) {
  /** @type {Candidate[]} */
  const found = [];
  let run = 0;
  let behindLast = -1;
  for (const label of labels) {
    // “蓝天”“碧水”“净土”三大行动: the number of adjacent labels up to this one.
    run = behindLast <= label.start && label.start <= behindLast + 1 ? run + 1 : 1;
    behindLast = Math.max(behindLast, label.end);
    if (!label.nested && evidence.quoted.has(label.form)) found.push(...inside(text, label, evidence));
    if (endsAt(text, label.start, COUNTING)) found.push(...numeralBefore(text, label));
    if (run > 1 || label.nested || /[、，]/.test(label.form)) found.push(...numeralBehind(text, label, run));
  }
  return found;
}

/**
 * @param {string} text
 * @param {Label} label
 * @param {PageEvidence} evidence
 * @returns {Candidate[]}
 */
function inside(text, label, evidence) {
  const parts = recurringParts(label, evidence);
  if (parts.length) return parts;
  const { start, end, form, core } = label;
  const { rule, weight } = scoreForm(form);
  if (weight <= 0) return namedCode(text, label); // no evidence can make it a slogan
  if (BARE_COUNT.test(form)) {
    const noun = COUNTED_NOUN.at(text, end);
    return noun ? [{ start, end: end + noun[0].length, core, rule: "quoted-count", weight: evidence.weigh(form) }] : [];
  }
  const tail = CLASS_NOUN.at(text, end);
  let isNamed = Boolean(tail ?? SUPPORTING_NOUN.at(text, end));
  if (rule === "quoted-pair" && !isNamed) isNamed = COUNTED_NOUN.at(text, end) !== null;
  const isTaken = tail && NEEDS_NOUN.has(rule) && form.length <= 5;
  return [{ start, end: isTaken ? end + tail[0].length : end, core, rule, weight: evidence.weigh(form, isNamed) }];
}

/**
 * “12345”工程: a telephone number without the noun.
 * @param {string} text
 * @param {Label} label
 * @returns {Candidate[]}
 */
function namedCode(text, { start, end, form, core }) {
  const noun = /^[0-9]+$/.test(form) ? PROGRAMME.at(text, end) : null;
  if (!noun) return [];
  const { rule, weight } = scoreForm(form + noun[0]);
  return weight >= ACCEPT_THRESHOLD ? [{ start, end: end + noun[0].length, core, rule, weight }] : [];
}

/**
 * Splits “四个驱动、六个新的经济增长点” in two if one part recurs alone; otherwise such a list is one title.
 * @param {Label} label
 * @param {PageEvidence} evidence
 * @returns {Candidate[]}
 */
function recurringParts({ form, core }, evidence) {
  if (/^[\p{L}\p{N}]+$/u.test(form) || core.length !== 1 || evidence.heads.has(form)) return [];
  const pieces = form.split(SEPARATOR);
  if (pieces.length < 2 || (evidence.quoted.get(form) ?? 0) > 1 || !pieces.some((piece) => evidence.quoted.has(piece))) return [];
  if (!pieces.every((piece) => MEASURED.at(piece, 0))) return [];
  let from = core[0][0];
  const found = pieces.map((piece) => {
    const start = from;
    from += piece.length + 1;
    const end = start + piece.length;
    return { start, end, core: /** @type {Pieces} */ ([[start, end]]), rule: "quoted-part", weight: evidence.weigh(piece) };
  });
  return found.every(({ weight }) => weight >= ACCEPT_THRESHOLD) ? found : [];
}

/**
 * 七个“小切口”, 三类“500强”, 六个“百千”行动.
 * @param {string} text
 * @param {Label} label
 * @returns {Candidate[]}
 */
function numeralBefore(text, { start, end, form, core }) {
  const outside = OUTSIDE.from(text.slice(0, start), Math.max(0, start - OUTSIDE_REACH));
  if (!outside) return [];
  const numeral = outside[1];
  if (!isCounted(form, numeral) || (numeral[1] === "个" && ORDINARY_NOUN.at(text, end))) return [];
  const tail = CLASS_NOUN.at(text, end);
  const from = start - numeral.length;
  return [{ start: from, end: end + (tail?.[0].length ?? 0), core: [[from, start], ...core], rule: "numeral-before-quotes", weight: 7 }];
}

/**
 * Whether a label is what the members share, and not something that the text happens to count.
 * @param {string} form
 * @param {string} numeral
 */
function isCounted(form, numeral) {
  if (numeral[1] === "类") return form === "500强";
  if (NOT_COUNTED.test(form)) return false;
  return CLAUSE.at(form, 0) !== null || (form.length <= 4 && (numeral[0] !== "两" || NUMERAL.test(form)));
}

/**
 * “巩固、增强、提升、畅通”八字方针, “甲、乙、丙、丁”为施政四轴心, “蓝天”“碧水”“净土”三大行动.
 * @param {string} text
 * @param {Label} label
 * @param {number} run
 * @returns {Candidate[]}
 */
function numeralBehind(text, { form, end }, run) {
  const behind = BEHIND.at(text, end);
  const value = behind?.groups && valueOf(behind.groups.numeral);
  if (!behind?.groups || !countsOf(form, run).includes(/** @type {number} */ (value))) return [];
  const last = end + behind[0].length;
  const first = last - behind.groups.core.length;
  return [{ start: first, end: last, core: [[first, last]], rule: "numeral-behind-quotes", weight: 7 }];
}

/**
 * What a numeral behind the quotation marks may count: adjacent labels, parts of a list, characters (八字方针).
 * @param {string} form
 * @param {number} run
 * @returns {number[]}
 */
function countsOf(form, run) {
  const parts = form.split(SEPARATOR);
  if (parts.length > 1) return [parts.length, parts.join("").length];
  return run > 2 ? [run] : [];
}

const HAN_START = pattern("unquotedCandidates.hanStart");
const DIGIT_START = pattern("unquotedCandidates.digitStart");
const CODE_START = pattern("unquotedCandidates.codeStart");
const SHAPED = pattern("unquotedCandidates.shaped");
const OTHER_BEGINNING = pattern("unquotedCandidates.otherBeginning");
const BEGINS_NUMERAL = pattern("unquotedCandidates.beginsNumeral");
const READ_ON = pattern("scoreSlogans.readOn");
const PLAIN_COUNT = whole(PAGE_PATTERNS.patterns["unquotedCandidates.plainCount"][0]);
const ACTION_NOUN = pattern("unquotedCandidates.actionNoun");
const COUNTED = pattern("unquotedCandidates.counted");
const COUNTING_WORDS = new Set("大重条篇项");
/** An announcement or a pronoun, not a name: 以下六项原则, 这三大工程, 举一反三. */
const ANNOUNCED = ["以下", "下列", "如下", "这", "那", "举"];
const UNQUOTED = PAGE_PATTERNS.unquoted.map(([rule, weight, source]) => ({ rule, weight, test: new Pattern(source) }));

/** Finds the longest known form at a position, with one look-up for each length. */
class Forms {
  /** @param {Set<string>} forms */
  constructor(forms) {
    this.forms = forms;
    /** @type {Map<string, number[]>} By the first two characters, longest first. */
    this.lengths = new Map();
    for (const form of forms) {
      const known = this.lengths.get(form.slice(0, 2)) ?? [];
      if (!known.includes(form.length)) known.push(form.length);
      this.lengths.set(form.slice(0, 2), known);
    }
    for (const lengths of this.lengths.values()) lengths.sort((a, b) => b - a);
  }

  /**
   * @param {string} text
   * @param {number} start
   * @param {string} rule
   * @param {number} weight
   * @returns {Candidate[]}
   */
  longestAt(text, start, rule, weight) {
    for (const length of this.lengths.get(text.slice(start, start + 2)) ?? []) {
      const form = text.slice(start, start + length);
      if (form.length < length || !this.forms.has(form)) continue; // shorter at the end of the text
      return [{ start, end: start + length, core: [[start, start + (CORE_OF_TWO.has(form) ? 2 : length)]], rule, weight }];
    }
    return [];
  }
}

const LEXICON = new Forms(LEXICALISED);
const WORD_BEGINNINGS = new Set([...LEXICALISED].filter((form) => !BEGINS_NUMERAL.at(form, 0)).map((form) => form.slice(0, 2)));

/**
 * The candidates outside quotation marks that contain a numeral.
 * @param {string} text
 * @param {Candidate[]} quoted
 * @param {PageEvidence} evidence
 */
function findUnquoted(text, quoted, evidence) {
  /** @type {Candidate[]} */
  const found = [];
  const known = new Forms(evidence.known);
  const covered = new Uint8Array(text.length);
  for (const { start, end, weight } of quoted) if (weight >= ACCEPT_THRESHOLD) covered.fill(1, start, end);
  const beginnings = new Set([...LEXICON.lengths.keys(), ...known.lengths.keys(), ...evidence.short]);
  for (const start of starts(text, beginnings)) if (!covered[start]) found.push(...candidatesAt(text, start, known, evidence));
  return found;
}

/**
 * Where a form with one of the beginnings or a shape may begin; most numerals are neither.
 * @param {string} text
 * @param {Set<string>} beginnings
 */
function* starts(text, beginnings) {
  const hasDigits = [...beginnings].some((form) => /^[0-9]/.test(form));
  for (const start of [HAN_START, hasDigits ? DIGIT_START : CODE_START]) {
    for (const { index } of start.all(text)) {
      if (beginnings.has(text.slice(index, index + 2)) || SHAPED.at(text, index)) yield index;
    }
  }
  const others = new Set([...WORD_BEGINNINGS, ...[...beginnings].filter((form) => OTHER_BEGINNING.at(form, 0))]);
  for (const beginning of others) {
    for (let index = text.indexOf(beginning); index >= 0; index = text.indexOf(beginning, index + 1)) {
      if (!index || !BEGINS_NUMERAL.at(text, index - 1)) yield index;
    }
  }
}

/**
 * @param {string} text
 * @param {number} start
 * @param {Forms} known
 * @param {PageEvidence} evidence
 * @returns {Candidate[]}
 */
function candidatesAt(text, start, known, evidence) {
  const longer = READ_ON.at(text, start);
  const words = [...LEXICON.longestAt(text, start, "lexicon", LEXICAL), ...known.longestAt(text, start, "known", 5)];
  const found = longer ? words.filter(({ end }) => end >= start + longer[0].length) : words;
  if (evidence.short.has(text.slice(start, start + 2))) found.push(...shortAt(text, start));
  if (COUNTING_WORDS.has(text[start + 1])) found.push(...listedAt(text, start));
  if (!endsAt(text, start, ANNOUNCED)) found.push(...shapedAt(text, start));
  return found;
}

/**
 * A core of two characters that the page quotes elsewhere, with a noun behind it: 五好平台, 三旧改造.
 * @param {string} text
 * @param {number} start
 * @returns {Candidate[]}
 */
function shortAt(text, start) {
  const noun = CLASS_NOUN.at(text, start + 2);
  if (!noun && !ACTION_NOUN.at(text, start + 2)) return [];
  return [{ start, end: start + 2 + (noun?.[0].length ?? 0), core: [[start, start + 2]], rule: "known-with-noun", weight: 5 }];
}

/**
 * 河水清洁、渡船安全、堤岸稳固三大底线: the numeral counts the list before it.
 * @param {string} text
 * @param {number} start
 * @returns {Candidate[]}
 */
function listedAt(text, start) {
  const counted = COUNTED.at(text, start);
  if (!counted?.groups || !isPrecededByCount(text, start, valueOf(counted.groups.numeral) ?? 0)) return [];
  const end = start + counted[0].length;
  return [{ start, end, core: [[start, end]], rule: "bare-listed", weight: 3 }];
}

/**
 * @param {string} text
 * @param {number} start
 * @returns {Candidate[]}
 */
function shapedAt(text, start) {
  /** @type {Candidate[]} */
  const found = [];
  for (const { rule, weight, test } of UNQUOTED) {
    const matched = test.at(text, start);
    if (!matched || falseFriendClass(matched[0]) !== null || PLAIN_COUNT.test(matched[0])) continue;
    const end = start + matched[0].length;
    found.push({ start, end, core: [[start, start + (matched.groups?.core ?? matched[0]).length]], rule, weight });
  }
  return found;
}

const MODIFIED = /^[^一二三四五六七八九十两双百千万多0-9]{2,8}(?=[二三四五六七八九十两双].+)/u;
const COUNTED_HEAD = pattern("findSlogans.counted");

/**
 * Headwords of the page's glossary without quotation marks that are slogans as they are: 双控：…, 新三样：….
 * @param {string} text
 * @param {readonly Headword[]} headwords
 * @returns {Candidate[]}
 */
function plainHeads(text, headwords) {
  return headwords.flatMap(({ start, end }) => {
    const core = piecesOf(text, start, end);
    const form = core.map(([first, last]) => text.slice(first, last)).join("");
    if (form !== cleanLabel(form) || !isSloganHead(normalize(form))) return [];
    return [{ start, end, core: withoutModifier(core, form), rule: "head", weight: 5 }];
  });
}

/**
 * Removes the modifier from a headword if the rest is a slogan, too; 门前三包 stays whole.
 * @param {Pieces} pieces
 * @param {string} form
 * @returns {Pieces}
 */
function withoutModifier(pieces, form) {
  const modifier = MODIFIED.exec(form)?.[0].length;
  if (!modifier || pieces.length !== 1) return pieces;
  const rest = form.slice(modifier);
  if (!LEXICALISED.has(rest) && !COUNTED_HEAD.at(rest, 0)) return pieces;
  return [[pieces[0][0] + modifier, pieces[0][1]]];
}

/**
 * Of candidates that overlap, one that contains the other stays, else the heavier one.
 * @param {Candidate[]} candidates
 */
function heaviest(candidates) {
  /** @type {Candidate[]} */
  const chosen = [];
  candidates.sort((a, b) => a.start - b.start || b.end - a.end || b.weight - a.weight);
  for (const candidate of candidates) {
    if (candidate.weight < ACCEPT_THRESHOLD) continue;
    const last = chosen.at(-1);
    if (last && candidate.start < last.end) {
      if (candidate.end <= last.end || candidate.weight <= last.weight) continue;
      chosen.pop();
    }
    chosen.push(candidate);
  }
  return chosen;
}
