// Runs for the views of the library. Buttons carry in `data-act` what they ask for; what forms hold goes with it.
// Gradio gives `element`, `trigger` and `watch`.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const chosen = [...element.querySelectorAll("input:checked")].map((input) => input.value);
  pressed = button.dataset.key ?? "";
  trigger("act", { ...JSON.parse(button.dataset.act), chosen });
});

let pressed = null;

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

// A question back takes the focus. Where the button that was pressed is no more, its like gets the focus, or what is near.
watch("value", () => requestAnimationFrame(() => {
  const said = element.querySelector("[data-say]")?.dataset.say;
  if (said) say(said);
  const asked = element.querySelector("[data-focus]");
  if (asked && !element.contains(document.activeElement)) asked.focus();
  if (pressed !== null && document.activeElement === document.body) {
    const like = [...element.querySelectorAll("[data-key]")].find((button) => button.dataset.key === pressed);
    const near = element.querySelector("[tabindex]") ?? document.querySelector("#library-find input");
    (like ?? near)?.focus({ preventScroll: true });
  }
  pressed = null;
}));
