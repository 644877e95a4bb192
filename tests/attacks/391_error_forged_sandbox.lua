-- expect: runtime; a message that looks like the sandbox's own is the script's
error("sandbox: attempt to modify a read-only table")
