-- expect: ok; no option but collect, step and count, however it is spelled
for _, o in ipairs {"stop", "restart", "setpause", "setstepmul", "incremental", "generational", "isrunning", "", "COUNT", "step ", ("x"):rep(1 << 20), 1, 0.5} do
  assert(not pcall(collectgarbage, o))
end
assert(not pcall(collectgarbage, {})) assert(collectgarbage() == 0 and math.type(collectgarbage("count")) == "float" and type(collectgarbage("step", 1 << 40)) == "boolean")
return "contained"
