-- expect: ok; only strings and numbers name a chunk
for _, n in ipairs {{}, print, true, coroutine.create(print)} do assert(not pcall(load, "return 1", n)) end
assert(load("return 1", 5)() == 1 and not pcall(load, {}) and not pcall(load, nil)) return "contained"
