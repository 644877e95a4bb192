-- Long strings: literals, escapes, substrings, comparisons as keys.
local literal = [==[
first line
second ]] line
]==] .. "escapes \t \x41 \u{20AC} \065 \z
   continued"
local t = {}
for i = 1, 60 do
  local key = ('long key number ' .. i .. ' '):rep(4)
  t[key] = key:sub(1, 45)
end
local n = 0
for k, v in pairs(t) do if k:find(v, 1, true) then n = n + 1 end end
return literal, n, #literal, literal:byte(1, 20)
