---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---Prints a line for the host: each value by tostring, tabs between them. What is printed counts against the limit of output.
---@param ... any
function print(...) end
