-- expect: ok|timeout|fuel|memory|runtime; handlers in handlers in handlers
local function h(e) return select(2, xpcall(error, h, e)) end
while true do xpcall(error, h, {}) end
