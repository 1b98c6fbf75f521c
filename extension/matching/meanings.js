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
 * @property {"form" | "only" | "place" | "year" | "first"} why
 * @property {string} detail The place or year.
 */

const PLACE = /[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|特别行政区|省|市|州|盟|县|区|旗|镇|乡)/g;
const OFFICES = /(?:人民政府|政府|办公厅|办公室|委员会|发展和改革委员会|人大|党委).*$/;

/**
 * @param {Sense[]} senses
 * @param {number} formSense The sense that the printed form chooses, from 1; 0 for none.
 * @param {PageFacts} page
 * @returns {Choice}
 */
export function chooseSense(senses, formSense, page) {
  if (formSense > 0 && formSense <= senses.length) return { at: formSense - 1, why: "form", detail: "" };
  if (senses.length < 2) return { at: 0, why: "only", detail: "" };
  const [places, place] = ofPlace(senses, page);
  const year = yearOf(page);
  const [nearest, isByYear] = ofYear(senses, places, year);
  if (place) return { at: nearest, why: "place", detail: place };
  return isByYear ? { at: nearest, why: "year", detail: String(year) } : { at: 0, why: "first", detail: "" };
}

/**
 * @param {Sense[]} senses
 * @param {PageFacts} page
 * @returns {[number[], string]} Indexes of the senses whose place is the page's, the nearest one; all where none is.
 */
function ofPlace(senses, page) {
  const scores = senses.map((sense) => closeness(sense.issuer, page));
  const best = Math.max(...scores.map(([score]) => score));
  if (best === 0) return [senses.map((_, at) => at), ""];
  const fitting = senses.map((_, at) => at).filter((at) => scores[at][0] === best);
  return [fitting, scores[fitting[0]][1]];
}

/**
 * How near an issuer's place is to a page: the deepest of its places that the title or the beginning names.
 * @param {string} issuer
 * @param {PageFacts} page
 * @returns {[number, string]}
 */
function closeness(issuer, page) {
  const places = placesOf(issuer);
  const title = page.title;
  const head = page.sample.slice(0, 600);
  /** @type {[number, string]} */
  let best = [0, ""];
  places.forEach((place, depth) => {
    const isDeepest = depth === places.length - 1;
    const score = (title.includes(place) ? 4 : head.includes(place) ? 2 : 0) * (isDeepest ? 10 : 1);
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
 * @param {Sense[]} senses
 * @param {number[]} among Indexes.
 * @param {number} year
 * @returns {[number, boolean]} Index of the first whose years hold the year, else the nearest; whether the year told.
 */
function ofYear(senses, among, year) {
  if (!year) return [among[0], false];
  const distances = among.map((at) => {
    const { years } = senses[at];
    return years ? Math.max(years[0] - year, year - years[1], 0) : Infinity;
  });
  const nearest = Math.min(...distances);
  if (nearest === Infinity || distances.every((one) => one === nearest)) return [among[0], false];
  return [among[distances.indexOf(nearest)], true];
}
