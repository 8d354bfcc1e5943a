"""The one lock file: what the portal needs, and below a line what only tests and checks need.

python -m samenleven.tryout.lockfile     makes it anew (needs uv; installing needs only pip)
"""

import re
import subprocess
import sys
import tempfile

from samenleven.tryout.environment import BELOW, LOCK, PROJECT

TITLE = "# Made by `make lock` from pyproject.toml; install with: pip install --require-hashes -r requirements.lock\n"


def blocks(text):
    """Each package with its hashes, by name; one may need another version on another Python: then it has two."""
    found: dict[str, str] = {}
    for block in re.findall(r"^(?:[A-Za-z0-9][^\n]*\\\n)(?: +[^\n]*\n?)+", text, re.MULTILINE):
        name = block.partition("==")[0].partition("[")[0]
        found[name] = found.get(name, "") + block
    return found


def compile_lock(*options):
    command = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--python-version", "3.11"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", "--quiet", *options]
    return subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout


def main():
    everything = compile_lock("--extra", "dev")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as versions:
        versions.write(everything)
        versions.flush()
        needed = blocks(compile_lock("--constraint", versions.name))
    parts = blocks(everything)
    above = "".join(parts[name] for name in parts if name in needed)
    below = "".join(parts[name] for name in parts if name not in needed)
    LOCK.write_text(f"{TITLE}{above}{BELOW}{below}")
    print(f"{len(needed)} pakketten voor de toepassing, {len(parts) - len(needed)} voor tests en controles.")


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError:
        sys.exit("uv is nodig om het lock-bestand te maken: .venv/bin/python -m pip install uv")
    except subprocess.CalledProcessError as error:
        sys.exit(error.stderr)
