// Text size and contrast as the reader chose them, kept in this browser and nowhere else. Optional:
// the browser's own zoom and the system's contrast work without it. Read in the head, before the
// first paint, so that nothing moves.
"use strict";

(() => {
  const CHOICES = [
    { name: "text", label: "Cỡ chữ", values: { "": "thường", large: "to", larger: "rất to" } },
    { name: "contrast", label: "Tương phản", values: { "": "theo máy", more: "cao" } },
  ];
  const root = document.documentElement;

  const kept = (name) => {
    try {
      return localStorage.getItem(`reading-${name}`) || "";
    } catch {
      return ""; // storage is shut: the choice lasts for this page
    }
  };

  const keep = (name, value) => {
    try {
      localStorage.setItem(`reading-${name}`, value);
    } catch {
      return; // as above
    }
  };

  const apply = (name, value) => {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  };

  const group = ({ name, label, values }) => {
    const set = document.createElement("div");
    set.setAttribute("role", "group");
    set.setAttribute("aria-label", label);
    set.append(`${label}: `);
    const buttons = Object.entries(values).map(([value, text]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: text, value });
      return button;
    });
    const show = (chosen) =>
      buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.value === chosen)));
    set.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      keep(name, button.value);
      apply(name, button.value);
      show(button.value);
    });
    set.append(...buttons);
    show(root.dataset[name] || "");
    return set;
  };

  CHOICES.forEach(({ name, values }) => {
    const value = kept(name);
    apply(name, value in values ? value : "");
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-reading]").forEach((place) => {
      place.append(...CHOICES.map(group));
      place.hidden = false;
    });
  });
})();
