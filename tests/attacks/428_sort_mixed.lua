-- expect: ok; sorting what cannot be compared
for _, t in ipairs {{1, "a"}, {{}, {}}, {true, false}, {1, nil, 2}, {print, print}, {0 / 0, 1, 0 / 0, 2}} do pcall(table.sort, t) end assert(not pcall(table.sort, {1, 2}, 5)) assert(not pcall(table.sort, {2, 1}, {})) return "contained"
