-- Ends with an error value that has no text.
local t = {}
for i = 1, 50 do t[i] = { i } end
error(t)
