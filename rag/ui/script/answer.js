// Runs for the answer, after pane.js.

// A question that has been answered is selected, so that the next one can be typed over it.
function ready() {
  const box = document.querySelector("#question textarea");
  if (box === document.activeElement && box.value.trim() === asked() && matchMedia("(hover: hover)").matches) box.select();
}

// While a model writes, the answer comes anew several times a second: what was unfolded stays so.
const asked = () => document.querySelector("#answer h2")?.textContent;
let unfolded = null;
element.addEventListener("click", (event) => {
  const why = event.target.closest("#answer summary")?.parentElement;
  if (why) unfolded = why.open ? null : asked();
});
function unfold() {
  const why = document.querySelector("#answer .why");
  if (why && unfolded === asked()) why.open = true;
}

watch("value", () => requestAnimationFrame(() => {
  if (!element.querySelector(".answer")) return;
  ready();
  unfold();
}));
