// Runs for the place where files are dropped. Each file is sent by itself, under a name of ours, so that one that is too
// large (which is not sent at all) or has a strange name spoils no other. Gradio gives `element`, `trigger`, `upload`.
const zone = () => element.querySelector(".drop");
const shown = () => element.getClientRects().length > 0;
let sending = false;

async function send(files, folders) {
  if (sending || !(files.length + folders.length)) return;
  sending = true;
  const status = zone().querySelector(".sending");
  const arrived = folders.map((name) => ({ name, problem: "folder" }));
  for (const [position, file] of files.entries()) {
    status.textContent = status.dataset.sending.replace("{n}", position + 1).replace("{total}", files.length);
    if (file.size > Number(zone().dataset.limit)) {
      arrived.push({ name: file.name, problem: "size", size: file.size });
      continue;
    }
    try {
      const name = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
      const { path } = await upload(new File([file], name));
      arrived.push({ name: file.name, path, size: file.size });
    } catch {
      arrived.push({ name: file.name, problem: "failed", size: file.size });
    }
  }
  status.textContent = "";
  sending = false;
  trigger("arrive", { files: arrived });
}

element.addEventListener("click", (event) => {
  if (event.target.closest(".choose")) element.querySelector("input[type=file]").click();
});
element.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  send([...event.target.files], []);
  event.target.value = "";
});

// Anywhere on the page, so that a file dropped beside the place does not replace the page.
const carries = (event) => shown() && event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  zone().classList.add("over");
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone()?.classList.remove("over"); });
document.addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  zone().classList.remove("over");
  const files = [];
  const folders = [];
  for (const item of event.dataTransfer.items) {
    const entry = item.webkitGetAsEntry?.();
    const file = item.getAsFile();
    if (entry?.isDirectory) folders.push(entry.name);
    else if (file) files.push(file);
  }
  send(files, folders);
});
