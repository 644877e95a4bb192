-- expect: timeout|fuel; the same in the traceback of a kill
local t = {["a'\n/etc/passwd:1: in 'b\27[31m"] = function() while true do end end}
local r = t["a'\n/etc/passwd:1: in 'b\27[31m"]() return r
