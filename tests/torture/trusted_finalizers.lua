-- profile: trusted
-- Finalizers that allocate, at a collection, at a reset and at the end. Lua puts them off while it has no memory for
-- their stack, so how many have run is not returned.
local log = {}
local function finalized(n)
  return setmetatable({ n = n }, { __gc = function(o)
    local t = {}
    for i = 1, 5 do t[i] = { o.n, ('f'):rep(i) } end
    log[#log + 1] = #t
  end })
end
for i = 1, 20 do finalized(i) end
kept = {}
for i = 1, 20 do kept[i] = finalized(-i) end
collectgarbage()
collectgarbage('generational')
for i = 1, 10 do finalized(i) end
collectgarbage()
collectgarbage('incremental')
return 'collected'
