---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---@class coroutinelib
coroutine = {}

---@param co thread suspended or dead
---@return boolean ok
---@return any message
function coroutine.close(co) end

---@param f function
---@return thread
function coroutine.create(f) end

---@param co? thread the running one by default
---@return boolean
function coroutine.isyieldable(co) end

---@param co thread
---@param ... any arguments of its function, or results of its `yield`
---@return boolean success
---@return any ... what it yields or returns, or the error
function coroutine.resume(co, ...) end

---@return thread
---@return boolean main
function coroutine.running() end

---@param co thread
---@return "running"|"suspended"|"normal"|"dead"
function coroutine.status(co) end

---@param f function
---@return fun(...): ... resumes it; errors are raised
function coroutine.wrap(f) end

---@param ... any results of `resume`
---@return any ... arguments of the next `resume`
function coroutine.yield(...) end
