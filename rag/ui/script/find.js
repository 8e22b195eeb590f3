// Runs for the box in which a reader types what to look for: reports it when typing rests, and no unfinished composition.
const REST_MS = 150;
let resting = 0;
function find() {
  clearTimeout(resting);
  resting = setTimeout(() => trigger("find", element.querySelector("input").value), REST_MS);
}
element.addEventListener("input", (event) => { if (!event.isComposing) find(); });
element.addEventListener("compositionend", find);
