-- expect: timeout|fuel|memory; an error object whose __tostring never returns
error(setmetatable({}, {__tostring = function() local t = {} while true do pcall(error, t) end end}))
