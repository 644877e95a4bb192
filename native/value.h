#ifndef LUAVM_VALUE_H
#define LUAVM_VALUE_H

#include "result.h"

enum { ENCODE_OK, ENCODE_TOO_LARGE, ENCODE_NO_MEMORY, ENCODE_KILLED };

/* Copies the values from stack index `first` to the top into `out`, at most
 * `limit` bytes of them. */
int value_encode(struct lua_State *L, int first, result_block *out, size_t limit);

#endif
