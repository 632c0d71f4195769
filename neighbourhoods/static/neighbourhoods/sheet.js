// A button that prints; without scripts the page says where to find the same.
const button = document.getElementById("print");
button.hidden = false;
document.getElementById("print-by-hand").hidden = true;
button.addEventListener("click", () => window.print());
