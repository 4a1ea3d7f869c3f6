// Beside "Địa chỉ theo quyết định": which commune of today it may be. A person chooses; without
// this script the commune is looked up in its own box.
"use strict";

(() => {
  const NAME = /(^|-)place_then$/;

  const partner = (input, name) => document.getElementById(input.id.replace(/place_then$/, name));

  function choose(select, value, label) {
    if (!select) return;
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(label, value));
    select.value = value;
    django.jQuery(select).trigger("change");
  }

  async function ask(input, place) {
    const query = new URLSearchParams({ "dia-chi": input.value, huyen: partner(input, "old_district")?.value ?? "" });
    const answer = await fetch(`${input.dataset.proposals}?${query}`);
    place.innerHTML = answer.ok && !answer.redirected ? await answer.text() : "Chưa tra được. Hãy thử lại, hoặc tìm ở ô xã, phường.";
  }

  function equip(input) {
    if (!partner(input, "commune") || input.dataset.isEquipped) return;
    input.dataset.isEquipped = "1";
    const button = document.createElement("button");
    const place = document.createElement("div");
    button.type = "button";
    button.className = "button ask-places";
    button.textContent = "Tìm xã, phường hiện nay";
    place.className = "proposals";
    place.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => ask(input, place));
    place.addEventListener("click", ({ target }) => {
      if (!target.dataset.commune) return;
      choose(partner(input, "commune"), target.dataset.commune, target.dataset.name);
      const district = partner(input, "old_district");
      if (target.dataset.district && !district?.value) choose(district, target.dataset.district, target.dataset.districtName);
      place.textContent = `Đã chọn ${target.dataset.name}.`;
    });
    input.after(button, place);
  }

  const equipAll = (root) => [...root.querySelectorAll("input[data-proposals]")].filter((one) => NAME.test(one.name) && !one.name.includes("__prefix__")).forEach(equip);

  document.addEventListener("DOMContentLoaded", () => equipAll(document));
  document.addEventListener("formset:added", (event) => equipAll(event.target));
})();
