/**
 * The card as elements: one `<div data-glossary-card>` with a closed shadow root, there only while a card is open.
 *
 * Texts of the server and of the page are put in as text nodes, never as markup.
 */
(() => {
  const reader = /** @type {Reader} */ (globalThis.glossaryReader);
  if (reader.card) return;
  const { dom } = reader;

  /** Everything that a page's style sheet could do to the host is undone first. No `rem`: a page sets how long it is. */
  const STYLE = `
:host { all: initial !important; display: block !important; position: fixed !important; inset: 0 auto auto 0 !important;
  width: 0 !important; height: 0 !important; overflow: visible !important; z-index: 2147483647 !important;
  direction: ltr !important; unicode-bidi: isolate !important; color-scheme: light dark !important; }
* { box-sizing: border-box; }
.card { --text: #1d2530; --muted: #55606e; --background: #fffefb; --border: #d9d5ca; --link: #1f5fc4; --item: #eef2f8; --warning: #8a4b00;
  position: fixed; display: flex; flex-direction: column; width: min(416px, calc(100vw - 16px)); max-height: min(512px, calc(100vh - 16px));
  color: var(--text); background: var(--background); border: 1px solid var(--border); border-radius: 10px;
  box-shadow: 0 8px 28px rgb(0 0 0 / 22%); font: 15px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  text-align: start; overflow-wrap: anywhere; writing-mode: horizontal-tb; }
.card:lang(zh-Hant) { font-family: system-ui, "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", sans-serif; }
.head { display: flex; gap: 8px; align-items: start; padding: 12px 14px 0; }
.title { flex: 1; min-width: 0; }
h2 { margin: 0; font-size: 20px; line-height: 1.35; font-weight: 650; unicode-bidi: isolate; }
.phonetics, .printed { margin: 2px 0 0; color: var(--muted); font-size: 14px; unicode-bidi: isolate; }
.body { padding: 6px 14px 4px; overflow: auto; overscroll-behavior: contain; }
p { margin: 6px 0; unicode-bidi: isolate; }
.definition { display: block; }
.unexplained, .elsewhere { color: var(--warning); }
.elsewhere { border-inline-start: 3px solid var(--warning); padding-inline-start: 8px; font-size: 15px; }
h2, .definition { text-spacing-trim: trim-start; }
h3 { margin: 10px 0 2px; font-size: 14px; font-weight: 600; color: var(--muted); unicode-bidi: isolate; }
.groups { display: flex; flex-wrap: wrap; gap: 4px 18px; }
.group { flex: 1 1 128px; }
ul { margin: 2px 0 6px; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 4px; }
li { padding: 1px 8px; background: var(--item); border-radius: 6px; unicode-bidi: isolate; font-size: 15px; }
.source { color: var(--muted); font-size: 14px; }
details { margin: 6px 0; border-top: 1px solid var(--border); padding-top: 4px; }
summary { cursor: pointer; color: var(--muted); font-size: 14px; }
.foot { display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: center; padding: 6px 10px 8px 14px; border-top: 1px solid var(--border); font-size: 14px; }
.foot a { margin-inline-end: auto; }
a { color: var(--link); text-decoration: underline; }
button { font: inherit; color: var(--text); background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 2px 7px;
  min-height: 28px; cursor: pointer; }
button:hover { background: var(--item); }
button[aria-pressed="true"] { background: var(--item); border-color: var(--link); }
.close { font-size: 18px; line-height: 1; min-width: 28px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 480px) {
  .card.tapped { left: 8px !important; right: 8px; top: auto !important; bottom: 8px; width: auto; max-height: 60vh; }
  .card.tapped.raised { top: 8px !important; bottom: auto; }
  button { min-height: 40px; padding: 4px 10px; }
}
@media (max-height: 300px) { /* a small frame, or a page at 400 %: all of the card scrolls, not only its middle */
  .card { display: block; overflow: auto; }
  .head { position: sticky; top: 0; background: var(--background); }
  .body { overflow: visible; }
}
@media (prefers-color-scheme: dark) {
  .card { --text: #e8eaee; --muted: #a9b2bf; --background: #20242b; --border: #3b424d; --link: #8ab4ff; --item: #2f3641; --warning: #ffc27a; }
}
@media (prefers-contrast: more) { .card { --muted: var(--text); --border: currentColor; border-width: 2px; } }
@media (forced-colors: active) { .card, li, button { border: 1px solid CanvasText; } }
`;

  /** Pixels between card and mark, and between card and window. */
  const DISTANCE = 6;
  const MARGIN = 8;
  /** Pixels of height in which a card can be read. */
  const LEAST = 200;
  const NUMERALS = ["", ..."一二三四五六七八九十"];

  /** @type {{host: HTMLElement, root: ShadowRoot, panel: HTMLElement} | null} */
  let open = null;
  /** @type {WeakSet<Node>} The host of every card that was shown. */
  const hosts = new WeakSet();

  /**
   * @param {string} name
   * @param {string} [className]
   * @param {string} [text]
   * @returns {HTMLElement}
   */
  function make(name, className = "", text = "") {
    const element = dom.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  /**
   * @param {HTMLElement} parent
   * @param {...(HTMLElement | null | undefined | false)} children
   */
  function put(parent, ...children) {
    for (const child of children) if (child) parent.append(child);
    return parent;
  }

  /**
   * @param {string} label
   * @param {() => void} act
   * @param {string} [className]
   */
  function button(label, act, className = "") {
    const element = make("button", className, label);
    element.setAttribute("type", "button");
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      act();
    });
    return element;
  }

  /** @param {CardView} view */
  function headOf(view) {
    const title = put(make("div", "title"), make("h2", "", view.headword));
    title.firstElementChild?.setAttribute("id", "headword");
    title.firstElementChild?.setAttribute("lang", view.script);
    const phonetics = view.phonetics ? make("p", "phonetics", view.phonetics) : null;
    phonetics?.setAttribute("lang", view.phonetics && /[a-z]/i.test(view.phonetics) ? "zh-Latn" : "zh-Bopo");
    const printed = view.printed ? make("p", "printed", reader.platform.message("printedAs", view.printed)) : null;
    printed?.setAttribute("lang", view.script);
    put(title, phonetics, printed);
    const close = button("×", view.close, "close");
    close.setAttribute("aria-label", reader.platform.message("close"));
    return put(make("div", "head"), title, close);
  }

  /**
   * What a reader calls a group: the numeral as the headword prints it (两 of 两个维护, 双 of 双轮驱动), and what is shared.
   * @param {{numeral: number, shared: string}} group
   * @param {string} headword
   */
  function labelOf({ numeral, shared }, headword) {
    const at = shared ? headword.indexOf(shared) : -1;
    const before = at > 0 ? headword.slice(0, at) : "";
    const two = numeral === 2 ? /[两兩双雙]$/.exec(before)?.[0] : undefined;
    const large = numeral > 10 ? /[一二三四五六七八九十百千万萬]{2,}$/.exec(before)?.[0] : undefined;
    const digits = /\d+$/.exec(before)?.[0];
    const printed = two ?? large ?? (Number(digits) === numeral ? digits : undefined);
    return `${printed ?? NUMERALS[numeral] ?? numeral}${shared}`;
  }

  /**
   * @param {Omit<SenseView, "id">} sense
   * @param {string} headword
   */
  function groupsOf(sense, headword) {
    if (!sense.groups.length) return null;
    const groups = make("div", "groups");
    for (const group of sense.groups) {
      const items = make("ul");
      for (const member of group.members) items.append(make("li", "", member));
      const label = group.numeral || group.shared ? make("h3", "", labelOf(group, headword)) : null;
      if (group.members.length) put(groups, put(make("div", "group"), label, items));
    }
    return groups.childElementCount ? groups : null;
  }

  /**
   * @param {Omit<SenseView, "id">} sense
   * @param {string} headword
   */
  function senseOf(sense, headword) {
    const { message } = reader.platform;
    const part = make("div", "sense");
    if (sense.isElsewhere) put(part, make("p", "elsewhere", sense.why));
    if (sense.definition) put(part, make("p", "definition", sense.definition), groupsOf(sense, headword));
    else put(part, make("p", "unexplained", message("noExplanation")));
    const said = [sense.issuer, sense.years].filter(Boolean).join(message("comma"));
    if (said) put(part, make("p", "source", message(sense.issuer ? "explainedBy" : "explainedIn", said)));
    if (sense.isRunningText) put(part, make("p", "source", message("runningText")));
    if (sense.why && !sense.isElsewhere) put(part, make("p", "source", sense.why));
    return part;
  }

  /** @param {CardView} view */
  function bodyOf(view) {
    const { message } = reader.platform;
    const body = make("div", "body");
    body.setAttribute("lang", view.script);
    put(body, senseOf(view.senses[0] ?? { definition: "", groups: [], issuer: "", years: "", why: "", isElsewhere: false, isRunningText: false }, view.headword));
    if (view.senses.length > 1) {
      const more = put(make("details"), make("summary", "", message("otherMeanings", String(view.senses.length - 1))));
      body.append(put(more, ...view.senses.slice(1).map((sense) => senseOf(sense, view.headword))));
    }
    if (view.near.length) {
      const near = make("p", "source", `${message("near")} `);
      view.near.forEach((one, at) => {
        if (at) near.append(message("listComma"));
        near.append(link(one.url, one.headword));
      });
      body.append(near);
    }
    if (view.note) put(body, make("p", "source", view.note));
    return body;
  }

  /**
   * @param {string} url
   * @param {string} text
   */
  function link(url, text) {
    const element = make("a", "", text);
    element.setAttribute("href", url);
    element.setAttribute("target", "_blank");
    element.setAttribute("rel", "noopener noreferrer");
    return element;
  }

  /** @param {CardView} view */
  function footOf(view) {
    const { message } = reader.platform;
    const foot = put(make("div", "foot"), link(view.url, message(view.isKnown ? "article" : "searchDictionary")));
    for (const action of view.actions) {
      const one = button(action.label, () => {
        action.act((said) => {
          one.textContent = said;
          announce(said);
        });
        if (action.isPressed) one.setAttribute("aria-pressed", String(action.isPressed()));
      });
      if (action.isPressed) one.setAttribute("aria-pressed", String(action.isPressed()));
      foot.append(one);
    }
    return foot;
  }

  /** Where the host goes: into what covers the page, or behind everything. */
  function parentFor(/** @type {Node | null} */ node) {
    const full = dom.fullscreenElement();
    if (full && !["video", "iframe", "img", "canvas", "embed", "object"].includes(dom.localName(full))) return full;
    for (let at = node; at; at = dom.composedParent(at)) {
      if (dom.isElement(at) && dom.localName(at) === "dialog" && dom.matches(at, ":modal")) return at;
    }
    return dom.documentElement();
  }

  /** @param {ShadowRoot} root */
  function dress(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make("style", "", STYLE)); // Firefox lends content scripts no constructed sheets
    }
  }

  /**
   * Opens the card, or another one in its place.
   * @param {CardView} view
   */
  function show(view) {
    hide();
    const host = make("div");
    host.setAttribute("data-glossary-card", "");
    hosts.add(host);
    const root = Element.prototype.attachShadow.call(host, { mode: "closed" });
    dress(root);
    const panel = make("div", view.isTapped ? "card tapped" : "card");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-labelledby", "headword");
    panel.setAttribute("lang", reader.platform.message("language"));
    panel.setAttribute("tabindex", "-1");
    const status = make("div", "status");
    status.setAttribute("role", "status");
    status.setAttribute("aria-live", "polite");
    root.append(put(panel, headOf(view), bodyOf(view), footOf(view), status));
    open = { host, root, panel };
    dom.append(parentFor(view.anchor), host);
    lift(host);
    place(view);
    panel.addEventListener("keydown", (event) => keepWithin(event, view));
    if (view.isAnnounced) setTimeout(() => announce(`${view.headword}${reader.platform.message("colon")}${view.senses[0]?.definition || reader.platform.message("noExplanation")}`), 60);
  }

  /**
   * Above everything of the page, where the browser can.
   * @param {HTMLElement} host
   */
  function lift(host) {
    try {
      host.setAttribute("popover", "manual");
      HTMLElement.prototype.showPopover.call(host);
    } catch {
      host.removeAttribute("popover");
    }
  }

  /**
   * Next to the mark: below, or above where there is more room; beside it in vertical writing.
   * @param {CardView} view
   */
  function place(view) {
    if (!open) return;
    const { panel } = open;
    const zoom = /** @type {any} */ (open.host).currentCSSZoom;
    if (zoom > 0 && zoom !== 1) panel.style.zoom = String(1 / zoom); // a page may be enlarged by its style sheet
    panel.style.maxHeight = "";
    const { box } = view;
    const below = innerHeight - box.bottom - DISTANCE - MARGIN;
    const above = box.top - DISTANCE - MARGIN;
    const isBelow = panel.getBoundingClientRect().height <= below || below >= above;
    // Its middle scrolls rather than that it hides the mark, unless the window is too low for both.
    const isAtEdge = view.isTapped && innerWidth <= 480;
    if (!view.isVertical && !isAtEdge && Math.max(below, above) >= LEAST) panel.style.maxHeight = `min(512px, ${Math.floor(isBelow ? below : above)}px)`;
    const { width, height } = panel.getBoundingClientRect();
    // On a phone it lies at the bottom of the window, or at the top where it would hide what was tapped.
    const isHiding = box.bottom > innerHeight - height - MARGIN - DISTANCE;
    panel.classList.toggle("raised", isHiding && box.top > height + MARGIN);
    const clampX = (/** @type {number} */ x) => Math.max(MARGIN, Math.min(x, innerWidth - width - MARGIN));
    const clampY = (/** @type {number} */ y) => Math.max(MARGIN, Math.min(y, innerHeight - height - MARGIN));
    let x = box.left;
    let y = isBelow ? box.bottom + DISTANCE : box.top - DISTANCE - height;
    if (view.isVertical) {
      x = box.left - DISTANCE - width >= MARGIN ? box.left - DISTANCE - width : box.right + DISTANCE;
      y = box.top;
    }
    for (const part of [panel, ...panel.querySelectorAll(".body")]) {
      // So that the arrow keys can scroll it.
      part.setAttribute("tabindex", part.scrollHeight > part.clientHeight + 1 && part.clientHeight > 0 ? "0" : "-1");
    }
    panel.style.left = `${Math.round(clampX(x))}px`;
    panel.style.top = `${Math.round(clampY(y))}px`;
  }

  /** Closes the card. */
  function hide() {
    if (!open) return;
    const { host } = open;
    open = null;
    const parent = dom.parentNode(host);
    if (parent) dom.removeChild(parent, host);
  }

  /** @param {string} text */
  function announce(text) {
    const status = open?.root.querySelector(".status");
    if (status) status.textContent = text;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {CardView} view
   */
  function keepWithin(event, view) {
    if (event.key !== "Tab" || !open) return;
    const stops = /** @type {HTMLElement[]} */ ([...open.panel.querySelectorAll("button, a, summary, .body[tabindex='0']")]);
    const at = stops.indexOf(/** @type {HTMLElement} */ (open.root.activeElement));
    const next = at + (event.shiftKey ? -1 : 1);
    event.preventDefault();
    event.stopPropagation();
    if (next < 0 || next >= stops.length) view.leave();
    else stops[next].focus();
  }

  reader.card = {
    show,
    hide,
    announce,
    isOpen: () => open !== null,
    isOwn: (/** @type {Node} */ node) => hosts.has(node),
    isHost: (/** @type {unknown} */ target) => open !== null && target === open.host,
    isShown: () => open !== null && dom.isConnected(open.host),
    enter: () => /** @type {HTMLElement | null} */ (open?.panel.querySelector("button, a"))?.focus(),
    hasFocus: () => Boolean(open?.root.activeElement),
    /** The scrolling of what lies below moves the mark; the card goes with it. */
    follow: (/** @type {CardView} */ view) => place(view),
  };
})();
