-- expect: ok; no text of an object holds an address: %p, tostring, errors, with widths and flags
local function high(s) local h = s:match("0x(%x+)") return not h or #h == 16 and h:find("^[89a-f]") end
for _, v in ipairs {{}, print, function() end, coroutine.create(print), string.rep, "s", setmetatable({}, {__name = "N"})} do
  for _, f in ipairs {"%p", "%-30p", "%40p", "%s", "%-10s"} do
    local s = string.format(f, v) if not high(s) then return "ESCAPED: " .. s end
  end
  local ok, e = pcall(string.format, "%d", v) if not high(e) then return "ESCAPED: " .. e end
end
assert(string.format("%p", 1) == "(null)") return "contained"
