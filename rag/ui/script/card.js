// Runs once when the page has loaded. A card beside the number of a citation: the quotation and where it stands, from
// `data-card`, as text. By mouse and by keyboard; a finger opens the source at once. It stays while the mouse is on
// number or card, or the focus on the number; Escape takes it away (WCAG 1.4.13).
const card = document.createElement("div");
card.className = "card";
card.id = "card";
card.setAttribute("role", "tooltip");
card.hidden = true;
document.body.append(card);

const HIDE_AFTER_MS = 200;
const GAP = 8;
let cited = null;
let leaving = 0;
const gone = new MutationObserver(() => { if (!cited.isConnected) hideCard(); });

function line(name, text) {
  const made = document.createElement("p");
  made.className = name;
  made.textContent = text;
  return made;
}

function showCard(number) {
  clearTimeout(leaving);
  if (cited === number) return;
  hideCard();
  cited = number;
  const { quote, path, where } = JSON.parse(number.dataset.card);
  card.replaceChildren(line("quote", quote), line("path", path), line("where", where));
  card.hidden = false;
  number.setAttribute("aria-describedby", card.id);
  gone.observe(document.body, { childList: true, subtree: true });
  // Above the number where there is room, else below; always inside the window.
  const at = number.getBoundingClientRect();
  const room = document.documentElement.clientWidth - card.offsetWidth - GAP;
  const above = at.top - card.offsetHeight - GAP;
  card.style.left = `${scrollX + Math.max(GAP, Math.min(at.left - 2 * GAP, room))}px`;
  card.style.top = `${scrollY + (above >= GAP ? above : at.bottom + GAP)}px`;
}

function hideCard() {
  clearTimeout(leaving);
  if (!cited) return;
  gone.disconnect();
  cited.removeAttribute("aria-describedby");
  cited = null;
  card.hidden = true;
}

const numberOf = (event) => event.target.closest?.("[data-card]");
const leaveCard = () => { leaving = setTimeout(hideCard, HIDE_AFTER_MS); };
document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const number = numberOf(event);
  if (number) showCard(number);
  else if (card.contains(event.target)) clearTimeout(leaving);
});
document.addEventListener("pointerout", (event) => {
  if (event.pointerType === "touch" || !cited) return;
  if ((numberOf(event) === cited || card.contains(event.target)) && !cited.matches(":focus-visible")) leaveCard();
});
document.addEventListener("focusin", (event) => {
  const number = numberOf(event);
  if (number?.matches(":focus-visible")) showCard(number);
});
document.addEventListener("focusout", (event) => {
  if (numberOf(event) === cited && !cited?.matches(":hover")) hideCard();
});
document.addEventListener("click", (event) => { if (numberOf(event)) hideCard(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !cited) return;
  hideCard();
  event.stopImmediatePropagation();
}, true);
