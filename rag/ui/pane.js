// Runs for the answer, for the turns before it and for the source pane. Buttons carry the place they open in `data-open`; the server answers
// with the source pane's HTML. Gradio gives `element`, `trigger` and `watch`.
const source = () => document.querySelector("#source .reading");
const still = matchMedia("(prefers-reduced-motion: reduce)");

// Mark the citation whose source is open, and bring the chosen quotation into view inside its pane.
function settle() {
  const reading = source();
  const place = reading?.dataset.place;
  for (const button of document.querySelectorAll(":is(#answer, #earlier) [data-place]")) {
    if (button.dataset.place === place) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  if (!reading) return;
  scroll(reading, reading.querySelector("mark.chosen"));
  const tree = document.querySelector("#source .tree");
  scroll(tree, tree.querySelector("[aria-current]"));
}

// Scroll `pane`, and nothing around it, so that `item` stands in its upper part.
function scroll(pane, item) {
  pane.scrollTop += item
    ? item.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 4
    : -pane.scrollTop;
}

// After somebody opened a place: on a narrow screen the source is below, so go there; a keyboard goes with it.
function arrive() {
  const request = window.anwenRequest;
  const reading = source();
  if (!request || !reading) return;
  window.anwenRequest = null;
  const chosen = reading.querySelector("mark.chosen");
  const below = document.querySelector("#answer").getBoundingClientRect().bottom <= reading.getBoundingClientRect().top;
  if (below && !request.inSource) {
    (chosen ?? reading).scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  }
  if (request.keyboard && !request.inTree) reading.focus({ preventScroll: true });
}

element.addEventListener("click", (event) => {
  const back = event.target.closest(".back");
  const button = event.target.closest("[data-open]");
  if (back) leave();
  if (!button) return;
  window.anwenRequest = {
    keyboard: event.detail === 0,
    inSource: element.contains(source()),
    inTree: !!button.closest(".tree"),
  };
  if (!window.anwenRequest.inSource) window.anwenCame = button;
  const open = JSON.parse(button.dataset.open);
  trigger("open", open);
  // The same place again changes nothing on the page, so nothing would be reported: go there at once.
  if (button.getAttribute("aria-current")) { settle(); arrive(); }
});

function leave() {
  const came = window.anwenCame?.isConnected ? window.anwenCame : document.querySelector("#answer [data-open]");
  came?.focus({ preventScroll: true });
  came?.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
}

element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest(".source")) leave();
});

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
  settle();
  arrive();
  if (!element.querySelector(".answer")) return;
  ready();
  unfold();
}));
