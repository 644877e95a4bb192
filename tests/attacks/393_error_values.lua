-- expect: ok; every value travels through pcall, coroutines and close unchanged
for _, v in ipairs {false, 0, 0 / 0, "", {}, print, coroutine.create(print), ("x"):rep(1 << 20)} do
  local _, e = pcall(error, v) assert(rawequal(e, v) or v ~= v) local _, e = coroutine.resume(coroutine.create(error), v) assert(rawequal(e, v) or v ~= v)
  local _, e = pcall(coroutine.wrap(function() error(v, 0) end)) assert(rawequal(e, v) or v ~= v)
  local _, e = xpcall(error, function(x) return x end, v) assert(rawequal(e, v) or v ~= v)
end
return "contained"
