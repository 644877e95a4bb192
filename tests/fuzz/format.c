/* Formats and arguments for string.format. */
#include "engine.h"

static const char checks[] =
    "local function same(a, b) return math.type(a) == math.type(b) and (a == b or a ~= "
    "a and b ~= b) end\n"
    "for _, x in ipairs(args) do\n"
    "  if type(x) == 'string' or type(x) == 'number' then\n"
    "    check('%q reads back', same(load('return ' .. ('%q'):format(x))(), x))\n"
    "  end\n"
    "  if math.type(x) == 'float' then\n"
    "    check('%a reads back', x ~= x or x + 1 == x or tonumber(('%a'):format(x)) == "
    "x)\n"
    "  end\n"
    "  if math.type(x) == 'integer' then\n"
    "    check('%d reads back', tonumber(('%d'):format(x)) == x)\n"
    "    check('%x reads back', tonumber('0x' .. ('%x'):format(x)) == x)\n"
    "  end\n"
    "end\n"
    "for i = 1, #args do pcall(string.format, f, table.unpack(args, i)) end\n"
    "return f:format(table.unpack(args))\n";

static void put_argument(text *to, input *in) {
  static const char *const fixed[] = {
      "0",
      "-1",
      "1e308",
      "-0.0",
      "1/0",
      "0/0",
      "true",
      "{}",
      "print",
      "math.mininteger",
      "setmetatable({}, {__tostring = function() return 'own' end})",
      "setmetatable({}, {__tostring = function() return 1 end})",
      "setmetatable({}, {__name = 'N'})",
      "('y'):rep(300)",
      "2^63",
      "5e-324"};
  size_t choice = take_choice(in, 20);
  if (choice < 16) {
    put(to, "%s", fixed[choice]);
  } else if (choice == 16) {
    put(to, "%lld", (long long)take_number(in, 8));
  } else if (choice == 17) {
    put(to, "(string.unpack('>d', ");
    put_literal(to, (input){in->data, in->size < 8 ? in->size : 8});
    put(to, " .. ('\\0'):rep(8)))");
  } else {
    put_literal(to, take_run(in, 100));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static text script;
  input in = {data, size};
  script.length = 0;
  put(&script, "%s", ENGINE_PRELUDE);
  put(&script, "local f = ");
  put_literal(&script, take_run(&in, 200));
  put(&script, "\nlocal args = {");
  while (in.size > 0 && script.length < sizeof script.data / 2) {
    put_argument(&script, &in);
    put(&script, ", ");
  }
  put(&script, "}\n%s", checks);
  engine_check(&script);
  return 0;
}
