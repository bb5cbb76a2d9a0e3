"""Needs a package that is not there, as after an upgrade of another one."""

from a_package_that_was_renamed import thing  # type: ignore[import-not-found] # it is not

from opsonin import hookimpl


@hookimpl
def register_taggers() -> list[object]:
    return [thing]
