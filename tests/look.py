"""Whether a page holds in both themes and both widths. The window is left as it was found.

Most of a page is like what was looked at before: what bounds it, its rows, its buttons. Whether words can be read
follows from their colour and size and from what shines through behind them, so in each look only what is new in that
is measured again.
"""

from collections import defaultdict

from playwright.sync_api import Page

from tests.browser import OVERFLOWING, PAPER, SCHEMES, SMALL, WIDTHS, Listening, axe_faults

# WCAG 1.4.11, which axe does not check: what bounds a control stands out three to one from what is around it
FAINT = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], ground) => [r, g, b].map((one, i) => one * a + ground[i] * (1 - a));
  const ground = (one) => {
    const layers = [];
    for (let up = one; up; up = up.parentElement) {
      const colour = rgba(getComputedStyle(up).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const light = (colour) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = colour.map((one) => linear(one / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const controls = "input:not([type=hidden]), select, textarea, button.btn:not(.btn-quiet), a.btn:not(.btn-quiet)";
  return [...document.querySelectorAll(controls)].filter((one) => {
    const box = one.getBoundingClientRect(), look = getComputedStyle(one);
    if (!box.width || look.visibility === "hidden" || one.disabled || one.closest("dialog:not([open])")) return false;
    const around = ground(one.parentElement);
    const inside = over(rgba(look.backgroundColor), around);
    const border = parseFloat(look.borderTopWidth) ? over(rgba(look.borderTopColor), around) : inside;
    return Math.max(ratio(border, around), ratio(inside, around)) < 3;
  }).map((one) => one.outerHTML.slice(0, 120));
}"""

# Every element that shows words, described by what its contrast follows from: its colour and size, what shines through
# from behind it, and whether it need be read at all. What is placed over others is known by its classes, too.
DESCRIBED = """() => {
  const known = new Map();
  const behind = (one) => {
    if (!one) return { ground: "", faded: 1, placed: "" };
    if (known.has(one)) return known.get(one);
    const look = getComputedStyle(one), { ground, faded, placed } = behind(one.parentElement);
    const solid = /^rgb\\(/.test(look.backgroundColor) && look.backgroundImage === "none";
    const layer = [look.backgroundColor, look.backgroundImage, look.filter, look.mixBlendMode].join(" ");
    const clear = layer === "rgba(0, 0, 0, 0) none none normal";
    const over = ["absolute", "fixed", "sticky"].includes(look.position) ? one.getAttribute("class") : "";
    const found = {
      ground: clear ? ground : solid ? layer : `${layer} on ${ground}`,
      faded: faded * look.opacity,
      placed: `${placed} ${over}`.trim(),
    };
    known.set(one, found);
    return found;
  };
  const field = "input:not([type=hidden]), select, textarea";
  const words = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const shows = (one) => one.matches(field) || [...one.childNodes].some(words);
  const idle = ":disabled, [aria-disabled=true], [aria-hidden=true]";
  window.described = new Map();
  for (const one of document.body.querySelectorAll("*")) {
    if (!shows(one) || !one.checkVisibility({ visibilityProperty: true })) continue;
    const look = getComputedStyle(one);
    const hint = one.placeholder && !one.value ? getComputedStyle(one, "::placeholder") : look;
    const { ground, faded, placed } = behind(one);
    const asleep = one.closest(idle) || one.closest("label")?.control?.matches(":disabled");
    const text = [hint.color, look.fill, look.fontSize, look.fontWeight, look.textShadow, hint.opacity, faded, placed,
      asleep ? "asleep" : "", one.matches(field) ? one.localName : "", ground].join("|");
    if (!window.described.has(text)) window.described.set(text, []);
    window.described.get(text).push(one);
  }
  return [...window.described.keys()];
}"""

# What is wrong, and which of the descriptions need not be measured again. On a picture axe never decides.
COLOURS = """async (descriptions) => {
  const include = descriptions.map((text) => window.described.get(text)[0]);
  const found = await axe.run(
    { include }, { resultTypes: ["violations", "incomplete"], runOnly: ["color-contrast"], elementRef: true });
  const nodes = (results) => results.flatMap((result) => result.nodes);
  const open = new Set(nodes([...found.violations, ...found.incomplete]).map(({ element }) => element));
  return {
    faults: nodes(found.violations).map(({ target, failureSummary }) => `${target} ${failureSummary}`),
    decided: descriptions.filter((text) => text.includes("url(") || !open.has(window.described.get(text)[0])),
  };
}"""

# One call of the page for each look: its colours are there (a sheet whose media begins to match is applied a moment
# later), what shows words is described, and what is too faint is told.
SEEN = f"""async (paper) => {{
  for (let tries = 0; getComputedStyle(document.body).backgroundColor !== paper; tries += 1) {{
    if (tries > 1000) throw new Error(`the paper never became ${{paper}}`);
    await new Promise((done) => setTimeout(done, 5));
  }}
  return [({DESCRIBED})(), ({FAINT})()];
}}"""

LOOKED_AT: dict[tuple[int, str], set[str]] = defaultdict(set)
"""By width and theme: the descriptions of what was measured in this process."""


def look(page: Page, listening: Listening) -> None:
    """The open page holds in every look, and its console stayed silent."""
    faults = faults_in_every_look(page) + listening.said
    assert not faults, "\n".join(faults)


def faults_in_every_look(page: Page, *, back_to: str = "light") -> list[str]:
    """axe by all its rules as the person has the page open, by its rule of colours in every look; and the rest."""
    before = page.viewport_size
    faults = axe_faults(page, but="color-contrast")
    schemes = SCHEMES if back_to == SCHEMES[0] else SCHEMES[::-1]
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            found = colour_faults(page, scheme, LOOKED_AT[width, scheme])
            faults += [f"{page.url} {width} {scheme}: {fault}" for fault in found]
        schemes = schemes[::-1]  # the next width begins with the colours that this one ended with
        if page.evaluate(OVERFLOWING):
            faults.append(f"{page.url} is wider than {width}")
        if width < 600:
            faults += [f"{page.url} small: {html}" for html in page.evaluate(SMALL)]
    page.emulate_media(color_scheme=back_to)
    page.set_viewport_size(before)
    return faults


def colour_faults(page: Page, scheme: str, looked_at: set[str]) -> list[str]:
    """What axe says of the colours of those elements that are not like one looked at before; and what is too faint."""
    described, faint = page.evaluate(SEEN, PAPER[scheme])
    faults = [f"too faint: {html}" for html in faint]
    new = [text for text in described if text not in looked_at]
    if not new:
        return faults
    told = page.evaluate(COLOURS, new)
    looked_at.update(told["decided"])
    return told["faults"] + faults
