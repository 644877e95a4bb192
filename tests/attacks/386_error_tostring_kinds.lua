-- expect: runtime; an error object whose __tostring returns no string
error(setmetatable({}, {__tostring = function() return {} end}))
