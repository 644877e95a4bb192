-- expect: timeout|fuel; os.time asks a table whose __index never answers
os.time(setmetatable({}, {__index = function() while true do end end}))
