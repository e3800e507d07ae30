// The colours: as the device wishes, or as chosen. The choice lives in a cookie, so the server draws the page
// right from the first moment and no script has to run before it.

const DAYS = 365;
const MEDIA = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };

function chosen() {
  const found = document.cookie.match(/(?:^|; )alongside_theme=(light|dark)/);
  return found ? found[1] : "auto";
}

function apply(theme) {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  document.querySelector("[data-theme-dark]").media = MEDIA[theme];
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
  }
}

function keep(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = theme === "auto" ? 0 : DAYS * 24 * 60 * 60;
  document.cookie = `alongside_theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-set]");
  if (!button) return;
  keep(button.dataset.themeSet);
  apply(button.dataset.themeSet);
});

// Another tab may have chosen meanwhile
window.addEventListener("pageshow", () => apply(chosen()));
for (const block of document.querySelectorAll("[data-theme-switch]")) block.hidden = false;
apply(chosen());
