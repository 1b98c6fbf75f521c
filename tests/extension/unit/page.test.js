/** Scripts, meanings, settings and saved words. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseInArticle } from "../../../extension/matching/entry.js";
import { chooseSense, placesOf, yearOf } from "../../../extension/matching/meanings.js";
import { scriptOfLanguage, scriptOfPage, scriptOfText } from "../../../extension/matching/script.js";
import { toAnki, toCsv } from "../../../extension/shared/saved_words.js";
import { cleaned, DEFAULTS, readServer } from "../../../extension/shared/settings.js";

const PAGE = { lang: "zh-CN", title: "", sample: "", host: "example.org", path: "/" };
const SENSES = [
  { id: "a", brief: "一", issuer: "国务院", years: [2018, 2024], groups: [] },
  { id: "b", brief: "二", issuer: "湖南省株洲市荷塘区人民政府", years: [2022, 2023], groups: [] },
  { id: "c", brief: "三", issuer: "湖南省长沙市人民政府", years: [2015, 2016], groups: [] },
];

test("the form chooses before everything else", () => {
  assert.deepEqual(chooseSense(SENSES, 3, { ...PAGE, title: "株洲市荷塘区" }), { at: 2, why: "form", detail: "" });
});

test("the page's own government comes first, from its title or its beginning", () => {
  assert.deepEqual(chooseSense(SENSES, 0, { ...PAGE, title: "株洲市荷塘区政府工作报告" }), { at: 1, why: "place", detail: "荷塘区" });
  assert.equal(chooseSense(SENSES, 0, { ...PAGE, sample: "长沙市人民政府文件" }).at, 2);
  assert.equal(chooseSense(SENSES, 0, { ...PAGE, title: "湖南省政府工作报告", sample: "长沙市" }).at, 2);
});

test("then the year, then the article's order", () => {
  assert.deepEqual(chooseSense(SENSES, 0, { ...PAGE, title: "2015年政府工作报告" }), { at: 2, why: "year", detail: "2015" });
  assert.equal(chooseSense(SENSES, 0, PAGE).why, "first");
  assert.equal(chooseSense(SENSES.slice(0, 1), 0, PAGE).why, "only");
  assert.deepEqual(chooseSense([], 0, PAGE).at, 0);
});

const LOCAL = SENSES.slice(1).map((sense) => ({ ...sense, local: true }));

test("another government's meaning is labelled so, unless nothing shows that the page is another's", () => {
  const report = { ...PAGE, title: "成都市2023年政府工作报告" };
  assert.deepEqual(chooseSense(LOCAL, 0, report), { at: 0, why: "elsewhere", detail: "湖南省株洲市荷塘区人民政府" });
  assert.equal(chooseSense(LOCAL, 1, report).why, "elsewhere");
  assert.equal(chooseSense(LOCAL, 0, PAGE).why, "first");
  assert.equal(chooseSense(LOCAL, 0, PAGE, true).why, "elsewhere");
  assert.deepEqual(chooseSense([...LOCAL, SENSES[0]], 0, report).at, 2);
});

test("a local meaning holds in its own place and within it, not next to it, and for a term of office", () => {
  assert.equal(chooseSense(LOCAL, 0, { ...PAGE, title: "株洲市荷塘区2024年政府工作报告" }).why, "place");
  assert.equal(chooseSense(LOCAL, 0, { ...PAGE, title: "长沙市岳麓区2017年政府工作报告" }).detail, "长沙市");
  assert.equal(chooseSense(LOCAL, 0, { ...PAGE, title: "株洲市天元区2023年政府工作报告" }).why, "elsewhere");
  assert.equal(chooseSense(LOCAL, 0, { ...PAGE, title: "长沙市2024年政府工作报告" }).why, "elsewhere");
  const shared = [{ ...LOCAL[0], others: ["湖南省长沙市人民政府"] }];
  assert.equal(chooseSense(shared, 0, { ...PAGE, title: "长沙市2024年政府工作报告" }).detail, "长沙市");
});

test("an article may have the page's own meaning where the lexicon has not", () => {
  const entry = { term: { senses: LOCAL }, why: "elsewhere", chosen: "b" };
  const senses = LOCAL.map(({ id, issuer }) => ({ id, scope: { issuer }, issuers: [] }));
  const article = { senses: [...senses, { id: "d", scope: { issuer: null }, issuers: [{ issuer: "成都市人民政府" }], explained_years: { first: 2023 } }] };
  const page = { ...PAGE, title: "成都市2023年政府工作報告" };
  const fold = (text) => text.replace("報", "报");
  assert.deepEqual(chooseInArticle(entry, article, page, fold), { chosen: "d", why: "place", detail: "成都市" });
  assert.equal(chooseInArticle(entry, { senses }, page, fold), null);
  assert.equal(chooseInArticle(entry, { senses: "none" }, page, fold), null);
});

test("places and years are read off names and addresses", () => {
  assert.deepEqual(placesOf("湖南省株洲市荷塘区人民政府"), ["湖南省", "株洲市", "荷塘区"]);
  assert.deepEqual(placesOf("国务院办公厅"), []);
  assert.equal(yearOf({ ...PAGE, path: "/zwgk/2021/0315/1.html" }), 2021);
  assert.equal(yearOf({ ...PAGE, path: "/art/202103/t1.html" }), 2021);
  assert.equal(yearOf({ ...PAGE, title: "关于2019年工作", path: "/2021/" }), 2019);
  assert.equal(yearOf(PAGE), 0);
});

test("the script of a page is found by its characters, the place by language and address", () => {
  assert.equal(scriptOfText("劃定三區三線，推動經濟發展"), "zh-Hant");
  assert.equal(scriptOfText("划定三区三线"), "zh-Hans");
  assert.equal(scriptOfText("abc"), null);
  assert.equal(scriptOfLanguage("zh_TW"), "zh-Hant-TW");
  assert.equal(scriptOfLanguage("zh-Hant-HK"), "zh-Hant-HK");
  assert.equal(scriptOfLanguage("en"), null);
  assert.equal(scriptOfPage("推動經濟發展", "zh-CN", "www.gov.hk"), "zh-Hant-HK");
  assert.equal(scriptOfPage("推動經濟發展", "zh-Hant-TW", "a.org"), "zh-Hant-TW");
  assert.equal(scriptOfPage("推动经济发展", "zh-TW", "a.tw"), "zh-Hans");
  assert.equal(scriptOfPage("", "zh-TW", "a.tw"), "zh-Hant-TW");
});

test("an address of a server is http or https and nothing else", () => {
  assert.equal(readServer(" http://127.0.0.1:8000/ "), "http://127.0.0.1:8000");
  assert.equal(readServer("https://example.org/glossary/?x#y"), "https://example.org/glossary");
  for (const bad of ["", "example.org", "javascript:alert(1)", "file:///etc", "https://user:pass@example.org", 5, null]) {
    assert.equal(readServer(bad), null);
  }
});

test("settings of another kind are those that they are by default", () => {
  assert.deepEqual(cleaned(null), DEFAULTS);
  const read = cleaned({ script: "zh-Hant", phonetics: "klingon", explained: "yes", firstOnly: true, evil: 1, constructor: true });
  assert.deepEqual(read, { ...DEFAULTS, script: "zh-Hant", firstOnly: true });
});

const WORD = { id: "t0", headword: "=1+1", pinyin: "a", definition: '含“引号”、"和,逗号\n换行', issuer: "甲", years: "2020", link: "https://example.org", at: "2024" };

test("saved words are no formulas in a spreadsheet", () => {
  const csv = toCsv([WORD, { ...WORD, headword: "@SUM", pinyin: "+1" }], ["a", "b", "c", "d", "e", "f", "g"]);
  assert.ok(csv.startsWith("\ufeffa,b,c"));
  assert.ok(csv.includes("'=1+1,a,\"含“引号”、\"\"和,逗号\n换行\""));
  assert.ok(csv.includes("\r\n'@SUM,'+1,"));
});

test("saved words are one line each for Anki, without markup", () => {
  const lines = toAnki([WORD]).trimEnd().split("\n");
  assert.equal(lines[1], "#html:false");
  assert.equal(lines.length, 4);
  assert.equal(lines[3].split("\t").length, 5);
});
