"""How much memory is free for a large piece of work, here and in the container that we may run in."""

from pathlib import Path

PROC = Path("/proc")
GROUPS = Path("/sys/fs/cgroup")
UNLIMITED = 1 << 50


def free_memory():
    """Free megabytes of memory, or None where the system does not tell. The narrowest of the machine and its containers counts."""
    found = [free for free in (machine_free(), *container_free()) if free is not None]
    return min(found) // 2**20 if found else None


def machine_free():
    for line in read(PROC / "meminfo").splitlines():
        name, _colon, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return None


def container_free():
    """Free bytes of each control group that this process is in, of either version."""
    for line in read(PROC / "self" / "cgroup").splitlines():
        _number, controllers, path = line.split(":", 2)
        if controllers == "":
            yield from groups_free(GROUPS, path, "memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            yield from groups_free(GROUPS / "memory", path, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def groups_free(root, path, limit_file, used_file, reclaimable):
    folder = root / path.lstrip("/")
    for group in (folder, *folder.parents):
        limit, used = number(read(group / limit_file)), number(read(group / used_file))
        if limit is not None and used is not None and limit < UNLIMITED:
            # what is kept of files is given back when it is needed
            kept = [number(line.split()[1]) for line in read(group / "memory.stat").splitlines() if line.split()[:1] == [reclaimable]]
            yield max(0, limit - used + (kept[0] or 0 if kept else 0))
        if group == root:
            return


def number(text):
    return int(text) if text.strip().isdigit() else None


def read(file):
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
