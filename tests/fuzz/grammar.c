/* Lua programs made from a grammar: each byte of the input chooses a production.
 * They nearly always compile, so the engine behind the parser is what is met. */
#include "engine.h"

enum { DEPTH_MAX = 14 };

/* `$X` expands rule X. The first production of a rule ends it: it is taken where
 * the bytes, the depth or the room are used up. */
typedef struct rule {
  char name;
  const char *const *productions;
} rule;

#define RULE(...) ((const char *const[]){__VA_ARGS__, NULL})

static const rule rules[] = {
    /* block */
    {'B', RULE("", "$S", "$S$S", "$S$S$S", "$S$S$S$S$S", "$S return $L", "$S break")},
    /* statement */
    {'S',
     RULE("$V = $E\n", "local $V = $E\n", "local $V, $V = $L\n", "$V, $V = $L\n",
          "$V[$E] = $E\n", "$V.$K = $E\n", "if $E then $B end\n",
          "if $E then $B elseif $E then $B else $B end\n", "while $E do $B end\n",
          "for $V = $N, $N do $B end\n", "for $V = $N, $N, $N do $B end\n",
          "for $V, $V in pairs($E) do $B end\n", "for $V, $V in ipairs($E) do $B end\n",
          "for $V in $E, $E, $E, $E do $B end\n", "repeat $B until $E\n",
          "do local $V <close> = setmetatable({}, {__close = $F}) $B end\n",
          "do local $V <const> = $E $B end\n", "function $V($P) $B end\n",
          "local function $V($P) $B end\n", "function $V:$K($P) $B end\n", "$C\n",
          "pcall($F)\n", "$C\n", "do goto x; do $B end ::x:: end\n",
          "do ::y:: $B if $E then goto y end end\n", "setmetatable($E, {$M = $F})\n",
          "setmetatable($V, {$M = $E, $M = $F})\n", "$V[#$V + 1] = $E\n", "error($E)\n",
          "load($T)()\n", "print($L)\n", "$V = nil\n", "collectgarbage($G)\n",
          "coroutine.wrap($F)($L)\n", "for $V in coroutine.wrap($F) do $B end\n")},
    /* expression */
    {'E',
     RULE("nil", "$N", "$T", "$V", "true", "false", "{}", "$V.$K", "$V[$E]",
          "($E $O $E)", "$U$E", "{$L}", "{$K = $E, [$E] = $E, $E}", "$F", "$C", "($C)",
          "$V:$K($L)", "#$V", "($E and $E or $E)", "select('#', $L)",
          "setmetatable({$L}, {$M = $F})", "setmetatable({}, {__mode = 'k'})",
          "coroutine.create($F)", "('x'):rep($N)", "$E .. $E", "_ENV", "_G", "...")},
    {'L', RULE("$E", "$E, $E", "$E, $E, $E", "...", "table.unpack($E, $N, $N)", "$C")},
    {'F',
     RULE("function(...) end", "function($P) $B end", "function(...) return $L end",
          "function(...) coroutine.yield($L) $B end", "$V", "$I")},
    {'P', RULE("...", "a, b", "a, b, ...", "a", "t")},
    {'V', RULE("a", "b", "c", "d", "t", "f", "s", "co")},
    {'K', RULE("x", "y", "n", "sub", "__index")},
    {'N', RULE("1", "0", "-1", "3", "10", "200", "0.5", "1e308", "-0.0", "1/0", "0/0",
               "2^53", "math.maxinteger", "math.mininteger", "0x7fffffff", "1 << 20",
               "#$V", "-3")},
    {'T', RULE("''", "'x'", "'abc'", "'10'", "'0x1p4'", "'%d%s%q'", "'(%a+)%1'",
               "'.-b'", "'%f[%w]'", "'[^x-z]*'", "'\\0\\255'", "'<i4s2z'",
               "'return ...'", "'\\u{7FFFFFFF}'", "('ab'):rep($N)", "tostring($E)")},
    {'O', RULE("+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", "<=", ">",
               ">=", "and", "or", "&", "|", "~", "<<", ">>")},
    {'U', RULE("-", "not ", "#", "~")},
    {'M', RULE("__index", "__newindex", "__call", "__add", "__concat", "__len", "__eq",
               "__lt", "__le", "__unm", "__close", "__tostring", "__name", "__pairs",
               "__mode", "__metatable", "__idiv", "__band", "__shl", "__gc")},
    {'G', RULE("", "'count'", "'step'", "'collect'", "'generational'", "$E")},
    /* library function */
    {'I',
     RULE("type", "pcall", "xpcall", "error", "assert", "select", "next", "rawset",
          "rawget", "rawlen", "rawequal", "tostring", "tonumber", "setmetatable",
          "getmetatable", "print", "load", "string.rep", "string.format", "string.find",
          "string.gsub", "string.gmatch", "string.byte", "string.char", "string.pack",
          "string.unpack", "string.reverse", "table.concat", "table.insert",
          "table.remove", "table.sort", "table.move", "table.pack", "table.unpack",
          "utf8.char", "utf8.codepoint", "utf8.offset", "utf8.len", "utf8.codes",
          "math.floor", "math.fmod", "math.tointeger", "math.random", "math.ult",
          "coroutine.create", "coroutine.resume", "coroutine.yield", "coroutine.wrap",
          "coroutine.status", "coroutine.close", "coroutine.running",
          "coroutine.isyieldable", "os.time", "os.date", "collectgarbage")},
    /* call */
    {'C',
     RULE("f($L)", "$I($L)", "pcall($F, $L)", "xpcall($F, $F, $L)", "$V($L)",
          "string.format($T, $L)", "string.find($T, $T, $N)", "string.gsub($T, $T, $F)",
          "string.gsub($T, $T, $T, $N)", "string.rep($T, $N, $T)",
          "string.pack($T, $L)", "string.unpack($T, $T, $N)", "string.byte($T, $N, $N)",
          "table.concat($V, $T)", "table.insert($V, $N, $E)", "table.remove($V, $N)",
          "table.sort($V, $F)", "table.move($V, $N, $N, $N, $V)",
          "table.unpack($V, $N, $N)", "utf8.codepoint($T, $N, $N, $E)",
          "utf8.offset($T, $N, $N)", "coroutine.resume($E, $L)", "coroutine.close($E)",
          "coroutine.yield($L)", "select($N, $L)", "rawset($V, $E, $E)", "load($F)",
          "assert($E, $E)", "next($V, $E)", "string.gmatch($T, $T)",
          "math.random($N, $N)")},
};

static const char *const *productions_of(char name) {
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
    if (rules[i].name == name) return rules[i].productions;
  CHECK(false, "no rule %c", name);
  return NULL;
}

static void expand(text *to, input *in, char name, int depth) {
  const char *const *productions = productions_of(name);
  size_t count = 0;
  while (productions[count] != NULL) count++;
  bool end = depth > DEPTH_MAX || to->length > sizeof to->data / 2;
  const char *at = productions[end ? 0 : take_choice(in, count)];
  for (; *at != 0; at++) {
    if (*at == '$')
      expand(to, in, *++at, depth + 1);
    else
      put(to, "%c", *at);
  }
}

/* Fuel is the same everywhere, but for what looks at clocks, random numbers,
 * identities, memory, or the order of a table. */
static bool repeatable(const char *script) {
  static const char *const words[] = {
      "pairs", "next",   "random", "os.", "collectgarbage", "tostring", "__mode",
      "print", "format", "_ENV",   "_G",  "running"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strstr(script, words[i]) != NULL) return false;
  return true;
}

static void check_fuel(const text *script) {
  luavm_status status[2];
  uint64_t fuel[2];
  for (int i = 0; i < 2; i++) {
    struct vm *v = engine_open(&engine_limits);
    luavm_result *r = engine_eval(v, &engine_limits, script->data, script->length);
    status[i] = r->status;
    fuel[i] = r->usage.fuel;
    engine_free(r);
    engine_close(v);
  }
  if (status[0] == LUAVM_MEMORY || status[1] == LUAVM_MEMORY) return;
  CHECK(status[0] == status[1] && fuel[0] == fuel[1],
        "status %d and %d, fuel %llu and %llu:\n%s", status[0], status[1],
        (unsigned long long)fuel[0], (unsigned long long)fuel[1], script->data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static text script;
  input in = {data, size};
  script.length = 0;
  put(&script,
      "local a, b, c, d, t, f, s, co = 1, 'x', 2.5, nil, {1, 2, 3, x = 1}, "
      "function(...) return ... end, 'abc', coroutine.wrap(select)\n");
  while (in.size > 0 && script.length < sizeof script.data / 2) {
    put(&script, "do ");
    expand(&script, &in, 'S', 0);
    put(&script, "end\n");
  }
  if (getenv("FUZZ_SHOW") != NULL) puts(script.data);
  if (repeatable(script.data)) check_fuel(&script);
  engine_starve(script.data, script.length, hash_of(data, size));
  return 0;
}
