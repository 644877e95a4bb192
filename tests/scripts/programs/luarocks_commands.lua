-- LuaRocks in one state, command after command: argparse trees, the help of every command, versions, rockspec files.
local program = require "program"
program.directories["/mem"] = true
os.execute = function() return nil, "exit", 1 end
io.popen = function() return nil, "no processes here" end
os.tmpname = function() return "/mem/tmp" end

-- Its own search walks the stack for a script name, and the usage lines are wrapped around what it finds.
require "luarocks.util".this_program = function(name) return name end

local real_print, real_stdout, real_stderr = print, io.stdout, io.stderr
local function luarocks(...)
  local said = {}
  local function write(self, ...)
    for _, value in ipairs { ... } do said[#said + 1] = tostring(value) end
    return self
  end
  local stream = { write = write, flush = function() end, close = function() return true end }
  print = function(...) write(nil, table.concat({ ... }, "\t"), "\n") end
  io.stdout, io.stderr = stream, stream
  local code = program.run("/usr/bin/luarocks", ...)
  print, io.stdout, io.stderr = real_print, real_stdout, real_stderr
  return code, table.concat(said)
end

local all = {}
for command in ([[build config doc download init install lint list make new_version pack path purge remove search show
  test unpack upload which write_rockspec]]):gmatch "%S+" do
  local code, text = luarocks("help", command)
  local _, lines = text:gsub("\n", "")
  all[#all + 1] = text
  print(text .. "help " .. command .. ": exit " .. code .. ", lines " .. lines)
end

local rockspec = [[
rockspec_format = "3.0"
package = "demo"
version = "1.0-1"
source = { url = "git+https://example.org/demo.git", tag = "v1.0" }
description = { summary = "A demonstration", license = "MIT", %s = "x" }
dependencies = { "lua >= 5.1", "penlight ~> 1.5", "lpeg >= 1.0, < 2" }
build = { type = "builtin", modules = { demo = "demo.lua", ["demo.more"] = { "a.lua" } } }
]]
local vers = require "luarocks.core.vers"
local queries = require "luarocks.queries"
local writer = require "luarocks.persist"
for _, field in ipairs { "homepage", "unheard_of" } do
  local globals = {}
  assert(load(rockspec:format(field), "=rockspec", "t", globals))()
  local ok, err = require "luarocks.type.rockspec".check(globals, {})
  print("rockspec with " .. field .. ": " .. (ok and "valid" or tostring(err)))
end

local versions = {}
for major = 0, 4 do
  for minor = 0, 9 do
    for _, tail in ipairs { "", "alpha", "beta2", "rc1", "-1", "-2", "scm" } do
      versions[#versions + 1] = ("%d.%d%s"):format(major, minor * 7 % 10, tail)
    end
  end
end
table.sort(versions, function(a, b)
  if vers.compare_versions(a, b) then return true end
  return not vers.compare_versions(b, a) and a < b
end)
local matched = 0
for _, version in ipairs(versions) do
  for _, constraint in ipairs { ">= 1.2", "~> 2.1", "< 3", "== 4.0", "> 1, <= 3.5", "~= 2.2" } do
    local query = assert(queries.from_dep_string("demo " .. constraint))
    if vers.match_constraints(vers.parse_version(version), query.constraints) then matched = matched + 1 end
  end
end
print("versions: " .. #versions .. ", matches " .. matched)
local nested = { b = { 1, 2, { c = true } }, a = "x\ny" }
print(writer.save_from_table_to_string { versions = versions, nested = nested })
print("luarocks: commands " .. #all .. ", help " .. #table.concat(all) .. " bytes")
