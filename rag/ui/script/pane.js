// Runs for every view of the page. Buttons carry the place they open in `data-open`; the server answers with the HTML
// of the source pane that stands in the same `.panes`. Gradio gives `element`, `trigger` and `watch`.
const panes = () => element.closest(".panes");
const source = () => panes()?.querySelector(".source-pane .reading");
const still = matchMedia("(prefers-reduced-motion: reduce)");

// The source stays inside the window, however far down the page it begins.
function fit() {
  const pane = element.querySelector(".source");
  if (pane) pane.style.setProperty("--above", `${Math.max(16, Math.round(pane.getBoundingClientRect().top))}px`);
}
if (element.matches(".source-pane")) for (const type of ["scroll", "resize"]) addEventListener(type, fit, { passive: true });

// Mark the citation whose source is open, and bring the chosen quotation into view inside its pane.
function settle() {
  const reading = source();
  const place = reading?.dataset.place;
  for (const button of panes()?.querySelectorAll(".view:not(.source-pane) [data-place]") ?? []) {
    if (button.dataset.place === place) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  if (!reading) return;
  fit();
  scroll(reading, reading.querySelector("mark.chosen") ?? reading.querySelector("section.here:not(:first-child)"));
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
  // What comes first may be what was opened with the answer, and not yet what somebody asked for.
  if (!request || !reading || (request.place && request.place !== reading.dataset.place)) return;
  window.anwenRequest = null;
  const chosen = reading.querySelector("mark.chosen");
  const told = panes().querySelector(".told");
  const below = told?.checkVisibility() && told.getBoundingClientRect().bottom <= reading.getBoundingClientRect().top;
  const unseen = request.linked && (chosen ?? reading).getBoundingClientRect().top > innerHeight;
  if (unseen || (below && !request.inSource)) {
    (chosen ?? reading).scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  }
  if (request.keyboard && !request.inTree) reading.focus({ preventScroll: true });
}

element.addEventListener("click", (event) => {
  if (event.target.closest(".back")) leave();
  if (event.target.closest(".unfold")) unfold();
  const button = event.target.closest("[data-open]");
  if (!button) return;
  window.anwenRequest = {
    place: button.dataset.place,
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

// On a narrow screen the tree is a sheet that comes and goes.
function unfold() {
  const unfolded = element.querySelector(".source").classList.toggle("unfolded");
  element.querySelector(".unfold").setAttribute("aria-expanded", String(unfolded));
  if (unfolded) {
    scroll(element.querySelector(".tree"), element.querySelector(".tree [aria-current]"));
    element.querySelector(".tree [aria-current]")?.focus({ preventScroll: true });
  }
}

function leave() {
  const came = window.anwenCame?.isConnected ? window.anwenCame : panes()?.querySelector(".told [data-open]");
  came?.focus({ preventScroll: true });
  came?.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
}

element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest(".source")) return;
  if (element.querySelector(".unfolded")) {
    unfold();
    element.querySelector(".unfold").focus();
  } else leave();
});

// What a permalink opens is gone to when the page opens.
if (element.matches(".source-pane") && new URLSearchParams(location.search).has("document")) {
  window.anwenRequest ??= { linked: true };
}

// The same place in another script, once a reader wants one.
addEventListener("anwen-script", () => {
  const here = element.matches(".source-pane") && element.querySelector(".source")?.dataset.here;
  if (here) trigger("open", JSON.parse(here));
});

watch("value", () => requestAnimationFrame(() => {
  settle();
  arrive();
}));
