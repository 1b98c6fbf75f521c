// Completions while one types, and a card with the explanation of a term in a text. Every page works without it.
"use strict";

function completions(input) {
  const list = Object.assign(document.createElement("ul"), { className: "completions", id: "completions", hidden: true });
  list.setAttribute("role", "listbox");
  input.form.append(list);
  Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" })
    .forEach(([name, value]) => input.setAttribute(name, value));
  let asked = 0, chosen = -1, waiting = 0;

  const close = () => {
    list.hidden = true; chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    const rows = [...list.children];
    chosen = (index + rows.length) % rows.length;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", rows[chosen].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((each, at) => {
      const row = Object.assign(document.createElement("li"), { id: `completion-${at}` });
      const part = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });
      row.dataset.headword = each.headword;
      row.append(part("", each.headword), part("pinyin", each.pinyin));
      if (each.definition) row.append(part("brief", each.definition));
      row.setAttribute("role", "option");
      row.addEventListener("mousedown", (event) => { event.preventDefault(); input.value = each.headword; input.form.submit(); });
      return row;
    }));
    list.hidden = found.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  const ask = async () => {
    const q = input.value.trim(), mine = ++asked;
    if (!q) return close();
    const response = await fetch(`${input.dataset.suggest}&q=${encodeURIComponent(q)}`).catch(() => null);
    if (response?.ok && mine === asked) show((await response.json()).suggestions);
  };
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 80);
  });
  input.addEventListener("compositionend", ask);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) input.value = list.children[chosen].dataset.headword;
    else return;
    if (event.key !== "Enter") event.preventDefault();
  });
}

function cards(text) {
  const card = Object.assign(document.createElement("div"), { className: "card", id: "card", hidden: true });
  card.setAttribute("role", "tooltip");
  document.body.append(card);
  let shown = null;
  const hide = () => {
    card.hidden = true;
    shown?.classList.remove("shown");
    shown?.removeAttribute("aria-describedby");
    shown = null;
  };
  const show = (link) => {
    if (link === shown) return;
    hide();
    const note = document.getElementById(link.dataset.note);
    if (!note) return;
    const head = Object.assign(document.createElement("strong"), { textContent: note.textContent.trim() });
    card.replaceChildren(head, note.nextElementSibling.textContent.trim());
    card.hidden = false;
    shown = link;
    link.classList.add("shown");
    link.setAttribute("aria-describedby", "card");
    const at = link.getBoundingClientRect(), size = card.getBoundingClientRect();
    const below = at.bottom + size.height + 12 < innerHeight;
    card.style.left = `${scrollX + Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    card.style.top = `${scrollY + (below ? at.bottom + 8 : at.top - size.height - 8)}px`;
  };
  const term = (event) => event.target.closest?.("a.term");
  text.addEventListener("mouseover", (event) => {
    if (globalThis.glossaryReader?.isConnected) return; // /reader.js opens its own card for pointer and finger
    const link = term(event);
    link ? show(link) : hide();
  });
  text.addEventListener("mouseleave", hide);
  text.addEventListener("focusin", (event) => { const link = term(event); if (link) show(link); });
  text.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

document.querySelectorAll("input[data-suggest]").forEach(completions);
// Not where a finger points: there the focus would push a keyboard up over the page.
if (!matchMedia("(pointer: coarse)").matches && !location.hash) document.querySelector("input[data-focus]")?.focus();
document.querySelectorAll(".text").forEach(cards);
