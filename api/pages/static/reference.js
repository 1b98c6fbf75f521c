// The forms of the reference: parameters of the path, the address as one types, the answer below. Without it they are plain forms.
"use strict";

const LONGEST = 200_000; // characters of an answer that a page still shows without effort

function trial(form) {
  const fields = [...form.querySelectorAll("[data-in]")];
  const link = form.querySelector(".send a"), answer = form.querySelector(".answer");
  const status = answer.querySelector("[role=status]"), body = answer.querySelector("pre");
  let asked = 0;

  const address = () => {
    const query = new URLSearchParams();
    let path = form.dataset.path;
    for (const { name, value, dataset } of fields) {
      if (dataset.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
      else if (value) query.append(name, value);
    }
    return query.size ? `${path}?${query}` : path;
  };
  const follow = () => { link.href = link.textContent = address(); };
  const show = (message, text) => {
    answer.hidden = false;
    status.textContent = message;
    body.hidden = !text;
    body.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}\n… (the link has all of it)` : text;
  };
  const ask = async () => {
    const mine = ++asked;
    show("…", "");
    const response = await fetch(address()).catch(() => null);
    const found = response ? await readable(response) : "";
    if (mine !== asked) return;
    if (!response) return show("No answer: the service cannot be reached.", "");
    const type = response.headers.get("Content-Type") ?? "";
    show(`${response.status} ${response.statusText} · ${type}`, found);
  };

  fields.forEach((field) => { field.disabled = false; });
  form.addEventListener("input", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
    if ("page" in form.dataset) location.assign(address());
    else ask();
  });
}

async function readable(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!/json|^text\/|xml|tbx/.test(type)) return "";
  const text = await response.text();
  try { return /json(;|$)/.test(type) ? JSON.stringify(JSON.parse(text), null, 2) : text; } catch { return text; }
}

// Browsers that do not open the fold around the target of a link by themselves.
function open() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details.operation:not([open])");
  if (fold) { fold.open = true; target.scrollIntoView(); }
}

document.querySelectorAll("form.trial").forEach(trial);
addEventListener("hashchange", open);
open();
