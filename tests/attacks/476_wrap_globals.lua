-- expect: ok; globals replaced, erased and guarded do not reach the next script
local g = _G for k in pairs(g) do if k ~= "setmetatable" then g[k] = nil end end
_ENV = setmetatable({}, {__index = function() return nil end, __newindex = function() end}) x = 1 return "contained"
