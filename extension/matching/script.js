/** Which script a text is in, and which one its cards take. */

/** @typedef {"zh-Hans" | "zh-Hant" | "zh-Hant-TW" | "zh-Hant-HK"} Script */

// The commonest characters of reports that only one of the two scripts has, in pairs.
const TRADITIONAL =
  "國會個來們時學對這後經過開關無長門問現實點業動產為種樣發電體農區線維護應與進導領觀處設計劃協調機構結構質創環節際範圍責權義務據標準總數據統籌財稅幣貿歷觸優勢戰鄉鎮縣廣場東陸島橋鐵書記華黨員層級選舉議項報審";
const SIMPLIFIED =
  "国会个来们时学对这后经过开关无长门问现实点业动产为种样发电体农区线维护应与进导领观处设计划协调机构结构质创环节际范围责权义务据标准总数据统筹财税币贸历触优势战乡镇县广场东陆岛桥铁书记华党员层级选举议项报审";

/** @type {Map<string, number>} 1 for traditional, -1 for simplified. */
const TELLS = new Map();
[...TRADITIONAL].forEach((character, at) => {
  if (character === SIMPLIFIED[at]) return;
  TELLS.set(character, 1);
  TELLS.set(SIMPLIFIED[at], -1);
});

/**
 * @param {string} text
 * @returns {"zh-Hans" | "zh-Hant" | null} `null` where nothing tells.
 */
export function scriptOfText(text) {
  let sum = 0;
  for (const character of text) sum += TELLS.get(character) ?? 0;
  return sum > 0 ? "zh-Hant" : sum < 0 ? "zh-Hans" : null;
}

/**
 * @param {string} lang A language tag, as in HTML.
 * @returns {Script | null}
 */
export function scriptOfLanguage(lang) {
  const tag = lang.toLowerCase().replaceAll("_", "-");
  if (!/^(zh|yue|cmn|nan|hak)\b/.test(tag)) return null;
  if (/-(hk|mo)\b/.test(tag)) return "zh-Hant-HK";
  if (/-tw\b/.test(tag)) return "zh-Hant-TW";
  if (/-hant\b/.test(tag)) return "zh-Hant";
  return /-(hans|cn|sg|my)\b/.test(tag) ? "zh-Hans" : null;
}

/**
 * The script of a page: its characters tell simplified from traditional, its language and address the place.
 * @param {string} sample Some of its text.
 * @param {string} lang Of its document.
 * @param {string} host Of its address.
 * @returns {Script}
 */
export function scriptOfPage(sample, lang, host) {
  const said = scriptOfLanguage(lang);
  const seen = scriptOfText(sample) ?? (said === "zh-Hans" || said === null ? "zh-Hans" : "zh-Hant");
  if (seen === "zh-Hans") return "zh-Hans";
  if (said && said !== "zh-Hans") return said;
  if (/\.tw$/.test(host)) return "zh-Hant-TW";
  return /\.(hk|mo)$/.test(host) ? "zh-Hant-HK" : "zh-Hant";
}
