/* Patterns and subjects for the matcher. */
#include "engine.h"

static const char checks[] =
    "local n = #s\n"
    "local from, to = s:find(p, init, plain)\n"
    "check('find', not from or from >= 1 and from <= n + 1 and to >= from - 1 and to "
    "<= n)\n"
    "if plain and from then check('plain', s:sub(from, to) == p) end\n"
    "local ok, whole = pcall(string.gsub, s, p, '%0')\n"
    "if ok and p:sub(1, 1) ~= '^' then check('gsub of itself', whole == s) end\n"
    "local turns = 0\n"
    "for _ in s:gmatch(p) do turns = turns + 1 end\n"
    "check('gmatch', turns <= n + 1)\n"
    "local _, count = s:gsub(p, function(...) return select(select('#', ...), ...) "
    "end)\n"
    "check('gsub', count <= n + 1)\n"
    "pcall(string.gsub, s, p, {a = 'b', [''] = 1})\n"
    "pcall(string.gsub, s, p, r, init)\n"
    "return s:match(p, init)\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static text script;
  input in = {data, size};
  script.length = 0;
  put(&script, "%s", ENGINE_PRELUDE);
  unsigned options = take_byte(&in);
  put(&script, "local init, plain = %d, %s\nlocal p = ", (int)(options >> 2) - 8,
      options & 1 ? "true" : "false");
  put_literal(&script, take_run(&in, 200));
  put(&script, "\nlocal r = ");
  put_literal(&script, take_run(&in, 40));
  put(&script, "\nlocal s = (");
  put_literal(&script, in);
  put(&script, options & 2 ? "):rep(20)\n%s" : ")\n%s", checks);
  engine_check(&script);
  return 0;
}
