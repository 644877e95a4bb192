local a <const>, b <close> = 1, nil
goto skip
do local unused = [==[long ]] string]==] end
::skip::
local t = {1, 2; x = 3, ["y z"] = 4, [5] = 5, ...}
local function f(n, ...) if n <= 0 then return ... end return f(n - 1, n, ...) end
for i = 3, 1, -1 do
  repeat local done = i > 1 until done or i == 1
  if i == 2 then goto continue elseif i == 3 then t[i] = nil else break end
  ::continue::
end
while #t > 4 do t[#t] = nil end
--[[ comment ]] --[=[ another ]=]
return f(3), t.x, t["y z"], #t, not a, -a, ~a, a .. "", a << 62 >> 3 & 7 | 8 ~ 1
