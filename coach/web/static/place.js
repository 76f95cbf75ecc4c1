// Brings the passage that a document was opened at into view, once for each opening.
export default function place({ data }) {
  let tries = 0;
  const timer = setInterval(() => {
    const hit = document.querySelector(".hit");
    tries += 1;
    if (!hit && tries < 60) return;
    clearInterval(timer);
    if (hit && hit.dataset.shown !== data.passage) {
      hit.dataset.shown = data.passage;
      hit.scrollIntoView({ block: "center" });
    }
  }, 50);
  return () => clearInterval(timer);
}
