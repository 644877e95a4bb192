-- memory: 96KiB
-- Ends at its memory limit, by many small requests.
local t = {}
pcall(function() while true do t = { t, ('x'):rep(40) .. #t } end end)
while true do t = { t } end
