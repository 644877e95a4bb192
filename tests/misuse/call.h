/* One call of one export: made valid, spoilt by a test, made, and judged by what
 * the header promises of every call. */
#ifndef CALL_H
#define CALL_H

#include <string.h>

#include "exports.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { STRUCT_ROOM = 256, CALL_POISON = 0xA5, PATIENCE_MS = 60000 };

/* What the library was given to release, and what it has released. */
typedef struct owned {
  uint64_t given, released;
} owned;

typedef struct call {
  const export *of;
  slot slots[PARAMETER_MAX];
  luavm_vm vm;          /* the one a handle names */
  luavm_template templ; /* likewise */
  luavm_policy policy;
  luavm_store store;
  luavm_ws socket;
  char group[24]; /* a quota group of its own */
  void *block;    /* the live block to give back */
  bool consumed;  /* the VM, template or block is the library's again */
  bool armed;     /* what a call that succeeds uses up is there */
  owned owned;
  luavm_value values[2], single[PARAMETER_MAX];
  luavm_ref references[2];
  luavm_store_entry entries[2];
  union {
    uint64_t number;
    int32_t flag;
    void *pointer;
    luavm_vm vm;
    luavm_template templ;
    luavm_policy policy;
    luavm_store store;
    luavm_ws socket;
    luavm_ref reference;
    luavm_http_response *response;
    luavm_buffer *buffer;
    luavm_result *result;
  } out[PARAMETER_MAX];
  _Alignas(16) unsigned char structs[PARAMETER_MAX][STRUCT_ROOM];
  luavm_status status;
} call;

/* A valid call of it, with all that it needs; in a VM of its own, or in one that
 * stays the caller's until it is put into the call. */
void call_open(call *c, const export *of);
void call_open_in(call *c, const export *of, luavm_vm vm);

/* Makes what each call that succeeds uses up: a run that waits, references. */
void call_arm(call *c);

/* Makes the call; ends the test where a status is not documented for it, or an
 * output is not what the header promises. What was handed out is given back. */
luavm_status call_make(call *c);

/* The same, with the status that has to come. */
void call_expect(call *c, luavm_status want);

/* Makes one argument valid; prepare.c. */
void prepare(call *c, int i);

/* Gives back what call_open made. */
void call_end(call *c);

/* Opens, makes and ends a valid call that has to succeed. */
void call_succeeds(const export *of);

/* The index of the first parameter of a kind, or -1. */
int find_kind(const export *of, kind kind);

/* Sets a field of a struct parameter. */
void set_field(call *c, int parameter, const struct_field *field, uint64_t value);

/* What a status answers; functions that return none answer LUAVM_OK. */
luavm_status status_if(const export *of, luavm_status status);

/* The reply of the host function that this thread is in, if a test is run in one. */
extern __thread luavm_reply *lent_reply;

/* Only on the thread that it was lent to. */
bool on_any_thread(const export *of);
/* Runs scripts, or as good as: it has to find 512 KiB of C stack. */
bool needs_stack(const export *of);
bool is_array(kind kind);
/* A timeout. */
bool is_time(const parameter *p);
/* Ends a VM, template, policy, store or socket. */
bool frees_handles(const export *of);

/* A memory request fails on purpose: blocks may be missing. */
extern __thread bool starving;

/* In a forked child nothing is given back and the end is _exit. */
extern bool in_child;
extern uint64_t check_count;

void check_failed(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
#define CHECK(condition, ...)                                        \
  do {                                                               \
    __atomic_add_fetch(&check_count, 1, __ATOMIC_RELAXED);           \
    if (!(condition)) check_failed(__FILE__, __LINE__, __VA_ARGS__); \
  } while (0)

/* Host functions, and what they are told in the end; host.c. */
luavm_status do_nothing(void *user, const luavm_call *made, luavm_reply *reply);
luavm_status wait_for_it(void *user, const luavm_call *made, luavm_reply *reply);
void count_release(void *user);
luavm_function function_of(const char *name, luavm_callback body, owned *user);
void function_put(luavm_vm vm, const char *name, luavm_callback body, void *user);
luavm_ref some_table(luavm_vm vm);
luavm_ref some_function(luavm_vm vm);
luavm_ref some_class(luavm_vm vm);
luavm_template some_template(void);
luavm_policy some_policy(void);
luavm_store some_store(void);
const char *some_document(void);
luavm_value text_value(const luavm_bytes *bytes);
luavm_value reference_value(int32_t type, luavm_ref reference);

luavm_vm vm_open(uint32_t profile);
void vm_answers(luavm_vm vm);
luavm_result *some_result(luavm_vm vm);
luavm_buffer *some_buffer(void);
luavm_http_response *some_response(void);
/* Of a server in this process; web.c. It sends back the messages that it gets. */
const char *some_url(void);
const char *some_socket_url(void);
luavm_ws some_socket(void);
/* The next ws_receive has not long to wait. */
void bring_message(luavm_ws socket);
luavm_statistics counters(void);

#endif
