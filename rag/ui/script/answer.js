// Runs for the answer, after pane.js.
const asked = () => element.querySelector("h2")?.textContent;

// A question that has been answered is selected, so that the next one can be typed over it.
function ready() {
  const box = document.querySelector("#question textarea");
  if (box === document.activeElement && box.value.trim() === asked() && matchMedia("(hover: hover)").matches) box.select();
}

// An answer that is there at once needs no word; one that takes longer is waited for visibly.
const PATIENCE_MS = 300;
const waiting = () => document.querySelector("#waiting [role=status]");
let patience = 0;
window.anwenAsked = () => {
  clearTimeout(patience);
  patience = setTimeout(() => {
    waiting().textContent = waiting().dataset.text;
    element.setAttribute("aria-busy", "true");
  }, PATIENCE_MS);
};
window.anwenAnswered = () => {
  clearTimeout(patience);
  waiting().textContent = "";
  element.removeAttribute("aria-busy");
};

// While a model writes, the answer comes anew several times a second: what was unfolded stays so.
let unfolded = null;
element.addEventListener("click", (event) => {
  const why = event.target.closest("summary")?.parentElement;
  if (why) unfolded = why.open ? null : asked();
});
function unfoldAgain() {
  const why = element.querySelector(".why");
  if (why && unfolded === asked()) why.open = true;
}

watch("value", () => requestAnimationFrame(() => {
  if (!element.querySelector(".answer")) return;
  window.anwenAnswered();
  dispatchEvent(new CustomEvent("anwen-answered", { detail: asked() }));
  ready();
  unfoldAgain();
}));
