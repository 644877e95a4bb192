-- expect: ok|timeout|fuel|memory|runtime; %q of %q of %q grows by its escapes
local s = "\0\"\\\n" while true do s = string.format("%q", s) end
