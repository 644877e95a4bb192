-- expect: ok; __gc is refused whatever it is
for _, v in ipairs {true, false, 1, "s", print, {}} do assert(not pcall(setmetatable, {}, {__gc = v})) end
assert(not pcall(setmetatable, setmetatable({}, {}), {__gc = print})) return "contained"
