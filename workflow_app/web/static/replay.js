// Replay: the slider, arrow keys and play move through a case's entries; each state is asked of the server once.
import { diagrams } from "./diagram.js";

const replay = document.getElementById("replay");
const slider = document.getElementById("seq");
const moment = document.getElementById("moment");
const place = replay.querySelector("[data-place]");
const play = replay.querySelector("[data-play]");
const last = Number(replay.dataset.last);
const PACE = 1100;

const kept = new Map();
let wanted = Number(slider.value);
let timer = null;

function ask(seq) {
  if (!kept.has(seq)) {
    const answer = fetch(`${replay.dataset.moment}?seq=${seq}`).then((it) => (it.ok ? it.text() : Promise.reject(it.status)));
    answer.catch(() => kept.delete(seq));
    kept.set(seq, answer);
  }
  return kept.get(seq);
}

async function show(seq) {
  wanted = Math.min(last, Math.max(1, seq));
  slider.value = wanted;
  place.textContent = `${wanted} / ${last}`;
  const asked = wanted;
  const html = await ask(asked).catch(() => null);
  // Somebody moved on while this was on its way.
  if (html === null || asked !== wanted) return;
  put(html, asked);
  if (asked < last) ask(asked + 1).catch(() => {});
}

function put(html, seq) {
  const open = moment.querySelector("details.state")?.open;
  moment.innerHTML = html;
  moment.querySelector("details.state").open = open;
  const marks = JSON.parse(moment.querySelector("[data-marks]").dataset.marks);
  for (const diagram of diagrams) follow(diagram, marks[diagram.process] ?? {});
  for (const entry of replay.querySelectorAll(".entry")) entry.classList.toggle("now", entry.id === `entry-${seq}`);
  history.replaceState(null, "", `?seq=${seq}`);
}

// A called process opens when the case enters it; what was opened stays open, so that nothing jumps about.
function follow(diagram, marks) {
  const fold = diagram.figure.closest("details.called");
  if (fold && Object.values(marks).includes("active")) fold.open = true;
  diagram.show(marks);
}

function pause() {
  if (timer === null) return;
  clearInterval(timer);
  timer = null;
  swapWords();
}

function toggle() {
  if (timer !== null) return pause();
  if (wanted >= last) show(1);
  timer = setInterval(() => (wanted < last ? show(wanted + 1) : pause()), PACE);
  swapWords();
}

function swapWords() {
  [play.textContent, play.dataset.playing] = [play.dataset.playing, play.textContent];
}

const KEYS = { ArrowLeft: () => show(wanted - 1), ArrowRight: () => show(wanted + 1), Home: () => show(1), End: () => show(last), p: toggle, P: toggle };

slider.addEventListener("input", () => { pause(); show(Number(slider.value)); });
slider.form.addEventListener("submit", (event) => event.preventDefault());
play.addEventListener("click", toggle);
for (const button of replay.querySelectorAll("[data-step]"))
  button.addEventListener("click", () => { pause(); show(wanted + Number(button.dataset.step)); });
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=range]), textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  if (!["p", "P"].includes(event.key)) pause();
  KEYS[event.key]();
});
for (const link of replay.querySelectorAll("a.seq"))
  link.addEventListener("click", (event) => { event.preventDefault(); pause(); show(Number(new URL(link.href).searchParams.get("seq"))); });
