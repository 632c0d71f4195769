// A button that copies what stands beside it. Without this the text is there to be selected.
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = button.parentElement.querySelector("[role=status]");
    told.textContent = "";
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      told.textContent = button.dataset.copied;
    } catch {
      // the browser does not let it; the text is on the page
    }
  });
});
