#ifndef LUAVM_VALUE_H
#define LUAVM_VALUE_H

#include "result.h"

enum { ENCODE_OK, ENCODE_TOO_LARGE, ENCODE_NO_MEMORY, ENCODE_KILLED, ENCODE_SHARED };

typedef struct encoding {
  size_t limit;    /* bytes that the values may take */
  uint32_t flags;  /* LUAVM_EVAL_... */
  char *complaint; /* with LUAVM_EVAL_REFUSE_SHARED: receives what is shared */
  size_t complaint_room;
  luavm_value *values; /* written */
  size_t count;
} encoding;

/* Copies the values from stack index `first` to the top into `out`. References it
 * has made are listed there; after a failure none is left. */
int value_encode(struct lua_State *L, int first, result_block *out, encoding *how);

/* Gives the references made for a block back. */
struct vm;
void value_drop_references(struct vm *v, result_block *b);

#endif
