-- expect: ok; nothing of the host is there under any name
for _, n in ipairs {"io", "debug", "package", "require", "dofile", "loadfile", "loadstring", "setfenv", "getfenv", "module", "newproxy", "unpack", "jit", "ffi", "bit", "bit32", "_LOADED", "arg", "warn", "gcinfo", "rawlen2", "_PROMPT", "luavm"} do
  if rawget(_G, n) ~= nil then return "ESCAPED: " .. n end
end
for _, n in ipairs {"execute", "exit", "getenv", "remove", "rename", "tmpname", "setlocale"} do if os[n] then return "ESCAPED: os." .. n end end
if string.dump then return "ESCAPED: dump" end return "contained"
