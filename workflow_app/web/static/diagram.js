// Draws every diagram of a page and marks on it what is done, active and waiting.
import Viewer from "./vendor/bpmn-viewer.js";

const MARKS = ["done", "waiting", "active"];
// Below this scale a task's name cannot be read.
const READABLE = 0.75;

function middle(elements) {
  const sum = elements.reduce((s, it) => ({ x: s.x + it.x + it.width / 2, y: s.y + it.y + it.height / 2 }), { x: 0, y: 0 });
  return { x: sum.x / elements.length, y: sum.y / elements.length };
}

export class Diagram {
  constructor(figure) {
    this.figure = figure;
    this.process = figure.dataset.process;
    this.marks = JSON.parse(figure.dataset.marks);
    this.drawn = null;
  }

  // Draw once, when there is room to draw in; without a layout in the file the list of steps stays.
  draw() {
    this.drawn ??= this.#draw().catch(() => this.figure.classList.remove("drawn"));
    return this.drawn;
  }

  async #draw() {
    const answer = await fetch(this.figure.dataset.diagram);
    if (!answer.ok) throw new Error(String(answer.status));
    this.figure.classList.add("drawn");
    this.viewer = new Viewer({ container: this.figure.querySelector(".canvas") });
    await this.viewer.importXML(await answer.text());
    this.#showOwnProcess();
    this.#makeRoom();
    this.fit();
    this.#markScopes();
    this.show(this.marks);
    this.figure.querySelector("[data-steps]")?.removeAttribute("open");
    this.figure.dataset.ready = "yes";
  }

  // A file may draw several processes; the one this figure is about comes into view.
  #showOwnProcess() {
    const canvas = this.viewer.get("canvas");
    const root = canvas.getRootElements().find((each) => each.businessObject?.id === this.process);
    if (root) canvas.setRootElement(root);
  }

  // An expanded sub-process is marked by its border: its colour must not hide what stands inside.
  #markScopes() {
    const canvas = this.viewer.get("canvas");
    this.viewer.get("elementRegistry").forEach((it) => it.children?.length && it.parent?.id && canvas.addMarker(it.id, "is-scope"));
  }

  // As high as the drawing needs at this width, within what a screen can show.
  #makeRoom() {
    const container = this.figure.querySelector(".canvas");
    const { inner } = this.viewer.get("canvas").viewbox();
    const scale = Math.min(1, container.clientWidth / inner.width);
    const most = Math.max(220, Math.min(480, window.innerHeight * 0.55));
    container.style.height = `${Math.round(Math.min(most, Math.max(150, inner.height * scale + 80)))}px`;
    this.viewer.get("canvas").resized();
  }

  fit() {
    const canvas = this.viewer.get("canvas");
    canvas.zoom("fit-viewport", "auto");
    canvas.zoom(Math.min(1, canvas.zoom() * 0.95), "auto");
  }

  // Where a drawing is too large to be read as a whole, what is active comes into view.
  #point(ids) {
    const canvas = this.viewer.get("canvas");
    const registry = this.viewer.get("elementRegistry");
    const steps = ids.map((id) => registry.get(id)).filter((it) => it && !it.children?.length);
    if (!steps.length || this.whole || canvas.zoom() >= READABLE) return this.#keepInView(steps);
    canvas.zoom(READABLE, middle(steps));
    const view = canvas.viewbox();
    const { x, y } = middle(steps);
    canvas.viewbox({ x: x - view.width / 2, y: y - view.height / 2, width: view.width, height: view.height });
  }

  #keepInView(steps) {
    if (!steps.length || this.whole) return;
    const canvas = this.viewer.get("canvas");
    const { x, y, width, height } = canvas.viewbox();
    const at = middle(steps);
    if (at.x > x && at.x < x + width && at.y > y && at.y < y + height) return;
    canvas.viewbox({ x: at.x - width / 2, y: at.y - height / 2, width, height });
  }

  zoom(how) {
    this.whole = how === "fit";
    if (this.whole) return this.fit();
    this.viewer.get("zoomScroll").stepZoom(how === "in" ? 1 : -1);
  }

  show(marks) {
    this.marks = marks;
    if (!this.viewer) return;
    const canvas = this.viewer.get("canvas");
    this.viewer.get("elementRegistry").forEach(({ id }) => {
      for (const mark of MARKS) canvas.removeMarker(id, `is-${mark}`);
      if (marks[id]) canvas.addMarker(id, `is-${marks[id]}`);
    });
    this.#point(Object.keys(marks).filter((id) => marks[id] === "active"));
  }
}

export const diagrams = [...document.querySelectorAll("[data-diagram]")].map((figure) => new Diagram(figure));

for (const diagram of diagrams) {
  const fold = diagram.figure.closest("details.called");
  if (!fold || fold.open) diagram.draw();
  else fold.addEventListener("toggle", () => fold.open && diagram.draw());
  for (const button of diagram.figure.querySelectorAll("[data-zoom]"))
    button.addEventListener("click", () => diagram.zoom(button.dataset.zoom));
}
