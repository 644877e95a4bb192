/* Formats, values and bytes for string.pack, packsize and unpack. */
#include "engine.h"

static const char checks[] =
    "local function same(a, b) return a == b or a ~= a and b ~= b end\n"
    "pcall(string.unpack, f, bytes, init)\n"
    "local fixed, size = pcall(string.packsize, f)\n"
    "local out = table.pack(pcall(string.unpack, f, bytes))\n"
    "if out[1] then\n"
    "  check('where unpack ends', out[out.n] >= 1 and out[out.n] <= #bytes + 1)\n"
    "  if fixed then check('packsize', out[out.n] == size + 1) end\n"
    "  local ok, again = pcall(string.pack, f, table.unpack(out, 2, out.n - 1))\n"
    "  if ok then\n"
    "    local back = table.pack(string.unpack(f, again))\n"
    "    check('as many values', back.n == out.n - 1)\n"
    "    for i = 1, back.n - 1 do check('value ' .. i, same(back[i], out[i + 1])) end\n"
    "  end\n"
    "end\n"
    "local packed = string.pack(f, table.unpack(args))\n"
    "if fixed then check('size of what was packed', #packed == size) end\n"
    "return string.unpack(f, packed)\n";

static void put_argument(text *to, input *in) {
  static const char *const fixed[] = {"0",   "-1",  "255", "math.maxinteger", "1e308",
                                      "0/0", "1.5", "'z'", "math.mininteger", "{}"};
  size_t choice = take_choice(in, 14);
  if (choice < 10)
    put(to, "%s", fixed[choice]);
  else if (choice < 12)
    put(to, "%lld", (long long)take_number(in, 8));
  else
    put_literal(to, take_run(in, 40));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static text script;
  input in = {data, size};
  script.length = 0;
  put(&script, "%s", ENGINE_PRELUDE);
  put(&script, "local init = %d\nlocal f = ", (int)take_byte(&in) - 128);
  put_literal(&script, take_run(&in, 60));
  put(&script, "\nlocal args = {");
  for (size_t n = take_choice(&in, 8); n > 0; n--) {
    put_argument(&script, &in);
    put(&script, ", ");
  }
  put(&script, "}\nlocal bytes = ");
  put_literal(&script, in);
  put(&script, "\n%s", checks);
  engine_check(&script);
  return 0;
}
