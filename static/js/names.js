// Names for what the admin's own scripts draw without one, so that a screen reader can say it.
"use strict";

(() => {
  const labelOf = (select) => select.labels?.[0] ?? document.querySelector(`label[for="${CSS.escape(select.id)}"]`);

  function nameBox(select) {
    const drawn = select.nextElementSibling;
    const label = labelOf(select);
    if (!label || !drawn?.classList.contains("select2-container")) return;
    label.id ||= `${select.id}-ten`;
    for (const one of drawn.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
      one.setAttribute("aria-labelledby", label.id);
    }
  }

  const nameBoxes = (root) => root.querySelectorAll("select.select2-hidden-accessible").forEach(nameBox);

  // The box to type in, and the list, are made when a choice opens.
  function nameOpened({ target }) {
    const label = labelOf(target);
    const drawn = target.nextElementSibling.querySelector("[role=combobox]");
    drawn?.setAttribute("aria-controls", drawn.getAttribute("aria-owns"));
    const opened = document.querySelector("body > .select2-container--open");
    if (!label || !opened) return;
    opened.setAttribute("role", "region"); // it stands outside of all others
    for (const one of [opened, ...opened.querySelectorAll(".select2-search__field, [role=listbox]")]) {
      one.setAttribute("aria-labelledby", label.id);
    }
  }

  // Called after the admin's own scripts, which drew the boxes the same way.
  window.django?.jQuery(() => {
    nameBoxes(document);
    window.django.jQuery(document).on("select2:open", nameOpened);
  });
  // Two lists side by side are drawn later, once the whole page has come.
  function nameIcons() {
    document.querySelectorAll(".search-label-icon").forEach((one) => one.setAttribute("role", "img"));
  }
  if (document.readyState === "complete") nameIcons();
  else window.addEventListener("load", () => setTimeout(nameIcons));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameBoxes(event.target)));
})();
