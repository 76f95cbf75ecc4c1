// Streamlit's page can lose its footing when a part that redraws itself meets a whole redraw: it
// then throws, and leaves a white page. Whatever is saved is saved: load it anew, but not again and
// again.
const KEY = "repertoire-recovered-at";
const APART_MS = 15000;
const LOOK_MS = 400;

function standsWhite() {
  return document.querySelector("[data-testid=stApp]") === null;
}

function recover() {
  const last = Number(sessionStorage.getItem(KEY) || 0);
  if (!standsWhite() || Date.now() - last < APART_MS) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
}

export default function () {
  if (window.repertoireRecovers) return;
  window.repertoireRecovers = true;
  const soon = () => setTimeout(recover, LOOK_MS);
  window.addEventListener("error", soon);
  window.addEventListener("unhandledrejection", soon);
}
