// While the page is being prepared: shows how far it is, and goes over to it.
const main = document.querySelector(".doorway");
const said = main.querySelector("p");
const soon = said.textContent;
const list = main.querySelector("ol");

const chosen = localStorage.getItem("anwen-theme") ?? "system"; // as page.js keeps it
const dark = chosen === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
document.body.classList.toggle("dark", dark);

const look = async () => {
  const status = await fetch("/status").then((response) => response.json(), () => null);
  if (status?.ready) {
    location.reload();
    return;
  }
  said.textContent = status ? soon : main.dataset.stopped;
  list.hidden = !status;
  const stages = [...list.children];
  const now = stages.findIndex((stage) => stage.dataset.stage === status?.stage);
  stages.forEach((stage, place) => {
    stage.classList.toggle("done", place < now);
    if (place === now) stage.setAttribute("aria-current", "step");
    else stage.removeAttribute("aria-current");
  });
  setTimeout(look, 300);
};
setTimeout(look, 300);
