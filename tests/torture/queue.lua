-- Tables whose keys come and go, so that they are rehashed at every size.
local queue, first, last = {}, 1, 0
local total = 0
for i = 1, 200 do
  last = last + 1
  queue[last] = { i }
  if i % 3 ~= 0 then
    total = total + queue[first][1]
    queue[first] = nil
    first = first + 1
  end
end
local left = {}
while first <= last do
  left[#left + 1] = queue[first][1]
  queue[first] = nil
  first = first + 1
end
return total, left
