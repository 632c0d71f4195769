// A hint leads to its place in the text. Without this the link leads to the field.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-start]");
  const field = document.getElementById("id_body");
  if (!link || !field) return;
  event.preventDefault();
  // places are counted in signs, a field counts some signs twice
  const letters = Array.from(field.value);
  const at = (place) => letters.slice(0, Number(place)).join("").length;
  field.focus();
  field.setSelectionRange(at(link.dataset.start), at(link.dataset.end));
  field.scrollIntoView({ block: "center" });
});
