"""Reads ``s3://`` and whatever else fsspec knows, and ``http(s)://`` of known hosts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, cast

from opsonin import ConfigError, Context, Reject, Resource, Source
from opsonin_plugins.sources.places import quoted, scheme_of
from opsonin_plugins.sources.web import open_page, page_name

#: Read at once of a remote file; two such blocks are held.
_BLOCK_BYTES = 4 << 20
_EXTRAS = {"s3": "s3", "s3a": "s3"}
_WEB = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class UrlOptions:
    """Options of source ``urls``. Credentials stand in the environment, never here.

    Attributes:
        hosts: Hosts that ``http(s)://`` inputs may name; redirections elsewhere are refused.
        endpoint_url: Where the S3 API is, if not at AWS; AWS_ENDPOINT_URL says so as well.
        anonymous: Whether S3 is asked without credentials.
    """

    hosts: tuple[str, ...] = ()
    endpoint_url: str = ""
    anonymous: bool = False


def accepts(resource: Resource) -> bool:
    """Accept every URL but ``file://``."""
    return resource.kind == "location" and scheme_of(resource.location) not in {"", "file"}


def read(resource: Resource, context: Context[UrlOptions]) -> Iterator[Resource | Reject]:
    """Yield an object, or all objects below a prefix or that match a pattern, sorted by name.

    Raises:
        ConfigError: The URL cannot be listed, its driver is missing, or its host is not allowed.
    """
    if scheme_of(resource.location) in _WEB:
        yield _page(resource, context.options)
        return
    try:
        files, root, found = _listed(resource.location, context.options)
    except ConfigError:
        raise
    except Exception as error:
        # Every driver has exceptions of its own.
        if resource.uri:
            yield Reject("io", f"It cannot be listed: {_words(error)}.")
            return
        raise _refused(resource.location, error) from error
    for path in sorted(found):
        info = found[path]
        if info.get("type") == "file" and not path.endswith("/"):
            name = path.removeprefix(root).lstrip("/") or path.rpartition("/")[2]
            is_root = path == root
            place = resource.uri if resource.uri and is_root else _joined(resource.uri, name)
            yield Resource(
                uri=place,
                location=files.unstrip_protocol(path),
                open=partial(_open, files, path),
                size_bytes=info.get("size"),
                stamp=_stamp(info),
            )


SOURCE = Source(name="urls", version="1", accepts=accepts, read=read, options=UrlOptions)


def _listed(location: str, options: UrlOptions) -> tuple[Any, str, Mapping[str, Mapping[str, Any]]]:
    """Return the file system, the part of all paths that is fixed, and what is there."""
    files, path = _file_system(location, options)
    if any(sign in path for sign in "*?["):
        found = files.glob(path, detail=True)
        folders = path.split("/")
        fixed = next(n for n, part in enumerate(folders) if any(sign in part for sign in "*?["))
        root = "/".join(folders[:fixed])
    elif not location.endswith("/") and files.isfile(path):
        return files, path, {path: files.info(path)}
    else:
        root = path.rstrip("/")
        found = files.find(root, detail=True)
        if not found:
            files.ls(root, detail=False)
    if not found:
        raise FileNotFoundError("there is nothing there")
    return files, root, found


def _file_system(location: str, options: UrlOptions) -> tuple[Any, str]:
    import fsspec  # noqa: PLC0415 - slow to import, and most runs read local files

    scheme = scheme_of(location)
    stated: dict[str, Any] = {}
    if scheme in _EXTRAS:
        stated = {"anon": options.anonymous, "use_listings_cache": False}
        if options.endpoint_url:
            stated["endpoint_url"] = options.endpoint_url
    try:
        return cast("tuple[Any, str]", fsspec.url_to_fs(location, **stated))
    except ImportError as error:
        extra = _EXTRAS.get(scheme)
        install = f"pip install 'opsonin[{extra}]'" if extra else f"{error}"
        raise ConfigError(
            f"{scheme}:// cannot be read: a package is missing.",
            where=location,
            remedy=f"Install it: {install}.",
        ) from error
    except ValueError as error:
        raise ConfigError(
            f"{scheme}:// cannot be read: {error}.",
            where=location,
            remedy="Give a path, s3://BUCKET/PREFIX or another URL that fsspec knows.",
        ) from error


def _open(files: Any, path: str) -> BinaryIO:
    return cast("BinaryIO", files.open(path, "rb", block_size=_BLOCK_BYTES, cache_type="readahead"))


def _stamp(info: Mapping[str, Any]) -> str:
    etag = info.get("ETag") or info.get("etag")
    return f"{info.get('size')}:{etag}" if etag else ""


def _joined(prefix: str, name: str) -> str:
    return f"{prefix.rstrip('/')}/{quoted(name)}" if prefix else quoted(name)


def _refused(location: str, error: Exception) -> ConfigError:
    if isinstance(error, FileNotFoundError):
        remedy = "Check the bucket and the prefix."
    elif isinstance(error, PermissionError) or "redential" in _words(error):
        remedy = "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or set anonymous = true."
    else:
        remedy = "Check the address, the network and the credentials, and run again."
    return ConfigError(f"It cannot be listed: {_words(error)}.", where=location, remedy=remedy)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(".")[:300]


def _page(resource: Resource, options: UrlOptions) -> Resource:
    return Resource(
        uri=resource.uri or quoted(page_name(resource.location, options.hosts)),
        location=resource.location,
        open=partial(open_page, resource.location, options.hosts),
    )
