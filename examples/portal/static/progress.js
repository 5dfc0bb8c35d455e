// Shows each change of the page about the checking, as soon as the portal tells of it. Without this script
// the page loads itself again every few seconds.
"use strict";

(() => {
  const shown = document.getElementById("progress");
  const told = document.getElementById("progress-told");
  const headline = () => shown.querySelector("[data-headline]").textContent;
  const source = new EventSource(shown.dataset.stream);
  const lookAgain = () => location.reload();

  source.addEventListener("progress", (event) => {
    const before = headline();
    shown.innerHTML = event.data;
    if (headline() !== before) told.textContent = headline();
  });
  source.addEventListener("end", (event) => {
    source.close();
    if (event.data === "signed-out") lookAgain();
  });
  // A connection that broke is opened again by the browser; one that was refused is not.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(lookAgain, 5000);
  });
})();
