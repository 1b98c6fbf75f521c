/** Which meaning a page has in mind: that of its own government first, then that of its year. */

/** @typedef {import("./lexicon.js").Sense} Sense */

/**
 * @typedef {object} PageFacts
 * @property {string} lang
 * @property {string} title
 * @property {string} sample Some of its text.
 * @property {string} host
 * @property {string} path
 */

/**
 * @typedef {object} Choice
 * @property {number} at Index of the sense.
 * @property {"form" | "only" | "place" | "year" | "first" | "elsewhere"} why
 * @property {string} detail The place, the year, or the government whose meaning it is.
 */

/** What the choice needs of a sense. */
/** @typedef {Pick<Sense, "issuer" | "others" | "years" | "local">} Meaning */

const PLACE = /[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|特别行政区|省|市|州|盟|县|区|旗|镇|乡)/g;
const OFFICES = /(?:人民政府|政府|办公厅|办公室|委员会|发展和改革委员会|人大|党委).*$/;
/** What shows that a page is some government's own document. */
const GOVERNMENT = /[省市州盟县区旗]人民(?:政府|代表大会)|[省市州盟县区旗]政府工作报告|政府信息公开|人民代表大会第[一二三四五六七八九十]{1,3}次会议/;
/** Years that a government's own label lasts: its term of office. */
const TERM_OF_OFFICE = 5;
/** Years by which a meaning that is first explained after the page is further away. */
const BEFORE_ITS_TIME = 3;
/** Code points of the beginning of a page that name its place and year. */
const HEAD = 600;

/**
 * The same order as the server's: the written form, the page's own government (and those above it) within a term of
 * office, meanings that hold everywhere, and only then another government's, which is called so.
 * @param {Meaning[]} senses
 * @param {number} formSense The sense that the printed form chooses, from 1; 0 for none.
 * @param {PageFacts} page
 * @param {boolean} [isCounted] Whether every government certainly has its own meaning.
 * @returns {Choice}
 */
export function chooseSense(senses, formSense, page, isCounted = false) {
  const year = yearOf(page);
  const all = formSense > 0 && formSense <= senses.length ? [formSense - 1] : senses.map((_, at) => at);
  if (!all.length) return { at: 0, why: "only", detail: "" };
  const [own, place] = ofPlace(senses, all, page, year);
  if (place) return { at: ofYear(senses, own, year)[0], why: "place", detail: place };
  const isNamed = formSense > 0;
  const general = all.filter((at) => !senses[at].local);
  if (!general.length && (isCounted || year || isOfGovernment(page))) {
    const [at] = ofYear(senses, all, year);
    return { at, why: "elsewhere", detail: senses[at].issuer };
  }
  const among = general.length ? general : all;
  const [at, isByYear] = ofYear(senses, among, year);
  if (isNamed) return { at, why: "form", detail: "" };
  if (senses.length === 1) return { at, why: "only", detail: "" };
  return isByYear ? { at, why: "year", detail: String(year) } : { at, why: "first", detail: "" };
}

/** @param {PageFacts} page */
function isOfGovernment(page) {
  return GOVERNMENT.test(page.title) || GOVERNMENT.test(page.sample.slice(0, HEAD));
}

/**
 * @param {Meaning[]} senses
 * @param {number[]} among Indexes.
 * @param {PageFacts} page
 * @param {number} year
 * @returns {[number[], string]} Indexes of the senses whose place is the page's, and that place; none where none is.
 */
function ofPlace(senses, among, page, year) {
  const scores = new Map(among.map((at) => [at, scoreOf(senses[at], page, year)]));
  const best = Math.max(...[...scores.values()].map(([score]) => score));
  if (best === 0) return [[], ""];
  const fitting = among.filter((at) => scores.get(at)?.[0] === best);
  return [fitting, scores.get(fitting[0])?.[1] ?? ""];
}

/**
 * @param {Meaning} sense
 * @param {PageFacts} page
 * @param {number} year
 * @returns {[number, string]}
 */
function scoreOf(sense, page, year) {
  if (sense.local && distanceOf(sense, year) > TERM_OF_OFFICE) return [0, ""];
  /** @type {[number, string]} */
  let best = [0, ""];
  for (const issuer of [sense.issuer, ...(sense.others ?? [])]) {
    const found = closeness(issuer, page, Boolean(sense.local));
    if (found[0] > best[0]) best = found;
  }
  return best;
}

/**
 * Years from a year to the nearest explanation; 0 where either is unknown.
 * @param {Meaning} sense
 * @param {number} year
 */
function distanceOf({ years }, year) {
  return years && year ? Math.max(years[0] - year, year - years[1], 0) : 0;
}

/**
 * How near an issuer's place is to a page: the deepest of its places that the title or the beginning names.
 * @param {string} issuer
 * @param {PageFacts} page
 * @param {boolean} isLocal Whether only the issuer itself and what lies within its place count: a neighbour does not.
 * @returns {[number, string]}
 */
function closeness(issuer, page, isLocal) {
  const places = placesOf(issuer);
  const { title } = page;
  const head = page.sample.slice(0, HEAD);
  /** @type {[number, string]} */
  let best = [0, ""];
  places.forEach((place, depth) => {
    const isDeepest = depth === places.length - 1;
    if (isLocal && !isDeepest) return;
    const score = (title.includes(place) ? 4 : head.includes(place) ? 2 : 0) * (isDeepest ? 10 : 1) * (depth + 1);
    if (score > best[0]) best = [score, place];
  });
  return best;
}

/**
 * The places in a name, widest first: 湖南省, 株洲市, 荷塘区.
 * @param {string} issuer
 * @returns {string[]}
 */
export function placesOf(issuer) {
  return issuer.replace(OFFICES, "").match(PLACE) ?? [];
}

/**
 * The year a page is of: in its title, its address, or said at its beginning.
 * @param {PageFacts} page
 * @returns {number} 0 where nothing tells.
 */
export function yearOf(page) {
  const inTitle = /(20\d\d|19[89]\d)\s*年?/.exec(page.title);
  const inAddress = /(?:^|[/_-])(20\d\d|19[89]\d)(?:[/_-]|\d{2,4}\b)/.exec(page.path);
  const inText = /(20\d\d|19[89]\d)\s*年/.exec(page.sample.slice(0, 600));
  return Number((inTitle ?? inText ?? inAddress)?.[1] ?? 0);
}

/**
 * @param {Meaning[]} senses
 * @param {number[]} among Indexes.
 * @param {number} year
 * @returns {[number, boolean]} Index of the first whose years include the year, otherwise the nearest; whether the year decided.
 */
function ofYear(senses, among, year) {
  if (!year) return [among[0], false];
  const distances = among.map((at) => {
    const { years } = senses[at];
    if (!years) return Infinity;
    return years[0] > year ? years[0] - year + BEFORE_ITS_TIME : Math.max(year - years[1], 0);
  });
  const nearest = Math.min(...distances);
  if (nearest === Infinity || distances.every((one) => one === nearest)) return [among[0], false];
  return [among[distances.indexOf(nearest)], true];
}
