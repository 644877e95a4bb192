/* What is handed to the host: one block, freed in one call. */
#ifndef LUAVM_RESULT_H
#define LUAVM_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "luavm.h"

enum block_kind { BLOCK_RESULT = 1, BLOCK_BUFFER = 2, BLOCK_RESPONSE = 3 };
enum { BLOCK_LATER = 512 };

typedef struct result_chunk {
  struct result_chunk *next;
  size_t bytes; /* with this header */
} result_chunk;

/* A reference made for what a block holds. */
typedef struct result_reference {
  struct result_reference *next;
  luavm_ref reference;
} result_reference;

typedef struct result_block {
  union {
    luavm_result result;
    luavm_buffer buffer;
    luavm_http_response response;
  } as; /* first: its address is what the host holds */
  int kind;
  char *bump, *end;
  char *later; /* BLOCK_LATER bytes kept for a message, or NULL */
  result_chunk *chunks;
  result_reference *references;
  uint64_t tables;  /* copied by shim_result_copy */
  size_t bytes;     /* held from the system */
  arena *payer;     /* the VM charged for chunks, until the block is settled */
  size_t paid;      /* bytes it has been charged */
  account *account; /* charged for the block, where no VM is */
} result_block;

/* A new, unpublished block; payer may be NULL. NULL: the system has no memory. */
result_block *block_new(int kind, arena *payer);

/* Room inside the block, aligned to 16, valid as long as the block. */
void *block_reserve(result_block *b, size_t bytes);

/* A copy of bytes inside the block with a NUL after it. False: no memory. */
bool block_copy(result_block *b, luavm_bytes *to, const char *data, size_t length);

/* Keeps room for shim_result_message, so that it needs no memory then. Always
 * possible in a block that is as new. */
void block_keep_room(result_block *b);

/* Takes over a chunk from malloc that the payer has been charged for. */
void block_adopt(result_block *b, result_chunk *c);

/* Gives all that was reserved back, to the payer too; the block is as new. */
void block_rewind(result_block *b);

/* Hands the charge over from the VM to those above it in the ledger: from here on
 * the block is not bound by the VM's limit. */
void block_settle(result_block *b);

/* Settles the block and makes it known, so that it can be freed. False: no
 * memory; the block is as it was. */
bool block_publish(result_block *b);

/* Drops a block that was never published. */
void block_drop(result_block *b);

/* All texts empty, struct_size set. */
void result_clear(luavm_result *r);

#endif
