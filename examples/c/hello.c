/* The smallest use of LuaVm: evaluate, read a value, read what was printed.
 *
 *   cc hello.c -o hello $(pkg-config --cflags --libs luavm) && ./hello
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <luavm.h>

/* Runs one source and shows what came of it. Returns 0 if all went well. */
static int run(luavm_vm vm, const char *source) {
  luavm_result *result;
  luavm_status status = vm_eval(vm, source, strlen(source), NULL, &result);
  if (result == NULL) { /* only when the system has no memory at all */
    fprintf(stderr, "%s\n", luavm_status_name(status));
    return 1;
  }
  if (status != LUAVM_OK) fprintf(stderr, "%s\n", result->message.data);

  /* What the script returned. Look at the type before the value. */
  for (size_t i = 0; i < result->value_count; i++)
    if (result->values[i].type == LUAVM_INTEGER)
      printf("%" PRId64 "\n", result->values[i].as.integer);

  /* What it printed never reaches stdout by itself; it comes with the result. */
  fwrite(result->output.data, 1, result->output.length, stdout);

  vm_result_free(result); /* values, output and message go with it */
  return status != LUAVM_OK;
}

int main(void) {
  luavm_vm vm;
  luavm_buffer *error;
  if (vm_new(NULL, &vm, &error) != LUAVM_OK) { /* NULL: all default limits */
    fprintf(stderr, "%s\n", error != NULL ? error->data : "no memory");
    luavm_buffer_free(error);
    return 1;
  }
  int failed = run(vm, "return 1 + 1") || run(vm, "print(\"hello from Lua\")");
  vm_free(vm);
  return failed;
}
