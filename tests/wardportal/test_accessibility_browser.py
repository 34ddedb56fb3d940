"""What is wrong with a page is found: were it not, no journey would say that its pages are accessible."""

import pytest

from tests.browsing import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

# Of a class of their own: nothing like them counts as seen where others look.
WRONG = {
    "aria-roles": "<div class='hong' role='buton'>Bấm</div>",
    "color-contrast": "<p class='hong'>Chữ nhạt</p>",
    "empty-heading": "<h2 class='hong'></h2>",
    "image-alt": "<img class='hong' src='/khong-co.png'>",
    "label": "<input class='hong'>",
    "landmark-no-duplicate-main": "<main class='hong'></main>",
}
BREAK = """wrong => {
    document.body.insertAdjacentHTML('beforeend', wrong)
    document.querySelector('p.hong').style.color = '#b0b1b2'
    document.querySelector('input.hong').value = 'đã gõ'
}"""


def test_a_page_is_refused_for_each_thing_that_is_wrong_with_it(browser, live_server, ward):
    visitor = Visitor(browser, live_server.url)
    visitor.page.goto(f"{live_server.url}/trang-hong/")
    visitor.page.evaluate(BREAK, "".join(WRONG.values()))
    with pytest.raises(AssertionError) as refused:
        visitor.looks()
    (address, rules) = refused.value.args[0]
    assert address.endswith("/trang-hong/") and WRONG.keys() <= dict(rules).keys()
    assert dict(rules).keys() - WRONG.keys() == {"landmark-unique", "region"}
    assert "đã gõ" in str(dict(rules)["label"])
    visitor.leaves()


def test_a_page_that_was_examined_is_refused_for_what_is_new_on_it(browser, live_server, ward):
    visitor = Visitor(browser, live_server.url)
    visitor.goes_to("/lien-he/")
    visitor.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', `<img class='hong-sau'>`)")
    with pytest.raises(AssertionError) as refused:
        visitor.looks()
    assert [rule for rule, _where in refused.value.args[0][1]] == ["image-alt"]
    visitor.leaves()


def test_letters_that_fade_with_what_is_around_them_are_others(browser, live_server, ward):
    visitor = Visitor(browser, live_server.url)
    visitor.goes_to("/lien-he/")
    visitor.page.evaluate("""() => {
        const main = document.querySelector('main')
        main.className += ' hong-mo'
        main.style.opacity = 0.3
    }""")
    with pytest.raises(AssertionError) as refused:
        visitor.looks()
    assert [rule for rule, _where in refused.value.args[0][1]] == ["color-contrast"]
    visitor.leaves()
