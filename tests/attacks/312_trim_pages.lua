-- expect: ok|timeout|fuel|memory|runtime; a large string needs the pages that a million small blocks held
for round = 1, 1000 do
  local t = {} for i = 1, 220000 do t[i] = {} end
  t = nil collectgarbage()
  local s = ("x"):rep(20 << 20)
end
return "contained"
