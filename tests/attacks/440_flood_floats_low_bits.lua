-- expect: ok|timeout|fuel|memory; keys that might share a slot: floats low bits
local t = {}
for i = 1, 60000 do t[1 + i * 2.0^-52] = true end
return "contained"
