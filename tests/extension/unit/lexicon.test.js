/** Reading the server's lexicon: what is promised is taken, everything else left out. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { buildTable, readAnswer } from "../../../extension/matching/lexicon.js";
import { Matcher } from "../../../extension/matching/matcher.js";
import { findPlaces } from "../../../extension/matching/places.js";
import { RULES } from "../../../extension/matching/rules.js";

const TERM = {
  id: "t0123456789ab",
  headword: "三区三线",
  pinyin: "sān qū sān xiàn",
  senses: [
    { id: "t0123456789ab.1", brief: "一", issuer: "甲市人民政府", years: [2020, 2023], groups: [[3, "区", ["一", "二", "三"]]] },
    { id: "t0123456789ab.2", brief: "二", issuer: "", years: null, groups: [] },
  ],
  near: [["t0123456789ac", "三线一单"]],
  forms: [["三区三线", 0, null], ["3区3线", 0, "t0123456789ab.2"]],
};

const answerOf = (...terms) => ({ revision: "r", version: "v", complete: true, sheets: { "0a": terms } });

test("a term is read as the contract has it", () => {
  const [term] = readAnswer(answerOf(TERM)).shards.get(10);
  assert.deepEqual(term.senses[0].groups, [{ numeral: 3, shared: "区", members: ["一", "二", "三"] }]);
  assert.deepEqual(term.senses[0].years, [2020, 2023]);
  assert.equal(term.explained, true);
  assert.deepEqual(term.near, [["t0123456789ac", "三线一单"]]);
});

test("an answer from before there were senses still gives a definition", () => {
  const old = { id: TERM.id, headword: "三农", brief: "农业、农村、农民", explained: true, forms: [["三农", 0, null]] };
  const [term] = readAnswer(answerOf(old)).shards.get(10);
  assert.equal(term.senses[0].brief, "农业、农村、农民");
});

for (const [name, sent] of [
  ["nothing", null],
  ["a list", []],
  ["no sheets", { version: "v" }],
  ["no version", { sheets: {} }],
  ["a sheet of another name", { version: "v", sheets: { __proto__x: [] } }],
  ["a sheet that is no list", { version: "v", sheets: { "00": {} } }],
]) {
  test(`${name} is no lexicon or an empty one`, () => {
    try {
      assert.equal([...readAnswer(sent).shards.values()].flat().length, 0);
    } catch (error) {
      assert.ok(error instanceof TypeError);
    }
  });
}

test("terms that make no sense are left out, the others stay", () => {
  const bad = [null, 7, "x", {}, { id: "../../evil", headword: "坏" }, { id: TERM.id, headword: 5 }, { ...TERM, id: "t0123456789aB" }];
  const [term, ...more] = readAnswer(answerOf(...bad, { ...TERM, forms: [["三区三线", 1e9, {}], [5], null, ["短"], ["x".repeat(999), 0, null]], near: [["javascript:1", "x"]], senses: "no" })).shards.get(10);
  assert.equal(more.length, 0);
  assert.deepEqual(term.forms, [["三区三线", 0, null]]);
  assert.deepEqual(term.near, []);
  assert.deepEqual(term.senses, []);
});

test("rules are taken only if they fit together", () => {
  const rules = { digest: "d", folding: { from: "區", to: "区" }, guards: { numerals: "三", behind: { 上: "午", toolong: "x" } } };
  assert.equal(readAnswer({ ...answerOf(), rules }).rules.folding.to, "区");
  assert.deepEqual(readAnswer({ ...answerOf(), rules }).rules.guards.behind, { 上: "午" });
  assert.equal(readAnswer({ ...answerOf(), rules: { ...rules, folding: { from: "區", to: "区区" } } }).rules, null);
  assert.equal(readAnswer({ ...answerOf(), rules: "no" }).rules, null);
});

test("the table knows term, sense, id and place of every form", () => {
  const other = { ...TERM, id: "tffffffffffff", headword: "三农", forms: [["三农", 0, null], ["三農", 0, null]] };
  const shards = new Map([[10, readAnswer(answerOf(TERM)).shards.get(10)], [200, readAnswer(answerOf(other)).shards.get(10)]]);
  const built = buildTable(shards, RULES);
  assert.equal(built.terms, 2);
  assert.deepEqual([...built.ids.slice(6)], [255, 255, 255, 255, 255, 255]);
  assert.deepEqual([built.firsts[10], built.firsts[11], built.firsts[200], built.firsts[256]], [0, 1, 1, 2]);
  const matcher = new Matcher(RULES, built.forms, built.symbols);
  const found = matcher.find("3区3线和三農");
  assert.deepEqual([built.forms.terms[found[2]], built.forms.senses[found[2]], built.forms.terms[found[5]]], [0, 2, 1]);
});

test("a lexicon without terms finds nothing", () => {
  const built = buildTable(new Map(), RULES);
  assert.deepEqual(new Matcher(RULES, built.forms, built.symbols).find("三区三线"), []);
});

test("a label that nobody explains gives way to its explained parts", () => {
  const explained = (id, headword) => ({ ...TERM, id, headword, forms: [[headword, 0, null]] });
  const label = { ...TERM, id: "tffffffffffff", headword: "六稳六保", senses: [], forms: [["六稳六保", 0, null]] };
  const parts = [["六稳", "t000000000001"], ["六保", "t000000000002"]];
  const shards = readAnswer(answerOf(explained("t000000000001", "六稳"), explained("t000000000002", "六保"), { ...label, parts })).shards;
  const built = buildTable(shards, RULES);
  const matcher = new Matcher(RULES, built.forms, built.symbols);
  const personal = { seen: new Set([1]), hidden: new Set() };
  assert.deepEqual(findPlaces(matcher, built.parts, "做好六穩、六保和六穩六保", personal).slice(-8), [8, 10, 0, 0, 10, 12, 1, 2]);
  const unknown = readAnswer(answerOf({ ...label, parts: [["六稳", "t00000000000a"]] })).shards;
  const other = buildTable(unknown, RULES);
  assert.deepEqual(findPlaces(new Matcher(RULES, other.forms, other.symbols), other.parts, "六稳六保", personal), [0, 4, 0, 1]);
});
