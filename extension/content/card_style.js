/** How the card looks. Everything a page's style sheet could do to the host is undone first. */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  reader.cardStyle ??= `
:host { all: initial !important; display: block !important; position: fixed !important; inset: 0 auto auto 0 !important;
  width: 0 !important; height: 0 !important; overflow: visible !important; z-index: 2147483647 !important;
  direction: ltr !important; unicode-bidi: isolate !important; color-scheme: light dark !important; }
* { box-sizing: border-box; }
.card { --ink: #1d2530; --soft: #55606e; --paper: #fffefb; --line: #d9d5ca; --accent: #1f5fc4; --chip: #eef2f8; --warn: #8a4b00;
  position: fixed; display: flex; flex-direction: column; width: min(26rem, calc(100vw - 16px)); max-height: min(32rem, calc(100vh - 16px));
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px;
  box-shadow: 0 8px 28px rgb(0 0 0 / 22%); font: 15px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  text-align: start; overflow-wrap: anywhere; writing-mode: horizontal-tb; }
.card:lang(zh-Hant) { font-family: system-ui, "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", sans-serif; }
.head { display: flex; gap: 8px; align-items: start; padding: 12px 14px 0; }
.title { flex: 1; min-width: 0; }
h2 { margin: 0; font-size: 1.25rem; line-height: 1.35; font-weight: 650; unicode-bidi: isolate; }
.sound, .printed { margin: 2px 0 0; color: var(--soft); font-size: .87rem; unicode-bidi: isolate; }
.body { padding: 6px 14px 4px; overflow: auto; overscroll-behavior: contain; }
p { margin: 6px 0; unicode-bidi: isolate; }
.definition { display: block; }
.unexplained, .elsewhere { color: var(--warn); }
.elsewhere { border-inline-start: 3px solid var(--warn); padding-inline-start: 8px; font-size: .93rem; }
h2, .definition { text-spacing-trim: trim-start; }
h3 { margin: 10px 0 2px; font-size: .87rem; font-weight: 600; color: var(--soft); unicode-bidi: isolate; }
.groups { display: flex; flex-wrap: wrap; gap: 4px 18px; }
.group { flex: 1 1 8rem; }
ul { margin: 2px 0 6px; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 4px; }
li { padding: 1px 8px; background: var(--chip); border-radius: 6px; unicode-bidi: isolate; font-size: .93rem; }
.source { color: var(--soft); font-size: .87rem; }
details { margin: 6px 0; border-top: 1px solid var(--line); padding-top: 4px; }
summary { cursor: pointer; color: var(--soft); font-size: .87rem; }
.foot { display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: center; padding: 6px 10px 8px 14px; border-top: 1px solid var(--line); font-size: .87rem; }
.foot a { margin-inline-end: auto; }
a { color: var(--accent); text-decoration: underline; }
button { font: inherit; color: var(--ink); background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 2px 7px;
  min-height: 28px; cursor: pointer; }
button:hover { background: var(--chip); }
button[aria-pressed="true"] { background: var(--chip); border-color: var(--accent); }
.close { font-size: 1.1rem; line-height: 1; min-width: 28px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 480px) {
  .card.tapped { left: 8px !important; right: 8px; top: auto !important; bottom: 8px; width: auto; max-height: 60vh; }
  .card.tapped.raised { top: 8px !important; bottom: auto; }
  button { min-height: 40px; padding: 4px 10px; }
}
@media (prefers-color-scheme: dark) {
  .card { --ink: #e8eaee; --soft: #a9b2bf; --paper: #20242b; --line: #3b424d; --accent: #8ab4ff; --chip: #2f3641; --warn: #ffc27a; }
}
@media (prefers-contrast: more) { .card { --soft: var(--ink); --line: currentColor; border-width: 2px; } }
@media (forced-colors: active) { .card, li, button { border: 1px solid CanvasText; } }
`;
})();
