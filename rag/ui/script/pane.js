// Runs for every view of the page. Buttons carry the place they open in `data-open`; the server answers with the HTML
// of the source pane that stands in the same `.panes`. Gradio gives `element`, `trigger` and `watch`.
const panes = () => element.closest(".panes");
const source = () => panes()?.querySelector(".source-pane .reading");
const still = matchMedia("(prefers-reduced-motion: reduce)");

// Mark the citation whose source is open, and bring the chosen quotation into view inside its pane.
function settle() {
  const reading = source();
  const place = reading?.dataset.place;
  for (const button of panes()?.querySelectorAll(".view:not(.source-pane) [data-place]") ?? []) {
    if (button.dataset.place === place) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  if (!reading) return;
  scroll(reading, reading.querySelector("mark.chosen"));
  const tree = panes().querySelector(".source-pane .tree");
  if (tree) scroll(tree, tree.querySelector("[aria-current]"));
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
  const told = panes().querySelector(".told");
  const below = told && told.getBoundingClientRect().bottom <= reading.getBoundingClientRect().top;
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
  const came = window.anwenCame?.isConnected ? window.anwenCame : panes()?.querySelector(".told [data-open]");
  came?.focus({ preventScroll: true });
  came?.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
}

element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest(".source")) leave();
});

watch("value", () => requestAnimationFrame(() => {
  settle();
  arrive();
}));
