// What Streamlit's own elements cannot do beside a conversation: say a finished reply to a screen
// reader, keep half-typed text for this tab, and keep the newest words in view.
const SELECTOR = ".st-key-composer textarea";

function storeKey(data) {
  return "repertoire-unsent-" + data.conversation;
}

function announce(region, data) {
  if (data.say && region.dataset.turn !== data.sayTurn) {
    region.dataset.turn = data.sayTurn;
    region.textContent = data.say;
  }
}

// Text that was sent is no longer unsent.
function forgetSent(data) {
  const kept = sessionStorage.getItem(storeKey(data));
  if (kept !== null && kept.trim() === data.lastSent.trim()) {
    sessionStorage.removeItem(storeKey(data));
  }
}

function keep(data, text) {
  if (text) sessionStorage.setItem(storeKey(data), text);
  else sessionStorage.removeItem(storeKey(data));
}

function keepTyped(data) {
  const typed = (event) => {
    if (event.target.matches && event.target.matches(SELECTOR)) keep(data, event.target.value);
  };
  document.addEventListener("input", typed, true);
  return () => document.removeEventListener("input", typed, true);
}

// The box appears some moments before or after this code runs: wait for it, then ask for its text
// once, or keep what was typed into it already.
function restoreTyped(data, ask) {
  const kept = sessionStorage.getItem(storeKey(data));
  let tries = 0;
  const timer = setInterval(() => {
    const box = document.querySelector(SELECTOR);
    tries += 1;
    if (!box && tries < 60) return;
    clearInterval(timer);
    if (box && box.value) keep(data, box.value);
    else if (box && kept) ask(kept);
  }, 50);
  return () => clearInterval(timer);
}

// The lower edge of what can be seen: on a phone the bar of pages lies over the page.
function floor(page) {
  const bar = document.querySelector(".st-key-tabs");
  const over = bar && getComputedStyle(bar).position === "fixed";
  return (over ? bar : page).getBoundingClientRect()[over ? "top" : "bottom"];
}

function follow(state) {
  const talk = document.querySelector(".st-key-talk");
  const page = talk && talk.closest(".stMain");
  if (!page) return () => {};
  const gap = () => talk.getBoundingClientRect().bottom - floor(page);
  const seen = () => {
    state.near = Math.abs(gap()) < 160;
  };
  // Both ways: while the page is being drawn anew the conversation can be longer for a moment.
  const align = () => {
    if (state.near) page.scrollTop += gap();
  };
  const observer = new ResizeObserver(align);
  observer.observe(talk);
  const frame = requestAnimationFrame(align);
  page.addEventListener("scroll", seen, { passive: true });
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    page.removeEventListener("scroll", seen);
  };
}

const states = new WeakMap();

export default function companion({ data, parentElement, setTriggerValue }) {
  const region = parentElement.querySelector("[role=status]");
  const state = states.get(region) || { near: true, turns: -1 };
  states.set(region, state);
  if (state.turns !== data.turns) state.near = true;
  state.turns = data.turns;
  announce(region, data);
  forgetSent(data);
  const stops = [
    keepTyped(data),
    restoreTyped(data, (kept) => setTriggerValue("restore", kept)),
    follow(state),
  ];
  return () => stops.forEach((stop) => stop());
}
