-- expect: ok|runtime; print of values that cannot be shown
pcall(print, setmetatable({}, {__tostring = function() error("x") end})) pcall(print, setmetatable({}, {__tostring = function() return 1 end})) print(setmetatable({}, {__name = "\0\27"})) print() print(nil, false, 0 / 0) return "contained"
