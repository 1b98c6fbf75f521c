/** Places that the browser extension finds, for `evaluation/compare_matchers.py`: JSON in, JSON out. */

import { readFileSync, writeFileSync } from "node:fs";

import { buildTable, readAnswer } from "../extension/matching/lexicon.js";
import { Matcher } from "../extension/matching/matcher.js";
import { findPlaces } from "../extension/matching/places.js";
import { RULES } from "../extension/matching/rules.js";

const [from, to] = process.argv.slice(2);
const { lexicon, texts } = JSON.parse(readFileSync(from, "utf8"));
const { shards } = readAnswer(lexicon);
const built = buildTable(shards, RULES);
const ids = Array.from({ length: 256 }, (_, at) => shards.get(at) ?? []).flatMap((terms) => terms.map((term) => term.id));
const matcher = new Matcher(RULES, built.forms, built.symbols);
const nobody = { seen: new Set(), hidden: new Set() };

/** @param {string} text */
function placesIn(text) {
  const flat = findPlaces(matcher, built.parts, text, nobody);
  return Array.from({ length: flat.length / 4 }, (_, at) => [flat[4 * at], flat[4 * at + 1], ids[flat[4 * at + 2]]]);
}

writeFileSync(to, JSON.stringify(texts.map(placesIn)));
