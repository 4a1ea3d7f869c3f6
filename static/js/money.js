// Whole numbers as staff write them: 1.234.567 while typing, with the caret kept, and an amount of
// đồng in words beneath its box. Optional: the server reads both 1234567 and 1.234.567.
"use strict";

(() => {
  const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

  function group(digits) {
    return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  }

  // Only what is digits and separators; anything else is left for the server to explain.
  function regroup(box) {
    const text = box.value;
    if (!/^[\d.\s]*$/.test(text)) return;
    const after = text.slice(box.selectionEnd).replace(/\D/g, "").length;
    const digits = text.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
    const grouped = group(digits);
    if (grouped === text) return;
    box.value = grouped;
    let caret = grouped.length;
    for (let left = after; left > 0 && caret > 0; caret -= 1) {
      if (/\d/.test(grouped[caret - 1])) left -= 1;
    }
    box.setSelectionRange(caret, caret);
  }

  function units(ten, one) {
    if (one === 0) return "";
    if (one === 1 && ten > 1) return " mốt";
    if (one === 5 && ten > 0) return " lăm";
    return ` ${DIGITS[one]}`;
  }

  // "Không trăm linh" only after a higher group: 1.005 but not 5.
  function hundreds(number, isFirst) {
    const hundred = Math.floor(number / 100);
    const ten = Math.floor(number / 10) % 10;
    const one = number % 10;
    const words = hundred || !isFirst ? `${DIGITS[hundred]} trăm` : "";
    if (ten === 0) return one === 0 ? words : `${words}${words ? " linh" : ""} ${DIGITS[one]}`;
    return `${words} ${ten === 1 ? "mười" : `${DIGITS[ten]} mươi`}${units(ten, one)}`;
  }

  function words(digits) {
    const names = ["", " nghìn", " triệu", " tỷ", " nghìn tỷ", " triệu tỷ"];
    const parts = [];
    for (let end = digits.length, place = 0; end > 0; end -= 3, place += 1) {
      const number = Number(digits.slice(Math.max(0, end - 3), end));
      if (number) parts.unshift(hundreds(number, end <= 3).trim() + names[place]);
    }
    return parts.length ? `${parts.join(" ")} đồng`.replace(/\s+/g, " ") : "không đồng";
  }

  function hint(box) {
    let line = box.nextElementSibling;
    if (!line || !line.classList.contains("words")) {
      line = document.createElement("span");
      line.className = "words";
      line.setAttribute("aria-live", "polite");
      box.after(line);
    }
    const digits = box.value.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
    const isClear = digits && digits.length <= 18 && /^[\d.\s]+$/.test(box.value);
    line.textContent = isClear ? words(digits) : "";
  }

  function refresh(box) {
    if (!(box instanceof HTMLInputElement) || !box.classList.contains("vNumber")) return;
    regroup(box);
    if (box.classList.contains("vMoney")) hint(box);
  }

  document.addEventListener("input", (event) => refresh(event.target));
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("input.vNumber").forEach((box) => box.value && refresh(box));
  });
  // A copied row must not carry the words of the row it was copied from.
  document.addEventListener("formset:added", (event) => {
    event.target.querySelectorAll(".words").forEach((line) => line.remove());
  });

  window.khuyencong = { ...window.khuyencong, group, refresh };
})();
