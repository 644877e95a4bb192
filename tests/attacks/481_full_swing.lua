-- expect: timeout|fuel|memory; the heap swings between nearly full and half empty
while true do
  local t = {} while collectgarbage("count") < 28000 do for i = 1, 1000 do t[#t + 1] = {} end end
  for i = 1, #t // 2 do t[i] = nil end collectgarbage("step")
end
