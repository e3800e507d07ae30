"""What the tests of frameworks share: ours read once, and ways to walk through their plain data and to spoil it."""

from functools import lru_cache

from coaching.frameworks import FOLDER, load_file

FILES = sorted(FOLDER.glob("*.toml"))


@lru_cache
def ours(key):
    """A framework of ours by its key, read once."""
    return load_file(FOLDER / f"{key}.toml")


def keys(entries):
    return [entry.key for entry in entries]


def walk(node, path=()):
    """Every value in plain data, with its path."""
    yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in children:
        yield from walk(value, (*path, name))


def put(content, path, value):
    *way, last = path
    for name in way:
        content = content[name]
    content[last] = value
