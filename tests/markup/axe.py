"""What axe finds on a page: narrow and wide, light and dark."""

from axe_playwright_python.sync_playwright import Axe

SIZES = (1280, 360)
VIOLATIONS = {"resultTypes": ["violations"]}
CONTRAST = VIOLATIONS | {"runOnly": ["color-contrast"]}
# A colour scheme changes colours only (static/css/tokens.css), so the rest is asked once a size.
THE_REST = VIOLATIONS | {"rules": {"color-contrast": {"enabled": False}}}

# Colours follow from what an element is and stands in, not from its words: of the texts that are
# alike in both, one is measured. All of them would take axe minutes on the longest pages.
MARK_SAMPLES = """() => {
  const told = ["class", "role", "aria-current", "aria-pressed", "disabled", "open"];
  const own = (one) => [one.tagName, ...told.map((name) => one.getAttribute(name))].join(" ");
  const place = (one) => (one ? own(one) + "<" + place(one.parentElement) : "");
  const says = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const seen = new Set();
  for (const one of document.body.querySelectorAll("*")) {
    if ((says(one) || one.matches("input, select, textarea")) && !seen.has(place(one))) {
      seen.add(place(one));
      one.dataset.sample = "";
    }
  }
}"""
SAMPLES = {"include": [["[data-sample]"]]}


def found(page, context=None, options=VIOLATIONS):
    """Each rule that is broken, and where."""
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:200]}"
        for rule in Axe().run(page, context, options).response["violations"]
        for node in rule["nodes"]
    ]


def found_everywhere(page):
    """What is broken on the open page, by width and colour scheme."""
    page.evaluate(MARK_SAMPLES)
    problems = {}
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 800})
        problems[width] = found(page, options=THE_REST)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            problems[width, scheme] = found(page, SAMPLES, CONTRAST)
    return {where: those for where, those in problems.items() if those}
