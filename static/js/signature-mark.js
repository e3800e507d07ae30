// A mark drawn beside the typed name: lines of whole numbers in a fixed box, kept in the form's hidden field. Whoever
// does not draw just types; without scripts nothing of this is shown.

const NEAR = 3; // units of the box: points nearer than this to the last one say nothing new

for (const frame of document.querySelectorAll("[data-mark]")) {
  const canvas = frame.querySelector("[data-mark-canvas]");
  const state = frame.querySelector("[data-mark-state]");
  const undo = frame.querySelector("[data-mark-undo]");
  const clear = frame.querySelector("[data-mark-clear]");
  const field = frame.closest("form").elements.namedItem("mark");
  const pen = canvas.getContext("2d");
  const limits = {
    width: Number(frame.dataset.markWidth),
    height: Number(frame.dataset.markHeight),
    strokes: Number(frame.dataset.markStrokes),
    numbers: 2 * Number(frame.dataset.markPoints),
  };
  let strokes = kept();
  let current = null;

  function kept() {
    try {
      return field.value ? JSON.parse(field.value) : [];
    } catch {
      return [];
    }
  }

  const count = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  const isFull = () => strokes.length > limits.strokes || count() >= limits.numbers;

  function draw() {
    const scale = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    canvas.width = Math.round(box.width * scale);
    canvas.height = Math.round(box.height * scale);
    pen.setTransform(canvas.width / limits.width, 0, 0, canvas.height / limits.height, 0, 0);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0], stroke[1]);
      if (stroke.length === 2) pen.lineTo(stroke[0] + 0.1, stroke[1]);
      for (let i = 2; i < stroke.length; i += 2) pen.lineTo(stroke[i], stroke[i + 1]);
      pen.stroke();
    }
  }

  function show() {
    draw();
    const { markEmpty, markDrawn, markFull } = state.dataset;
    state.textContent = !strokes.length ? markEmpty : isFull() ? markFull : markDrawn;
    undo.disabled = clear.disabled = !strokes.length;
  }

  function keep() {
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    show();
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
    return [
      within(((event.clientX - box.left) / box.width) * limits.width, limits.width),
      within(((event.clientY - box.top) / box.height) * limits.height, limits.height),
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (current || event.button !== 0 || strokes.length >= limits.strokes || count() >= limits.numbers) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = { id: event.pointerId, points: at(event) };
    strokes.push(current.points);
    draw();
  });

  canvas.addEventListener("pointermove", (event) => {
    if (current?.id !== event.pointerId) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = at(one);
      const [lastX, lastY] = current.points.slice(-2);
      if (Math.hypot(x - lastX, y - lastY) < NEAR || count() >= limits.numbers) continue;
      current.points.push(x, y);
    }
    draw();
  });

  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => {
      if (current?.id !== event.pointerId) return;
      current = null;
      keep();
    });
  }

  undo.addEventListener("click", () => {
    strokes.pop();
    keep();
  });
  clear.addEventListener("click", () => {
    strokes = [];
    keep();
  });

  frame.hidden = false;
  new ResizeObserver(draw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(draw));
  show();
}
