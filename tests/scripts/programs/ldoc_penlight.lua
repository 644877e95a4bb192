-- ldoc documents Penlight as HTML with Markdown: a lexer, a parser, templates, gsub-heavy rendering.
local program = require "program"

-- markdown.lua was written for Lua 5.1.
unpack = table.unpack
function setfenv(level, environment)
  local body = debug.getinfo(level + 1, "f").func
  local at = 1
  while debug.getupvalue(body, at) ~= "_ENV" do at = at + 1 end
  debug.upvaluejoin(body, at, function() return environment end, 1)
end

local modules = {}
for name in ([[Date List Map MultiMap OrderedMap Set app array2d class compat comprehension config data dir file func
  import_into input lapp lexer luabalanced operator path permute pretty seq sip strict stringio stringx tablex template
  test text types url utils xml]]):gmatch "%S+" do
  modules[#modules + 1] = ("%q"):format(program.file_of("pl." .. name))
end
program.directories["/mem"] = true
program.written["/mem/config.ld"] = [[
project = "Penlight" title = "Penlight" format = "markdown" dir = "/mem/out" style = false template = true
file = {]] .. table.concat(modules, ",") .. "}\n"
program.written["/mem/ldoc.ltp"] = dofile(program.file_of "ldoc.html.ldoc_ltp")

local said = {}
local function say(...) said[#said + 1] = table.concat({ ... }, " ") end
local real_print, real_stderr = print, io.stderr
print, io.stderr = say, { write = function(_, ...) say(...) end }
local code = program.run("/usr/bin/ldoc", "--testing", ".")
print, io.stderr = real_print, real_stderr

local names, bytes = {}, 0
for name, text in pairs(program.written) do
  if name:find "%.html$" then
    names[#names + 1] = name
    bytes = bytes + #text
  end
end
table.sort(names)
for at, name in ipairs(names) do names[at] = name .. " " .. program.digest(program.written[name]) end
print(table.concat(names, "\n"))
print(table.concat(said, "\n"))
print("ldoc: exit " .. code .. ", pages " .. #names .. ", bytes " .. bytes .. ", messages " .. #said)
