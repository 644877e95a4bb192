/* Text as a number: tonumber, numerals in source and arithmetic on strings against
 * a reading of the manual with strtod. */
#include "engine.h"

typedef struct number {
  enum { NONE, INTEGER, FLOAT } kind;
  int64_t integer;
  double real;
} number;

static bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* Digits alone: hexadecimal ones wrap around, decimal ones that do not fit are
 * not an integer. */
static bool read_integer(const char *at, const char *end, bool negative, int64_t *to) {
  bool hex = end - at > 2 && at[0] == '0' && (at[1] | 0x20) == 'x';
  uint64_t sum = 0, most = (uint64_t)INT64_MAX + negative;
  if (hex) at += 2;
  if (at == end) return false;
  for (; at < end; at++) {
    uint64_t digit = (uint64_t)digit_of(*at);
    if (digit >= (hex ? 16 : 10)) return false;
    if (!hex && sum > (most - digit) / 10) return false;
    sum = sum * (hex ? 16 : 10) + digit;
  }
  *to = (int64_t)(negative ? 0 - sum : sum);
  return true;
}

static number read_number(const char *at, size_t length) {
  const char *end = at + length;
  char *stop;
  number none = {NONE, 0, 0}, n = {INTEGER, 0, 0};
  while (at < end && is_space(*at)) at++;
  while (end > at && is_space(end[-1])) end--;
  const char *start = at;
  bool negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) at++;
  if (at == end || memchr(start, 0, (size_t)(end - start)) != NULL) return none;
  if (!(digit_of(*at) < 10 || *at == '.')) return none; /* inf, nan, a second sign */
  if (read_integer(at, end, negative, &n.integer)) return n;
  n = (number){FLOAT, 0, strtod(start, &stop)};
  return stop == end ? n : none;
}

static void compare(const luavm_value *got, number want, const char *how) {
  switch (want.kind) {
    case NONE:
      CHECK(got->type == LUAVM_NIL, "%s: type %d for no number", how, got->type);
      break;
    case INTEGER:
      CHECK(got->type == LUAVM_INTEGER && got->as.integer == want.integer,
            "%s: type %d, %lld, not %lld", how, got->type, (long long)got->as.integer,
            (long long)want.integer);
      break;
    case FLOAT:
      CHECK(got->type == LUAVM_NUMBER && memcmp(&got->as.number, &want.real, 8) == 0,
            "%s: type %d, %a, not %a", how, got->type, got->as.number, want.real);
  }
}

static const char checks[] =
    "local x = tonumber(s)\n"
    "local ok, sum = pcall(function() return s + 0 end)\n"
    "if ok ~= (x ~= nil) then error('violated: arithmetic reads other numbers') end\n"
    "if ok and x == x and sum ~= x + 0 then error('violated: the sum is another') end\n"
    "if math.type(x) == 'integer' and tonumber(tostring(x)) ~= x then\n"
    "  error('violated: tostring does not read back')\n"
    "end\n"
    "local numeral = s:match('^[%d.][%w.]*$') and load('return ' .. s)\n"
    "if numeral and s:find('%.%.') then numeral = nil end\n"
    "for base = 2, 36 do tonumber(s, base) end\n"
    "return x, tonumber(s, 16), numeral and numeral()\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static text script;
  if (size > 1000) size = 1000;
  char *copy = malloc(size + 1);
  CHECK(copy != NULL, "no memory");
  memcpy(copy, data, size);
  copy[size] = 0;
  number want = read_number(copy, size);
  free(copy);
  script.length = 0;
  put(&script, "local s = ");
  put_literal(&script, (input){data, size});
  put(&script, "\n%s", checks);
  struct vm *v = engine_open(&engine_limits);
  luavm_result *r = engine_eval(v, &engine_limits, script.data, script.length);
  CHECK(r->status == LUAVM_OK, "%s\n%s", r->message.data, script.data);
  compare(r->values, want, "tonumber");
  if (r->values[2].type == LUAVM_INTEGER || r->values[2].type == LUAVM_NUMBER)
    compare(r->values + 2, want, "numeral");
  engine_free(r);
  engine_close(v);
  return 0;
}
