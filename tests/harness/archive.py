"""The downloaded ZIP, unpacked."""

import base64
import io
import zipfile
from pathlib import Path


class Archive:
    """What `DownloadCertificate` answers, with its files by name."""

    def __init__(self, answer: dict):
        assert answer["ContentType"] == "application/zip", answer["ContentType"]
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["Content"]))) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}

    def only(self, folder: str, ending: str) -> str:
        """The one file of a folder with an ending; consumers rely on there being exactly one."""
        found = [name for name in self.files if name.startswith(f"{folder}/") and name.endswith(ending)]
        assert len(found) == 1, (folder, ending, sorted(self.files))
        return found[0]

    def unpack(self, folder: Path) -> Path:
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder
