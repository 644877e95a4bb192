-- expect: runtime; an error object whose __tostring raises another of its kind
local m = {} m.__tostring = function() error(setmetatable({}, m)) end error(setmetatable({}, m))
