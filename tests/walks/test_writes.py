"""What a normal session writes, as the system sees it: beside the project, in its own folders, nowhere else."""

import re
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.walks.program import Program, Screen

_CALLS = "openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,truncate,link,symlink"
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|^\d+ +(?! |open)")
_PATHS = re.compile(r'"([^"]*)"')
_DEVICES = ("/dev/", "/proc/")
_OF_THE_SYSTEM = ("/mesa_shader_cache", "/fontconfig", "__pycache__", "/dconf/", ".cache/qt")


def written(log: Path) -> set[Path]:
    """All paths that were opened for writing, made, renamed or removed; failed calls do not count."""
    found: set[Path] = set()
    for line in log.read_text().splitlines():
        if " = -1 " in line or not _WRITES.search(line):
            continue
        for name in _PATHS.findall(line):
            is_foreign = any(part in name for part in _OF_THE_SYSTEM)
            if name.startswith("/") and not name.startswith(_DEVICES) and not is_foreign:
                found.add(Path(name))
    return found


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is needed")
def test_a_days_work_writes_beside_the_project_and_in_its_own_folders_only(
    screen: Screen, tmp_path: Path
) -> None:
    log, news = tmp_path / "calls", tmp_path / "news"
    news.mkdir()
    source = news / "a.txt"
    source.write_text("Aiko Tanaka met Jonas Berg of Velmora in Osaka on Monday.\n" * 3)
    before = source.read_bytes(), source.stat().st_mtime_ns
    watch = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={_CALLS}", "-o", str(log)]
    with Program(screen, str(news), folder=tmp_path, before=watch) as program:
        program.wait("proposals")
        program.press("Tab", until="focus")
        program.press("x", until="painted")
        program.press("ctrl+Return", until="painted")
        program.press("ctrl+s")
        program.wait_for_window("Save dataset")
        program.press("Return", until="saved")
        program.press("ctrl+q")
        program._gone()
    here = written(log)
    own = {path for path in here if tmp_path / "config" in path.parents}
    own |= {path for path in here if tmp_path / "data" in path.parents}
    own |= {tmp_path / "config", tmp_path / "data"}
    names = {
        re.sub(r"^\.annotator\.gold\.jsonl\..*\.part$", "PART", path.name)
        for path in here - own
        if path.parent == news
    }
    # The socket by which a second start is heard, and the place that Python tries for temporary files.
    passing = {path for path in here - own if path.parent != news}
    temporary = Path(tempfile.gettempdir())
    assert {path for path in passing if temporary not in (path.parent, path.parent.parent)} == set()
    assert [path for path in passing if path.exists()] == []
    assert names <= {
        "annotator.annot", "annotator.annot-wal", "annotator.annot-shm", "annotator.annot-journal",
        "annotator.annot.lock", "annotator.gold.jsonl", "PART",
    }  # fmt: skip
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
    left = sorted(path.name for path in news.iterdir())
    assert left == ["a.txt", "annotator.annot", "annotator.annot.lock", "annotator.gold.jsonl"]
