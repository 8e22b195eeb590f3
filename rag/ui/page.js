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
