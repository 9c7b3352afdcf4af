"""A person with a browser: they read, press and type as people do, and each page is inspected by axe."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

_ROOT = Path(__file__).resolve().parents[2]
AXE = _ROOT / "node_modules" / "axe-core" / "axe.min.js"
DIST = _ROOT / "static" / "dist"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


#: The page turned round with the sheet made for it; done once that sheet is read.
_TURN = """([here, turned]) => new Promise(done => {
    document.documentElement.dir = "rtl";
    const sheet = document.querySelector(`link[href$="${here}"]`);
    if (!sheet) return done();
    sheet.onload = sheet.onerror = () => done();
    sheet.href = sheet.href.replace(here, turned);
})"""


@cache
def sheets() -> list[str]:
    """The names of the style sheet and of its mirror image."""
    built = json.loads((DIST / "manifest.json").read_text())
    return [built["app.css"], built["app.rtl.css"]]


@cache
def axe_source() -> str:
    """The inspector, read once."""
    return AXE.read_text()


@dataclass
class Walker:
    """``see`` opens, ``press`` presses, ``fill`` types; after each step the page is inspected."""

    page: Page
    house: str
    can_inspect: bool = True
    right_to_left: bool = False
    inspected: set[str] = field(default_factory=set)

    def see(self, path: str) -> Walker:
        """Open an address of the house."""
        self.page.goto(self.house + path)
        return self.look()

    def press(self, words: str, *, within: str = "body") -> Walker:
        """Press a button or follow a link by its words."""
        area = self.page.locator(within)
        pattern = re.compile(rf"^\s*{re.escape(words)}", re.I)
        target = area.get_by_role("button", name=pattern).or_(
            area.get_by_role("link", name=pattern)
        )
        return self._go(target.first)

    def _go(self, target: Locator) -> Walker:
        """Press what leads to another page, and wait until that page stands: on a busy machine the
        old one may still be there when the press returns."""
        if self.can_inspect:
            self.page.evaluate("document.documentElement.dataset.old = 'yes'")
        target.click()
        if self.can_inspect:
            self.page.wait_for_selector("html:not([data-old])", state="attached")
        self.page.wait_for_load_state()
        return self.look()

    def choose(self, words: str, *, exact: bool = True) -> Walker:
        """Tick a box or choose a radio by pressing its words."""
        area = self.page.locator("main label")
        pattern = re.compile(rf"^\s*{re.escape(words)}\s*$" if exact else re.escape(words), re.I)
        area.filter(has_text=pattern).first.click()
        return self

    def choose_first(self) -> Walker:
        """In each group of the page where nothing is chosen, choose the first answer."""
        for group in self.page.locator("main fieldset").all():
            boxes = group.locator("input[type=radio], input[type=checkbox]")
            if boxes.count() and not group.locator("input:checked").count():
                self.page.locator(f"label[for='{boxes.first.get_attribute('id')}']").first.click()
        for box in self.page.locator("main select").all():
            if not box.input_value():
                box.select_option(index=1)
        return self

    def fill(self, label: str, value: str) -> Walker:
        """Type into a field by its label."""
        field_ = self.page.get_by_label(re.compile(re.escape(label))).first
        field_.fill(value)
        return self

    def write(self, name: str, value: str) -> Walker:
        """Type into a field, or choose in a list, by its name in the form."""
        control = self.page.locator(f"main [name='{name}']").first
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(index=int(value))
        else:
            control.fill(value)
        return self

    def pick(self, name: str) -> Walker:
        """Choose the first answer of a list or of radio buttons, by the name in the form."""
        control = self.page.locator(f"main [name='{name}']").first
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(index=1)
        else:
            self.page.locator(f"label[for='{control.get_attribute('id')}']").first.click()
        return self

    def submit(self) -> Walker:
        """Press the strong button of the page's form."""
        return self._go(self.page.locator("main form button.btn-primary[type=submit]").last)

    def act(self, address: str, words: str = "") -> Walker:
        """An officer's act: open its part of the page, write the words, press its button."""
        form = self.page.locator(f"form[action$='/{address}']").first
        details = self.page.locator("details", has=self.page.locator(f"form[action$='/{address}']"))
        if details.count() and details.last.get_attribute("open") is None:
            details.last.locator("summary").first.click()
        if words:
            form.locator("textarea").first.fill(words)
        return self._go(form.locator("button[type=submit]").first)

    def press_link(self, address: str) -> Walker:
        """Follow the first link that leads to an address."""
        return self._go(self.page.locator(f"main a[href*='{address}']").first)

    def select(self, label: str, value: str) -> Walker:
        """Choose from a list by its label."""
        self.page.get_by_label(re.compile(re.escape(label))).first.select_option(label=value)
        return self

    def log_in(self, name: str) -> Walker:
        """At the identity provider: come in as one of the invented people."""
        self._go(self.page.get_by_role("button", name=f"Entra come {name}"))
        if self.page.url.endswith("/sportello/regole"):
            # Once for whoever works at a desk, whichever journey comes first.
            self.choose("Ho letto queste regole e le rispetto").submit()
        return self

    def reads(self, words: str) -> Walker:
        """The page says these words."""
        found = " ".join(self.page.locator("main").inner_text().split())
        assert words.casefold() in found.casefold(), (
            f"{words!r} is not on {self.page.url}:\n{found}"
        )
        return self

    def does_not_read(self, words: str) -> Walker:
        """The page does not say these words anywhere."""
        assert words.casefold() not in self.page.content().casefold(), f"{words!r} is still there"
        return self

    def one(self, css: str) -> Locator:
        """The element of the page."""
        return self.page.locator(css).first

    @property
    def reference(self) -> str:
        """The reference in the address."""
        found = re.search(r"AC\d{10}", self.page.url)
        assert found, f"no reference in {self.page.url}"
        return found.group()

    def look(self) -> Walker:
        """Inspect the page with axe: no violation of A, AA or best practice; no sideways scroll."""
        if not self.can_inspect or not self.page.url.startswith(self.house):
            return self
        if self.right_to_left:
            self.page.evaluate(_TURN, sheets())
        self.page.evaluate(axe_source())
        result: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        problems = [
            f"{one['id']}: {one['help']} — {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in result["violations"]
        ]
        assert not problems, f"axe on {self.page.url}:\n" + "\n".join(problems)
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"
        self.inspected.add(re.sub(r"AC\d{10}|\d+", "…", self.page.url.removeprefix(self.house)))
        return self
