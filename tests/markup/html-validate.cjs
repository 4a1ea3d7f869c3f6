/* What html-validate holds every page against: all that it recommends, less this. */
module.exports = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Templates leave their indentation behind; it is compressed away on the road.
    "no-trailing-whitespace": "off",
    // A publication is titled by the office, with the decision it reports on; no rule of HTML.
    "long-title": "off",
    // ARIA lets a list be named; the default asks for landmarks and the like only.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // ?ky=…&ky=…: the periods to compare are one list, read as such.
    "form-dup-name": "off",
  },
};
