/* A host of libluavm.so that makes calls, right ones and wrong ones: what it has
 * been given and not yet given back. */
#ifndef CALLS_H
#define CALLS_H

#include "input.h"

enum { VMS = 4, BLOCKS = 6 };

typedef struct host {
  luavm_vm live[VMS], stale[VMS];
  bool trusted[VMS];
  bool stateless[VMS]; /* a reset failed: nothing but a reset will do */
  luavm_result *results[BLOCKS];
  luavm_buffer *buffers[BLOCKS];
  uint32_t vm_cap;
  bool quota;
} host;

/* Limits worth trying: edges of what is allowed. */
uint64_t take_amount(input *in);
/* A struct_size: mostly right, sometimes any small number. */
uint32_t take_size(input *in, size_t right);
/* Mostly below `known`. */
uint32_t take_enum(input *in, uint32_t known);

/* Take over what a call handed out, after checking it. */
void keep_buffer(host *h, luavm_buffer *buffer, luavm_status status);
void keep_result(host *h, luavm_result *result);

size_t live_count(const host *h);

/* Calls that name a VM; calls_vm.c. */
void call_new(host *h, input *in);
void call_eval(host *h, input *in);
void call_reset(host *h, input *in);
void call_gc(host *h, input *in);
void call_free(host *h, input *in);
void call_interrupt(host *h, input *in);
void call_mem_usage(host *h, input *in);

#endif
