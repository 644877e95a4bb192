#ifndef LUAVM_STATUS_H
#define LUAVM_STATUS_H

#include "luavm.h"

/* "ok", "runtime", ...; "unknown" for a number that is none. */
const char *status_name(luavm_status status);

#endif
