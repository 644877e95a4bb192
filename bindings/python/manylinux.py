"""The platform tag that compiled files qualify for (PEP 600): the oldest C library that
has all they ask for. What asks for more than the C library is for this machine alone."""

import re
import subprocess

# What is glibc's own. manylinux allows some more; nothing here needs it.
SYSTEM = re.compile(r"lib(c|m|dl|pthread|rt|util|resolv)\.so\.\d+|ld-linux.*\.so\.\d+")
MACHINES = {"elf64-x86-64": "x86_64", "elf64-littleaarch64": "aarch64"}
OLDEST = (2, 5)  # manylinux1's; pip knows none before


def platform(files):
    """The tag for all of the files together; each may need the others."""
    texts = [subprocess.run(["objdump", "-p", str(file)], check=True, capture_output=True, text=True).stdout
             for file in files]
    return tag(texts)


def tag(texts):
    """The same from what `objdump -p` says of each file."""
    machine = {MACHINES[re.search(r"file format (\S+)", text).group(1)] for text in texts}
    if len(machine) != 1:
        raise ValueError(f"files for {' and '.join(sorted(machine))} in one wheel")
    machine = machine.pop()
    own = {name for text in texts for name in re.findall(r"^ +SONAME +(\S+)", text, re.M)}
    oldest = OLDEST
    for text in texts:
        needed = set(re.findall(r"^ +NEEDED +(\S+)", text, re.M)) - own
        versions = asked(text, own)
        if not all(SYSTEM.fullmatch(name) for name in needed) or None in versions:
            return f"linux_{machine}"
        oldest = max(oldest, *versions)
    return "manylinux_{}_{}_{}".format(*oldest[:2], machine)


def asked(text, own):
    """Versions of the C library as numbers; None for what is no such version."""
    found = [OLDEST]
    references = text.partition("Version References:")[2]
    for library, rows in re.findall(r"required from (\S+):\n((?:    .*\n?)+)", references):
        for name in re.findall(r"\S+$", rows, re.M) if library not in own else ():
            number = re.fullmatch(r"GLIBC_(\d+(?:\.\d+)+)", name)
            found.append(tuple(map(int, number.group(1).split("."))) if number else None)
    return found
