// Where a page of lists and openable things is scrolled to: a thing opens at its marked passage or
// at its beginning, and whoever comes back to a list finds it where they left it.
const PATIENCE = 200;
const HELD = 20;
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"];

function memory() {
  window.repertoirePlace = window.repertoirePlace || { shown: null, left: {} };
  return window.repertoirePlace;
}

function settle(page, data, kept) {
  let tries = 0;
  let held = 0;
  const timer = setInterval(() => {
    tries += 1;
    const hit = data.marked && document.querySelector(".hit");
    const deep = page.scrollHeight - page.clientHeight >= kept;
    if (tries < PATIENCE && ((data.marked && !hit) || !deep)) return;
    if (hit) {
      hit.scrollIntoView({ block: "center" });
    } else if (page.scrollTop !== kept && tries < PATIENCE) {
      // What was there before may still go, and take the place with it: begin to count again.
      page.scrollTop = kept;
      held = 0;
      return;
    }
    held += 1;
    if (hit || held >= HELD || tries >= PATIENCE) clearInterval(timer);
  }, 50);
  // Whoever scrolls meanwhile is left alone.
  const stop = () => clearInterval(timer);
  BY_HAND.forEach((name) => document.addEventListener(name, stop, { once: true, passive: true }));
  return () => {
    stop();
    BY_HAND.forEach((name) => document.removeEventListener(name, stop));
  };
}

export default function place({ data }) {
  const page = document.querySelector(".stMain");
  const state = memory();
  const leave = () => {
    state.left[data.key] = page.scrollTop;
  };
  document.addEventListener("click", leave, true);
  let stop = () => {};
  if (page && state.shown !== data.key) {
    stop = settle(page, data, data.list ? state.left[data.key] || 0 : 0);
    state.shown = data.key;
  }
  return () => {
    stop();
    document.removeEventListener("click", leave, true);
  };
}
