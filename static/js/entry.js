// The entry screen of a đề án: quantities follow the kind, "Chép" repeats a card, parts follow the
// cards, sums are shown while typing. Optional: without it "Lưu nháp" shows the same from the server.
"use strict";

(() => {
  const TEMPLATE = "__prefix__";
  let screen;
  let isChanged = false;

  const box = (root, name) => root.querySelector(`[name$="-${name}"]`);
  const cards = () => [...screen.querySelectorAll(".sup:not(.empty-form)")];
  const sources = () => [...screen.querySelectorAll(".fund:not(.empty-form)")];
  const isKept = (row) => !box(row, "DELETE")?.checked;
  const numberOf = (input) => Number((input?.value ?? "").replace(/\D/g, ""));
  const prefixOf = (card) => (card.id.endsWith("-empty") ? `supports-${TEMPLATE}` : card.id);

  // --- Quantities follow the kind ---------------------------------------------------------------

  async function showQuantities(card) {
    const kind = box(card, "kind")?.value || document.getElementById("id_main_kind")?.value;
    const place = card.querySelector(".quantities");
    if (!kind || !place) return;
    const typed = [...place.querySelectorAll("input")].map((input) => [input.name, input]);
    const query = new URLSearchParams({ kind, prefix: prefixOf(card) });
    const answer = await fetch(`${screen.dataset.quantities}?${query}`);
    if (!answer.ok || answer.redirected) return; // the session may have ended
    place.innerHTML = await answer.text();
    for (const [name, old] of typed) {
      const input = place.querySelector(`[name="${CSS.escape(name)}"]`);
      if (input) [input.value, input.checked] = [old.value, old.checked];
    }
  }

  function kindChanged(target) {
    if (target.id === "id_main_kind") {
      const following = [...screen.querySelectorAll(".sup")].filter((card) => !box(card, "kind")?.value);
      following.forEach(showQuantities);
    } else if (/^supports-\d+-kind$/.test(target.name)) {
      showQuantities(target.closest(".sup"));
    }
  }

  // --- Cards: count, copy -----------------------------------------------------------------------

  function countCards() {
    const kept = cards().filter(isKept);
    const facilities = new Set(kept.map((card) => box(card, "facility")?.value).filter(Boolean));
    const line = document.getElementById("dem-hang-muc");
    const isTyped = kept.some((card) => box(card, "facility"));
    if (line && (isTyped || !cards().length)) line.textContent = `${kept.length} hạng mục, ${facilities.size} cơ sở`;
  }

  function addCopyButton(card) {
    const end = card.querySelector(".suphead .end");
    if (!end || end.querySelector(".copy") || !box(card, "facility")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain copy";
    button.textContent = "Chép";
    end.prepend(button);
  }

  // The facility and its place are what differs in a group scheme, so they stay to be chosen.
  const NOT_COPIED = /-(facility|commune|old_district|place_then|id|activity|DELETE)$/;

  function copyCard(source) {
    document.querySelector("#supports-group .add-row a").click();
    const copy = cards().at(-1);
    const quantities = source.querySelector(".quantities").cloneNode(true);
    quantities.querySelectorAll("[name]").forEach((input) => {
      input.name = input.name.replace(prefixOf(source), prefixOf(copy));
      input.id = input.id.replace(prefixOf(source), prefixOf(copy));
    });
    quantities.querySelectorAll(".errorlist").forEach((list) => list.remove());
    copy.querySelector(".quantities").replaceWith(quantities);
    source.querySelectorAll("[name]").forEach((input) => {
      if (NOT_COPIED.test(input.name)) return;
      const target = copy.querySelector(`[name="${CSS.escape(input.name.replace(prefixOf(source), prefixOf(copy)))}"]`);
      if (target) [target.value, target.checked] = [input.value, input.checked];
    });
    box(copy, "facility")?.focus();
    refresh();
  }

  // --- The split follows the cards --------------------------------------------------------------

  function syncShares(fund) {
    const list = fund.querySelector(".shares");
    const pattern = list?.querySelector(".srow:not(.h)") ?? screen.querySelector(".srow:not(.h)");
    if (!list) return;
    const rows = new Map([...list.querySelectorAll(".srow:not(.h)")].map((row) => [row.card ?? document.getElementById(row.dataset.card), row]));
    const end = list.querySelector(".hint");
    cards().forEach((card, index) => {
      const row = rows.get(card) ?? newShare(pattern, fund);
      if (!row) return;
      rows.delete(card);
      row.card = card;
      row.hidden = !isKept(card);
      row.querySelectorAll("input").forEach((input) => {
        input.name = input.name.replace(/supports-(\d+|__prefix__)/, card.id);
        input.id = `id_${input.name}`;
        input.setAttribute("aria-label", `Hạng mục ${index + 1}, ${input.name.endsWith("planned") ? "kế hoạch" : "quyết toán"}`);
      });
      const facility = box(card, "facility");
      const name = facility?.selectedOptions[0]?.textContent.trim().replace(/^-+$/, "");
      row.querySelector(".m").textContent = name ? `${index + 1}. ${name}` : `Hạng mục ${index + 1}`;
      list.insertBefore(row, end);
    });
    rows.forEach((row) => row.remove());
  }

  function newShare(pattern, fund) {
    if (!pattern) return null;
    const row = pattern.cloneNode(true);
    const prefix = fund.id.endsWith("-empty") ? `fundings-${TEMPLATE}` : fund.id;
    row.querySelectorAll(".words, .errorlist").forEach((line) => line.remove());
    row.querySelectorAll("input").forEach((input) => {
      input.value = "";
      input.name = input.name.replace(/^fundings-(\d+|__prefix__)/, prefix);
    });
    return row;
  }

  // --- Sums while typing ------------------------------------------------------------------------

  function showSums() {
    const line = document.getElementById("cong-kinh-phi");
    const kept = sources().filter(isKept).filter((fund) => box(fund, "planned"));
    if (!line || !kept.length) return;
    const total = (name) => kept.reduce((sum, fund) => sum + numberOf(box(fund, name)), 0);
    const planned = total("planned");
    const decided = document.getElementById("id_total_by_decision");
    const group = (number) => window.khuyencong.group(String(number));
    let text = `Cộng ${kept.length} nguồn: kế hoạch ${group(planned)} đồng, đã giải ngân ${group(total("paid"))} đồng.`;
    const isKnown = decided?.value && kept.every((fund) => box(fund, "planned").value);
    const difference = isKnown ? planned - numberOf(decided) : 0;
    if (isKnown && difference) {
      text += ` ${difference > 0 ? "Nhiều hơn" : "Ít hơn"} tổng theo quyết định ${group(Math.abs(difference))} đồng.`;
    } else if (isKnown) {
      text += " Khớp tổng theo quyết định.";
    }
    line.hidden = false;
    line.classList.toggle("ask", difference !== 0);
    if (line.textContent !== text) line.textContent = text;
  }

  function showOverpaid(fund) {
    const paid = box(fund, "paid");
    const planned = box(fund, "planned");
    if (!paid || !planned?.value) return;
    paid.classList.toggle("warn", numberOf(paid) > numberOf(planned));
  }

  function refresh() {
    countCards();
    screen.querySelectorAll(".fund").forEach(syncShares);
    showSums();
    sources().forEach(showOverpaid);
  }

  // --- The page ---------------------------------------------------------------------------------

  function openDetails() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    target?.closest?.("details")?.setAttribute("open", "");
  }

  function start() {
    screen = document.getElementById("nhap-de-an");
    if (!screen) return;
    const form = screen.closest("form");
    cards().forEach(addCopyButton);
    refresh();
    form.addEventListener("input", () => { isChanged = true; refresh(); });
    form.addEventListener("submit", () => { isChanged = false; });
    form.addEventListener("click", (event) => {
      if (event.target.classList.contains("copy")) copyCard(event.target.closest(".sup"));
    });
    // select2 speaks through jQuery, whose events native listeners do not hear.
    django.jQuery(form).on("change", "select, input", (event) => {
      isChanged = true;
      kindChanged(event.target);
      refresh();
    });
    document.addEventListener("formset:added", (event) => {
      isChanged = true;
      if (event.target.classList.contains("sup")) addCopyButton(event.target);
      refresh();
      event.target.querySelector("input:not([type=hidden]), select")?.focus();
    });
    // The rows are numbered anew only after this event.
    document.addEventListener("formset:removed", () => setTimeout(refresh));
    document.addEventListener("keydown", (event) => {
      const save = form.querySelector('[name="_continue"]');
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && save) {
        event.preventDefault();
        save.click();
      }
    });
    window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
    window.addEventListener("hashchange", openDetails);
    openDetails();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
