/** The golden places of tests/golden/matching.json, which the library passes, too. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Folder } from "../../../extension/matching/folding.js";
import { buildFormTable, QUOTED_ONLY } from "../../../extension/matching/form_table.js";
import { Matcher } from "../../../extension/matching/matcher.js";
import { RULES } from "../../../extension/matching/rules.js";

const golden = JSON.parse(readFileSync(new URL("../../golden/matching.json", import.meta.url), "utf8"));

function makeMatcher(rows) {
  const folder = new Folder(RULES);
  const forms = new Map(rows.map(([form, trim, term]) => [folder.foldForm(form), { term, sense: 0, flags: trim ? QUOTED_ONLY : 0 }]));
  return new Matcher(RULES, buildFormTable(forms), folder.symbols.keys());
}

const matcher = makeMatcher(golden.terms.flatMap((term, number) => term.rows.map(([form, trim]) => [form, trim, number])));

/** The text without its brackets, and the places in UTF-16 units. */
function readMarked(marked) {
  const places = [];
  let text = "";
  for (const piece of marked.split(/([⟦⟧])/)) {
    if (piece === "⟦") places.push([text.length]);
    else if (piece === "⟧") places.at(-1).push(text.length);
    else text += piece;
  }
  return { text, places };
}

function placesIn(text, one = matcher) {
  const flat = one.find(text);
  return Array.from({ length: flat.length / 3 }, (_, at) => flat.slice(3 * at, 3 * at + 2));
}

for (const [name, marked] of golden.cases) {
  test(name, () => {
    const { text, places } = readMarked(marked);
    assert.deepEqual(placesIn(text), places);
  });
}

test("half of a surrogate pair hides nothing", () => {
  assert.deepEqual(placesIn("\ud83d三农\ude00"), [[1, 3]]);
});

test("a form beyond the first plane is found, also where folding leads out of it", () => {
  const own = makeMatcher([["𠮷祥工程", 0, 0], ["三㖮计划", 0, 1]]);
  const text = "😀𠮷祥工程，三㖮計劃，三𪠵计划";
  assert.deepEqual(placesIn(text, own).map(([start, end]) => text.slice(start, end)), ["𠮷祥工程", "三㖮計劃", "三𪠵计划"]);
});

test("a long page without a blank is matched in one go", () => {
  const text = "三区三线多规合一放管服天地".repeat(80_000);
  const began = performance.now();
  assert.equal(placesIn(text).length, 3 * 80_000);
  assert.ok(performance.now() - began < 20_000);
});
