"""Takes the network and the writing of files away from a worker process, where Linux offers that.

A system-call filter (seccomp) refuses sockets, and Landlock refuses to create, change, rename and
remove files. Both bind the process and all that it starts, and cannot be undone. What is open
already stays open: the pipes to the run, and standard error.

Source: ``seccomp(2)`` and ``landlock(7)`` of the Linux manual, `include/uapi/linux/landlock.h`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: What is taken away, in words.
NETWORK, WRITING = "the network", "the writing of files"

_SECCOMP_SET_MODE_FILTER, _SECCOMP_GET_ACTION_AVAIL = 1, 2
_FILTER_FLAG_TSYNC = 1
_RET_ALLOW, _RET_ERRNO = 0x7FFF0000, 0x00050000
_PR_SET_NO_NEW_PRIVS = 38
#: Codes of the filter's language: load a word, jump if equal, jump if at least, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
#: Where ``struct seccomp_data`` has the number of the call and the architecture.
_AT_NUMBER, _AT_ARCHITECTURE = 0, 4
#: On x86-64, calls with this bit are those of a second numbering.
_OTHER_NUMBERING = 0x40000000

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_WRITE_FILE = 1 << 1
#: Remove folders and files; make devices, folders, files, sockets, pipes, blocks and links.
_CHANGE_NAMES = 0b1_1111_1111 << 4
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_REFER_SINCE, _TRUNCATE_SINCE = 2, 3


@dataclass(frozen=True, slots=True)
class _Machine:
    """What the filter has to know of an architecture."""

    audit: int
    seccomp: int
    socket: int
    io_uring_setup: int = 425


_MACHINES = {
    "x86_64": _Machine(audit=0xC000003E, seccomp=317, socket=41),
    "aarch64": _Machine(audit=0xC00000B7, seccomp=277, socket=198),
}


@cache
def missing() -> tuple[str, ...]:
    """Return what this system cannot take away from a worker, in words; empty if it can do all."""
    lacks = []
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None or not _has_filters(machine):
        lacks.append(NETWORK)
    if machine is None or _landlock_version() < 1:
        lacks.append(WRITING)
    return tuple(lacks)


def confine(*, may_write: bool, beneath: Path | None = None) -> None:
    """Take away from this process, and all that it starts, what the system can take away.

    Args:
        may_write: Whether it goes on writing files.
        beneath: The one folder, which exists, in which it may write all the same.

    Raises:
        OSError: The system offers it and refuses it all the same.
    """
    lacks = missing()
    if {NETWORK, WRITING} <= set(lacks):
        return
    _call(_libc().prctl, "prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if not may_write and WRITING not in lacks:
        _forbid_writing(beneath)
    if NETWORK not in lacks:
        _forbid_sockets(_MACHINES[platform.machine()])


def _forbid_sockets(machine: _Machine) -> None:
    """Refuse new sockets to all threads, also where another numbering of calls is used."""
    refuse = _RET_ERRNO | errno.EACCES
    steps = [
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_IF_EQUAL, 0, 5, machine.audit),
        (_LOAD, 0, 0, _AT_NUMBER),
        (_IF_AT_LEAST, 3, 0, _OTHER_NUMBERING),
        # Requests that a ring carries out pass no filter.
        (_IF_EQUAL, 2, 0, machine.io_uring_setup),
        (_IF_EQUAL, 1, 0, machine.socket),
        (_RETURN, 0, 0, _RET_ALLOW),
        (_RETURN, 0, 0, refuse),
    ]
    packed = b"".join(struct.pack("HBBI", *step) for step in steps)
    code = ctypes.create_string_buffer(packed, len(packed))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    _system_call("seccomp", machine.seccomp, _SECCOMP_SET_MODE_FILTER, _FILTER_FLAG_TSYNC, program)


def _forbid_writing(beneath: Path | None) -> None:
    """Refuse to create, change, rename and remove files, but for the one that keeps nothing.

    Args:
        beneath: A folder whose files are free.
    """
    version = _landlock_version()
    on_files = _WRITE_FILE | (_TRUNCATE if version >= _TRUNCATE_SINCE else 0)
    handled = on_files | _CHANGE_NAMES | (_REFER if version >= _REFER_SINCE else 0)
    attributes = ctypes.create_string_buffer(struct.pack("Q", handled), 8)
    rules = _system_call("landlock_create_ruleset", _CREATE_RULESET, attributes, 8, 0)
    try:
        _allow(rules, os.devnull, on_files)
        if beneath is not None:
            _allow(rules, beneath, handled)
        _system_call("landlock_restrict_self", _RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str | Path, rights: int) -> None:
    """Leave what is done to a file, or beneath a folder."""
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place), 12)
        _system_call("landlock_add_rule", _ADD_RULE, rules, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(place)


def _has_filters(machine: _Machine) -> bool:
    action = ctypes.create_string_buffer(struct.pack("I", _RET_ERRNO), 4)
    return int(_libc().syscall(machine.seccomp, _SECCOMP_GET_ACTION_AVAIL, 0, action)) == 0


def _landlock_version() -> int:
    """Return what Landlock can do here; below 1 where there is none."""
    return int(_libc().syscall(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION))


def _system_call(name: str, number: int, *arguments: object) -> int:
    # A number that is passed as a short one would leave half of its register as it was.
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return _call(_libc().syscall, name, number, *wide)


def _call(function: object, name: str, *arguments: object) -> int:
    assert callable(function)  # noqa: S101 - for mypy
    found = int(function(*arguments))
    if found < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return found


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
