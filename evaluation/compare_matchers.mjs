/** Places that the browser extension finds, for `evaluation/compare_matchers.py`: JSON in, JSON out. */

import { readFileSync, writeFileSync } from "node:fs";

import { buildTable, readAnswer } from "../extension/matching/lexicon.js";
import { Matcher } from "../extension/matching/matcher.js";
import { findPagePlaces } from "../extension/matching/page_places.js";
import { findPlaces } from "../extension/matching/places.js";
import { RULES } from "../extension/matching/rules.js";

const [from, to] = process.argv.slice(2);
const { lexicon, texts } = JSON.parse(readFileSync(from, "utf8"));
const { shards } = readAnswer(lexicon);
const built = buildTable(shards, RULES);
const ids = Array.from({ length: 256 }, (_, at) => shards.get(at) ?? []).flatMap((terms) => terms.map((term) => term.id));
const matcher = new Matcher(RULES, built.forms, built.symbols);
const nobody = { seen: new Set(), hidden: new Set() };

/** @param {number[]} flat Rows of four numbers. */
function placesOf(flat) {
  return Array.from({ length: flat.length / 4 }, (_, at) => ({
    ...{ start: flat[4 * at], end: flat[4 * at + 1], id: ids[flat[4 * at + 2]] ?? "", look: flat[4 * at + 3] & 3, sense: flat[4 * at + 3] >> 2 },
  }));
}

const found = texts.map((text) => {
  const { rows, own } = findPagePlaces(matcher, built.parts, [text], nobody);
  return { lexicon: placesOf(findPlaces(matcher, built.parts, text, nobody)), page: placesOf(rows[0]), own };
});
writeFileSync(to, JSON.stringify(found));
