/** Pinyin with tone marks as Zhuyin. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (Reflect.has(reader, "zhuyin")) return;

  const INITIALS = /** @type {Record<string, string>} */ (
    Object.fromEntries("b ㄅ p ㄆ m ㄇ f ㄈ d ㄉ t ㄊ n ㄋ l ㄌ g ㄍ k ㄎ h ㄏ j ㄐ q ㄑ x ㄒ zh ㄓ ch ㄔ sh ㄕ r ㄖ z ㄗ c ㄘ s ㄙ".split(" ").flatMap((one, at, all) => (at % 2 ? [] : [[one, all[at + 1]]])))
  );
  const FINALS = /** @type {Record<string, string>} */ (
    Object.fromEntries(
      ("a ㄚ o ㄛ e ㄜ ê ㄝ ai ㄞ ei ㄟ ao ㄠ ou ㄡ an ㄢ en ㄣ ang ㄤ eng ㄥ er ㄦ ong ㄨㄥ i ㄧ ia ㄧㄚ ie ㄧㄝ iao ㄧㄠ iu ㄧㄡ ian ㄧㄢ in ㄧㄣ " +
        "iang ㄧㄤ ing ㄧㄥ iong ㄩㄥ u ㄨ ua ㄨㄚ uo ㄨㄛ uai ㄨㄞ ui ㄨㄟ uan ㄨㄢ un ㄨㄣ uang ㄨㄤ ueng ㄨㄥ ü ㄩ üe ㄩㄝ üan ㄩㄢ ün ㄩㄣ")
        .split(" ")
        .flatMap((one, at, all) => (at % 2 ? [] : [[one, all[at + 1]]])),
    )
  );
  const TONES = /** @type {Record<string, string>} */ ({ "\u0304": "", "\u0301": "ˊ", "\u030c": "ˇ", "\u0300": "ˋ" });
  const WRITTEN_ALONE = /** @type {Record<string, string>} */ ({
    yu: "ü", yue: "üe", yuan: "üan", yun: "ün", yi: "i", yin: "in", ying: "ing", yong: "iong", ya: "ia", ye: "ie", yao: "iao", you: "iu",
    yan: "ian", yang: "iang", yo: "io", wu: "u", wa: "ua", wo: "uo", wai: "uai", wei: "ui", wan: "uan", wen: "un", wang: "uang", weng: "ueng",
  });

  /**
   * @param {string} syllable With its tone mark.
   * @returns {string} As it is, where it is no syllable.
   */
  function ofSyllable(syllable) {
    let tone = "˙";
    const decomposed = syllable.normalize("NFD").toLowerCase();
    const bare = decomposed
      .replace(/[\u0304\u0301\u030c\u0300]/, (mark) => {
        tone = TONES[mark];
        return "";
      })
      .normalize("NFC");
    const sound = spell(bare);
    if (!sound) return syllable;
    return tone === "˙" ? `˙${sound}` : sound + tone;
  }

  /** @param {string} bare */
  function spell(bare) {
    if (bare in WRITTEN_ALONE) return FINALS[WRITTEN_ALONE[bare]] ?? "";
    const initial = /^(?:[zcs]h|[bpmfdtnlgkhjqxrzcs])/.exec(bare)?.[0] ?? "";
    let final = bare.slice(initial.length);
    if (/^[jqx]$/.test(initial)) final = final.replace(/^u/, "ü");
    if (final === "i" && /^(?:[zcs]h?|r)$/.test(initial)) return INITIALS[initial];
    const sound = FINALS[final];
    return sound ? (INITIALS[initial] ?? "") + sound : "";
  }

  const SYLLABLE = /(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+(?:ng?(?![aeiouāáǎàēéěèīíǐìōóǒòūúǔù])|r(?![aeiou]))?/gi;

  /**
   * @param {string} pinyin
   * @returns {string}
   */
  reader.zhuyin = (pinyin) => pinyin.replace(SYLLABLE, (syllable) => `${ofSyllable(syllable)} `).replace(/ +/g, " ").trim();
})();
