/* Lua's own files, instrumented (lua/instrument.py), and the parts of ours that
 * reach into them, as one translation unit: the arena is inlined into Lua's
 * allocator, and what nothing calls is dropped. */
#define _GNU_SOURCE
#define LUA_USE_POSIX
#define LUA_CORE
#define LUA_LIB
#define lua_getlocaledecpoint() '.'

#include "lprefix.h"

#include "luaconf.h"
#undef LUAI_FUNC
#undef LUAI_DDEC
#undef LUAI_DDEF
#define LUAI_FUNC static
#define LUAI_DDEC(def) /* the definition alone */
#define LUAI_DDEF static
/* For KeraLua in the tests' shared library; libluavm.so hides it again. */
#undef LUA_API
#define LUA_API extern __attribute__((visibility("protected")))

#include "arena.c"
#include "vm.h"

#include "lobject.h"
#include "lstring.h"

#include "strings.c"

/* Every state hashes strings its own way, so that no script can prepare keys
 * that collide. */
#define luai_makeseed(L) ((unsigned int)luavm_scramble(G(L)->ud, NULL))

#include "lzio.c"
#include "lctype.c"
#include "lopcodes.c"
#include "lmem.c"
#include "lundump.c"
#include "ldump.c"
#include "lstate.c"
#include "lgc.c"
#include "llex.c"
#include "lcode.c"
#include "lparser.c"
#include "ldebug.c"
#include "lfunc.c"
#include "lobject.c"
#include "ltm.c"
#include "lstring.c"
#include "ltable.c"
#include "ldo.c"
#include "lvm.c"
#include "lapi.c"
#include "lauxlib.c"
#include "lbaselib.c"
#include "lcorolib.c"
#include "ldblib.c"
#include "liolib.c"
#include "lmathlib.c"
#include "loadlib.c"
#include "loslib.c"
#include "lstrlib.c"
#include "ltablib.c"
#include "lutf8lib.c"
#include "linit.c"

#include "refs.c"
#include "host.c"
#include "invoke.c"
#include "meter.c"
#include "trace.c"
#include "suspend.c"
#include "place.c"
#include "value.c"
#include "push.c"
#include "output.c"
#include "sandbox.c"
#include "environment.c"
#include "object.c"
#include "path.c"
#include "chunk.c"
#include "call.c"
#include "failure.c"
#include "run.c"
#include "make.c"
#include "service.c"
#include "vm.c"
