/** Numerals of slogans; as `chinese/numerals.py`. */

const DIGITS = "零一二三四五六七八九";

/**
 * The value of one numeral: 三 is 3, 十四 14, 双 2, 12 12.
 * @param {string} number
 * @returns {number | null} `null` for 多, N and anything else.
 */
export function valueOf(number) {
  if (/^[两双兩雙]$/.test(number)) return 2;
  if (/^[0-9]{1,9}$/.test(number)) return Number(number);
  const [tens, units] = number.split("十");
  if (units === undefined) return digit(tens);
  return (digit(tens) ?? 1) * 10 + (digit(units) ?? 0);
}

/** @param {string} character */
function digit(character) {
  const value = character.length === 1 ? DIGITS.indexOf(character) : -1;
  return value < 0 ? null : value;
}
