/* What scripts print: captured in a block that counts as the VM's memory and goes
 * to the host with the result. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm.h"

/* Why some text for stdout was lost: a number of errno. A reader who went away
 * has lost nothing that it wanted. */
static int echo_failure;

int32_t shim_echo_failure(void) {
  return echo_failure;
}

static void echo(const char *text, size_t length) {
  errno = 0;
  bool lost =
      text == NULL ? fflush(stdout) != 0 : fwrite(text, 1, length, stdout) < length;
  if (lost && errno != EPIPE && echo_failure == 0)
    echo_failure = errno != 0 ? errno : EIO;
}

static bool output_resize(vm *v, size_t want) {
  want += sizeof(result_chunk);
  size_t old = v->output == NULL ? 0 : v->output->bytes;
  if (!arena_charge(&v->arena, want - old)) return false;
  result_chunk *c = fault_realloc(v->output, want);
  if (c == NULL) {
    arena_system_refused(&v->arena);
    arena_discharge(&v->arena, want - old);
    return false;
  }
  c->bytes = want;
  v->output = c;
  return true;
}

/* Room to grow first, then what is needed, then what a collection gives back. */
static bool output_room(lua_State *L, size_t bytes) {
  vm *v = vm_of(L);
  size_t need = v->output_count + bytes + 1;
  size_t have = v->output == NULL ? 0 : v->output->bytes - sizeof(result_chunk);
  if (need <= have) return true;
  size_t want = have * 2 < 1024 ? 1024 : have * 2;
  if (output_resize(v, want < need ? need : want) || output_resize(v, need))
    return true;
  if (v->arena.hopeless) return false;
  luaC_fullgc(L, 1);
  return output_resize(v, need);
}

static void output_write(lua_State *L, const char *text, size_t length) {
  vm *v = vm_of(L);
  size_t fits = v->output_limit - v->output_taken - v->output_count;
  if (length > fits) {
    if (output_room(L, fits)) {
      memcpy((char *)(v->output + 1) + v->output_count, text, fits);
      v->output_count += fits;
    }
    meter_stop_now(L, METER_OUTPUT);
  }
  if (v->echo) echo(text, length);
  if (!output_room(L, length)) luaM_error(L);
  memcpy((char *)(v->output + 1) + v->output_count, text, length);
  v->output_count += length;
}

static int captured_print(lua_State *L) {
  int n = lua_gettop(L);
  for (int i = 1; i <= n; i++) {
    size_t length;
    meter_tick(L);
    const char *text = luaL_tolstring(L, i, &length);
    if (i > 1) output_write(L, "\t", 1);
    output_write(L, text, length);
    lua_pop(L, 1);
  }
  output_write(L, "\n", 1);
  return 0;
}
