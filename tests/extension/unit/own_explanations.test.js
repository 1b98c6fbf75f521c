/** The cases of entries.jsonl, headwords.jsonl and inline_definitions.jsonl in tests/golden, which the library passes, too. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { findEntries } from "../../../extension/matching/find_entries.js";
import { parseHeadword } from "../../../extension/matching/headword.js";
import { findInlineDefinitions } from "../../../extension/matching/inline_definitions.js";
import { readPage } from "../../../extension/matching/page_reading.js";
import { readPageText } from "../../../extension/matching/page_text.js";
import { findSlogans } from "../../../extension/matching/slogans.js";

const read = (name) => readFileSync(new URL(`../../golden/${name}`, import.meta.url), "utf8").trim().split("\n").map((line) => JSON.parse(line));

/** Laws, standards, tables of definitions, notes of bulletins and footnotes: only the server reads them. */
const ONLY_SERVER = /^(statute-|table|page-notes|footnotes-|bulletin-|notes-|note-of-a-place|standard-|definitions-led-by|markdown-footnotes|hong-kong-)/;

for (const { id, text, expect, known_failure: isKnown } of read("entries.jsonl")) {
  if (isKnown || ONLY_SERVER.test(id)) continue;
  test(`entries: ${id}`, () => {
    const found = findEntries(readPageText(text).printed).entries.map(({ head, definition }) => [head, definition]);
    assert.deepEqual(found, expect);
  });
}

for (const { head, cores } of read("headwords.jsonl")) {
  test(`headwords: ${head}`, () => assert.deepEqual(parseHeadword(head).cores, cores));
}

for (const { id, text, expect } of read("inline_definitions.jsonl")) {
  test(`inline definitions: ${id}`, () => {
    const page = readPageText(text);
    const found = findInlineDefinitions(page, findSlogans(page)).map(({ head, definition }) => [head, definition]);
    assert.deepEqual(found, expect.map(([, head, definition]) => [head, definition]));
  });
}

const REPORT = "青禾市政府工作报告\n各位代表：\n推进“三微”改造，建设飞地园区。\n谢谢大家！\n名词解释\n1．“三微”改造：指微创意、微配套、微改造。\n2．飞地园区：指跨行政区共建的园区。";

test("the places of what a text explains have its explanation", () => {
  const { own, places } = readPage(`😀${REPORT}`);
  const found = places.map(([start, end, at]) => [`😀${REPORT}`.slice(start, end), own[at].definition]);
  const [micro, enclave] = ["指微创意、微配套、微改造。", "指跨行政区共建的园区。"];
  assert.deepEqual(found, [["三微", micro], ["飞地园区", enclave], ["三微", micro], ["飞地园区", enclave]].map(([place, definition]) => [found.find(([one]) => one.includes(place))[0], definition]));
  assert.equal(`😀${REPORT}`.slice(own[1].start, own[1].end), "飞地园区");
});

test("a text of 100,000 characters without an end of line is read in time", () => {
  const began = performance.now();
  readPage(`名词解释：1.${"三微、".repeat(30_000)}`);
  readPage("名词解释\n" + "1.三微：微创意。2.".repeat(9_000));
  readPage(`名词解释\n${"一".repeat(80)}\n${"“".repeat(50_000)}`);
  assert.ok(performance.now() - began < 20_000);
});
