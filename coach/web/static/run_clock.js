// The time left of a turn, counted on here between what the server says, so that each second comes
// when it is due and nothing else of the page is touched. A turn that begins is said once to a
// screen reader; the seconds never are.
const clocks = new WeakMap();
const APART_S = 0.7;

function now() {
  return performance.now() / 1000;
}

function spelled(seconds) {
  const whole = seconds > 0 ? Math.ceil(seconds) : Math.floor(-seconds);
  const rest = String(whole % 60).padStart(2, "0");
  return `${seconds > 0 ? "" : "+"}${Math.floor(whole / 60)}:${rest}`;
}

function leftOf(clock) {
  return clock.running ? clock.left - (now() - clock.since) : clock.left;
}

// What the server says has been on its way for a moment: as long as it agrees with what is shown,
// what is shown goes on.
function set(clock, data) {
  const same = clock.turn === data.turn && clock.running === data.running;
  if (same && Math.abs(leftOf(clock) - data.left) < APART_S) return;
  Object.assign(clock, { turn: data.turn, running: data.running, left: data.left, since: now() });
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function show(root, clock, data) {
  const left = leftOf(clock);
  const over = left <= 0;
  root.classList.toggle("over", over);
  root.classList.toggle("paused", !clock.running);
  write(root.querySelector("[role=timer]"), spelled(left));
  write(root.querySelector(".run-said"), clock.running ? (over ? data.over : data.left_words) : data.paused);
}

export default function runClock({ data, parentElement }) {
  const root = parentElement.querySelector(".run-clock");
  const clock = clocks.get(root) || {};
  clocks.set(root, clock);
  set(clock, data);
  write(parentElement.querySelector("[role=status]"), data.say);
  show(root, clock, data);
  // Called again with each answer of the server: one timer at a time, and none once it has gone.
  clearInterval(clock.timer);
  const timer = setInterval(() => {
    if (root.isConnected) show(root, clock, data);
    else clearInterval(timer);
  }, 100);
  clock.timer = timer;
  return () => clearInterval(timer);
}
