// Runs for the place where files are dropped. Each file is sent by itself, under a name of ours, so that one that is too
// large (which is not sent at all) or has a strange name spoils no other. Gradio gives `element`, `trigger`, `upload`.
const zone = () => element.querySelector(".drop");
const shown = () => element.getClientRects().length > 0;
let batch = [];

// Files, and folders by name. What comes while others are being sent is sent after them.
async function send(items) {
  const sending = batch.length > 0;
  batch.push(...items);
  if (sending || !batch.length) return;
  const status = zone().querySelector(".sending");
  const arrived = [];
  const left = { files: Number(zone().dataset.most), bytes: Number(zone().dataset.mostBytes) };
  for (const [position, item] of batch.entries()) {
    status.textContent = status.dataset.sending.replace("{n}", position + 1).replace("{total}", batch.length);
    arrived.push(item instanceof File ? await sent(item, left) : item);
  }
  batch = [];
  status.textContent = "";
  trigger("arrive", { files: arrived });
}

async function sent(file, left) {
  const told = { name: file.name, size: file.size };
  if (file.size > Number(zone().dataset.limit)) return { ...told, problem: "size" };
  if (!left.files || file.size > left.bytes) return { ...told, problem: "many" };
  try {
    const { path } = await upload(new File([file], `${Date.now()}-${Math.random().toString(36).slice(2)}`));
    left.files -= 1;
    left.bytes -= file.size;
    return { ...told, path };
  } catch {
    return { ...told, problem: "failed" };
  }
}

element.addEventListener("click", (event) => {
  if (event.target.closest(".choose")) element.querySelector("input[type=file]").click();
});
element.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  send([...event.target.files]);
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
  const items = [...event.dataTransfer.items].map((item) => {
    const entry = item.webkitGetAsEntry?.();
    return entry?.isDirectory ? { name: entry.name, problem: "folder" } : item.getAsFile();
  });
  send(items.filter(Boolean));
});
