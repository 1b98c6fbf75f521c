"""``make extension``: the browser extension as one zip, the same bytes for the same files."""

import json
import sys
import zipfile
from pathlib import Path

EXTENSION = Path(__file__).parents[1] / "extension"
_PACKED = frozenset((".js", ".json", ".html", ".css", ".png", ".svg"))
_TOOLS = frozenset(("package.json", "package-lock.json", "tsconfig.json", "eslint.config.js"))
"""Of development; the extension runs without them."""
_DATE = (1980, 1, 1, 0, 0, 0)


def packed_files() -> list[Path]:
    """What belongs into the zip, in order."""
    found = (path for path in EXTENSION.rglob("*") if path.suffix in _PACKED and path.name not in _TOOLS)
    return sorted(path for path in found if "node_modules" not in path.parts)


def pack(target: Path) -> None:
    """Write the zip to ``target``; its folder is made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in packed_files():
            entry = zipfile.ZipInfo(path.relative_to(EXTENSION).as_posix(), _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    TARGET = Path(sys.argv[1])
    pack(TARGET)
    VERSION = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))["version"]
    sys.stdout.write(f"{TARGET}: version {VERSION}, {TARGET.stat().st_size} bytes\n")
