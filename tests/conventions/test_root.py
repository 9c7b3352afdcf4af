"""The front of the house: files people look for, a README one can read, links that lead on, clean locks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.house import ROOT, nothing_wrong

PROMISED = (
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "publiccode.yml",
    "Makefile", "app.py", "pyproject.toml", "package.json", "package-lock.json", ".npmrc",
    ".gitignore", ".ci/run", "docs/architecture.md", "docs/images/architecture.svg",
    "docs/life-of-a-case.md", "docs/glossary.md", "docs/configuration.md", "docs/operations.md",
    "docs/accessibility.md", "docs/identity.md", "docs/unfinished.md",
)  # fmt: skip
LONGEST_README = 120
LINK = re.compile(r"\]\(([^)\s]+)\)|<img [^>]*src=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
#: An address with a host, a file on a machine, or a repository fetched over the network.
FOREIGN = re.compile(
    r"https?://\S+|\bfile:\S*|\bgit\+\S+|(?<![\w.-])/(?:home|root|tmp|usr|work|Users)/\S*"
)
HASH = "--hash=sha256:"


def links(text: str) -> list[str]:
    """Where a page leads to, code left out."""
    return [one or other for one, other in LINK.findall(CODE.sub("", text))]


def anchors(text: str) -> set[str]:
    """The places inside a page, as they are named from its headings."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in found}


def dead(text: str, page: Path) -> Iterator[str]:
    for link in links(text):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists():
            yield f"{page.name}: {link} leads nowhere."
        elif anchor and target.is_file() and anchor not in anchors(target.read_text("utf-8")):
            yield f"{page.name}: {link} is no heading of that page."


def foreign(text: str, path: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if FOREIGN.search(line):
            yield f"{path}:{number} names a host or a machine's folder: {line.strip()[:80]}"


def unhashed(text: str, path: str) -> Iterator[str]:
    for entry in re.split(r"\n(?=\S)", text.strip()):
        if "==" in entry.split("\n")[0] and HASH not in entry:
            yield f"{path}: {entry.split()[0]} has no hash. Run `make lock`."


def locks() -> dict[str, str]:
    """The text of each lock by its name; licence and funding pages of npm's are no sources."""
    paths = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"]
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}
    funding = re.compile(r'"funding": (\{[^}]*\}|"[^"]*"|\[[^\]]*\])')
    return {name: funding.sub("", text) for name, text in texts.items()}


def pages() -> list[Path]:
    """Every page of the documents."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def test_what_the_house_promises_is_there() -> None:
    nothing_wrong(f"{name} is missing." for name in PROMISED if not (ROOT / name).is_file())


def test_the_readme_is_short_and_gives_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_README
    assert "make run" in text
    assert "make test" in text
    assert "exec make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_link_between_pages_leads_somewhere() -> None:
    assert len(pages()) > 10
    assert sum(len(links(page.read_text("utf-8"))) for page in pages()) > 20
    nothing_wrong(words for page in pages() for words in dead(page.read_text("utf-8"), page))


def test_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").iterdir())
    numbers = [int(found[1]) for name in names if (found := DECISION.fullmatch(name))]
    assert len(numbers) == len(names), f"A decision is called 0001-what-it-says.md: {names}"
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (ROOT / "docs" / "decisions").iterdir():
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith(f"# {int(path.name[:4])}. "), f"{path.name} begins with its number."


def test_locks_name_no_host_and_no_machine() -> None:
    assert len(locks()) > 3
    nothing_wrong(words for name, text in locks().items() for words in foreign(text, name))


def test_everything_that_is_installed_has_its_hash() -> None:
    python = {name: text for name, text in locks().items() if name.endswith(".txt")}
    assert sum(text.count(HASH) for text in python.values()) > 100
    nothing_wrong(words for name, text in python.items() for words in unhashed(text, name))
    node = locks()["package-lock.json"]
    assert node.count('"integrity": "sha512-') > 50


def test_what_is_wrong_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A title, here\n", "utf-8")
    assert list(dead("[x](nowhere.md)", page))
    assert list(dead('<img alt="" src="no.png">', page))
    assert list(dead("[x](#another)", page))
    assert not list(dead("[x](page.md) [y](#a-title-here) [z](https://prova.invalid)", page))
    assert not list(dead("`[x](nowhere.md)`", page))
    assert list(foreign("--index-url https://packages.prova.invalid/simple", "x"))
    assert list(foreign('"resolved": "https://npm.prova.invalid/a.tgz"', "x"))
    assert list(foreign("a @ file:../a", "x"))
    assert list(foreign("-r /home/me/run.txt", "x"))
    assert not list(foreign("    # via -r run.in", "x"))
    assert list(unhashed("a==1\nb==2 \\\n    --hash=sha256:0\n", "x")) == [
        "x: a==1 has no hash. Run `make lock`."
    ]
