#ifndef LUAVM_PUSH_H
#define LUAVM_PUSH_H

#include <stddef.h>

#include "luavm.h"

enum { PUSH_READ_ONLY = 1 }; /* scripts cannot write the tables */

struct lua_State;

/* Pushes copies of a host's values; raises where one is none, or memory ends.
 * No metamethod runs. */
void value_push(struct lua_State *L, const luavm_value *values, size_t count,
                unsigned flags);

#endif
