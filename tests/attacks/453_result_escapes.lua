-- expect: ok; strings with every byte, as values and keys
local b = {} for i = 0, 255 do b[i + 1] = string.char(i) end local s = table.concat(b) return s, {[s] = s, [""] = "", ["\0"] = "\0", ["__proto__"] = 1, ["\u{2028}"] = "\xed\xa0\x80", ["\xf4\x90\x80\x80"] = "\xc0\x80"}
