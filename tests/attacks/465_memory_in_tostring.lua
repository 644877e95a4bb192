-- expect: memory|timeout|fuel|runtime; all memory is used up in tostring, and pcall sees nothing of it
while true do pcall(function() local t = {} tostring(setmetatable({}, {__tostring = function() for i = 1, 1e9 do t[i] = {} end end})) end) end
