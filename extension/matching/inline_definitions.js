/** Definitions of slogans in running text: …即…, A、B、C“三类用地”, “X”（A、B、C）; as `extraction/inline_definitions`. */

import { announcedList, explainedInSentences, inBrackets, labelList, listAfter, paragraphsBelow, sentencesWithLabel, thatIs } from "./definition_rules_after.js";
import { answered } from "./definition_rules_answers.js";
import { listBefore, listInClauseBefore, namedAfter, quotedListBefore, rowOfCharacters, runTogether, treatedAs } from "./definition_rules_before.js";
import { SloganContext } from "./slogan_context.js";

/** @typedef {import("./slogan_context.js").Extent} Extent */
/** @typedef {import("./slogans.js").Slogan} Slogan */
/** @typedef {{core: string, head: string, definition: string, start: number, end: number}} InlineDefinition */

/** @type {((context: SloganContext) => Extent)[]} Most precise first. */
const RULES = [namedAfter, quotedListBefore, answered, labelList, thatIs, inBrackets, treatedAs, listBefore, runTogether, rowOfCharacters, explainedInSentences, paragraphsBelow, listAfter, sentencesWithLabel, announcedList, listInClauseBefore];

/**
 * At most one definition of each slogan.
 * @param {import("./page_text.js").PageText} page
 * @param {Slogan[]} slogans Outside the glossary; positions in code points.
 * @returns {InlineDefinition[]}
 */
export function findInlineDefinitions({ printed, normal }, slogans) {
  return slogans.flatMap((slogan) => {
    const surface = printed.slice(slogan.start, slogan.end);
    const at = surface.indexOf(slogan.core);
    const core = at < 0 ? slogan.core : normal.slice(slogan.start + at, slogan.start + at + slogan.core.length);
    const context = new SloganContext(normal, slogan, core);
    if (!context.numerals.length) return [];
    for (const rule of RULES) {
      const extent = rule(context);
      if (!extent) continue;
      const definition = printed.slice(...extent).replace(/^[* ]+|[* ]+$/g, "");
      return [{ core: slogan.core, head: surface.replace(/\\(?![\p{L}\p{N}_])/gu, ""), definition, start: slogan.start, end: slogan.end }];
    }
    return [];
  });
}
