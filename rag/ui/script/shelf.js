// Runs for the state of the library, after act.js: asks whether anything is different, often while a build goes on,
// and only while somebody looks. Another reader may have added documents, or somebody put files into the folder.
const OFTEN_MS = 400;
const SELDOM_MS = 4000;
let asking = 0;
function look() {
  clearTimeout(asking);
  const shown = element.querySelector("[data-version]");
  if (document.visibilityState === "visible" && element.getClientRects().length) {
    trigger("look", shown?.dataset.version ?? "");
  }
  asking = setTimeout(look, shown?.hasAttribute("data-busy") ? OFTEN_MS : SELDOM_MS);
}
new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) look(); }).observe(element);
watch("value", () => requestAnimationFrame(() => {
  const counts = document.querySelector(".masthead .counts");
  const shown = element.querySelector("[data-counts]");
  if (counts && shown) counts.textContent = shown.dataset.counts;
  if (element.querySelector("[data-busy]")) { clearTimeout(asking); asking = setTimeout(look, OFTEN_MS); }
}));
look();
