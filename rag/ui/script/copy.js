// Runs once when the page has loaded. Copying: `data-copy-link` is a link relative to this page; it is copied whole.

// Where the clipboard is out of bounds (a page that is not on this computer and not encrypted), the old way works.
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    const before = document.activeElement;
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = 0;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
    return copied;
  }
}

// Said to those who do not see the button change.
const said = document.createElement("div");
said.className = "spoken";
said.setAttribute("role", "status");
document.body.append(said);

// Copies `text`; for two seconds `button` says what came of it.
window.anwenCopy = async (text, button, copied, failed) => {
  const label = (button.dataset.label ??= button.textContent);
  const outcome = (await toClipboard(text)) ? copied : failed;
  button.textContent = outcome;
  said.textContent = outcome;
  clearTimeout(button.anwenLabel);
  button.anwenLabel = setTimeout(() => { button.textContent = label; said.textContent = ""; }, 2000);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy-link]");
  if (!button) return;
  const { copyLink, copied, failed } = button.dataset;
  window.anwenCopy(new URL(copyLink, location.href).href, button, copied, failed);
});
