/** The slogans of tests/golden/slogans.jsonl, which the library passes, too; and what a whole page adds to the lexicon. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { isReport } from "../../../extension/matching/page_kind.js";
import { readPage } from "../../../extension/matching/page_reading.js";
import { readPageText } from "../../../extension/matching/page_text.js";
import { findSlogans } from "../../../extension/matching/slogans.js";

const lines = readFileSync(new URL("../../golden/slogans.jsonl", import.meta.url), "utf8").trim().split("\n");

for (const { id, text, expect } of lines.map((line) => JSON.parse(line))) {
  test(`slogans: ${id}`, () => {
    const page = readPageText(text);
    const found = findSlogans(page).map(({ start, end, core, rule }) => [text.slice(page.offset(start), page.offset(end)), core, rule]);
    assert.deepEqual(found, expect);
  });
}

test("positions are in UTF-16 units", () => {
  const text = "😀𠮷落实“六清”行动";
  const [{ start, end }] = readPage(text).slogans;
  assert.equal(text.slice(start, end), "“六清”行动");
});

const OPENING = "青禾市政府工作报告\n\n各位代表：\n\n现在，我代表市人民政府向大会报告工作。";

test("quoted words of a report are terms that a reader may not know", () => {
  const text = `${OPENING}推行“港车北上”，做强“首位度”。`;
  assert.deepEqual(readPage(text).coined.map(([start, end]) => text.slice(start, end)), ["港车北上", "首位度"]);
});

test("names of awards are no terms, and a plan is one with its noun", () => {
  const text = `${OPENING}荣获“国家森林城市”称号。深化“七五”普法。`;
  assert.deepEqual(readPage(text).coined.map(([start, end]) => text.slice(start, end)), ["七五”普法"]);
});

test("quoted words of another text are speech", () => {
  assert.deepEqual(readPage("他说“港车北上”。").coined, []);
});

test("a text longer than any report is a collection", () => {
  const { slogans, coined } = readPage(`${OPENING}“六清”行动，“首位度”。${"空".repeat(100_000)}`);
  assert.deepEqual([slogans, coined], [[], []]);
});

for (const [text, isOne] of [
  [OPENING, true],
  [OPENING.replace("告工作", "吿工作"), true],
  ["青禾市政府工作報告\n\n各位代表：", true],
  ["青禾县渡口管理办法\n\n第一条 为了管理渡口，制定本办法。", false],
  ["青禾日报 记者张三 通讯员李四\n\n各位代表说，报告提出……", false],
]) {
  test(`a report is recognized by its opening: ${text.slice(0, 12)}`, () => assert.equal(isReport(text), isOne));
}

test("a slogan at the end of a text ends there", () => {
  const [{ start, end }] = readPage("做到两个维护").slogans;
  assert.deepEqual([start, end], [2, 6]);
});
