-- luacheck checks itself, argparse, LuaRocks, parts of Penlight and more: a lexer, a parser, control flow, reports.
local program = require "program"
package.preload["luacheck.multithreading"] = function() return { has_lanes = false, default_jobs = 1 } end
io.popen = function() return { read = function() return "Linux" end, close = function() end } end

require "luacheck.runner" -- and with it most of luacheck
local names = {}
for name in ([[luacheck.runner argparse pl.pretty pl.xml pl.Date pl.tablex pl.data dkjson inspect luaunit MessagePack
  luarocks.util luarocks.fetch luarocks.persist luarocks.search luarocks.cmd]]):gmatch "%S+" do
  names[#names + 1] = name
end
for name in pairs(package.loaded) do
  if name:find "^luacheck%." and name ~= "luacheck.runner" and name ~= "luacheck.multithreading" then
    names[#names + 1] = name
  end
end
table.sort(names)

local options = {
  "--no-config", "--no-cache", "--no-color", "--codes", "--ranges", "--formatter", "plain", "--std", "max",
}
for _, name in ipairs(names) do options[#options + 1] = program.file_of(name) end

local lines = {}
io.stdout = { write = function(_, ...) lines[#lines + 1] = table.concat { ... } end }
local code = program.run(program.file_of "luacheck.main", table.unpack(options))
local report = table.concat(lines):gsub("[^\n]-([^/\n]+:%d+:%d+)", "%1")
local _, count = report:gsub("\n", "")
io.write(report)
print("luacheck: files " .. #names .. ", exit " .. code .. ", warnings " .. count)
