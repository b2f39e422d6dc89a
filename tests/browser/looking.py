"""What is wrong with a page as it stands in the browser: too wide, clipped, not for everybody, not for the keyboard, not said."""

import json
import re

from samaki.database.folder import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
WIDTHS = (320, 360, 768, 1280)
STEPS = 250

LAYOUT = """() => {
  const found = [], root = document.documentElement, khmer = /[\\u1780-\\u17ff]/;
  const name = node => node.tagName.toLowerCase() + '.' + (node.getAttribute('class') || '') + ': ' + node.textContent.trim().slice(0, 50);
  if (root.scrollWidth > root.clientWidth) found.push('runs over: ' + [...document.body.querySelectorAll('*')]
    .filter(node => node.getBoundingClientRect().right > root.clientWidth + 1 && node.checkVisibility() && !node.closest('svg'))
    .slice(-1).map(name));
  for (const node of document.body.querySelectorAll('*')) {
    if (node.closest('svg, .hide-see, .skip, script, style, template') || !node.checkVisibility()) continue;
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const cut = way => way === 'hidden' || way === 'clip';
    if (cut(style.overflowX) && node.scrollWidth > node.clientWidth + 1) found.push('cut at the side: ' + name(node));
    if (cut(style.overflowY) && node.scrollHeight > node.clientHeight + 1) found.push('cut below: ' + name(node));
    const says = [...node.childNodes].some(one => one.nodeType === 3 && khmer.test(one.data));
    const size = parseFloat(style.fontSize), line = parseFloat(style.lineHeight);
    if (says && line < size * 1.5) found.push('Khmer in lines of ' + (line / size).toFixed(2) + ': ' + name(node));
    if (node.matches('select, input:not([type=radio]):not([type=checkbox]):not([type=hidden])')) {
      const inner = node.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
      if (inner < size * 1.4) found.push('a field too low for Khmer: ' + name(node));
    }
    const aside = box.right > root.clientWidth + 1 || box.left < -1;
    if (says && aside && !node.closest('table, pre')) found.push('off the side: ' + name(node));
  }
  const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push('an id that stands twice: ' + id);
  return [...new Set(found)];
}"""

SERIOUS = """async () => (await axe.run({resultTypes: ['violations']})).violations
  .filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes[0].html.slice(0, 140))"""

CONTROLS = """() => {
  document.activeElement && document.activeElement.blur(); scrollTo(0, 0);
  const shown = node => node.checkVisibility({visibilityProperty: true}) && !node.closest('[inert]') && node.tabIndex >= 0;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(node =>
    shown(node) && !node.disabled && node.type !== 'hidden');
  const groups = new Set();
  window.wanted = all.filter(node => {
    if (node.type !== 'radio') return true;
    const key = node.name + '|' + (node.form ? [...document.forms].indexOf(node.form) : '');
    if (groups.has(key)) return false;
    groups.add(key); return true;
  });
  window.met = new Set(); window.doubted = []; window.around = false;
  window.unfit = node => {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    const points = [[.5, .5], [.5, .03], [.5, .97], [.1, .2], [.9, .2], [.1, .8], [.9, .8]]
      .map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
    const open = points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (node.contains(top) || top.contains(node));
    });
    return !seen ? 'no focus to be seen' : !open ? 'focus is hidden behind something' : '';
  };
  if (!window.watched) addEventListener('keydown', () => {
    const node = document.activeElement, none = !node || node === document.body;
    if (window.around || (none && !window.met.size)) return;
    window.around = none || window.met.has(node);
    if (window.around) return;
    window.met.add(node);
    if (window.unfit(node)) window.doubted.push(node);
  }, true);
  window.watched = true;
  return window.wanted.length;
}"""
"""Begins the walk. What has the focus is looked at when the next key goes down: it has come into sight by then."""

DOUBTED = """async () => {
  const found = [];
  for (const node of window.doubted) {
    node.focus();
    await new Promise(done => setTimeout(done, 150));
    const unfit = window.unfit(node);
    if (unfit) found.push(unfit + ': ' + node.outerHTML.slice(0, 110));
  }
  return found;
}"""
"""Once more, with time to scroll there."""

MISSED = """() => window.wanted.filter(node => !(node.type === 'radio'
  ? [...window.met].some(one => one.type === 'radio' && one.name === node.name && one.form === node.form) : window.met.has(node)))
  .map(node => node.outerHTML.slice(0, 110))"""

SAID = """() => {
  const found = [], walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const skipped = 'script, style, template, textarea, .code, .said, .as-typed, .key-code, [lang]:not(html), a[href^="tel:"], bdi';
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.data.trim() && !(node.parentElement && node.parentElement.closest(skipped))) found.push(node.data);
  for (const node of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    if (!node.closest('[lang]:not(html)'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) if (node.getAttribute(name)) found.push(node.getAttribute(name));
  return [...new Set(found.map(one => one.replace(/\\s+/g, ' ').trim()))];
}"""


def layout(page, widths=WIDTHS):
    """Where the page runs over its width, cuts a text, or sets Khmer too tight."""
    found = []
    page.wait_for_load_state()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"at {width}: {one}" for one in page.evaluate(LAYOUT)]
    return found


def serious(page):
    """axe's serious and critical ones."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    return page.evaluate(SERIOUS)


def look(page, label):
    """Both, each problem with the name of the page."""
    return [f"{label} {one}" for one in layout(page) + serious(page)]


def keyboard(page):
    """Controls that Tab does not reach, or on which no focus is seen; a place that one cannot leave."""
    count = page.evaluate(CONTROLS)
    for _ten in range(min(count + 20, STEPS) // 10 + 1):
        for _press in range(10):
            page.keyboard.press("Tab")
        if page.evaluate("window.around"):
            break
    found = page.evaluate(DOUBTED)
    if count < STEPS - 20:
        found += [f"not reached by Tab: {one}" for one in page.evaluate(MISSED)]
    return found


def not_khmer(page, data):
    """Latin words and digits of a Khmer page that are no codes, names or other data."""
    found = []
    for text in page.evaluate(SAID):
        if re.search(r"[A-Za-z]{2,}|[0-9]", data.sub(" ", text)):
            found.append(f"not in Khmer: {json.dumps(text[:90], ensure_ascii=False)}")
    return found
