// What a page gains with a script: answers while typing, a pasted column, the news that a file has changed.
// Every figure comes from the server; without this script the same forms are sent by their buttons.
"use strict";

// Put what the server says in place of what is shown, as long as it speaks of the same file.
function take(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  if (page.body.dataset.state !== document.body.dataset.state) return changed();
  for (const old of document.querySelectorAll("[data-live]")) {
    const found = old.id && page.getElementById(old.id);
    if (!found || old.tagName === "FORM") continue;
    if (old.dataset.live === "class") old.className = found.className;
    if (old.tagName === "TR" || (old.dataset.live === "whole" && old.contains(document.activeElement))) continue;
    if (old.innerHTML !== found.innerHTML) old.replaceChildren(...found.childNodes);
  }
  ready();
}

function ready() {
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.onclick = async () => {
      const field = button.parentElement.querySelector("input.command");
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = "已复制";
    };
  }
}

for (const form of document.querySelectorAll("form[data-live]")) {
  let waits = 0;
  let asked = null;
  const get = form.method === "get";
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const data = new URLSearchParams(new FormData(form));
    if (get) for (const [name, value] of [...data]) if (name.startsWith("set:") && !value) data.delete(name, value);
    try {
      const address = form.getAttribute("action") || location.pathname;
      const answer = await fetch(get ? `${address}?${data}` : address, {
        method: form.method, body: get ? null : data, signal: asked.signal, credentials: "same-origin",
      });
      if (get) history.replaceState(null, "", `${address}?${data}`); // what was typed outlasts a reload
      if (answer.ok || answer.status === 400) take(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") tell("没有回答：程序可能已经停了。填的数还在这一页上。");
    }
  };
  form.addEventListener(form.dataset.live, (event) => {
    if (get && event.target.matches("select, [type=checkbox]")) return form.requestSubmit();
    const field = event.target.dataset.for && document.getElementById(event.target.dataset.for);
    if (field) field.value = event.target.value;
    const slider = event.target.id && form.querySelector(`[data-for="${event.target.id}"]`);
    if (slider) slider.value = event.target.value;
    clearTimeout(waits);
    waits = setTimeout(ask, form.dataset.live === "input" ? 60 : 0);
  });
  if (get) form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input[name^='set:']")) field.disabled = !field.value;
  });
}

for (const slider of document.querySelectorAll("input[type=range]")) slider.hidden = false;

// A column copied from a spreadsheet fills the fields below the one it is pasted into.
const column = [...document.querySelectorAll("input.paste")];
for (const [place, field] of column.entries()) {
  field.addEventListener("paste", (event) => {
    const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/);
    if (lines.length < 2) return;
    event.preventDefault();
    if (lines.some((line) => line.includes("\t"))) return tell("粘贴的不止一列，没有填入；请只复制要填的那一列。");
    for (const [n, line] of lines.entries()) if (column[place + n]) column[place + n].value = line.trim();
    if (lines.length > column.length - place) tell(`粘贴的有${lines.length}行，下面只有${column.length - place}格。`);
    field.form.dataset.typed = "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// What has been typed is not left behind unasked.
for (const form of document.querySelectorAll("form[data-keep]")) {
  if (form.dataset.keep === "typed") form.dataset.typed = "";
  form.addEventListener("input", () => { form.dataset.typed = ""; });
  form.addEventListener("submit", () => { form.dataset.sent = ""; });
}
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-typed]:not([data-sent])")) event.preventDefault();
});

for (const box of document.querySelectorAll(".drop")) {
  const field = box.querySelector("input");
  const over = (on) => (event) => { event.preventDefault(); box.classList.toggle("over", on); };
  box.addEventListener("dragover", over(true));
  box.addEventListener("dragleave", over(false));
  box.addEventListener("drop", (event) => {
    over(false)(event);
    field.files = event.dataTransfer.files;
    if (field.files.length) field.form.requestSubmit();
  });
}

function changed() {
  document.getElementById("changed").hidden = false;
}

function tell(words) {
  const line = document.createElement("p");
  line.className = "fault";
  line.setAttribute("role", "alert");
  line.textContent = words;
  document.getElementById("main").prepend(line);
}

// Does the file still stand as this page shows it?
const { watch, state } = document.body.dataset;
if (watch) setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(watch, { credentials: "same-origin" });
    if (answer.ok && (await answer.text()) !== state) changed();
  } catch { /* the program has been ended; the next answer that is asked for says so */ }
}, 2000);
ready();
