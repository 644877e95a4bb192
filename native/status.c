/* Names of statuses, for callers and for messages. */
#include "status.h"

#include <stddef.h>

const char *status_name(luavm_status status) {
  static const char *const names[] = {
      [LUAVM_OK] = "ok",
      [LUAVM_RUNTIME] = "runtime",
      [LUAVM_ARGUMENT] = "argument",
      [LUAVM_SYNTAX] = "syntax",
      [LUAVM_MEMORY] = "memory",
      [LUAVM_TIMEOUT] = "timeout",
      [LUAVM_FUEL] = "fuel",
      [LUAVM_SANDBOX] = "sandbox",
      [LUAVM_OUTPUT] = "output",
      [LUAVM_CANCELLED] = "cancelled",
      [LUAVM_INTERNAL] = "internal",
      [LUAVM_HANDLE] = "handle",
      [LUAVM_BUSY] = "busy",
      [LUAVM_QUOTA] = "quota",
      [LUAVM_CLOSED] = "closed",
      [LUAVM_FORKED] = "forked",
      [LUAVM_NETWORK] = "network",
      [LUAVM_UNSUPPORTED] = "unsupported",
      [LUAVM_PENDING] = "pending",
      [LUAVM_YIELDED] = "yielded",
  };
  size_t number = (size_t)(uint32_t)status;
  return number < sizeof names / sizeof *names ? names[number] : "unknown";
}
