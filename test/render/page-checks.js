// Run inside the page, where there is a document; so they are plain JavaScript.

export function overflow() {
  return document.documentElement.scrollWidth - window.innerWidth;
}

/** Texts whose colour is too near to what lies behind it: less than 4.5 to 1, as WCAG 2.2 counts. */
export function poorContrast() {
  const parse = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [red, green, blue] = parse(colour)
      .slice(0, 3)
      .map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let here = element; here !== null; here = here.parentElement) {
      const colour = getComputedStyle(here).backgroundColor;
      if ((parse(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const poor = [];
  for (const element of document.querySelectorAll('main *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || element.closest('svg') !== null) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`);
  }
  return poor;
}

/** Boxes and arrows of the picture of steps; pairs of boxes that overlap; words that stick out of their box. */
export function stepsDrawn() {
  const svg = document.querySelector('#steps svg');
  const boxes = [...svg.querySelectorAll('rect.box')].map((box) => box.getBBox());
  const apart = (one, other) =>
    one.x >= other.x + other.width ||
    other.x >= one.x + one.width ||
    one.y >= other.y + other.height ||
    other.y >= one.y + one.height;
  const overlaps = boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) => !apart(one, other)));
  const outside = [...svg.querySelectorAll('text')].filter((text) => {
    const { x, y, width } = text.getBBox();
    const box = boxes.find((one) => x >= one.x && x <= one.x + one.width && y >= one.y - 1 && y <= one.y + one.height);
    return box !== undefined && x + width > box.x + box.width;
  });
  return {
    boxes: boxes.length,
    overlaps: overlaps.length,
    outside: outside.map((text) => text.textContent),
    arrows: svg.querySelectorAll('path.edge').length,
  };
}

export function pageColour() {
  return getComputedStyle(document.body).backgroundColor;
}

export function outlineOf(element) {
  return getComputedStyle(element).outlineStyle;
}
