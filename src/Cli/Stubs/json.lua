---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---JSON. Needs `"json": true` in the policy.
---@class jsonlib
---@field null userdata json.null: written as null; what null becomes by `json.decode(text, json.null)`
json = {}

---What `json.null` is. As a condition it is true.
---@class json.null
local null = {}

---@class json.options
---@field indent? boolean one value a line

---Lists become arrays, other tables objects; an empty table is an object.
---@param value any nil, json.null, a boolean, a number, a string, or a table of them without cycles, up to 64 deep
---@param options? json.options
---@return string text
function json.encode(value, options) end

---Raises an error with line and column where it is no JSON.
---@param text string
---@param null? any what stands for null; nil by default, so that such fields are missing
---@return any value
function json.decode(text, null) end
