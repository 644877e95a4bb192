-- Values that have no form outside, among tables that share them.
local f, co = function() end, coroutine.create(print)
local t = {}
for i = 1, 40 do t[i] = { f = f, co = co, p = print, own = function() return i end } end
return f, co, t
