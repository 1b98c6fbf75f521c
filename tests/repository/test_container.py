"""The container file, and the configuration of servers in docs/how-to.md, name what exists."""

import re
from pathlib import Path

from api import create_app
from glossary.cli import COMMANDS

ROOT = Path(__file__).parents[2]
CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
PAGE = (ROOT / "docs" / "how-to.md").read_text("utf-8")


def test_the_container_runs_commands_that_exist() -> None:
    """Those of its start; the executable is that of the package."""
    commands = re.findall(r"glossary ([a-z]+)(?: |;|\")", CONTAINER.partition("CMD [")[2])

    assert commands == ["harvest", "serve"]
    assert set(commands) <= {command.name for command in COMMANDS}


def test_the_health_check_is_a_route() -> None:
    """On the port that the container exposes."""
    port, path = re.findall(r"127\.0\.0\.1:(\d+)(/\w+)", CONTAINER)[0]

    assert f"EXPOSE {port}" in CONTAINER
    assert path in {rule.rule for rule in create_app().url_map.iter_rules()}


def test_variables_of_the_service_are_settings() -> None:
    """In the container file, the unit of systemd and the commands of the page."""
    known = (ROOT / "docs" / "api.md").read_text("utf-8")
    named = set(re.findall(r"\bGLOSSARY_[A-Z_]+", CONTAINER + PAGE))

    assert named
    assert {name for name in named if name not in known} == set()
