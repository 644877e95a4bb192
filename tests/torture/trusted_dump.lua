-- profile: trusted
-- string.dump and what comes back from it.
local sources = {}
for i = 1, 12 do
  local f = load(('local a, b = ... local t = {%d, "text %d", 0.5} return function() return a, b, t[2] end'):format(i, i))
  local copy = load(string.dump(f), 'copy' .. i, 'b')
  sources[i] = { copy(i, i + 1)() }
  local stripped = load(string.dump(f, true), 'stripped', 'b')
  sources[#sources] = { sources[i], stripped(1, 2)() }
end
local whole = string.dump(load('return 1'))
local bad = {}
for i = 4, #whole - 1, 9 do bad[#bad + 1] = tostring(select(2, load(whole:sub(1, i), 'cut', 'b'))) end
return sources, bad
