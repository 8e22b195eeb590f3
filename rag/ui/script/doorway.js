// While the page is being prepared: shows how far it is, and goes over to it.
const main = document.querySelector(".doorway");
const stages = [...main.querySelectorAll("li")];

const chosen = localStorage.getItem("anwen-theme") ?? "system"; // as page.js keeps it
const dark = chosen === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
document.body.classList.toggle("dark", dark);

const look = async () => {
  let status;
  try {
    status = await (await fetch("/status")).json();
  } catch {
    main.querySelector("p").textContent = main.dataset.stopped;
  }
  if (status?.ready) {
    location.reload();
    return;
  }
  const now = stages.findIndex((stage) => stage.dataset.stage === status?.stage);
  stages.forEach((stage, place) => {
    stage.className = place < now ? "done" : "";
    stage.toggleAttribute("aria-current", place === now);
    if (place === now) stage.setAttribute("aria-current", "step");
  });
  setTimeout(look, 300);
};
setTimeout(look, 300);
