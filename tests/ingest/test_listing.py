"""Origins that are shared out to workers: reading them one by one gives what reading them all gives."""

import zipfile
from pathlib import Path

from glossary.ingest.reader import list_origins, read_sources
from glossary.model import Source


def test_archives_in_folders_and_by_name_are_one_origin_each(tmp_path: Path) -> None:
    """Their members can be read through them alone."""
    (tmp_path / "a.txt").write_text("各位代表：现在报告工作。", "utf-8")
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("c.txt", "各位代表：继续报告工作。")
    listed = [origin for origin in list_origins(str(tmp_path)) if isinstance(origin, str)]

    assert [Path(origin).name for origin in listed] == ["a.txt", "b.zip"]
    assert list(list_origins(listed[1])) == [listed[1]]
    one_by_one = [found.id for origin in listed for found in read_sources(origin) if isinstance(found, Source)]
    assert one_by_one == [found.id for found in read_sources(str(tmp_path)) if isinstance(found, Source)]
    assert len(one_by_one) == 2
