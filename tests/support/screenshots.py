"""Pictures of every page of a running demo, for each kind of reader, to be looked at.

Pages come from the map of addresses, so a new one is pictured without being listed here; those that
need an address nobody could guess are named at the end.
"""

from __future__ import annotations

import html
import io
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.routing import Rule

from portal import create_app
from tests.journeys.conftest import free_port
from tests.journeys.test_citizen import ask_for_home_care
from tests.journeys.test_officer import ask_for_a_nursery_place
from tests.journeys.test_operator import open_visit
from tests.journeys.walker import Walker
from tests.support.browser import FLAGS, find_browser
from tests.support.questionnaires import questionnaire

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "build" / "screenshots"
IMAGES = ROOT / "docs" / "images"
VENTIMIGLIA = "Ventimiglia (IM)"
WIDTHS = {360: 740, 1280: 900}
LANGUAGES = ("it", "en")
#: The sheets that differ: asked online, without login, urgent, elsewhere, not translated.
SHEETS = ("assistenza-domiciliare", "colloquio-assistente-sociale", "nido", "dimissioni-protette")
FORMS = ("assistenza-domiciliare", "colloquio-assistente-sociale", "nido")
MORE = (
    "/servizi?q=badante", "/servizi?q=badnte", "/servizi?q=sai", "/servizi?q=xyzzy",
    "/servizi?comune=008065", "/servizi/assistenza-domiciliare?comune=008065",
    "/orientamento?bisogno=help-at-home", "/orientamento?bisogno=help-at-home&per=tutti",
    "/orientamento?bisogno=help-at-home&per=tutti&urgenza=no", "/non-esiste",
)  # fmt: skip
#: Not pages: files, answers to machines, ways to somewhere else.
_NO_PAGE = re.compile(
    r"\.(pdf|txt|xml|ics)$|healthz|/entra$|/ritorno$|/continua$|allegati|suggerimenti"
)
_SMALL = 150_000
#: References change from run to run; the names of the files do not.
_CASES: dict[str, str] = {}


@dataclass
class Reader:
    """Somebody with a browser, the doors that open for them, and the values of their addresses."""

    name: str
    doors: frozenset[str]
    page: Page
    values: dict[str, Sequence[str]] = field(default_factory=dict)
    more: tuple[str, ...] = ()

    def paths(self, rules: Sequence[tuple[Rule, str]]) -> Iterator[str]:
        """Every address of the map that this reader can open."""
        for rule, door in rules:
            if door in self.doors and all(name in self.values for name in rule.arguments):
                names = sorted(rule.arguments)
                for values in product(*(self.values[name] for name in names)):
                    path = rule.rule
                    for name, value in zip(names, values, strict=True):
                        path = re.sub(rf"<([a-z]+:)?{name}>", value, path)
                    yield path
        yield from self.more


@contextmanager
def running_demo(folder: Path) -> Iterator[str]:
    """The address of a demo on an empty folder."""
    port = free_port()
    command = [sys.executable, "-m", "demo.run", "--port", str(port), "--data", str(folder)]
    log = (folder.parent / "demo.log").open("wb")
    running = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        house = f"http://127.0.0.1:{port}"
        _wait(f"{house}/healthz", running)
        yield house
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=30)
        log.close()


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    for _try in range(450):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if running.poll() is not None:
                break
            time.sleep(0.2)
    raise SystemExit("The demo did not start: see what `make run` says.")


def rules() -> list[tuple[Rule, str]]:
    """The pages of the map of addresses, each with the word on its door."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"ACCANTO_DATA": folder, "ACCANTO_DEMO": "1"})
    found = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = [rule for rule in found if not _NO_PAGE.search(rule.rule)]
    return [(rule, app.view_functions[rule.endpoint].door.word) for rule in pages]


def walker(browser: Browser, house: str) -> Walker:
    """A browser of its own; nothing is inspected, the journeys do that."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="it-IT")
    context.set_default_timeout(20_000)
    return Walker(context.new_page(), house, can_inspect=False)


def begin(someone: Walker, service: str) -> str:
    """A draft of a service; its reference."""
    someone.see(f"/servizi/{service}/richiedi")
    someone.fill("Il tuo comune", VENTIMIGLIA)
    someone.choose("Ho letto e compreso l’informativa sulla privacy").submit()
    return someone.reference


def steps_of(service: str) -> list[str]:
    """The steps of a questionnaire."""
    return [step.id for step in questionnaire(service).steps]


def readers(browser: Browser, house: str) -> list[Reader]:
    """A visitor, a parent who must answer, an officer, an operator alone and beside somebody."""
    texts = [path.stem for path in sorted((ROOT / "content" / "pages").glob("*.yaml"))]
    visitor = walker(browser, house).page
    parent = walker(browser, house)
    nursery = ask_for_a_nursery_place(parent)
    neighbour = walker(browser, house)
    home_care = ask_for_home_care(neighbour, "Giulia Modellini")
    officer = walker(browser, house).see("/ufficio").press_link("/accedi/entra")
    officer.log_in("Lucia Simulati").see(f"/ufficio/pratiche/{nursery}")
    officer.act("prendi-in-carico").act("chiedi", "Manca il documento della mamma.")
    drafts = {service: begin(parent, service) for service in FORMS}
    steps = [f"/pratiche/{drafts[s]}/passi/{step}" for s in FORMS for step in steps_of(s)]
    summaries = [f"/pratiche/{draft}/riepilogo" for draft in drafts.values()]
    alone = walker(browser, house).see("/sportello").press_link("/accedi/entra")
    alone.log_in("Antonio Fo")
    beside = walker(browser, house)
    open_visit(beside)
    signing = re.search(
        r"/sportello/deleghe/(\d+)", beside.see("/sportello/visita/pagina").page.content()
    )
    filed = begin(beside, FORMS[0])
    public = {"slug": SHEETS, "name": texts}
    return [
        Reader("visitor", frozenset({"public"}), visitor, public, MORE),
        Reader(
            "citizen", frozenset({"participant", "citizen", "signed_in"}), parent.page,
            {"reference": [nursery]}, (*steps, *summaries, f"/servizi/{FORMS[0]}/richiedi"),
        ),
        Reader("neighbour", frozenset(), neighbour.page, {}, (f"/pratiche/{home_care}",)),
        Reader(
            "officer", frozenset({"officer"}), officer.page, {"reference": [nursery, home_care]}
        ),
        Reader("operator", frozenset({"operator"}), alone.page),
        Reader(
            "visit", frozenset({"in_visit", "operator"}), beside.page,
            {"reference": [filed], "mandate_id": [signing[1]] if signing else []},
            (f"/pratiche/{filed}/riepilogo", f"/pratiche/{filed}/passi/{steps_of(FORMS[0])[0]}",
             "/area-personale", "/servizi/nido"),
        ),
    ]  # fmt: skip


def picture(reader: Reader, house: str, path: str, language: str) -> Iterator[str]:
    """Both widths of one page, and large text on the phone; the names of the files."""
    prefix = "" if language == "it" else f"/{language}"
    page = reader.page
    page.goto(house + prefix + path)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        yield _keep(page, reader.name, path, f"{language}-{width}")
        if width == min(WIDTHS) and language == "it":
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            yield _keep(page, reader.name, path, f"{language}-{width}-large")
            page.evaluate("document.documentElement.style.fontSize = ''")


def _keep(page: Page, who: str, path: str, kind: str) -> str:
    told = re.sub(r"AC\d{10}", lambda ref: _CASES.setdefault(ref[0], f"case{len(_CASES)}"), path)
    words = re.sub(r"[^a-z0-9]+", "-", told.lower()).strip("-")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    name = f"{who}-{words or 'home'}-{kind}{'-SIDEWAYS' if wide > 0 else ''}.png"
    page.screenshot(path=TARGET / name, full_page=True)
    return name


def for_readme(all_readers: Sequence[Reader], house: str) -> None:
    """The two pictures of the README, as small as drawings may be."""
    by_name = {reader.name: reader.page for reader in all_readers}
    for who, path, width, name in (
        ("visitor", "/", 360, "home-360"),
        ("visit", "/sportello/visita/pagina", 1280, "sportello-1280"),
    ):
        page = by_name[who]
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.goto(house + path)
        shot = Image.open(io.BytesIO(page.screenshot()))
        file = IMAGES / f"{name}.png"
        shot.convert("RGB").quantize(128).save(file, optimize=True)
        if file.stat().st_size > _SMALL:
            raise SystemExit(f"{file} has {file.stat().st_size} bytes, {_SMALL} at most.")


def write_index(names: Sequence[str]) -> None:
    """One page with all pictures."""
    figures = "".join(
        f'<figure><a href="{name}"><img src="{name}" loading="lazy"></a>'
        f"<figcaption>{html.escape(name[:-4])}</figcaption></figure>"
        for name in names
    )
    style = "body{display:flex;flex-wrap:wrap;gap:1rem;font:12px sans-serif}img{height:420px}"
    page = f'<!doctype html><meta charset="utf-8"><title>Accanto</title><style>{style}</style>'
    (TARGET / "index.html").write_text(page + figures, encoding="utf-8")


def main() -> int:
    """Take all pictures; with ``--readme`` only those of the README."""
    found = find_browser()
    if found is None:
        raise SystemExit("No browser: run `make test`, it says what to install.")
    TARGET.mkdir(parents=True, exist_ok=True)
    known = rules()
    with (
        tempfile.TemporaryDirectory(prefix="accanto-") as folder,
        running_demo(Path(folder) / "data") as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        everybody = readers(browser, house)
        if "--readme" in sys.argv:
            for_readme(everybody, house)
        else:
            for old in TARGET.glob("*.png"):
                old.unlink()
            say_what(known, everybody, take_all(known, everybody, house))
        browser.close()
    return 0


def take_all(
    known: Sequence[tuple[Rule, str]], everybody: Sequence[Reader], house: str
) -> list[str]:
    """Every page of every reader, in each language."""
    names: list[str] = []
    for reader in everybody:
        for path in dict.fromkeys(reader.paths(known)):
            for language in LANGUAGES:
                names += picture(reader, house, path, language)
        print(f"  {reader.name}: {len(names)} so far", flush=True)
    write_index(names)
    return names


def say_what(
    known: Sequence[tuple[Rule, str]], everybody: Sequence[Reader], names: Sequence[str]
) -> None:
    """How many there are, which scroll sideways, which addresses of the map were not opened."""
    opened = {
        rule.rule
        for rule, door in known
        for reader in everybody
        if door in reader.doors and all(name in reader.values for name in rule.arguments)
    }
    print(f"{len(names)} pictures: {TARGET / 'index.html'}")
    for name in names:
        if "SIDEWAYS" in name:
            print(f"  scrolls sideways: {name}")
    missing = sorted({rule.rule for rule, _door in known} - opened)
    print(f"Not opened by themselves: {', '.join(missing) or 'none'}")


if __name__ == "__main__":
    sys.exit(main())
