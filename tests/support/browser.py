"""The browser of the journeys: the one given, one on the path, or (as root) Debian's, said before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "chromium"
#: Without the background flags a closed network is asked for updates again and again.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
]  # fmt: skip


def find_browser() -> Path | None:
    """``CHROME``, or the first one on the path."""
    given = os.environ.get("CHROME")
    if given:
        return Path(given)
    found = next(filter(None, (shutil.which(name) for name in NAMES)), None)
    return Path(found) if found else None


def install() -> int:
    """Make sure there is a browser; the exit status for the Makefile."""
    found = find_browser()
    if found is not None and found.exists():
        print(f"  {found}")
        return 0
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        print(f"No browser: install the package {PACKAGE}, or set CHROME to one.", file=sys.stderr)
        return 1
    print(f"  installing Debian's package {PACKAGE} (about 110 MB to download)", flush=True)
    for command in ([apt, "-qq", "update"], [apt, "-qq", "install", "-y", PACKAGE]):
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            print(f"{' '.join(command)} failed: install {PACKAGE} by hand.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(install())
