// Runs for views with buttons that do something: each carries what in `data-act`, and what is chosen beside it goes
// with it. Gradio gives `element`, `trigger` and `watch`.
let acted = null;
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  acted = button.dataset.key ?? "";
  const act = JSON.parse(button.dataset.act);
  const inputs = [...element.querySelectorAll(":is(input[type=checkbox], input[type=radio])")];
  if (inputs.length) act.chosen = inputs.filter((input) => input.checked).map((input) => input.value);
  trigger("act", act);
});

// What a screen reader is told stands outside of what is drawn anew.
function say(text) {
  let live = document.querySelector("#anwen-said");
  if (!live) {
    live = Object.assign(document.createElement("div"), { id: "anwen-said" });
    live.setAttribute("aria-live", "polite");
    document.body.append(live);
  }
  if (text !== live.textContent) live.textContent = text;
}

// The view comes anew. A question back takes the focus. Where the button that was pressed is no more, its like gets the
// focus, or what is near.
watch("value", () => requestAnimationFrame(() => {
  const said = element.querySelector("[data-say]")?.dataset.say;
  if (said) say(said);
  const asked = element.querySelector("[data-focus]");
  if (asked && !element.contains(document.activeElement)) asked.focus();
  if (acted !== null && document.activeElement === document.body) {
    const like = acted && element.querySelector(`[data-key="${CSS.escape(acted)}"]`);
    const near = element.querySelector("[tabindex]") ?? element.closest(".panes")?.querySelector("input[type=search]");
    (like || near)?.focus({ preventScroll: true });
  }
  acted = null;
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
