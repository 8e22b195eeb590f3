// Runs for the book, after pane.js and act.js: closes it, and marks in the outline what is being read.
const close = () => trigger("act", {});
element.addEventListener("click", (event) => { if (event.target.closest(".back")) close(); });
element.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

function follow(reading) {
  const line = reading.getBoundingClientRect().top + reading.clientHeight / 4 + 2; // where pane.js puts a section
  const sections = [...reading.querySelectorAll("section[data-section]")];
  const read = sections.findLast((section) => section.getBoundingClientRect().top <= line) ?? sections[0];
  const tree = element.querySelector(".tree");
  const button = read && tree.querySelector(`[data-section="${read.dataset.section}"]`);
  if (!button || button.hasAttribute("aria-current")) return;
  tree.querySelector("[aria-current]")?.removeAttribute("aria-current");
  button.setAttribute("aria-current", "location");
  const [box, pane] = [button.getBoundingClientRect(), tree.getBoundingClientRect()];
  if (box.top < pane.top || box.bottom > pane.bottom) scroll(tree, button);
}

let wasOpen = false;
watch("value", () => requestAnimationFrame(() => {
  const reading = element.querySelector(".reading");
  if (!reading) {
    if (wasOpen) window.anwenCame?.focus();
    wasOpen = false;
    return;
  }
  // On a narrow screen the page scrolls and not the text.
  if (getComputedStyle(reading).overflowY === "visible") {
    const to = reading.querySelector("mark.chosen") ?? reading.querySelector("section:not(:first-child).here");
    (to ?? element).scrollIntoView({ block: to ? "center" : "start" });
  } else {
    if (!wasOpen) element.scrollIntoView({ block: "start" });
    reading.onscroll = null; // what was asked for stays marked until the reader scrolls
    setTimeout(() => { reading.onscroll = () => requestAnimationFrame(() => follow(reading)); }, 300);
  }
  if (!wasOpen) reading.focus({ preventScroll: true });
  wasOpen = true;
}));
