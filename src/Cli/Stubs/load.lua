---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---Compiles source text. Precompiled code is refused, whatever `mode` says.
---@param chunk string|fun(): string? the text, or a function that gives it in parts until nil or ""
---@param chunkname? string for messages
---@param mode? "t"|"bt"
---@param env? table its globals; those of the script by default
---@return function? f nil: it does not compile
---@return string? message
function load(chunk, chunkname, mode, env) end
