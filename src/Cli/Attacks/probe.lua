-- Everything a script can reach from a fresh environment, and how it behaves, as text that is the same in every VM
-- of a profile: names in order, no address, no time, no random number. It changes nothing but its own globals, even
-- where it could.
local lines, paths = {}, {}

local function show(value)
  if type(value) == "string" then return (string.format("%q", value):gsub("[^ -~]", function(c) return "\\x" .. c:byte() end)) end
  if math.type(value) == "float" then return string.format("%a", value) end
  if type(value) == "table" or type(value) == "function" then return paths[value] or "(new " .. type(value) .. ")" end
  if value == nil or type(value) == "boolean" or math.type(value) then return tostring(value) end
  return "(" .. type(value) .. ")"
end

local function write(name, ...)
  local texts = {name}
  for i = 1, select("#", ...) do texts[i + 1] = show((select(i, ...))) end
  lines[#lines + 1] = table.concat(texts, " ")
end

local function sorted_keys(t)
  local keys, others = {}, 0
  for key in next, t do
    if type(key) == "string" then keys[#keys + 1] = key else others = others + 1 end
  end
  table.sort(keys)
  return keys, others
end

local function walk(path, value)
  if (type(value) ~= "table" and type(value) ~= "function") or paths[value] then return write(path, value) end
  paths[value] = path
  if type(value) == "function" then return write(path, type(value)) end
  local keys, others = sorted_keys(value)
  write(path, #keys, others, #value, getmetatable(value))
  for _, key in ipairs(keys) do walk(path .. "." .. key, value[key]) end
end

walk("_G", _G)
walk("(string)", getmetatable(""))
for _, value in ipairs {false, 0, 0.5, print or next, {}, coroutine and coroutine.create(next)} do
  write("metatable", type(value), getmetatable(value))
end
write("metatable of nil", getmetatable(nil))

-- Fresh globals, and what must not be writable.
write("left behind", rawget(_G, "probe"))
probe = "mine"
write("own global", rawget(_G, "probe"), _G.probe, _ENV == _G)
for _, name in ipairs(sorted_keys(_G)) do
  local library = rawget(_G, name)
  if type(library) == "table" and library ~= _G then
    write("set " .. name, pcall(function() library.probe = 1 library.probe = nil end))
    write("rawset " .. name, pcall(rawset, library, "probe", nil))
    write("setmetatable " .. name, pcall(setmetatable, library, getmetatable(library)))
  end
end
write("set string metatable", pcall(function() getmetatable("").__index = getmetatable("").__index end))
write("__gc", pcall(setmetatable, {}, {__gc = next}))

-- The language.
write("strings", ("x"):upper(), "10" + 1, "1" .. 2, #"\0\0", "a" < "b", ("%d %5.1f %q"):format(3, 0.25, "\n"))
write("numbers", 7 // 2, -7 // 2, 7 % -3, 7 / 2, 1 << 62, math.maxinteger + 1, 2 ^ 53, 3 | 4, ~0, 1e15, -0.0)
write("to text", tostring(nil), tostring(true), tostring(1e15), tostring(-0.0), tostring(2 ^ 63), tostring(1 // 1))
write("to number", tonumber("0x10"), tonumber("z", 36), tonumber("1e1"), tonumber(""), tonumber(" 5 "), tonumber("5x"))
write("select", select("#"), select("#", nil, nil), select(-1, 1, 2), pcall(select, 0))
write("pcall", pcall(error), pcall(error, "e", 0), select("#", pcall(next, {})), (pcall(error, {})))
write("errors", pcall(function() local n = nil; return n.x end))
write("errors", pcall(function() return 1 < "x" end))
write("errors", pcall(function() return 1 // 0 end))
write("errors", pcall(function() return {} .. "x" end))
write("errors", pcall(function() error("at") end))
write("xpcall", xpcall(error, function(e) return e .. "!" end, "handled"))
write("assert", pcall(assert, false), pcall(assert, nil, "no"), select("#", assert(1, 2)))
local object = setmetatable({}, {
  __index = function(_, key) return key .. "?" end, __call = function(_, x) return x end, __len = function() return 9 end,
  __tostring = function() return "object" end, __eq = function() return true end, __close = function() write("closed") end,
})
write("metamethods", object.k, object(5), #object, tostring(object), object == setmetatable({}, getmetatable(object)))
write("raw", rawlen(object), rawget(object, "k"), rawequal(object, object))
do local closing <close> = object end
for i = 3, 1, -1 do if i == 2 then goto continue end write("loop", i) ::continue:: end
write("kinds", (tostring(next):gsub("0x%x+", "")), (tostring({}):gsub("0x%x+", "")), type(print))

-- The libraries.
write("patterns", ("key = value"):match("(%w+)%s*=%s*(%w+)"), ("abc"):gsub("%w", "%0%0"), ("a.b"):find(".", 1, true))
write("string", ("ab"):rep(2, "-"), ("abc"):sub(-2), ("a"):byte(), string.char(65), ("ab"):reverse(), pcall(("x"):rep(2).bad))
write("pack", string.unpack("<i4z", string.pack("<i4z", -2, "s")), string.packsize("<i4i8"))
local list = {3, 1, 2}
table.sort(list)
write("table", table.concat(list, ","), table.unpack(list, 2), table.remove(list), #table.pack(1, nil), #table.move(list, 1, 2, 2))
write("math", math.pi, math.huge, math.mininteger, math.floor(-0.5), math.tointeger(2.0), math.ult(1, -1), math.fmod(-5, 3))
write("utf8", utf8.char(228, 8364), utf8.len("\u{e4}x"), utf8.codepoint("\u{20ac}"), utf8.len("\xff"))
local weak = setmetatable({{}}, {__mode = "v"})
write("collectgarbage", collectgarbage(), weak[1], math.type(collectgarbage("count")), pcall(collectgarbage, "stop"))
if coroutine then
  local thread = coroutine.wrap(function(x) local y = coroutine.yield(x + 1) error("in " .. y, 0) end)
  write("coroutine", thread(1), pcall(thread, "thread"))
  local current, main = coroutine.running()
  write("coroutine", type(current), main, coroutine.isyieldable(), coroutine.status(current), pcall(coroutine.yield))
end
if load then
  write("load", load("return 1 + 1")(), load("x = = 1", "=chunk"), load("return probe")(), load("return probe", "", "t", {})())
  write("load", pcall(load, "\27Lua"))
end
if math.random then
  local real, whole = math.random(), math.random(3)
  write("random", math.type(real), real >= 0 and real < 1, math.type(whole), whole >= 1 and whole <= 3)
end
if os then
  write("os", math.type(os.time()), math.type(os.clock()), type(os.date()), os.date("!%Y", 0), os.difftime(2, 1))
end
return table.concat(lines, "\n")
