"""Whether a page holds in both themes and both widths. The window is left as it was found."""

from playwright.sync_api import Page

from tests.browser import OVERFLOWING, SCHEMES, SMALL, WIDTHS, axe_faults, on_paper

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


def faults_in_every_look(page: Page, *, back_to: str) -> list[str]:
    """axe by all its rules as the person has the page open, by its rule of colours in every other way; and the rest."""
    before = page.viewport_size
    faults = [f"{page.url}: {fault}" for fault in axe_faults(page)]
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            on_paper(page, scheme)
            found = axe_faults(page, "color-contrast")
            found += [f"too faint: {html}" for html in page.evaluate(FAINT)]
            faults += [f"{page.url} {width} {scheme}: {fault}" for fault in found]
        if page.evaluate(OVERFLOWING):
            faults.append(f"{page.url} is wider than {width}")
        if width < 600:
            faults += [f"{page.url} small: {html}" for html in page.evaluate(SMALL)]
    page.emulate_media(color_scheme=back_to)
    page.set_viewport_size(before)
    return faults
