"""What a page shows is examined by axe, in a page of its own that has axe loaded and warm."""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

import axe_playwright_python

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The kinds of elements that are seen: a page made of such as were examined before holds nothing else to find.
# Django names the columns of its lists by their fields, which makes no other kind of them.
KINDS = """() => {
    const seen = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility())
    return Map.groupBy(seen, element => {
        const names = element.getAttribute('class') ?? '', column = ['TH', 'TD'].includes(element.tagName)
        return [element.tagName, column ? names.replace(/\\b(column|field)-\\S+/g, '') : names,
            element.type, element.getAttribute('role'), element.disabled].join()
    })
}"""
# The letters that are seen, and what is behind them: all that contrast depends on. Those for ears alone are one pixel.
LETTERS = """() => {
    const clear = style => style.backgroundColor === 'rgba(0, 0, 0, 0)' && style.backgroundImage === 'none'
    const behind = element => {
        while (element.parentElement && clear(getComputedStyle(element))) element = element.parentElement
        return getComputedStyle(element)
    }
    const faded = element => element ? getComputedStyle(element).opacity * faded(element.parentElement) : 1
    const written = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    const seen = [...document.querySelectorAll('body *')].filter(
        element => element.checkVisibility() && written(element) && element.getBoundingClientRect().width > 1
    )
    return Map.groupBy(seen, element => {
        const own = getComputedStyle(element), back = behind(element)
        return [own.color, own.fontSize, own.fontWeight, faded(element),
            back.backgroundColor, back.backgroundImage].join()
    })
}"""
# The page as it stands, with what was typed and chosen on it, and without its scripts, which have run.
SHOWN = """() => {
    const copy = document.documentElement.cloneNode(true)
    const each = (name, change) => copy.querySelectorAll(name).forEach(change)
    const chosen = [...document.querySelectorAll('option')].map(option => option.selected)
    each('option', (option, at) => option.toggleAttribute('selected', chosen[at]))
    each('input', box => box.setAttribute('value', box.value) ?? box.toggleAttribute('checked', box.checked))
    each('textarea', box => box.textContent = box.value)
    each('script', script => script.remove())
    return copy.outerHTML
}"""
# Written into a page that is open, which keeps its scripts as they are: compiled, and quick. Says what letters it has.
WRITE = f"""([address, html]) => new Promise(done => {{
    history.replaceState(null, '', address)
    document.open()
    addEventListener('load', () => {{
        document.getAnimations().forEach(change => change.finish())
        document.fonts.ready.then(() => done([...({LETTERS})().keys()]))
    }})
    document.write('<!DOCTYPE html>' + html)
    document.close()
}})"""
# Axe describes in full, and sends over, only what is wrong: what passes is most of its work and nobody reads it.
# A page that is new is examined whole, one that is known where it shows kinds of elements that are new. Contrast, the
# dearest of all rules, is asked once for each letters that are new.
VIOLATIONS = f"""({{whole, kinds, letters, ...options}}) => {{
    const of_kind = ({KINDS})(), written = ({LETTERS})()
    kinds.flatMap(name => of_kind.get(name)).forEach(element => element.toggleAttribute('data-kind', true))
    letters.forEach(name => written.get(name)[0].toggleAttribute('data-fresh', true))
    axe.configure({{rules: [{{id: 'color-contrast', selector: '[data-fresh]'}}]}})
    return axe.run(whole ? document : {{include: [['[data-kind]'], ['[data-fresh]']]}}, options)
        .then(results => results.violations)
}}"""


def seen_first(*make):
    """Whether nobody in this run, in whichever worker, has looked at this before."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
    known = Path(os.environ["WARDPORTAL_DATA_DIR"]) / f"examined-{run}"
    known.mkdir(parents=True, exist_ok=True)
    try:
        (known / sha256(repr(make).encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def new(as_what, names):
    return [name for name in names if seen_first(as_what, name)]


@cache
def examiner(browser, url):
    """The page in which axe stands ready for as long as the browser runs, at home where the portal is."""
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(url)
    page.add_script_tag(path=AXE)
    return page


def examine(page, view, kinds, examiner):
    """Nothing is wrong with what this page shows and none in this run has shown before it."""
    whole, kinds = seen_first("page", view), new("kind", kinds)
    if not whole and not kinds:
        return
    if examiner.viewport_size != page.viewport_size:
        examiner.set_viewport_size(page.viewport_size)
    letters = examiner.evaluate(WRITE, [page.url, page.evaluate(SHOWN)])
    options = {"runOnly": WCAG, "resultTypes": ["violations"]}
    options |= {"whole": whole, "kinds": kinds, "letters": new("letters", letters)}
    found = examiner.evaluate(VIOLATIONS, options)
    rules = [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]
    assert not rules, (page.url, rules)
