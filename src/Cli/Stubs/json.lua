---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---JSON. Needs `"json": true` in the policy.
---@class jsonlib
json = {}

---@class json.options
---@field indent? boolean one value a line

---Lists become arrays, other tables objects; an empty table is an object.
---@param value any nil, a boolean, a number, a string, or a table of them without cycles, up to 64 deep
---@param options? json.options
---@return string text
function json.encode(value, options) end

---Raises an error with line and column where it is no JSON.
---@param text string
---@param null? any what stands for null; nil by default, so that such fields are missing
---@return any value
function json.decode(text, null) end
