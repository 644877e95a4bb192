-- expect: ok|memory|timeout; a hundred thousand arguments at once
print(table.unpack({}, 1, 100000)) return "contained"
