-- expect: runtime|sandbox; the sandbox's message caught, changed and thrown again
local ok, e = pcall(function() string.rep = nil end) error(e .. "!", 0)
