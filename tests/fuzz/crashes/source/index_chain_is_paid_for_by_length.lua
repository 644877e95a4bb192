local t = {}
for i = 1, 1900 do t = setmetatable({}, {__index = t}) end
for i = 1, 20000 do local _ = t.nope end
