-- expect: ok; fields out of range, of the wrong kind, missing, and with metamethods
for _, v in ipairs {0, -1, 1 << 31, (1 << 31) - 1, -1 << 31, math.mininteger, math.maxinteger, 1e300, 0.5, "12", "0x10", "x", {}, true} do
  for _, k in ipairs {"year", "month", "day", "hour", "min", "sec", "isdst"} do
    local t = {year = 2000, month = 1, day = 1} t[k] = v local ok, e = pcall(os.time, t) assert(ok or type(e) == "string")
  end
end
assert(not pcall(os.time, {})) assert(not pcall(os.time, setmetatable({}, {__index = function() error("e") end}))) assert(not pcall(os.time, string)) return "contained"
