// Runs once when the page has loaded; `language` is the interface's.
document.documentElement.lang = language;

// Enter that ends the composition of an input method (注音, 拼音, …) must not send the question. Browsers say so in
// two ways: `isComposing`, and key code 229 where the composition ends before the key arrives (Safari).
let composing = false;
const guard = (event) => {
  if (event.key !== "Enter") return;
  if (event.type === "keydown") composing = event.isComposing || event.keyCode === 229;
  if (composing || event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
  if (event.type === "keyup") composing = false;
};
for (const type of ["keydown", "keypress", "keyup"]) document.addEventListener(type, guard, true);

// Light or dark: what the reader chose, else what the system says, also when that changes.
const system = matchMedia("(prefers-color-scheme: dark)");
const shade = () => {
  const chosen = window.anwenTheme.chosen();
  document.body.classList.toggle("dark", chosen === "system" ? system.matches : chosen === "dark");
};
window.anwenTheme = {
  chosen: () => localStorage.getItem("anwen-theme") ?? "system",
  choose: (theme) => { localStorage.setItem("anwen-theme", theme); shade(); },
};
system.addEventListener("change", shade);
shade();

// The language that was chosen is the one of the next visit.
document.addEventListener("click", ({ target }) => {
  const chosen = target.closest?.("#languages [data-language]")?.dataset.language;
  if (chosen) document.cookie = `anwen-language=${chosen}; path=/; max-age=31536000; SameSite=Lax`;
});
