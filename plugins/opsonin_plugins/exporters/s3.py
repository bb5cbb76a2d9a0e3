"""Publishes every snapshot below a location of S3, where readers see the old one or the new one."""

from __future__ import annotations

from dataclasses import dataclass

from opsonin import (
    ConfigError,
    Context,
    Exporter,
    Snapshot,
    publish_to_s3,
    remove_from_s3,
    s3_location,
)


@dataclass(frozen=True, slots=True)
class S3Options:
    """Where the snapshots go. Credentials stand in the environment, never here.

    Attributes:
        location: ``s3://BUCKET/PREFIX``; a prefix that no other data folder publishes to.
        endpoint_url: Where the S3 API is, if not at AWS; AWS_ENDPOINT_URL says so as well.
    """

    location: str = ""
    endpoint_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no location, and credentials, before a run begins."""
        if self.location:
            try:
                s3_location(self.location)
            except ConfigError as error:
                raise ValueError(f"location: {error}") from None
        if "@" in self.endpoint_url:
            raise ValueError("endpoint_url holds credentials; they belong into the environment")


def _export(snapshot: Snapshot, context: Context[S3Options]) -> str:
    """Publish a snapshot, and remove those that the data folder has given up as well."""
    options = context.options
    if not options.location:
        raise ConfigError(
            "Exporter s3 is not told where to publish.",
            where="[components.s3]",
            remedy='Add location = "s3://BUCKET/PREFIX".',
        )
    at, endpoint_url = options.location, options.endpoint_url
    place = publish_to_s3(at, snapshot.directory, snapshot.number, endpoint_url=endpoint_url)
    kept = {int(one.name) for one in snapshot.directory.parent.iterdir() if one.name.isdigit()}
    remove_from_s3(at, kept, endpoint_url=endpoint_url)
    return place


S3 = Exporter(name="s3", version="1", export=_export, options=S3Options, is_default=False)
