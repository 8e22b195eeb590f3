// Runs once when the page has loaded; `trouble` are the page's own words. When the server does not answer, Gradio says
// so in English; it then looks for the server every two seconds and reloads the page once it is there. What goes wrong
// with a question is said by the page itself, so Gradio's other errors are of events that failed.
const LOST = "Connection to the server was lost";
new MutationObserver(() => {
  for (const toast of document.querySelectorAll(".toast-body.error:not([data-ours])")) {
    const text = toast.querySelector("[data-testid=toast-text]");
    if (!text) continue;
    toast.dataset.ours = "";
    toast.querySelector(".toast-title").textContent = trouble.trouble;
    text.textContent = text.textContent.startsWith(LOST) ? trouble.lost : trouble.failed;
    toast.setAttribute("role", "alert");
    window.anwenAnswered?.();
  }
}).observe(document.body, { childList: true, subtree: true });
