-- Runs an installed command-line program inside one Lua state: files it writes stay in memory, os.exit ends only it.
local program = { written = {}, directories = {} }

local real_open = io.open
local cwd = "/mem"

local function absolute(path)
  if path:sub(1, 1) ~= "/" then path = cwd .. "/" .. path end
  return (path:gsub("/%.%f[/\0]", ""):gsub("/+", "/"):gsub("(.)/$", "%1"))
end

local function writer(path)
  local parts, file = {}, {}
  function file:write(...)
    for _, value in ipairs { ... } do parts[#parts + 1] = tostring(value) end
    return self
  end
  function file:close()
    program.written[path] = table.concat(parts)
    return true
  end
  return file
end

local function reader(text)
  local file, at = {}, 1
  function file:read(what)
    what = tostring(what):gsub("^%*", "")
    if what:sub(1, 1) == "a" then
      local rest = text:sub(at)
      at = #text + 1
      return rest
    end
    if at > #text then return nil end
    local line, next_at = text:match("^([^\n]*)\n?()", at)
    at = next_at
    return line
  end
  function file:lines() return function() return self:read "l" end end
  function file:close() return true end
  return file
end

function io.open(path, mode)
  mode = mode or "r"
  if mode:find "^[wa]" then return writer(absolute(path)) end
  local text = program.written[absolute(path)]
  if text then return reader(text) end
  return real_open(path, mode)
end

local function mode_of(path)
  path = absolute(path)
  if program.directories[path] then return "directory" end
  if program.written[path] then return "file" end
  local file = real_open(path, "rb")
  if not file then return nil end
  local _, _, code = file:read(1)
  file:close()
  return code == 21 and "directory" or "file"
end

local function attributes(path, key)
  local mode = mode_of(path)
  if not mode then return nil, path .. ": No such file or directory", 2 end
  local all = { mode = mode, modification = 0, size = 0 }
  if type(key) == "string" then return all[key] end
  return all
end

package.preload.lfs = function()
  return {
    _VERSION = "LuaFileSystem 0, in memory",
    attributes = attributes,
    symlinkattributes = attributes,
    currentdir = function() return cwd end,
    chdir = function(path) cwd = absolute(path) return true end,
    mkdir = function(path) program.directories[absolute(path)] = true return true end,
    dir = function() return function() end end,
  }
end

-- os.exit yields, so that no pcall of the program's own can swallow it.
function program.run(path, ...)
  arg = { [0] = path, ... }
  local real_exit = os.exit
  local task = coroutine.create(assert(loadfile(path)))
  os.exit = coroutine.yield
  local ok, code = coroutine.resume(task, ...)
  os.exit = real_exit
  if not ok then error(debug.traceback(task, code), 0) end
  if coroutine.status(task) ~= "suspended" then code = 0 end
  if code == nil or code == true then code = 0 end
  return code
end

-- A short fingerprint (FNV-1a, 64 bits), so that megabytes of output can be compared by one line.
function program.digest(text)
  local hash = -3750763034362895579
  for at = 1, #text do hash = (hash ~ text:byte(at)) * 1099511628211 end
  return ("%016x"):format(hash)
end

function program.file_of(module)
  return assert(package.searchpath(module, package.path))
end

return program
