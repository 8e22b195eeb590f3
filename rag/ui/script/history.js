// Runs for the list of recent questions, which this browser keeps and nobody else.
const KEY = "anwen-history";
const MOST = 50;
const list = element.querySelector("ol");
const keeping = element.querySelector("input");
const box = () => document.querySelector("#question textarea");

// {keep: whether to, asked: the questions, newest first}; where the browser keeps nothing, as if nothing was asked.
function recall() {
  try {
    const { keep = true, asked = [] } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return { keep: !!keep, asked: asked.filter((question) => typeof question === "string").slice(0, MOST) };
  } catch {
    return { keep: true, asked: [] };
  }
}

function remember(kept) {
  try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* it keeps nothing */ }
  show();
}

function show() {
  const { keep, asked } = recall();
  keeping.checked = keep;
  list.replaceChildren(...asked.map((question) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = question;
    item.append(button);
    return item;
  }));
  element.querySelector("details").hidden = keep && !asked.length;
  element.querySelector(".clear").hidden = !asked.length;
}

function fill(question) {
  box().value = question;
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

element.addEventListener("click", (event) => {
  if (event.target.closest(".clear")) {
    remember({ ...recall(), asked: [] });
    element.querySelector("summary").focus();
  }
  const again = event.target.closest("li button");
  if (!again) return;
  element.querySelector("details").open = false;
  fill(again.textContent);
  box().focus();
  requestAnimationFrame(() => document.querySelector("#send").click());
});
keeping.addEventListener("change", () => remember({ keep: keeping.checked, asked: keeping.checked ? recall().asked : [] }));
addEventListener("storage", (event) => { if (event.key === KEY) show(); });
addEventListener("anwen-answered", ({ detail }) => {
  const { keep, asked } = recall();
  if (keep) remember({ keep, asked: [detail, ...asked.filter((question) => question !== detail)].slice(0, MOST) });
});
show();

// What was typed and not yet sent outlives a reload, as when the server was started anew; the tab takes it from here.
addEventListener("pagehide", () => {
  const shown = document.querySelector("#answer h2")?.textContent;
  const typed = box()?.value ?? "";
  try { sessionStorage.setItem("anwen-typed", typed.trim() === shown ? "" : typed); } catch { /* likewise */ }
});
