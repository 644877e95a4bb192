#include "test.hpp"

#include <cstdio>
#include <cstdlib>

namespace test {

static entry *first;
static bool failing;

entry::entry(const char *name_, function body_)
    : name(name_), body(body_), next(first) {
  first = this;
}

void fail(const char *file, int line, const char *what) {
  failing = true;
  std::fprintf(stderr, "%s:%d: %s\n", file, line, what);
}

luavm::vm make_vm(const luavm::vm_options &options) {
  luavm::outcome<luavm::vm> made = luavm::vm::try_make(options);
  if (!made) {
    std::fprintf(stderr, "no VM: %s\n", made.message().data());
    std::exit(1);
  }
  return std::move(*made);
}

// Whether every result and message of the test before was given back.
static bool nothing_is_left() {
  const luavm::outcome<luavm::process_statistics> now = luavm::try_statistics();
  return now && now->vm_count == 0 && now->block_count == 0;
}

}  // namespace test

int main() {
  int passed = 0, failed = 0;
  for (const test::entry *each = test::first; each; each = each->next) {
    test::failing = false;
    each->body();
    if (!test::nothing_is_left()) test::fail(each->name, 0, "a VM or block is left");
    if (test::failing) std::printf("failed: %s\n", each->name);
    ++(test::failing ? failed : passed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed != 0 ? 0 : 1;
}
