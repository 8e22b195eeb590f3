// Runs after pane.js for views with buttons that do something: each carries what in `data-act`.
let acted = null;
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  acted = button.dataset.key ?? null;
  trigger("act", JSON.parse(button.dataset.act));
});

// The view comes anew after it: a keyboard stays where it was.
watch("value", () => requestAnimationFrame(() => {
  if (!acted || document.activeElement !== document.body) return;
  element.querySelector(`[data-key="${CSS.escape(acted)}"]`)?.focus({ preventScroll: true });
}));

// To another room of the page, and there to a part that may not be drawn yet.
const go = (ids, tries) => {
  const button = document.getElementById(`${ids[0]}-button`);
  button?.click();
  const left = button ? ids.slice(1) : ids;
  if (left.length && tries) requestAnimationFrame(() => go(left, tries - 1));
};
element.addEventListener("click", (event) => {
  const rooms = event.target.closest("[data-room]")?.dataset.room;
  if (rooms) go(rooms.split(" "), 100);
});
