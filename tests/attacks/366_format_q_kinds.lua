-- expect: ok; %q of every value it takes and refuses
for _, v in ipairs {1, 0.1, 1 / 0, -1 / 0, 0 / 0, math.mininteger, "\0\r\n\27\255", true} do local r = load("return " .. string.format("%q", v))() assert(r == v or v ~= v) end
for _, v in ipairs {{}, print, coroutine.create(print)} do assert(not pcall(string.format, "%q", v)) end
return "contained"
